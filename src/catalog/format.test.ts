import { describe, expect, it } from 'vitest';
import { commonQuestions, t } from './common.ts';
import { electricity } from './electricity.ts';
import { formatDate, formatKr, formatNumber, formatValue } from './format.ts';
import type { Field, Value } from './types.ts';

const fields = [...electricity.questions, ...commonQuestions, ...electricity.quoteFields];
const shown = (id: string, value: Value, locale: 'sv' | 'en' = 'sv') =>
  formatValue(fields.find((field) => field.id === id)!, value, locale).replaceAll('\u00a0', ' ');

it('writes money with no-break spaces', () => {
  expect(formatKr(57_504, 'sv')).toBe('57\u00a0504\u00a0kr');
  expect(formatKr(57_504, 'en')).toBe('SEK\u00a057,504');
  expect(formatKr(57_503.6, 'sv')).toBe('57\u00a0504\u00a0kr');
  expect(formatKr(249.5, 'sv', true)).toBe('249,50\u00a0kr');
  expect(formatKr(249, 'sv', true)).toBe('249\u00a0kr');
  expect(formatKr(-0.2, 'sv')).toBe('0\u00a0kr');
  expect(formatKr(-590, 'sv')).toBe('−590\u00a0kr');
});

it('writes numbers', () => {
  expect(formatNumber(64.9, 'sv')).toBe('64,9');
  expect(formatNumber(64.9, 'en')).toBe('64.9');
  expect(formatNumber(1.005, 'sv', 3)).toBe('1,005');
});

it('writes dates, and instants as Stockholm sees them (D7)', () => {
  const plain = (date: Temporal.PlainDate | Temporal.Instant, locale: 'sv' | 'en') =>
    formatDate(date, locale).replaceAll('\u00a0', ' ');
  expect(plain(Temporal.PlainDate.from('2026-03-12'), 'sv')).toBe('12 mars 2026');
  expect(plain(Temporal.PlainDate.from('2026-03-12'), 'en')).toBe('12 March 2026');
  expect(plain(Temporal.Instant.from('2026-03-12T22:59:00Z'), 'sv')).toBe('12 mars 2026');
  expect(plain(Temporal.Instant.from('2026-03-12T23:00:00Z'), 'sv')).toBe('13 mars 2026');
  expect(plain(Temporal.Instant.from('2026-07-12T22:00:00Z'), 'sv')).toBe('13 juli 2026');
});

describe('answers', () => {
  it.each<[string, Value, string, string]>([
    ['annualKwh', 84_000, '84 000 kWh', '84,000 kWh'],
    ['fixedPrice', 64.9, '64,9 öre/kWh', '64.9 öre/kWh'],
    ['monthlyFee', 249, '249 kr/mån', '249 SEK/month'],
    ['contractType', 'mixed', 'Mix', 'Mixed'],
    ['solar', false, 'Nej', 'No'],
    ['solar', true, 'Ja', 'Yes'],
    ['contractEnds', '2026-03-12', '12 mars 2026', '12 March 2026'],
    ['organisationNumber', '5599000006', '559900-0006', '559900-0006'],
    ['phone', '+46701740605', '+46 70 174 06 05', '+46 70 174 06 05'],
    ['postcode', '35230', '352 30', '352 30'],
    ['installationId', '735999000000012344', '735 999 000 000 012 344', '735 999 000 000 012 344'],
    ['gridCompany', 'Exempelnät AB', 'Exempelnät AB', 'Exempelnät AB'],
  ])('%s', (id, value, sv, en) => {
    expect(shown(id, value)).toBe(sv);
    expect(shown(id, value, 'en')).toBe(en);
  });
  it('shows no digit of a personal number (D6)', () => {
    for (const locale of ['sv', 'en'] as const)
      expect(shown('organisationNumber', '1212121212', locale)).not.toMatch(/\d/);
  });
  it('twelve months', () =>
    expect(shown('monthlyKwh', Array(12).fill(7000))).toMatch(/^jan\.? 7 000, feb\.? 7 000, .*dec\.? 7 000 kWh$/));
  it('several choices', () => {
    const options = ['a', 'b'].map((id) => ({ id, label: t(`Val ${id}`, `Choice ${id}`) }));
    const field: Field = { id: 'c', kind: 'choices', label: t('x', 'y'), options };
    expect(formatValue(field, ['a', 'b'], 'sv')).toBe('Val a, Val b');
  });
});
