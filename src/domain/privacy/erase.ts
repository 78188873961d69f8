import { randomUUID } from 'node:crypto';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { enqueue, sealMail } from '../delivery/index.ts';
import { type LeadRule, leadClock, releaseLeads, resetClock } from '../lead/index.ts';
import { recordAll } from '../ledger/index.ts';
import { noteUse, suppress } from '../newsletter/index.ts';
import { addCounts, type Counts } from '../personal.ts';
import { erasedWords } from './messages.ts';
import { sealNeedles, soughtOf } from './needles.ts';
import { noteRecipients } from './notices.ts';
import { brokerageRooms } from './rooms.ts';

/** What one erasure deleted, as the database counted it. What must be found nowhere from now on lies sealed in its row. */
export interface Erased {
  readonly erasureId: string;
  readonly rule: string;
  readonly leadIds: readonly string[];
  readonly counts: Counts;
}

const facts = [
  'id',
  'email',
  'email_key as emailKey',
  'locale',
  'reference',
  'service',
  'received_at as receivedAt',
  'first_quote_at as firstQuoteAt',
  'closed_at as closedAt',
  'closing_reason as closingReason',
  'restricted_at as restrictedAt',
] as const;

/**
 * Erases the requests of a list whose time has come by their facts as they are now, under lock: what is no longer due gets its clock
 * again, and what something is being sent about this very moment is left (G2, G4). In the same transaction the recipients are noted
 * to be told (art. 19), the last message is sealed (D3), and what was deleted is counted.
 * @param candidates ids found by the stored clocks
 * @returns one erasure for each rule
 */
export async function eraseDue(ctx: Context, tx: Tx, candidates: readonly string[]): Promise<Erased[]> {
  if (candidates.length === 0) return [];
  const now = ctx.clock.now();
  const leads = await tx
    .selectFrom('brokerage.lead')
    .select(facts)
    .where('id', 'in', candidates)
    .orderBy('id')
    .forUpdate()
    .execute();
  const due: (DueLead & { readonly rule: LeadRule })[] = [];
  for (const lead of leads) {
    const clock = leadClock(lead);
    if (clock.action === 'erase' && clock.at && Temporal.Instant.compare(clock.at, now) <= 0)
      due.push({ ...lead, rule: clock.rule });
    // A stored clock that is too early would come first in every pass, and keep those behind it waiting.
    else await resetClock(tx, lead.id);
  }
  const joined = await joinedTo(tx, due);
  const busy = await hold(ctx, tx, [...due, ...joined]);
  const erased: Erased[] = [];
  // One that goes along with another may be due by itself as well, by another rule: it goes once.
  const gone = new Set<string>();
  for (const [rule, group] of Map.groupBy(due, (lead) => lead.rule)) {
    const free = group.filter(
      (lead) =>
        !gone.has(lead.id) && [lead, ...joined.filter((j) => j.joinedTo === lead.id)].every((l) => !busy.has(l.id)),
    );
    if (free.length === 0) continue;
    const ids = new Set(free.map((lead) => lead.id));
    const merged = joined.filter((j) => ids.has(j.joinedTo ?? '') && !gone.has(j.id));
    const one = await eraseGroup(ctx, tx, rule, free, merged);
    for (const id of one.leadIds) gone.add(id);
    erased.push(one);
  }
  return erased;
}

interface Joined {
  readonly id: string;
  readonly emailKey: Buffer;
  readonly joinedTo: string | null;
  readonly restrictedAt: Temporal.Instant | null;
}

async function joinedTo(tx: Tx, leads: readonly DueLead[]): Promise<Joined[]> {
  if (leads.length === 0) return [];
  return tx
    .selectFrom('brokerage.lead')
    .select(['id', 'email_key as emailKey', 'joined_to as joinedTo', 'restricted_at as restrictedAt'])
    .where(
      'joined_to',
      'in',
      leads.map((lead) => lead.id),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

/**
 * Takes the deliveries of some requests that wait, so that none can begin to leave before this transaction ends.
 * @returns the requests with one that has begun, or is beginning: in the same look, so that none slips through between
 */
async function hold(ctx: Context, tx: Tx, leads: readonly { readonly id: string }[]): Promise<Set<string>> {
  const ids = leads.map((lead) => lead.id);
  const { rows } = await sql<{ id: string }>`
    with held as (select id from brokerage.delivery where lead_id = any(${ids}::uuid[]) and state = 'pending' for update skip locked)
    select distinct d.lead_id as id from brokerage.delivery d where d.lead_id = any(${ids}::uuid[])
      and (d.state = 'sending' and d.leased_until > ${ctx.clock.now()} or d.state = 'pending' and d.id not in (select id from held))`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.id));
}

type DueLead = {
  readonly id: string;
  readonly email: string;
  readonly emailKey: Buffer;
  readonly locale: string;
  readonly reference: string;
  readonly service: string;
  readonly closingReason: string | null;
};

async function eraseGroup(
  ctx: Context,
  tx: Tx,
  rule: LeadRule,
  group: readonly DueLead[],
  joined: readonly Joined[],
): Promise<Erased> {
  const erasureId = randomUUID();
  const now = ctx.clock.now();
  // A colleague's own request, merged into this one, is not this person's to end: it goes on by itself, by its own clock. So does
  // one's own that is restricted: it is kept until that is lifted (art. 18).
  const own = (j: Joined) =>
    j.restrictedAt === null && group.some((lead) => lead.id === j.joinedTo && lead.emailKey.equals(j.emailKey));
  await releaseLeads(
    ctx,
    tx,
    joined.filter((j) => !own(j)).map((j) => j.id),
  );
  const along = joined.filter(own);
  const leadIds = [...new Set([...group, ...along].map((lead) => lead.id))];
  const needles = sealNeedles(ctx, erasureId, await soughtOf(tx, leadIds));
  const emailKeys = await lastOf(tx, leadIds, group);
  await tx
    .insertInto('privacy.erasure')
    .values({ id: erasureId, at: now, scope: 'lead', rule, lead_ids: leadIds, counts: '{}', needles })
    .execute();
  await noteRecipients(ctx, tx, erasureId, leadIds);
  // P18: one that its clock ends was in use until now.
  const running = group.filter((lead) => lead.closingReason === null).map(({ email }) => email);
  await noteUse(ctx, tx, running);
  const counts = await eraseRooms(ctx, tx, { leadIds, emailKeys });
  await tx
    .updateTable('privacy.erasure')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', erasureId)
    .execute();
  // D4: an address that has objected is remembered as a fingerprint that leads to nothing else. Ending one request is no objection.
  const objected = group.filter((lead) => lead.closingReason === 'objected').map(({ email }) => email);
  await suppress(ctx, tx, [...new Set(objected)]);
  await sayGoodbye(ctx, tx, erasureId, rule, group);
  await recordAll(
    ctx,
    tx,
    'lead.erased',
    leadIds.map((leadId) => ({ leadId })),
    { rule },
  );
  await ctx.outside?.erased({
    at: now,
    leadIds,
    archiveIds: [],
    emailKeys: emailKeys.map((key) => key.toString('hex')),
  });
  return { erasureId, rule, leadIds, counts };
}

/** Deletes through every room but the archive's, and adds up what the database says it deleted. */
export async function eraseRooms(
  ctx: Context,
  tx: Tx,
  whose: { readonly leadIds: readonly string[]; readonly emailKeys: readonly Buffer[] },
): Promise<Counts> {
  let counts: Counts = {};
  for (const room of brokerageRooms) counts = addCounts(counts, await room.erase(ctx, tx, whose));
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
}

/** The addresses of which nothing remains when these requests are gone: their log-ins and counters go, too. */
async function lastOf(
  tx: Tx,
  leadIds: readonly string[],
  leads: readonly { readonly emailKey: Buffer }[],
): Promise<Buffer[]> {
  const keys = [...new Map(leads.map((lead) => [lead.emailKey.toString('hex'), lead.emailKey])).values()];
  const { rows } = await sql<{ key: Buffer }>`
    select key from unnest(${keys}::bytea[]) as key
    where not exists (select from brokerage.lead l where l.email_key = key and l.id <> all(${[...leadIds]}::uuid[]))
      and archive.known(key) is null`.execute(tx);
  return rows.map((row) => row.key);
}

/** D3: one last message to each address, written now and sealed, sent when this has committed, and then forgotten. */
async function sayGoodbye(
  ctx: Context,
  tx: Tx,
  erasureId: string,
  rule: LeadRule,
  group: readonly DueLead[],
): Promise<void> {
  const byAddress = Map.groupBy(group, (lead) => lead.email.toLowerCase());
  const deliveries = [];
  for (const own of byAddress.values()) {
    const [{ email, locale }] = own as [DueLead, ...DueLead[]];
    const id = randomUUID();
    const requests = own.map(({ reference, service }) => ({ reference, service }));
    const content = erasedWords(ctx, { locale: locale as Locale, rule, requests, erasureId });
    deliveries.push({
      id,
      kind: 'customer.erased',
      leadId: null,
      subjectId: erasureId,
      sealed: sealMail(ctx, id, { kind: 'letter', to: email, content }),
    } as const);
  }
  await enqueue(ctx, tx, deliveries);
}
