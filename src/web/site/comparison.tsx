import type { Child } from 'hono/jsx';
import {
  coverageMatrix,
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
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import type { Locale } from '#policy/text.ts';
import { Bars } from '../ui/bars.tsx';
import { Empty, Fold } from '../ui/parts.tsx';
import { type QuoteColumn, QuoteTable } from '../ui/quote-table.tsx';
import { mineWords } from './mine.texts.ts';

export interface ComparisonProps {
  readonly lead: Pick<Lead, 'service' | 'answers'>;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly today: Temporal.PlainDate;
  readonly locale: Locale;
  /** Button under a quote that can be chosen; absent where the page is for reading only. */
  readonly choose?: (quote: QuoteRow, best: boolean) => Child;
  /** Address of a quote's PDF; absent where files can't be had. */
  readonly fileUrl?: (fileId: string) => string;
}

/** Cost per year first, all the terms under it, and how it was reckoned one tap away. */
export function ComparisonView(props: ComparisonProps) {
  const { lead, quotes, comparison, locale } = props;
  const t = mineWords(locale);
  const service = serviceById(lead.service);
  if (quotes.length === 0) return <Empty title={t.quotes.none}>{t.quotes.noneText}</Empty>;
  const ordered = inOrder(quotes, comparison);
  return (
    <>
      <section class="section section--tight">
        <div class="wrap">
          <div class="section__head">
            <h2>{t.quotes.title}</h2>
            <p>{comparison.rankable.ok ? t.quotes.order : comparison.rankable.because[locale]}</p>
            <p class="small">{service.excludes[locale]}</p>
          </div>
          <QuoteTable
            columns={ordered.map((q) => column(q, props))}
            rows={termRows(service, ordered, props)}
            locale={locale}
          />
          <HowReckoned {...props} quotes={ordered} />
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

const isExpired = (quote: QuoteRow, today: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(quote.validUntil, today) < 0;

function column(quote: QuoteRow, { comparison, locale, today, choose }: ComparisonProps): QuoteColumn {
  const t = mineWords(locale).quotes;
  const ranked = comparison.ranked.find((r) => r.id === quote.id);
  const because = comparison.notComparable.find((n) => n.id === quote.id)?.because[locale];
  const best = ranked?.rank === 1;
  const settled = { chosen: t.chosen, 'passed-over': t.passed, won: t.won, lost: t.lost }[quote.state as string];
  const expired = quote.state === 'open' && isExpired(quote, today);
  return {
    name: quote.name,
    example: quote.example,
    best,
    off: expired || quote.state === 'passed-over' || quote.state === 'lost',
    note: note(ranked, comparison, because, locale),
    ...(ranked ? { sum: formatKr(ranked.cost.annual, locale) } : {}),
    action: settled ?? (expired ? t.expired : choose?.(quote, best)),
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
function termRows(service: Service, quotes: readonly QuoteRow[], { locale, fileUrl }: ComparisonProps) {
  const t = mineWords(locale).quotes;
  const own = new Set(service.quoteFields.map((f) => f.id));
  const fields = [...service.quoteFields, ...quoteFieldsOf(service).filter((f) => !own.has(f.id))];
  const cell = (field: Field, quote: QuoteRow) =>
    quote.values[field.id] === undefined ? '–' : formatValue(field, quote.values[field.id]!, locale);
  const rows: { label: string; cells: Child[] }[] = fields
    .filter((f) => quotes.some((q) => q.values[f.id] !== undefined))
    .map((f) => ({ label: nameOf(f, locale), cells: quotes.map((q) => cell(f, q)) }));
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

function HowReckoned({ lead, quotes, comparison, locale }: ComparisonProps) {
  const t = mineWords(locale).quotes;
  const service = serviceById(lead.service);
  const months = locale === 'sv' ? `${comparison.horizonMonths} månader` : `${comparison.horizonMonths} months`;
  const assumptions = new Set(comparison.ranked.flatMap((r) => r.cost.assumptions.map((a) => a[locale])));
  return (
    <Fold title={t.how} ruled>
      <div class="math">
        <p>{t.horizon(months, service.volume(lead.answers)[locale])}</p>
        {quotes.map((quote) => {
          const cost = comparison.ranked.find((r) => r.id === quote.id)?.cost;
          const because = comparison.notComparable.find((n) => n.id === quote.id)?.because[locale];
          return (
            <div>
              <strong>{quote.name}</strong>
              {cost ? <CostLines cost={cost} locale={locale} /> : <span>{`${t.notComparable}: ${because}`}</span>}
            </div>
          );
        })}
        {assumptions.size > 0 && (
          <div>
            <strong>{t.assumptions}</strong>
            <ul class="plain">
              {[...assumptions].map((a) => (
                <li class="muted">{a}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Fold>
  );
}

export function CostLines({ cost, locale }: { cost: Comparison['ranked'][number]['cost']; locale: Locale }) {
  const t = mineWords(locale).quotes;
  return (
    <table class="table sums">
      <tbody>
        {cost.lines.map((line) => (
          <tr>
            <th scope="row">{line.label[locale]}</th>
            <td>{line.formula[locale]}</td>
            <td class="num">{formatKr(line.amount, locale, true)}</td>
          </tr>
        ))}
        <tr class="sums__total">
          <th scope="row">{t.sum}</th>
          <td />
          <td class="num">
            <strong>{formatKr(cost.annual, locale)}</strong>
          </td>
        </tr>
        {cost.figures?.map((figure) => (
          <tr>
            <th scope="row">{figure.label[locale]}</th>
            <td />
            <td class="num">{figure.value[locale]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Coverage({ quotes, locale }: { quotes: readonly QuoteRow[]; locale: Locale }) {
  const t = mineWords(locale).quotes;
  return (
    <div class="stack">
      <h3>{t.coverage}</h3>
      <table class="table table--cards">
        <thead>
          <tr>
            <th scope="col">{t.part}</th>
            {quotes.map((q) => (
              <th scope="col">{q.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {coverageMatrix(quotes.map((q) => q.values)).map((row) => (
            <tr>
              <th scope="row">{row.label[locale]}</th>
              {row.cells.map((cell, i) => (
                <td data-label={quotes[i]?.name}>
                  {cell.covered
                    ? [cell.sum?.[locale], cell.deductible?.[locale]].filter(Boolean).join(', ')
                    : cell.covered === false
                      ? t.notIncluded
                      : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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
