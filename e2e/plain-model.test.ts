import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPeriod } from '#platform/clock.ts';
import { addDays, addMonths, offsetAt } from './support/plain-model.ts';

const instant = (text: string) => Temporal.Instant.from(text).epochMilliseconds / 1000;
const seconds = fc.integer({ min: instant('1999-01-01T00:00:00Z'), max: instant('2095-01-01T00:00:00Z') });
const at = (s: number) => Temporal.Instant.fromEpochMilliseconds(s * 1000);

describe('the plain model of the calendar and the product’s own (D7)', () => {
  it('agree on periods from any second of a hundred years', () => {
    fc.assert(
      fc.property(seconds, fc.constantFrom(3, 30), fc.constantFrom(1, 12, 24), (s, days, months) => {
        expect(at(addDays(s, days)).toString()).toBe(addPeriod(at(s), `P${days}D`).toString());
        expect(at(addMonths(s, months)).toString()).toBe(addPeriod(at(s), `P${months}M`).toString());
      }),
      { numRuns: 3000 },
    );
  });

  it('agree in the hours around every change of the clocks', () => {
    for (let year = 2020; year < 2040; year += 1) {
      for (const month of [3, 10]) {
        for (let hours = -100; hours <= 100; hours += 1) {
          const s = instant(`${year}-${String(month).padStart(2, '0')}-28T01:00:00Z`) + hours * 3600 - 30 * 86_400;
          expect(at(addDays(s, 30)).toString()).toBe(addPeriod(at(s), 'P30D').toString());
        }
      }
    }
    expect(offsetAt(instant('2026-10-25T00:59:59Z'))).toBe(7200);
    expect(offsetAt(instant('2026-10-25T01:00:00Z'))).toBe(3600);
  });
});
