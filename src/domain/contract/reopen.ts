import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { cancel, enqueue, resume } from '../delivery/index.ts';
import { moveLead, reopenLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { reopenQuotes } from '../quote/index.ts';
import { reopenReferrals } from '../referral/index.ts';

/**
 * Opens a request again that was closed because it came to no contract, as the customer asks. It stands as it did before: quotes are open,
 * suppliers that had it are told, what had not left leaves, and its clock is the one it had. @param tell false after a restore: then all
 * have been told
 * @throws NotAllowed when it was ended in another way, is restricted, or its time is up
 */
export async function reopenRequest(ctx: Context, tx: Tx, leadId: string, tell = true): Promise<void> {
  const closedAt = await reopenLead(ctx, tx, leadId);
  await ctx.outside?.wished({ kind: 'reopened', leadId });
  const quoted = await reopenQuotes(tx, leadId);
  const { had, all } = await reopenReferrals(tx, leadId, quoted);
  if (all === 0) await moveLead(tx, leadId, 'rewait');
  else if (quoted.length > 0) await moveLead(tx, leadId, 'quote');
  // What was reported when it was closed has been taken back.
  await tx
    .deleteFrom('brokerage.outcome')
    .where('lead_id', '=', leadId)
    .where('referral_id', 'is', null)
    .where('outcome', '=', 'none')
    .execute();
  await cancel(ctx, tx, { leadId, kinds: ['supplier.closed'] }, 'reopened');
  await resume(ctx, tx, leadId, closedAt, 'no-contract');
  await record(ctx, tx, 'lead.reopened', { leadId });
  if (!tell) return;
  await enqueue(ctx, tx, [
    ...had.map(({ id, supplierId }) => ({ kind: 'supplier.reopened', leadId, referralId: id, supplierId }) as const),
    { kind: 'customer.reopened', leadId },
  ]);
}
