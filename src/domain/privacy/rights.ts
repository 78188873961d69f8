import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { archiveRoom, askErasure, restrictArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { endRequest } from '../contract/index.ts';
import { cancel, enqueue, type NewDelivery } from '../delivery/index.ts';
import { isActive, restrictLead } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import type { Counts, Rectification, Whose } from '../personal.ts';
import { mayHaveReceived } from '../referral/index.ts';
import { suppliers } from '../supplier/index.ts';
import { NotAllowed } from '../transitions.ts';
import { answerCase, type CaseChannel, openCase } from './cases.ts';
import { rooms } from './rooms.ts';

/** The requests of a person: an address loads its own and no others. */
export async function whoseIs(db: Db, emailKey: Buffer): Promise<Whose> {
  const rows = await db
    .selectFrom('brokerage.lead')
    .select('id')
    .where('email_key', '=', emailKey)
    .orderBy('received_at')
    .execute();
  return { leadIds: rows.map((row) => row.id), emailKeys: [emailKey] };
}

/** How many rows are held about a person, by table; those that can be counted. */
export async function findPerson(tx: Tx, emailKey: Buffer): Promise<Counts> {
  const whose = await whoseIs(tx, emailKey);
  const counts: Record<string, number> = {};
  for (const room of rooms) Object.assign(counts, await room.find(tx, whose));
  return counts;
}

async function own(tx: Tx, emailKey: Buffer, leadId: string) {
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'state', 'closing_reason as closingReason'])
    .where('id', '=', leadId)
    .where('email_key', '=', emailKey)
    .forUpdate()
    .executeTakeFirst();
  if (!lead) throw new NotAllowed('lead', 'load');
  return lead;
}

/** Tells the suppliers that have received a request what has become of its data (art. 19). */
async function tellRecipients(
  ctx: Context,
  tx: Tx,
  leadId: string,
  kind: 'supplier.rectified' | 'supplier.restricted',
): Promise<number> {
  const registry = new Map((await suppliers(tx)).map((s) => [s.id, s]));
  const received = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'supplier_id'])
    .where('lead_id', '=', leadId)
    .where(mayHaveReceived('brokerage.referral'))
    .execute();
  const deliveries = received.flatMap(({ id, supplier_id }): NewDelivery[] => {
    const to = { leadId, referralId: id, supplierId: supplier_id };
    const supplier = registry.get(supplier_id);
    return [
      ...(supplier?.email ? [{ kind, ...to } as const] : []),
      ...(supplier?.hasWebhook ? [{ kind: `${kind}.webhook`, channel: 'webhook', ...to } as const] : []),
    ];
  });
  await enqueue(ctx, tx, deliveries);
  return received.length;
}

/**
 * Art. 16: corrects a request and what its suppliers were given, and tells those that have it.
 * @param change validated by the caller with the questions' own rules
 * @returns how many suppliers are told
 */
export async function rectifyRequest(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  leadId: string,
  change: Rectification,
  channel: CaseChannel,
): Promise<number> {
  await own(tx, emailKey, leadId);
  const id = await openCase(ctx, tx, { right: 'rectification', emailKey, leadId, channel });
  const whose = { leadIds: [leadId], emailKeys: [] };
  for (const room of rooms) if (room !== archiveRoom) await room.rectify(ctx, tx, whose, change);
  await record(ctx, tx, 'lead.rectified', { leadId }, { fields: Object.keys(change).length });
  const told = await tellRecipients(ctx, tx, leadId, 'supplier.rectified');
  await answerCase(ctx, tx, id, 'done');
  return told;
}

/**
 * Art. 18: restricts a request, or lifts that. What waits to leave is stopped in the same transaction; when the restriction is lifted,
 * suppliers that had not received the request yet get it after all.
 */
export async function restrictRequest(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  leadId: string,
  on: boolean,
  channel: CaseChannel,
): Promise<number> {
  await own(tx, emailKey, leadId);
  const id = await openCase(ctx, tx, { right: 'restriction', emailKey, leadId, channel });
  await restrictLead(tx, leadId, on ? ctx.clock.now() : null);
  if (on) await cancel(ctx, tx, { leadId }, 'restricted');
  else await forwardAgain(ctx, tx, leadId);
  await record(ctx, tx, on ? 'lead.restricted' : 'lead.unrestricted', { leadId });
  const told = await tellRecipients(ctx, tx, leadId, 'supplier.restricted');
  await answerCase(ctx, tx, id, on ? 'restricted' : 'lifted');
  return told;
}

async function forwardAgain(ctx: Context, tx: Tx, leadId: string): Promise<void> {
  const registry = new Map((await suppliers(tx)).map((s) => [s.id, s]));
  const waiting = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'supplier_id'])
    .where('lead_id', '=', leadId)
    .where('state', '=', 'queued')
    .where('sent_at', 'is', null)
    .execute();
  await enqueue(
    ctx,
    tx,
    waiting.flatMap(({ id, supplier_id }): NewDelivery[] => {
      const to = { leadId, referralId: id, supplierId: supplier_id };
      const supplier = registry.get(supplier_id);
      return [
        ...(supplier?.email ? [{ kind: 'supplier.referral', ...to } as const] : []),
        ...(supplier?.hasWebhook ? [{ kind: 'supplier.referral.webhook', channel: 'webhook', ...to } as const] : []),
      ];
    }),
  );
}

/**
 * Requests that can still be ended: those asked to be erased before are on their way. One with a contract that is to be archived within
 * seconds can be erased, and stands otherwise.
 */
const endable = (
  lead: { readonly state: string; readonly closingReason: string | null },
  right: 'erasure' | 'objection',
): boolean =>
  isActive(lead.state) ||
  lead.state === 'joined' ||
  lead.closingReason === 'no-contract' ||
  (lead.state === 'contracted' && right === 'erasure');

/** Art. 17, one request. */
export async function eraseRequest(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  leadId: string,
  channel: CaseChannel,
): Promise<void> {
  const lead = await own(tx, emailKey, leadId);
  if (!endable(lead, 'erasure')) throw new NotAllowed('lead', 'erase');
  const id = await openCase(ctx, tx, { right: 'erasure', emailKey, leadId, channel });
  await endRequest(ctx, tx, leadId, 'erasure');
  await answerCase(ctx, tx, id, 'erased');
}

/** Art. 17, everything about a person: requests, archived ones, log-ins. @returns how many requests */
export async function erasePerson(ctx: Context, tx: Tx, emailKey: Buffer, channel: CaseChannel): Promise<number> {
  return endAll(ctx, tx, emailKey, 'erasure', channel);
}

async function endAll(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  right: 'erasure' | 'objection',
  channel: CaseChannel,
): Promise<number> {
  // The audit log is a chain that one transaction writes at a time. Whoever waits for rows while it holds that waits in a circle: the rows
  // of the person come first.
  const leads = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'state', 'closing_reason as closingReason'])
    .where('email_key', '=', emailKey)
    .orderBy('id')
    .forUpdate()
    .execute();
  let ended = right === 'erasure' ? await askErasure(ctx, tx, emailKey) : 0;
  for (const lead of leads.filter((one) => endable(one, right))) {
    await endRequest(ctx, tx, lead.id, right === 'erasure' ? 'erasure' : 'objected');
    ended += 1;
  }
  const purpose = right === 'objection' ? { purpose: 'brokerage' } : {};
  const id = await openCase(ctx, tx, { right, ...purpose, emailKey, channel });
  await answerCase(ctx, tx, id, right === 'erasure' ? 'erased' : 'ended');
  await ctx.wake(tx, 'retention');
  return ended;
}

/** Purposes that a person can object to here. */
export const objectable = ['brokerage', 'archive', 'security'] as const;
export type Objectable = (typeof objectable)[number];

/**
 * Art. 21, for one purpose. Brokerage: every request ends and is erased, and the address is remembered as a fingerprint (P8, D4).
 * Archive: what is archived is erased. Security: the IP addresses of the person's requests are erased.
 */
export async function objectTo(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  purpose: Objectable,
  channel: CaseChannel,
): Promise<void> {
  if (purpose === 'brokerage') {
    await endAll(ctx, tx, emailKey, 'objection', channel);
    return;
  }
  if (purpose === 'archive') {
    await askErasure(ctx, tx, emailKey);
    await ctx.wake(tx, 'retention');
  } else await sql`update brokerage.lead set ip = null where email_key = ${emailKey}`.execute(tx);
  const id = await openCase(ctx, tx, { right: 'objection', purpose, emailKey, channel });
  await answerCase(ctx, tx, id, 'done');
}

/** Art. 18 for what is archived. */
export async function restrictArchive(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  on: boolean,
  channel: CaseChannel,
): Promise<void> {
  await restrictArchived(ctx, tx, emailKey, on ? ctx.clock.now() : null);
  const id = await openCase(ctx, tx, { right: 'restriction', purpose: 'archive', emailKey, channel });
  await answerCase(ctx, tx, id, on ? 'restricted' : 'lifted');
}
