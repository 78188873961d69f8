import { formatDate, formatNumber } from '#catalog/index.ts';
import type { Counts } from '#domain/visit/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatTime } from '../../ui/format.ts';
import { Button, Empty, LinkButton } from '../../ui/parts.tsx';
import { BarChart, RowChart } from '../chart.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { visitWords } from './visits.texts.ts';
import { buckets, nameOfValue, shownBy, shy, spans, split, type VisitView } from './visits.view.ts';
import { VisitFunnels } from './visits-funnel.tsx';
import { Business, Vitals } from './visits-tables.tsx';

export interface VisitsProps {
  readonly page: ConsoleContext;
  readonly view: VisitView;
}

/** How the site is used, in counts of those who have said yes: no number without what it means, and none that few share. */
export function VisitsPage({ page, view }: VisitsProps) {
  const { locale } = page;
  const t = visitWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="visits">
      <div class="stack stack--6">
        <div class="row row--apart">
          <h1>{t.title}</h1>
          {!view.empty && (
            <LinkButton look="quiet" href={`${path('consoleVisitsFile', locale)}?${queryOf(view)}`}>
              {t.file}
            </LinkButton>
          )}
        </div>
        <p class="muted">{t.lead}</p>
        {view.empty ? (
          <Empty title={t.empty}>{t.emptyText}</Empty>
        ) : (
          <>
            <Spans view={view} locale={locale} />
            <Stats view={view} locale={locale} />
            {view.counts.of('all').length === 0 ? (
              <p class="muted">{t.nothing}</p>
            ) : (
              <Measured view={view} locale={locale} />
            )}
          </>
        )}
        {view.days !== undefined && <Business view={view} locale={locale} />}
      </div>
    </ConsolePage>
  );
}

export const queryOf = ({ days, span }: VisitView): string =>
  days === undefined ? `day=${span.from}` : `days=${days}`;

function Measured({ view, locale }: { view: VisitView; locale: Locale }) {
  return (
    <>
      <Trend view={view} locale={locale} />
      <VisitFunnels view={view} locale={locale} />
      <By counts={view.counts} locale={locale} />
      <Vitals view={view} locale={locale} />
    </>
  );
}

function Spans({ view, locale }: { view: VisitView; locale: Locale }) {
  const t = visitWords(locale);
  const here = path('consoleVisits', locale);
  return (
    <div class="row row--apart">
      <nav class="row" aria-label={t.spans.name}>
        {spans.map((days) => (
          <a class="tab" href={`${here}?days=${days}`} aria-current={days === view.days ? 'true' : undefined}>
            {t.spans[days]}
          </a>
        ))}
      </nav>
      <form class="row" method="get" action={here}>
        <label for="f-day">{t.day}</label>
        <input
          class="box"
          id="f-day"
          type="date"
          name="day"
          max={view.today.toString()}
          value={view.days === undefined ? view.span.from.toString() : undefined}
          required
        />
        <Button look="quiet">{t.show}</Button>
      </form>
    </div>
  );
}

function Stats({ view, locale }: { view: VisitView; locale: Locale }) {
  const t = visitWords(locale);
  const write = (n: number) => formatNumber(n, locale, 0);
  const sum = ({ days }: Counts, of: 'visitors' | 'views') => days.reduce((all, day) => all + day[of], 0);
  const [visitors, views] = [sum(view.counts, 'visitors'), sum(view.counts, 'views')];
  const [before, viewsBefore] = [sum(view.earlier, 'visitors'), sum(view.earlier, 'views')];
  const told = shy(visitors, write, '') !== '';
  const items = [
    [t.stats.visitors, shy(visitors, write, t.few), change(visitors, before, locale), t.stats.visitorsWhy],
    [t.stats.views, told ? write(views) : '–', change(views, viewsBefore, locale), t.stats.viewsWhy],
    [t.stats.each, told && visitors > 0 ? formatNumber(views / visitors, locale, 1) : '–', undefined, t.stats.eachWhy],
    [t.stats.live, shy(view.live, write, t.few), undefined, t.stats.liveWhy],
    [t.stats.programs, write(view.programs), undefined, t.stats.programsWhy],
  ] as const;
  return (
    <dl class="stats">
      {items.map(([name, value, compared, why]) => (
        <div class="stat">
          <dt>{name}</dt>
          <dd class={value === t.few ? 'stat__few' : undefined}>{value}</dd>
          {compared && <dd>{compared}</dd>}
          <dd>{why}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "+12 % mot tiden före". Of few, then or now, nothing is said. */
function change(now: number, then: number, locale: Locale): string | undefined {
  const { stats } = visitWords(locale);
  if (then < 5) return stats.none;
  if (now < 5) return undefined;
  const share = Math.round((100 * (now - then)) / then);
  if (share === 0) return stats.same;
  const sign = share > 0 ? '+' : '−';
  return stats.than(`${sign}${Math.abs(share)}${locale === 'sv' ? '\u00a0%' : '%'}`);
}

function Trend({ view, locale }: { view: VisitView; locale: Locale }) {
  const t = visitWords(locale);
  const write = (n: number) => formatNumber(n, locale, 0);
  const bar = (label: string, tick: string, n: number) => ({
    ...{ label, tick, value: n > 0 && n < 5 ? null : n },
    text: shy(n, write, t.few),
  });
  if (view.hours) {
    const points = view.hours.map(({ hour, n }, i) => {
      const time = formatTime(hour, locale);
      return bar(time, i % 3 === 0 ? time.slice(0, 2) : '', n);
    });
    const title = `${t.stats.views}, ${formatDate(view.span.from, locale)}`;
    return <Bars {...{ title, points, locale }} lead={t.trendLead.hour} head={[t.each.hour, t.stats.views]} />;
  }
  const { by, all } = buckets(view.counts);
  const was = buckets(view.earlier);
  const points = (of: typeof all) => of.map(({ label, tick, value }) => bar(label, tick, value));
  const reach = Math.max(...[...all, ...was.all].map(({ value }) => value));
  return (
    <div class="charts">
      <Bars
        title={t.trend}
        lead={t.trendLead[by]}
        points={points(all)}
        reach={reach}
        head={[t.each[by], t.visitors]}
        locale={locale}
      />
      <Bars
        title={t.before}
        lead={`${formatDate(view.span.from.subtract({ days: view.days ?? 1 }), locale)} – ${formatDate(view.span.from.subtract({ days: 1 }), locale)}`}
        points={points(was.all)}
        reach={reach}
        head={[t.each[was.by], t.visitors]}
        locale={locale}
      />
    </div>
  );
}

type BarProps = Pick<Parameters<typeof BarChart>[0], 'title' | 'lead' | 'points' | 'head' | 'reach'> & {
  locale: Locale;
};

const Bars = ({ locale, ...props }: BarProps) => (
  <BarChart
    {...props}
    alt={`${props.title}: ${props.points.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
    unit=""
    asTable={visitWords(locale).asTable}
  />
);

const mostRows = 10;

/** Visitors by what their visits have in common. */
function By({ counts, locale }: { counts: Counts; locale: Locale }) {
  const t = visitWords(locale);
  return (
    <section class="stack" aria-label={t.what}>
      <p class="small muted">{t.fewWhy}</p>
      <div class="charts">
        {shownBy.map(([dimension, kind]) => {
          const { shown, rest } = split(counts.of(dimension, kind));
          const [title, why] = t.by[dimension] ?? [dimension, ''];
          if (shown.length === 0 && !rest) return null;
          const points = [
            ...shown.slice(0, mostRows).map(({ value, visitors }) => ({
              label: nameOfValue(dimension, value, locale),
              value: visitors,
              text: formatNumber(visitors, locale, 0),
            })),
            ...(rest ? [{ label: t.others, value: null, text: '' }] : []),
          ];
          return (
            <RowChart
              title={title}
              lead={why}
              alt={`${title}: ${points.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
              points={points}
              unit=""
              head={[t.what, t.visitors]}
              asTable={t.asTable}
            />
          );
        })}
      </div>
    </section>
  );
}
