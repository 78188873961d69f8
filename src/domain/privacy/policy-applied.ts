import { createHash } from 'node:crypto';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import type { Period } from '#policy/period.ts';
import { leadClocks, retention } from '#policy/retention.ts';
import { canonicalJson } from '#policy/version.ts';
import { movedArchived, recountArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { type LeadClock, type LeadFacts, type LeadRule, type LeadRules, leadClock, resetClock } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';

const batch = 500;

/** More than this share of all requests falling due at once is not done without somebody saying so. */
const largeShare = 0.01;

/** Every rule, as far as clocks are counted by it. */
export type AllRules = LeadRules &
  Readonly<Record<string, { readonly period: Period | null; readonly action: string }>>;

/** What the clocks are counted by, as a fingerprint: periods, acts and notice, and none of the words. */
export function rulesFingerprint(rules: AllRules = retention): string {
  const numbers = Object.fromEntries(Object.entries(rules).map(([id, { period, action }]) => [id, { period, action }]));
  const source = canonicalJson({ rules: numbers, notice: brokerageRules.erasureNotice });
  return createHash('sha256').update(source).digest('hex');
}

export interface RuleChange {
  readonly rule: LeadRule;
  /** Requests whose clock is stored by this rule now, and that would be after. */
  readonly before: number;
  readonly after: number;
  /** Requests under the rule afterwards whose time or notice differs from what is stored. */
  readonly moved: number;
  /** Of the moved, those that fall due at once and were not due before. */
  readonly due: number;
}

export interface PolicyPreview {
  readonly leads: number;
  readonly moved: number;
  readonly due: number;
  readonly rules: readonly RuleChange[];
  /** Archived requests, and of them those whose end moves, and those that fall due by that. */
  readonly archived: { readonly kept: number; readonly moved: number; readonly due: number };
  /** When the earliest of the moved falls due; null when none has an end. */
  readonly earliest: Temporal.Instant | null;
}

interface Stored extends LeadFacts {
  readonly id: string;
  readonly clockRule: string | null;
  readonly clockAt: Temporal.Instant | null;
  readonly noticeAt: Temporal.Instant | null;
}

const same = (a: Temporal.Instant | null, b: Temporal.Instant | null) => (a && b ? a.equals(b) : a === b);

/** Whether the stored clock is the one the rules give. A notice that has been given is stored as null, and is not given again. */
const stands = (row: Stored, clock: LeadClock): boolean =>
  row.clockRule === null ||
  (row.clockRule === clock.rule &&
    same(row.clockAt, clock.at) &&
    (row.noticeAt === null || same(row.noticeAt, clock.noticeAt)));

/** Every request with its facts and stored clock, in portions by id. */
async function* stored(db: Db): AsyncGenerator<readonly Stored[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<Stored>`
      select id, received_at as "receivedAt", first_quote_at as "firstQuoteAt", closed_at as "closedAt", closing_reason as "closingReason",
        restricted_at as "restrictedAt", clock_rule as "clockRule", clock_at as "clockAt", notice_at as "noticeAt"
      from brokerage.lead where id > ${after}::uuid order by id limit 2000`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < 2000) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/**
 * What applying the rules would do, without doing it: reads every request and compares its stored clock with the one the rules give.
 * A request without a clock has none to move: the sweep gives it one, whatever the rules.
 * @param rules other rules than those in force, to see what they would do
 */
export async function previewPolicy(
  db: Db,
  now: Temporal.Instant,
  rules: AllRules = retention,
): Promise<PolicyPreview> {
  const counts = new Map(leadClocks.map((rule) => [rule, { before: 0, after: 0, moved: 0, due: 0 }]));
  const isDue = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, now) <= 0;
  let [leads, moved, due] = [0, 0, 0];
  let earliest: Temporal.Instant | null = null;
  for await (const rows of stored(db)) {
    for (const row of rows) {
      leads += 1;
      const clock = leadClock(row, rules);
      const before = counts.get((row.clockRule ?? clock.rule) as LeadRule);
      const after = counts.get(clock.rule);
      if (before) before.before += 1;
      if (!after) continue;
      after.after += 1;
      if (stands(row, clock)) continue;
      after.moved += 1;
      moved += 1;
      if (clock.at && (!earliest || Temporal.Instant.compare(clock.at, earliest) < 0)) earliest = clock.at;
      if (isDue(clock.at) && !isDue(row.clockAt)) {
        after.due += 1;
        due += 1;
      }
    }
  }
  const changes = leadClocks.map((rule) => ({ rule, ...counts.get(rule)! }));
  return { leads, moved, due, rules: changes, earliest, archived: await previewArchive(db, now, rules) };
}

const archivePeriod = (rules: AllRules): string =>
  rules['archive.contract']?.period ?? retention['archive.contract'].period;

async function previewArchive(db: Db, now: Temporal.Instant, rules: AllRules): Promise<PolicyPreview['archived']> {
  const { kept, moved } = await movedArchived(db, archivePeriod(rules));
  const due = moved.filter(
    ({ from, to }) => Temporal.Instant.compare(to, now) <= 0 && Temporal.Instant.compare(from, now) > 0,
  );
  return { kept, moved: moved.length, due: due.length };
}

export interface Applied {
  readonly fingerprint: string;
  readonly version: string;
  readonly at: Temporal.Instant;
  readonly moved: number;
  readonly due: number;
}

/** The edition the clocks were last counted by; undefined before the first start. */
export async function policyApplied(db: Db): Promise<Applied | undefined> {
  return db
    .selectFrom('privacy.policy_applied')
    .select(['fingerprint', 'version', 'at', 'moved', 'due'])
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether the clocks are counted by the rules in force. */
export const isApplied = (ctx: Context, applied: Applied | undefined): boolean =>
  applied?.fingerprint === rulesFingerprint() && applied.version === ctx.policyVersion;

/**
 * Counts every clock anew by the rules in force, in batches that others can work between; one that is broken off is done again
 * from the start and finds the rest. What has fallen due is erased by the next sweep.
 * @param rules for tests: those in force unless told
 */
export async function applyPolicy(ctx: Context, rules: AllRules = retention): Promise<Applied> {
  const before = await previewPolicy(ctx.db, ctx.clock.now(), rules);
  let moved = 0;
  if (before.moved > 0) {
    for await (const rows of stored(ctx.db)) moved += await recount(ctx, rows, rules);
  }
  const { moved: ends } = await movedArchived(ctx.db, archivePeriod(rules));
  moved += await transact(ctx.db, (tx) => recountArchived(tx, ends));
  return note(ctx, rulesFingerprint(rules), moved, before.due + before.archived.due);
}

async function recount(ctx: Context, rows: readonly Stored[], rules: LeadRules): Promise<number> {
  const stale = rows.filter((row) => !stands(row, leadClock(row, rules)));
  let moved = 0;
  for (let i = 0; i < stale.length; i += batch) {
    moved += await transact(ctx.db, async (tx) => {
      let n = 0;
      for (const row of stale.slice(i, i + batch)) {
        if ((await resetClock(tx, row.id, rules)) || (await moveNotice(tx, row, rules))) n += 1;
      }
      return n;
    });
  }
  return moved;
}

/** The same end and another notice: only the number of days between them has changed. */
async function moveNotice(tx: Tx, row: Stored, rules: LeadRules): Promise<boolean> {
  const { numAffectedRows } = await sql`update brokerage.lead set notice_at = ${leadClock(row, rules).noticeAt}
    where id = ${row.id} and notice_at = ${row.noticeAt} and clock_at = ${row.clockAt}`.execute(tx);
  return Number(numAffectedRows ?? 0n) > 0;
}

async function note(ctx: Context, fingerprint: string, moved: number, due: number): Promise<Applied> {
  const applied = { fingerprint, version: ctx.policyVersion, at: ctx.clock.now(), moved, due };
  await transact(ctx.db, async (tx) => {
    await tx
      .insertInto('privacy.policy_applied')
      .values(applied)
      .onConflict((on) =>
        on.column('fingerprint').doUpdateSet({ version: applied.version, at: applied.at, moved, due }),
      )
      .execute();
    await audit(tx, applied.at, 'product', 'policy.applied', null, { version: applied.version, moved, due });
    if (due > 0) await ctx.wake(tx, 'retention');
  });
  return applied;
}

export type Ensured =
  | { readonly kind: 'current' }
  | { readonly kind: 'applied'; readonly applied: Applied }
  /** Too much would be erased at once: somebody must say so. */
  | { readonly kind: 'waiting'; readonly preview: PolicyPreview };

/**
 * Applies the rules in force when they are not those the clocks were counted by. When that would make more than a hundredth of the
 * requests fall due at once, nothing is done: a slip in a number must not erase anybody (docs/decisions/0010).
 */
export async function ensurePolicyApplied(ctx: Context): Promise<Ensured> {
  if (isApplied(ctx, await policyApplied(ctx.db))) return { kind: 'current' };
  const preview = await previewPolicy(ctx.db, ctx.clock.now());
  const { leads, due, archived } = preview;
  if (due + archived.due > (leads + archived.kept) * largeShare) return { kind: 'waiting', preview };
  return { kind: 'applied', applied: await applyPolicy(ctx) };
}
