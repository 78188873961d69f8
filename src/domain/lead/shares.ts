import { type Db, sql } from '#platform/db/index.ts';

/** How many days a customer may have had quotes without reacting, as the console groups them: up to 3, 7, 14 and 30, and longer. */
export const quoteAges = [3, 7, 14, 30] as const;

/** Requests whose customer has quotes and hasn't chosen, by the age of the first one; one number more than there are ages. */
export async function unanswered(db: Db, now: Temporal.Instant): Promise<number[]> {
  const { rows } = await sql<{ age: number; n: number }>`
    select width_bucket(extract(epoch from ${now}::timestamptz - first_quote_at) / 86400, ${[...quoteAges]}::numeric[]) as age, count(*) as n
    from brokerage.lead where state = 'quoted' and first_quote_at is not null group by 1`.execute(db);
  return Array.from({ length: quoteAges.length + 1 }, (_, age) => rows.find((row) => row.age === age)?.n ?? 0);
}

/** What has become of the requests of a service, or of what a supplier was sent, since some time. */
export interface Share {
  /** The service's id, or the supplier's. */
  readonly id: string;
  readonly requests: number;
  readonly quotes: number;
  readonly contracts: number;
  /** Median hours until the first quote; null when there is none. */
  readonly hoursToQuote: number | null;
}

const median = sql<number | null>`percentile_cont(0.5) within group
  (order by extract(epoch from q.at - r.at) / 3600) filter (where q.at is not null)::float8`;

/**
 * Requests that came since then, by service, with what they led to: from the event log, which keeps its counts when a request is
 * erased. Of requests from before the log said the service, it is known while they are held.
 */
export async function byService(db: Db, since: Temporal.Instant): Promise<Share[]> {
  const { rows } = await sql<Share>`
    with r as (
      select e.lead_id, e.at, coalesce(e.detail ->> 'service', l.service) as own
      from ledger.event e left join brokerage.lead l on l.id = e.lead_id and not e.detail ? 'service'
      where e.type = 'lead.received' and e.at >= ${since}),
    q as (select lead_id, min(at) as at, count(*) as n from ledger.event where type = 'quote.received' and at >= ${since} group by lead_id),
    c as (select distinct lead_id from ledger.event where type = 'contract.reported' and at >= ${since})
    select r.own as id, count(*) as requests, coalesce(sum(q.n), 0)::bigint as quotes, count(c.lead_id) as contracts, ${median} as "hoursToQuote"
    from r left join q on q.lead_id = r.lead_id left join c on c.lead_id = r.lead_id
    where r.own is not null group by r.own order by requests desc, id`.execute(db);
  return rows;
}

/** What each supplier was sent since then, and what it led to. */
export async function bySupplier(db: Db, since: Temporal.Instant): Promise<Share[]> {
  const { rows } = await sql<Share>`
    with r as (
      select referral_id, supplier_id as own, at from ledger.event where type = 'referral.sent' and at >= ${since}),
    q as (select referral_id, min(at) as at from ledger.event where type = 'quote.received' and at >= ${since} group by referral_id),
    c as (select distinct referral_id from ledger.event where type = 'contract.reported' and at >= ${since})
    select r.own as id, count(*) as requests, count(q.referral_id) as quotes, count(c.referral_id) as contracts, ${median} as "hoursToQuote"
    from r left join q on q.referral_id = r.referral_id left join c on c.referral_id = r.referral_id
    where r.own is not null group by r.own order by requests desc, id`.execute(db);
  return rows;
}
