import { createReadStream } from 'node:fs';
import type pg from 'pg';
import { reactWith, renderers, whenSettled } from '#domain/flow.ts';
import {
  forgetRestored,
  noteOpened,
  noteRestored,
  type OutsideLine,
  proveRestored,
  RestoredProofs,
  replay,
  sweepNow,
} from '#domain/privacy/index.ts';
import { BackupError, checkBackup, loadBackup } from '#platform/backup/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { type Connection, type Database, openDatabase, transact } from '#platform/db/index.ts';
import { openErasureFile, readErasureFile } from '#platform/erasure-file.ts';
import { startJobs } from '#platform/jobs.ts';
import { closeDatabase, noteStage, type Quarantine, quarantineOf } from '#platform/quarantine.ts';
import { retention } from '#policy/retention.ts';
import { foldersOf, type Opened, open } from '../open.ts';
import { commandContext, inCallersFolder, say } from './tools.ts';

export interface RestoreOptions {
  /** Folder of the list of erasures; the setting's when left out. */
  readonly ledger?: string;
  readonly withoutLedger?: boolean;
  readonly resume?: boolean;
}

/** `restore`: loads a backup into an empty database, or goes on with one that is loaded, and opens it when it is clean (P30, G6). */
export async function restore(name: string | undefined, options: RestoreOptions): Promise<void> {
  const file = name === undefined ? undefined : inCallersFolder(name);
  if (!file === !options.resume)
    throw new Error('Give a backup to restore, or --resume to go on with one that is loaded.');
  if (options.ledger && options.withoutLedger) throw new Error('Give --ledger or --without-ledger, not both.');
  const opened = await open({ migrate: true, seed: false, quarantined: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 4);
  try {
    await alone(owner.pool, async () => {
      const started = opened.clock.now();
      const held = await quarantineOf(owner.pool);
      if (file) await load(opened, owner, file, options, held);
      else if (!held) throw new Error('Nothing is in quarantine: there is nothing to resume.');
      else await refuseCompany(owner.pool);
      await clean(opened, owner, started, options);
    });
  } finally {
    await owner.close();
    await opened.close();
  }
}

/** Two restores of one database would undo each other. */
async function alone(pool: pg.Pool, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('allkontrakt restore', 0)) as mine`,
    );
    if (!rows[0]?.mine) throw new Error('Another restore is at work on this database.');
    await work();
  } finally {
    // The lock goes with its session.
    client.release(true);
  }
}

/** Closes the database, proves the file and the list, and loads. What is refused leaves the database as empty and open as it was. */
async function load(
  opened: Opened,
  owner: Database,
  file: string,
  options: RestoreOptions,
  held: Quarantine | undefined,
): Promise<void> {
  if (held && held.stage !== 'loading')
    throw new Error('A backup is loaded and waits to be cleaned. Run "allkontrakt restore --resume".');
  await refuseFull(owner.pool);
  const folder = options.withoutLedger ? null : folderOf(opened, options);
  const key = createVault(opened.secret).deriveKey('backup');
  // First of all: whoever starts from now on sees it, and whoever runs stands aside.
  await closeDatabase(owner.pool, opened.clock.now(), folder);
  try {
    await refuseCompany(owner.pool);
    await refuseFull(owner.pool);
    const lines = folder === null ? [] : await linesOf(folder);
    const { header } = await checkBackup(() => createReadStream(file), key);
    refuseOld(header.at, opened.clock.now());
    if (folder !== null) refuseOther(lines, header.id, folder);
    await loadBackup(
      owner.pool,
      () => createReadStream(file),
      key,
      async (client, { at, reactions }) => {
        const { rowCount } = await client.query(
          `update privacy.quarantine set stage = 'loaded', backup_at = $1, reactions = $2 where stage = 'loading'`,
          [at, JSON.stringify(reactions)],
        );
        if (rowCount !== 1) throw new BackupError('The quarantine has been lifted while the backup was loading.');
      },
    );
    say(`Loaded the backup of ${header.at}. It stays in quarantine until it is clean.`);
  } catch (error) {
    await owner.pool.query(`delete from privacy.quarantine where stage = 'loading'`);
    throw error;
  }
}

/** Goes on after the last step that is done: erases what the list says, sweeps at the present time, scans, and opens when nothing was found. */
async function clean(
  opened: Opened,
  owner: Database,
  started: Temporal.Instant,
  options: RestoreOptions,
): Promise<void> {
  let held = await quarantineOf(owner.pool);
  if (held?.stage === 'loading') {
    await owner.pool.query(`delete from privacy.quarantine where stage = 'loading'`);
    say('Nothing had been loaded: the database is empty and open. Give the backup again.');
    return;
  }
  const app = openDatabase(opened.connection, 'app', 4);
  const jobs = await startJobs(opened.connection as Connection, opened.log, false);
  const outside = openErasureFile(opened.config.erasureLedger, () => opened.clock.now());
  try {
    const ctx = { ...commandContext(app, opened), outside, react: reactWith(jobs) };
    const proofs = new RestoredProofs();
    if (held?.stage === 'loaded') {
      const folder = ledgerFor(opened, held, options);
      const lines = folder === null ? [] : await linesOf(folder);
      await noteRestored(ctx);
      if (folder === null) say('Without a list of erasures: only what the clocks say is erased from the backup.');
      const { requests, deliveries, granted, corrected } = await replay(ctx, lines, whenSettled, proofs);
      await noteStage(owner.pool, 'replayed', { requests, deliveries });
      if (granted > 0)
        say(`Did again what people had asked for since: ${granted} restrictions, liftings, endings and objections.`);
      if (corrected.length > 0)
        say(`Corrected since the backup, and to be corrected again: ask about ${corrected.join(', ')}.`);
      held = await quarantineOf(owner.pool);
    }
    if (held?.stage === 'replayed') {
      const { erased, archived, archiveErased } = await sweepNow(ctx, { renderers }, { proofs });
      await noteStage(owner.pool, 'swept', { swept: erased + archived + archiveErased });
      held = await quarantineOf(owner.pool);
    }
    if (!held) throw new Error('The quarantine has been lifted while the database was cleaned.');
    const { needles, found, places } = await proveRestored(ctx, foldersOf(opened.config));
    if (found !== 0)
      throw new BackupError(
        `The scan found values of erased people in ${places.join(', ')}: the database stays in quarantine. Mend that, and run "allkontrakt restore --resume" again.`,
      );
    const { reactions } = held;
    const detail = { ...held.detail, needles, found };
    await transact(app.db, async (tx) => {
      await jobs.send(tx, 'reactions', reactions);
      await forgetRestored(tx);
      await tx
        .insertInto('privacy.run')
        .values({
          kind: 'restore',
          started_at: started,
          finished_at: opened.clock.now(),
          detail: JSON.stringify(detail),
        })
        .execute();
      await tx.deleteFrom('privacy.quarantine').execute();
    });
    await noteOpened(ctx);
    const { requests = 0, swept = 0, deliveries = 0 } = held.detail;
    say(
      `Erased ${requests} requests that had been erased since the backup, and ${swept} whose time had come; ${deliveries} deliveries had arrived and are not made again.`,
    );
    say('The database is clean and open.');
  } finally {
    await outside.close();
    await jobs.stop(5000);
    await app.close();
  }
}

const folderOf = (opened: Opened, { ledger }: RestoreOptions): string =>
  ledger === undefined ? opened.config.erasureLedger : inCallersFolder(ledger);

/** The list that a cleaning goes by: as it is told now, or was when it began. */
function ledgerFor(opened: Opened, held: Quarantine, options: RestoreOptions): string | null {
  if (options.withoutLedger) return null;
  if (options.ledger !== undefined) return folderOf(opened, options);
  // One that was restored by other means has none, and nobody has said that it shall do without.
  return held.backupAt ? held.ledger : folderOf(opened, options);
}

/** @throws BackupError when there is no list: what had been erased since the backup would be back */
async function linesOf(folder: string): Promise<OutsideLine[]> {
  const { lines, unreadable } = await readErasureFile(folder);
  if (unreadable > 0) say(`${unreadable} lines of the list could not be read: a crash tears one at most.`);
  const last = lines.at(-1);
  if (!last)
    throw new BackupError(
      `There is no list of erasures in ${folder}, so what has been erased since the backup would be back. Give its folder with --ledger. If it is lost for good, say --without-ledger: then only what the clocks say is erased.`,
    );
  say(`The list of erasures reaches to ${last.at}.`);
  return lines as OutsideLine[];
}

/** The list has a line for each backup that was made beside it. */
function refuseOther(lines: readonly OutsideLine[], backupId: string, folder: string): void {
  if (lines.some((line) => 'backup' in line && line.backup === backupId)) return;
  throw new BackupError(
    `The list of erasures in ${folder} does not know this backup: it is another installation's, or an old copy. Give the right folder with --ledger. If it is lost for good, say --without-ledger: then only what the clocks say is erased.`,
  );
}

/** The policy's period for backups (the rule `backup`): the list of erasures reaches back a little further, and no more. */
function refuseOld(at: string, now: Temporal.Instant): void {
  const until = addPeriod(Temporal.Instant.from(at), retention.backup.period);
  if (Temporal.Instant.compare(now, until) <= 0) return;
  throw new BackupError(
    `The backup is of ${at}. The policy says that a backup is kept for ${Temporal.Duration.from(retention.backup.period).days} days: what has been erased since an older one is no longer known. Delete it and use a newer one.`,
  );
}

async function refuseCompany(pool: pg.Pool): Promise<void> {
  // Whatever runs the product listens for wake-ups as long as it runs; this command doesn't.
  const { rows } = await pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name in ('allkontrakt listen', 'allkontrakt jobs') limit 1`,
  );
  if (rows.length > 0) throw new Error('Allkontrakt is running on this database. Stop it first.');
}

async function refuseFull(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ full: boolean }>(
    `select exists (select from brokerage.lead) or exists (select from archive.request) or exists (select from ledger.event) as full`,
  );
  if (rows[0]?.full)
    throw new Error('The database is not empty. Restore into a new one: another DATABASE_URL or DATA_DIR.');
}
