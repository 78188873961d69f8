import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payments } from './payments.ts';
import type { Values } from './types.ts';

const answers: Values = {
  trade: 'Bageri',
  cardTurnover: 2_400_000,
  averagePurchase: 120,
  shareDebit: 70,
  shareCredit: 20,
  shareCommercial: 10,
  shareForeign: 0,
  channel: 'store',
  terminals: 2,
  cashRegister: false,
};
const blended: Values = {
  priceModel: 'blended',
  percentDebit: 0.5,
  feeDebit: 40,
  percentCredit: 0.9,
  feeCredit: 40,
  percentCommercial: 1.8,
  feeCommercial: 40,
  monthlyFee: 99,
  minimumFee: 150,
  terminalRent: 199,
  terminalPrice: 0,
  bindingMonths: 12,
};
const interchange: Values = {
  priceModel: 'interchange',
  markupPercent: 0.3,
  markupFee: 25,
  passThrough: 0.45,
  monthlyFee: 0,
  minimumFee: 0,
  terminalRent: 0,
  terminalPrice: 3000,
  bindingMonths: 12,
};
const annual = (quote: Values, from = answers) => {
  const cost = payments.cost(from, quote, 12);
  return cost.comparable ? cost.annual : cost.because.sv;
};

describe('worked examples (2 400 000 kr a year, 20 000 purchases)', () => {
  // debit 1 680 000 × 0.5 % = 8 400; credit 480 000 × 0.9 % = 4 320; commercial 240 000 × 1.8 % = 4 320;
  // 20 000 × 0.40 = 8 000; 12 × 99 = 1 188; 12 × 2 × 199 = 4 776. Sum 31 004.
  it('price per kind of card', () => expect(annual(blended)).toBeCloseTo(31_004, 6));
  // 2 400 000 × 0.3 % = 7 200; 20 000 × 0.25 = 5 000; pass-through 2 400 000 × 0.45 % = 10 800; 2 × 3 000 = 6 000. Sum 29 000.
  it('interchange++ with the supplier’s estimate, which is said', () => {
    expect(annual(interchange)).toBeCloseTo(29_000, 6);
    const cost = payments.cost(answers, interchange, 12);
    expect(cost.comparable && cost.assumptions.map(({ sv }) => sv).join(' ')).toContain('egen uppskattning');
  });
  // Fees of the first example are 25 040 a year; a minimum of 3 000 a month makes them 36 000.
  it('the minimum fee', () => expect(annual({ ...blended, minimumFee: 3000 })).toBeCloseTo(36_000 + 1188 + 4776, 6));
  it('online: a gateway and no terminals', () => {
    const online = { ...answers, channel: 'online', terminals: 2 };
    expect(annual(blended, online)).toContain('Betalväxel på nätet');
    expect(annual({ ...blended, gatewayFee: 100 }, online)).toBeCloseTo(25_040 + 1188 + 1200, 6);
  });
  it('beside today’s cost', () => {
    const cost = payments.cost({ ...answers, currentMonthlyCost: 3000 }, blended, 12);
    // 36 000 − 31 004
    expect(cost.comparable && cost.figures?.[0]?.value.sv.replaceAll('\u00a0', ' ')).toBe('4 996 kr lägre');
  });
});

describe('not comparable, because', () => {
  it.each<[string, Values, Values, string]>([
    ['interchange is unknown', answers, { ...interchange, passThrough: undefined } as never, 'Kortnätens avgifter'],
    [
      'a card the customers use has no price',
      answers,
      { ...blended, percentCommercial: undefined } as never,
      'Avgift, företagskort',
    ],
    ['no terminal price at all', answers, { ...blended, terminalRent: undefined } as never, 'Hyra per terminal'],
    ['shares that are not 100 %', { ...answers, shareDebit: 60 }, blended, '100 %'],
    ['no price model', answers, { ...blended, priceModel: undefined } as never, 'Prismodell'],
  ])('%s', (_, from, quote, named) => expect(annual(quote, from)).toContain(named));
  it('a card nobody uses needs no price', () =>
    expect(annual({ ...blended, percentForeign: undefined } as never)).toBeCloseTo(31_004, 6));
});

it('the shares must make 100', () => {
  expect(payments.check!(answers)).toEqual({});
  expect(payments.check!({ ...answers, shareForeign: 5 }).shareForeign?.sv).toContain('105 %');
  expect(payments.check!({ ...answers, shareDebit: 33.3, shareCredit: 33.3, shareCommercial: 33.4 })).toEqual({});
});

it('a higher minimum never makes it cheaper', () => {
  const fee = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(fee, fee, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
        (minimumFee) => annual({ ...blended, minimumFee }) as number,
      );
      expect(high!).toBeGreaterThanOrEqual(low!);
    }),
  );
});
