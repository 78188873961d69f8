import { type ServiceId, serviceById } from '#catalog/index.ts';
import { quoteAges, type Share, type Week } from '#domain/lead/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { BarChart, LineChart, type Point, RowChart } from './chart.tsx';
import { consoleWords } from './console.texts.ts';
import { overviewWords } from './overview.texts.ts';

/** What the figures of the last weeks are shown by; it stands in the address. */
export const waysToShow = ['week', 'service', 'supplier'] as const;
export type Way = (typeof waysToShow)[number];

export type Figures =
  | { readonly by: 'week'; readonly weeks: readonly Week[] }
  | {
      readonly by: 'service' | 'supplier';
      readonly shares: readonly Share[];
      readonly nameOf: (id: string) => string;
    };

const said = (title: string, points: readonly Point[]) =>
  `${title}: ${points.map(({ label, text }) => `${label} ${text}`).join(', ')}`;

/** The last twelve weeks: by week, by service, or by supplier. */
export function FiguresPanel({ figures, locale }: { figures: Figures; locale: Locale }) {
  const t = overviewWords(locale).by;
  const here = path('console', locale);
  const names = { week: t.all, service: t.service, supplier: t.supplier };
  return (
    <section class="stack" aria-labelledby="figures">
      <div class="row row--apart">
        <h2 id="figures">{t.title}</h2>
        <nav class="row" aria-label={t.name}>
          {waysToShow.map((way) => (
            <a
              class="tab"
              href={way === 'week' ? `${here}#figures` : `${here}?by=${way}#figures`}
              aria-current={way === figures.by ? 'true' : undefined}
            >
              {names[way]}
            </a>
          ))}
        </nav>
      </div>
      {figures.by === 'week' ? (
        <Weekly weeks={figures.weeks} locale={locale} />
      ) : (
        <Compared figures={figures} locale={locale} />
      )}
    </section>
  );
}

function Compared({ figures, locale }: { figures: Exclude<Figures, { by: 'week' }>; locale: Locale }) {
  const t = overviewWords(locale).by;
  const { asTable } = consoleWords(locale).overview;
  const { by, shares, nameOf } = figures;
  if (shares.length === 0) return <p class="muted">{t.nothing}</p>;
  const chart = (title: string, value: (one: Share) => number | null, text: (n: number) => string = String) => {
    const points = shares.map((one) => {
      const n = value(one);
      return { label: nameOf(one.id), value: n, text: n === null ? t.none : text(n) };
    });
    return (
      <RowChart
        title={title}
        lead={t.lead[by]}
        alt={said(title, points)}
        points={points}
        unit=""
        head={[t[by], title]}
        asTable={asTable}
      />
    );
  };
  const hours = ({ hoursToQuote }: Share) => (hoursToQuote === null ? null : Math.round(hoursToQuote));
  return (
    <div class="charts">
      {chart(t.requests[by], ({ requests }) => requests)}
      {chart(t.quotes, ({ quotes }) => quotes)}
      {chart(t.contracts, ({ contracts }) => contracts)}
      {chart(t.hours, hours, t.hoursText)}
    </div>
  );
}

/** What a service is called; suppliers' names are the registry's. */
export const serviceName = (locale: Locale) => (id: string) => serviceById(id as ServiceId).name[locale];

function Weekly({ weeks, locale }: { weeks: readonly Week[]; locale: Locale }) {
  const t = consoleWords(locale).overview;
  if (weeks.every(({ requests }) => requests === 0)) return <p class="muted">{t.nothingYet}</p>;
  const number = ({ monday }: Week) => String(monday.weekOfYear);
  const requests = weeks.map((w) => ({ label: number(w), value: w.requests, text: String(w.requests) }));
  const hours = weeks.map((w) => ({
    label: number(w),
    value: w.hoursToQuote,
    text: w.hoursToQuote === null ? '–' : `${Math.round(w.hoursToQuote)} h`,
  }));
  const alt = (title: string, points: readonly Point[]) =>
    said(
      title,
      points.map((one) => ({ ...one, label: `${t.week.toLowerCase()} ${one.label}` })),
    );
  return (
    <div class="charts">
      <BarChart
        title={t.weekly}
        lead={t.weeklyLead}
        alt={alt(t.weekly, requests)}
        points={requests}
        unit=""
        head={[t.week, t.requests]}
        asTable={t.asTable}
        running
      />
      <LineChart
        title={t.hours}
        lead={t.hoursLead}
        alt={alt(t.hours, hours)}
        points={hours}
        unit="h"
        head={[t.week, t.hours]}
        asTable={t.asTable}
      />
    </div>
  );
}

/** Quotes that no customer has reacted to, by how long they have lain there. */
export function Ages({ counts, locale }: { counts: readonly number[]; locale: Locale }) {
  const t = overviewWords(locale).ages;
  const total = counts.reduce((sum, n) => sum + n, 0);
  const points = counts.map((n, i) => {
    const [from = 0, to] = [i === 0 ? 0 : quoteAges[i - 1], quoteAges[i]];
    return { label: to === undefined ? t.over(from) : t.upTo(from, to), value: n, text: String(n) };
  });
  if (total === 0)
    return (
      <section class="panel" aria-labelledby="ages">
        <h2 id="ages">{t.title}</h2>
        <p class="muted">{t.none}</p>
      </section>
    );
  return (
    <BarChart
      title={t.title}
      lead={
        <>
          {t.lead} <a href={`${path('consoleLeads', locale)}?state=quoted`}>{t.show}</a>
        </>
      }
      alt={said(t.title, points)}
      points={points}
      unit=""
      head={t.head}
      asTable={consoleWords(locale).overview.asTable}
    />
  );
}
