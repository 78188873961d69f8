import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, decide, mostSuppliers } from './routing.ts';

const monday = Temporal.Instant.from('2026-03-16T07:00:00Z');
const candidate = (supplierId: string, more: Partial<Candidate> = {}): Candidate => ({
  supplierId,
  active: true,
  reachable: true,
  takes: 'open',
  goesAt: monday,
  dailyCap: null,
  today: 0,
  weight: 1,
  recent: 0,
  ...more,
});

const anyCandidates = fc
  .uniqueArray(
    fc.record({
      supplierId: fc.stringMatching(/^[a-z]{1,6}$/),
      active: fc.boolean(),
      reachable: fc.boolean(),
      takes: fc.constantFrom('open', 'paused', 'out-of-hours'),
      goesAt: fc.nat(72).map((hours) => monday.add({ hours })),
      dailyCap: fc.option(fc.nat(5)),
      today: fc.nat(8),
      weight: fc.integer({ min: 1, max: 100 }),
      recent: fc.nat(1000),
    }),
    { selector: (c) => c.supplierId, maxLength: 12 },
  )
  .chain((candidates) =>
    fc.record({
      candidates: fc.constant(candidates),
      ticked: fc.subarray(candidates.map((c) => c.supplierId)),
      max: fc.integer({ min: 0, max: 6 }),
    }),
  );

describe('P3: who receives a request', () => {
  it.each([
    ['not-ticked', candidate('a'), []],
    ['inactive', candidate('a', { active: false }), ['a']],
    ['no-channel', candidate('a', { reachable: false }), ['a']],
    ['paused', candidate('a', { takes: 'paused' }), ['a']],
    ['out-of-hours', candidate('a', { takes: 'out-of-hours', dailyCap: 0 }), ['a']],
    ['daily-cap', candidate('a', { dailyCap: 3, today: 3 }), ['a']],
    ['chosen', candidate('a', { dailyCap: 3, today: 2 }), ['a']],
  ] as const)('says %s', (reason, one, ticked) => {
    expect(decide([one], ticked, mostSuppliers)).toMatchObject([{ reason, chosen: reason === 'chosen' }]);
  });

  it('does not say that a supplier was unticked which the form never showed', () => {
    expect(decide([candidate('a', { active: false })], [], 4)[0]?.reason).toBe('inactive');
    expect(decide([candidate('a', { reachable: false })], [], 4)[0]?.reason).toBe('no-channel');
    expect(decide([candidate('a', { takes: 'paused' })], [], 4)[0]?.reason).toBe('paused');
  });

  it('passes over the fifth as not in turn, and ranks those in the running', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((id, i) => candidate(id, { recent: 9 - i }));
    const decisions = decide(five, ['a', 'b', 'c', 'd', 'e'], mostSuppliers);
    expect(decisions.find((d) => d.supplierId === 'a')).toMatchObject({ reason: 'not-in-turn', rank: 5 });
    expect(decisions.find((d) => d.supplierId === 'e')).toMatchObject({ reason: 'chosen', rank: 1 });
  });

  it('never chooses more than the most, nor one that is unticked, inactive, unreachable or full; and never fewer than it could', () => {
    fc.assert(
      fc.property(anyCandidates, ({ candidates, ticked, max }) => {
        const chosen = decide(candidates, ticked, max).filter((d) => d.chosen);
        const fit = candidates.filter(
          (c) =>
            ticked.includes(c.supplierId) &&
            c.active &&
            c.reachable &&
            c.takes === 'open' &&
            (c.dailyCap === null || c.today < c.dailyCap),
        );
        expect(fit.map((c) => c.supplierId)).toEqual(expect.arrayContaining(chosen.map((d) => d.supplierId)));
        expect(chosen).toHaveLength(Math.min(max, fit.length));
        for (const d of chosen) expect(d.dueAt).toBe(fit.find((c) => c.supplierId === d.supplierId)?.goesAt);
      }),
    );
  });

  it('decides about every candidate once, the same whatever the order they come in', () => {
    fc.assert(
      fc.property(anyCandidates, fc.infiniteStream(fc.nat()), ({ candidates, ticked, max }, shuffle) => {
        const order = new Map(candidates.map((c) => [c, shuffle.next().value as number]));
        const shuffled = [...candidates].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
        const bySupplier = (all: readonly Candidate[], want: readonly string[]) =>
          decide(all, want, max).sort((a, b) => (a.supplierId < b.supplierId ? -1 : 1));
        const once = bySupplier(candidates, ticked);
        expect(once).toHaveLength(candidates.length);
        expect(bySupplier(shuffled, [...ticked].reverse())).toEqual(once);
      }),
    );
  });

  it('gives each a share in proportion to its weight, over many rounds', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 4 }), (all, max) => {
        const total = all.reduce((sum, w) => sum + w, 0);
        // A supplier gets a request once at most, however heavy: beyond that its share can't grow.
        fc.pre(all.every((w) => (w * max) / total <= 1));
        const rounds = 400;
        const given = all.map(() => 0);
        for (let n = 0; n < rounds; n += 1) {
          const now = all.map((weight, i) => candidate(String(i), { weight, recent: given[i] ?? 0 }));
          for (const d of decide(
            now,
            now.map((c) => c.supplierId),
            max,
          ))
            if (d.chosen) given[Number(d.supplierId)]! += 1;
        }
        for (const [i, weight] of all.entries()) {
          const fair = (rounds * max * weight) / total;
          expect(Math.abs((given[i] ?? 0) - fair)).toBeLessThanOrEqual(all.length);
        }
      }),
      { numRuns: 40 },
    );
  });
});
