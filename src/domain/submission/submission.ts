import type { Context } from '../context.ts';
import { emailKeyOf } from '../lead/index.ts';

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

/** What the form looks like: its fields without what was written in them. */
export const shapeOf = (content: readonly SentField[]) => content.map(({ key, label }) => ({ key, label }));

/** Known again by what it says and where it came from; a form sends no number of its own. */
export const contentHash = (
  { vault }: Pick<Context, 'vault'>,
  sourceId: string,
  content: readonly SentField[],
): Buffer => vault.keyedHash('submission', JSON.stringify([sourceId, content]));

const address = /[^\s@<>,;:"()]{1,64}@[^\s@<>,;:"()]{1,190}\.[^\s@<>,;:"().]{2,}/g;
const mostAddresses = 20;

/** Whose it may be: a keyed hash of each address that stands in it, so that a person's rights reach it. */
export function emailKeysIn({ vault }: Pick<Context, 'vault'>, content: readonly SentField[]): Buffer[] {
  const found = content.flatMap(({ values }) => values).flatMap((value) => value.match(address) ?? []);
  const distinct = [...new Set(found.map((one) => one.toLowerCase()))].slice(0, mostAddresses);
  return distinct.map((one) => emailKeyOf(vault, one));
}

/** Labels and names compared as people read them: small letters, no accents, no signs. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
