import { formatDate, formatTime } from '#catalog/format.ts';
import type { Locale } from '#policy/text.ts';

export { formatTime };

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
