import { type Db, sql } from '#platform/db/index.ts';
import type { Engaged, ProcessorId } from '#policy/recipients.ts';

/** Somebody who could receive personal data during a time that is over (`until`) or goes on (null). */
export interface RecipientPeriod {
  readonly kind: 'supplier' | ProcessorId;
  readonly recipient: string;
  readonly name: string;
  /** Of a supplier. */
  readonly service: string | null;
  /** Of a processor: ISO 3166-1, and by what right if outside the EU and the EEA; 'own' where nobody is engaged. */
  readonly country: string | null;
  readonly safeguard: string | null;
  readonly since: Temporal.Instant;
  readonly until: Temporal.Instant | null;
}

/** Who can be sent a request now: active, with a service and something to reach it by. A disabled endpoint may come back, so it counts. */
const reachable = sql`
  select 'supplier' as kind, s.id as recipient, s.name, v.service, null as located_in, null as safeguard
  from brokerage.supplier s join brokerage.supplier_service v on v.supplier_id = s.id
  where s.active and (s.email is not null or s.webhook_url is not null)`;

/**
 * Writes down who can receive personal data from now on, and who no longer can; what is right already is left as it is. Called where
 * the registry is changed, at start and every hour.
 * @param engaged whom the operator has stated; left out where that is not known, and then the processors stand as they are
 * @returns how many periods began or ended
 */
export async function noteRecipients(db: Db, now: Temporal.Instant, engaged?: readonly Engaged[]): Promise<number> {
  const processors = (engaged ?? []).map((one) => ({
    ...{ kind: one.kind, recipient: one.name, name: one.name },
    ...{ located_in: one.own ? 'own' : one.country, safeguard: one.safeguard ?? null },
  }));
  const { rows } = await sql<{ n: number }>`
    with present as (${reachable}
      union all select p.kind, p.recipient, p.name, null, p.located_in, p.safeguard
      from jsonb_to_recordset(${JSON.stringify(processors)}::jsonb) as p(kind text, recipient text, name text, located_in text, safeguard text)),
    ended as (
      update privacy.recipient r set until = greatest(${now}, r.since) where r.until is null and (r.kind = 'supplier' or ${engaged !== undefined})
        and not exists (select from present p where p.kind = r.kind and p.recipient = r.recipient and p.name = r.name
          and p.service is not distinct from r.service and p.located_in is not distinct from r.located_in and p.safeguard is not distinct from r.safeguard)
      returning r.kind, r.recipient, r.service)
    select count(*) as n from ended`.execute(db);
  const began = await sql`
    insert into privacy.recipient (kind, recipient, name, service, located_in, safeguard, since)
    select p.*, ${now} from (${reachable}
      union all select p.kind, p.recipient, p.name, null, p.located_in, p.safeguard
      from jsonb_to_recordset(${JSON.stringify(processors)}::jsonb) as p(kind text, recipient text, name text, located_in text, safeguard text)) as p
    on conflict (kind, recipient, coalesce(service, '')) where until is null do nothing`.execute(db);
  return (rows[0]?.n ?? 0) + Number(began.numAffectedRows ?? 0n);
}

/** Everybody who could receive personal data, those who can now first, then the latest; examples for trying the product out are left out. */
export async function recipientPeriods(db: Db): Promise<RecipientPeriod[]> {
  const { rows } = await sql<RecipientPeriod>`
    select r.kind, r.recipient, r.name, r.service, r.located_in as country, r.safeguard, r.since, r.until from privacy.recipient r
    left join brokerage.supplier s on r.kind = 'supplier' and s.id = r.recipient
    where not coalesce(s.example, false)
    order by r.until desc nulls first, r.kind = 'supplier', r.name collate "sv-SE-x-icu", r.service, r.since`.execute(
    db,
  );
  return rows;
}

/** How the history stands against the registry and against what has been sent. */
export async function recipientsAmiss(db: Db): Promise<{
  /** Who can receive now and is not on the list, or is on it and can't. */
  readonly unlisted: number;
  readonly listed: number;
  /** Requests sent to a supplier at a time when it was not on the list for the service. */
  readonly outside: number;
}> {
  const { rows } = await sql<{ unlisted: number; listed: number; outside: number }>`
    with present as (${reachable}), held as (select * from privacy.recipient where until is null and kind = 'supplier')
    select
      (select count(*) from present p where not exists (select from held h where h.recipient = p.recipient and h.service = p.service)) as unlisted,
      (select count(*) from held h where not exists (select from present p where h.recipient = p.recipient and h.service = p.service)) as listed,
      (select count(*) from brokerage.referral f where not exists (select from privacy.recipient h where h.kind = 'supplier'
        and h.recipient = f.supplier_id and h.service = f.service and h.since <= f.created_at and coalesce(h.until >= f.created_at, true))) as outside`.execute(
    db,
  );
  return rows[0]!;
}
