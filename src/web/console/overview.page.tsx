import { formatDate } from '#catalog/index.ts';
import type { failedDeliveries } from '#domain/delivery/index.ts';
import type { Standing } from '#domain/lead/index.ts';
import type { DueDay, openCases } from '#domain/privacy/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { Empty, Gone, Heads, Notice } from '../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from './console.page.tsx';
import { consoleWords } from './console.texts.ts';
import { menuOf } from './menu.ts';
import { Ages, type Figures, FiguresPanel } from './overview-figures.tsx';
import { CasesSoon, DueSoon, Failed } from './overview-lists.tsx';

export interface Overview {
  readonly now: Temporal.Instant;
  readonly notice?: { readonly tone: 'done' | 'bad'; readonly text: string } | undefined;
  /** Each absent for somebody whose roles don't reach it. */
  readonly standing?: Standing | undefined;
  readonly figures?: Figures | undefined;
  /** Quotes without an answer, by age. */
  readonly ages?: readonly number[] | undefined;
  /** What falls due within a week. */
  readonly due?: readonly DueDay[] | undefined;
  readonly tasks?:
    | readonly {
        readonly body: string;
        readonly dueOn: Temporal.PlainDate;
        readonly reference: string;
        readonly companyName: string;
      }[]
    | undefined;
  readonly failed?: Awaited<ReturnType<typeof failedDeliveries>> | undefined;
  /** What forms on other sites have sent, and nobody has dealt with. */
  readonly submissions?: number | undefined;
  readonly cases?: Awaited<ReturnType<typeof openCases>> | undefined;
}

/** What there is to do today, how things stand, and how they have gone. */
export function OverviewPage({ page, view }: { page: ConsoleContext; view: Overview }) {
  const { locale } = page;
  const t = consoleWords(locale).overview;
  const counted = [view.tasks?.length, view.failed?.length, view.cases?.length, page.mails, view.submissions];
  const todo = counted.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const nothing = !view.standing && !view.tasks && !view.failed && !view.cases;
  return (
    <ConsolePage page={page} title={consoleWords(locale).menu.start} current="start">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <p class="muted">{t.hello(page.who.name)}</p>
          <h1>{t.title(todo)}</h1>
        </div>
        {view.notice && <Notice tone={view.notice.tone}>{view.notice.text}</Notice>}
        {nothing && <Elsewhere page={page} />}
        {!nothing && <Stats view={view} mails={page.mails} locale={locale} />}
        {view.tasks && <Tasks tasks={view.tasks} locale={locale} />}
        {view.cases && <CasesSoon cases={view.cases} now={view.now} locale={locale} />}
        {view.failed && view.failed.length > 0 && <Failed page={page} failed={view.failed} />}
        {(view.ages || view.due) && (
          <div class="charts">
            {view.ages && <Ages counts={view.ages} locale={locale} />}
            {view.due && <DueSoon page={page} days={view.due} />}
          </div>
        )}
        {view.figures && <FiguresPanel figures={view.figures} locale={locale} />}
      </div>
    </ConsolePage>
  );
}

/** Where somebody works whose roles have nothing on this page: an archivist, say. */
function Elsewhere({ page: { locale, who } }: { page: ConsoleContext }) {
  const t = consoleWords(locale);
  const own = menuOf(who).filter(({ id }) => id !== 'start');
  return (
    <div class="stack stack--3">
      <p class="lead">{t.overview.notYours}</p>
      <ul class="list narrow">
        {own.map(({ id, page }) => (
          <li>
            <a class="more" href={path(page as 'console', locale)}>
              {t.menu[id]} <Icon name="arrow-right" />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Stats({ view, mails, locale }: { view: Overview; mails: number | undefined; locale: Locale }) {
  const t = consoleWords(locale).overview.stats;
  const { standing, failed, cases, submissions = 0, now } = view;
  const leads = path('consoleLeads', locale);
  const sum = (...states: string[]) => states.reduce((all, state) => all + (standing?.byState[state] ?? 0), 0);
  const days = standing?.oldestOpen ? Math.floor(now.since(standing.oldestOpen).total('hours') / 24) : 0;
  return (
    <dl class="stats">
      {standing && (
        <>
          <div class="stat">
            <dt>{t.open}</dt>
            <dd>
              <a href={`${leads}?state=active`}>{sum('received', 'waiting', 'open', 'quoted', 'chosen')}</a>
            </dd>
            <dd>{t.openText(standing.today, standing.week)}</dd>
          </div>
          <div class="stat">
            <dt>{t.unquoted}</dt>
            <dd>
              <a href={`${leads}?state=open`}>{sum('received', 'waiting', 'open')}</a>
            </dd>
            <dd>{standing.oldestOpen ? t.oldest(days) : t.none}</dd>
          </div>
          <div class="stat">
            <dt>{t.comparing}</dt>
            <dd>
              <a href={`${leads}?state=quoted`}>{sum('quoted')}</a>
            </dd>
            <dd>{t.chosen(sum('chosen'))}</dd>
          </div>
          <div class="stat">
            <dt>{t.leaving}</dt>
            <dd>{standing.leaving > 0 ? <Gone>{standing.leaving}</Gone> : 0}</dd>
            <dd>{standing.leaving > 0 && t.told}</dd>
          </div>
        </>
      )}
      {failed && (
        <div class="stat">
          <dt>{t.dead}</dt>
          <dd>{failed.length > 0 ? <a href="#failed">{failed.length}</a> : 0}</dd>
          <dd>{failed.length > 0 && t.deadText}</dd>
        </div>
      )}
      {mails !== undefined && (
        <div class="stat">
          <dt>{t.mails}</dt>
          <dd>
            <a href={path('consoleInbox', locale)}>{mails < 100 ? mails : t.many}</a>
          </dd>
          <dd>{mails > 0 ? t.mailsText : t.noMails}</dd>
        </div>
      )}
      {submissions > 0 && (
        <div class="stat">
          <dt>{consoleWords(locale).menu.submissions}</dt>
          <dd>
            <a href={path('consoleSubmissions', locale)}>{submissions}</a>
          </dd>
          <dd>{t.submissionsText}</dd>
        </div>
      )}
      {cases && (
        <div class="stat">
          <dt>{t.cases}</dt>
          <dd>
            <a href={path('consoleCases', locale)}>{cases.length}</a>
          </dd>
          <dd>{cases[0] ? t.casesText(formatDate(cases[0].dueAt, locale)) : t.noCases}</dd>
        </div>
      )}
    </dl>
  );
}

function Tasks({ tasks, locale }: { tasks: NonNullable<Overview['tasks']>; locale: Locale }) {
  const t = consoleWords(locale).overview;
  return (
    <section class="panel" aria-labelledby="tasks">
      <h2 id="tasks">{t.tasks}</h2>
      {tasks.length === 0 ? (
        <Empty title={t.noTasks}>{t.noTasksText}</Empty>
      ) : (
        <table class="table table--cards table--sticky" data-rows>
          <Heads of={[t.head.company, t.head.what, t.head.due]} />
          <tbody>
            {tasks.map(({ body, dueOn, reference, companyName }) => (
              <tr>
                <th scope="row">
                  <a href={path('consoleLead', locale, { reference })}>{companyName}</a>
                </th>
                <td data-label={t.head.what}>{body}</td>
                <td data-label={t.head.due}>{formatDate(dueOn, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
