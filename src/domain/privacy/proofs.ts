import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { certify, uncertified } from './certificate.ts';
import type { Erased } from './erase.ts';
import type { Needle } from './needles.ts';
import { type ScanResult, scan } from './scan.ts';

/** More values than this are looked for at once, and not gathered further. */
const mostNeedles = 50_000;

/**
 * Gathers what has been erased until the next scan. A scan reads everything, so it takes a tenth of the time at most: after one
 * that took a second, the next begins ten seconds later at the earliest. Values to look for live in memory only.
 */
export class Proofs {
  #needles: Needle[] = [];
  #ids: string[] = [];
  #restUntil = 0;

  add(erased: readonly Erased[]): void {
    for (const one of erased) {
      this.#ids.push(one.erasureId);
      this.#needles.push(...one.needles);
    }
  }

  /** Called in the transaction that erases, for proofs that must outlive the process. */
  async keep(_ctx: Context, _tx: Tx, _erased: readonly Erased[]): Promise<void> {}

  /**
   * Scans for what has gathered and writes the certificates. Erasures of a process that ended before its scan are certified by
   * what can still be looked for: their requests' ids.
   * @param urgent without waiting for a pause
   * @returns the result of the scan; undefined when there was nothing to prove, or it is too early
   */
  async prove(ctx: Context, folders: readonly string[] = [], urgent = false): Promise<ScanResult | undefined> {
    if (!urgent && this.#needles.length < mostNeedles && performance.now() < this.#restUntil) return undefined;
    const open = await uncertified(ctx.db);
    if (open.length === 0) return undefined;
    const own = new Set(this.#ids);
    const needles = this.#needles.splice(0);
    this.#ids = [];
    const started = performance.now();
    const known = open.filter((erasure) => own.has(erasure.id));
    const [first] = known;
    const result = await scan(ctx.db, needles, { folders, ...(first ? { since: first.at } : {}) });
    // Another process may be scanning for the others right now: they are its own for a quarter of an hour.
    const before = ctx.clock.now().subtract({ minutes: 15 });
    const orphaned = open.filter((e) => !own.has(e.id) && Temporal.Instant.compare(e.at, before) < 0);
    await certify(
      ctx,
      known.map((erasure) => erasure.id),
      result,
    );
    if (orphaned.length > 0) await this.#proveByIds(ctx, orphaned, folders);
    const took = performance.now() - started;
    this.#restUntil = performance.now() + 9 * took;
    return known.length + orphaned.length > 0 ? result : undefined;
  }

  async #proveByIds(
    ctx: Context,
    orphaned: readonly { readonly id: string; readonly leadIds: readonly string[] }[],
    folders: readonly string[],
  ): Promise<void> {
    const result = await scan(ctx.db, [], { folders });
    const places = await placesOfIds(
      ctx,
      orphaned.flatMap((erasure) => erasure.leadIds),
    );
    await certify(
      ctx,
      orphaned.map((erasure) => erasure.id),
      { ...result, places, found: places.length },
    );
  }
}

/** Tables of the brokerage that still have rows of requests that were erased. */
async function placesOfIds(ctx: Context, leadIds: readonly string[]): Promise<string[]> {
  const { rows: columns } = await sql<{ name: string; column: string }>`
    select format('%I.%I', table_schema, table_name) as name, column_name as "column" from information_schema.columns
    where table_schema = 'brokerage' and (column_name = 'lead_id' or (table_name = 'lead' and column_name = 'id'))`.execute(
    ctx.db,
  );
  const places: string[] = [];
  for (const { name, column } of columns) {
    const { rows } = await sql`select 1 from ${sql.raw(name)}
      where ${sql.ref(column)} = any(${[...leadIds]}::uuid[]) limit 1`.execute(ctx.db);
    if (rows.length > 0) places.push(`${name}.${column}`);
  }
  return places;
}
