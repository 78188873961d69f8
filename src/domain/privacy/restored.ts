import { SealError } from '#platform/crypto.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { certify } from './certificate.ts';
import type { Erased } from './erase.ts';
import { openNeedles } from './needles.ts';
import { Proofs } from './proofs.ts';
import { type ScanResult, scan } from './scan.ts';
import type { Folder } from './scan-files.ts';

/**
 * What is erased while a restored backup is cleaned is proved at the end, by one scan before the database opens. The values to look for
 * are stored sealed in the transaction that erases them, so that a cleaning that is cut off and taken up again knows them still.
 */
export class RestoredProofs extends Proofs {
  override add(): void {}

  override async prove(): Promise<undefined> {
    return undefined;
  }

  override async keep(_ctx: Context, tx: Tx, erased: readonly Erased[]): Promise<void> {
    for (const { erasureId } of erased)
      await sql`insert into privacy.restored_needle (erasure_id, sealed) select id, needles from privacy.erasure where id = ${erasureId}`.execute(
        tx,
      );
  }
}

/**
 * Scans for everything that the cleaning of a restored backup has erased, and certifies it when nothing was found. May be run again, and
 * looks for the same each time.
 * @param folders whose files are scanned as well
 */
export async function proveRestored(ctx: Context, folders: readonly Folder[]): Promise<ScanResult> {
  const { erasureIds, needles, gone } = await keptNeedles(ctx);
  const result = await scan(ctx.db, needles, { folders, gone });
  if (result.found === 0) await certify(ctx, erasureIds, result);
  return result;
}

/** Forgets what was looked for: in the transaction that opens the database. */
export async function forgetRestored(tx: Tx): Promise<void> {
  await tx.deleteFrom('privacy.restored_needle').execute();
}

/** @throws SealError when they were sealed by another secret: then nothing can be proved */
async function keptNeedles(ctx: Context) {
  const { rows } = await sql<{ id: string; sealed: string; leadIds: string[] }>`
    select n.erasure_id as id, n.sealed, e.lead_ids as "leadIds" from privacy.restored_needle n join privacy.erasure e on e.id = n.erasure_id order by e.at`.execute(
    ctx.db,
  );
  const needles = rows.flatMap(({ id, sealed }) => {
    const opened = openNeedles(ctx, id, sealed);
    if (!opened) throw new SealError('what was erased is sealed with a key that is not known here');
    return opened;
  });
  return { erasureIds: rows.map((row) => row.id), needles, gone: rows.flatMap((row) => row.leadIds) };
}
