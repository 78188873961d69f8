import { type Db, sql } from '#platform/db/index.ts';
import type { ChainHead, Context } from '../context.ts';

/** The tables whose rows prove each other. */
export const chains = ['privacy.certificate', 'ledger.audit'] as const;
export type ChainName = (typeof chains)[number];

export interface Chain {
  readonly rows: number;
  /** The first row that doesn't follow from the one before it; null when all do. */
  readonly broken: number | null;
  /** The newest row's hash, in hex. */
  readonly head: string | null;
}

/** Counts a chain again from its first row: a changed, missing or added row shows, but for the newest ones. */
export async function verifyChain(db: Db, table: ChainName): Promise<Chain> {
  const { rows } = await sql<Chain>`
    select count(*) as rows, min(id) filter (where not whole) as broken, encode((array_agg(hash order by id desc))[1], 'hex') as head
    from (select t.id, t.hash, t.previous is not distinct from lag(t.hash) over (order by t.id)
        and t.hash = ledger.chain_hash(to_jsonb(t), t.previous) as whole
      from ${sql.table(table)} t) as chain`.execute(db);
  return rows[0]!;
}

export interface CheckedChain extends Chain {
  /** How many of its rows are noted outside the database; 0 when nothing is, and then the newest rows prove nothing. */
  readonly noted: number;
  /** The first row that is gone, or is another, than was noted outside; null when all are as noted. */
  readonly lost: number | null;
}

export const isWhole = ({ broken, lost }: CheckedChain): boolean => broken === null && lost === null;

/** For a list of checks. */
export const lostRow = ({ lost }: CheckedChain): string =>
  lost === null ? 'as noted' : `row ${lost} is gone or is another`;

/** Counts a chain again and holds it against what was noted outside the database: a newest row that is gone, or hashes that were all counted anew, show. */
export async function checkChain(ctx: Pick<Context, 'db' | 'heads'>, table: ChainName): Promise<CheckedChain> {
  // Read first: what is noted meanwhile is of rows that are read after.
  const noted = new Map<string, ChainHead>();
  const { database } = await ends(ctx.db);
  for (const { database: whose, heads, restored } of (await ctx.heads?.read()) ?? []) {
    // The list may be shared with another database: one that a backup is tried out in.
    if (whose !== database) continue;
    const own = heads.filter((head) => head.chain === table);
    // A backup goes on from where it ended; the hash of its last row stands for all before it.
    if (restored) noted.clear();
    for (const head of own) if (head.id > 0) noted.set(`${head.id} ${head.hash}`, head);
  }
  const all = [...noted.values()];
  const { rows } = await sql<{ lost: number | null }>`
    select min(n.id) as lost from unnest(${all.map((h) => h.id)}::bigint[], ${all.map((h) => h.hash)}::text[]) as n (id, hash)
    where not exists (select from ${sql.table(table)} t where t.id = n.id and t.hash = decode(n.hash, 'hex'))`.execute(
    ctx.db,
  );
  return { ...(await verifyChain(ctx.db, table)), noted: all.length, lost: rows[0]?.lost ?? null };
}

/** How the chains end, in which database: the server's own number of it, which no copy has. */
async function ends(db: Db): Promise<{ database: string; heads: ChainHead[] }> {
  const heads: ChainHead[] = [];
  for (const chain of chains) {
    const { rows } = await sql<{ id: number; hash: string }>`
      select id, encode(hash, 'hex') as hash from ${sql.table(chain)} order by id desc limit 1`.execute(db);
    heads.push({ chain, ...(rows[0] ?? { id: 0, hash: '' }) });
  }
  const { rows } = await sql<{ database: string }>`
    select (select system_identifier from pg_control_system())::text || '/' || oid as database from pg_database where datname = current_database()`.execute(
    db,
  );
  return { database: rows[0]!.database, heads };
}

/** Notes outside the database how the chains end now. Never in a transaction: what is taken back afterwards would be missed. */
export async function noteHeads({ db, heads }: Pick<Context, 'db' | 'heads'>): Promise<void> {
  if (!heads) return;
  const now = await ends(db);
  await heads.note(now.database, now.heads);
}

/** Notes that a restored backup is clean and open: a drill into another database shows on «Löften», too. */
export async function noteOpened({ db, heads }: Pick<Context, 'db' | 'heads'>): Promise<void> {
  if (heads) await heads.opened((await ends(db)).database);
}

/** When a backup was last restored, cleaned and opened, into this database or another that has the same list. */
export async function lastOpened({ heads }: Pick<Context, 'heads'>): Promise<Temporal.Instant | undefined> {
  const times = ((await heads?.read()) ?? []).filter(({ opened }) => opened).map(({ at }) => Temporal.Instant.from(at));
  return times.sort(Temporal.Instant.compare).at(-1);
}

/** Notes that a backup has been loaded, and how its chains end: rows that came after it was made are missed by nobody. */
export async function noteRestored({ db, heads }: Pick<Context, 'db' | 'heads'>): Promise<void> {
  if (!heads) return;
  const now = await ends(db);
  await heads.restored(now.database, now.heads);
}
