import { randomUUID } from 'node:crypto';
import { sql, transact } from '#platform/db/index.ts';
import { eraseArchivedAgain } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { type Erased, eraseRooms } from './erase.ts';
import { lastKeys, noteArchivedErasure } from './erase-archived.ts';
import { needlesOf } from './needles.ts';

/** One line of the list that is kept outside the database. */
export type OutsideLine =
  | {
      readonly at: string;
      readonly leadIds: readonly string[];
      readonly archiveIds: readonly string[];
      readonly emailKeys: readonly string[];
    }
  | { readonly at: string; readonly delivered: readonly string[] };

export interface Replayed {
  readonly erased: readonly Erased[];
  /** Requests and archived requests that had come back with the backup, and are gone again. */
  readonly requests: number;
  /** Deliveries that had arrived, and would have been made again. */
  readonly deliveries: number;
}

const portion = 500;

/**
 * Does again to a restored database what has been done since its backup was made (P30, G6): erases every request, archived request
 * and address on the list, and marks as delivered what the peers have taken. Nobody is written to: they have been. May be run again.
 */
export async function replay(ctx: Context, lines: readonly OutsideLine[]): Promise<Replayed> {
  const erasures = lines.flatMap((line) => ('leadIds' in line ? [line] : []));
  const taken = lines.flatMap((line) => ('delivered' in line ? line.delivered : []));
  const leadIds = [...new Set(erasures.flatMap((line) => line.leadIds))];
  // A request that was archived has left the brokerage; one whose archived row was erased may be in either.
  const archiveIds = [...new Set(erasures.flatMap((line) => line.archiveIds))];
  const keys = [...new Set(erasures.flatMap((line) => line.emailKeys))];
  const erased: Erased[] = [];
  for (const ids of portions([...leadIds, ...archiveIds])) {
    const one = await eraseAgain(ctx, ids);
    if (one) erased.push(one);
  }
  for (const ids of portions(archiveIds)) {
    const one = await archivedAgain(ctx, ids);
    if (one) erased.push(one);
  }
  for (const some of portions(keys)) await eraseTraces(ctx, some);
  let deliveries = 0;
  for (const ids of portions(taken)) deliveries += await markTaken(ctx, ids);
  return { erased, requests: erased.reduce((n, one) => n + one.leadIds.length, 0), deliveries };
}

async function eraseAgain(ctx: Context, ids: readonly string[]): Promise<Erased | undefined> {
  return transact(ctx.db, async (tx) => {
    const back = await tx
      .selectFrom('brokerage.lead')
      .select(['id', 'email_key as emailKey'])
      .where((eb) => eb.or([eb('id', 'in', ids), eb('joined_to', 'in', ids)]))
      .forUpdate()
      .execute();
    if (back.length === 0) return undefined;
    const leadIds = back.map((lead) => lead.id);
    const needles = await needlesOf(tx, leadIds);
    const counts = await eraseRooms(ctx, tx, { leadIds, emailKeys: [] });
    const last = await lastKeys(
      tx,
      back.map((lead) => lead.emailKey),
    );
    await eraseRooms(ctx, tx, { leadIds: [], emailKeys: last });
    const erasureId = randomUUID();
    await tx
      .insertInto('privacy.erasure')
      .values({
        id: erasureId,
        at: ctx.clock.now(),
        scope: 'lead',
        rule: 'backup',
        lead_ids: leadIds,
        counts: JSON.stringify(counts),
      })
      .execute();
    return { erasureId, rule: 'backup', leadIds, counts, needles };
  });
}

async function archivedAgain(ctx: Context, ids: readonly string[]): Promise<Erased | undefined> {
  return transact(ctx.db, async (tx) => {
    const gone = await eraseArchivedAgain(ctx, tx, ids);
    return gone.length > 0 ? noteArchivedErasure(ctx, tx, gone, 'backup') : undefined;
  });
}

/** Addresses of which nothing should be left: log-ins, counters, cases. Those that have come back with a new request since are left. */
async function eraseTraces(ctx: Context, keys: readonly string[]): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const last = await lastKeys(
      tx,
      keys.map((key) => Buffer.from(key, 'hex')),
    );
    await eraseRooms(ctx, tx, { leadIds: [], emailKeys: last });
  });
}

async function markTaken(ctx: Context, ids: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`update brokerage.delivery
    set state = 'delivered', reason = null, leased_until = null, ended_at = ${ctx.clock.now()}
    where id = any(${[...ids]}::uuid[]) and state in ('pending', 'sending')`.execute(ctx.db);
  return Number(numAffectedRows ?? 0n);
}

function* portions<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += portion) yield all.slice(i, i + portion);
}
