import { stockholmDate } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { RetentionRuleId } from '#policy/retention.ts';
import { archivedEnds } from '../archive/index.ts';

/** How much falls due on a day, in Sweden, by a rule. */
export interface DueDay {
  readonly day: Temporal.PlainDate;
  readonly rule: RetentionRuleId;
  readonly n: number;
}

/** What the sweep will come to before an instant, by the stored clocks: by day and rule, the earliest first. Nothing about anybody. */
export async function dueDays(db: Db, before: Temporal.Instant): Promise<DueDay[]> {
  const { rows } = await sql<DueDay>`
    select (clock_at at time zone 'Europe/Stockholm')::date as day, clock_rule as rule, count(*) as n
    from brokerage.lead where clock_at < ${before} group by 1, 2 order by 1, 2`.execute(db);
  const archived = new Map<string, DueDay>();
  for (const { at, asked } of await archivedEnds(db, before)) {
    const rule = asked ? 'lead.erasure' : 'archive.contract';
    const day = stockholmDate(at);
    const key = `${day} ${rule}`;
    archived.set(key, { day, rule, n: (archived.get(key)?.n ?? 0) + 1 });
  }
  return [...rows, ...archived.values()].sort((a, b) => Temporal.PlainDate.compare(a.day, b.day));
}

/** The same by rule alone, the most first. */
export function dueByRule(days: readonly DueDay[]): { readonly rule: RetentionRuleId; readonly n: number }[] {
  const all = Map.groupBy(days, ({ rule }) => rule);
  return [...all].map(([rule, own]) => ({ rule, n: own.reduce((sum, { n }) => sum + n, 0) })).sort((a, b) => b.n - a.n);
}

export interface DueRequest {
  readonly reference: string;
  readonly service: string;
  readonly rule: RetentionRuleId;
  readonly at: Temporal.Instant;
  /** The customer has been told that it is coming, or is not to be told. */
  readonly told: boolean;
}

/** The requests whose clocks come first. */
export async function nextDue(db: Db, most: number): Promise<DueRequest[]> {
  const { rows } = await sql<DueRequest>`
    select reference, service, clock_rule as rule, clock_at as at, notice_at is null as told
    from brokerage.lead where clock_at is not null order by clock_at limit ${most}`.execute(db);
  return rows;
}

/** What is due may wait this long: the sweep runs hourly (G4). */
export const sweepInterval = { hours: 1 } as const;

/** What is past its time by more than a sweep: must be nothing (G4). By rule; what waits for its own clock has none. */
export async function lateNow(db: Db, now: Temporal.Instant): Promise<{ readonly rule: string; readonly n: number }[]> {
  const late = now.subtract(sweepInterval);
  const { rows } = await sql<{ rule: string; n: number }>`
    select clock_rule as rule, count(*) as n from brokerage.lead where clock_at <= ${late} group by 1
    union all select 'clockless', count(*) from brokerage.lead where clock_rule is null and received_at <= ${late}`.execute(
    db,
  );
  const ends = await archivedEnds(db, late);
  const archived = ends.filter(({ at }) => Temporal.Instant.compare(at, late) <= 0).length;
  return [...rows, { rule: 'archive.contract', n: archived }].filter(({ n }) => n > 0);
}
