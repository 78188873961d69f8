import { addPeriod, isOver, sinceAtTheLatest } from '#platform/clock.ts';
import { type Db, sql, transact } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { addressLinkPeriod, lapseAddresses } from './correct.ts';

/**
 * Forgets whose a case was, a month after its answer (the rule `rights-case`), and lets the wish for another address lapse that nobody has
 * confirmed.
 * @returns how many cases were forgotten
 */
export async function forgetCases(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  await transact(ctx.db, (tx) => lapseAddresses(ctx, tx, addPeriod(now, `-${addressLinkPeriod}`)));
  const past = await casesPast(ctx.db, now);
  const { numAffectedRows } = await sql`
    update privacy.rights_case set email_key = null where email_key is not null and id = any(${past}::uuid[])`.execute(
    ctx.db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Cases whose person should be forgotten by an instant: counted forwards from the answer, as the calendar does (D7). */
export async function casesPast(db: Db, now: Temporal.Instant): Promise<string[]> {
  const { period } = retention['rights-case'];
  const { rows } = await sql<{
    id: string;
    closed: Temporal.Instant;
  }>`select id, closed_at as closed from privacy.rights_case
    where email_key is not null and closed_at <= ${sinceAtTheLatest(now, period)}`.execute(db);
  return rows.filter(({ closed }) => isOver(closed, period, now)).map(({ id }) => id);
}
