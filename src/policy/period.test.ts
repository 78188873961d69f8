import { describe, expect, it } from 'vitest';
import { type Period, periodCount, periodSeconds, periodText } from './period.ts';

describe('periodText', () => {
  it.each([
    ['P30D', '30 dagar', '30 days'],
    ['P12M', '12 månader', '12 months'],
    ['P1M', 'en månad', 'one month'],
    ['P1D', 'en dag', 'one day'],
    ['PT10M', '10 minuter', '10 minutes'],
    ['PT1M', 'en minut', 'one minute'],
    ['PT12H', '12 timmar', '12 hours'],
    ['PT0S', 'genast', 'at once'],
  ] as const)('writes %s out as «%s»', (period, sv, en) => {
    expect([periodText(period, 'sv'), periodText(period, 'en')]).toEqual([sv, en]);
  });

  it('refuses what it can’t write with one number', () => {
    for (const wrong of ['P1Y', 'PT30D', 'P10H', 'P1M2D', 'P1.5D', '', 'P']) {
      expect(() => periodText(wrong as Period, 'sv'), wrong).toThrow(RangeError);
    }
  });
});

describe('periodCount and periodSeconds', () => {
  it('tell months from minutes', () => {
    expect(periodCount('P12M')).toBe(12);
    expect([periodSeconds('PT10M'), periodSeconds('PT12H'), periodSeconds('P7D')]).toEqual([600, 43_200, 604_800]);
    expect(() => periodSeconds('P1M')).toThrow(RangeError);
  });
});
