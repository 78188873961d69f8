import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { activeStates, leadById } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

/** The customer asks us something about its own open request. @throws NotAllowed while it is restricted: nothing of it is mailed */
export async function askQuestion(ctx: Context, tx: Tx, leadId: string, body: string): Promise<void> {
  if ((await leadById(tx, leadId))?.restrictedAt !== null) throw new NotAllowed('lead', 'ask');
  const id = randomUUID();
  await tx.insertInto('brokerage.question').values({ id, lead_id: leadId, body, asked_at: ctx.clock.now() }).execute();
  await enqueue(ctx, tx, [{ kind: 'staff.question', leadId, subjectId: id }]);
  await record(ctx, tx, 'question.asked', { leadId });
}

/** What the customer has asked about a request, oldest first. */
export function questionsAsked(db: Db, leadId: string) {
  return db
    .selectFrom('brokerage.question')
    .select(['body', 'asked_at as askedAt'])
    .where('lead_id', '=', leadId)
    .orderBy('asked_at')
    .execute();
}

const days = (period: string): number => Temporal.Duration.from(period).days;

/**
 * D2: asks for the outcome of quotes that have been open 14, 30 and 90 days (customer) or 14 and 30 (supplier). A day that
 * was missed while the program stood still is asked once, for the latest day passed.
 * @returns how many reminders were booked
 */
export async function remindOutcomes(ctx: Context, db: Db): Promise<number> {
  let booked = 0;
  for (const audience of ['customer', 'supplier'] as const) {
    const periods = brokerageRules.outcomeReminders[audience];
    for (const [i, period] of periods.entries()) {
      const until = periods[i + 1];
      booked += await remind(ctx, db, audience, days(period), period, until);
    }
  }
  return booked;
}

function remind(
  ctx: Context,
  db: Db,
  audience: 'customer' | 'supplier',
  day: number,
  period: string,
  until: string | undefined,
): Promise<number> {
  const now = ctx.clock.now();
  return transact(db, async (tx) => {
    let due = tx
      .selectFrom('brokerage.quote as q')
      .innerJoin('brokerage.lead as l', 'l.id', 'q.lead_id')
      .select(['q.id', 'q.lead_id', 'q.referral_id', 'q.supplier_id'])
      .where('q.state', 'in', ['open', 'chosen'])
      .where('l.state', 'in', [...activeStates])
      .where('l.restricted_at', 'is', null)
      .where('q.received_at', '<=', addPeriod(now, `-${period}`));
    if (until) due = due.where('q.received_at', '>', addPeriod(now, `-${until}`));
    const fresh = await tx
      .insertInto('brokerage.reminder')
      .columns(['quote_id', 'audience', 'day', 'made_at'])
      .expression(
        due
          .clearSelect()
          .select([
            'q.id',
            sql.lit(audience).as('audience'),
            sql.lit(day).as('day'),
            sql<Temporal.Instant>`${now}::timestamptz`.as('made_at'),
          ]),
      )
      .onConflict((oc) => oc.doNothing())
      .returning('quote_id')
      .execute();
    if (fresh.length === 0) return 0;
    const quotes = await tx
      .selectFrom('brokerage.quote')
      .select(['id', 'lead_id', 'referral_id', 'supplier_id'])
      .where(
        'id',
        'in',
        fresh.map((r) => r.quote_id),
      )
      .execute();
    if (audience === 'supplier') {
      await enqueue(
        ctx,
        tx,
        quotes.map((q) => ({
          kind: 'supplier.outcome-reminder',
          leadId: q.lead_id,
          referralId: q.referral_id,
          supplierId: q.supplier_id,
          once: `${day} ${q.id}`,
        })),
      );
      return quotes.length;
    }
    // A customer with several quotes is asked once.
    const leads = [...Map.groupBy(quotes, (q) => q.lead_id)];
    await enqueue(
      ctx,
      tx,
      leads.map(([leadId, own]) => ({
        kind: 'customer.outcome-reminder',
        leadId,
        once: `${day} ${own.map((q) => q.id).toSorted()[0]}`,
      })),
    );
    return leads.length;
  });
}
