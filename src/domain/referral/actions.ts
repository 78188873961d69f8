import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type Ended, enqueue, type NewDelivery } from '../delivery/index.ts';
import { leadById } from '../lead/index.ts';
import { record, recordAll } from '../ledger/index.ts';
import { suppliers } from '../supplier/index.ts';
import { NotAllowed } from '../transitions.ts';
import { answersOf, type DeclineReason, payloadFor, type ReferralMove, referralMoves } from './referral.ts';

/** Moves a referral along its transition table, or throws NotAllowed. */
export async function moveReferral(
  tx: Tx,
  referralId: string,
  move: ReferralMove,
  also: Record<string, unknown> = {},
): Promise<void> {
  const { from, to } = referralMoves[move];
  const row = await tx
    .updateTable('brokerage.referral')
    .set({ ...also, state: to })
    .where('id', '=', referralId)
    .where('state', 'in', from as readonly string[])
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('referral', move);
}

/** Makes one referral per chosen supplier, with a copy of just what it may see, and books its delivery on every channel it has. */
export async function referLead(ctx: Context, tx: Tx, leadId: string, supplierIds: readonly string[]): Promise<void> {
  if (supplierIds.length === 0) return;
  const lead = await leadById(tx, leadId);
  if (!lead) throw new Error('a lead being routed must exist');
  const answers = answersOf(lead);
  const chosen = (await suppliers(tx)).filter((s) => supplierIds.includes(s.id));
  // The same after a restore: the supplier's link and its webhook name it (G6).
  const idOf = (supplierId: string) => ctx.vault.derivedId('referral', `${lead.id} ${supplierId}`);
  const referrals = chosen.map((supplier) => ({ id: idOf(supplier.id), supplier }));
  await tx
    .insertInto('brokerage.referral')
    .values(
      referrals.map(({ id, supplier }) => ({
        id,
        lead_id: lead.id,
        lead_reference: lead.reference,
        supplier_id: supplier.id,
        service: lead.service,
        locale: supplier.locale,
        state: 'queued',
        payload: JSON.stringify(payloadFor(lead.service, supplier.id, answers)),
        policy_version: lead.policyVersion,
        created_at: ctx.clock.now(),
      })),
    )
    .execute();
  const deliveries = referrals.flatMap(({ id, supplier }): NewDelivery[] => {
    const to = { leadId: lead.id, referralId: id, supplierId: supplier.id, once: '' };
    return [
      ...(supplier.email ? [{ kind: 'supplier.referral', ...to } as const] : []),
      ...(supplier.hasWebhook ? [{ kind: 'supplier.referral.webhook', channel: 'webhook', ...to } as const] : []),
    ];
  });
  await enqueue(ctx, tx, deliveries);
}

/**
 * Notes what became of referrals' deliveries: sent with the first that arrives, undeliverable when none is left to try. One
 * that arrived while its supplier answered or the customer ended it was sent all the same: the page must say so (P13), and
 * a supplier that is no longer wanted must be told (P8).
 */
export async function noteSettled(ctx: Context, tx: Tx, ended: readonly Ended[]): Promise<void> {
  const own = ended.filter((d) => d.kind === 'supplier.referral' || d.kind === 'supplier.referral.webhook');
  const arrived = own.flatMap((d) => (d.state === 'delivered' && d.referralId ? [d.referralId] : []));
  if (arrived.length > 0) {
    const sent = await tx
      .updateTable('brokerage.referral')
      .set((eb) => ({
        sent_at: ctx.clock.now(),
        state: eb
          .case()
          .when('state', 'in', [...referralMoves.send.from])
          .then('sent')
          .else(eb.ref('state'))
          .end(),
      }))
      .where('id', 'in', arrived)
      .where('sent_at', 'is', null)
      .returning(['id', 'lead_id', 'supplier_id', 'state'])
      .execute();
    const ids = sent.map((r) => ({ leadId: r.lead_id, referralId: r.id, supplierId: r.supplier_id }));
    await recordAll(ctx, tx, 'referral.sent', ids);
    const late = sent.flatMap((r): NewDelivery[] => {
      const kind = ({ cancelled: 'supplier.closed', 'passed-over': 'supplier.passed-over' } as const)[r.state];
      return kind ? [{ kind, leadId: r.lead_id, referralId: r.id, supplierId: r.supplier_id }] : [];
    });
    await enqueue(ctx, tx, late);
  }
  const failed = own.flatMap((d) =>
    (d.state === 'dead' || d.state === 'refused') && d.referralId ? [d.referralId] : [],
  );
  if (failed.length > 0) await noteUndeliverable(ctx, tx, failed);
}

async function noteUndeliverable(ctx: Context, tx: Tx, referralIds: readonly string[]): Promise<void> {
  const rows = await tx
    .updateTable('brokerage.referral as r')
    .set({ state: 'undeliverable' })
    .where('r.id', 'in', referralIds)
    .where('r.state', '=', 'queued')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('brokerage.delivery as d')
            .select('d.id')
            .whereRef('d.referral_id', '=', 'r.id')
            .where('d.kind', 'in', ['supplier.referral', 'supplier.referral.webhook'])
            .where('d.state', 'in', ['pending', 'sending', 'delivered']),
        ),
      ),
    )
    .returning(['r.id', 'r.lead_id', 'r.supplier_id'])
    .execute();
  for (const r of rows)
    await record(ctx, tx, 'referral.undeliverable', { leadId: r.lead_id, referralId: r.id, supplierId: r.supplier_id });
}

type Own = { readonly id: string; readonly leadId: string; readonly supplierId: string };

const idsOf = (r: Own) => ({ leadId: r.leadId, referralId: r.id, supplierId: r.supplierId });

/** The supplier has opened the request for the first time. */
export async function noteOpened(ctx: Context, tx: Tx, referral: Own): Promise<void> {
  const first = await tx
    .updateTable('brokerage.referral')
    .set({ opened_at: ctx.clock.now() })
    .where('id', '=', referral.id)
    .where('opened_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (first) await record(ctx, tx, 'referral.opened', idsOf(referral));
}

/** The supplier will quote. */
export async function acceptReferral(ctx: Context, tx: Tx, referral: Own): Promise<void> {
  await moveReferral(tx, referral.id, 'accept', { answered_at: ctx.clock.now() });
  await record(ctx, tx, 'referral.accepted', idsOf(referral));
}

/** The supplier will not quote, and says why from a closed list. */
export async function declineReferral(ctx: Context, tx: Tx, referral: Own, reason: DeclineReason): Promise<void> {
  const now = ctx.clock.now();
  await moveReferral(tx, referral.id, 'decline', { answered_at: now, closed_at: now, decline_reason: reason });
  await record(ctx, tx, 'referral.declined', idsOf(referral), { reason });
}

/**
 * Ends every referral of a lead that is still in play and tells the suppliers that had received it.
 * @param tell false when the request is to be erased at once: they are told of that instead
 */
export async function cancelReferrals(ctx: Context, tx: Tx, leadId: string, tell = true): Promise<void> {
  const rows = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'supplier_id', 'sent_at', 'opened_at'])
    .where('lead_id', '=', leadId)
    .where('state', 'in', [...referralMoves.cancel.from])
    .forUpdate()
    .execute();
  for (const r of rows) await moveReferral(tx, r.id, 'cancel', { closed_at: ctx.clock.now() });
  if (!tell) return;
  const told = rows.filter((r) => r.sent_at !== null || r.opened_at !== null);
  await enqueue(
    ctx,
    tx,
    told.map((r) => ({ kind: 'supplier.closed', leadId, referralId: r.id, supplierId: r.supplier_id })),
  );
}
