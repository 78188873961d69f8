import { isSoleTrader, type Values } from '#catalog/index.ts';
import { type RawBuilder, sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type DeliveryKind, forgetCaught, outlive, type Renderer } from '../delivery/index.ts';
import { emailKeyOf, leadById, lockLead, moveLead } from '../lead/index.ts';
import { record, recordAll } from '../ledger/index.ts';
import type { Counts, Rectification } from '../personal.ts';
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

/**
 * A colleague's own request that was merged into this one is over with it, and goes by its own clock and with its own notice; so does
 * one's own that is restricted, when that is lifted (art. 18).
 */
async function endJoined(ctx: Context, tx: Tx, leadId: string, emailKey: Buffer): Promise<void> {
  const others = await tx
    .selectFrom('brokerage.lead')
    .select('id')
    .where('joined_to', '=', leadId)
    .where((eb) => eb.or([eb('email_key', '<>', emailKey), eb('restricted_at', 'is not', null)]))
    .forUpdate()
    .execute();
  for (const { id } of others) {
    await moveLead(tx, id, 'close', { closed_at: ctx.clock.now(), closing_reason: 'no-contract' });
    await record(ctx, tx, 'lead.closed', { leadId: id }, { reason: 'no-contract' });
  }
}

/** An archived request that has just been deleted: what it held is to be found nowhere. */
export interface GoneArchived {
  readonly id: string;
  readonly emailKey: Buffer;
  readonly reference: string;
  readonly service: string;
  /** The person asked for it; otherwise its 24 months were over. */
  readonly asked: boolean;
  readonly suppliers: readonly Recipient[];
  readonly email: string;
  readonly phone: string;
  readonly companyName: string;
  readonly contactName: string;
  readonly organisationNumber: string | null;
  readonly quoteValues: Values;
}

/**
 * Erases archived requests whose time is up, derived again from when the contract was reported (D1), and held meanwhile so that no
 * other pass takes them. Restricted ones are passed over, unless the person asked. Those stored too early get their time again: they
 * would come first in every pass.
 */
export async function eraseDueArchived(
  ctx: Context,
  tx: Tx,
  most: number,
): Promise<{ readonly gone: GoneArchived[]; readonly recounted: number }> {
  const now = ctx.clock.now();
  const { rows } = await sql<{ id: string; contract_at: Temporal.Instant; asked_at: Temporal.Instant | null }>`
    select * from archive.due(${now}, ${most})`.execute(tx);
  const early = rows.flatMap(({ id, contract_at, asked_at }) => {
    const to = archiveEnds(contract_at);
    return asked_at === null && Temporal.Instant.compare(to, now) > 0 ? [{ id, to }] : [];
  });
  const recounted = await recountArchived(tx, early);
  const held = new Set(early.map(({ id }) => id));
  const ids = rows.filter(({ id }) => !held.has(id)).map(({ id }) => id);
  return { gone: await eraseArchived(ctx, tx, ids), recounted };
}

/** Erases those of these archived requests that are due now. */
export const eraseArchived = (ctx: Context, tx: Tx, ids: readonly string[]): Promise<GoneArchived[]> =>
  deleteThrough(ctx, tx, ids, sql`archive.erase(${[...ids]}::uuid[], ${ctx.clock.now()})`);

/** Erases archived requests that a backup has brought back. @throws outside the quarantine of a restored database */
export const eraseArchivedAgain = (ctx: Context, tx: Tx, ids: readonly string[]): Promise<GoneArchived[]> =>
  deleteThrough(ctx, tx, ids, sql`archive.erase_again(${[...ids]}::uuid[], ${ctx.clock.now()})`);

async function deleteThrough(
  ctx: Context,
  tx: Tx,
  ids: readonly string[],
  door: RawBuilder<unknown>,
): Promise<GoneArchived[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<GoneArchived>`
    select id, email_key as "emailKey", reference, service, asked_at is not null as asked, recipients as suppliers, email, phone,
      company_name as "companyName", contact_name as "contactName", organisation_number as "organisationNumber", quote_values as "quoteValues"
    from ${door}`.execute(tx);
  await recordAll(
    ctx,
    tx,
    'archive.erased',
    rows.map(({ id }) => ({ leadId: id })),
  );
  return rows;
}

/** Art. 17, art. 21: what is archived of a person is due to be erased from now on. @returns how many requests */
export async function askErasure(ctx: Context, tx: Tx, emailKey: Buffer): Promise<number> {
  await ctx.outside?.wished({ kind: 'archive-erasure', emailKey: emailKey.toString('hex') });
  const { rows } = await sql<{ n: number }>`select archive.ask(${emailKey}, ${ctx.clock.now()}) as n`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Stores other ends of archived requests: the rule has changed. @returns how many */
export async function recountArchived(tx: Tx, moved: readonly Pick<MovedArchived, 'id' | 'to'>[]): Promise<number> {
  if (moved.length === 0) return 0;
  const { rows } = await sql<{ n: number }>`
    select archive.recount(${moved.map((m) => m.id)}::uuid[], ${moved.map((m) => m.to.toString())}::timestamptz[]) as n`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/**
 * Restricts a person's archived requests, or lifts that: meanwhile nobody reads them and their clock stands still (art. 18).
 * @param archiveId one of them; all when left out
 * @returns the ids of those it was not so with before
 */
export async function restrictArchived(
  tx: Tx,
  emailKey: Buffer,
  archiveId: string | undefined,
  at: Temporal.Instant | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from archive.restrict(${emailKey}, ${archiveId ?? null}, ${at}) as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Corrects a person's archived requests (art. 16). A sole trader's number is not kept there (D6).
 * @param archiveId one of them; all when left out
 * @returns the ids of those that were corrected
 */
export async function rectifyArchived(
  tx: Tx,
  emailKey: Buffer,
  archiveId: string | undefined,
  { organisationNumber, ...change }: Rectification,
): Promise<string[]> {
  const number = organisationNumber && isSoleTrader(organisationNumber) ? null : organisationNumber;
  const kept = JSON.stringify({ ...change, ...(number === undefined ? {} : { organisationNumber: number }) });
  const { rows } = await sql<{ id: string }>`
    select id from archive.rectify(${emailKey}, ${archiveId ?? null}, ${kept}::jsonb) as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The person has confirmed another address: its archived requests are found by it from now on. @returns their ids */
export async function readdressArchived(ctx: Context, tx: Tx, emailKey: Buffer, email: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from archive.readdress(${emailKey}, ${email}, ${emailKeyOf(ctx.vault, email)}) as id`.execute(tx);
  return rows.map(({ id }) => id);
}
