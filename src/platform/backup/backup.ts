import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { BackupError, sealed } from './envelope.ts';
import { backupTables, quotedList, sequencesOf } from './tables.ts';

/** The first line of a backup. */
export interface BackupHeader {
  readonly format: 1;
  /** Noted on the list of erasures before the backup is begun: the list that has it is the right one, and reaches back far enough. */
  readonly id: string;
  /** When it was made, ISO 8601 in UTC. */
  readonly at: string;
  /** Names of the migrations the tables were made by: a restore needs the same. */
  readonly migrations: readonly string[];
  readonly sequences: readonly { readonly name: string; readonly value: string | null }[];
  /** Reactions to events that had not been carried out: ids and names. */
  readonly reactions: readonly Readonly<Record<string, string | number | boolean>>[];
}

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>;

const u32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};
const line = (value: object): Buffer => {
  const text = Buffer.from(JSON.stringify(value));
  return Buffer.concat([u32(text.length), text]);
};

/**
 * Everything of the product as of one moment, as an encrypted stream: one repeatable-read transaction, table by table by COPY,
 * compressed, sealed. Needs no client tools and nothing but select rights of the tables' owner; never holds more than a piece in memory.
 * @param key 32 bytes; the same is needed to restore
 * @param id stands in the header
 * @param counts filled with the rows written, by table, when the stream has ended
 */
export async function* backup(
  pool: pg.Pool,
  key: Uint8Array,
  now: Temporal.Instant,
  counts: Record<string, number>,
  id: string = randomUUID(),
): AsyncGenerator<Buffer> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    const gzip = Readable.from(content(client, now, counts, id)).compose(createGzip());
    yield* sealed(gzip, key);
    await client.query('commit');
  } finally {
    client.release(true);
  }
}

async function* content(client: pg.PoolClient, now: Temporal.Instant, counts: Record<string, number>, id: string) {
  await refuseHalf(client);
  const header: BackupHeader = {
    format: 1,
    id,
    at: now.toString(),
    migrations: await migrationsOf(client),
    sequences: await sequencesOf(client),
    reactions: await waitingReactions(client),
  };
  yield line(header);
  for (const { name, columns, parted } of await backupTables(client)) {
    yield line({ table: name, columns });
    const rows = client.query(
      copyTo(
        parted
          ? `copy (select ${quotedList(columns)} from ${name}) to stdout`
          : `copy ${name} (${quotedList(columns)}) to stdout`,
      ),
    );
    for await (const chunk of rows as AsyncIterable<Buffer>)
      if (chunk.length > 0) yield Buffer.concat([u32(chunk.length), chunk]);
    yield u32(0);
    counts[name] = rows.rowCount;
  }
  yield line({ end: true, counts });
}

/** Rows that row-level security hides would be left out without a word: the owner must be one of those who see all of them. */
async function refuseHalf(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relrowsecurity and n.nspname not like 'pg\\_%' and row_security_active(c.oid) and not exists (
      select from pg_policy p, unnest(p.polroles) as held (role) where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r')
        and pg_get_expr(p.polqual, p.polrelid) = 'true' and (role = 0 or pg_has_role(current_user, role, 'usage')))`);
  if (rows.length > 0)
    throw new BackupError(
      `The database's owner does not see every row of ${rows.map((row) => row.name).join(', ')}: grant it the role app with inherit true.`,
    );
}

/** The migrations that have run here, in order, whatever this program knows. */
async function migrationsOf(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from public.migration order by name');
  return rows.map((row) => row.name);
}

async function waitingReactions(client: pg.PoolClient): Promise<BackupHeader['reactions']> {
  const { rows } = await client.query<{ data: Record<string, string | number | boolean> }>(
    `select data from jobs.job where name = 'reactions' and state in ('created', 'retry', 'active')`,
  );
  return rows.map((row) => row.data);
}
