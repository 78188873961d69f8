import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import personnummer from 'personnummer';
import type { Text } from '#policy/text.ts';

/** What a person wrote, read: the value as it is stored, or what to do about it. */
export type Parsed<Extra = unknown> =
  | ({ readonly ok: true; readonly value: string } & Extra)
  | { readonly ok: false; readonly because: Text };

export const priceAreas = ['SE1', 'SE2', 'SE3', 'SE4'] as const;
export type PriceArea = (typeof priceAreas)[number];

const no = (sv: string, en: string) => ({ ok: false, because: { sv, en } }) as const;
const unpunctuated = (input: string) => input.replace(/[\s\u2010-\u2015\u2212.-]/g, '');

/** The weights 1, 2 or 1, 3 from the right; `fold` is what a two-digit product becomes. */
const checksum = (digits: string, weight: number, fold: (product: number) => number) =>
  [...digits].reverse().reduce((sum, digit, i) => sum + fold(Number(digit) * (i % 2 === 0 ? 1 : weight)), 0) % 10;
const luhnHolds = (digits: string) => checksum(digits, 2, (n) => (n > 9 ? n - 9 : n)) === 0;
const gs1Holds = (digits: string) => checksum(digits, 3, (n) => n) === 0;

/**
 * An organisation number, or a sole trader's personal number (D6), as ten digits. Twelve digits are understood: a leading 16
 * for a company, a century for a person. Endings 000X are valid. Coordination numbers are refused.
 */
export function parseOrganisationNumber(input: string): Parsed<{ readonly soleTrader: boolean }> {
  const plain = unpunctuated(input).replace(/^SE(?=\d)/i, '');
  const over100 = /^\d{6}\+\d{4}$/.test(plain);
  const digits = plain.replace('+', over100 ? '' : '+');
  if (!/^(\d{10}|\d{12})$/.test(digits)) {
    if (!/^\d+$/.test(digits))
      return no('Skriv organisationsnumret med tio siffror', 'Write the organisation number with ten digits');
    return no(
      `Organisationsnumret har ${digits.length} siffror, det ska vara 10`,
      `The organisation number has ${digits.length} digits, it should have 10`,
    );
  }
  const value = digits.slice(-10);
  const wrong = no(
    'Organisationsnumret stämmer inte. Jämför siffrorna med registreringsbeviset',
    'The organisation number is not right. Compare the digits with your registration certificate',
  );
  if (!luhnHolds(value)) return wrong;
  if (!isSoleTrader(value)) return digits.length === 12 && !digits.startsWith('16') ? wrong : ok(value, false);
  if (Number(value.slice(4, 6)) > 60)
    return no(
      'Ett samordningsnummer går inte att använda här. Skriv organisationsnumret eller ett personnummer',
      'A coordination number can’t be used here. Write the organisation number or a personal identity number',
    );
  // A 16 before a personal number is not a century anybody alive was born in, but some systems print it.
  const person = digits.startsWith('16') ? value : over100 ? plain : digits;
  const valid = personnummer.valid(person, { allowCoordinationNumber: false, allowInterimNumber: false });
  return valid ? ok(value, true) : wrong;
}

const ok = (value: string, soleTrader: boolean) => ({ ok: true, value, soleTrader }) as const;

/** Digits 3–4 of a stored number: at least 20 for a company; below that they are a month of birth, so a person. */
export const isSoleTrader = (value: string) => Number(value.slice(2, 4)) < 20;

/** 559900-0006; for a sole trader no digit at all is shown (D6). */
export function formatOrganisationNumber(value: string, soleTrader = isSoleTrader(value), locale: keyof Text = 'sv') {
  if (soleTrader) return `${locale === 'sv' ? 'personnummer' : 'personal identity number'} ••••••-••••`;
  return `${value.slice(0, 6)}-${value.slice(6)}`;
}

/** A phone number as E.164; numbers without a country code are Swedish. */
export function parsePhone(input: string): Parsed {
  const number = input.length <= 40 ? parsePhoneNumberFromString(input, 'SE') : undefined;
  if (!number?.isValid() || number.ext)
    return no(
      'Telefonnumret går inte att ringa. Skriv till exempel 070-174 06 05, eller börja med + och landsnummer',
      'That phone number can’t be called. Write for example 070-174 06 05, or start with + and the country code',
    );
  return { ok: true, value: number.number };
}

/** +46 70 174 06 05, with no-break spaces. */
export function formatPhone(value: string) {
  return (parsePhoneNumberFromString(value)?.formatInternational() ?? value).replaceAll(' ', '\u00a0');
}

/** A Swedish postcode as five digits. */
export function parsePostcode(input: string): Parsed {
  const digits = unpunctuated(input).replace(/^SE(?=\d)/i, '');
  return /^[1-9]\d{4}$/.test(digits)
    ? { ok: true, value: digits }
    : no('Skriv postnumret med fem siffror, till exempel 352 30', 'Write the postcode with five digits, like 352 30');
}

/** 352 30, with a no-break space. */
export const formatPostcode = (value: string) => `${value.slice(0, 3)}\u00a0${value.slice(3)}`;

/**
 * An electricity installation id: a GS1 service relation number (GSRN) of 18 digits where 735999 is the Swedish grid companies'
 * common prefix and the last digit is the GS1 check digit. Source: GS1 Sweden, «Identifiera och märka elanläggningar».
 * A few grid companies have kept short numbers of their own, which is why the field is never required.
 */
export function parseInstallationId(input: string): Parsed {
  const digits = unpunctuated(input);
  if (!/^\d+$/.test(digits))
    return no('Skriv anläggnings-id med bara siffror', 'Write the installation id with digits only');
  if (digits.length !== 18)
    return no(
      `Anläggnings-id har ${digits.length} siffror, det ska vara 18`,
      `The installation id has ${digits.length} digits, it should have 18`,
    );
  if (!digits.startsWith('735999'))
    return no('Anläggnings-id ska börja med 735 999', 'The installation id should start with 735 999');
  if (!gs1Holds(digits))
    return no(
      'Någon siffra i anläggnings-id är fel. Jämför med räkningen, eller lämna fältet tomt',
      'A digit of the installation id is wrong. Compare with the bill, or leave the field empty',
    );
  return { ok: true, value: digits };
}

/** 735 999 000 000 012 344, with no-break spaces. */
export const formatInstallationId = (value: string) => value.replace(/(\d{3})(?=\d)/g, '$1\u00a0');

/** An e-mail address, trimmed, its domain in lower case and in ASCII. Never one with a line break (header injection). */
export function parseEmail(input: string): Parsed {
  const wrong = no('Skriv e-postadressen som namn@foretag.se', 'Write the e-mail address like name@company.com');
  const trimmed = input.replace(/^[ \t]+|[ \t]+$/g, '');
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  const domain = asciiDomain(trimmed.slice(at + 1).toLowerCase());
  if (at < 1 || local.length > 64 || domain === undefined) return wrong;
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i.test(local)) return wrong;
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  if (!new RegExp(`^(${label}\\.)+(?=[a-z])${label}$`).test(domain) || /\.[a-z]$/.test(domain)) return wrong;
  const value = `${local}@${domain}`;
  if (value.length > 254)
    return no('E-postadressen är för lång, högst 254 tecken', 'The e-mail address is too long, 254 characters at most');
  return { ok: true, value };
}

function asciiDomain(domain: string): string | undefined {
  if (/^[a-z0-9.-]*$/.test(domain)) return domain;
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}`)) return undefined;
  return new URL(`http://${domain}`).hostname;
}

/** Areas by the postcode's first two digits. A prefix that the border cuts through (inland Halland, the Småland coast …) is left out. */
const areaOfPrefix: readonly (readonly [PriceArea, readonly string[]])[] = [
  ['SE4', ['20', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '34', '35', '36', '37', '39']],
  ['SE3', ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '40', '41', '42', '43', '44', '45', '46', '47']],
  ['SE3', ['50', '51', '52', '53', '54', '55', '58', '59', '60', '61', '62', '63', '64', '65', '66', '67', '68', '69']],
  ['SE3', ['70', '71', '72', '73', '74', '75', '76', '77', '78', '80']],
  ['SE2', ['83', '84', '85', '86', '87', '88', '89', '90']],
  ['SE1', ['94', '95', '96', '97', '98']],
];

/**
 * The electricity price area a postcode points to: a rough suggestion for the form, never a decision, because postcodes
 * don't follow the areas' borders. Undefined where the first digits say too little. The customer's bill tells.
 */
export function suggestPriceArea(postcode: string): PriceArea | undefined {
  const parsed = parsePostcode(postcode);
  if (!parsed.ok) return undefined;
  return areaOfPrefix.find(([, prefixes]) => prefixes.includes(parsed.value.slice(0, 2)))?.[0];
}
