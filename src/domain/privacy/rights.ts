import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { archivedIdOf, archivedOf, askErasure } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { endRequest } from '../contract/index.ts';
import { eraseMailFrom } from '../correspondence/index.ts';
import { isActive } from '../lead/index.ts';
import { endSubscription } from '../newsletter/index.ts';
import type { Counts, Whose } from '../personal.ts';
import { NotAllowed } from '../transitions.ts';
import { answerCase, type CaseChannel, openCase } from './cases.ts';
import { rooms } from './rooms.ts';

/** The requests of a person: an address loads its own and no others. @param address itself, when whoever asks has given it */
export async function whoseIs(db: Db, emailKey: Buffer, address?: string): Promise<Whose> {
  const rows = await db
    .selectFrom('brokerage.lead')
    .select(['id', 'email'])
    .where('email_key', '=', emailKey)
    .orderBy('received_at')
    .execute();
  const addresses = [...(address ? [address] : []), ...rows.map((row) => row.email)];
  const distinct = new Set(addresses.map((one) => one.trim().toLowerCase()));
  return { leadIds: rows.map((row) => row.id), emailKeys: [emailKey], addresses: [...distinct] };
}

/** The same with the address of what is archived: a subscription is found by nothing else, and a customer is known by a fingerprint alone. */
export async function wholePerson(ctx: Context, db: Db, emailKey: Buffer, address?: string): Promise<Whose> {
  const whose = await whoseIs(db, emailKey, address);
  if ((whose.addresses ?? []).length > 0 || !(await archivedIdOf(db, emailKey))) return whose;
  const [archived] = await archivedOf(ctx, db, emailKey, 'subject-access');
  return archived ? { ...whose, addresses: [archived.email.trim().toLowerCase()] } : whose;
}

/** How many rows are held about a person, by table. @param address itself, when whoever asks has given it */
export async function findPerson(ctx: Context, tx: Tx, emailKey: Buffer, address?: string): Promise<Counts> {
  const whose = await wholePerson(ctx, tx, emailKey, address);
  const counts: Record<string, number> = {};
  for (const room of rooms) Object.assign(counts, await room.find(ctx, tx, whose));
  return counts;
}

/** Loads a request of the person's, held until the transaction ends. @throws NotAllowed for one that isn't its own */
export async function ownLead(tx: Tx, emailKey: Buffer, leadId: string) {
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'state', 'closing_reason as closingReason', 'restricted_at as restrictedAt'])
    .where('id', '=', leadId)
    .where('email_key', '=', emailKey)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!lead) throw new NotAllowed('lead', 'load');
  return lead;
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
  const lead = await ownLead(tx, emailKey, leadId);
  if (!endable(lead, 'erasure')) throw new NotAllowed('lead', 'erase');
  const id = await openCase(ctx, tx, { right: 'erasure', emailKey, leadId, channel });
  await endRequest(ctx, tx, leadId, 'erasure');
  await answerCase(ctx, tx, id, 'erased');
}

/**
 * Art. 17, everything about a person: requests, archived ones, log-ins, a subscription. @param address itself, when whoever asks has given it
 * @returns how many requests
 */
export async function erasePerson(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  channel: CaseChannel,
  address?: string,
): Promise<number> {
  return endAll(ctx, tx, emailKey, 'erasure', channel, address);
}

async function endAll(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  right: 'erasure' | 'objection',
  channel: CaseChannel,
  address?: string,
): Promise<number> {
  // The audit log is a chain that one transaction writes at a time. Whoever waits for rows while it holds that waits in a circle: the rows
  // of the person come first.
  const leads = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'state', 'closing_reason as closingReason'])
    .where('email_key', '=', emailKey)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  // P17: whoever wants to be erased, or has nothing more to do with us, reads no newsletter.
  const { addresses = [] } = await wholePerson(ctx, tx, emailKey, address);
  for (const one of addresses) await endSubscription(ctx, tx, one, right);
  let ended = right === 'erasure' ? await askErasure(ctx, tx, emailKey) : 0;
  for (const lead of leads.filter((one) => endable(one, right))) {
    await endRequest(ctx, tx, lead.id, right === 'erasure' ? 'erasure' : 'objected');
    ended += 1;
  }
  // What came by mail and belongs to no request has no other end to wait for.
  if (right === 'erasure') await eraseMailFrom(tx, emailKey);
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
  } else {
    await ctx.outside?.wished({ kind: 'no-address', emailKey: emailKey.toString('hex') });
    await sql`update brokerage.lead set ip = null where email_key = ${emailKey}`.execute(tx);
  }
  const id = await openCase(ctx, tx, { right: 'objection', purpose, emailKey, channel });
  await answerCase(ctx, tx, id, 'done');
}
