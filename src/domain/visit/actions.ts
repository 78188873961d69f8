import { stockholmDate } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { pastIn } from '#platform/db/past.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { visitorOf } from './visit.ts';

/** Why something was not taken: `program` for what nobody sits at, `refused` for what is not measured. */
export type DropReason = 'program' | 'refused';

/** Counts what was not taken, by the day and by nothing else. */
export async function noteDropped(ctx: Context, reason: DropReason): Promise<void> {
  await sql`insert into analytics.dropped as d (day, reason, n) values (${stockholmDate(ctx.clock.now())}, ${reason}, 1)
    on conflict (day, reason) do update set n = d.n + 1`.execute(ctx.db);
}

/** Makes the tables of this month and the next, so that no event lies beside them for long. Again is harmless. */
export async function makeMonths(ctx: Context): Promise<void> {
  const today = ctx.clock.now().toZonedDateTimeISO('UTC').toPlainDate();
  for (const day of [today, today.add({ months: 1 })])
    await sql`select analytics.make_month(${day}::date)`.execute(ctx.db);
}

/** Erases events whose time has come (P24): each counted from when it happened, whole months with their table. @returns how many rows and tables went */
export async function sweepVisits(ctx: Context): Promise<{ readonly rows: number; readonly months: number }> {
  const { past, surely } = await pastIn(
    ctx.db,
    'analytics.event',
    ctx.clock.now(),
    retention['event.analytics'].period,
  );
  const { rows } = await sql<{ n: number }>`select analytics.drop_months(${surely}) as n`.execute(ctx.db);
  const gone = await sql`delete from analytics.event where ${past}`.execute(ctx.db);
  // What was counted of them as well: a count of one would say as much as the event did.
  await sql`delete from analytics.hourly where hour <= ${surely}`.execute(ctx.db);
  await sql`delete from analytics.daily where day < ${stockholmDate(surely)}`.execute(ctx.db);
  await sql`delete from analytics.dropped where day < ${stockholmDate(surely)}`.execute(ctx.db);
  return { rows: Number(gone.numAffectedRows ?? 0n), months: rows[0]?.n ?? 0 };
}

/**
 * Erases what was measured of a visitor who says no after a yes: only now, and by the browser itself, is it told which number is theirs. Counts that
 * have been made stay: nobody is in them. @returns how many events went
 */
export async function forgetVisitor(ctx: Context, consentId: string): Promise<number> {
  const gone = await sql`delete from analytics.event where visitor = ${visitorOf(ctx.vault, consentId)}`.execute(
    ctx.db,
  );
  return Number(gone.numAffectedRows ?? 0n);
}

/** How many events are kept past their time at an instant. */
export async function visitsPast(db: Db, now: Temporal.Instant): Promise<number> {
  const { past } = await pastIn(db, 'analytics.event', now, retention['event.analytics'].period);
  const { rows } = await sql<{ n: number }>`select count(*) as n from analytics.event where ${past}`.execute(db);
  return rows[0]?.n ?? 0;
}
