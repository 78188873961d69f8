import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { migrations } from '../db/migrate.ts';
import { sealed } from './envelope.ts';
import { backupTables, quotedList, sequencesOf } from './tables.ts';

/** The first line of a backup. */
export interface BackupHeader {
  readonly format: 1;
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
 * @param counts filled with the rows written, by table, when the stream has ended
 */
export async function* backup(
  pool: pg.Pool,
  key: Uint8Array,
  now: Temporal.Instant,
  counts: Record<string, number>,
): AsyncGenerator<Buffer> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    const gzip = Readable.from(content(client, now, counts)).compose(createGzip());
    yield* sealed(gzip, key);
    await client.query('commit');
  } finally {
    client.release(true);
  }
}

async function* content(client: pg.PoolClient, now: Temporal.Instant, counts: Record<string, number>) {
  const header: BackupHeader = {
    format: 1,
    at: now.toString(),
    migrations: migrations.map((m) => m.name),
    sequences: await sequencesOf(client),
    reactions: await waitingReactions(client),
  };
  yield line(header);
  for (const { name, columns } of await backupTables(client)) {
    yield line({ table: name, columns });
    const rows = client.query(copyTo(`copy ${name} (${quotedList(columns)}) to stdout`));
    for await (const chunk of rows as AsyncIterable<Buffer>)
      if (chunk.length > 0) yield Buffer.concat([u32(chunk.length), chunk]);
    yield u32(0);
    counts[name] = rows.rowCount;
  }
  yield line({ end: true, counts });
}

async function waitingReactions(client: pg.PoolClient): Promise<BackupHeader['reactions']> {
  const { rows } = await client.query<{ data: Record<string, string | number | boolean> }>(
    `select data from jobs.job where name = 'reactions' and state in ('created', 'retry', 'active')`,
  );
  return rows.map((row) => row.data);
}
