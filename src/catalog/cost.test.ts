import { describe, expect, it } from 'vitest';
import { checkCommonQuote, t } from './common.ts';
import { annualCost, demand, fromOre, missing, monthlyLine } from './cost.ts';
import { electricity } from './electricity.ts';
import type { Values } from './types.ts';

const yearly = [monthlyLine(t('Avgift', 'Fee'), 100)];
const total = (quote: Values, horizonMonths: number) => {
  const cost = annualCost({ quote, horizonMonths, yearly });
  return cost.comparable ? cost.annual : cost.because.sv;
};

describe('the common total, worked by hand', () => {
  it.each<[string, Values, number, number | string]>([
    ['a year of 12 × 100', { bindingMonths: 0 }, 12, 1200],
    // 12/24 × (24 × 100 + 590) = 1 200 + 295
    ['one-off costs are spread', { bindingMonths: 12, oneOff: 590 }, 24, 1495],
    // 12/24 × (24 × 100 − 6 × 40) = 1 200 − 120
    ['a discount lasts its months', { bindingMonths: 0, discountMonthly: 40, discountMonths: 6 }, 24, 1080],
    // no longer than the horizon: 12/12 × (12 × 100 − 12 × 40)
    ['a discount ends with the horizon', { bindingMonths: 0, discountMonthly: 40, discountMonths: 99 }, 12, 720],
    // binding 36 > 12, so leaving costs: 1 200 + 500
    ['leaving a longer binding costs', { bindingMonths: 36, exitCost: 500 }, 12, 1700],
    ['but not when the horizon covers it', { bindingMonths: 36, exitCost: 500 }, 36, 1200],
    ['an unknown exit cost is not 0', { bindingMonths: 36 }, 12, 'Offerten saknar «Kostnad för att lämna i förtid»'],
    [
      'a discount without an end is no discount',
      { bindingMonths: 0, discountMonthly: 40 },
      12,
      'Offerten saknar «Rabatten gäller i»',
    ],
    ['an unknown binding is not 0', {}, 12, 'Offerten saknar «Bindningstid»'],
    ['a horizon is never under a year', { bindingMonths: 0, oneOff: 12 }, 1, 1212],
    ['nor endless', { bindingMonths: 0, oneOff: 12 }, Number.NaN, 1212],
  ])('%s', (_, quote, horizon, expected) => expect(total(quote, horizon)).toEqual(expected));
});

it('shows each part with its arithmetic', () => {
  const cost = annualCost({
    quote: { bindingMonths: 12, oneOff: 590, discountMonthly: 10, discountMonths: 3 },
    horizonMonths: 24,
    yearly,
  });
  expect(
    cost.comparable && cost.lines.map(({ formula, amount }) => [formula.sv.replaceAll('\u00a0', ' '), amount]),
  ).toEqual([
    ['12 × 100 kr', 1200],
    ['590 kr × 12/24', 295],
    ['−3 × 10 kr × 12/24', -15],
  ]);
});

it('refuses what is too large to compute', () => {
  expect(
    annualCost({ quote: { bindingMonths: 0 }, horizonMonths: 12, yearly: [monthlyLine(t('a', 'b'), 1e308, 100)] }),
  ).toMatchObject({
    comparable: false,
  });
});

it('leaves no dust of binary fractions', () => expect(fromOre(84_000, 64.9)).toBe(54_516));

it('names what is missing, in the quote or in the request', () => {
  const { questions } = electricity;
  expect(missing({ annualKwh: 0, solar: false }, questions, ['annualKwh', 'solar'])).toBeUndefined();
  for (const annualKwh of ['1', true, Number.NaN])
    expect(missing({ annualKwh }, questions, ['annualKwh'])).toBeDefined();
  expect(missing({}, electricity.quoteFields, ['monthlyFee', 'markup'])).toEqual(
    t('Offerten saknar «Månadsavgift», «Påslag»', 'The quote lacks “Monthly fee”, “Markup”'),
  );
  expect(demand({ annualKwh: '84 000' }, electricity.questions, ['annualKwh'], 'request')).toEqual({
    ok: false,
    because: t('Förfrågan saknar «Förbrukning per år»', 'The request lacks “Consumption per year”'),
  });
});

it('asks for the other half of a discount', () => {
  expect(checkCommonQuote({ discountMonthly: 40 })).toHaveProperty('discountMonths');
  expect(checkCommonQuote({ discountMonths: 4 })).toHaveProperty('discountMonthly');
  expect(checkCommonQuote({ discountMonthly: 40, discountMonths: 4 })).toEqual({});
  expect(checkCommonQuote({})).toEqual({});
});
