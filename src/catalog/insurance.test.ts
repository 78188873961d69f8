import { describe, expect, it } from 'vitest';
import { baseAmounts, coverageMatrix, insurance } from './insurance.ts';
import type { Cost, Values } from './types.ts';

const calm: Values = { activity: 'bageri med butik', turnover: 8_400_000, employees: 6, claims: false };
/** Two claims in five years, 60 000 together: 0.4 a year, 30 000 each. */
const unlucky: Values = { ...calm, claims: true, claimCount: 2, claimCost: 60_000, claimKinds: ['property'] };

const none = Object.fromEntries(
  ['property', 'interruption', 'liability', 'legal', 'cyber', 'transport', 'vehicle'].map((id) => [
    `${id}Covered`,
    false,
  ]),
);
const property = (deductible: number, unit: string): Values => ({
  propertyCovered: true,
  propertySum: 2_000_000,
  propertyDeductible: deductible,
  propertyDeductibleIn: unit,
});
const quote: Values = { premium: 24_000, bindingMonths: 12, noticeMonths: 1, ...none, ...property(0.2, '2026') };

const priced = (answers: Values, offer: Values, horizon = 12) => {
  const cost: Cost = insurance.cost(answers, offer, horizon);
  if (!cost.comparable) throw new Error(cost.because.en);
  return cost;
};

describe('insurance, worked examples', () => {
  it('is the premium alone for a company without claims, and says so', () => {
    const cost = priced(calm, quote);
    expect(cost.annual).toBe(24_000);
    expect(cost.assumptions[0]?.en).toContain('No claims are assumed');
  });

  it('adds the deductible of the claims that are expected, as a share of the dated base amount', () => {
    // 0.2 × 59 200 = 11 840, less than the mean loss of 30 000. 24 000 + 0.4 × 11 840 = 28 736.
    expect(priced(unlucky, quote).annual).toBe(28_736);
    // The same share of the year before: 0.2 × 58 800 = 11 760; 0.4 × 11 760 = 4 704.
    expect(priced(unlucky, { ...quote, ...property(0.2, '2025') }).annual).toBe(28_704);
    expect(priced(unlucky, quote).assumptions.some((text) => text.sv.includes('2026'))).toBe(true);
  });

  it('never counts more than the loss', () => {
    // min(50 000, 30 000) × 0.4 = 12 000
    expect(priced(unlucky, { ...quote, ...property(50_000, 'kr') }).annual).toBe(36_000);
  });

  it('shares the claims between their kinds, and counts all of a loss that is not insured', () => {
    // 0.2 × 11 840 = 2 368 for property; 0.2 × 30 000 = 6 000 for cyber, which the quote leaves out.
    const cost = priced({ ...unlucky, claimKinds: ['property', 'cyber'] }, quote);
    expect(cost.annual).toBe(32_368);
    expect(cost.lines.map((line) => line.label.en)).toContain('Claims not covered, cyber');
  });

  it('spreads the common one-off cost over the horizon', () => {
    expect(priced(calm, { ...quote, oneOff: 1_200 }, 24).annual).toBe(24_600);
  });

  it('knows the base amounts by year', () => {
    expect(baseAmounts).toEqual({ 2025: 58_800, 2026: 59_200 });
  });
});

describe('insurance, what is not a guess', () => {
  const lacking: readonly [string, Values, Values][] = [
    ['a premium', calm, { ...quote, premium: '' }],
    ['an answer about claims', { turnover: 1 }, quote],
    ['the number of claims', { ...unlucky, claimCount: '' }, quote],
    ['the cost of claims', { ...unlucky, claimCost: '' }, quote],
    ['what the claims were about', { ...unlucky, claimKinds: [] }, quote],
    ['whether the module is included', unlucky, { ...quote, propertyCovered: '' }],
    ['a deductible where claims are expected', unlucky, { ...quote, propertyDeductible: '' }],
    ['the unit of the deductible', unlucky, { ...quote, propertyDeductibleIn: '' }],
    ['a base amount we know', unlucky, { ...quote, propertyDeductibleIn: '1999' }],
  ];
  it.each(lacking)('needs %s', (_, answers, offer) => {
    expect(insurance.cost(answers, offer, 12).comparable).toBe(false);
  });

  it('has no volume to scale', () => {
    expect(insurance.scale).toBeUndefined();
  });

  it('never asks for a personal number', () => {
    const kinds = [...insurance.questions, ...insurance.quoteFields].map((field) => field.kind);
    expect(kinds).not.toContain('organisation-number');
    expect(insurance.questions.filter((question) => question.personal)).toEqual([]);
  });
});

describe('coverage', () => {
  const wider: Values = {
    ...quote,
    cyberCovered: true,
    cyberSum: 1_000_000,
    cyberDeductible: 10_000,
    cyberDeductibleIn: 'kr',
  };
  const plain = (text: string | undefined) => text?.replace(/\u00a0/g, ' ');

  it('has a row per module and a cell per quote', () => {
    const matrix = coverageMatrix([quote, wider]);
    expect(matrix).toHaveLength(7);
    const row = (id: string) => matrix.find((entry) => entry.module === id);
    expect(plain(row('property')?.cells[0]?.sum?.sv)).toBe('2 000 000 kr');
    expect(plain(row('property')?.cells[0]?.deductible?.sv)).toBe('11 840 kr (0,2 prisbasbelopp 2026)');
    expect(row('cyber')?.cells.map((cell) => cell.covered)).toEqual([false, true]);
    expect(plain(row('cyber')?.cells[1]?.deductible?.en)).toBe('SEK 10,000');
    expect(matrix.filter((entry) => entry.differs).map((entry) => entry.module)).toEqual(['cyber']);
  });

  it('tells "no" from "not said"', () => {
    expect(coverageMatrix([{}])[0]?.cells[0]).toEqual({ covered: undefined });
  });

  it('ranks only quotes with the same modules, and names what differs', () => {
    expect(insurance.rankable?.([quote, { ...quote, premium: 30_000 }])).toEqual({ ok: true });
    expect(insurance.rankable?.([quote])).toEqual({ ok: true });
    expect(insurance.rankable?.([quote, wider])).toMatchObject({
      ok: false,
      because: { sv: expect.stringContaining('cyber') },
    });
  });
});
