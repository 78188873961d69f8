import { stockholmDate, stockholmMidnight } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';
import { byDay, byHour, type DayCount, type Dimension, rolledUntil } from './rollup.ts';
import type { EventKind } from './visit.ts';

/** Swedish days, both included. */
export interface Span {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/** Today, in Sweden, and the days before it. @param days how many in all */
export function lastDays(now: Temporal.Instant, days: number): Span {
  const to = stockholmDate(now);
  return { from: to.subtract({ days: days - 1 }), to };
}

/** As many days, right before. */
export function before({ from, to }: Span): Span {
  const days = from.until(to).days + 1;
  return { from: from.subtract({ days }), to: from.subtract({ days: 1 }) };
}

/** Fewer visitors than this are not shown by what they have in common: they might be known by it. */
export const fewest = 5;

export interface Count {
  readonly value: string;
  readonly n: number;
  /** Different ones of each day, added up: somebody who comes on two days is counted twice, since nobody is followed from one day to the next. */
  readonly visitors: number;
}

/** What has happened since the last whole day that was counted. */
export interface Tail {
  readonly at: Temporal.Instant;
  readonly rows: readonly DayCount[];
}

const startOf = (day: Temporal.PlainDate) => stockholmMidnight(day.toZonedDateTime(timeZone).toInstant());

/** Counts what no day's count holds yet: the events of a day or so, whatever the span that is asked for. */
export async function tailOf(db: Db, now: Temporal.Instant): Promise<Tail> {
  const from = (await rolledUntil(db, 'day')) ?? Temporal.Instant.fromEpochMilliseconds(0);
  const { rows } = await byDay(from, now.add({ seconds: 1 })).execute(db);
  return { at: now, rows };
}

/** Counts of a span: by dimension and kind, most visitors first, and day by day. */
export interface Counts {
  of(dimension: Dimension, kind?: EventKind): readonly Count[];
  readonly days: readonly {
    readonly day: Temporal.PlainDate;
    readonly views: number;
    readonly visitors: number;
  }[];
}

export async function countsOf(db: Db, span: Span, tail: Tail): Promise<Counts> {
  const within = (day: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(day, span.from) >= 0 && Temporal.PlainDate.compare(day, span.to) <= 0;
  const fresh = tail.rows.filter(({ day }) => within(day));
  const [all, daily] = await Promise.all([
    sql<Omit<DayCount, 'day'>>`
      select dimension, kind, value, sum(n)::bigint as n, sum(visitors)::bigint as visitors from analytics.daily
      where day between ${span.from} and ${span.to} group by 1, 2, 3`.execute(db),
    sql<Pick<DayCount, 'day' | 'n' | 'visitors'>>`
      select day, n, visitors from analytics.daily
      where dimension = 'all' and kind = 'view' and day between ${span.from} and ${span.to}`.execute(db),
  ]);
  const sums = new Map<string, Map<string, Count>>();
  for (const { dimension, kind, value, n, visitors } of [...all.rows, ...fresh]) {
    const own = sums.get(`${dimension} ${kind}`) ?? new Map<string, Count>();
    const was = own.get(value);
    own.set(value, { value, n: n + (was?.n ?? 0), visitors: visitors + (was?.visitors ?? 0) });
    sums.set(`${dimension} ${kind}`, own);
  }
  const ofAll = fresh.filter(({ dimension, kind }) => dimension === 'all' && kind === 'view');
  const byDate = new Map([...daily.rows, ...ofAll].map((one) => [one.day.toString(), one]));
  return {
    of: (dimension, kind = 'view') =>
      [...(sums.get(`${dimension} ${kind}`)?.values() ?? [])].sort(
        (a, b) => b.visitors - a.visitors || b.n - a.n || (a.value < b.value ? -1 : 1),
      ),
    days: Array.from({ length: span.from.until(span.to).days + 1 }, (_, i) => {
      const day = span.from.add({ days: i });
      const one = byDate.get(day.toString());
      return { day, views: one?.n ?? 0, visitors: one?.visitors ?? 0 };
    }),
  };
}

export interface Hour {
  readonly hour: Temporal.Instant;
  readonly n: number;
}

/** Views hour by hour of one Swedish day: 24 of them, or one more or less when the clock is changed. */
export async function perHour(db: Db, day: Temporal.PlainDate): Promise<readonly Hour[]> {
  const [from, until] = [startOf(day), startOf(day.add({ days: 1 }))];
  const rolled = (await rolledUntil(db, 'hour')) ?? from;
  const tail = Temporal.Instant.compare(rolled, from) > 0 ? rolled : from;
  const fresh =
    Temporal.Instant.compare(tail, until) < 0
      ? sql`union all select hour, n from (${byHour(tail, until)}) t where dimension = 'all' and kind = 'view'`
      : sql``;
  const { rows } = await sql<Hour>`
    select hour, sum(n)::bigint as n from (
      select hour, n from analytics.hourly
      where dimension = 'all' and kind = 'view' and hour >= ${from} and hour < ${until} ${fresh}) a
    group by hour order by hour`.execute(db);
  const known = new Map(rows.map(({ hour, n }) => [hour.epochMilliseconds, n]));
  return Array.from({ length: from.until(until).total('hours') }, (_, i) => {
    const hour = from.add({ hours: i });
    return { hour, n: known.get(hour.epochMilliseconds) ?? 0 };
  });
}

/** Different visitors with a view during the last half hour. */
export async function liveNow(db: Db, now: Temporal.Instant): Promise<number> {
  const since = now.subtract({ minutes: 30 });
  const { rows } = await sql<{ n: number }>`
    select count(distinct visitor) as n from analytics.event where kind = 'view' and at > ${since}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** What was not counted, by why. */
export async function droppedIn(db: Db, { from, to }: Span): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ reason: string; n: number }>`
    select reason, sum(n)::bigint as n from analytics.dropped where day between ${from} and ${to} group by 1`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}
