import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Text } from '#policy/text.ts';
import {
  allowedFields,
  commonQuestions,
  compare,
  type Field,
  fieldNames,
  formatValue,
  parseAnswers,
  parseQuote,
  questionsOf,
  quoteFieldsOf,
  type Service,
  serviceById,
  serviceBySlug,
  serviceIds,
  services,
  supplierById,
  suppliers,
  type Value,
  type Values,
} from './index.ts';

const today = Temporal.PlainDate.from('2026-03-12');
const formsOf = (service: Service) => [questionsOf(service), quoteFieldsOf(service)];

describe('the eight services', () => {
  it('are all there, once, found by id and by slug', () => {
    expect(services.map(({ id }) => id)).toEqual(serviceIds);
    for (const service of services) {
      expect(serviceById(service.id)).toBe(service);
      expect(serviceBySlug(service.slug.sv, 'sv')).toBe(service);
      expect(serviceBySlug(service.slug.en, 'en')).toBe(service);
    }
    expect(services.map(({ slug }) => slug.sv)).toEqual([
      'el',
      'telefoni',
      'foretagsforsakring',
      'foretagslan',
      'betaltjanster',
      'bokforing',
      'sociala-medier',
      'juridik',
    ]);
    expect(serviceBySlug('electricity', 'sv')).toBeUndefined();
    expect(serviceBySlug('constructor', 'sv')).toBeUndefined();
  });

  it.each(services.map((service) => [service.id, service] as const))('%s: names are unique and sound', (_, service) => {
    for (const fields of formsOf(service)) {
      const names = fieldNames(fields);
      expect(new Set(names).size).toBe(names.length);
      for (const field of fields) {
        expect(field.id).toMatch(/^[a-z][A-Za-z0-9]*$/);
        if (field.when) {
          const controller = fields.findIndex(({ id }) => id === field.when!.field);
          expect(controller).toBeGreaterThanOrEqual(0);
          expect(controller).toBeLessThan(fields.indexOf(field));
        }
      }
    }
  });
});

/** Every Text inside a value, with where it is. */
function texts(value: unknown, path: string): [string, Text][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('sv' in value && 'en' in value) return [[path, value as Text]];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

describe('both languages', () => {
  // Names, figures and words that are the same in Swedish and English.
  const alike = /^(SE\d|[\d–\s%]+A?|öre\/kWh|kWh|%|GB|min|.*\.id|Luleå|Sundsvall|Stockholm|Malmö|Interchange\+\+)$/;
  const spoken = (text: Text) => text.sv === text.en && !alike.test(text.sv);
  it.each(services.map((service) => [service.id, service] as const))('%s says everything in both', (_, service) => {
    const all = texts({ ...service, all: formsOf(service) }, service.id);
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(([, text]) => text.sv.trim() === '' || text.en.trim() === '')).toEqual([]);
    const long = all.filter(
      ([path, text]) => /\.(label|hint|lead|card|title|bring|excludes|needHeading)$/.test(path) && spoken(text),
    );
    expect(long.filter(([, text]) => text.sv.includes(' '))).toEqual([]);
  });
  it.each(services.map((service) => [service.id, service] as const))('%s: every error too', (_, service) => {
    const posted = Object.fromEntries(
      formsOf(service)
        .flatMap((fields) => fieldNames(fields))
        .map((name) => [name, '§']),
    );
    const errors = [
      ...Object.values(parseAnswers(service, {}, today).errors),
      ...Object.values(parseAnswers(service, posted, today).errors),
      ...Object.values(parseQuote(service, {}, today).errors),
      ...Object.values(parseQuote(service, posted, today).errors),
    ];
    expect(errors.length).toBeGreaterThan(10);
    for (const text of errors) expect(text.sv && text.en && text.sv !== text.en).toBeTruthy();
  });
});

describe('who gets what (P3, P4)', () => {
  it('the fifteen of the policy are in the registry', () => {
    expect(suppliers.filter(({ example }) => !example)).toHaveLength(15);
    expect(new Set(suppliers.map(({ id }) => id)).size).toBe(suppliers.length);
    for (const { services: own } of suppliers) for (const id of own) expect(serviceIds).toContain(id);
    expect(supplierById('savera')?.name).toBe('Savera');
  });
  it('a supplier outside the registry gets nothing', () => {
    for (const { id } of services)
      for (const stranger of ['nobody', '', '__proto__', 'constructor', 'SAVERA'])
        expect(allowedFields(id, stranger)).toEqual([]);
  });
  it('nobody gets the current supplier, an IP address or a field that isn’t asked', () => {
    for (const service of services)
      for (const supplier of suppliers) {
        const ids = allowedFields(service.id, supplier.id).map(({ id }) => id);
        const asked = questionsOf(service).map(({ id }) => id);
        expect(ids.every((id) => asked.includes(id))).toBe(true);
        expect(ids).not.toContain('currentSupplier');
        expect(ids.filter((id) => /^ip|ipAddress|userAgent/i.test(id))).toEqual([]);
      }
  });
  it('what is withheld from one goes to the others', () => {
    const has = (supplier: string, field: string) =>
      allowedFields('electricity', supplier).some(({ id }) => id === field);
    expect(has('savera', 'phone')).toBe(true);
    expect(has('tallmo-energi', 'phone')).toBe(false);
    expect(has('tallmo-energi', 'installationId')).toBe(true);
    expect(has('ljusakra-kraft', 'installationId')).toBe(false);
  });
  it('every answer that tells about a person says so', () => {
    const personal = commonQuestions.filter((question) => question.personal).map(({ id }) => id);
    expect(personal).toEqual([
      'companyName',
      'organisationNumber',
      'contactName',
      'postcode',
      'email',
      'phone',
      'message',
    ]);
  });
});

/** Any value a field could hold, sound or not. */
function anyValue(field: Field): fc.Arbitrary<Value | undefined> {
  const junk = fc.constantFrom<Value | undefined>(
    undefined,
    0,
    -1,
    1e300,
    Number.MAX_VALUE,
    Number.NaN,
    Infinity,
    '',
    'x',
    true,
    [],
  );
  return fc.oneof({ weight: 5, arbitrary: sound(field) }, { weight: 1, arbitrary: junk });
}

function sound(field: Field): fc.Arbitrary<Value> {
  switch (field.kind) {
    case 'integer':
    case 'decimal': {
      const { min, max } = field;
      const whole = fc.integer({ min: Math.ceil(min), max: Math.min(max, 2 ** 31) });
      return fc.oneof(fc.constantFrom(min, max), whole);
    }
    case 'choice':
      return fc.constantFrom(...field.options.map(({ id }) => id));
    case 'choices':
      return fc.subarray(
        field.options.map(({ id }) => id),
        { minLength: 1 },
      );
    case 'yesno':
      return fc.boolean();
    case 'months':
      return fc.array(fc.integer({ min: 0, max: field.max }), { minLength: 12, maxLength: 12 });
    case 'date':
      return fc.constant('2026-05-01');
    default:
      return fc.constant('text');
  }
}

const valuesOf = (fields: readonly Field[], of: (field: Field) => fc.Arbitrary<Value | undefined>) =>
  fc.record(Object.fromEntries(fields.map((field) => [field.id, of(field)]))).map((record) => {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Values;
  });

/** Card shares that make 100; the rest as generated. */
const whole = (values: Values): Values =>
  'shareDebit' in values
    ? { ...values, shareDebit: 40, shareCredit: 30, shareCommercial: 20, shareForeign: 10 }
    : values;

describe.each(services.map((service) => [service.id, service] as const))('cost of %s', (_, service) => {
  const quote = valuesOf(quoteFieldsOf(service), anyValue);
  const answers = valuesOf(questionsOf(service), anyValue);
  const horizon = fc.constantFrom(12, 24, 36, 120);

  it('is finite and adds up, or says why not', () => {
    let counted = 0;
    const judge = (from: Values, values: Values, months: number) => {
      const cost = service.cost(from, values, months);
      if (!cost.comparable) {
        expect(cost.because.sv && cost.because.en && cost.because.sv !== cost.because.en).toBeTruthy();
        return;
      }
      counted += 1;
      const sum = cost.lines.reduce((total, line) => total + line.amount, 0);
      expect(Number.isFinite(cost.annual)).toBe(true);
      expect(Math.abs(sum - cost.annual)).toBeLessThanOrEqual(1e-4 + Math.abs(sum) * 1e-9);
      for (const text of texts(cost, '').map(([, text]) => `${text.sv} ${text.en}`))
        expect(text).not.toMatch(/NaN|Infinity|undefined|∞/);
    };
    fc.assert(fc.property(answers, quote, horizon, judge), { numRuns: 200 });
    const clean = [valuesOf(questionsOf(service), sound).map(whole), valuesOf(quoteFieldsOf(service), sound)] as const;
    fc.assert(fc.property(...clean, horizon, judge), { numRuns: 100 });
    expect(counted).toBeGreaterThan(10);
  });

  it('can be compared whatever was answered', () => {
    fc.assert(
      fc.property(answers, fc.array(quote, { maxLength: 4 }), (from, quotes) => {
        const result = compare(
          service,
          from,
          quotes.map((values, i) => ({ id: `q${i}`, values })),
        );
        expect(result.ranked.length + result.notComparable.length).toBe(quotes.length);
        expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 50 },
    );
  });

  it('every answer can be shown', () => {
    for (const fields of formsOf(service))
      for (const field of fields)
        fc.assert(
          fc.property(sound(field), (value) => {
            expect(formatValue(field, value, 'sv')).not.toMatch(/undefined|NaN/);
            expect(formatValue(field, value, 'en')).not.toBe('');
          }),
          { numRuns: 5 },
        );
  });
});

describe('monotone: a dearer quote is never cheaper, more volume never costs less', () => {
  const mine = ['electricity', 'telephony', 'payments', 'accounting'] as const;
  const isPrice = (field: Field) =>
    (field.kind === 'decimal' && /kr|öre|%/.test(field.unit?.sv ?? '') && field.id !== 'discountMonthly') || false;
  it.each(mine)('%s', (id) => {
    const service = serviceById(id);
    const prices = quoteFieldsOf(service).filter(isPrice);
    expect(prices.length).toBeGreaterThan(4);
    let counted = 0;
    fc.assert(
      fc.property(
        valuesOf(questionsOf(service), sound).map(whole),
        valuesOf(quoteFieldsOf(service), sound),
        fc.constantFrom(...prices),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(1.2, 1.5, 3),
        (answers, quote, field, more, factor) => {
          const before = service.cost(answers, quote, 36);
          const dearer = service.cost(answers, { ...quote, [field.id]: (quote[field.id] as number) + more }, 36);
          const busier = service.cost(service.scale!(answers, factor), quote, 36);
          if (!before.comparable || !dearer.comparable || !busier.comparable) return;
          counted += 1;
          const slack = 1e-4 + Math.abs(before.annual) * 1e-9;
          expect(dearer.annual).toBeGreaterThanOrEqual(before.annual - slack);
          expect(busier.annual).toBeGreaterThanOrEqual(before.annual - slack);
        },
      ),
      { numRuns: 300 },
    );
    expect(counted).toBeGreaterThan(100);
  });
});
