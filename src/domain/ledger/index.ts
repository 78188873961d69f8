export { audit } from './audit.ts';
export { erasurePlace, type NotedErasure, noteErasure } from './erasures.ts';
export { type TrailFilter, type TrailRow, trail, trailChoices, trailPage } from './trail.ts';

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
  await recordAll(ctx, tx, type, [ids], detail);
}

/** Records the same kind of thing that happened to many, in one statement. */
export async function recordAll(
  ctx: Context,
  tx: Tx,
  type: EventType,
  all: readonly EventIds[],
  detail: EventDetail = {},
): Promise<void> {
  if (all.length === 0) return;
  const at = ctx.clock.now();
  const events = await tx
    .insertInto('ledger.event')
    .values(
      all.map((ids) => ({
        at,
        type,
        lead_id: ids.leadId ?? null,
        referral_id: ids.referralId ?? null,
        quote_id: ids.quoteId ?? null,
        supplier_id: ids.supplierId ?? null,
        detail: JSON.stringify(detail),
      })),
    )
    .returning('id')
    .execute();
  for (const [i, ids] of all.entries()) await ctx.react(tx, type, ids, events[i]!.id);
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
