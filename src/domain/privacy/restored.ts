import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { certify } from './certificate.ts';
import type { Erased } from './erase.ts';
import type { Needle } from './needles.ts';
import { Proofs } from './proofs.ts';
import { type ScanResult, scan } from './scan.ts';

const placeOf = (erasureId: string): string => `restored.${erasureId}`;

/** Values as they lie sealed: bytes in hex. */
type Kept = Omit<Needle, 'bytes'> & { readonly bytes?: readonly string[] };

/**
 * What is erased while a restored backup is cleaned is proved at the end, by one scan before the database opens. The values to look for
 * are stored sealed in the transaction that erases them, so that a cleaning that is cut off and taken up again knows them still.
 */
export class RestoredProofs extends Proofs {
  override add(): void {}

  override async prove(): Promise<undefined> {
    return undefined;
  }

  override async keep(ctx: Context, tx: Tx, erased: readonly Erased[]): Promise<void> {
    for (const { erasureId, needles } of erased) {
      const kept = needles.map(
        ({ bytes, ...needle }): Kept => ({
          ...needle,
          ...(bytes ? { bytes: bytes.map((b) => b.toString('hex')) } : {}),
        }),
      );
      const sealed = ctx.vault.seal(JSON.stringify(kept), placeOf(erasureId));
      await tx.insertInto('privacy.restored_needle').values({ erasure_id: erasureId, sealed }).execute();
    }
  }
}

/**
 * Scans for everything that the cleaning of a restored backup has erased, and certifies it when nothing was found. May be run again, and
 * looks for the same each time.
 * @param folders whose files are scanned as well
 */
export async function proveRestored(ctx: Context, folders: readonly string[]): Promise<ScanResult> {
  const { erasureIds, needles, since } = await keptNeedles(ctx);
  const result = await scan(ctx.db, needles, { folders, ...(since ? { since } : {}) });
  if (result.found === 0) await certify(ctx, erasureIds, result);
  return result;
}

/** Forgets what was looked for: in the transaction that opens the database. */
export async function forgetRestored(tx: Tx): Promise<void> {
  await tx.deleteFrom('privacy.restored_needle').execute();
}

async function keptNeedles(ctx: Context) {
  const { rows } = await sql<{ id: string; sealed: string; at: Temporal.Instant }>`
    select n.erasure_id as id, n.sealed, e.at from privacy.restored_needle n join privacy.erasure e on e.id = n.erasure_id order by e.at`.execute(
    ctx.db,
  );
  const needles = rows.flatMap(({ id, sealed }) =>
    (JSON.parse(ctx.vault.unseal(sealed, placeOf(id))) as Kept[]).map(
      ({ bytes, ...needle }): Needle => ({
        ...needle,
        ...(bytes ? { bytes: bytes.map((b) => Buffer.from(b, 'hex')) } : {}),
      }),
    ),
  );
  return { erasureIds: rows.map((row) => row.id), needles, since: rows[0]?.at };
}
