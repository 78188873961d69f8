import { stockholmMidnight } from '#platform/clock.ts';
import { type Db, type RawBuilder, sql, type Tx, transact } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { EventKind } from './visit.ts';

/** Upper ends of the classes that web vitals are counted in, so that a percentile of a long span can be read: ms, and hundredths for shift. */
const classes = sql`case vital
  when 'cls' then (array[0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 1e9])[1 + width_bucket(amount::numeric, array[0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1]::numeric[])]
  when 'inp' then (array[50, 100, 150, 200, 300, 500, 800, 1500, 1e9])[1 + width_bucket(amount::numeric, array[50, 100, 150, 200, 300, 500, 800, 1500]::numeric[])]
  else (array[500, 1000, 1500, 2000, 2500, 3000, 4000, 6000, 1e9])[1 + width_bucket(amount::numeric, array[500, 1000, 1500, 2000, 2500, 3000, 4000, 6000]::numeric[])]
end`;

/** What events are counted by: a name, the kinds it is about, and the value of an event; one without a value is not counted by it. */
export const dimensions = {
  all: { kinds: ['view'], value: sql`''` },
  page: { kinds: ['view'], value: sql`page` },
  source: { kinds: ['view'], value: sql`coalesce(host, '')` },
  campaign: { kinds: ['view'], value: sql`nullif(concat_ws(' / ', utm_source, utm_medium, utm_campaign), '')` },
  country: { kinds: ['view'], value: sql`coalesce(country, '')` },
  browser: { kinds: ['view'], value: sql`browser` },
  system: { kinds: ['view'], value: sql`system` },
  device: { kinds: ['view'], value: sql`device` },
  screen: { kinds: ['view'], value: sql`screen` },
  language: { kinds: ['view'], value: sql`coalesce(language, '')` },
  step: { kinds: ['step', 'left'], value: sql`service || ' ' || step` },
  field: { kinds: ['error'], value: sql`service || ' ' || step || ' ' || field` },
  out: { kinds: ['out'], value: sql`host` },
  vital: { kinds: ['vital'], value: sql`vital || ' ' || ${classes}` },
} as const;
export type Dimension = keyof typeof dimensions;

/** Events of a span, by every dimension they are counted by. */
const spread = (from: Temporal.Instant, until: Temporal.Instant) => sql`analytics.event e
  cross join lateral (values ${sql.join(
    Object.entries(dimensions).map(
      ([name, { kinds, value }]) =>
        sql`(${sql.lit(name)}, case when e.kind in (${sql.join(kinds.map((kind) => sql.lit(kind)))}) then ${value} end)`,
    ),
  )}) as d (dimension, value)
  where e.at >= ${from} and e.at < ${until} and d.value is not null`;

/** What an hour's counts hold of a span, or would. */
export const byHour = (from: Temporal.Instant, until: Temporal.Instant) =>
  sql<{ hour: Temporal.Instant; kind: string; dimension: Dimension; value: string; n: number }>`
    select date_trunc('hour', e.at) as hour, e.kind, d.dimension, d.value, count(*) as n from ${spread(from, until)} group by 1, 2, 3, 4`;

export interface DayCount {
  readonly day: Temporal.PlainDate;
  readonly kind: EventKind;
  readonly dimension: Dimension;
  readonly value: string;
  readonly n: number;
  readonly visitors: number;
}

/** What a day's counts hold of a span, or would: with how many different visitors. */
export const byDay = (from: Temporal.Instant, until: Temporal.Instant) =>
  sql<DayCount>`
    select day, kind, dimension, value, sum(n)::bigint as n, count(*) as visitors from (
      select (e.at at time zone 'Europe/Stockholm')::date as day, e.kind, d.dimension, d.value, e.visitor, count(*) as n
      from ${spread(from, until)} group by 1, 2, 3, 4, 5) a
    group by 1, 2, 3, 4`;

const lock = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtext('analytics.rollup'))`.execute(tx);

export async function rolledUntil(db: Db, what: 'hour' | 'day'): Promise<Temporal.Instant | undefined> {
  const { rows } = await sql<{ until: Temporal.Instant }>`
    select until from analytics.rolled where what = ${what}`.execute(db);
  return rows[0]?.until;
}
const setRolled = (tx: Tx, what: 'hour' | 'day', until: Temporal.Instant) =>
  sql`insert into analytics.rolled (what, until) values (${what}, ${until}) on conflict (what) do update set until = excluded.until`.execute(
    tx,
  );

/** When the first event happened that is not before a time. */
const firstSince = async (db: Db, at: Temporal.Instant | undefined): Promise<Temporal.Instant | undefined> =>
  (
    await sql<{ at: Temporal.Instant | null }>`
      select min(at) as at from analytics.event where ${at ? sql`at >= ${at}` : sql`true`}`.execute(db)
  ).rows[0]?.at ?? undefined;

/** An hour is over for certain a while after its end: what was on its way has been stored. */
const settled = { minutes: 5 } as const;

/** Days that are counted by one statement, when many wait: those of a restored backup, say. */
const atOnce = { hours: 7 * 24 } as const;

const hourOf = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: 'hour', roundingMode: 'floor' });

/**
 * Counts every whole hour and Swedish day that is over and not counted yet, each in the transaction that says how far it has come: a stop in the
 * middle loses and doubles nothing.
 */
export async function rollUp(ctx: Context): Promise<void> {
  await walk(
    ctx,
    'hour',
    hourOf,
    (from, until) => sql`insert into analytics.hourly (hour, kind, dimension, value, n) ${byHour(from, until)}`,
  );
  await walk(
    ctx,
    'day',
    stockholmMidnight,
    (from, until) => sql`insert into analytics.daily (day, kind, dimension, value, n, visitors) ${byDay(from, until)}`,
  );
}

async function walk(
  ctx: Context,
  what: 'hour' | 'day',
  floor: (at: Temporal.Instant) => Temporal.Instant,
  count: (from: Temporal.Instant, until: Temporal.Instant) => RawBuilder<unknown>,
): Promise<void> {
  const end = floor(ctx.clock.now().subtract(settled));
  for (let more = true; more; ) {
    more = await transact(ctx.db, async (tx) => {
      await lock(tx);
      const known = await rolledUntil(tx, what);
      // Those in which nothing happened have nothing to count, however many there are.
      const begun = await firstSince(tx, known);
      if (!begun) return false;
      const from = floor(begun);
      const full = floor(from.add(atOnce));
      const until = Temporal.Instant.compare(full, end) < 0 ? full : end;
      if (Temporal.Instant.compare(from, until) >= 0) return false;
      await count(from, until).execute(tx);
      await setRolled(tx, what, until);
      return true;
    });
  }
}
