import { type Db, sql } from '#platform/db/index.ts';

/** How the brokerage stands, in counts of what is active and of what has happened lately. Nothing about anybody. */
export interface Standing {
  /** Active requests by state. */
  readonly byState: Readonly<Record<string, number>>;
  readonly today: number;
  readonly week: number;
  /** Since when the oldest request without a quote has waited. */
  readonly oldestOpen: Temporal.Instant | null;
  /** Erased within three days if nothing happens (D3). */
  readonly leaving: number;
  readonly restricted: number;
}

/** @param midnight when the Swedish day began @param monday when its week did */
export async function standing(
  db: Db,
  { now, midnight, monday }: { now: Temporal.Instant; midnight: Temporal.Instant; monday: Temporal.Instant },
): Promise<Standing> {
  const states = await sql<{ state: string; n: number }>`
    select state, count(*) as n from brokerage.lead where state in ('received', 'waiting', 'open', 'quoted', 'chosen')
    group by state`.execute(db);
  const { rows } = await sql<Omit<Standing, 'byState'>>`select
    (select count(*) from brokerage.lead where received_at >= ${midnight}) as today,
    (select count(*) from brokerage.lead where received_at >= ${monday}) as week,
    (select min(received_at) from brokerage.lead where state in ('waiting', 'open')) as "oldestOpen",
    (select count(*) from brokerage.lead where clock_at <= ${now.add({ hours: 72 })}) as leaving,
    (select count(*) from brokerage.lead where restricted_at is not null) as restricted`.execute(db);
  return { byState: Object.fromEntries(states.rows.map(({ state, n }) => [state, n])), ...rows[0]! };
}

export interface Week {
  /** The Monday it begins with. */
  readonly monday: Temporal.PlainDate;
  readonly requests: number;
  readonly quotes: number;
  readonly contracts: number;
  /** Median hours from a request to its first quote, of requests of that week; null when none has one. */
  readonly hoursToQuote: number | null;
}

/**
 * The last weeks, the present one last, from the event log: it holds ids and times only, and keeps them when a request has been
 * erased, so that the curve doesn't fall with the data.
 * @param since the first Monday's midnight in Sweden
 */
export async function weeks(db: Db, since: Temporal.Instant): Promise<Week[]> {
  const { rows } = await sql<Week>`
    with happened as (
      select date_trunc('week', at at time zone 'Europe/Stockholm')::date as monday, type, lead_id, at
      from ledger.event where type in ('lead.received', 'quote.received', 'contract.reported') and at >= ${since}),
    counted as (
      select monday, count(*) filter (where type = 'lead.received') as requests, count(*) filter (where type = 'quote.received') as quotes,
        count(*) filter (where type = 'contract.reported') as contracts
      from happened group by monday),
    -- A quote comes after its request: the first one is among them.
    firsts as (select lead_id, min(at) as at from happened where type = 'quote.received' group by lead_id),
    waits as (
      select r.monday, percentile_cont(0.5) within group (order by extract(epoch from f.at - r.at) / 3600)::float8 as hours
      from happened r join firsts f on f.lead_id = r.lead_id where r.type = 'lead.received' group by r.monday)
    select c.monday, c.requests, c.quotes, c.contracts, w.hours as "hoursToQuote"
    from counted c left join waits w on w.monday = c.monday order by c.monday`.execute(db);
  return rows;
}
