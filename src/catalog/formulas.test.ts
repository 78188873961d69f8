import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insurance } from './insurance.ts';
import { legal } from './legal.ts';
import { loans } from './loans.ts';
import { socialMedia } from './social-media.ts';
import type { Cost, Field, Service, Values } from './types.ts';

/** What a field may hold; `wild` also leaves it out or fills it with what no form would let through. */
function value(field: Field, wild: boolean): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(
    undefined,
    '',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0,
    1e308,
    'x',
    true,
    [],
  );
  const sound = soundValue(field);
  return wild ? fc.oneof({ weight: 6, arbitrary: sound }, { weight: 1, arbitrary: odd }) : sound;
}

function soundValue(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'integer':
      return fc.integer({ min: field.min, max: Math.min(field.max, 1_000_000) });
    case 'decimal':
      return fc.integer({ min: Math.ceil(field.min * 10), max: Math.min(field.max, 100_000) * 10 }).map((n) => n / 10);
    case 'yesno':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...field.options.map(({ id }) => id));
    case 'choices':
      return fc.subarray(
        field.options.map(({ id }) => id),
        { minLength: 1 },
      );
    default:
      return fc.constant('text');
  }
}

const common: Record<string, fc.Arbitrary<unknown>> = {
  bindingMonths: fc.integer({ min: 0, max: 60 }),
  noticeMonths: fc.constant(1),
  oneOff: fc.integer({ min: 0, max: 50_000 }),
  exitCost: fc.integer({ min: 0, max: 50_000 }),
};

const filled = (fields: readonly Field[], wild: boolean, more = {}) =>
  fc
    .record({ ...Object.fromEntries(fields.map((field) => [field.id, value(field, wild)])), ...more })
    .map((values) => Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Values);

const asked = (service: Service, wild = false) => filled(service.questions, wild);
const quoted = (service: Service, wild = false) => filled(service.quoteFields, wild, common);
const horizon = fc.constantFrom(12, 24, 36, 60);

/** A sum of lines may differ from the total by binary dust. */
const near = (amount: number) => 1e-6 * Math.max(1, Math.abs(amount));

function check(cost: Cost) {
  if (!cost.comparable) {
    expect(cost.because.sv.length && cost.because.en.length).toBeGreaterThan(0);
    return;
  }
  expect(Number.isFinite(cost.annual)).toBe(true);
  const sum = cost.lines.reduce((total, line) => total + line.amount, 0);
  expect(Math.abs(sum - cost.annual)).toBeLessThanOrEqual(near(cost.annual));
  const written = [...cost.lines.flatMap((line) => [line.label, line.formula]), ...cost.assumptions];
  for (const text of [...written, ...(cost.figures ?? []).flatMap(({ label, value: shown }) => [label, shown])]) {
    expect(`${text.sv} ${text.en}`).not.toMatch(/NaN|Infinity|∞|undefined/);
    expect(text.sv && text.en).not.toBe('');
  }
}

/** Comparable on both sides, and never lower on the second. */
function notLower(before: Cost, after: Cost) {
  if (before.comparable && after.comparable)
    expect(after.annual).toBeGreaterThanOrEqual(before.annual - near(before.annual));
}

/** Numbers a supplier charges: more of any of them is never cheaper. */
const prices: Record<string, readonly string[]> = {
  insurance: ['premium', 'propertyDeductible', 'cyberDeductible'],
  loans: ['rate', 'monthlyFee', 'setupFee', 'invoiceFee'],
  'social-media': ['retainer', 'extraPost', 'extraChannel', 'management'],
  legal: ['fixedPrice', 'monthlyFee', 'hourlyRate', 'expenses'],
};

describe.each([insurance, loans, socialMedia, legal].map((service) => [service.id, service] as const))(
  '%s',
  (id, service) => {
    it('prices every complete quote', () => {
      let comparable = 0;
      fc.assert(
        fc.property(asked(service), quoted(service), horizon, (answers, quote, months) => {
          const cost = service.cost(answers, quote, months);
          check(cost);
          if (cost.comparable) comparable++;
        }),
        { numRuns: 100 },
      );
      expect(comparable).toBeGreaterThan(50);
    });

    it('is a finite number with lines that add up, or not comparable, whatever it is given', () => {
      fc.assert(
        fc.property(asked(service, true), quoted(service, true), horizon, (answers, quote, months) => {
          check(service.cost(answers, quote, months));
          expect(service.volume(answers).sv).not.toMatch(/NaN|undefined/);
          service.rankable?.([quote, quote]);
        }),
        { numRuns: 300 },
      );
      check(service.cost({}, {}, 12));
      check(service.cost({}, {}, Number.NaN));
    });

    it('never gets cheaper when a price rises', () => {
      const more = fc.integer({ min: 1, max: 1_000 });
      fc.assert(
        fc.property(
          asked(service),
          quoted(service),
          fc.constantFrom(...(prices[id] ?? [])),
          more,
          (answers, quote, key, by) => {
            const dearer = { ...quote, [key]: Number(quote[key]) + by };
            notLower(service.cost(answers, quote, 12), service.cost(answers, dearer, 12));
          },
        ),
      );
    });

    it('never gets cheaper when the volume grows', () => {
      const { scale } = service;
      if (!scale) return;
      fc.assert(
        fc.property(asked(service), quoted(service), horizon, (answers, quote, months) => {
          const costs = [0.8, 1, 1.2].map((factor) => service.cost(scale(answers, factor), quote, months));
          notLower(costs[0]!, costs[1]!);
          notLower(costs[1]!, costs[2]!);
          expect(scale(answers, 1)).toMatchObject(answers);
        }),
      );
    });

    it('has two languages, unique ids, and conditions on fields that are asked', () => {
      for (const fields of [service.questions, service.quoteFields] as readonly (readonly Field[])[]) {
        const ids = fields.map((field) => field.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const field of fields) {
          expect(field.id).toMatch(/^[a-z][a-zA-Z0-9]*$/);
          const options =
            'options' in field ? field.options.flatMap((o) => [o.label, ...(o.hint ? [o.hint] : [])]) : [];
          for (const text of [field.label, ...(field.hint ? [field.hint] : []), ...options])
            expect(text.sv && text.en).toBeTruthy();
          if (field.when) expect(ids).toContain(field.when.field);
        }
      }
      const { slug, name, title, lead, card, bring, needHeading, excludes } = service;
      for (const text of [slug, name, title, lead, card, bring, needHeading, excludes])
        expect(text.sv && text.en).toBeTruthy();
    });
  },
);
