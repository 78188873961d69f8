import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { cancel, enqueue } from '../delivery/index.ts';
import { isActive, leadById, lockLead } from '../lead/index.ts';
import { audit, record } from '../ledger/index.ts';
import { awaitQuotesAgain, moveQuote } from '../quote/index.ts';
import { mayHaveReceived, moveReferral } from '../referral/index.ts';
import { noteWithdrawn } from '../routing/index.ts';
import { NotAllowed } from '../transitions.ts';
import { tell } from './notices.ts';

/**
 * Takes a request back from one supplier, as its customer asks: what waits to leave is stopped, its quote leaves the comparison, and if it has
 * or may have received the request it is told to erase it, as after an erasure (art. 19). The customer is told (P13).
 * @param letters false after a restore: the customer has had its mail
 * @throws NotAllowed when the customer has chosen it, it is out already, or the request is restricted or over
 */
export async function withdrawSupplier(
  ctx: Context,
  tx: Tx,
  leadId: string,
  referralId: string,
  letters = true,
): Promise<void> {
  await lockLead(tx, leadId);
  const lead = await leadById(tx, leadId);
  if (!lead || lead.restrictedAt || !isActive(lead.state)) throw new NotAllowed('lead', 'withdraw');
  const referral = await referralOf(tx, leadId, referralId);
  if (!referral) throw new NotAllowed('referral', 'withdraw');
  const { supplierId } = referral;
  const now = ctx.clock.now();
  await moveReferral(tx, referralId, 'withdraw', { closed_at: now });
  await ctx.outside?.wished({ kind: 'withdrawn', leadId, supplierId });
  await noteWithdrawn(ctx, tx, leadId, supplierId);
  await cancel(ctx, tx, { leadId, referralId }, 'withdrawn');
  if (referral.quoteId) {
    await moveQuote(tx, referral.quoteId, 'withdraw', { settled_at: now });
    if (lead.state === 'quoted') await awaitQuotesAgain(tx, leadId);
  }
  const ids = { leadId, referralId, supplierId };
  await record(ctx, tx, 'referral.withdrawn', ids);
  const { reference, service } = lead;
  if (referral.had || referral.leaving) await tell(ctx, tx, null, [{ referralId, supplierId, reference, service }]);
  if (letters) await enqueue(ctx, tx, [{ kind: 'customer.supplier-withdrawn', ...ids }]);
  await audit(tx, now, ctx.actor ?? 'product', 'supplier.withdrawn', leadId, { supplier: supplierId });
}

/** What is leaving this moment may arrive: its supplier is told as one that has it. */
const referralOf = (tx: Tx, leadId: string, referralId: string) =>
  tx
    .selectFrom('brokerage.referral as r')
    .select(['r.supplier_id as supplierId', mayHaveReceived('r').as('had')])
    .select((eb) =>
      eb
        .selectFrom('brokerage.quote as q')
        .select('q.id')
        .whereRef('q.referral_id', '=', 'r.id')
        .where('q.state', '=', 'open')
        .as('quoteId'),
    )
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('brokerage.delivery as d')
            .select('d.id')
            .whereRef('d.referral_id', '=', 'r.id')
            .where('d.state', '=', 'sending'),
        )
        .as('leaving'),
    )
    .where('r.id', '=', referralId)
    .where('r.lead_id', '=', leadId)
    .executeTakeFirst();
