import { formatDate } from '#catalog/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { Button } from '../../ui/parts.tsx';
import { contactWords } from './contact.texts.ts';
import type { LeadProps } from './lead.view.ts';
import { leadWords } from './leads.texts.ts';

/** What is to be done about the request, and by when. */
export function LeadTasks({ page, view }: LeadProps) {
  const { locale, who } = page;
  const t = leadWords(locale).lead;
  const params = { reference: view.lead.reference };
  const writes = staffMay(who, 'lead.write') && !view.lead.restrictedAt;
  if (view.tasks.length === 0 && !writes) return null;
  return (
    <section class="panel" aria-labelledby="tasks">
      <h2 id="tasks">{t.tasks}</h2>
      {view.tasks.length > 0 && (
        <ul class="list">
          {view.tasks.map(({ id, body, dueOn, doneAt, by }) => (
            <li id={id} class={doneAt ? 'muted' : undefined}>
              <span>
                {doneAt ? <s>{body}</s> : body}{' '}
                <small class="muted">
                  {formatDate(dueOn, locale)}. {t.by(by ?? t.someone)}
                </small>
              </span>
              {writes && (
                <form method="post" action={path('consoleTasks', locale, params)}>
                  <input type="hidden" name="taskId" value={id} />
                  <Button look="link" name="action" value={doneAt ? 'undo' : 'done'}>
                    {doneAt ? t.taskUndo : t.taskDone}
                    <span class="vh">: {body}</span>
                  </Button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      {writes && (
        <form class="row row--fields" method="post" action={path('consoleTasks', locale, params)}>
          <input type="hidden" name="idempotencyKey" value={view.formKey} />
          <div class="field">
            <label for="f-task">{t.taskWhat}</label>
            <div class="box">
              <input id="f-task" name="task" maxlength={200} autocomplete="off" />
            </div>
          </div>
          <div class="field">
            <label for="f-taskDue">{t.taskDue}</label>
            <div class="box box--s">
              <input id="f-taskDue" name="taskDue" type="date" min={view.today.toString()} />
            </div>
          </div>
          {staffMay(who, 'lead.contact') && (
            <label class="tick">
              <input type="checkbox" name="taskKind" value="call" />
              {contactWords(locale).planned}
            </label>
          )}
          <Button look="quiet" name="action" value="add">
            {t.taskAdd}
          </Button>
        </form>
      )}
    </section>
  );
}
