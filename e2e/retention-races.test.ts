import { expect, it } from 'vitest';
import { Proofs } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';
import { type Act, arrive, chance, perform } from './support/histories.ts';
import { house } from './support/house.ts';
import { addDays, addMonths } from './support/plain-model.ts';

const seeds = Number(process.env.SEEDS ?? 500);
const at = (s: number) => Temporal.Instant.fromEpochMilliseconds(s * 1000);
const hour = 3600;

/**
 * Around the moment when a request falls due, its supplier quotes, its customer ends it or asks for erasure, and two sweeps run,
 * all at once. Whatever order the database puts them in, the outcome must be one that some order allows.
 */
it(`G4: ${seeds} seeds of sweeps against concurrent quotes, contracts and erasures: no violation`, async () => {
  const h = await house({ start: '2027-02-01T00:00:00Z' });
  const proofs = new Proofs();
  const violations: string[] = [];
  const seen = { kept: 0, erased: 0, archived: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const random = chance(seed);
    const begins = h.clock.now().epochMilliseconds / 1000 + hour;
    h.clock.set(at(begins));
    const ids = await arrive(h, seed, at(begins));
    const quoted = random() < 0.5 && (await perform(h, ids, 'quote'));
    const limit = quoted ? addMonths(begins, 12) : addDays(begins, 30);
    // A second before, at, or after its time.
    const now = limit + Math.floor(random() * 3) - 1;
    h.clock.set(at(now));
    const acts = (['quote', 'contract', 'withdrawn', 'erasure', 'no-contract', 'restrict'] as const).filter(
      () => random() < 0.4,
    );
    const jobs: (() => Promise<unknown>)[] = [
      () => h.retain(proofs),
      () => h.retain(proofs),
      ...acts.map((act) => () => perform(h, ids, act).then((happened) => happened && done.add(act))),
    ];
    const done = new Set<Act>();
    jobs.sort(() => random() - 0.5);
    await Promise.all(jobs.map((job) => job()));
    const problem = judge(await standing(ids.id), { done, now, limit, quoted });
    if (problem) violations.push(`seed ${seed} (${[...done].join(', ')}): ${problem}`);
    // One more hour, and nothing that was due may be left.
    h.clock.set(at(now + hour));
    await h.retain(proofs);
    const after = await standing(ids.id);
    const ended = done.has('withdrawn') || done.has('erasure');
    if (ended && (after.lead || after.archive)) violations.push(`seed ${seed}: left behind after it was ended`);
    const still = done.has('restrict') || done.has('contract');
    if (!still && !ended && after.lead && !firstQuoteCameInTime(after)) violations.push(`seed ${seed}: left behind`);
    if (done.has('contract') && !ended && after.lead && !done.has('restrict'))
      violations.push(`seed ${seed}: contract not archived`);
    if (after.orphans > 0) violations.push(`seed ${seed}: ${after.orphans} rows without their request`);
    seen[after.lead ? 'kept' : after.archive ? 'archived' : 'erased'] += 1;
  }

  async function standing(id: string) {
    const { rows } = await sql<{ lead: boolean; archive: boolean; quoted: boolean; orphans: number }>`
      select exists (select from brokerage.lead where id = ${id}) as lead,
        exists (select from archive.request where id = ${id}) as archive,
        exists (select from brokerage.lead where id = ${id} and first_quote_at is not null) as quoted,
        (select count(*)::integer from brokerage.referral r where not exists (select from brokerage.lead l where l.id = r.lead_id))
          + (select count(*)::integer from brokerage.quote q where not exists (select from brokerage.lead l where l.id = q.lead_id)) as orphans`.execute(
      h.db.owner.db,
    );
    return rows[0]!;
  }
  type Standing = Awaited<ReturnType<typeof standing>>;
  /** One that got its first quote in time, by whoever was first, has twelve months. */
  function firstQuoteCameInTime(after: Standing): boolean {
    return after.quoted;
  }
  function judge(
    now: Standing,
    told: { done: ReadonlySet<Act>; now: number; limit: number; quoted: boolean },
  ): string | undefined {
    const { done } = told;
    if (now.lead && now.archive) return 'both open and archived';
    const asked = done.has('withdrawn') || done.has('erasure');
    if (!now.lead && !now.archive && told.now < told.limit && !asked) return 'erased early';
    if (now.archive && !done.has('contract')) return 'archived without a contract';
    if (done.has('quote') && !told.quoted && told.now >= told.limit) return 'a late quote revived it';
    return undefined;
  }

  process.stdout.write(`${JSON.stringify({ seeds, ...seen, violations: violations.length })}\n`);
  expect(violations).toEqual([]);
  expect(Math.min(seen.kept, seen.erased, seen.archived)).toBeGreaterThan(10);
}, 1_200_000);
