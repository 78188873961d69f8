import type { Value } from '#catalog/index.ts';
import type { Tx } from '#platform/db/index.ts';
import type { Context } from './context.ts';

/** Whose rows are meant: some requests, and what is kept by address when nothing else of the person remains. */
export interface Whose {
  readonly leadIds: readonly string[];
  /** Keyed hashes of addresses whose every trace is meant: log-ins, counters, cases. Empty while the person has other requests. */
  readonly emailKeys: readonly Buffer[];
  /** The addresses themselves, where they are known: what is kept by another fingerprint is found by them. */
  readonly addresses?: readonly string[];
}

/** Rows by "schema.table". */
export type Counts = Readonly<Record<string, number>>;

/** What a person may correct. Absent: as it was; null: taken away. */
export interface Rectification {
  readonly companyName?: string;
  /** Ten digits. Whether it is a sole trader's follows from it. */
  readonly organisationNumber?: string;
  readonly contactName?: string;
  /** E.164. */
  readonly phone?: string;
  readonly postcode?: string;
  readonly currentSupplier?: string | null;
  /** ISO date. */
  readonly contractEnds?: string | null;
  readonly message?: string | null;
  /** Answers to the service's own questions. */
  readonly answers?: Readonly<Record<string, Value | null>>;
  /** Only when the new address has been confirmed. */
  readonly email?: string;
}

/** The names of the questions whose answers a correction changes. */
export const correctedFields = ({ answers = {}, ...common }: Rectification): string[] => [
  ...Object.keys(common),
  ...Object.keys(answers),
];

/**
 * What a domain holds about a person, and what can be done with it: the four verbs behind the rights (P28) and every erasure
 * (P30). One per domain folder that has personal columns, in its personal.ts; privacy/rooms.ts lists them all.
 */
export interface PersonalRoom {
  /** "schema.table" of every table with personal columns that it answers for. */
  readonly tables: readonly string[];
  /** How many rows there are. */
  find(ctx: Context, tx: Tx, whose: Whose): Promise<Counts>;
  /** Everything that is held, in words that a person can read: by table, one object a row. Instants as ISO strings in UTC. */
  export(ctx: Context, tx: Tx, whose: Whose): Promise<Readonly<Record<string, readonly object[]>>>;
  /** Corrects what it holds of the answers. @returns rows changed */
  rectify(ctx: Context, tx: Tx, whose: Whose, change: Rectification): Promise<Counts>;
  /** Deletes it, plain tables that hang on it included. @returns rows deleted, as the database counted them */
  erase(ctx: Context, tx: Tx, whose: Whose): Promise<Counts>;
}

/** Two counts as one. */
export function addCounts(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [table, n] of Object.entries(b)) sum[table] = (sum[table] ?? 0) + n;
  return sum;
}
