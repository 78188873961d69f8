import { formatDate } from '#catalog/index.ts';
import type { Standing, Week } from '#domain/lead/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Empty, Gone, Heads } from '../ui/parts.tsx';
import { BarChart, LineChart } from './chart.tsx';
import { type ConsoleContext, ConsolePage } from './console.page.tsx';
import { consoleWords } from './console.texts.ts';
import { Find } from './leads.page.tsx';
import { leadWords } from './leads.texts.ts';

export interface Overview {
  readonly now: Temporal.Instant;
  /** Each absent for somebody whose roles don't reach it. */
  readonly standing?: Standing | undefined;
  readonly weeks?: readonly Week[] | undefined;
  readonly tasks?:
    | readonly {
        readonly body: string;
        readonly dueOn: Temporal.PlainDate;
        readonly reference: string;
        readonly companyName: string;
      }[]
    | undefined;
  readonly failed?:
    | readonly {
        readonly kind: string;
        readonly supplierId: string | null;
        readonly reason: string | null;
        readonly endedAt: Temporal.Instant | null;
        readonly reference: string | null;
      }[]
    | undefined;
  readonly cases?: { readonly open: number; readonly nextDue: Temporal.Instant | null } | undefined;
}

/** What there is to do today, how things stand, and how they have gone. */
export function OverviewPage({ page, view }: { page: ConsoleContext; view: Overview }) {
  const { locale } = page;
  const t = consoleWords(locale).overview;
  const todo = (view.tasks?.length ?? 0) + (view.failed?.length ?? 0) + (view.cases?.open ?? 0);
  const nothing = !view.standing && !view.tasks && !view.failed && !view.cases;
  return (
    <ConsolePage
      page={page}
      title={consoleWords(locale).menu.start}
      current="start"
      find={view.standing && <Find locale={locale} />}
    >
      <div class="stack stack--6">
        <div class="stack stack--2">
          <p class="muted">{t.hello(page.who.name)}</p>
          <h1>{t.title(todo)}</h1>
        </div>
        {nothing && <p class="lead">{t.notYours}</p>}
        <Stats view={view} locale={locale} />
        {view.tasks && <Tasks tasks={view.tasks} locale={locale} />}
        {view.failed && view.failed.length > 0 && <Failed failed={view.failed} locale={locale} />}
        {view.weeks && <Charts weeks={view.weeks} locale={locale} />}
      </div>
    </ConsolePage>
  );
}

function Stats({ view, locale }: { view: Overview; locale: Locale }) {
  const t = consoleWords(locale).overview.stats;
  const { standing, failed, cases, now } = view;
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
          <dd>{failed.length}</dd>
          <dd>{failed.length > 0 && t.deadText}</dd>
        </div>
      )}
      {cases && (
        <div class="stat">
          <dt>{t.cases}</dt>
          <dd>{cases.open}</dd>
          <dd>{cases.nextDue ? t.casesText(formatDate(cases.nextDue, locale)) : t.noCases}</dd>
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

function Failed({ failed, locale }: { failed: NonNullable<Overview['failed']>; locale: Locale }) {
  const t = consoleWords(locale).overview;
  const { deliveries } = leadWords(locale).lead;
  return (
    <section class="panel" aria-labelledby="failed">
      <h2 id="failed">{t.failed}</h2>
      <table class="table table--cards">
        <Heads of={Object.values(t.failedHead)} />
        <tbody>
          {failed.map(({ kind, supplierId, reason, endedAt, reference }) => (
            <tr>
              <th scope="row">
                {reference ? (
                  <a href={path('consoleLead', locale, { reference })}>{deliveries[kind] ?? kind}</a>
                ) : (
                  (deliveries[kind] ?? kind)
                )}
              </th>
              <td data-label={t.failedHead.to}>{supplierId ?? '–'}</td>
              <td data-label={t.failedHead.why}>
                <code>{reason}</code>
              </td>
              <td data-label={t.failedHead.when}>{endedAt && formatDateTime(endedAt, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Charts({ weeks, locale }: { weeks: readonly Week[]; locale: Locale }) {
  const t = consoleWords(locale).overview;
  if (weeks.every(({ requests }) => requests === 0)) return <p class="muted">{t.nothingYet}</p>;
  const number = ({ monday }: Week) => String(monday.weekOfYear);
  const requests = weeks.map((w) => ({ label: number(w), value: w.requests, text: String(w.requests) }));
  const hours = weeks.map((w) => ({
    label: number(w),
    value: w.hoursToQuote,
    text: w.hoursToQuote === null ? '–' : `${Math.round(w.hoursToQuote)} h`,
  }));
  const said = (title: string, all: typeof hours) =>
    `${title}: ${all.map(({ label, text }) => `${t.week.toLowerCase()} ${label} ${text}`).join(', ')}`;
  return (
    <div class="charts">
      <BarChart
        title={t.weekly}
        lead={t.weeklyLead}
        alt={said(t.weekly, requests)}
        points={requests}
        unit=""
        head={[t.week, t.requests]}
        asTable={t.asTable}
        running
      />
      <LineChart
        title={t.hours}
        lead={t.hoursLead}
        alt={said(t.hours, hours)}
        points={hours}
        unit="h"
        head={[t.week, t.hours]}
        asTable={t.asTable}
      />
    </div>
  );
}
