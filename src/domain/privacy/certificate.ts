import { type Db, sql, transact } from '#platform/db/index.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { noteHeads } from './chains.ts';
import type { ScanResult } from './scan.ts';

/**
 * Writes the proof of some erasures from what the scan after them found (P30), and forgets in the same transaction what was looked for. A second
 * call for the same ones does nothing.
 */
export async function certify(ctx: Context, erasureIds: readonly string[], result: ScanResult): Promise<void> {
  if (erasureIds.length === 0) return;
  await transact(ctx.db, async (tx) => {
    const erasures = await tx
      .updateTable('privacy.erasure')
      .set({ certified_at: ctx.clock.now(), needles: null })
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
  await noteHeads(ctx);
}

const promiseOf = (rule: string): string =>
  Object.hasOwn(retention, rule) ? retention[rule as RetentionRuleId].origin : 'P30';

export interface Uncertified {
  readonly id: string;
  readonly leadIds: readonly string[];
  /** Sealed; null when it is not known what to look for. */
  readonly needles: string | null;
}

/**
 * Erasures that have no proof yet: the scan is about to run, or the program ended between the two. Oldest first, at most a thousand.
 * @param own erasures that are this process's to prove
 * @param before when the others were erased
 */
export function uncertified(db: Db, own: readonly string[], before: Temporal.Instant): Promise<Uncertified[]> {
  return db
    .selectFrom('privacy.erasure')
    .select(['id', 'lead_ids as leadIds', 'needles'])
    .where('certified_at', 'is', null)
    .where((eb) => eb.or([eb('at', '<', before), eb('id', 'in', [...own, nobody])]))
    .orderBy('at')
    .limit(1000)
    .execute();
}
const nobody = '00000000-0000-0000-0000-000000000000';

/** The proof of one erasure. */
export function certificateOf(db: Db, erasureId: string) {
  return db.selectFrom('privacy.certificate').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst();
}
