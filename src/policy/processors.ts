import { countryName, inEea, safeguards } from './countries.ts';
import type { Processor } from './document-parts.ts';
import type { Engaged } from './recipients.ts';
import type { Locale } from './text.ts';

/** Those the operator has engaged, in words. */
export function processorsIn(locale: Locale, engaged: readonly Engaged[]): Processor[] {
  return engaged.map(({ kind, name, country: code, safeguard, own }) => {
    if (own) return { kind, name, own };
    const country = countryName(code, locale) ?? code;
    const known = { kind, name, country };
    if (inEea(code) || !safeguard) return known;
    return { ...known, outsideEea: { country, safeguard: `${safeguards[safeguard][locale]}.` } };
  });
}
