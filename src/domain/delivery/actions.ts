import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import {
  breakerAfter,
  type Channel,
  type DeliveryKind,
  deliveryKinds,
  deliveryMoves,
  type Ended,
  laneOf,
  retrySeconds,
} from './delivery.ts';
import { caughtOf } from './queries.ts';

export interface NewDelivery {
  readonly kind: DeliveryKind;
  readonly channel?: Channel;
  /** Null for what outlives its request: then `sealed` or `subjectId` says what it is about. */
  readonly leadId: string | null;
  /** Its id, when something must be sealed for it beforehand. */
  readonly id?: string;
  /** What it says, sealed at sealedPlace(id). */
  readonly sealed?: string;
  readonly referralId?: string | null;
  readonly supplierId?: string | null;
  /** What it is about, when the lead or referral does not say it: a quote, a question. */
  readonly subjectId?: string;
  /** The event it answers: booked once however often the reaction runs. */
  readonly cause?: number;
  /** Said when it can be made again from the same facts, after a restore too: what tells it from others of its kind about the same. */
  readonly once?: string;
  /** Not before this; now when left out. */
  readonly dueAt?: Temporal.Instant;
}

/**
 * Puts deliveries in the book in the caller's transaction; they leave the house only after it commits (G2). A reaction may come
 * when its request has been erased or archived meanwhile: then there is nothing to tell.
 */
export async function enqueue(ctx: Context, tx: Tx, asked: readonly NewDelivery[]): Promise<void> {
  const wanted = await stillThere(tx, asked);
  if (wanted.length === 0) return;
  const now = ctx.clock.now();
  await tx
    .insertInto('brokerage.delivery')
    .values(
      wanted.map((d) => ({
        id: d.id ?? idOf(ctx, d),
        kind: d.kind,
        channel: d.channel ?? 'mail',
        audience: deliveryKinds[d.kind],
        lead_id: d.leadId,
        referral_id: d.referralId ?? null,
        supplier_id: d.supplierId ?? null,
        subject_id: d.subjectId ?? null,
        cause: d.cause ?? null,
        sealed: d.sealed ?? null,
        lane: laneOf(d.channel ?? 'mail', d.supplierId ?? null),
        state: 'pending',
        due_at: d.dueAt ?? now,
        created_at: now,
      })),
    )
    // A conflict means that it is booked already: by an earlier run of the same reaction, or as a gathering mail still waiting.
    .onConflict((oc) => oc.doNothing())
    .execute();
  await ctx.wake(tx, 'dispatch');
}

/**
 * What follows from facts has an id that follows from them: made again when the database has been restored, it is known to have arrived
 * (G6). Anything else is new each time.
 */
function idOf(ctx: Context, d: NewDelivery): string {
  if (d.once === undefined && d.cause === undefined) return randomUUID();
  const about = [d.kind, d.channel ?? 'mail', d.leadId, d.referralId, d.subjectId, d.cause, d.once];
  return ctx.vault.derivedId('delivery', about.map((part) => part ?? '').join(' '));
}

async function stillThere(tx: Tx, asked: readonly NewDelivery[]): Promise<readonly NewDelivery[]> {
  const late = asked.flatMap((d) => (d.cause !== undefined && d.leadId ? [d.leadId] : []));
  if (late.length === 0) return asked;
  const rows = await tx.selectFrom('brokerage.lead').select('id').where('id', 'in', late).forKeyShare().execute();
  const there = new Set(rows.map((row) => row.id));
  return asked.filter((d) => d.cause === undefined || !d.leadId || there.has(d.leadId));
}

/** Cancels what has not begun to leave: everything about a lead, or only what is about one supplier, bound for suppliers or of some kinds. */
export async function cancel(
  ctx: Context,
  tx: Tx,
  of: {
    leadId: string;
    referralId?: string;
    audience?: 'supplier';
    kinds?: readonly DeliveryKind[];
    but?: DeliveryKind;
  },
  reason: string,
): Promise<number> {
  let query = tx
    .updateTable('brokerage.delivery')
    .set({ state: 'cancelled', reason, ended_at: ctx.clock.now() })
    .where('lead_id', '=', of.leadId)
    .where('state', '=', 'pending');
  if (of.referralId) query = query.where('referral_id', '=', of.referralId);
  if (of.audience) query = query.where('audience', '=', of.audience);
  if (of.kinds) query = query.where('kind', 'in', of.kinds);
  if (of.but) query = query.where('kind', '<>', of.but);
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/**
 * Lets what a restriction, or a request's end, has stopped wait again, with the same ids as before: whoever took it and hung knows it again. Whether it still
 * holds is seen when it is put into words. Of mails that gather, one is enough.
 * @param since when it was stopped, at the earliest
 * @returns how many wait again
 */
export async function resume(
  ctx: Context,
  tx: Tx,
  leadId: string,
  since: Temporal.Instant,
  reason = 'restricted',
): Promise<number> {
  const now = ctx.clock.now();
  const { numAffectedRows } = await sql`
    update brokerage.delivery d set state = ${deliveryMoves.resume.to}, attempts = 0, reason = null, ended_at = null,
      due_at = greatest(d.due_at, ${now})
    where d.lead_id = ${leadId} and d.state = any(${[...deliveryMoves.resume.from]}::text[]) and d.reason = ${reason}
      and d.ended_at >= ${since}
      and not (d.kind = 'customer.quotes' and exists (
        select from brokerage.delivery other where other.kind = d.kind and other.lead_id = d.lead_id and other.id <> d.id
          and (other.state = 'pending' or (other.reason = ${reason} and (other.created_at, other.id) > (d.created_at, d.id)))))`.execute(
    tx,
  );
  await ctx.wake(tx, 'dispatch');
  return Number(numAffectedRows ?? 0n);
}

/**
 * Tries a dead or refused delivery again from the start, with the same id as before.
 * @throws NotAllowed when a newer mail tells the same, or its request is restricted
 */
export async function replay(ctx: Context, tx: Tx, deliveryId: string): Promise<void> {
  await again(ctx, tx, deliveryId);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'delivery.replayed', deliveryId);
}

async function again(ctx: Context, tx: Tx, deliveryId: string): Promise<void> {
  const row = await tx
    .updateTable('brokerage.delivery')
    .set({ state: 'pending', attempts: 0, reason: null, ended_at: null, due_at: ctx.clock.now() })
    .where('id', '=', deliveryId)
    .where('state', 'in', ['dead', 'refused'])
    .where(sql<boolean>`not ${isGathered('brokerage.delivery')}`)
    .where(sql<boolean>`not exists (
      select from brokerage.lead l where l.id = brokerage.delivery.lead_id and l.restricted_at is not null)`)
    .returning('supplier_id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('delivery', 'replay');
  if (row.supplier_id) {
    await tx
      .updateTable('brokerage.supplier')
      .set({ breaker_failures: 0, breaker_retry_at: null })
      .where('id', '=', row.supplier_id)
      .execute();
  }
  await ctx.wake(tx, 'dispatch');
}

/** Replays what was bound for one supplier, by somebody who may not know whose request it is about. @throws NotAllowed as replay does */
export async function replayTo(ctx: Context, tx: Tx, supplier: string, deliveryId: string): Promise<void> {
  const { rows } = await sql`
    select d.id from brokerage.delivery d
    where d.id = ${deliveryId} and d.supplier_id = ${supplier} and d.audience = 'supplier' for update of d`.execute(tx);
  if (rows.length === 0) throw new NotAllowed('delivery', 'replay');
  await again(ctx, tx, deliveryId);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'supplier.replayed', deliveryId, { supplier });
}

/**
 * Sweeps the book, so that nothing waits for ever (G3): claims whose worker must have died are handed back or given up, what
 * is bound for an endpoint that no longer exists is ended with that reason, and so is what has waited a whole retry
 * schedule behind an open breaker without its turn coming.
 * @returns what was ended, for the other domains to hear of
 */
export async function sweepDeliveries(tx: Tx, now: Temporal.Instant): Promise<Ended[]> {
  const lost = await sql<Ended>`
    update brokerage.delivery d set leased_until = null, due_at = ${now},
      state = case when d.attempts >= ${retrySeconds.length} then 'dead' when gathered.there then 'cancelled' else 'pending' end,
      reason = case when d.attempts >= ${retrySeconds.length} then 'worker-lost' when gathered.there then 'gathered' end,
      ended_at = case when d.attempts >= ${retrySeconds.length} or gathered.there then ${now}::timestamptz end
    from brokerage.delivery lost
    cross join lateral (select ${isGathered('lost')} as there) as gathered
    where lost.id = d.id and d.state = 'sending' and d.leased_until < ${now}
    returning ${ended}
  `.execute(tx);
  const patience = retrySeconds.reduce<number>((sum, seconds) => sum + seconds, 0);
  const unreachable = await sql<Ended>`
    update brokerage.delivery d set state = 'dead', ended_at = ${now},
      reason = case when s.webhook_url is null or s.webhook_disabled_at is not null then 'no-endpoint' else 'endpoint-down' end
    from brokerage.supplier s
    where d.state = 'pending' and d.channel = 'webhook' and d.lane = 'webhook:' || s.id
      and (s.webhook_url is null or s.webhook_disabled_at is not null
        or (s.breaker_failures >= ${breakerAfter} and d.due_at < ${now}::timestamptz - make_interval(secs => ${patience})))
    returning ${ended}
  `.execute(tx);
  return [...lost.rows, ...unreachable.rows].filter((d) => d.state !== 'pending');
}

const ended = sql.raw(
  'd.id, d.kind, d.state, d.referral_id as "referralId", d.lead_id as "leadId", d.supplier_id as "supplierId", d.subject_id as "subjectId", null::integer as status',
);

/** SQL: another mail of the kind, waiting or begun later, tells the same and more. */
export const isGathered = (alias: string) => sql`exists (
  select from brokerage.delivery other where ${sql.ref(`${alias}.kind`)} = 'customer.quotes' and other.kind = 'customer.quotes'
    and other.lead_id = ${sql.ref(`${alias}.lead_id`)} and other.id <> ${sql.ref(`${alias}.id`)}
    and (other.state = 'pending' or (other.state = 'sending'
      and (other.created_at, other.id) > (${sql.ref(`${alias}.created_at`)}, ${sql.ref(`${alias}.id`)}))))`;

/** Cancels what waits to be mailed to a subscriber. */
export async function cancelAbout(ctx: Context, tx: Tx, subscriberId: string, reason: string): Promise<void> {
  await tx
    .updateTable('brokerage.delivery')
    .set({ state: 'cancelled', reason, ended_at: ctx.clock.now() })
    .where('audience', '=', 'subscriber')
    .where('subject_id', '=', subscriberId)
    .where('state', '=', 'pending')
    .execute();
}

/** Deletes every mail to some subscribers, sent and waiting, with what was caught of them. @returns rows deleted, by table */
export async function eraseAbout(tx: Tx, subscriberIds: readonly string[]): Promise<Record<string, number>> {
  const theirs = sql`audience = 'subscriber' and subject_id = any(${[...subscriberIds]}::uuid[])`;
  const caught = await sql`delete from caught.mail m where split_part(ltrim(m.message_id, '<'), '@', 1) in (
    select id::text from brokerage.delivery where ${theirs})`.execute(tx);
  const attempts = await sql`delete from brokerage.delivery_attempt where delivery_id in (
    select id from brokerage.delivery where ${theirs})`.execute(tx);
  const rows = await sql`delete from brokerage.delivery where ${theirs}`.execute(tx);
  return {
    'caught.mail': Number(caught.numAffectedRows ?? 0n),
    'brokerage.delivery_attempt': Number(attempts.numAffectedRows ?? 0n),
    'brokerage.delivery': Number(rows.numAffectedRows ?? 0n),
  };
}

/** Deletes what was caught about some requests, while their deliveries can still tell which it was. @returns how many mails */
export async function forgetCaught(tx: Tx, leadIds: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`delete from caught.mail m where ${caughtOf(leadIds)}`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
