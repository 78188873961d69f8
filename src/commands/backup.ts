import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type pg from 'pg';
import { reactWith, renderers } from '#domain/flow.ts';
import { noteHeads, noteRestored, Proofs, replay, sweepNow } from '#domain/privacy/index.ts';
import { BackupError, backup, checkBackup, loadBackup } from '#platform/backup/index.ts';
import { createVault } from '#platform/crypto.ts';
import { type Connection, type Database, openDatabase, transact } from '#platform/db/index.ts';
import { openErasureFile, readErasureFile } from '#platform/erasure-file.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { startJobs } from '#platform/jobs.ts';
import { type Opened, open } from '../open.ts';
import { commandContext, inCallersFolder, say } from './tools.ts';

/** Backups and their restoring (P30, G6). */
export function backupCommands(program: Command): void {
  program
    .command('backup')
    .description(
      'Write everything to an encrypted file, consistent as of one moment, while the product runs. Opens only with the same SECRET_KEY.',
    )
    .argument('<file>', 'a new file')
    .action(makeBackup);
  program
    .command('restore')
    .description(
      'Load a backup into an empty database, erase from it what has been erased since, and only then open it. The product must be stopped.',
    )
    .argument('[file]', 'the backup; left out with --resume')
    .option('--ledger <folder>', 'the list of erasures outside the database; ERASURE_LEDGER when left out')
    .option('--resume', 'clean a backup that was loaded by a restore that was cut off')
    .action(restore);
}

async function makeBackup(name: string): Promise<void> {
  const file = inCallersFolder(name);
  if (await stat(file).catch(() => undefined)) throw new Error(`${file} is there already. Give a new name.`);
  const opened = await open({ migrate: false, seed: false, beside: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 2);
  const partial = `${file}.partial`;
  try {
    const started = opened.clock.now();
    const counts: Record<string, number> = {};
    const key = createVault(opened.secret).deriveKey('backup');
    const stream = backup(owner.pool, key, started, counts);
    await pipeline(stream, createWriteStream(partial, { mode: 0o600, flush: true }));
    await rename(partial, file);
    const rows = Object.values(counts).reduce((a, b) => a + b, 0);
    await noteRun(owner.pool, 'backup', started, opened.clock.now(), { rows, tables: Object.keys(counts).length });
    await noteHeads({ db: owner.db, heads: openHeadsFile(opened.config.erasureLedger, () => opened.clock.now()) });
    say(
      `Wrote ${rows} rows of ${Object.keys(counts).length} tables to ${file}. It opens with the SECRET_KEY in use now.`,
    );
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await owner.close();
    await opened.close();
  }
}

async function restore(name: string | undefined, options: { ledger?: string; resume?: boolean }): Promise<void> {
  const file = name === undefined ? undefined : inCallersFolder(name);
  if (!file === !options.resume)
    throw new Error('Give a backup to restore, or --resume to go on with one that is loaded.');
  const opened = await open({ migrate: true, seed: false, quarantined: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 3);
  try {
    await refuseCompany(owner.pool);
    const started = opened.clock.now();
    const key = createVault(opened.secret).deriveKey('backup');
    if (file) {
      const { header } = await checkBackup(() => createReadStream(file), key);
      await refuseFull(owner.pool);
      await quarantine(owner.pool, started);
      await loadBackup(owner.pool, () => createReadStream(file), key);
      say(`Loaded the backup of ${header.at}. It stays in quarantine until it is clean.`);
      await clean(opened, owner, started, options.ledger, header.reactions);
    } else {
      if (!(await inQuarantine(owner.pool))) throw new Error('Nothing is in quarantine: there is nothing to resume.');
      await clean(opened, owner, started, options.ledger, []);
    }
  } finally {
    await owner.close();
    await opened.close();
  }
}

/** Erases what the list says, sweeps at the present time, scans, and opens the database when nothing was found. */
async function clean(
  opened: Opened,
  owner: Database,
  started: Temporal.Instant,
  ledger: string | undefined,
  reactions: Parameters<Awaited<ReturnType<typeof startJobs>>['send']>[2],
): Promise<void> {
  const folder = ledger === undefined ? opened.config.erasureLedger : inCallersFolder(ledger);
  const lines = await readErasureFile(folder);
  if (lines.length === 0)
    say(`The list of erasures in ${folder} is empty: only what the clocks say is erased from the backup.`);
  const app = openDatabase(opened.connection, 'app', 4);
  const jobs = await startJobs(opened.connection as Connection, opened.log, false);
  const outside = openErasureFile(opened.config.erasureLedger, () => opened.clock.now());
  try {
    const ctx = { ...commandContext(app, opened), outside, react: reactWith(jobs) };
    await noteRestored(ctx);
    const proofs = new Proofs();
    const done = await replay(ctx, lines);
    proofs.add(done.erased);
    const again = await proofs.prove(ctx, [], true);
    const swept = await sweepNow(ctx, { renderers });
    const found = (again?.found ?? 0) + (await unclean(owner.pool, started));
    if (found > 0)
      throw new BackupError(
        'The scan found values of erased people in the restored database: it stays in quarantine. See the newest rows of privacy.certificate for the places.',
      );
    await transact(app.db, (tx) => jobs.send(tx, 'reactions', reactions));
    const detail = {
      requests: done.requests,
      deliveries: done.deliveries,
      swept: swept.erased + swept.archived + swept.archiveErased,
      needles: again?.needles ?? 0,
      found,
    };
    await noteRun(owner.pool, 'restore', started, opened.clock.now(), detail);
    await owner.pool.query('delete from privacy.quarantine');
    say(
      `Erased ${done.requests} requests that had been erased since the backup, and ${detail.swept} whose time had come; ${done.deliveries} deliveries had arrived and are not made again.`,
    );
    say('The database is clean and open.');
  } finally {
    await outside.close();
    await jobs.stop(5000);
    await app.close();
  }
}

/** Certificates since then that found something. */
async function unclean(pool: pg.Pool, since: Temporal.Instant): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from privacy.certificate where at >= $1 and scan ->> 'found' <> '0'`,
    [since.toString()],
  );
  return rows[0]?.n ?? 0;
}

async function refuseCompany(pool: pg.Pool): Promise<void> {
  // Whatever runs the product has a session for its queue; this command opens its own later.
  const { rows } = await pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name = 'allkontrakt jobs' limit 1`,
  );
  if (rows.length > 0) throw new Error('Allkontrakt is running on this database. Stop it first.');
}

async function refuseFull(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ full: boolean }>(
    `select exists (select from brokerage.lead) or exists (select from archive.request) or exists (select from ledger.event) as full`,
  );
  if (!rows[0]?.full) return;
  throw new Error(
    (await inQuarantine(pool))
      ? 'A backup is loaded and waits to be cleaned. Run "allkontrakt restore --resume".'
      : 'The database is not empty. Restore into a new one: another DATABASE_URL or DATA_DIR.',
  );
}

const inQuarantine = async (pool: pg.Pool): Promise<boolean> =>
  (await pool.query('select 1 from privacy.quarantine limit 1')).rows.length > 0;

async function quarantine(pool: pg.Pool, now: Temporal.Instant): Promise<void> {
  await pool.query('delete from privacy.quarantine');
  await pool.query('insert into privacy.quarantine (since, reason) values ($1, $2)', [now.toString(), 'restore']);
}

async function noteRun(
  pool: pg.Pool,
  kind: 'backup' | 'restore',
  started: Temporal.Instant,
  finished: Temporal.Instant,
  detail: Readonly<Record<string, number>>,
): Promise<void> {
  await pool.query('insert into privacy.run (kind, started_at, finished_at, detail) values ($1, $2, $3, $4)', [
    kind,
    started.toString(),
    finished.toString(),
    JSON.stringify(detail),
  ]);
}
