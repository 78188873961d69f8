import { formatDate, services } from '#catalog/index.ts';
import type { RecipientPeriod } from '#domain/supplier/index.ts';
import { countryName, type Safeguard, safeguards } from '#policy/countries.ts';
import { recipients } from '#policy/recipients.ts';
import type { Locale } from '#policy/text.ts';
import { Heads } from '../ui/parts.tsx';
import { policyWords } from './policy.texts.ts';

interface Row {
  readonly who: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** One row for each recipient and time: a supplier's services of the same days together. */
export function recipientRows(periods: readonly RecipientPeriod[], locale: Locale): Row[] {
  const t = policyWords(locale);
  const day = (at: Temporal.Instant) => formatDate(at, locale);
  const key = (one: RecipientPeriod) =>
    [one.kind, one.recipient, one.name, day(one.since), one.until && day(one.until), one.country, one.safeguard].join(
      '|',
    );
  return [...Map.groupBy(periods, key).values()].map((same) => {
    const one = same[0]!;
    return {
      who: one.country === 'own' ? t.ourselves(one.name) : one.name,
      what: one.kind === 'supplier' ? serviceNames(same, locale) : processorText(one, one.kind, locale),
      from: day(one.since),
      to: one.until ? day(one.until) : t.stillNow,
    };
  });
}

const serviceNames = (periods: readonly RecipientPeriod[], locale: Locale) =>
  periods.map(({ service }) => services.find(({ id }) => id === service)?.name[locale] ?? service ?? '').join(', ');

function processorText(
  one: RecipientPeriod,
  kind: Exclude<RecipientPeriod['kind'], 'supplier'>,
  locale: Locale,
): string {
  const name = recipients[kind].name[locale];
  if (one.country === 'own' || !one.country) return name;
  const where = `${name}, ${countryName(one.country, locale) ?? one.country}`;
  return one.safeguard ? `${where}. ${safeguards[one.safeguard as Safeguard][locale]}.` : where;
}

/** P3, P26: who could receive personal data, from when to when. The policy's version does not change with them. */
export function RecipientHistory({ periods, locale }: { periods: readonly RecipientPeriod[]; locale: Locale }) {
  const t = policyWords(locale);
  const rows = recipientRows(periods, locale);
  return (
    <section class="stack" id={t.recipientsAnchor} aria-labelledby="recipients-h">
      <h2 id="recipients-h">{t.recipients}</h2>
      <p>{t.recipientsText}</p>
      {rows.length === 0 ? (
        <p>{t.noRecipients}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={[t.who, t.forWhat, t.from2, t.to]} />
          <tbody>
            {rows.map(({ who, what, from, to }) => (
              <tr>
                <th scope="row">{who}</th>
                <td data-label={t.forWhat}>
                  <span>{what}</span>
                </td>
                <td data-label={t.from2}>
                  <span>{from}</span>
                </td>
                <td data-label={t.to}>
                  <span>{to}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
