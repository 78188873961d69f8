import { randomUUID } from 'node:crypto';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { archivedNeedles, dueArchived, eraseArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { addCounts } from '../personal.ts';
import { type Erased, eraseRooms } from './erase.ts';
import { formsOf } from './needles.ts';
import { tell } from './notices.ts';

/**
 * D1: archived requests whose 24 months are over, and those whose person asked. Over such a time nobody is written to: the contract is
 * two years old, and nothing is asked of anybody. When the person asked, the suppliers that had the request are told (art. 19).
 */
export async function eraseArchive(ctx: Context, batch: number): Promise<Erased[]> {
  return transact(ctx.db, async (tx) => {
    const due = await dueArchived(tx, ctx.clock.now(), batch);
    const gone: Erased[] = [];
    for (const [asked, group] of Map.groupBy(due, (one) => one.asked)) {
      const one = await eraseArchivedOnes(ctx, tx, group, asked ? 'lead.erasure' : 'archive.contract');
      gone.push(one);
      if (!asked) continue;
      const told = group.flatMap(({ reference, service, suppliers }) =>
        suppliers.map(({ supplierId, referralId }) => ({ reference, service, supplierId, referralId })),
      );
      await tell(ctx, tx, one.erasureId, told);
    }
    return gone;
  });
}

/** Erases archived requests and, where nothing else of the person remains, the log-ins and counters. */
export async function eraseArchivedOnes(
  ctx: Context,
  tx: Tx,
  due: readonly { readonly id: string; readonly emailKey: Buffer }[],
  rule: 'archive.contract' | 'lead.erasure' | 'backup',
): Promise<Erased> {
  const ids = due.map((one) => one.id);
  const words = await archivedNeedles(tx, ids);
  let counts = await eraseArchived(ctx, tx, ids);
  const keys = await lastKeys(
    tx,
    due.map((one) => one.emailKey),
  );
  counts = addCounts(counts, await eraseRooms(ctx, tx, { leadIds: [], emailKeys: keys }));
  const erasureId = randomUUID();
  await tx
    .insertInto('privacy.erasure')
    .values({
      id: erasureId,
      at: ctx.clock.now(),
      scope: 'archive',
      rule,
      lead_ids: ids,
      counts: JSON.stringify(counts),
    })
    .execute();
  await ctx.outside?.erased({
    at: ctx.clock.now(),
    leadIds: [],
    archiveIds: ids,
    emailKeys: keys.map((key) => key.toString('hex')),
  });
  const needles = [...words].flatMap(([leadId, texts]) =>
    texts.flatMap((text) => {
      const forms = formsOf('archive', text);
      return forms.length > 0 ? [{ leadId, kind: 'archive', forms }] : [];
    }),
  );
  return { erasureId, rule, leadIds: ids, counts, needles };
}

/** Of these addresses, those that no request and no archived one has any more. */
export async function lastKeys(db: Db, keys: readonly Buffer[]): Promise<Buffer[]> {
  const { rows } = await sql<{ key: Buffer }>`
    select distinct key from unnest(${[...keys]}::bytea[]) as key
    where not exists (select from brokerage.lead l where l.email_key = key) and archive.known(key) is null`.execute(db);
  return rows.map((row) => row.key);
}
