import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { leadById, lockLead } from '../lead/index.ts';
import { audit, record } from '../ledger/index.ts';
import { decideAdded } from '../routing/index.ts';
import { NotAllowed } from '../transitions.ts';
import { referLead } from './actions.ts';
import { remindSupplier } from './waiting.ts';

/** States in which a request may be sent to one more supplier: the customer has not chosen yet, and it has been routed once. */
export const addableStates: readonly string[] = ['waiting', 'open', 'quoted'];

/**
 * Sends a request to one more supplier, with which the customer has said that it agrees (P3); the customer is told (P13).
 * @throws NotAllowed unless it is of the service, can take it, does not have it, and is not one too many
 */
export async function addSupplier(ctx: Context, tx: Tx, leadId: string, supplierId: string): Promise<void> {
  await lockLead(tx, leadId);
  const lead = await leadById(tx, leadId);
  if (!lead || lead.restrictedAt || !addableStates.includes(lead.state)) throw new NotAllowed('lead', 'refer');
  await decideAdded(ctx, tx, lead, supplierId);
  await referLead(ctx, tx, leadId, [supplierId]);
  const { id } = await tx
    .selectFrom('brokerage.referral')
    .select('id')
    .where('lead_id', '=', leadId)
    .where('supplier_id', '=', supplierId)
    .executeTakeFirstOrThrow();
  await record(ctx, tx, 'referral.added', { leadId, referralId: id, supplierId });
  await enqueue(ctx, tx, [{ kind: 'customer.supplier-added', leadId, referralId: id, supplierId }]);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'supplier.added', leadId, { supplier: supplierId });
}

/**
 * Reminds the suppliers of a request that have not answered, each once a day at most.
 * @returns how many @throws NotAllowed when there is nobody to remind today, or the request waits for no quote
 */
export async function remindSuppliers(ctx: Context, tx: Tx, leadId: string): Promise<number> {
  await lockLead(tx, leadId);
  const waiting = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'supplier_id as supplierId'])
    .where('lead_id', '=', leadId)
    .where('state', 'in', ['sent', 'accepted'])
    .orderBy('id')
    .execute();
  let reminded = 0;
  for (const { id, supplierId } of waiting) {
    const done = await remindSupplier(ctx, tx, supplierId, id).then(
      () => true,
      (error) => {
        if (error instanceof NotAllowed) return false;
        throw error;
      },
    );
    if (done) reminded += 1;
  }
  if (reminded === 0) throw new NotAllowed('lead', 'be reminded of');
  return reminded;
}
