import { formatDate } from '#catalog/index.ts';
import type { TrailRow } from '#domain/ledger/index.ts';
import type {
  DueDay,
  DueRequest,
  dueByRule,
  OpenNotice,
  openCases,
  restrictedRequests,
  Upkeep,
} from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Empty, Heads, Notice } from '../../ui/parts.tsx';
import { BarChart } from '../chart.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { consoleWords } from '../console.texts.ts';
import { privacyWords } from './privacy.texts.ts';
import { Nearest, Notices, Restricted, ruleName } from './privacy-lists.tsx';
import { Reads, UpkeepFacts } from './privacy-upkeep.tsx';

export interface PrivacyView {
  readonly today: Temporal.PlainDate;
  readonly days: readonly DueDay[];
  readonly byRule: ReturnType<typeof dueByRule>;
  readonly late: readonly { readonly rule: string; readonly n: number }[];
  readonly upkeep: Upkeep;
  readonly notices: readonly OpenNotice[];
  /** Each absent for somebody whose roles don't reach it. */
  readonly next: readonly DueRequest[] | undefined;
  readonly restricted: Awaited<ReturnType<typeof restrictedRequests>> | undefined;
  readonly cases: Awaited<ReturnType<typeof openCases>> | undefined;
  readonly reads: readonly TrailRow[] | undefined;
}
interface Props {
  readonly page: ConsoleContext;
  readonly view: PrivacyView;
}

/** «Dataskydd»: what falls due, what waits, how the duties stand. */
export function PrivacyPage({ page, view }: Props) {
  const { locale } = page;
  const t = privacyWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="privacy">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        <Stats page={page} view={view} />
        <Late view={view} locale={locale} />
        <Days view={view} locale={locale} />
        {view.next && view.next.length > 0 && <Nearest next={view.next} locale={locale} />}
        <UpkeepFacts upkeep={view.upkeep} locale={locale} />
        {view.restricted && <Restricted restricted={view.restricted} locale={locale} />}
        <Notices notices={view.notices} locale={locale} />
        {view.reads && <Reads reads={view.reads} locale={locale} />}
        <More page={page} />
      </div>
    </ConsolePage>
  );
}

function Stats({ page, view }: Props) {
  const { locale } = page;
  const t = privacyWords(locale).stats;
  const { upkeep, days, cases } = view;
  const late = view.late.reduce((sum, { n }) => sum + n, 0);
  const today = days.filter(({ day }) => Temporal.PlainDate.compare(day, view.today) <= 0);
  const sum = (all: readonly DueDay[]) => all.reduce((n, one) => n + one.n, 0);
  const first = cases?.[0];
  return (
    <dl class="stats">
      <div class="stat">
        <dt>{t.due}</dt>
        <dd>{sum(days)}</dd>
        <dd>{t.dueText(sum(today))}</dd>
      </div>
      <div class="stat">
        <dt>{t.late}</dt>
        <dd class={late > 0 ? 'danger' : undefined}>{late}</dd>
        <dd>{late > 0 ? t.lateText : t.lateNone}</dd>
      </div>
      {cases && (
        <div class="stat">
          <dt>{t.cases}</dt>
          <dd>
            <a href={path('consoleCases', locale)}>{cases.length}</a>
          </dd>
          <dd>{first ? t.casesText(formatDate(first.dueAt, locale)) : t.noCases}</dd>
        </div>
      )}
      <div class="stat">
        <dt>{t.unproved}</dt>
        <dd>
          <a href={path('consoleCertificates', locale)}>{upkeep.unproved}</a>
        </dd>
        <dd>{upkeep.unprovedSince ? t.unprovedText(formatDateTime(upkeep.unprovedSince, locale)) : t.proved}</dd>
      </div>
      <div class="stat">
        <dt>{t.unconfirmed}</dt>
        <dd>
          <a href="#notices">{upkeep.unconfirmed}</a>
        </dd>
        <dd>{upkeep.unconfirmed > 0 ? t.unconfirmedText : t.confirmed}</dd>
      </div>
      <div class="stat">
        <dt>{t.restricted}</dt>
        <dd>{upkeep.restricted}</dd>
        <dd>{t.restrictedText(upkeep.restrictedArchived)}</dd>
      </div>
    </dl>
  );
}

/** G4: nothing stays late. */
function Late({ view, locale }: { view: PrivacyView; locale: Locale }) {
  const t = privacyWords(locale).late;
  if (view.late.length === 0)
    return (
      <Notice tone="plain" icon="circle-check" title={t.title}>
        {t.kept}
      </Notice>
    );
  return (
    <section class="panel" aria-labelledby="late">
      <h2 id="late">{t.title}</h2>
      <Notice tone="bad">{t.broken}</Notice>
      <table class="table">
        <Heads of={Object.values(t.head)} />
        <tbody>
          {view.late.map(({ rule, n }) => (
            <tr>
              <th scope="row">{rule === 'clockless' ? t.clockless : ruleName(rule, locale)}</th>
              <td class="danger">{n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Days({ view, locale }: { view: PrivacyView; locale: Locale }) {
  const t = privacyWords(locale).days;
  if (view.days.length === 0) return <Empty title={t.none}>{t.noneText}</Empty>;
  const points = Array.from({ length: 31 }, (_, i) => {
    const day = view.today.add({ days: i });
    // What is past its time counts as today's.
    const own = view.days.filter((one) =>
      i === 0 ? Temporal.PlainDate.compare(one.day, day) <= 0 : one.day.equals(day),
    );
    const value = own.reduce((sum, { n }) => sum + n, 0);
    return {
      label: formatDate(day, locale),
      tick: i % 5 === 0 ? `${day.day}/${day.month}` : '',
      value,
      text: String(value),
    };
  });
  const some = points.filter(({ value }) => value > 0);
  return (
    <div class="charts">
      <BarChart
        title={t.title}
        lead={t.lead}
        alt={`${t.title}: ${some.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
        points={points}
        unit=""
        head={t.head}
        asTable={consoleWords(locale).overview.asTable}
      />
      <section class="panel" aria-labelledby="rules">
        <h2 id="rules">{t.byRule}</h2>
        <table class="table table--cards">
          <Heads of={Object.values(t.ruleHead)} />
          <tbody>
            {view.byRule.map(({ rule, n }) => (
              <tr>
                <th scope="row">{ruleName(rule, locale)}</th>
                <td data-label={t.ruleHead.promise}>
                  <a href={`${path('promises', locale)}#${retention[rule].origin}`}>{retention[rule].origin}</a>
                </td>
                <td data-label={t.ruleHead.n}>{n}</td>
                <td data-label={t.ruleHead.first}>
                  {formatDate(view.days.find((one) => one.rule === rule)?.day ?? view.today, locale)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function More({ page: { locale, who } }: { page: ConsoleContext }) {
  const t = privacyWords(locale).links;
  const links = [
    [path('consoleVerdicts', locale), t.verdicts],
    [path('consoleCertificates', locale), t.certificates],
    [path('register', locale), t.register],
    [path('policy', locale), t.policy],
    [path('policyEditions', locale), t.editions],
    [path('promises', locale), t.public],
  ] as const;
  return (
    <nav class="panel" aria-labelledby="more">
      <h2 id="more">{t.title}</h2>
      <ul class="list">
        {links.map(([href, text]) => (
          <li>
            <a href={href}>{text}</a>
          </li>
        ))}
        {staffMay(who, 'archive.read') && (
          <li>
            <a href={path('consoleArchive', locale)}>{privacyWords(locale).archive.title}</a>
          </li>
        )}
      </ul>
    </nav>
  );
}
