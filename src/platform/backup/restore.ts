import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrations } from '../db/migrate.ts';
import type { BackupHeader, RowCounts } from './backup.ts';
import { BackupError, Bytes, opened } from './envelope.ts';
import { backupTables, quotedList } from './tables.ts';

/** Opens the file anew each time: it is read through once before anything is changed. */
export type OpenFile = () => AsyncIterable<Uint8Array>;

/** The parts of a backup as they come. */
type Part =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly columns: readonly string[];
      readonly rows: AsyncIterable<Buffer>;
    }
  | { readonly kind: 'end'; readonly counts: RowCounts };

async function* partsOf(file: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Part> {
  const plain = Readable.from(opened(file, key)).compose(createGunzip());
  const bytes = new Bytes(plain as AsyncIterable<Uint8Array>);
  const piece = async (): Promise<Buffer> => {
    const length = (await bytes.take(4))?.readUInt32BE();
    const body = length === undefined ? undefined : await bytes.take(length);
    if (!body) throw new BackupError('The backup is cut off: its end is missing.');
    return body;
  };
  const header = JSON.parse((await piece()).toString()) as BackupHeader;
  if (header.format !== 1)
    throw new BackupError('The backup was made by a newer version of Allkontrakt: use that one.');
  yield { kind: 'header', header };
  for (;;) {
    const next = JSON.parse((await piece()).toString()) as { table?: string; columns?: string[]; counts?: RowCounts };
    if (!next.table) {
      yield { kind: 'end', counts: next.counts ?? {} };
      // What follows would not be ours; reading on proves the frames to the end.
      await bytes.take(1);
      return;
    }
    const rows = async function* () {
      for (let chunk = await piece(); chunk.length > 0; chunk = await piece()) yield chunk;
    };
    yield { kind: 'table', name: next.table, columns: next.columns ?? [], rows: rows() };
  }
}

/**
 * Reads a backup through without keeping anything: proves that it is whole and opens with the key.
 * @throws BackupError with a sentence for the operator
 */
export async function checkBackup(
  file: OpenFile,
  key: Uint8Array,
): Promise<{ header: BackupHeader; counts: RowCounts }> {
  let header: BackupHeader | undefined;
  let counts: RowCounts = {};
  for await (const part of partsOf(file(), key)) {
    if (part.kind === 'header') header = part.header;
    else if (part.kind === 'end') counts = part.counts;
    else for await (const _ of part.rows);
  }
  if (!header) throw new BackupError('The backup is empty.');
  const own = migrations.map((m) => m.name);
  const missing = header.migrations.filter((name) => !own.includes(name));
  if (missing.length > 0)
    throw new BackupError(
      `The backup was made by a newer version of Allkontrakt, with ${missing.join(', ')}: use that one.`,
    );
  const newer = own.filter((name) => !header.migrations.includes(name));
  if (newer.length > 0)
    throw new BackupError(
      `The backup is from before ${newer.join(', ')}: restore it with the version that made it, then start this one.`,
    );
  return { header, counts };
}

/**
 * Loads a backup that has been checked into the freshly migrated database, in one transaction: everything or nothing. Triggers
 * sleep meanwhile, so that chained rows keep their hashes, and row-level security does not bind the owner, who may be no superuser.
 * @param also runs last in the same transaction
 * @returns rows loaded, by table
 */
export async function loadBackup(
  pool: pg.Pool,
  file: OpenFile,
  key: Uint8Array,
  also: (client: pg.PoolClient, header: BackupHeader) => Promise<void>,
): Promise<RowCounts> {
  const client = await pool.connect();
  const counts: Record<string, number> = {};
  try {
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin');
    const all = await backupTables(client);
    const tables = all.map((table) => table.name);
    const forced = all.filter((table) => table.forced).map((table) => table.name);
    let header: BackupHeader | undefined;
    await client.query(`truncate ${tables.join(', ')} cascade`);
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    for (const table of forced) await client.query(`alter table ${table} no force row level security`);
    for await (const part of partsOf(file(), key)) {
      if (part.kind === 'header') header = part.header;
      else if (part.kind === 'table') {
        if (!tables.includes(part.name))
          throw new BackupError(`The backup has a table that is not known here: ${part.name}.`);
        const copy = client.query(copyFrom(`copy ${part.name} (${quotedList(part.columns)}) from stdin`));
        await pipeline(Readable.from(part.rows), copy);
        counts[part.name] = copy.rowCount;
      } else checkCounts(counts, part.counts);
    }
    if (!header) throw new BackupError('The backup is empty.');
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
    for (const table of forced) await client.query(`alter table ${table} force row level security`);
    await setSequences(client, header);
    await also(client, header);
    await client.query('commit');
    return counts;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release(true);
  }
}

/** No number that was given since the backup was made is given again: events of then and of now must not be taken for each other. */
const sequenceGap = 1_000_000_000n;

async function setSequences(client: pg.PoolClient, header: BackupHeader): Promise<void> {
  for (const { name, value } of header.sequences) {
    if (value === null) continue;
    const next = name === 'ledger.event_id_seq' ? BigInt(value) + sequenceGap : BigInt(value);
    await client.query('select setval($1::regclass, $2::bigint)', [name, next.toString()]);
  }
}

function checkCounts(loaded: RowCounts, wanted: RowCounts): void {
  const both = new Set([...Object.keys(wanted), ...Object.keys(loaded)]);
  const odd = [...both].filter((table) => loaded[table] !== wanted[table]);
  if (odd.length > 0) throw new BackupError(`The backup does not hold what it says it holds: ${odd.join(', ')}.`);
}
