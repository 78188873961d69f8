import type { Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { certify, type Uncertified, uncertified } from './certificate.ts';
import type { Erased } from './erase.ts';
import { openNeedles } from './needles.ts';
import { placesOfIds, type ScanResult, scan } from './scan.ts';
import type { Folder } from './scan-files.ts';

/** The values of more requests than these are not looked for at once. */
const mostRequests = 4000;

/**
 * Proves what has been erased. A scan reads everything, so it takes a tenth of the time at most: after one that took a second, the next
 * begins ten seconds later at the earliest, with all that has been erased meanwhile. The values to look for lie sealed in the rows of
 * the erasures until they are proved, so that a process that ends in between leaves them to another.
 */
export class Proofs {
  readonly #own = new Map<string, number>();
  #restUntil = 0;

  add(erased: readonly Erased[]): void {
    for (const { erasureId, leadIds } of erased) this.#own.set(erasureId, leadIds.length);
  }

  /** Called in the transaction that erases, for proofs that must outlive the process. */
  async keep(_ctx: Context, _tx: Tx, _erased: readonly Erased[]): Promise<void> {}

  /**
   * Scans for what has gathered and writes the certificates; a scan that fails leaves everything as it was. Erasures of another process
   * are its own for a quarter of an hour, and then whoever's comes first.
   * @param urgent without waiting for a pause, and until nothing is left
   * @returns what was found; undefined when there was nothing to prove, or it is too early
   */
  async prove(ctx: Context, folders: readonly Folder[] = [], urgent = false): Promise<ScanResult | undefined> {
    const gathered = [...this.#own.values()].reduce((sum, n) => sum + n, 0);
    if (!urgent && gathered < mostRequests && performance.now() < this.#restUntil) return undefined;
    let result: ScanResult | undefined;
    for (;;) {
      const some = await this.#some(ctx);
      if (some.length === 0) return result;
      const started = performance.now();
      try {
        result = together(result, await proveSome(ctx, some, folders));
      } finally {
        this.#restUntil = performance.now() + 9 * (performance.now() - started);
      }
      for (const { id } of some) this.#own.delete(id);
      if (!urgent) return result;
    }
  }

  async #some(ctx: Context): Promise<Uncertified[]> {
    const open = await uncertified(ctx.db, [...this.#own.keys()], ctx.clock.now().subtract({ minutes: 15 }));
    // Proved by another since.
    for (const id of this.#own.keys())
      if (!open.some((one) => one.id === id) && open.length < 1000) this.#own.delete(id);
    let requests = 0;
    return open.filter(({ leadIds }, i) => {
      requests += leadIds.length;
      return i === 0 || requests <= mostRequests;
    });
  }
}

async function proveSome(ctx: Context, some: readonly Uncertified[], folders: readonly Folder[]): Promise<ScanResult> {
  const opened = some.map((erasure) => ({ ...erasure, needles: openNeedles(ctx, erasure.id, erasure.needles) }));
  const known = opened.filter((erasure) => erasure.needles);
  const unknown = opened.filter((erasure) => !erasure.needles);
  const idsOf = (erasures: readonly Uncertified[] | typeof opened) => erasures.map(({ id }) => id);
  const needles = unlike(known.flatMap((erasure) => erasure.needles ?? []));
  const result = await scan(ctx.db, needles, { folders, gone: known.flatMap(({ leadIds }) => leadIds) });
  await certify(ctx, idsOf(known), result);
  if (unknown.length === 0) return result;
  // Nobody knows any more what to look for. That no row is left of the requests doesn't prove that no value is.
  const places = await placesOfIds(
    ctx.db,
    unknown.flatMap(({ leadIds }) => leadIds),
  );
  const blind = {
    needles: 0,
    shared: 0,
    tables: 0,
    columns: 0,
    rows: 0,
    files: 0,
    found: places.length || null,
    places,
  };
  await certify(ctx, idsOf(unknown), blind);
  return together(result, blind);
}

const unlike = <T extends { readonly kind: string; readonly forms: readonly string[] }>(all: readonly T[]): T[] => [
  ...new Map(all.map((one) => [[one.kind, ...one.forms].join('\0'), one])).values(),
];

/** Two results as one; what could not be looked for in one of them is not proved. */
function together(one: ScanResult | undefined, other: ScanResult): ScanResult {
  if (!one) return other;
  const places = [...new Set([...one.places, ...other.places])];
  return {
    ...(one.tables > other.tables ? one : other),
    needles: one.needles + other.needles,
    shared: one.shared + other.shared,
    found: places.length || (one.found === null || other.found === null ? null : 0),
    places,
  };
}
