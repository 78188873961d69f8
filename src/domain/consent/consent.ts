import { createHash } from 'node:crypto';
import { consentSource, consents } from '#policy/consents.ts';
import type { Locale } from '#policy/text.ts';

/** What somebody has answered (P23). A browser that says no for its owner (Global Privacy Control) is asked nothing and stores nothing. */
export type Choice = 'yes' | 'no';

/** What a visitor is asked, and which edition of the words. */
const asked = consents['analytics-bar'];

export interface Answer {
  readonly choice: Choice;
  /** Of the words that were answered. */
  readonly version: number;
  /** The proof's number; only with a yes: a no needs no number, and gets none. */
  readonly id?: string;
}

/** The cookie that remembers an answer: `ja.<version>.<number>` or `nej.<version>`. */
export const toCookie = ({ choice, version, id }: Answer): string =>
  choice === 'yes' && id ? `ja.${version}.${id}` : `nej.${version}`;

const written =
  /^(?:(?<yes>ja)\.(?<v1>\d{1,4})\.(?<id>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})|nej\.(?<v2>\d{1,4}))$/;

/** What a cookie says; undefined for none, for one that nobody of ours has written, and for one that answers other words than today's. */
export function fromCookie(value: string | undefined): Answer | undefined {
  const found = written.exec(value ?? '')?.groups;
  if (!found) return undefined;
  const version = Number(found.v1 ?? found.v2);
  if (version !== asked.version) return undefined;
  return found.id ? { choice: 'yes', version, id: found.id } : { choice: 'no', version };
}

/** The words as they are asked today, with what they are known by (P15). */
export function wordingIn(locale: Locale) {
  const text = consentSource(asked.id, locale);
  return { consentId: asked.id, version: asked.version, text, hash: createHash('sha256').update(text).digest() };
}
