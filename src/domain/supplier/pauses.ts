import { randomUUID } from 'node:crypto';
import { stockholmDate } from '#platform/clock.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { NotAllowed } from '../transitions.ts';
import { noteChange } from './actions.ts';

/** The pauses of a supplier that are not over by a day, the next first. */
export function pausesOf(db: Db, supplierId: string, today: Temporal.PlainDate) {
  return db
    .selectFrom('brokerage.supplier_pause')
    .select(['id', 'from_day as from', 'to_day as to'])
    .where('supplier_id', '=', supplierId)
    .where('to_day', '>=', today)
    .orderBy('from_day')
    .execute();
}

/** Adds days without requests; those that are over are forgotten. @throws NotAllowed when there is no such supplier */
export async function addPause(
  ctx: Context,
  tx: Tx,
  supplierId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const there = await tx
    .selectFrom('brokerage.supplier')
    .select('id')
    .where('id', '=', supplierId)
    .forUpdate()
    .executeTakeFirst();
  if (!there) throw new NotAllowed('supplier', 'pause');
  const today = stockholmDate(ctx.clock.now());
  await tx
    .deleteFrom('brokerage.supplier_pause')
    .where('supplier_id', '=', supplierId)
    .where('to_day', '<', today)
    .execute();
  const days = { from_day: Temporal.PlainDate.from(from), to_day: Temporal.PlainDate.from(to) };
  await tx
    .insertInto('brokerage.supplier_pause')
    .values({ id: randomUUID(), supplier_id: supplierId, ...days })
    .execute();
  await noteChange(ctx, tx, 'pause-added', supplierId, { days: `${from}..${to}` });
}

/** Takes a pause away again. @throws NotAllowed when it is gone already */
export async function removePause(ctx: Context, tx: Tx, supplierId: string, pauseId: string): Promise<void> {
  const row = await tx
    .deleteFrom('brokerage.supplier_pause')
    .where('id', '=', pauseId)
    .where('supplier_id', '=', supplierId)
    .returning(['from_day as from', 'to_day as to'])
    .executeTakeFirst();
  if (!row) throw new NotAllowed('pause', 'be removed');
  await noteChange(ctx, tx, 'pause-removed', supplierId, { days: `${row.from}..${row.to}` });
}
