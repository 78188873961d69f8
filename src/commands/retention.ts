import type { Command } from 'commander';
import { sweepNow } from '#domain/privacy/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { scrub } from '#platform/db/scrub.ts';
import { open } from '../open.ts';
import { countsTable, withKeeping } from './keeping.ts';
import { say } from './tools.ts';

/** The clocks by hand (P9–P12, D1), and what the database leaves in its files (P30). */
export function retentionCommands(program: Command): void {
  program
    .command('sweep')
    .description(
      'Erase, archive and announce everything that is due now, prove it, and print what the database says it deleted. The product does the same by itself.',
    )
    .option('--dry-run', 'print what is due, by rule, and change nothing')
    .option('--now <instant>', 'as if it were then, as 2027-03-01T00:00:00Z; refused in production')
    .action(sweepByHand);
  program
    .command('scrub')
    .description(
      'Rewrite the tables that have lost rows, and let go of the write-ahead log, so that what was deleted can’t be read in the files. Locks one table at a time for a moment.',
    )
    .action(scrubByHand);
}

/** @throws Error when it isn't an instant: a date without a time, or a time without a zone, is none */
function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new Error(`--now takes an instant with its zone, as 2027-03-01T00:00:00Z, not "${text}".`);
  }
}

async function sweepByHand({ dryRun = false, now }: { dryRun?: boolean; now?: string }): Promise<void> {
  await withKeeping(
    async (ctx, keeping) => {
      const report = await sweepNow(ctx, keeping, { dryRun });
      const { erased, archived, archiveErased, notified, counts } = report;
      say(dryRun ? `Due at ${ctx.clock.now()}; nothing has been changed:` : `Swept at ${ctx.clock.now()}:`);
      const did = {
        [dryRun ? 'to erase' : 'requests erased']: erased,
        [dryRun ? 'to archive' : 'requests archived']: archived,
        [dryRun ? 'to erase from the archive' : 'erased from the archive']: archiveErased,
        [dryRun ? 'to be told of' : 'announced']: notified,
      };
      for (const [what, n] of Object.entries(did)) say(`${String(n).padStart(8)} ${what}`);
      if (Object.values(counts).some((n) => n > 0))
        for (const line of countsTable(dryRun ? 'rule' : 'table', dryRun ? 'due' : 'rows deleted', counts)) say(line);
    },
    now === undefined ? undefined : instantOf(now),
  );
}

async function scrubByHand(): Promise<void> {
  const opened = await open({ migrate: false, seed: false, beside: true });
  const owner = openDatabase(opened.ownerConnection, undefined, 1);
  try {
    const { tables, busy, log, ms } = await scrub(owner.pool);
    for (const name of tables) say(`rewritten  ${name}`);
    for (const name of busy) say(`busy       ${name}`);
    say(`Rewrote ${tables.length} tables in ${ms} ms.`);
    say(
      log === 'let-go'
        ? 'Let go of the log from before.'
        : 'This login may not switch the log and make checkpoints: the server lets go of it in its own time.',
    );
    if (busy.length > 0) throw new Error(`${busy.length} tables were in use and are as they were. Run scrub again.`);
  } finally {
    await owner.close();
    await opened.close();
  }
}
