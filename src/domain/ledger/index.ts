import type { Db, Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { EventIds, EventType } from './events.ts';

export { type EventIds, type EventType, eventTypes } from './events.ts';

/** Counts, codes and days that explain an event; no free text, nothing about a person. */
export type EventDetail = Readonly<Record<string, string | number | boolean>>;

/** Records what happened, at the context's time, and enqueues its reactions in the same transaction. */
export async function record(
  ctx: Context,
  tx: Tx,
  type: EventType,
  ids: EventIds,
  detail: EventDetail = {},
): Promise<void> {
  const event = await tx
    .insertInto('ledger.event')
    .values({
      at: ctx.clock.now(),
      type,
      lead_id: ids.leadId ?? null,
      referral_id: ids.referralId ?? null,
      quote_id: ids.quoteId ?? null,
      supplier_id: ids.supplierId ?? null,
      detail: JSON.stringify(detail),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.react(tx, type, ids, event.id);
}

/** What has happened to a lead, oldest first. */
export function eventsOf(db: Db, leadId: string) {
  return db
    .selectFrom('ledger.event')
    .select(['id', 'at', 'type', 'referral_id', 'quote_id', 'supplier_id', 'detail'])
    .where('lead_id', '=', leadId)
    .orderBy('id')
    .execute();
}
