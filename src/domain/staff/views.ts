import { randomUUID } from 'node:crypto';
import type { Db, Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

/** A filter of the list of requests under a name of somebody's own. What was searched for is never in it: that may be a person's (D6). */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly filter: Readonly<Record<string, string>>;
}

/** What a view may hold, by the names that the list's address has for it. */
export const viewKeys = ['state', 'service', 'supplier', 'received', 'restricted'] as const;
export const mostViews = 20;

/** Somebody's own views, by name. */
export async function savedViews(db: Db, staffId: string): Promise<SavedView[]> {
  const rows = await db
    .selectFrom('access.saved_view')
    .select(['id', 'name', 'filter'])
    .where('staff_id', '=', staffId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, filter: row.filter as Record<string, string> }));
}

/** Keeps a filter under a name; the same name again means this one from now on. @throws NotAllowed when there are too many, or no name */
export async function saveView(
  ctx: Context,
  tx: Tx,
  staffId: string,
  name: string,
  filter: Readonly<Record<string, string>>,
): Promise<void> {
  const called = name.trim().slice(0, 40);
  const kept = Object.fromEntries(viewKeys.flatMap((key) => (filter[key] ? [[key, filter[key]] as const] : [])));
  const own = await savedViews(tx, staffId);
  if (!called || Object.keys(kept).length === 0) throw new NotAllowed('view', 'save');
  if (own.length >= mostViews && !own.some((one) => one.name === called)) throw new NotAllowed('view', 'save');
  const now = ctx.clock.now();
  const id = randomUUID();
  await tx
    .insertInto('access.saved_view')
    .values({ id, staff_id: staffId, name: called, filter: JSON.stringify(kept), made_at: now })
    .onConflict((oc) => oc.columns(['staff_id', 'name']).doUpdateSet({ filter: JSON.stringify(kept), made_at: now }))
    .execute();
  await audit(tx, now, ctx.actor ?? 'product', 'view.saved', staffId);
}

/** Forgets a view of somebody's own; another's can't be. */
export async function removeView(ctx: Context, tx: Tx, staffId: string, id: string): Promise<void> {
  const gone = await tx
    .deleteFrom('access.saved_view')
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) throw new NotAllowed('view', 'remove');
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'view.removed', staffId);
}
