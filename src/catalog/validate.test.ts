import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonQuestions, t, units } from './common.ts';
import { electricity } from './electricity.ts';
import { readJson } from './json.ts';
import { fieldNames, parseNumber } from './raw.ts';
import type { Field } from './types.ts';
import { parseFields } from './validate.ts';

const today = Temporal.PlainDate.from('2026-03-12');
const options = ['a', 'b', 'c'].map((id) => ({ id, label: t(id, id) }));
const label = t('Fältet', 'The field');
const one = (field: Field, raw: Record<string, string | string[] | undefined>) => parseFields([field], raw, { today });
const whole: Field = { id: 'n', kind: 'integer', unit: units.kwh, min: 1, max: 100_000, label };
const tenths: Field = { id: 'n', kind: 'decimal', unit: units.orePerKwh, min: 0, max: 1000, decimals: 2, label };

describe('numbers as they are written in Sweden', () => {
  it.each([
    ['84 000', 84000],
    ['84\u00a0000', 84000],
    ['84\u202f000', 84000],
    ['84000 kWh', 84000],
    ['84000kwh', 84000],
    [' 7 ', 7],
    ['007', 7],
  ])('whole: %j', (raw, n) => expect(one(whole, { n: raw })).toEqual({ values: { n }, errors: {} }));
  it.each([
    ['64,9', 64.9],
    ['64.9', 64.9],
    ['64,90 öre/kWh', 64.9],
    ['64,9 öre', 64.9],
    [',5', 0.5],
    ['0', 0],
  ])('decimal: %j', (raw, n) => expect(one(tenths, { n: raw })).toEqual({ values: { n }, errors: {} }));
  it('keeps thousands and decimals apart where both are written', () => {
    expect(parseNumber('1.234,50', 2)).toEqual({ ok: true, value: 1234.5 });
    expect(parseNumber('1,234.50', 2)).toEqual({ ok: true, value: 1234.5 });
    expect(parseNumber('1 234:-', 2, units.kr)).toEqual({ ok: true, value: 1234 });
    expect(parseNumber('249 kr', 2, units.krPerMonth)).toEqual({ ok: true, value: 249 });
  });
  it.each([
    '84,000',
    '84.000',
    '1,5',
    '84 MWh',
    '84 tusen',
    'många',
    '-5',
    '0',
    '100001',
    '1e3',
    '--1',
    '1-2',
    'Infinity',
    'NaN',
    '.',
  ])('never guesses at %j in a whole number of kWh from 1 to 100 000', (raw) => {
    const { values, errors } = one(whole, { n: raw });
    expect(values).toEqual({});
    expect(errors.n?.sv).toMatch(/^Skriv/);
  });
  it.each(['1,234', '84.000', '84,000'])('refuses more decimals than allowed: %s', (raw) =>
    expect(one(tenths, { n: raw }).errors.n?.sv).toContain('högst 2 decimaler'),
  );
  it('refuses them in JSON too', () =>
    expect(readJson([tenths], { n: 1.234 }, { today }).errors.n?.sv).toContain('högst 2 decimaler'));
  it('reads back every number it could have written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (cents) => {
        const text = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 2 }).format(cents / 100);
        expect(parseNumber(text, 2)).toEqual({ ok: true, value: cents / 100 });
      }),
    );
  });
});

describe('each kind of field', () => {
  const date: Field = { id: 'd', kind: 'date', future: true, label };
  it.each([
    ['2026-03-12', true],
    ['2026-03-11', false],
    ['2026-02-30', false],
    ['12/3 2026', false],
  ])('a date not before today: %s', (raw, good) => expect('d' in one(date, { d: raw }).values).toBe(good));

  const choices: Field = { id: 'c', kind: 'choices', options, label, required: true };
  it('several choices, in the field’s order, each once', () => {
    expect(one(choices, { c: ['c', 'a', 'c'] }).values).toEqual({ c: ['a', 'c'] });
    expect(one(choices, { c: 'b' }).values).toEqual({ c: ['b'] });
    expect(one(choices, { c: ['a', 'x'] }).errors).toHaveProperty('c');
    expect(one(choices, {}).errors.c?.sv).toContain('Välj');
  });

  it('a choice outside the list is refused', () => {
    const field: Field = { id: 'c', kind: 'choice', options, display: 'select', label };
    expect(one(field, { c: 'b' }).values).toEqual({ c: 'b' });
    expect(one(field, { c: 'toString' }).errors).toHaveProperty('c');
  });

  it('yes and no', () => {
    const field: Field = { id: 'y', kind: 'yesno', label, required: true };
    expect(one(field, { y: 'yes' }).values).toEqual({ y: true });
    expect(one(field, { y: 'no' }).values).toEqual({ y: false });
    expect(one(field, { y: 'maybe' }).errors).toHaveProperty('y');
    expect(one(field, {}).errors).toHaveProperty('y');
  });

  const months: Field = { id: 'm', kind: 'months', unit: units.kwh, max: 10_000, label };
  const twelve = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m.${i + 1}`, `${i + 1} 000`]));
  it('twelve months, all or none', () => {
    expect(one({ ...months, max: 12_000 }, twelve).values.m).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => n * 1000),
    );
    expect(one(months, {})).toEqual({ values: {}, errors: {} });
    expect(one(months, { ...twelve, 'm.7': ' ' }).errors.m?.sv).toContain('alla tolv');
    expect(one(months, twelve).errors).toHaveProperty('m');
    expect(one(months, { ...twelve, 'm.7': 'x' }).errors.m?.sv).toContain('kWh');
  });

  it('text is trimmed and kept to its length; a one-line answer has no line break', () => {
    const text: Field = { id: 't', kind: 'text', maxLength: 5, label };
    expect(one(text, { t: '  Åsa ' }).values).toEqual({ t: 'Åsa' });
    expect(one(text, { t: 'a\u030asa' }).values).toEqual({ t: 'åsa' });
    expect(one(text, { t: 'a\r\nb' }).errors).toHaveProperty('t');
    expect(one(text, { t: 'a\u0000b' }).errors).toHaveProperty('t');
    // What turns the text after it around is nothing that anybody wrote.
    expect(one(text, { t: '\u202Egnp\u2066 ' }).values).toEqual({ t: 'gnp' });
    expect(one(text, { t: '123456' }).errors.t?.sv).toContain('högst 5 tecken, den har 6');
    expect(one(text, { t: '🧁🧁🧁🧁🧁' }).values).toEqual({ t: '🧁🧁🧁🧁🧁' });
    const long: Field = { id: 't', kind: 'longtext', maxLength: 1000, label };
    expect(one(long, { t: 'a\r\nb' }).values).toEqual({ t: 'a\nb' });
    expect(one(long, { t: 'x'.repeat(1001) }).errors).toHaveProperty('t');
    expect(one(long, { t: '\u0007' }).errors).toHaveProperty('t');
  });

  it('a blank is no answer: an error only where one is required', () => {
    expect(one(whole, { n: '  ' })).toEqual({ values: {}, errors: {} });
    expect(one({ ...whole, required: true }, { n: '' }).errors.n).toEqual(t('Fyll i «Fältet»', 'Fill in “The field”'));
  });
});

describe('fields that depend on another', () => {
  const { quoteFields } = electricity;
  const fixed = { contractType: 'fixed', fixedPrice: '64,9', monthlyFee: '249', origin: 'hydro' };
  it('drops the answer of a hidden field and does not demand it', () => {
    const { values, errors } = parseFields(quoteFields, { ...fixed, markup: '5,4', variableCosts: 'x' }, { today });
    expect(errors).toEqual({});
    expect(values).toEqual({ contractType: 'fixed', fixedPrice: 64.9, monthlyFee: 249, origin: 'hydro' });
  });
  it('demands it when shown', () => {
    const { errors } = parseFields(quoteFields, { ...fixed, contractType: 'mixed' }, { today });
    expect(Object.keys(errors)).toEqual(['markup', 'variableCosts']);
  });
});

describe('a whole request (P2)', () => {
  const raw = {
    companyName: 'Norrgårdens Bageri AB',
    organisationNumber: '16559900-0006',
    contactName: 'Tolvan Tolvansson',
    postcode: '352 30',
    email: 'Inkop@Norrgarden.Example',
    phone: '070-174 06 05',
  };
  const read = {
    companyName: 'Norrgårdens Bageri AB',
    organisationNumber: '5599000006',
    contactName: 'Tolvan Tolvansson',
    postcode: '35230',
    email: 'Inkop@norrgarden.example',
    phone: '+46701740605',
  };
  it('is stored normalised, without anything that was not asked', () => {
    const input = { ...raw, ip: '192.0.2.1', constructor: 'y' };
    Object.setPrototypeOf(input, { message: 'inherited' });
    expect(parseFields(commonQuestions, input, { today })).toEqual({ values: read, errors: {} });
  });
  it('reports every fault at once', () => {
    const { errors } = parseFields(commonQuestions, { email: 'x', phone: '1', postcode: '0' }, { today });
    expect(Object.keys(errors).sort()).toEqual(
      ['companyName', 'contactName', 'email', 'organisationNumber', 'phone', 'postcode'].sort(),
    );
  });
  const json = (input: Record<string, unknown>, fields: readonly Field[] = commonQuestions) =>
    readJson(fields, input, { today });
  it('gives the same answer as JSON, and reading twice changes nothing', () => {
    expect(json(raw).values).toEqual(read);
    expect(json(read)).toEqual({ values: read, errors: {}, unknown: [] });
  });
  it('JSON is refused where the form is, in the same words', () => {
    const { errors, unknown } = json({ ...raw, phone: '1', contactName: undefined, ip: '192.0.2.1' });
    expect(errors).toEqual(parseFields(commonQuestions, { ...raw, phone: '1', contactName: '' }, { today }).errors);
    expect(unknown).toEqual(['ip']);
    expect(json(JSON.parse('{"__proto__":{"email":"x@y.example"}}')).unknown).toEqual(['__proto__']);
  });
  it('JSON knows hidden fields, and what depends on others is told with the rest', () => {
    const quote = { contractType: 'mixed', fixedPrice: 64.9, monthlyFee: 249, origin: 'hydro' };
    const of = (changes: object) => json({ ...quote, ...changes }, electricity.quoteFields);
    expect(of({ contractType: 'fixed', markup: 3 }).values).toEqual({ ...quote, contractType: 'fixed' });
    expect(Object.keys(of({ monthlyFee: '249' }).errors).sort()).toEqual(['markup', 'monthlyFee', 'variableCosts']);
  });
  it.each([
    [whole, ['84000', 84000.5, null, 0, {}], 'Send a whole number between 1 and 100,000 kWh, not text'],
    [tenths, ['1', null, -1], 'Send a number between 0 and 1,000 öre/kWh, not text'],
    [{ id: 'n', kind: 'yesno', label }, ['yes', 1, null], 'Send true or false'],
    [{ id: 'n', kind: 'choice', options, label, display: 'select' }, ['x', ['a'], null], 'Send one of: a, b, c'],
    [{ id: 'n', kind: 'choices', options, label }, ['a', ['x'], [], null], 'Send a list of one or more of: a, b, c'],
    [{ id: 'n', kind: 'date', label }, [20260312, null], 'Send the date as text, "2026-03-12"'],
    [{ id: 'n', kind: 'text', maxLength: 5, label }, [1, null, ['a']], 'Send text, 5 characters at most'],
    [{ id: 'n', kind: 'email', label }, [1, null], 'Send text'],
    [
      { id: 'n', kind: 'months', max: 9, label },
      [[1], '1', null],
      'Send twelve numbers between 0 and 9, not text, in a list',
    ],
  ] as const)('JSON of another type or out of bounds is told what to be: %j', (field, wrong, words) => {
    for (const n of wrong) expect(json({ n }, [field as Field]).errors.n?.en, JSON.stringify(n)).toBe(words);
  });
});

it('runs the service’s check only on answers that are sound', () => {
  const month = (kwh: string) => Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`monthlyKwh.${i + 1}`, kwh]));
  const raw = {
    annualKwh: '84 000',
    meters: '1',
    priceArea: 'SE4',
    contractType: 'mixed',
    fuse: '63',
    origin: 'any',
    solar: 'no',
  };
  const parse = (extra: object) =>
    parseFields(electricity.questions, { ...raw, ...extra }, { today, check: electricity.check });
  expect(parse(month('7 000')).errors).toEqual({});
  expect(parse(month('6 000')).errors.monthlyKwh?.sv.replaceAll('\u00a0', ' ')).toContain(
    '72 000 kWh men året 84 000 kWh',
  );
  expect(Object.keys(parse({ ...month('6 000'), meters: 'x' }).errors)).toEqual(['meters']);
});

it('names every field of the form', () => {
  const names = fieldNames(electricity.questions);
  expect(names).toContain('annualKwh');
  expect(names.filter((name) => name.startsWith('monthlyKwh'))).toEqual(
    Array.from({ length: 12 }, (_, i) => `monthlyKwh.${i + 1}`),
  );
});

it('whatever is posted, it never throws and an answer is never both right and wrong', () => {
  const fields = [...electricity.questions, ...commonQuestions];
  const names = fieldNames(fields);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.array(fc.string()))), (raw) => {
      const { values, errors } = parseFields(fields, raw, { today, check: electricity.check });
      for (const id of Object.keys(errors)) expect(values).not.toHaveProperty(id);
      for (const field of fields) if (field.required) expect(field.id in values || field.id in errors).toBe(true);
    }),
  );
});
