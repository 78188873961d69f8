import type { Values } from '#catalog/index.ts';
import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { audit } from '../ledger/index.ts';
import { giveQuote, type Own } from './actions.ts';

/**
 * Enters, or corrects, a quote for a supplier that answered by mail or telephone: by the supplier's own rules, marked as ours, and the
 * supplier is told, so that it can correct what we have got wrong.
 * @throws NotAllowed when the supplier could not have given it now
 */
export async function enterQuote(
  ctx: Context,
  tx: Tx,
  referral: Own,
  values: Values,
  file?: Uint8Array,
): Promise<string> {
  const id = await giveQuote(ctx, tx, referral, values, file);
  const { id: referralId, leadId, supplierId } = referral;
  await enqueue(ctx, tx, [{ kind: 'supplier.quote-entered', leadId, referralId, supplierId }]);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'quote.entered', leadId, { supplier: supplierId });
  return id;
}
