import { formatDate } from '#catalog/index.ts';
import { type CaseChannel, type closedCases, type openCases, outcomeText } from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Right, rights } from '#policy/rights.ts';
import type { Locale } from '#policy/text.ts';
import type { FormState } from '../../forms.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { Badge, Button, Empty, Heads } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { caseWords } from './cases.texts.ts';

interface View {
  readonly now: Temporal.Instant;
  readonly waiting: Awaited<ReturnType<typeof openCases>>;
  readonly closed: Awaited<ReturnType<typeof closedCases>>;
  readonly older: string | undefined;
  /** Not the first page of those that are answered. */
  readonly later: boolean;
}

type Shown = View['waiting'][number];

/** Which right, and of an objection or a change which part. */
export function rightOf({ right, purpose }: Pick<Shown, 'right' | 'purpose'>, locale: Locale): string {
  const name = (rights as Readonly<Record<string, Right>>)[right]?.name[locale] ?? right;
  const part = purpose ? caseWords(locale).purposes[purpose] : undefined;
  return part ? `${name}: ${part}` : name;
}

/** How long is left; what has passed its deadline in danger's tone. */
export function Deadline({ dueAt, now, locale }: { dueAt: Temporal.Instant; now: Temporal.Instant; locale: Locale }) {
  const t = caseWords(locale);
  const days = stockholmDate(now).until(stockholmDate(dueAt)).days;
  const late = Temporal.Instant.compare(dueAt, now) < 0;
  return (
    <>
      {formatDate(dueAt, locale)}
      <small class={late ? 'block danger' : 'block muted'}>{late ? t.overdue(-days) : t.left(days)}</small>
    </>
  );
}

/** Cases that wait, those that are answered, and the form that opens one. */
export function CasesPage({ page, view, form }: { page: ConsoleContext; view: View; form: FormState }) {
  const { locale, who } = page;
  const t = caseWords(locale);
  const here = path('consoleCases', locale);
  return (
    <ConsolePage page={page} title={t.title} current="cases">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {!view.later && (
          <section class="panel" aria-labelledby="open">
            <h2 id="open">{t.open}</h2>
            {view.waiting.length === 0 ? (
              <Empty title={t.none}>{t.noneText}</Empty>
            ) : (
              <Waiting cases={view.waiting} now={view.now} locale={locale} />
            )}
          </section>
        )}
        {!view.later && staffMay(who, 'case.write') && (
          <section class="panel form--narrow" aria-labelledby="opening">
            <h2 id="opening">{t.opening.title}</h2>
            <p class="muted">{t.opening.lead}</p>
            <ErrorSummary faults={form.faults} locale={locale} />
            <form method="post" action={here} class="form" novalidate>
              <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
              <div>
                <Button>{t.opening.send}</Button>
              </div>
            </form>
          </section>
        )}
        <section class="panel" aria-labelledby="closed">
          <h2 id="closed">{t.closed}</h2>
          {view.closed.length === 0 ? (
            <p class="muted">{t.noClosed}</p>
          ) : (
            <Closed cases={view.closed} locale={locale} />
          )}
          {(view.older || view.later) && (
            <nav class="row">
              {view.later && <a href={here}>{t.newest}</a>}
              {view.older && <a href={`${here}?before=${view.older}`}>{t.older}</a>}
            </nav>
          )}
        </section>
      </div>
    </ConsolePage>
  );
}

const NameCell = ({ of, locale }: { of: Shown; locale: Locale }) => (
  <th scope="row">
    <a href={path('consoleCase', locale, { id: of.id })}>{rightOf(of, locale)}</a>
    <small class="block muted">
      <code>{of.id.slice(0, 8)}</code>
    </small>
  </th>
);

function Waiting({ cases, now, locale }: { cases: View['waiting']; now: Temporal.Instant; locale: Locale }) {
  const t = caseWords(locale);
  return (
    <table class="table table--cards table--sticky" data-rows>
      <Heads of={Object.values(t.head)} />
      <tbody>
        {cases.map((one) => (
          <tr>
            <NameCell of={one} locale={locale} />
            <td data-label={t.head.channel}>{t.channels[one.channel as CaseChannel]}</td>
            <td data-label={t.head.opened}>{formatDate(one.openedAt, locale)}</td>
            <td data-label={t.head.due}>
              <span>
                <Deadline dueAt={one.dueAt} now={now} locale={locale} />
              </span>
            </td>
            <td data-label={t.head.state}>
              <Badge tone={one.confirmedAt ? 'ok' : 'wait'}>{one.confirmedAt ? t.confirmed : t.unconfirmed}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Closed({ cases, locale }: { cases: View['closed']; locale: Locale }) {
  const t = caseWords(locale);
  const { closedHead: head } = t;
  return (
    <table class="table table--cards" data-rows>
      <Heads of={Object.values(head)} />
      <tbody>
        {cases.map((one) => (
          <tr>
            <NameCell of={one} locale={locale} />
            <td data-label={head.channel}>{t.channels[one.channel as CaseChannel]}</td>
            <td data-label={head.opened}>{formatDate(one.openedAt, locale)}</td>
            <td data-label={head.closed}>
              <span>
                {one.closedAt && formatDate(one.closedAt, locale)}
                {one.closedAt && Temporal.Instant.compare(one.closedAt, one.dueAt) > 0 && (
                  <small class="block danger">{t.overdue(0)}</small>
                )}
              </span>
            </td>
            <td data-label={head.outcome}>
              <span>
                {one.state === 'refused' && <strong>{t.states.refused}. </strong>}
                {outcomeText(one)?.[locale]}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
