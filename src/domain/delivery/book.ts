import type { Db, Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import { isGathered } from './actions.ts';
import { breakerAfter, breakerSeconds, type Delivery, type Ended, leaseSeconds, notYet } from './delivery.ts';

/** How many more may be under way: for mail, for text messages, and per supplier's endpoint. */
export interface Room {
  readonly mail: number;
  readonly sms: number;
  /** Room per supplier id where it is less than `webhook`. */
  readonly busy: Readonly<Record<string, number>>;
  readonly webhook: number;
}

/**
 * Claims what is due, lane by lane, so that one slow supplier's backlog can't stand in the way of another's. A supplier
 * whose breaker is open is passed over, and probed with a single delivery once a minute.
 */
export async function claimDue(db: Db, room: Room, now: Temporal.Instant): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`/* prepared claim */
    with lane as (
      select 'mail' as name, ${room.mail}::integer as room, null as supplier_id
      union all
      select 'sms', ${room.sms}::integer, null
      union all
      select 'webhook:' || s.id,
        least(coalesce((${JSON.stringify(room.busy)}::jsonb ->> s.id)::integer, ${room.webhook}::integer),
              case when s.breaker_failures >= ${breakerAfter} then 1 else ${room.webhook}::integer end),
        s.id
      from brokerage.supplier s
      where s.webhook_url is not null and s.webhook_disabled_at is null and (s.breaker_retry_at is null or s.breaker_retry_at <= ${now})
    ), due as (
      select d.id, lane.supplier_id from lane cross join lateral (
        select id from brokerage.delivery where lane = lane.name and state = 'pending' and due_at <= ${now}
        order by due_at limit lane.room for update skip locked) as d
    ), probed as (
      update brokerage.supplier s set breaker_retry_at = ${now}::timestamptz + make_interval(secs => ${breakerSeconds})
      from (select distinct supplier_id from due where supplier_id is not null) as p
      where p.supplier_id = s.id and s.breaker_failures >= ${breakerAfter}
    )
    update brokerage.delivery d set state = 'sending', attempts = d.attempts + 1,
      leased_until = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    from due where d.id = due.id
    returning d.id, d.kind, d.channel, d.lead_id as "leadId", d.referral_id as "referralId", d.supplier_id as "supplierId",
      d.subject_id as "subjectId", d.sealed, d.attempts, d.created_at as "createdAt",
      exists (select from brokerage.taken t where t.id = d.id) as taken`.execute(db);
  return rows;
}

/** An attempt and what became of the delivery, as it is written into the book. */
export interface Settled {
  readonly id: string;
  readonly state: 'pending' | 'delivered' | 'refused' | 'dead' | 'cancelled';
  readonly reason: string | null;
  readonly dueAt: Temporal.Instant | null;
  readonly at: Temporal.Instant;
  readonly outcome: string;
  readonly status: number | null;
  readonly ms: number;
  /** What whoever took it calls it. */
  readonly peerId?: string | null;
  /** For webhooks: whether the endpoint answered as it should. */
  readonly endpointOk: boolean | null;
}

/** Writes a batch of attempts. One that was cancelled or erased meanwhile is left as it is. */
export async function settle(tx: Tx, batch: readonly Settled[], now: Temporal.Instant): Promise<Ended[]> {
  const rows = batch.map((s) => ({ ...s, dueAt: s.dueAt?.toString() ?? null, at: s.at.toString() }));
  const { rows: ended } = await sql<Ended>`/* prepared settle */
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, state text, reason text, "dueAt" timestamptz,
        at timestamptz, outcome text, status integer, ms integer, "endpointOk" boolean)
    ), result as (
      update brokerage.delivery d set leased_until = null, due_at = coalesce(i."dueAt", d.due_at),
        attempts = case when i.outcome = ${notYet} then greatest(d.attempts - 1, 0) else d.attempts end,
        state = case when i.state = 'pending' and ${isGathered('d')} then 'cancelled' else i.state end,
        reason = case when i.state = 'pending' and ${isGathered('d')} then 'gathered' else i.reason end,
        ended_at = case when i.state = 'pending' and not ${isGathered('d')} then null else ${now}::timestamptz end
      from input i where d.id = i.id and d.state = 'sending'
      returning d.id, d.kind, d.state, d.referral_id, d.lead_id, d.supplier_id, d.subject_id, d.attempts, i.at, i.outcome, i.status, i.ms, i."endpointOk" as ok
    ), tried as (
      insert into brokerage.delivery_attempt (delivery_id, number, at, outcome, status, ms)
      select id, (select count(*) + 1 from brokerage.delivery_attempt a where a.delivery_id = result.id), at, outcome, status, ms from result
      where outcome <> ${notYet}
    ), health as (
      select supplier_id, bool_or(ok) as well, count(*) filter (where not ok) as failed from result
      where ok is not null group by supplier_id
    ), breaker as (
      update brokerage.supplier s set
        breaker_failures = case when h.well then 0 else s.breaker_failures + h.failed end,
        breaker_retry_at = case when h.well then null
          when s.breaker_failures + h.failed >= ${breakerAfter} then ${now}::timestamptz + make_interval(secs => ${breakerSeconds}) end
      from health h where h.supplier_id = s.id and (s.breaker_failures > 0 or h.failed > 0)
    )
    select id, kind, state, referral_id as "referralId", lead_id as "leadId", supplier_id as "supplierId", subject_id as "subjectId", status from result`.execute(
    tx,
  );
  const made = new Map(batch.map((s) => [s.id, s]));
  return ended.map((d) => ({ ...d, outcome: made.get(d.id)?.outcome ?? '', peerId: made.get(d.id)?.peerId ?? null }));
}
