import { coverageMatrix, formatKr, serviceById } from '#catalog/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import type { Locale } from '#policy/text.ts';
import { Fold } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';

interface Props {
  readonly lead: Pick<Lead, 'service' | 'answers'>;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly locale: Locale;
}

/** How each cost was reckoned: the horizon, the formula with its numbers, and what was assumed. */
export function HowReckoned({ lead, quotes, comparison, locale }: Props) {
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

/** The lines of a cost, which add up to it. */
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

/** What each insurance covers, part by part. */
export function Coverage({ quotes, locale }: { quotes: readonly QuoteRow[]; locale: Locale }) {
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
