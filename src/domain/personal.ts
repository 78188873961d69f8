import type { Tx } from '#platform/db/index.ts';
import type { Context } from './context.ts';

/** Whose rows are meant: some requests, and what is kept by address when nothing else of the person remains. */
export interface Whose {
  readonly leadIds: readonly string[];
  /** Keyed hashes of addresses whose every trace is meant: log-ins, counters, cases. Empty while the person has other requests. */
  readonly emailKeys: readonly Buffer[];
}

/** Rows by "schema.table". */
export type Counts = Readonly<Record<string, number>>;

/** What a person may correct. Absent: as it was. */
export interface Rectification {
  readonly companyName?: string;
  readonly contactName?: string;
  /** E.164. */
  readonly phone?: string;
  readonly postcode?: string;
  readonly currentSupplier?: string | null;
  readonly message?: string | null;
  /** Only when the new address has been confirmed. */
  readonly email?: string;
}

/**
 * What a domain holds about a person, and what can be done with it: the four verbs behind the rights (P28) and every erasure
 * (P30). One per domain folder that has personal columns, in its personal.ts; privacy/rooms.ts lists them all.
 */
export interface PersonalRoom {
  /** "schema.table" of every table with personal columns that it answers for. */
  readonly tables: readonly string[];
  /** How many rows there are. */
  find(tx: Tx, whose: Whose): Promise<Counts>;
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
