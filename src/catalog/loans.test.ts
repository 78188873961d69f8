import { describe, expect, it } from 'vitest';
import { loans } from './loans.ts';
import type { Cost, Values } from './types.ts';

const answers: Values = { amount: 500_000, months: 36, purpose: 'investment', turnover: 6_000_000 };
const annuity: Values = {
  amount: 500_000,
  months: 36,
  pricing: 'rate',
  rate: 9,
  amortisation: 'annuity',
  setupFee: 2_500,
  invoiceFee: 29,
};
const straight: Values = {
  ...annuity,
  amount: 120_000,
  months: 12,
  rate: 12,
  amortisation: 'straight',
  invoiceFee: 0,
  setupFee: 600,
};
const fee: Values = { amount: 100_000, months: 10, pricing: 'fee', monthlyFee: 1_500, setupFee: 0, invoiceFee: 0 };

const comparable = (cost: Cost) => {
  if (!cost.comparable) throw new Error(cost.because.en);
  return cost;
};
const priced = (quote: Values, asked = answers) => comparable(loans.cost(asked, quote, 12));
const figures = (quote: Values, asked = answers) =>
  Object.fromEntries(
    (priced(quote, asked).figures ?? []).map(({ label, value }) => [label.en, value.sv.replace(/\u00a0/g, ' ')]),
  );

describe('loans, worked examples', () => {
  it('prices an annuity', () => {
    // p = 0.0075: 500 000 × p × 1.0075³⁶ / (1.0075³⁶ − 1) = 15 899.866 a month, 572 395.18 in all.
    // (572 395.18 − 500 000 + 2 500 + 36 × 29) × 12/36 = 25 313.06. X by decimal bisection: 9.88946 %.
    expect(priced(annuity).annual).toBeCloseTo(25_313.062626, 6);
    expect(figures(annuity)).toEqual({
      'Effective rate': '9,9 %',
      'Monthly payment': '15 929 kr',
      'Total to pay': '575 939 kr',
    });
  });

  it('prices straight amortisation', () => {
    // 1 % a month on 120 000, 110 000 … 10 000: 0.01 × 780 000 = 7 800, and the set-up fee of 600. One year, so 8 400.
    // Payments fall from 10 000 + 1 200 to 10 000 + 100; all in all 120 000 + 7 800 + 600.
    expect(priced(straight).annual).toBeCloseTo(8_400, 6);
    expect(figures(straight)).toMatchObject({
      'Monthly payment': '11 200 kr första månaden, 10 100 kr den sista',
      'Total to pay': '128 400 kr',
    });
  });

  it('prices a fixed monthly fee', () => {
    // 10 × 1 500 = 15 000 in ten months: 18 000 a year. Each month 10 000 + 1 500.
    expect(priced(fee).annual).toBeCloseTo(18_000, 6);
    expect(figures(fee)).toMatchObject({ 'Monthly payment': '11 500 kr', 'Total to pay': '115 000 kr' });
  });

  it('shows the effective rates the Commission published (examples 1 and 13, see effective-rate.test.ts)', () => {
    const twentyYears = { ...annuity, amount: 200_000, months: 240, rate: 6, setupFee: 4_000, invoiceFee: 0 };
    expect(figures(twentyYears)['Effective rate']).toBe('6,4 %');
    expect(figures({ ...twentyYears, amortisation: 'straight' })['Effective rate']).toBe('6,5 %');
  });

  it('counts a one-off cost and a discount in both cost and rate', () => {
    // 1 000 more on day one, 200 less for six months: (1 000 − 1 200) × 12/36 a year.
    const changed = { ...annuity, oneOff: 1_000, discountMonthly: 200, discountMonths: 6 };
    expect(priced(changed).annual - priced(annuity).annual).toBeCloseTo(-200 / 3, 4);
    expect(figures({ ...annuity, oneOff: 20_000 })['Effective rate']).not.toBe(figures(annuity)['Effective rate']);
  });

  it('ignores the horizon: a loan is compared over its own months', () => {
    expect(loans.cost(answers, annuity, 60)).toEqual(loans.cost(answers, annuity, 12));
  });
});

describe('loans, what is not a guess', () => {
  it.each(['amount', 'months', 'pricing', 'rate', 'amortisation', 'setupFee', 'invoiceFee'])('needs %s', (id) => {
    const { [id]: _, ...without } = annuity;
    expect(loans.cost(answers, without, 12).comparable).toBe(false);
  });

  it('names the missing field in both languages', () => {
    const { setupFee: _, ...without } = annuity;
    expect(loans.cost(answers, without, 12)).toEqual({
      comparable: false,
      because: { sv: 'Offerten saknar «Uppläggningsavgift»', en: 'The quote lacks “Set-up fee”' },
    });
  });

  it('needs the fee of a loan priced by fee, and no rate', () => {
    const { monthlyFee: _, ...without } = fee;
    expect(loans.cost(answers, without, 12).comparable).toBe(false);
    expect(loans.cost(answers, { ...fee, discountMonthly: 100 }, 12).comparable).toBe(false);
  });

  it('has no rate when the charges swallow the loan', () => {
    expect(loans.cost(answers, { ...annuity, setupFee: 600_000 }, 12).comparable).toBe(false);
  });

  it('says when the quote is for another amount or period than asked', () => {
    const said = priced({ ...annuity, amount: 400_000, months: 48 }).assumptions.map((text) =>
      text.sv.replace(/\u00a0/g, ' '),
    );
    expect(said).toContain('Räknat på 400 000 kr som offerten gäller, inte 500 000 kr.');
    expect(said).toContain('Räknat på 48 månader som offerten gäller, inte 36.');
    expect(priced(annuity).assumptions.some((text) => text.en.includes('as quoted'))).toBe(false);
  });

  it('does not rank quotes for different amounts', () => {
    expect(loans.rankable?.([annuity, { ...annuity, rate: 8 }])).toEqual({ ok: true });
    expect(loans.rankable?.([annuity, fee])).toMatchObject({ ok: false });
  });
});

describe('loans, another volume', () => {
  it('scales the amount and the fee, not the set-up and invoice fees', () => {
    const smaller = loans.scale?.(answers, 0.8) ?? {};
    expect(smaller.amount).toBe(400_000);
    // The fee and the capital are both 80 %: 0.8 × 18 000.
    expect(priced(fee, smaller).annual).toBeCloseTo(14_400, 6);
    // Interest is 80 % of 7 800; the set-up fee of 600 stays.
    expect(priced(straight, smaller).annual).toBeCloseTo(0.8 * 7_800 + 600, 6);
  });

  it('reads as people read it', () => {
    expect(loans.volume(answers).sv.replace(/\u00a0/g, ' ')).toBe('500 000 kr i 36 månader');
    expect(loans.volume({}).en).toBe('No amount given');
  });
});
