import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { electricity } from './electricity.ts';
import { spotSeries } from './spot.ts';
import type { Values } from './types.ts';

const answers: Values = { annualKwh: 84_000, priceArea: 'SE4', contractType: 'mixed' };
const fixed: Values = { contractType: 'fixed', fixedPrice: 64.9, monthlyFee: 249, bindingMonths: 24 };
const variable: Values = { contractType: 'variable', markup: 5.4, variableCosts: 0, monthlyFee: 39, bindingMonths: 0 };
const mixed: Values = {
  contractType: 'mixed',
  fixedPrice: 68.4,
  markup: 5,
  variableCosts: 2.2,
  monthlyFee: 79,
  oneOff: 590,
  bindingMonths: 12,
};
const cost = (quote: Values, from = answers, horizon = 24) => {
  const result = electricity.cost(from, quote, horizon);
  if (!result.comparable) throw new Error(result.because.en);
  return result;
};

describe('worked examples (84 000 kWh, SE4, 24 months)', () => {
  // 84 000 × 0.649 + 12 × 249 = 54 516 + 2 988
  it('fixed', () => expect(cost(fixed).annual).toBe(57_504));
  // Flat use, example series with mean 62.95: 84 000 × (0.6295 + 0.054) + 12 × 39 = 52 878 + 4 536 + 468
  it('variable', () => expect(cost(variable).annual).toBeCloseTo(57_882, 6));
  it('hourly is computed as variable, and says so', () => {
    const hourly = cost({ ...variable, contractType: 'hourly' });
    expect(hourly.annual).toBe(cost(variable).annual);
    expect(hourly.assumptions.map(({ sv }) => sv).join(' ')).toContain('räknat som rörligt');
  });
  // 42 000 × 0.684 + 42 000 × (0.6295 + 0.072) + 12 × 79 + 590 × 12/24 = 28 728 + 29 463 + 948 + 295
  it('mixed', () => expect(cost(mixed).annual).toBeCloseTo(59_434, 6));
  it('the customer’s own months decide, also over the year’s figure', () => {
    // All of 1 000 kWh in January, SE4 93.6 öre: 1 000 × (0.936 + 0.054) + 468 = 1 458
    const own = { ...answers, monthlyKwh: [1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] };
    expect(cost(variable, own).annual).toBeCloseTo(1458, 6);
    expect(electricity.volume(own).sv.replaceAll('\u00a0', ' ')).toBe('1 000 kWh per år');
  });
});

it('says that the spot series is invented, and how consumption was spread', () => {
  expect(spotSeries.illustrative).toBe(true);
  const said = cost(variable).assumptions;
  expect(said.map(({ sv }) => sv).join(' ')).toMatch(/exempelserie för SE4.*påhittade.*lika, en tolftedel/s);
  expect(said.map(({ en }) => en).join(' ')).toMatch(/example series for SE4.*invented/s);
  expect(
    cost(fixed)
      .assumptions.map(({ sv }) => sv)
      .join(' '),
  ).not.toContain('Spot');
});

it('the series has twelve plausible months in each area', () => {
  for (const months of Object.values(spotSeries.oere)) {
    expect(months).toHaveLength(12);
    for (const ore of months) expect(ore).toBeGreaterThan(0);
  }
});

describe('not comparable, because', () => {
  it.each<[string, Values, Values, string]>([
    ['no price', answers, { ...fixed, fixedPrice: undefined } as never, 'Fast elpris'],
    ['no markup', answers, { ...variable, markup: Number.NaN }, 'Påslag'],
    ['no fee', answers, { contractType: 'fixed', fixedPrice: 1, bindingMonths: 0 }, 'Månadsavgift'],
    ['no kind of contract', answers, { monthlyFee: 1, bindingMonths: 0 }, 'Avtalsform'],
    ['an unknown kind of contract', answers, { ...variable, contractType: 'x' }, 'Avtalsform'],
    ['no area', { annualKwh: 1 }, variable, 'Elområde'],
    ['an unknown area', { annualKwh: 1, priceArea: 'constructor' }, variable, 'Elområde'],
    ['no consumption', { priceArea: 'SE4' }, variable, 'Förbrukning per år'],
  ])('%s', (_, from, quote, named) => {
    expect(electricity.cost(from, quote, 12)).toMatchObject({
      comparable: false,
      because: { sv: expect.stringContaining(named) },
    });
  });
  it('a fixed quote needs no area', () => expect(cost(fixed, { annualKwh: 84_000 }).annual).toBe(57_504));
});

it('scales the year and the months together', () => {
  const scaled = electricity.scale!({ ...answers, monthlyKwh: Array(12).fill(7000) }, 0.8);
  expect(scaled).toMatchObject({ annualKwh: 67_200, monthlyKwh: Array(12).fill(5600), priceArea: 'SE4' });
});

it('the mean of the months, not a rounded year, is priced', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 12, maxLength: 12 }), (months) => {
      const byHand = months.reduce((sum, kwh, i) => sum + kwh * (spotSeries.oere.SE3[i]! + 5.4), 0) / 100 + 468;
      expect(cost(variable, { ...answers, priceArea: 'SE3', monthlyKwh: months }).annual).toBeCloseTo(byHand, 4);
    }),
  );
});
