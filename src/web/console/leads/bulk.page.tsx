import type { BulkAct, Candidate, LeftOut } from '#domain/contact/index.ts';
import { path } from '../../paths.ts';
import { Button, Crumbs, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { bulkWords } from './bulk.texts.ts';
import { leadWords } from './leads.texts.ts';

type Named = Pick<Candidate, 'reference' | 'companyName'>;

/** Says which requests an act is for and which it is not, and why, before it is done. */
export function BulkPage(props: {
  page: ConsoleContext;
  act: BulkAct;
  fit: readonly Named[];
  left: readonly (Named & { readonly why: LeftOut })[];
  problem?: string | undefined;
  formKey: string;
  today: Temporal.PlainDate;
}) {
  const { page, act, fit, left, problem, formKey, today } = props;
  const { locale } = page;
  const t = bulkWords(locale);
  const lead = leadWords(locale);
  const title = t.title[act];
  return (
    <ConsolePage page={page} title={title} current="leads">
      <div class="stack stack--5">
        <Crumbs locale={locale} items={[{ href: path('consoleLeads', locale), text: lead.list.title }]} here={title} />
        <h1>{title}</h1>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <p class="lead">
          {t.counts(fit.length, fit.length + left.length)}. {t.will[act]}
        </p>
        <form class="form form--narrow" id="form" method="post" action={path('consoleBulk', locale)}>
          <input type="hidden" name="act" value={act} />
          <input type="hidden" name="idempotencyKey" value={formKey} />
          {fit.map(({ reference }) => (
            <input type="hidden" name="lead" value={reference} />
          ))}
          {act === 'task' && fit.length > 0 && (
            <div class="row row--fields">
              <div class="field">
                <label for="f-task">{lead.lead.taskWhat}</label>
                <div class="box">
                  <input id="f-task" name="task" maxlength={200} autocomplete="off" required />
                </div>
              </div>
              <div class="field">
                <label for="f-taskDue">{lead.lead.taskDue}</label>
                <div class="box box--s">
                  <input id="f-taskDue" name="taskDue" type="date" min={today.toString()} required />
                </div>
              </div>
            </div>
          )}
          {fit.length > 0 && <Names page={page} title={`${t.chosen} (${fit.length})`} of={fit} />}
          {left.length > 0 && <Names page={page} title={`${t.left} (${left.length})`} of={left} />}
          <div class="row">
            {fit.length > 0 && <Button look={act === 'close' ? 'danger' : 'filled'}>{t.confirm[act]}</Button>}
            <LinkButton look="link" href={path('consoleLeads', locale)}>
              {t.back}
            </LinkButton>
          </div>
        </form>
      </div>
    </ConsolePage>
  );
}

function Names({
  page: { locale },
  title,
  of,
}: {
  page: ConsoleContext;
  title: string;
  of: readonly (Named & { readonly why?: LeftOut | undefined })[];
}) {
  const t = bulkWords(locale);
  return (
    <section class="stack stack--2">
      <h2>{title}</h2>
      <ul class="list">
        {of.map(({ reference, companyName, why }) => (
          <li>
            <a class="more" href={path('consoleLead', locale, { reference })}>
              {companyName || reference}
            </a>
            <span class="small muted">{why ? t.why[why] : reference}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What came of it, request by request. */
export function BulkDonePage(props: {
  page: ConsoleContext;
  act: BulkAct;
  done: readonly Named[];
  left: readonly (Named & { readonly why: LeftOut })[];
}) {
  const { page, act, done, left } = props;
  const { locale } = page;
  const t = bulkWords(locale);
  return (
    <ConsolePage page={page} title={t.title[act]} current="leads">
      <div class="stack stack--5 form--narrow">
        <Crumbs
          locale={locale}
          items={[{ href: path('consoleLeads', locale), text: leadWords(locale).list.title }]}
          here={t.title[act]}
        />
        <h1>{t.doneTitle(done.length)}</h1>
        {done.length > 0 && <Names page={page} title={t.done} of={done} />}
        {left.length > 0 && <Names page={page} title={`${t.left} (${left.length})`} of={left} />}
        <LinkButton look="quiet" href={path('consoleLeads', locale)}>
          {t.back}
        </LinkButton>
      </div>
    </ConsolePage>
  );
}
