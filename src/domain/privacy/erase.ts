import { randomUUID } from 'node:crypto';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { isArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { enqueue, mailTo, sealMail } from '../delivery/index.ts';
import { type LeadRule, leadClock } from '../lead/index.ts';
import { recordAll } from '../ledger/index.ts';
import { addCounts, type Counts } from '../personal.ts';
import { erasedWords } from './messages.ts';
import { type Needle, needlesOf } from './needles.ts';
import { noteRecipients } from './notices.ts';
import { brokerageRooms } from './rooms.ts';

/** What one erasure deleted, as the database counted it, and what must be found nowhere from now on. */
export interface Erased {
  readonly erasureId: string;
  readonly rule: string;
  readonly leadIds: readonly string[];
  readonly counts: Counts;
  readonly needles: readonly Needle[];
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
 * Erases the requests of a list whose time has come by their facts as they are now, under lock: what is no longer due, and what
 * something is being sent about this very moment, is left (G2, G4). In the same transaction the recipients are noted to be told
 * (art. 19), the last message is sealed (D3), and what was deleted is counted.
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
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('brokerage.delivery as d')
            .select('d.id')
            .whereRef('d.lead_id', '=', 'brokerage.lead.id')
            .where('d.state', '=', 'sending')
            .where('d.leased_until', '>', now),
        ),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
  const due = leads.flatMap((lead) => {
    const clock = leadClock(lead);
    const isDue = clock.action === 'erase' && clock.at && Temporal.Instant.compare(clock.at, now) <= 0;
    return isDue ? [{ ...lead, rule: clock.rule }] : [];
  });
  const erased: Erased[] = [];
  for (const [rule, group] of Map.groupBy(due, (lead) => lead.rule))
    erased.push(await eraseGroup(ctx, tx, rule, group));
  return erased;
}

type DueLead = {
  readonly id: string;
  readonly email: string;
  readonly emailKey: Buffer;
  readonly locale: string;
  readonly reference: string;
  readonly service: string;
};

async function eraseGroup(ctx: Context, tx: Tx, rule: LeadRule, group: readonly DueLead[]): Promise<Erased> {
  const erasureId = randomUUID();
  const now = ctx.clock.now();
  const joined = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'email_key as emailKey'])
    .where(
      'joined_to',
      'in',
      group.map((lead) => lead.id),
    )
    .forUpdate()
    .execute();
  const leadIds = [...new Set([...group, ...joined].map((lead) => lead.id))];
  const needles = await needlesOf(tx, leadIds);
  const emailKeys = await lastOf(tx, leadIds, [...group, ...joined]);
  await tx
    .insertInto('privacy.erasure')
    .values({ id: erasureId, at: now, scope: 'lead', rule, lead_ids: leadIds, counts: '{}' })
    .execute();
  await noteRecipients(ctx, tx, erasureId, leadIds);
  const counts = await eraseRooms(ctx, tx, { leadIds, emailKeys });
  await tx
    .updateTable('privacy.erasure')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', erasureId)
    .execute();
  if (rule === 'lead.objection') await suppress(ctx, tx, group);
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
  return { erasureId, rule, leadIds, counts, needles };
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
    where not exists (select from brokerage.lead l where l.email_key = key and l.id <> all(${[...leadIds]}::uuid[]))`.execute(
    tx,
  );
  const last: Buffer[] = [];
  for (const { key } of rows) if (!(await isArchived(tx, key))) last.push(key);
  return last;
}

/** D4: an address that has objected is remembered as a fingerprint that leads to nothing else. */
async function suppress(ctx: Context, tx: Tx, leads: readonly DueLead[]): Promise<void> {
  const hashes = leads.map((lead) => ctx.vault.keyedHash('suppression', lead.email.trim().toLowerCase()));
  await sql`insert into privacy.suppression (address_hash, at) select h, ${ctx.clock.now()} from unnest(${hashes}::bytea[]) as h
    on conflict do nothing`.execute(tx);
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
    const mail = await mailTo(email, erasedWords(ctx, { locale: locale as Locale, rule, requests, erasureId }));
    if (mail.kind !== 'mail') continue;
    deliveries.push({
      id,
      kind: 'customer.erased',
      leadId: null,
      subjectId: erasureId,
      sealed: sealMail(ctx, id, mail),
    } as const);
  }
  await enqueue(ctx, tx, deliveries);
}
