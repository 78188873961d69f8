import type { Child } from 'hono/jsx';
import {
  coverageFields,
  type Field,
  formatDate,
  formatKr,
  formatValue,
  nameOf,
  quoteFieldsOf,
  type Service,
  serviceById,
} from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { type Comparison, isLive, type QuoteRow } from '#domain/quote/index.ts';
import type { Locale } from '#policy/text.ts';
import { Bars } from '../ui/bars.tsx';
import { Empty } from '../ui/parts.tsx';
import { type QuoteColumn, QuoteTable } from '../ui/quote-table.tsx';
import { mineWords } from './mine.texts.ts';
import { Coverage, HowReckoned } from './reckoning.tsx';

export interface ComparisonProps {
  readonly lead: Pick<Lead, 'service' | 'answers' | 'state'>;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly today: Temporal.PlainDate;
  readonly locale: Locale;
  /** Button under a quote that can be chosen; absent where the page is for reading only. */
  readonly choose?: (quote: QuoteRow, best: boolean) => Child;
  /** Address of a quote's PDF; absent where files can't be had. */
  readonly fileUrl?: (fileId: string) => string;
  /** What is said when there are no quotes, unless all suppliers have the request. */
  readonly noneYet?: string | undefined;
}

/** Cost per year first, all the terms under it, and how it was reckoned one tap away. */
export function ComparisonView(props: ComparisonProps) {
  const { lead, quotes, comparison, locale } = props;
  const t = mineWords(locale);
  const service = serviceById(lead.service);
  if (quotes.length === 0) {
    const waiting = lead.state === 'waiting' || lead.state === 'received';
    return (
      <section class="section section--tight">
        <div class="wrap">
          <Empty title={waiting ? t.quotes.waiting : t.quotes.none}>
            {waiting ? t.quotes.waitingText : (props.noneYet ?? t.quotes.noneText)}
          </Empty>
        </div>
      </section>
    );
  }
  const ordered = inOrder(quotes, comparison);
  return (
    <>
      <section class="section section--tight">
        <div class="wrap">
          <div class="section__head">
            <h2>{t.quotes.title}</h2>
            <p>
              {comparison.rankable.ok
                ? quotes.length > 1
                  ? t.quotes.order
                  : t.quotes.single
                : comparison.rankable.because[locale]}
            </p>
            <p class="small">{service.excludes[locale]}</p>
          </div>
          <QuoteTable
            columns={ordered.map((q) => column(q, props))}
            rows={termRows(service, ordered, props)}
            locale={locale}
          />
          <HowReckoned lead={lead} comparison={comparison} locale={locale} quotes={ordered} />
          {service.id === 'insurance' && <Coverage quotes={ordered} locale={locale} />}
        </div>
      </section>
      {comparison.sensitivity.length > 0 && quotes.length > 1 && <Sensitivity {...props} />}
    </>
  );
}

/** Lowest first; what can't be compared last, in the order it came. */
function inOrder(quotes: readonly QuoteRow[], comparison: Comparison): QuoteRow[] {
  const ids = [...comparison.ranked.map((r) => r.id), ...comparison.notComparable.map((n) => n.id)];
  return [...quotes].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** What a quote would have cost that is shown but no longer takes part: by the same formula and horizon. */
function costOf(quote: QuoteRow, { lead, comparison }: ComparisonProps) {
  const ranked = comparison.ranked.find((r) => r.id === quote.id);
  if (ranked) return ranked.cost;
  const cost = serviceById(lead.service).cost(lead.answers, quote.values, comparison.horizonMonths);
  return cost.comparable ? cost : undefined;
}

function column(quote: QuoteRow, props: ComparisonProps): QuoteColumn {
  const { comparison, quotes, locale, today, choose } = props;
  const t = mineWords(locale).quotes;
  const ranked = comparison.ranked.find((r) => r.id === quote.id);
  const because = comparison.notComparable.find((n) => n.id === quote.id)?.because[locale];
  const live = isLive(quote, today);
  const best = ranked?.rank === 1 && quotes.length > 1;
  const cost = costOf(quote, props);
  const settled = { chosen: t.chosen, 'passed-over': t.passed, won: t.won, lost: t.lost }[quote.state as string];
  const expired = quote.state === 'open' && !live;
  return {
    name: quote.name,
    example: quote.example,
    best,
    off: expired || quote.state === 'passed-over' || quote.state === 'lost',
    note: live ? note(ranked, comparison, because, locale) : expired ? t.expired : t.lost,
    ...(cost ? { sum: formatKr(cost.annual, locale) } : {}),
    action: settled ?? (expired ? t.expired : choose?.(quote, ranked?.rank === 1)),
  };
}

function note(
  ranked: Comparison['ranked'][number] | undefined,
  comparison: Comparison,
  because: string | undefined,
  locale: Locale,
): string {
  const t = mineWords(locale).quotes;
  if (!ranked) return because ?? '';
  if (ranked.rank === undefined) return t.unranked;
  const tied = comparison.ranked.filter((r) => r.rank === 1).length > 1;
  if (ranked.rank === 1) return tied ? t.same : t.lowest(comparison.ranked.length);
  return t.more(formatKr(ranked.moreThanLowest ?? 0, locale));
}

/** One row per term that any of the quotes states; the service's own first. */
function termRows(service: Service, quotes: readonly QuoteRow[], props: ComparisonProps) {
  const { locale, fileUrl } = props;
  const t = mineWords(locale).quotes;
  const own = new Set(service.quoteFields.map((f) => f.id));
  const fields = [...service.quoteFields, ...quoteFieldsOf(service).filter((f) => !own.has(f.id))];
  const cell = (field: Field, quote: QuoteRow) =>
    quote.values[field.id] === undefined ? '–' : formatValue(field, quote.values[field.id]!, locale);
  const figures = quotes.map((q) => costOf(q, props)?.figures ?? []);
  // What must stand beside the cost (an effective rate, the advertising money) stands first, not under a fold.
  const beside = [...new Set(figures.flatMap((all) => all.map((f) => f.label[locale])))].map((label) => ({
    label,
    cells: figures.map((all) => all.find((f) => f.label[locale] === label)?.value[locale] ?? '–'),
  }));
  const rows: { label: string; cells: Child[] }[] = fields
    .filter((f) => !coverageFields.has(f.id) && quotes.some((q) => q.values[f.id] !== undefined))
    .map((f) => ({ label: nameOf(f, locale), cells: quotes.map((q) => cell(f, q)) }));
  rows.unshift(...beside);
  if (fileUrl && quotes.some((q) => q.fileId)) {
    const link = (q: QuoteRow) =>
      q.fileId ? <a href={fileUrl(q.fileId)}>{t.file(fileSize(q.fileBytes ?? 0, locale))}</a> : '–';
    rows.push({ label: t.fileLabel, cells: quotes.map(link) });
  }
  if (quotes.some((q) => q.correctedAt)) {
    rows.push({
      label: t.correctedLabel,
      cells: quotes.map((q) => (q.correctedAt ? t.corrected(formatDate(q.correctedAt, locale)) : '–')),
    });
  }
  return rows;
}

/** "212 kB", "1,4 MB". */
export function fileSize(bytes: number, locale: Locale): string {
  const big = bytes >= 1_000_000;
  const value = big ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1000));
  return `${value.toLocaleString(locale, { maximumFractionDigits: 1 })} ${big ? 'MB' : 'kB'}`;
}

function Sensitivity({ quotes, comparison, locale }: ComparisonProps) {
  const t = mineWords(locale).sense;
  const name = (id: string) => quotes.find((q) => q.id === id)?.name ?? '';
  const most = Math.max(...comparison.sensitivity.flatMap((s) => s.ranked.map((r) => r.annual)), 1);
  const titles = { 0.8: t.lower, 1: t.own, 1.2: t.higher };
  const own = comparison.sensitivity.find((s) => s.factor === 1)?.ranked[0]?.id;
  const flips = comparison.sensitivity.filter((s) => s.ranked[0] && s.ranked[0].id !== own);
  return (
    <section class="section section--tight">
      <div class="wrap">
        <div class="section__head">
          <h2>{t.title}</h2>
          <p>
            {flips.length === 0
              ? t.same
              : flips.map((s) => t.flips(name(s.ranked[0]!.id), titles[s.factor].toLowerCase())).join(' ')}
          </p>
        </div>
        <div class="sense">
          {comparison.sensitivity.map(({ factor, volume, ranked }) => (
            <section>
              <div>
                <h3>{titles[factor]}</h3>
                <p class="small muted">{volume[locale]}</p>
              </div>
              <Bars
                items={ranked.map((r, i) => ({
                  label: name(r.id),
                  value: formatKr(r.annual, locale),
                  share: r.annual / most,
                  best: i === 0,
                }))}
              />
            </section>
          ))}
        </div>
      </div>
    </section>
  );
}
