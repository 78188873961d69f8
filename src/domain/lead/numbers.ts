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
    firsts as (
      select r.monday, extract(epoch from min(q.at) - r.at) / 3600 as hours
      from happened r join ledger.event q on q.lead_id = r.lead_id and q.type = 'quote.received'
      where r.type = 'lead.received' group by r.monday, r.lead_id, r.at)
    select w.monday,
      count(*) filter (where h.type = 'lead.received') as requests,
      count(*) filter (where h.type = 'quote.received') as quotes,
      count(*) filter (where h.type = 'contract.reported') as contracts,
      (select percentile_cont(0.5) within group (order by f.hours) from firsts f where f.monday = w.monday)::float8 as "hoursToQuote"
    from (select distinct monday from happened) w join happened h on h.monday = w.monday
    group by w.monday order by w.monday`.execute(db);
  return rows;
}
