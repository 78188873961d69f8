import { randomUUID } from 'node:crypto';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { eraseDueArchived, type GoneArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { addCounts } from '../personal.ts';
import { type Erased, eraseRooms } from './erase.ts';
import { sealNeedles, soughtOfArchived } from './needles.ts';
import { tell } from './notices.ts';

/** Longer than anything holds a row or the log's chain; shorter than the server waits before it looks for a deadlock. */
const patience = '500ms';

/** What somebody held for longer than that. */
const isBusy = (error: unknown): boolean => ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');

/**
 * D1: archived requests whose 24 months are over, and those whose person asked. Over such a time nobody is written to: the contract is
 * two years old, and nothing is asked of anybody. When the person asked, the suppliers that had the request are told (art. 19).
 * Gives way to whoever holds what it needs, and does nothing then: the next pass does.
 * @returns the erasures, and how many had been stored too early and got their time again
 */
export async function eraseArchive(
  ctx: Context,
  batch: number,
  keep: (tx: Tx, erased: readonly Erased[]) => Promise<void>,
): Promise<{ gone: Erased[]; recounted: number }> {
  try {
    return await transact(ctx.db, async (tx) => {
      await sql`select set_config('lock_timeout', ${patience}, true)`.execute(tx);
      const { gone, recounted } = await eraseDueArchived(ctx, tx, batch);
      const erased: Erased[] = [];
      for (const [asked, group] of Map.groupBy(gone, (one) => one.asked))
        erased.push(await noteArchivedErasure(ctx, tx, group, asked ? 'lead.erasure' : 'archive.contract'));
      await keep(tx, erased);
      return { gone: erased, recounted };
    });
  } catch (error) {
    if (isBusy(error)) return { gone: [], recounted: 0 };
    throw error;
  }
}

/**
 * Writes down that archived requests have been erased in this transaction, tells the suppliers if the person asked and, where nothing
 * else of the person remains, erases the log-ins and counters.
 */
export async function noteArchivedErasure(
  ctx: Context,
  tx: Tx,
  gone: readonly GoneArchived[],
  rule: 'archive.contract' | 'lead.erasure' | 'backup',
): Promise<Erased> {
  const leadIds = gone.map((one) => one.id);
  const keys = await lastKeys(
    tx,
    gone.map((one) => one.emailKey),
  );
  const counts = addCounts(
    { 'archive.request': gone.length },
    await eraseRooms(ctx, tx, { leadIds: [], emailKeys: keys }),
  );
  const erasureId = randomUUID();
  const at = ctx.clock.now();
  await tx
    .insertInto('privacy.erasure')
    .values({
      ...{ id: erasureId, at, scope: 'archive', rule, lead_ids: leadIds, counts: JSON.stringify(counts) },
      needles: sealNeedles(ctx, erasureId, soughtOfArchived(gone)),
    })
    .execute();
  if (rule === 'lead.erasure') {
    const told = gone.flatMap(({ reference, service, suppliers }) =>
      suppliers.map(({ supplierId, referralId }) => ({ reference, service, supplierId, referralId })),
    );
    await tell(ctx, tx, erasureId, told);
  }
  await ctx.outside?.erased({
    at,
    leadIds: [],
    archiveIds: leadIds,
    emailKeys: keys.map((key) => key.toString('hex')),
  });
  return { erasureId, rule, leadIds, counts };
}

/** Of these addresses, those that no request and no archived one has any more. */
export async function lastKeys(db: Db, keys: readonly Buffer[]): Promise<Buffer[]> {
  const { rows } = await sql<{ key: Buffer }>`
    select distinct key from unnest(${[...keys]}::bytea[]) as key
    where not exists (select from brokerage.lead l where l.email_key = key) and archive.known(key) is null`.execute(db);
  return rows.map((row) => row.key);
}
