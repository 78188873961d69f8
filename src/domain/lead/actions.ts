import { addPeriod } from '#platform/clock.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import type { Context } from '../context.ts';
import { record } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type LeadFacts, type LeadRules, leadClock, mayReopen } from './clock.ts';
import { joinableStates, type LeadMove, leadMoves } from './lead.ts';

/** A lead as the pipeline sees it; no contact data, since routing has no use for any. */
export interface LeadForRouting {
  readonly id: string;
  readonly service: string;
  readonly state: string;
  readonly ticked: readonly string[];
  readonly receivedAt: Temporal.Instant;
}

/**
 * Takes the next unrouted lead for this transaction; another worker skips it.
 * @param before when it was last tried, at the latest
 * @param since when it was received, at the earliest
 */
export async function claimNext(
  tx: Tx,
  state: 'received' | 'waiting',
  before: Temporal.Instant,
  since?: Temporal.Instant,
): Promise<LeadForRouting | undefined> {
  let query = tx
    .selectFrom('brokerage.lead')
    .select(['id', 'service', 'state', 'ticked', 'received_at as receivedAt'])
    .where('state', '=', state)
    .where('restricted_at', 'is', null)
    .where((eb) => eb.or([eb('routed_at', 'is', null), eb('routed_at', '<=', before)]));
  if (since) query = query.where('received_at', '>', since);
  return query.orderBy('received_at').limit(1).forNoKeyUpdate().skipLocked().executeTakeFirst();
}

/** Leaves a received lead alone until a time; claimNext passes it over till then. */
export async function putOff(db: Db, leadId: string, until: Temporal.Instant): Promise<void> {
  await db
    .updateTable('brokerage.lead')
    .set({ routed_at: until })
    .where('id', '=', leadId)
    .where('state', '=', 'received')
    .execute();
}

/** Takes a lead for this transaction. Whoever touches several things of a lead begins here, so that nobody waits in a circle. */
export async function lockLead(tx: Tx, leadId: string): Promise<void> {
  await tx.selectFrom('brokerage.lead').select('id').where('id', '=', leadId).forNoKeyUpdate().execute();
}

/** Moves a lead along its transition table, or throws NotAllowed. */
export async function moveLead(
  tx: Tx,
  leadId: string,
  move: LeadMove,
  also: Record<string, unknown> = {},
): Promise<void> {
  const { from, to } = leadMoves[move];
  let query = tx
    .updateTable('brokerage.lead')
    .set({ ...also, ...(move === 'close' || move === 'release' ? { joined_to: null } : {}), state: to })
    .where('id', '=', leadId)
    .where('state', 'in', from as readonly string[]);
  // Restricted data is kept and not used: the request can be ended or stand alone again, and nothing else (P28).
  if (move !== 'close' && move !== 'release') query = query.where('restricted_at', 'is', null);
  const row = await query.returning(clockColumns).executeTakeFirst();
  if (!row) throw new NotAllowed('lead', move);
  await setClock(tx, leadId, row);
}

const clockColumns = [
  'received_at as receivedAt',
  'first_quote_at as firstQuoteAt',
  'closed_at as closedAt',
  'closing_reason as closingReason',
  'restricted_at as restrictedAt',
  'clock_rule as rule',
  'clock_at as at',
] as const;

type Clocked = LeadFacts & { readonly rule: string | null; readonly at: Temporal.Instant | null };

/** Writes the clock beside the facts it follows from, when they have changed it. @returns whether it changed */
async function setClock(tx: Tx, leadId: string, row: Clocked, rules?: LeadRules): Promise<boolean> {
  const clock = leadClock(row, rules);
  if (clock.rule === row.rule && clock.at?.epochNanoseconds === row.at?.epochNanoseconds) return false;
  await tx
    .updateTable('brokerage.lead')
    .set({ clock_rule: clock.rule, clock_at: clock.at, notice_at: clock.noticeAt })
    .where('id', '=', leadId)
    .execute();
  return true;
}

/** Derives a lead's clock again from its facts. @param rules those in force unless told @returns whether it changed */
export async function resetClock(tx: Tx, leadId: string, rules?: LeadRules): Promise<boolean> {
  const row = await tx
    .selectFrom('brokerage.lead')
    .select(clockColumns)
    .where('id', '=', leadId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ? setClock(tx, leadId, row, rules) : false;
}

/**
 * Restricts a request, or lifts the restriction (art. 18): while it lasts nothing of it is forwarded, mailed or used, and its
 * clock stands still. @throws NotAllowed when it is as asked already, or the request has been ended for erasure
 */
export async function restrictLead(tx: Tx, leadId: string, at: Temporal.Instant | null): Promise<void> {
  const row = await tx
    .updateTable('brokerage.lead')
    .set({ restricted_at: at })
    .where('id', '=', leadId)
    .where('restricted_at', at ? 'is' : 'is not', null)
    .where((eb) =>
      eb.or([eb('closing_reason', 'is', null), eb('closing_reason', 'not in', ['withdrawn', 'objected', 'erasure'])]),
    )
    .returning(clockColumns)
    .executeTakeFirst();
  if (!row) throw new NotAllowed('lead', at ? 'restrict' : 'lift');
  await setClock(tx, leadId, row);
}

/**
 * Merges a request into the one that the same company already has open for the same service (7 days back), as long as the
 * customer has not chosen. Its contact and answers stay as they were. Suppliers newly ticked are added if the same person
 * ticked them: nobody else can have its data sent to a supplier that it left out (P3).
 * @returns the open lead's id, or undefined when there is none
 */
export async function joinIfOpen(ctx: Context, tx: Tx, lead: LeadForRouting): Promise<string | undefined> {
  // Two requests of one company routed at the same moment must see each other: take turns per company and service.
  await sql`select pg_advisory_xact_lock(hashtextextended(encode(organisation_key, 'hex') || service, 0)) from brokerage.lead where id = ${lead.id}`.execute(
    tx,
  );
  const since = addPeriod(lead.receivedAt, negated(brokerageRules.dedupWindow));
  const open = await tx
    .selectFrom('brokerage.lead as open')
    .innerJoin('brokerage.lead as own', (join) =>
      join.onRef('own.organisation_key', '=', 'open.organisation_key').onRef('own.service', '=', 'open.service'),
    )
    .select(['open.id', sql<boolean>`open.email_key = own.email_key`.as('sameSender')])
    .where('own.id', '=', lead.id)
    .where('open.id', '<>', lead.id)
    .where('open.state', 'in', [...joinableStates])
    // Restricted data is not used, not even to find that it has been asked for before (P28): the new request stands on its own.
    .where('open.restricted_at', 'is', null)
    .where('open.received_at', '>', since)
    .orderBy('open.received_at')
    .limit(1)
    // Held until the end: it can't be closed while suppliers are added to it.
    .forNoKeyUpdate('open')
    .executeTakeFirst();
  if (!open) return undefined;
  await moveLead(tx, lead.id, 'join', { joined_to: open.id });
  if (open.sameSender) {
    await tx
      .updateTable('brokerage.lead')
      .set({ ticked: sql`(select array_agg(distinct id) from unnest(ticked || ${[...lead.ticked]}::text[]) as id)` })
      .where('id', '=', open.id)
      .execute();
  }
  await record(ctx, tx, 'lead.joined', { leadId: lead.id }, { into: open.id });
  return open.id;
}

/** Lets requests that were merged into one that is going stand on their own again: they are routed as if they had just come. */
export async function releaseLeads(ctx: Context, tx: Tx, leadIds: readonly string[]): Promise<void> {
  for (const leadId of leadIds) {
    await moveLead(tx, leadId, 'release', { routed_at: null });
    await record(ctx, tx, 'lead.released', { leadId });
  }
  if (leadIds.length > 0) await ctx.wake(tx, 'intake');
}

const negated = (period: string): string => `-${period}`;

/** Why a customer ends a request: all but 'no-contract' have it erased at once (P8, P28). */
export type ClosingReason = 'withdrawn' | 'objected' | 'erasure' | 'no-contract';

/** The customer ends the brokerage: nothing more is forwarded from the moment this commits (P8). */
export async function closeLead(ctx: Context, tx: Tx, leadId: string, reason: ClosingReason): Promise<void> {
  const before = await tx
    .selectFrom('brokerage.lead')
    .select(['state', 'closing_reason'])
    .where('id', '=', leadId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  // Whoever has asked for its end once has asked for its erasure: a report that comes after can't take that back.
  const over = before?.state === 'closed' && (before.closing_reason !== 'no-contract' || reason === 'no-contract');
  // A contract stands, whoever ends what else; only its data can be asked to be erased.
  const stands = before?.state === 'contracted' && reason !== 'erasure';
  if (!before || over || stands) throw new NotAllowed('lead', 'close');
  await moveLead(tx, leadId, 'close', { closed_at: ctx.clock.now(), closing_reason: reason });
  await record(ctx, tx, 'lead.closed', { leadId }, { reason });
}

/**
 * Opens a request again that ended without a contract. Its clock is counted from the request, so it gains no time by it (P10, P11).
 * @returns when it had been closed @throws NotAllowed when mayReopen says no
 */
export async function reopenLead(ctx: Context, tx: Tx, leadId: string): Promise<Temporal.Instant> {
  const row = await tx
    .selectFrom('brokerage.lead')
    .select([...clockColumns, 'state'])
    .where('id', '=', leadId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row?.closedAt || !mayReopen(row, ctx.clock.now())) throw new NotAllowed('lead', 'reopen');
  await moveLead(tx, leadId, 'reopen', { closed_at: null, closing_reason: null, chosen_at: null });
  return row.closedAt;
}
