import { describe, expect, it } from 'vitest';
import { telephony } from './telephony.ts';
import type { Values } from './types.ts';

const answers: Values = {
  usersLow: 4,
  gbLow: 2,
  usersMedium: 6,
  gbMedium: 10,
  usersHigh: 0,
  abroad: 'none',
  seats: 3,
  numbersToPort: 10,
  handsets: 2,
};
const free: Values = {
  planLow: 99,
  planMedium: 199,
  data: 'unlimited',
  calls: 'unlimited',
  seatPrice: 50,
  invoiceFee: 29,
  openingFee: 100,
  hardware: 9000,
  oneOff: 2500,
  bindingMonths: 24,
};
const metered: Values = {
  ...free,
  data: 'limited',
  includedGbLow: 5,
  includedGbMedium: 8,
  pricePerGb: 20,
  calls: 'limited',
  includedMinutes: 200,
  pricePerMinute: 0.5,
};
const annual = (quote: Values, from = answers) => {
  const cost = telephony.cost(from, quote, 24);
  return cost.comparable ? cost.annual : cost.because.sv;
};

describe('worked examples over 24 months', () => {
  // 12 × (4×99 + 6×199 + 3×50 + 29) + (9 000 + 10×100 + 2 500) × 12/24 = 12 × 1 769 + 6 250 = 27 478
  it('unlimited', () => expect(annual(free)).toBe(27_478));
  // Low uses 2 of 5 GB; medium 10 of 8: 12 × 6 × 2 × 20 = 2 880. Calls 260 of 200 min: 12 × 10 × 60 × 0.5 = 3 600.
  it('metered', () => expect(annual(metered, { ...answers, minutes: 260 })).toBe(27_478 + 2880 + 3600));
  it('within what is included nothing extra is paid', () => {
    expect(annual(metered, { ...answers, gbMedium: 8, minutes: 200 })).toBe(27_478);
  });
});

describe('not comparable, because', () => {
  it.each<[string, Values, Values, string]>([
    [
      'a plan for users there are',
      answers,
      { ...free, planMedium: undefined } as never,
      'Abonnemang, normal användning',
    ],
    ['no seat price', answers, { ...free, seatPrice: undefined } as never, 'Pris per växelplats'],
    [
      'no price for phones wanted',
      answers,
      { ...free, hardware: undefined } as never,
      'Telefoner och annan utrustning',
    ],
    ['minutes unknown to a metered quote', answers, metered, 'Samtal per användare'],
    ['data unknown', { ...answers, gbLow: undefined } as never, free, 'Surf per användare, låg användning'],
    ['nothing about data', answers, { ...free, data: undefined } as never, 'Surf i Sverige'],
  ])('%s', (_, from, quote, named) => expect(annual(quote, from)).toContain(named));
  it('a plan for users there are none of is not needed', () => {
    expect(annual({ ...free, planHigh: undefined } as never)).toBe(27_478);
    expect(annual({ ...free, seatPrice: undefined } as never, { ...answers, seats: 0 })).toBe(27_478 - 12 * 150);
  });
});

it('asks for the data of each profile with users, and for one user at least', () => {
  expect(Object.keys(telephony.check!({ ...answers, usersHigh: 1 }))).toEqual(['gbHigh']);
  expect(telephony.check!(answers)).toEqual({});
  expect(telephony.check!({ usersLow: 0, usersMedium: 0, usersHigh: 0 })).toHaveProperty('usersLow');
});

it('scales use, not people', () => {
  expect(telephony.scale!({ ...answers, minutes: 100 }, 1.2)).toEqual({
    ...answers,
    gbLow: 2.4,
    gbMedium: 12,
    minutes: 120,
  });
  expect(telephony.volume(answers).sv).toBe('10 användare, 68 GB per månad');
});
