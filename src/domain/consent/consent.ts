import { createHash } from 'node:crypto';
import { type askedWhere, consentSource, markOf } from '#policy/consents.ts';
import type { Locale } from '#policy/text.ts';

/** What somebody has answered (P23). A browser that says no for its owner (Global Privacy Control) is asked nothing and stores nothing. */
export type Choice = 'yes' | 'no';

/** What a visitor is asked, and which edition of the words. */
export type Asked = ReturnType<typeof askedWhere>;

export interface Answer {
  readonly choice: Choice;
  /** Of the words that were answered (`markOf`). */
  readonly mark: string;
  /** The proof's number; only with a yes: a no needs no number, and gets none. */
  readonly id?: string;
}

/** The cookie that remembers an answer: `ja.<mark>.<number>` or `nej.<mark>`. */
export const toCookie = ({ choice, mark, id }: Answer): string =>
  choice === 'yes' && id ? `ja.${mark}.${id}` : `nej.${mark}`;

const written =
  /^(?:(?<yes>ja)\.(?<m1>g?\d{1,4})\.(?<id>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})|nej\.(?<m2>g?\d{1,4}))$/;

/** What a cookie says; undefined for none, for one that nobody of ours has written, and for one that answers other words than these. */
export function fromCookie(value: string | undefined, asked: Asked): Answer | undefined {
  const found = written.exec(value ?? '')?.groups;
  if (!found) return undefined;
  const mark = found.m1 ?? found.m2 ?? '';
  if (mark !== markOf(asked)) return undefined;
  return found.id ? { choice: 'yes', mark, id: found.id } : { choice: 'no', mark };
}

/** The number that a visit was measured by after a yes, to whatever words; undefined after none. */
export const numberIn = (value: string | undefined): string | undefined => written.exec(value ?? '')?.groups?.id;

/** The words as they are asked today, with what they are known by (P15). */
export function wordingIn(locale: Locale, asked: Asked) {
  const text = consentSource(asked.id, locale);
  return { consentId: asked.id, version: asked.version, text, hash: createHash('sha256').update(text).digest() };
}
