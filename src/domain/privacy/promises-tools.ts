import { createHash } from 'node:crypto';
import { formatDate, formatNumber } from '#catalog/format.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { type ConsentId, consentSource, consents } from '#policy/consents.ts';
import type { DecisionId, PromiseId } from '#policy/ids.ts';
import { timeZone } from '#policy/period.ts';
import type { Locale, Text } from '#policy/text.ts';
import type { Context } from '../context.ts';

/** kept: every check holds now. not-in-use: what it is about doesn't exist, and that was checked. broken: a check fails. */
export type PromiseState = 'kept' | 'not-in-use' | 'broken';

/** One question that was put to the database or to the policy's data. The value is a count, a code or a time: nothing about anybody. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly value: string | number;
}

/** How a promise stands, as it was computed a moment ago. */
export interface Verdict {
  readonly id: PromiseId | DecisionId;
  readonly state: PromiseState;
  /** Sentences that anybody may read: no personal data. */
  readonly evidence: readonly Text[];
  readonly checks: readonly Check[];
  /** The test that tries the promise: "file › name". */
  readonly test: string;
}

export interface Finding {
  readonly checks: readonly Check[];
  /** What holds when every check does; not said otherwise. */
  readonly evidence: readonly Text[];
  /** What is so whether or not the promise is kept. */
  readonly facts?: readonly Text[];
  /** What the promise is about doesn't exist yet. */
  readonly unused?: boolean;
}

/** Puts one promise's questions. */
export type Question = (ctx: Context) => Promise<Finding>;

/** Holds when nothing was found. */
export const none = (name: string, n: number): Check => ({ name, ok: n === 0, value: n });

export const holds = (name: string, ok: boolean, value: string | number = ok ? 'yes' : 'no'): Check => ({
  name,
  ok,
  value,
});

/** Worth knowing, and right whatever it is. */
export const told = (name: string, value: string | number): Check => ({ name, ok: true, value });

/** Asks the database for one row. */
export async function oneRow<T>(
  db: Db,
  query: { execute(db: Db): Promise<{ readonly rows: readonly T[] }> },
): Promise<T> {
  const [row] = (await query.execute(db)).rows;
  if (!row) throw new Error('a question to the database was not answered');
  return row;
}

/** How large a share of a table, in percent, is looked at so that it is about `most` rows; all of a small one. */
export async function share(db: Db, table: string, most = 20_000): Promise<number> {
  const { rows } = await oneRow(
    db,
    sql<{ rows: number }>`select reltuples::float8 as rows from pg_class where oid = ${table}::regclass`,
  );
  return rows > most ? Math.max(0.001, (100 * most) / rows) : 100;
}

/** "12 mars 2026 kl. 09.14" / "12 March 2026 at 09:14", Swedish time (D7). */
export function moment(at: Temporal.Instant, locale: Locale): string {
  const { hour, minute } = at.toZonedDateTimeISO(timeZone);
  const [h, m] = [hour, minute].map((n) => String(n).padStart(2, '0'));
  return locale === 'sv' ? `${formatDate(at, 'sv')} kl.\u00a0${h}.${m}` : `${formatDate(at, 'en')} at\u00a0${h}:${m}`;
}

const locales = ['sv', 'en'] as const;

/** One sentence in both languages, told by what writes numbers and times in each. */
export function say(sv: (w: Words) => string, en: (w: Words) => string): Text {
  const [a, b] = locales.map((locale) => wordsIn(locale));
  return { sv: sv(a!), en: en(b!) };
}

interface Words {
  n(value: number): string;
  day(at: Temporal.Instant): string;
  at(at: Temporal.Instant): string;
  /** "1 förfrågan", "3 förfrågningar". */
  many(value: number, one: string, more: string): string;
}

const wordsIn = (locale: Locale): Words => {
  const n = (value: number) => formatNumber(value, locale, 0);
  return {
    n,
    day: (at) => formatDate(at, locale),
    at: (at) => moment(at, locale),
    many: (value, one, more) => `${n(value)}\u00a0${value === 1 ? one : more}`,
  };
};

export const requests = { sv: ['förfrågan', 'förfrågningar'], en: ['request', 'requests'] } as const;

/** Words that somebody has answered, as they are kept. */
export interface KeptWording {
  readonly id: string;
  readonly version: number;
  readonly locale: Locale;
  readonly text: string;
  readonly hash: Buffer;
}

/** P15: whether kept words are those that were shown: each hash its text's, each of a question that there is, and one of today's version as it is asked today. */
export function wordingChecks(kept: readonly KeptWording[]): readonly Check[] {
  const known = kept.filter(({ id }) => Object.hasOwn(consents, id));
  const forged = kept.filter(({ text, hash }) => !createHash('sha256').update(text).digest().equals(hash));
  const other = known.filter(
    ({ id, version, locale, text }) =>
      version === consents[id as ConsentId].version && text !== consentSource(id as ConsentId, locale),
  );
  return [
    told('wordings', kept.length),
    none('wordings whose hash is another’s', forged.length),
    none('wordings of a question that nobody has put', kept.length - known.length),
    none('wordings of today’s version with other words', other.length),
  ];
}
