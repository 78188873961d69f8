import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type Ended, enqueue, type NewDelivery } from '../delivery/index.ts';
import { leadById } from '../lead/index.ts';
import { record, recordAll } from '../ledger/index.ts';
import { opensInTime, suppliers } from '../supplier/index.ts';
import { NotAllowed } from '../transitions.ts';
import { answersOf, type DeclineReason, payloadFor, type ReferralMove, referralMoves } from './referral.ts';

/** SQL: the request of a referral is not restricted. */
const unrestricted = sql<boolean>`not exists (
  select from brokerage.lead l where l.id = brokerage.referral.lead_id and l.restricted_at is not null)`;

/** Moves a referral along its transition table, or throws NotAllowed. */
export async function moveReferral(
  tx: Tx,
  referralId: string,
  move: ReferralMove,
  also: Record<string, unknown> = {},
): Promise<void> {
  const { from, to } = referralMoves[move];
  let query = tx
    .updateTable('brokerage.referral')
    .set({ ...also, state: to })
    .where('id', '=', referralId)
    .where('state', 'in', from as readonly string[]);
  // Restricted data is kept and not used: all that is left to do with it is to end it (P28).
  if (move !== 'cancel') query = query.where(unrestricted);
  const row = await query.returning('id').executeTakeFirst();
  if (!row) throw new NotAllowed('referral', move);
}

/**
 * Makes one referral per chosen supplier, with a copy of just what it may see, and books its delivery on every channel it has: for now, or for
 * when the supplier opens.
 */
export async function referLead(ctx: Context, tx: Tx, leadId: string, supplierIds: readonly string[]): Promise<void> {
  if (supplierIds.length === 0) return;
  const lead = await leadById(tx, leadId);
  if (!lead) throw new Error('a lead being routed must exist');
  if (lead.restrictedAt) throw new NotAllowed('lead', 'refer');
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
        payload: JSON.stringify(payloadFor(lead.service, supplier, answers)),
        policy_version: lead.policyVersion,
        created_at: ctx.clock.now(),
      })),
    )
    .execute();
  const now = ctx.clock.now();
  const deliveries = referrals.flatMap(({ id, supplier }): NewDelivery[] => {
    const dueAt = opensInTime(supplier, now) ?? now;
    const to = { leadId: lead.id, referralId: id, supplierId: supplier.id, once: '', dueAt };
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
      .returning(['id', 'lead_id', 'supplier_id', 'service', 'state'])
      .execute();
    // With the service, so that what a supplier has done for it can be counted when the request is gone.
    for (const [service, some] of Map.groupBy(sent, (r) => r.service)) {
      const ids = some.map((r) => ({ leadId: r.lead_id, referralId: r.id, supplierId: r.supplier_id }));
      await recordAll(ctx, tx, 'referral.sent', ids, { service });
    }
    const late = sent.flatMap((r): NewDelivery[] => {
      const kind = ({ cancelled: 'supplier.closed', 'passed-over': 'supplier.passed-over' } as const)[r.state];
      return kind ? [{ kind, leadId: r.lead_id, referralId: r.id, supplierId: r.supplier_id }] : [];
    });
    await enqueue(ctx, tx, [...late, ...(await tooLateToKeep(tx, sent))]);
  }
  const failed = own.flatMap((d) =>
    (d.state === 'dead' || d.state === 'refused') && d.referralId ? [d.referralId] : [],
  );
  if (failed.length > 0) await noteUndeliverable(ctx, tx, failed);
}

/** What was on its way when its request was restricted has arrived all the same: the supplier must hear that it may not use it (art. 19). */
async function tooLateToKeep(
  tx: Tx,
  sent: readonly { readonly id: string; readonly lead_id: string; readonly supplier_id: string }[],
): Promise<NewDelivery[]> {
  if (sent.length === 0) return [];
  const restricted = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'lead_id', 'supplier_id'])
    .where(
      'id',
      'in',
      sent.map((r) => r.id),
    )
    .where(sql<boolean>`not ${unrestricted}`)
    .execute();
  if (restricted.length === 0) return [];
  const registry = await suppliers(tx);
  return restricted.flatMap((r) => noticesTo(registry, r, 'supplier.restricted'));
}

/** One notice on each channel that a supplier has. */
export function noticesTo(
  registry: readonly { readonly id: string; readonly email: string | null; readonly hasWebhook: boolean }[],
  referral: { readonly id: string; readonly lead_id: string; readonly supplier_id: string },
  kind: 'supplier.rectified' | 'supplier.restricted',
  subjectId?: string,
): NewDelivery[] {
  const supplier = registry.find(({ id }) => id === referral.supplier_id);
  const about = {
    leadId: referral.lead_id,
    referralId: referral.id,
    supplierId: referral.supplier_id,
    ...(subjectId ? { subjectId } : {}),
  };
  return [
    ...(supplier?.email ? [{ kind, ...about } as const] : []),
    ...(supplier?.hasWebhook ? [{ kind: `${kind}.webhook`, channel: 'webhook', ...about } as const] : []),
  ];
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
    .where(unrestricted)
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

/**
 * Puts the suppliers of a request that is wanted again where they were, all but those it was taken back from.
 * @param quoted referrals whose quotes are open again
 * @returns how many are in it, and those that have the request
 */
export async function reopenReferrals(
  tx: Tx,
  leadId: string,
  quoted: readonly string[],
): Promise<{ readonly all: number; readonly had: readonly { readonly id: string; readonly supplierId: string }[] }> {
  const rows = await tx
    .selectFrom('brokerage.referral as r')
    .innerJoin('brokerage.routing_decision as d', (join) =>
      join.onRef('d.lead_id', '=', 'r.lead_id').onRef('d.supplier_id', '=', 'r.supplier_id'),
    )
    .select(['r.id', 'r.supplier_id as supplierId', 'r.sent_at as sentAt', 'r.opened_at as openedAt'])
    .where('r.lead_id', '=', leadId)
    .where((eb) => eb.or([eb('r.state', '=', 'cancelled'), eb('r.id', 'in', quoted.length > 0 ? quoted : [leadId])]))
    .where('d.reason', '<>', 'withdrawn')
    .orderBy('r.id')
    .execute();
  for (const { id, sentAt, openedAt } of rows) {
    const move = quoted.includes(id) ? 'requote' : sentAt || openedAt ? 'reopen' : 'requeue';
    await moveReferral(tx, id, move, { closed_at: null });
  }
  return { all: rows.length, had: rows.filter(({ sentAt, openedAt }) => sentAt !== null || openedAt !== null) };
}
