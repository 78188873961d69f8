import { randomUUID } from 'node:crypto';
import { transact } from '#platform/db/index.ts';
import { eraseArchivedAgain } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { noteTaken, type Ports, settleTaken } from '../delivery/index.ts';
import { eraseRooms } from './erase.ts';
import { lastKeys, noteArchivedErasure } from './erase-archived.ts';
import { sealNeedles, soughtOf } from './needles.ts';
import { noteRecipients } from './notices.ts';
import type { Proofs } from './proofs.ts';
import { type Granted, grantAgain, type WishLine } from './wishes.ts';

/** One line of the list that is kept outside the database. */
export type OutsideLine =
  | {
      readonly at: string;
      readonly leadIds: readonly string[];
      readonly archiveIds: readonly string[];
      readonly emailKeys: readonly string[];
    }
  | WishLine
  | { readonly at: string; readonly delivered: readonly string[] }
  | { readonly at: string; readonly backup: string };

export interface Replayed extends Granted {
  /** Requests and archived requests that had come back with the backup, and are gone again. */
  readonly requests: number;
  /** Deliveries that had arrived, and would have been made again. */
  readonly deliveries: number;
}

const portion = 500;

/**
 * Does again to a restored database what has been done since its backup was made (P30, G6): books as arrived what the peers have
 * taken, erases every request, archived request and address on the list, and does what else people have asked for since. What had not arrived yet is sent: to suppliers, that they are to
 * erase. Nobody else is written to. May be run again.
 * @param settled what follows when deliveries have arrived
 * @param proofs keeps what must be found nowhere afterwards
 */
export async function replay(
  ctx: Context,
  lines: readonly OutsideLine[],
  settled: Ports['settled'],
  proofs: Proofs,
): Promise<Replayed> {
  const taken = lines.flatMap((line) => ('delivered' in line ? line.delivered.map((id) => ({ id, at: line.at })) : []));
  for (const some of portions(taken)) await noteTaken(ctx, some);
  const deliveries = await settleTaken(ctx, settled);
  const erasures = lines.flatMap((line) => ('leadIds' in line ? [line] : []));
  const leadIds = [...new Set(erasures.flatMap((line) => line.leadIds))];
  // A request that was archived has left the brokerage; one whose archived row was erased may be in either.
  const archiveIds = [...new Set(erasures.flatMap((line) => line.archiveIds))];
  const keys = [...new Set(erasures.flatMap((line) => line.emailKeys))];
  let requests = 0;
  for (const ids of portions([...leadIds, ...archiveIds])) requests += await eraseAgain(ctx, ids, proofs);
  for (const ids of portions(archiveIds)) requests += await archivedAgain(ctx, ids, proofs);
  for (const some of portions(keys)) await eraseTraces(ctx, some);
  // After the erasures: what is gone needs nothing done again.
  const again = await grantAgain(
    ctx,
    lines.flatMap((line) => ('wish' in line ? [line] : [])),
    proofs,
  );
  return { requests, deliveries, ...again };
}

/** @returns how many requests had come back */
async function eraseAgain(ctx: Context, ids: readonly string[], proofs: Proofs): Promise<number> {
  return transact(ctx.db, async (tx) => {
    const back = await tx
      .selectFrom('brokerage.lead')
      .select(['id', 'email_key as emailKey'])
      .where((eb) => eb.or([eb('id', 'in', ids), eb('joined_to', 'in', ids)]))
      .forUpdate()
      .execute();
    if (back.length === 0) return 0;
    const leadIds = back.map((lead) => lead.id);
    const erasureId = randomUUID();
    const needles = sealNeedles(ctx, erasureId, await soughtOf(tx, leadIds));
    const about = { scope: 'lead', rule: 'backup', lead_ids: leadIds, counts: '{}', needles } as const;
    const row = { id: erasureId, at: ctx.clock.now(), ...about };
    await tx.insertInto('privacy.erasure').values(row).execute();
    // Suppliers that had been told are known to be; one whose notice had not arrived when the database was lost gets it now.
    await noteRecipients(ctx, tx, erasureId, leadIds);
    const counts = await eraseRooms(ctx, tx, { leadIds, emailKeys: [] });
    await tx
      .updateTable('privacy.erasure')
      .set({ counts: JSON.stringify(counts) })
      .where('id', '=', erasureId)
      .execute();
    const last = await lastKeys(
      tx,
      back.map((lead) => lead.emailKey),
    );
    await eraseRooms(ctx, tx, { leadIds: [], emailKeys: last });
    await proofs.keep(ctx, tx, [{ erasureId, rule: 'backup', leadIds, counts }]);
    // The list that this installation writes may be another than the one it reads here.
    await ctx.outside?.erased({
      at: ctx.clock.now(),
      leadIds,
      archiveIds: [],
      emailKeys: last.map((key) => key.toString('hex')),
    });
    return leadIds.length;
  });
}

async function archivedAgain(ctx: Context, ids: readonly string[], proofs: Proofs): Promise<number> {
  return transact(ctx.db, async (tx) => {
    const gone = await eraseArchivedAgain(ctx, tx, ids);
    if (gone.length === 0) return 0;
    await proofs.keep(ctx, tx, [await noteArchivedErasure(ctx, tx, gone, 'backup')]);
    return gone.length;
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

function* portions<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += portion) yield all.slice(i, i + portion);
}
