import { formatOrganisationNumber, isSoleTrader, parseEmail } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { emailKeyOf } from '../lead/index.ts';
import type { FormField } from '../source/index.ts';

/** One field of a form on another site as it was sent. */
export interface SentField {
  /** What the form calls it: a number, a name, or its label where it says nothing else. */
  readonly key: string;
  /** What a visitor sees; the key where the form doesn't tell. */
  readonly label: string;
  /** What was written or chosen. */
  readonly values: readonly string[];
}

export const submissionStates = ['new', 'waiting', 'registered', 'thrown'] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** What the form looks like: its fields without what was written in them, and the names of those that were left out. */
export const shapeOf = (content: readonly SentField[], leftOut: readonly string[] = []): FormField[] => [
  ...content.map(({ key, label }) => ({ key, label })),
  ...leftOut.map((name) => ({ key: name, label: name, leftOut: true as const })),
];

/** Known again by what it says and where it came from; a form sends no number of its own. */
export const contentHash = (
  { vault }: Pick<Context, 'vault'>,
  sourceId: string,
  content: readonly SentField[],
): Buffer => vault.keyedHash('submission', JSON.stringify([sourceId, content]));

// What may stand before the @ in an address, and what does in nearly all: signs of the first kind are mostly something that stands beside it.
const domain = '(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,62})\\.){1,8}[\\p{L}\\p{N}-]{2,63}';
const widest = new RegExp(`[^\\s@<>,;:"()]{1,64}@${domain}`, 'gu');
const plainest = new RegExp(`[\\p{L}\\p{M}\\p{N}._%+-]{1,64}@${domain}`, 'gu');
const mostAddresses = 100;

/** An address as it may have been meant: with what stands beside it, without, and as it is read from an answer. */
const variants = (found: string): string[] => {
  const bare = found.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const read = parseEmail(bare);
  return [found, bare, ...(read.ok ? [read.value] : [])];
};

/** Whose it may be: a keyed hash of each address that stands in it, so that a person's rights reach it (P28). */
export function emailKeysIn({ vault }: Pick<Context, 'vault'>, content: readonly SentField[]): Buffer[] {
  const texts = content.flatMap(({ values }) => values).map((value) => value.normalize('NFKC').replace(/\p{Cf}/gu, ''));
  const found = texts.flatMap((text) => [plainest, widest].flatMap((one) => text.match(one) ?? []));
  const distinct = [...new Set(found.flatMap(variants).map((one) => one.toLowerCase()))].slice(0, mostAddresses);
  return distinct.map((one) => emailKeyOf(vault, one));
}

/** Twelve digits, or ten with the hyphen that nobody writes in a telephone number. */
const personalNumber = /(?<!\d)(?:(?:19|20)\d{6}[-+ ]?\d{4}|\d{6}[-+]\d{4})(?!\d)/g;

/**
 * What was written as pages show it: a sole trader's number is a personal number, and masked (D6), also one that has a digit wrong.
 * @param target what the field answers, as far as is known
 */
export function shown(value: string, target: string | undefined, locale: Locale = 'sv'): string {
  const hide = (text: string): string => {
    const digits = text.replace(/\D/g, '');
    const number = digits.slice(-10);
    return [10, 12].includes(digits.length) && isSoleTrader(number)
      ? formatOrganisationNumber(number, true, locale)
      : text;
  };
  return target === 'organisationNumber'
    ? hide(value).replace(personalNumber, hide)
    : value.replace(personalNumber, hide);
}

/** Labels and names compared as people read them: small letters, no accents, no signs. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
