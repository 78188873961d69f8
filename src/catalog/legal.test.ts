import { describe, expect, it } from 'vitest';
import { commonQuestions } from './common.ts';
import { legal } from './legal.ts';
import type { Cost, Values } from './types.ts';

const matter: Values = { matter: 'contracts', extent: 'once', hours: 10.1 };
const ongoing: Values = { matter: 'employment', extent: 'ongoing', hours: 30 };
const terms: Values = { bindingMonths: 0, noticeMonths: 1 };
const fixed: Values = { ...terms, type: 'fixed', fixedPrice: 30_000, expenses: 2_000 };
const hourly: Values = { ...terms, type: 'hourly', hourlyRate: 2_000, billingStep: '15', expenses: 500 };
const subscription: Values = {
  ...terms,
  type: 'subscription',
  monthlyFee: 3_000,
  includedHours: 24,
  hourlyRate: 1_800,
  expenses: 0,
};

const priced = (answers: Values, quote: Values, horizon = 12) => {
  const cost: Cost = legal.cost(answers, quote, horizon);
  if (!cost.comparable) throw new Error(cost.because.en);
  return cost;
};

describe('legal, worked examples', () => {
  it('fixed: price and expenses', () => {
    expect(priced(matter, fixed).annual).toBe(32_000);
  });

  it('hourly: whole billing steps', () => {
    // 10.1 h = 606 min → 41 steps of 15 min = 10.25 h; × 2 000 + 500 = 21 000. With whole hours 11 × 2 000 + 500.
    expect(priced(matter, hourly).annual).toBe(21_000);
    expect(priced(matter, { ...hourly, billingStep: '60' }).annual).toBe(22_500);
    // 8.3 h are 83 steps of 6 min, and in binary a hair more: 8.3 × 2 000 + 500, not 8.4.
    expect(priced({ ...matter, hours: 8.3 }, { ...hourly, billingStep: '6' }).annual).toBe(17_100);
  });

  it('subscription: the fee, and hours beyond those included', () => {
    // 12 × 3 000 + 6 × 1 800
    expect(priced(ongoing, subscription).annual).toBe(46_800);
    expect(priced({ ...ongoing, hours: 20 }, subscription).annual).toBe(36_000);
  });

  it('spreads one matter over the horizon, and repeats an ongoing need every year', () => {
    expect(priced(matter, fixed, 24).annual).toBe(16_000);
    expect(priced(ongoing, fixed, 24).annual).toBe(32_000);
  });
});

describe('legal, what is not a guess', () => {
  const needs: readonly [string, Values][] = [
    ['type', fixed],
    ['expenses', fixed],
    ['fixedPrice', fixed],
    ['hourlyRate', hourly],
    ['billingStep', hourly],
    ['monthlyFee', subscription],
    ['includedHours', subscription],
    ['hourlyRate', subscription],
    ['bindingMonths', subscription],
  ];
  it.each(needs)('needs %s', (id, quote) => {
    const without = Object.fromEntries(Object.entries(quote).filter(([key]) => key !== id));
    expect(legal.cost(ongoing, without, 12).comparable).toBe(false);
  });

  it('can price a fixed offer without an estimate of hours, and no other', () => {
    const unsure: Values = { matter: 'contracts', extent: 'once' };
    expect(legal.cost(unsure, fixed, 12).comparable).toBe(true);
    expect(legal.cost(unsure, hourly, 12).comparable).toBe(false);
    expect(legal.cost(unsure, subscription, 12).comparable).toBe(false);
  });

  it('refuses a kind of price it does not know', () => {
    expect(legal.cost(matter, { ...fixed, type: 'barter' }, 12).comparable).toBe(false);
  });
});

describe('legal, the counterparty', () => {
  it('is not asked for, and the form tells why', () => {
    const ids = [...legal.questions, ...commonQuestions].map((question) => question.id);
    expect(ids.filter((id) => /counter|opponent|party/i.test(id))).toEqual([]);
    expect(legal.questions.find((question) => question.id === 'matter')?.hint?.sv).toContain('motparten');
  });
});
