import { describe, expect, it } from 'vitest';
import { accounting } from './accounting.ts';
import type { Values } from './types.ts';

const answers: Values = { vouchers: 120, payslips: 5, advisoryHours: 10, yearEnd: true, auditor: false };
const quote: Values = {
  base: 2500,
  includedVouchers: 100,
  pricePerVoucher: 18,
  pricePerPayslip: 150,
  licences: 399,
  yearEndPrice: 12_000,
  taxReturnPrice: 3000,
  hoursIncluded: 4,
  hourlyRate: 1100,
  oneOff: 3000,
  bindingMonths: 12,
};
const annual = (changed: object = {}, from: object = {}) => {
  const cost = accounting.cost({ ...answers, ...from } as Values, { ...quote, ...changed } as Values, 12);
  return cost.comparable ? cost.annual : cost.because.sv;
};

describe('worked examples over 12 months', () => {
  // 12 × (2 500 + 20×18 + 5×150 + 399) + 12 000 + 3 000 + 6×1 100 + 3 000 = 12 × 4 009 + 24 600 = 72 708
  it('with everything', () => expect(annual()).toBe(72_708));
  // without year-end and tax return: −15 000
  it('without year-end', () =>
    expect(annual({ yearEndPrice: undefined, taxReturnPrice: undefined }, { yearEnd: false })).toBe(57_708));
  // 80 vouchers are within the 100: − 12 × 360
  it('fewer vouchers than included', () =>
    expect(annual({ pricePerVoucher: undefined }, { vouchers: 80 })).toBe(72_708 - 4320));
});

describe('not comparable, because', () => {
  it.each<[string, object, object, string]>([
    ['extra vouchers have no price', { pricePerVoucher: undefined }, {}, 'Pris per extra verifikation'],
    ['payslips have no price', { pricePerPayslip: undefined }, {}, 'Pris per lönebesked'],
    ['year-end has no price', { yearEndPrice: undefined }, {}, 'Bokslut och årsredovisning'],
    ['extra hours have no rate', { hourlyRate: undefined }, {}, 'Timpris för rådgivning'],
    ['what is included is unknown', { includedVouchers: undefined }, {}, 'Verifikationer som ingår'],
    ['the request lacks vouchers', {}, { vouchers: undefined }, 'Förfrågan saknar «Verifikationer»'],
    ['the request lacks year-end', {}, { yearEnd: undefined }, 'bokslut och deklaration'],
  ])('%s', (_, changed, from, named) => expect(annual(changed, from)).toContain(named));
});

it('scales vouchers and payslips', () => {
  expect(accounting.scale!(answers, 0.8)).toEqual({ ...answers, vouchers: 96, payslips: 4 });
  expect(accounting.volume(answers).sv).toBe('120 verifikationer och 5 lönebesked per månad');
});
