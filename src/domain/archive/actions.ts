import type { Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type DeliveryKind, forgetCaught, outlive, type Renderer } from '../delivery/index.ts';
import { leadById, lockLead, moveLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import type { Counts } from '../personal.ts';
import { referralsOf } from '../referral/index.ts';
import { NotAllowed } from '../transitions.ts';
import { archiveEnds, type Recipient } from './archive.ts';
import type { MovedArchived } from './queries.ts';

/** What still must reach somebody when its request is archived: that it is over. */
const mustArrive: readonly DeliveryKind[] = ['supplier.closed', 'supplier.passed-over'];

/** Rows that go when a request is archived, in the order they are deleted. */
const leaving = [
  ['brokerage.question', 'lead_id'],
  ['brokerage.outcome', 'lead_id'],
  ['brokerage.quote', 'lead_id'],
  ['brokerage.delivery', 'lead_id'],
  ['brokerage.referral', 'lead_id'],
  ['brokerage.lead', 'joined_to'],
  ['brokerage.lead', 'id'],
] as const;

/**
 * Moves a request that ended in a contract to the archive, reduced to what is needed, and deletes the rest of it (P9, D1). What is
 * still to tell suppliers that it is over is sealed and outlives it.
 * @returns rows deleted by table; undefined when something about it is being sent this moment: try again when that is settled
 * @throws NotAllowed when it did not end in a contract
 */
export async function archiveLead(
  ctx: Context,
  tx: Tx,
  leadId: string,
  renderers: Readonly<Record<DeliveryKind, Renderer>>,
): Promise<Counts | undefined> {
  await lockLead(tx, leadId);
  const lead = await leadById(tx, leadId);
  if (lead?.closingReason !== 'contract' || !lead.closedAt) throw new NotAllowed('lead', 'archive');
  const busy = await tx
    .selectFrom('brokerage.delivery')
    .select('id')
    .where('lead_id', '=', leadId)
    .where('state', '=', 'sending')
    .where('leased_until', '>', ctx.clock.now())
    .executeTakeFirst();
  if (busy) return undefined;
  const outcome = await tx
    .selectFrom('brokerage.outcome')
    .innerJoin('brokerage.quote as q', 'q.referral_id', 'brokerage.outcome.referral_id')
    .select(['reported_by', 'q.supplier_id', 'q.values'])
    .where('brokerage.outcome.lead_id', '=', leadId)
    .where('outcome', '=', 'contract')
    .executeTakeFirstOrThrow();
  const referrals = (await referralsOf(tx, leadId)).filter((r) => r.mayHave);
  const recipients: Recipient[] = referrals.map((r) => ({
    supplierId: r.supplierId,
    referralId: r.id,
    name: r.name,
    sentAt: r.sentAt?.toString() ?? null,
    fields: Object.keys(r.payload),
  }));
  const key = await tx
    .selectFrom('brokerage.lead')
    .select('email_key')
    .where('id', '=', leadId)
    .executeTakeFirstOrThrow();
  const kept = {
    id: lead.id,
    reference: lead.reference,
    service: lead.service,
    locale: lead.locale,
    company_name: lead.companyName,
    organisation_number: lead.soleTrader ? null : lead.organisationNumber,
    contact_name: lead.contactName,
    email: lead.email,
    phone: lead.phone,
    email_key: `\\x${key.email_key.toString('hex')}`,
    supplier_id: outcome.supplier_id,
    quote_values: outcome.values,
    recipients,
    reported_by: outcome.reported_by,
    policy_version: lead.policyVersion,
    received_at: lead.receivedAt.toString(),
    contract_at: lead.closedAt.toString(),
    erase_at: archiveEnds(lead.closedAt).toString(),
    restricted_at: lead.restrictedAt?.toString() ?? null,
  };
  await sql`select archive.put(${JSON.stringify(kept)}::jsonb)`.execute(tx);
  await outlive(ctx, tx, [leadId], mustArrive, renderers);
  await endJoined(ctx, tx, leadId, key.email_key);
  const counts: Record<string, number> = { 'caught.mail': await forgetCaught(tx, [leadId]) };
  for (const [table, column] of leaving) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${leadId}`.execute(
      tx,
    );
    counts[table] = (counts[table] ?? 0) + Number(numAffectedRows ?? 0n);
  }
  await record(ctx, tx, 'lead.archived', { leadId });
  return counts;
}

/** A colleague's own request that was merged into this one is over with it, and goes by its own clock and with its own notice. */
async function endJoined(ctx: Context, tx: Tx, leadId: string, emailKey: Buffer): Promise<void> {
  const others = await tx
    .selectFrom('brokerage.lead')
    .select('id')
    .where('joined_to', '=', leadId)
    .where('email_key', '<>', emailKey)
    .forUpdate()
    .execute();
  for (const { id } of others) {
    await moveLead(tx, id, 'close', { closed_at: ctx.clock.now(), closing_reason: 'no-contract' });
    await record(ctx, tx, 'lead.closed', { leadId: id }, { reason: 'no-contract' });
  }
}

/** Erases archived requests. @returns how many the database deleted */
export async function eraseArchived(ctx: Context, tx: Tx, ids: readonly string[]): Promise<Counts> {
  if (ids.length === 0) return { 'archive.request': 0 };
  const { rows } = await sql<{ n: number }>`select archive.erase(${[...ids]}::uuid[]) as n`.execute(tx);
  for (const id of ids) await record(ctx, tx, 'archive.erased', { leadId: id });
  return { 'archive.request': rows[0]?.n ?? 0 };
}

/** Art. 17, art. 21: what is archived of a person is due to be erased from now on. @returns how many requests */
export async function askErasure(ctx: Context, tx: Tx, emailKey: Buffer): Promise<number> {
  const { rows } = await sql<{ n: number }>`select archive.ask(${emailKey}, ${ctx.clock.now()}) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Stores other ends of archived requests: the rule has changed. @returns how many */
export async function recountArchived(tx: Tx, moved: readonly MovedArchived[]): Promise<number> {
  if (moved.length === 0) return 0;
  const { rows } = await sql<{ n: number }>`
    select archive.recount(${moved.map((m) => m.id)}::uuid[], ${moved.map((m) => m.to.toString())}::timestamptz[]) as n`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/** Restricts a person's archived requests, or lifts that: meanwhile nobody reads them and their clock stands still (art. 18). */
export async function restrictArchived(
  _ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  at: Temporal.Instant | null,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select archive.restrict(${emailKey}, ${at}) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}
