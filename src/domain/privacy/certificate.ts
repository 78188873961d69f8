import { type Db, sql, transact } from '#platform/db/index.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import type { ScanResult } from './scan.ts';

/** Writes the proof of some erasures from what the scan after them found (P30). A second call for the same ones does nothing. */
export async function certify(ctx: Context, erasureIds: readonly string[], result: ScanResult): Promise<void> {
  if (erasureIds.length === 0) return;
  await transact(ctx.db, async (tx) => {
    const erasures = await tx
      .updateTable('privacy.erasure')
      .set({ certified_at: ctx.clock.now() })
      .where('id', 'in', erasureIds)
      .where('certified_at', 'is', null)
      .returningAll()
      .execute();
    for (const erasure of erasures.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))) {
      await sql`insert into privacy.certificate (erasure_id, at, scope, rule, promise, policy_version, lead_ids, counts, scan)
        values (${erasure.id}, ${ctx.clock.now()}, ${erasure.scope}, ${erasure.rule}, ${promiseOf(erasure.rule)}, ${ctx.policyVersion},
          ${erasure.lead_ids}, ${JSON.stringify(erasure.counts)}::jsonb, ${JSON.stringify(result)}::jsonb)`.execute(tx);
    }
  });
}

const promiseOf = (rule: string): string =>
  Object.hasOwn(retention, rule) ? retention[rule as RetentionRuleId].origin : 'P30';

/** Erasures that have no proof yet: the program ended between the two, or the scan is about to run. Oldest first. */
export function uncertified(db: Db) {
  return db
    .selectFrom('privacy.erasure')
    .select(['id', 'at', 'lead_ids as leadIds'])
    .where('certified_at', 'is', null)
    .orderBy('at')
    .limit(1000)
    .execute();
}

/** The proof of one erasure. */
export function certificateOf(db: Db, erasureId: string) {
  return db.selectFrom('privacy.certificate').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst();
}

export interface Chain {
  readonly rows: number;
  /** The first row that doesn't follow from the one before it; null when all do. */
  readonly broken: number | null;
  /** The newest row's hash, in hex. */
  readonly head: string | null;
}

/** Counts a chain again from its first row: a changed, missing or added row shows. */
export async function verifyChain(db: Db, table: 'privacy.certificate' | 'ledger.audit'): Promise<Chain> {
  const { rows } = await sql<Chain>`
    select count(*) as rows, min(id) filter (where not whole) as broken, encode((array_agg(hash order by id desc))[1], 'hex') as head
    from (select t.id, t.hash, t.previous is not distinct from lag(t.hash) over (order by t.id)
        and t.hash = ledger.chain_hash(to_jsonb(t), t.previous) as whole
      from ${sql.table(table)} t) as chain`.execute(db);
  return rows[0]!;
}
