import type { Context } from '#domain/context.ts';
import { reactWith, renderers } from '#domain/flow.ts';
import type { Keeping } from '#domain/privacy/index.ts';
import type { Connection } from '#platform/db/index.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { startJobs } from '#platform/jobs.ts';
import { foldersOf, type Opened } from '../open.ts';
import { commandContext, withDatabase } from './tools.ts';

/**
 * Opens the database for a command that erases, archives, or does what suppliers are told of: reactions are enqueued for the product,
 * and what is erased is written on the list outside the database, as the product does.
 * @param now for commands that may be told the time
 * @throws Error when the time is told to a production installation
 */
export async function withKeeping(
  work: (ctx: Context, keeping: Keeping, opened: Opened) => Promise<void>,
  now?: Temporal.Instant,
): Promise<void> {
  await withDatabase(false, async (app, opened) => {
    if (now && opened.config.production)
      throw new Error('--now is refused in production: there the clock is the clock.');
    const jobs = await startJobs(opened.connection as Connection, opened.log, false);
    const ctx = commandContext(app, opened, now);
    const outside = openErasureFile(opened.config.erasureLedger, () => ctx.clock.now());
    const keeping = { renderers, folders: foldersOf(opened.config) };
    try {
      await work({ ...ctx, outside, react: reactWith(jobs) }, keeping, opened);
    } finally {
      await outside.close();
      await jobs.stop(5000);
    }
  });
}

/** Rows under heads: words to the left, numbers to the right. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((cells) => String(cells[i] ?? '').length)));
  const numeric = heads.map((_, i) => rows.some((cells) => typeof cells[i] === 'number'));
  return [heads, ...rows].map((cells) =>
    cells
      .map((cell, i) => (numeric[i] ? String(cell).padStart(widths[i] ?? 0) : String(cell).padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Counts as a table, the largest first. */
export const countsTable = (what: string, unit: string, counts: Readonly<Record<string, number>>): string[] =>
  table(
    [what, unit],
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .sort(([a, n], [b, m]) => m - n || a.localeCompare(b)),
  );
