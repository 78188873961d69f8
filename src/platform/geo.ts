import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Reader } from 'mmdb-lib';

type Entry = { readonly country_code?: string };
const file = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
let reader: Reader<never> | undefined;

/**
 * The country of an address by the public registries of who has which (CC0, shipped with the product: nothing is asked of anybody). The address is
 * used here and stored nowhere (P21).
 * @returns two capital letters (ISO 3166-1); undefined when no registry says
 */
export function countryOf(address: string | undefined): string | undefined {
  if (!address) return undefined;
  // Read when first needed: eight megabytes that a worker never looks at.
  reader ??= new Reader(readFileSync(fileURLToPath(import.meta.resolve(file))));
  try {
    const code = (reader.get(address) as Entry | null)?.country_code;
    return code && /^[A-Z]{2}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
