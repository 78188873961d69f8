import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { noteHeads } from '#domain/privacy/index.ts';
import { backup } from '#platform/backup/index.ts';
import { createVault } from '#platform/crypto.ts';
import { openDatabase } from '#platform/db/index.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { syncFolder } from '#platform/files.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { open } from '../open.ts';
import { restore } from './restore.ts';
import { inCallersFolder, say } from './tools.ts';

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
    .option(
      '--without-ledger',
      'the list is lost: erase only what the clocks say, and bring back what people had erased',
    )
    .option('--resume', 'go on with a restore that was cut off, at the step where it was')
    .action(restore);
}

async function makeBackup(name: string): Promise<void> {
  const file = inCallersFolder(name);
  if (await stat(file).catch(() => undefined)) throw new Error(`${file} is there already. Give a new name.`);
  const opened = await open({ migrate: false, seed: false, beside: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 2);
  const outside = openErasureFile(opened.config.erasureLedger, () => opened.clock.now());
  const partial = `${file}.partial`;
  try {
    const started = opened.clock.now();
    const counts: Record<string, number> = {};
    const key = createVault(opened.secret).deriveKey('backup');
    const id = randomUUID();
    // The list knows its backups: a restore that is given another list, or none, refuses.
    await outside.backup(id);
    const stream = backup(owner.pool, key, started, counts, id);
    await pipeline(stream, createWriteStream(partial, { mode: 0o600, flush: true }));
    await rename(partial, file);
    await syncFolder(dirname(file));
    const rows = Object.values(counts).reduce((a, b) => a + b, 0);
    await owner.pool.query(
      `insert into privacy.run (kind, started_at, finished_at, detail) values ('backup', $1, $2, $3)`,
      [
        started.toString(),
        opened.clock.now().toString(),
        JSON.stringify({ rows, tables: Object.keys(counts).length, file }),
      ],
    );
    await noteHeads({ db: owner.db, heads: openHeadsFile(opened.config.erasureLedger, () => opened.clock.now()) });
    say(
      `Wrote ${rows} rows of ${Object.keys(counts).length} tables to ${file}. It opens with the SECRET_KEY in use now.`,
    );
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await outside.close();
    await owner.close();
    await opened.close();
  }
}
