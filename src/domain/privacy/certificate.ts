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
  return (
    db
      .selectFrom('privacy.erasure')
      .select(['id', 'lead_ids as leadIds', 'needles'])
      .where('certified_at', 'is', null)
      // What a page has erased is no worker's own: whoever comes first proves it.
      .where((eb) => eb.or([eb('at', '<', before), eb('id', 'in', [...own, nobody]), eb('scope', '=', 'subscriber')]))
      .orderBy('at')
      .limit(1000)
      .execute()
  );
}
const nobody = '00000000-0000-0000-0000-000000000000';

/** The proof of one erasure. */
export function certificateOf(db: Db, erasureId: string) {
  return db.selectFrom('privacy.certificate').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst();
}

/** An erasure with its proof, for people. Nothing in it is about anybody. */
export interface Certificate {
  readonly erasureId: string;
  readonly number: number | null;
  readonly erasedAt: Temporal.Instant;
  readonly scope: string;
  readonly rule: string;
  readonly requests: number;
  readonly promise: string | null;
  readonly policyVersion: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly scan: ScanResult | null;
  readonly hash: string | null;
}

/** The erasures of these ids, a request's or an erasure's own, and their certificates; a hash of null: not proved yet. */
export async function certificatesOf({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<Certificate[]> {
  const { rows } = await sql<Certificate>`
    select e.id as "erasureId", c.id as number, e.at as "erasedAt", e.scope, e.rule, cardinality(e.lead_ids) as requests, c.promise,
      c.policy_version as "policyVersion", e.counts, c.scan, encode(c.hash, 'hex') as hash
    from privacy.erasure e left join privacy.certificate c on c.erasure_id = e.id
    where e.id = any(${[...ids]}::uuid[]) or e.lead_ids && ${[...ids]}::uuid[] order by e.at, e.id`.execute(db);
  return rows;
}

export interface ListedCertificate {
  readonly erasureId: string;
  readonly number: number;
  readonly at: Temporal.Instant;
  readonly scope: string;
  readonly rule: string;
  readonly promise: string;
  readonly requests: number;
  /** Values that the scan found afterwards; null when it could not be known. */
  readonly found: number | null;
}

/** The proofs, the newest first. @param before the next page: of lower number */
export async function certificateList(db: Db, most: number, before?: number): Promise<ListedCertificate[]> {
  const { rows } = await sql<ListedCertificate>`
    select erasure_id as "erasureId", id as number, at, scope, rule, promise, cardinality(lead_ids) as requests,
      (scan ->> 'found')::integer as found
    from privacy.certificate where ${before ?? null}::bigint is null or id < ${before ?? null}::bigint
    order by id desc limit ${most}`.execute(db);
  return rows;
}

/** Whether a proof is as it was written, follows from the one before it, and is what the one after it follows from. */
export async function certificateLinks(
  db: Db,
  erasureId: string,
): Promise<{ readonly whole: boolean; readonly follows: boolean; readonly followed: boolean | null } | undefined> {
  const { rows } = await sql<{ whole: boolean; follows: boolean; followed: boolean | null }>`
    select c.hash = ledger.chain_hash(to_jsonb(c), c.previous) as whole, c.previous is not distinct from before.hash as follows,
      after.previous = c.hash as followed
    from privacy.certificate c
    left join lateral (select hash from privacy.certificate where id < c.id order by id desc limit 1) as before on true
    left join lateral (select previous from privacy.certificate where id > c.id order by id limit 1) as after on true
    where c.erasure_id = ${erasureId}`.execute(db);
  return rows[0];
}
