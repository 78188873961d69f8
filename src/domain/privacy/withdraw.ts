import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { record } from '../ledger/index.ts';
import { suppressionOf } from './personal.ts';

/**
 * An address wants no newsletter (P17): from this transaction on it is remembered as a keyed hash that nothing is mailed to (D4), whether
 * or not it was ever on a list. Every way of declining ends here, so that they all end in the same state.
 * @returns false when it was so already
 */
export async function withdraw(ctx: Context, tx: Tx, address: string, channel: 'mail'): Promise<boolean> {
  const hash = suppressionOf(ctx.vault, address);
  await ctx.outside?.wished({ kind: 'suppressed', hashes: [hash.toString('hex')] });
  const { numAffectedRows } = await sql`
    insert into privacy.suppression (address_hash, at) values (${hash}, ${ctx.clock.now()}) on conflict do nothing`.execute(
    tx,
  );
  const fresh = Number(numAffectedRows ?? 0n) > 0;
  if (fresh) await record(ctx, tx, 'consent.withdrawn', {}, { channel });
  return fresh;
}
