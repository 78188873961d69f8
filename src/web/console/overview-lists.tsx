import { formatDate } from '#catalog/index.ts';
import type { failedDeliveries } from '#domain/delivery/index.ts';
import { type DueDay, dueByRule, type openCases } from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Badge, Button, Fold, Heads } from '../ui/parts.tsx';
import type { ConsoleContext } from './console.page.tsx';
import { consoleWords } from './console.texts.ts';
import { leadWords } from './leads/leads.texts.ts';
import { overviewWords } from './overview.texts.ts';
import { Deadline, rightOf } from './privacy/cases.page.tsx';
import { caseWords } from './privacy/cases.texts.ts';
import { ruleName } from './privacy/privacy-lists.tsx';
import { reasonWords } from './reasons.texts.ts';

type Failure = Awaited<ReturnType<typeof failedDeliveries>>[number];
const shown = 8;

/** What never arrived: why, and the button that makes it leave again. */
export function Failed({ page, failed }: { page: ConsoleContext; failed: readonly Failure[] }) {
  const t = consoleWords(page.locale).overview;
  const rest = failed.slice(shown);
  return (
    <section class="panel" aria-labelledby="failed">
      <h2 id="failed">{t.failed}</h2>
      <FailedTable page={page} failed={failed.slice(0, shown)} />
      {rest.length > 0 && (
        <Fold title={overviewWords(page.locale).failed.more(rest.length)}>
          <FailedTable page={page} failed={rest} />
        </Fold>
      )}
    </section>
  );
}

function FailedTable({ page: { locale, who }, failed }: { page: ConsoleContext; failed: readonly Failure[] }) {
  const { failedHead: head } = consoleWords(locale).overview;
  const { deliveries, resend } = leadWords(locale).lead;
  const replays = staffMay(who, 'delivery.replay');
  const reads = staffMay(who, 'lead.read');
  return (
    <table class="table table--cards">
      <Heads of={Object.values(head)} action={replays} />
      <tbody>
        {failed.map(({ id, kind, audience, supplierName, reason, endedAt, reference, restricted }) => (
          <tr>
            <th scope="row">
              {reference && reads ? (
                <a href={path('consoleLead', locale, { reference })}>{deliveries[kind] ?? kind}</a>
              ) : (
                (deliveries[kind] ?? kind)
              )}
              {reference && <small class="block muted">{reference}</small>}
            </th>
            <td data-label={head.to}>{supplierName ?? overviewWords(locale).failed.to[audience] ?? '–'}</td>
            <td data-label={head.why}>{reason && reasonWords(reason, locale)}</td>
            <td data-label={head.when}>{endedAt && formatDateTime(endedAt, locale)}</td>
            {replays && (
              <td>
                {restricted ? (
                  <Badge tone="bad">{overviewWords(locale).failed.restricted}</Badge>
                ) : (
                  // What has outlived its request is not made again.
                  reference && (
                    <form method="post" action={path('consoleResending', locale, { id })}>
                      <Button look="link">
                        {resend}
                        <span class="vh">
                          : {deliveries[kind] ?? kind}, {reference}
                        </span>
                      </Button>
                    </form>
                  )
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Clocks that are about to fall due, by rule. */
export function DueSoon({ page: { locale, who }, days }: { page: ConsoleContext; days: readonly DueDay[] }) {
  const t = overviewWords(locale).due;
  return (
    <section class="panel" aria-labelledby="due">
      <header>
        <h2 id="due">{t.title}</h2>
        {staffMay(who, 'retention.read') && <a href={path('consolePrivacy', locale)}>{t.all}</a>}
      </header>
      {days.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={Object.values(t.head)} />
          <tbody>
            {dueByRule(days).map(({ rule, n }) => {
              const first = days.find((one) => one.rule === rule);
              return (
                <tr>
                  <th scope="row">{ruleName(rule, locale)}</th>
                  <td data-label={t.head.n}>{n}</td>
                  <td data-label={t.head.first}>{first && formatDate(first.day, locale)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Rights cases that wait, the most urgent first. */
export function CasesSoon(props: {
  cases: Awaited<ReturnType<typeof openCases>>;
  now: Temporal.Instant;
  locale: Locale;
}) {
  const { cases, now, locale } = props;
  const t = overviewWords(locale).cases;
  const words = caseWords(locale);
  if (cases.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="cases">
      <header>
        <h2 id="cases">{t.title}</h2>
        <a href={path('consoleCases', locale)}>{t.all}</a>
      </header>
      <table class="table table--cards" data-rows>
        <Heads of={Object.values(t.head)} />
        <tbody>
          {cases.slice(0, shown).map((one) => (
            <tr>
              <th scope="row">
                <a href={path('consoleCase', locale, { id: one.id })}>{rightOf(one, locale)}</a>
              </th>
              <td data-label={t.head.due}>
                <span>
                  <Deadline dueAt={one.dueAt} now={now} locale={locale} />
                </span>
              </td>
              <td data-label={t.head.state}>
                <Badge tone={one.confirmedAt ? 'ok' : 'wait'}>
                  {one.confirmedAt ? words.confirmed : words.unconfirmed}
                </Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
