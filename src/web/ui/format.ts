import { formatDate } from '#catalog/format.ts';
import { timeZone } from '#policy/period.ts';
import type { Locale } from '#policy/text.ts';

/** "09.14" / "09:14", in Stockholm (D7). */
export function formatTime(when: Temporal.Instant, locale: Locale): string {
  const { hour, minute } = when.toZonedDateTimeISO(timeZone);
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(locale === 'sv' ? '.' : ':');
}

/** "12 mars 2026, 09.14", in Stockholm (D7). */
export const formatDateTime = (when: Temporal.Instant, locale: Locale): string =>
  `${formatDate(when, locale)}, ${formatTime(when, locale)}`;

const joiner = (type: 'conjunction' | 'disjunction') => {
  const formats = { sv: new Intl.ListFormat('sv-SE', { type }), en: new Intl.ListFormat('en-GB', { type }) };
  return (words: readonly string[], locale: Locale): string => formats[locale].format(words);
};

/** "a, b och c" / "a, b and c". */
export const formatList = joiner('conjunction');

/** "a, b eller c" / "a, b or c". */
export const formatAlternatives = joiner('disjunction');
