import { isOver, overSince } from '#platform/clock.ts';
import { type Db, type RawBuilder, sql } from './index.ts';

/**
 * The condition by which rows of a large table have had their time: counted forward for each of those near the limit, whose times are looked up
 * first, and by the limit alone for the rest.
 * @param table with a column `at`, indexed; a name of ours
 */
export async function pastIn(
  db: Db,
  table: 'analytics.event' | 'analytics.consent',
  now: Temporal.Instant,
  period: string,
): Promise<{ readonly past: RawBuilder<boolean>; readonly surely: Temporal.Instant }> {
  const { surely, perhaps } = overSince(now, period);
  const near = await sql<{ at: Temporal.Instant }>`
    select distinct at from ${sql.table(table)} where at > ${surely} and at <= ${perhaps}`.execute(db);
  const over = near.rows.flatMap(({ at }) => (isOver(at, period, now) ? [at.toString()] : []));
  return { past: sql<boolean>`(at <= ${surely} or at = any(${over}::timestamptz[]))`, surely };
}
