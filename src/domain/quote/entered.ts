import { createHash } from 'node:crypto';
import type { Values } from '#catalog/index.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { lockLead } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { giveQuote, type Own } from './actions.ts';

/**
 * Enters, or corrects, a quote for a supplier that answered by mail or telephone: by the supplier's own rules, marked as ours, and the
 * supplier is told, so that it can correct what we have got wrong. One that says just this already is left as it is.
 * @throws NotAllowed when the supplier could not have given it now
 */
export async function enterQuote(
  ctx: Context,
  tx: Tx,
  referral: Own,
  values: Values,
  file?: Uint8Array,
): Promise<string> {
  const { id: referralId, leadId, supplierId } = referral;
  await lockLead(tx, leadId);
  const same = await saysSo(tx, referralId, values, file);
  if (same) return same;
  const id = await giveQuote(ctx, tx, referral, values, file);
  await enqueue(ctx, tx, [{ kind: 'supplier.quote-entered', leadId, referralId, supplierId }]);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'quote.entered', leadId, { supplier: supplierId });
  return id;
}

/** The open quote of a referral, when it has these values and this file. */
async function saysSo(tx: Tx, referralId: string, values: Values, file?: Uint8Array): Promise<string | undefined> {
  const hash = file ? createHash('sha256').update(file).digest() : null;
  const { rows } = await sql<{ id: string }>`
    select q.id from brokerage.quote q where q.referral_id = ${referralId} and q.state = 'open'
      and q.values = ${JSON.stringify(values)}::jsonb
      and (${hash}::bytea is null or exists (select from brokerage.quote_file f where f.quote_id = q.id and f.sha256 = ${hash}))`.execute(
    tx,
  );
  return rows[0]?.id;
}
