import type { Context } from '#domain/context.ts';
import { findPerson } from '#domain/privacy/index.ts';
import type { Tx } from '#platform/db/index.ts';

/** How many rows are held about a person, its cases and log-in counters aside: those are there because it asked. */
export async function heldRows(ctx: Context, tx: Tx, emailKey: Buffer): Promise<number> {
  const counts = await findPerson(ctx, tx, emailKey);
  const own = Object.entries(counts).filter(
    ([table]) => table !== 'privacy.rights_case' && !table.startsWith('access.'),
  );
  return own.reduce((sum, [, n]) => sum + n, 0);
}
