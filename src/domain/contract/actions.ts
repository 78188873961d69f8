import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { cancel, enqueue } from '../delivery/index.ts';
import { type ClosingReason, closeLead, lockLead, moveLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { noteUse } from '../newsletter/index.ts';
import { awaitQuotesAgain, closeQuotes, moveQuote, restoreOthers } from '../quote/index.ts';
import { cancelReferrals, moveReferral } from '../referral/index.ts';
import { NotAllowed } from '../transitions.ts';

type By = 'customer' | 'supplier';

/** The quote that a report is about, as it stands once nobody else can change its lead. */
async function quoteOf(tx: Tx, referralId: string) {
  const found = tx
    .selectFrom('brokerage.quote')
    .select(['id', 'lead_id', 'supplier_id', 'state'])
    .where('referral_id', '=', referralId);
  const before = await found.executeTakeFirst();
  if (!before) throw new NotAllowed('referral', 'report');
  await lockLead(tx, before.lead_id);
  // Erased while we waited for it.
  const now = await found.executeTakeFirst();
  if (!now) throw new NotAllowed('referral', 'report');
  return now;
}

/** P18: a request that ends is the last use of the service, until there is another. */
async function noteLastUse(ctx: Context, tx: Tx, leadId: string): Promise<void> {
  const lead = await tx.selectFrom('brokerage.lead').select('email').where('id', '=', leadId).executeTakeFirst();
  if (lead) await noteUse(ctx, tx, [lead.email]);
}

function note(ctx: Context, tx: Tx, leadId: string, referralId: string | null, by: By, outcome: 'contract' | 'none') {
  return tx
    .insertInto('brokerage.outcome')
    .values({
      id: randomUUID(),
      lead_id: leadId,
      referral_id: referralId,
      reported_by: by,
      outcome,
      reported_at: ctx.clock.now(),
    })
    .execute();
}

/**
 * One of the parties reports that they have signed: the request is concluded (P9, P12). A supplier that was passed over can't:
 * its word alone would open the customer's data to it again.
 */
export async function reportContract(ctx: Context, tx: Tx, referralId: string, by: By): Promise<void> {
  const now = ctx.clock.now();
  const quote = await quoteOf(tx, referralId);
  if (by === 'supplier' && quote.state === 'passed-over') throw new NotAllowed('referral', 'win');
  await moveLead(tx, quote.lead_id, 'conclude', { closed_at: now, closing_reason: 'contract' });
  await moveQuote(tx, quote.id, 'win', { settled_at: now });
  await closeQuotes(ctx, tx, quote.lead_id);
  await moveReferral(tx, referralId, 'win', { closed_at: now });
  await note(ctx, tx, quote.lead_id, referralId, by, 'contract');
  await cancel(ctx, tx, { leadId: quote.lead_id }, 'contract');
  await cancelReferrals(ctx, tx, quote.lead_id);
  await noteLastUse(ctx, tx, quote.lead_id);
  await record(
    ctx,
    tx,
    'contract.reported',
    { leadId: quote.lead_id, referralId, supplierId: quote.supplier_id, quoteId: quote.id },
    { by },
  );
  await ctx.wake(tx, 'retention');
}

/** A supplier reports that no contract came of its quote; if it had been chosen, the customer may choose among the others. */
export async function reportLost(ctx: Context, tx: Tx, referralId: string): Promise<void> {
  const now = ctx.clock.now();
  const quote = await quoteOf(tx, referralId);
  const chosen = quote.state === 'chosen';
  await moveQuote(tx, quote.id, 'lose', { settled_at: now });
  await moveReferral(tx, referralId, 'lose', { closed_at: now });
  await note(ctx, tx, quote.lead_id, referralId, 'supplier', 'none');
  if (chosen) {
    await moveLead(tx, quote.lead_id, 'reconsider', { chosen_at: null });
    await restoreOthers(tx, quote.lead_id);
  }
  await awaitQuotesAgain(tx, quote.lead_id);
  await record(
    ctx,
    tx,
    'contract.denied',
    { leadId: quote.lead_id, referralId, supplierId: quote.supplier_id, quoteId: quote.id },
    { by: 'supplier', chosen },
  );
  if (chosen) await enqueue(ctx, tx, [{ kind: 'customer.lost', leadId: quote.lead_id, subjectId: quote.id }]);
}

/**
 * The customer ends the request without a contract, stops the brokerage, or asks for erasure. What waits to be forwarded is stopped in
 * the same transaction, and the suppliers that had received it are told (P8). All but the first have it erased at once.
 */
export async function endRequest(ctx: Context, tx: Tx, leadId: string, reason: ClosingReason): Promise<void> {
  await ctx.outside?.wished({ kind: 'ended', leadId, reason });
  await closeLead(ctx, tx, leadId, reason);
  await noteLastUse(ctx, tx, leadId);
  await cancel(ctx, tx, { leadId }, reason);
  await closeQuotes(ctx, tx, leadId);
  await cancelReferrals(ctx, tx, leadId, reason === 'no-contract');
  if (reason === 'no-contract') await note(ctx, tx, leadId, null, 'customer', 'none');
  else await ctx.wake(tx, 'retention');
}
