import type { Locale, Text } from './text.ts';

/** The EU and the EEA, as ISO 3166-1 codes: where data may go without more (GDPR chapter V is about other countries). */
const eea = [
  ...['AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HU', 'IE', 'IT', 'LV', 'LT'],
  ...['LU', 'MT', 'NL', 'PL', 'PT', 'RO', 'SK', 'SI', 'ES', 'SE', 'IS', 'LI', 'NO'],
];

/** Whether a country, by its two letters, is in the EU or the EEA. */
export const inEea = (code: string): boolean => eea.includes(code);

const named = (locale: Locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });

/** A country's name, by its two letters; undefined when there is no such country. */
export function countryName(code: string, locale: Locale): string | undefined {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? named(locale).of(code) : undefined;
}

/** By what right data may leave the EU and the EEA (art. 45 and 46). */
export const safeguards = {
  adequacy: {
    sv: 'EU-kommissionens beslut om att skyddsnivån är adekvat (artikel 45)',
    en: 'A decision of the European Commission that the level of protection is adequate (article 45)',
  },
  clauses: {
    sv: 'EU-kommissionens standardavtalsklausuler (artikel 46). Du kan få en kopia av oss',
    en: 'The standard contractual clauses of the European Commission (article 46). You can get a copy from us',
  },
} as const satisfies Readonly<Record<string, Text>>;
export type Safeguard = keyof typeof safeguards;
