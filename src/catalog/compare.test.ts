import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { electricity } from './electricity.ts';
import type { Service, Values } from './types.ts';

const answers: Values = { annualKwh: 84_000, priceArea: 'SE4' };
const tallmo = {
  id: 'tallmo',
  values: { contractType: 'fixed', fixedPrice: 64.9, monthlyFee: 249, bindingMonths: 24 },
};
const savera = {
  id: 'savera',
  values: { contractType: 'variable', markup: 5.4, variableCosts: 0, monthlyFee: 39, bindingMonths: 0 },
};
const ljusakra = {
  id: 'ljusakra',
  values: {
    contractType: 'mixed',
    fixedPrice: 68.4,
    markup: 5,
    variableCosts: 2.2,
    monthlyFee: 79,
    oneOff: 590,
    bindingMonths: 12,
  },
};
const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

describe('three quotes side by side', () => {
  const result = compare(electricity, answers, [ljusakra, savera, tallmo]);
  it('over the longest binding, lowest first', () => {
    expect(result.horizonMonths).toBe(24);
    expect(ids(result.ranked)).toEqual(['tallmo', 'savera', 'ljusakra']);
    expect(result.ranked.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    // 57 882 − 57 504 and 59 434 − 57 504; see electricity.test.ts for the sums
    expect(result.ranked.map(({ moreThanLowest }) => Math.round(moreThanLowest!))).toEqual([0, 378, 1930]);
  });
  it('and what the order becomes at ±20 %', () => {
    // 67 200 kWh: fixed 43 612.80 + 2 988 = 46 600.80; variable 67 200 × 0.6835 + 468 = 46 399.20
    const [low, same, high] = result.sensitivity;
    expect(result.sensitivity.map(({ factor }) => factor)).toEqual([0.8, 1, 1.2]);
    expect(ids(low!.ranked)).toEqual(['savera', 'tallmo', 'ljusakra']);
    expect(low!.ranked.map(({ annual }) => annual).slice(0, 2)).toEqual([46_399.2, 46_600.8]);
    expect(low!.volume.sv.replaceAll('\u00a0', ' ')).toBe('67 200 kWh per år');
    expect(same!.ranked).toEqual(result.ranked.map(({ id, cost }) => ({ id, annual: cost.annual })));
    expect(ids(high!.ranked)).toEqual(['tallmo', 'savera', 'ljusakra']);
  });
});

it('a quote without a needed value stands aside, with its reason, and doesn’t stretch the horizon', () => {
  const half = { id: 'half', values: { ...tallmo.values, fixedPrice: undefined, bindingMonths: 60 } as never };
  const result = compare(electricity, answers, [half, savera]);
  expect(result.horizonMonths).toBe(12);
  expect(ids(result.ranked)).toEqual(['savera']);
  expect(result.notComparable).toEqual([
    { id: 'half', because: { sv: 'Offerten saknar «Fast elpris»', en: 'The quote lacks “Fixed price”' } },
  ]);
  const unbound = { id: 'u', values: { ...savera.values, bindingMonths: undefined } as never };
  expect(compare(electricity, answers, [unbound]).notComparable[0]?.because.sv).toContain('Bindningstid');
});

it('equal costs share a place, in the order of their ids', () => {
  const result = compare(electricity, answers, [{ ...savera, id: 'c' }, ljusakra, { ...savera, id: 'a' }]);
  expect(result.ranked.map(({ id, rank }) => [id, rank])).toEqual([
    ['a', 1],
    ['c', 1],
    ['ljusakra', 3],
  ]);
});

it('no quotes, no order', () => {
  expect(compare(electricity, answers, [])).toEqual({
    horizonMonths: 12,
    ranked: [],
    notComparable: [],
    rankable: { ok: true },
    sensitivity: [],
  });
});

it('commission never affects the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 3, maxLength: 3 }), (commissions) => {
      const quotes = [tallmo, savera, ljusakra].map((quote, i) => ({
        ...quote,
        commission: commissions[i],
        values: { ...quote.values, commission: commissions[i]! },
      }));
      expect(ids(compare(electricity, answers, quotes).ranked)).toEqual(['tallmo', 'savera', 'ljusakra']);
    }),
  );
});

it('the order quotes arrive in never matters', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([tallmo, savera, ljusakra], { minLength: 3 }), (quotes) => {
      expect(compare(electricity, answers, quotes)).toEqual(compare(electricity, answers, [tallmo, savera, ljusakra]));
    }),
  );
});

it('what can’t be put in order isn’t', () => {
  const because = { sv: 'olika', en: 'different' };
  const unrankable: Service = { ...electricity, rankable: () => ({ ok: false, because }) };
  const result = compare(unrankable, answers, [tallmo, savera]);
  expect(result.rankable).toEqual({ ok: false, because });
  expect(result.ranked.map(({ id, rank, moreThanLowest }) => [id, rank, moreThanLowest])).toEqual([
    ['savera', undefined, undefined],
    ['tallmo', undefined, undefined],
  ]);
  expect(result.sensitivity).toEqual([]);
});

it('a service without a volume has no sensitivity', () => {
  expect(compare({ ...electricity, scale: undefined }, answers, [tallmo]).sensitivity).toEqual([]);
});
