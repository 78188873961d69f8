import { describe, expect, it } from 'vitest';
import { addPeriod, manualClock, stockholmDate, stockholmMidnight, systemClock } from './clock.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const add = (text: string, period: string): string => addPeriod(at(text), period).toString();

describe('addPeriod', () => {
  it('D7: clamps to the end of a shorter month', () => {
    expect(add('2026-01-31T12:00+01:00', 'P1M')).toBe('2026-02-28T11:00:00Z');
    expect(add('2028-01-31T12:00+01:00', 'P1M')).toBe('2028-02-29T11:00:00Z');
    expect(add('2028-02-29T12:00+01:00', 'P12M')).toBe('2029-02-28T11:00:00Z');
  });

  it('D7: keeps the time of day over the night to summer time, which has 23 hours', () => {
    expect(add('2026-03-28T12:00+01:00', 'P1D')).toBe('2026-03-29T10:00:00Z');
    expect(add('2026-03-28T12:00+01:00', 'PT24H')).toBe('2026-03-29T11:00:00Z');
  });

  it('D7: moves a time of day that the night to summer time skips an hour ahead', () => {
    expect(add('2026-03-28T02:30+01:00', 'P1D')).toBe(at('2026-03-29T03:30+02:00').toString());
  });

  it('D7: keeps the time of day over the night from summer time, which has 25 hours', () => {
    expect(add('2026-10-24T12:00+02:00', 'P1D')).toBe('2026-10-25T11:00:00Z');
    expect(add('2026-10-24T12:00+02:00', 'PT24H')).toBe('2026-10-25T10:00:00Z');
  });

  it('D7: takes the first of a time of day that comes twice', () => {
    expect(add('2026-10-24T02:30+02:00', 'P1D')).toBe(at('2026-10-25T02:30+02:00').toString());
  });

  it('counts from the Swedish date when that is another than in UTC', () => {
    // 1 March 00:30 in Sweden is still February in UTC.
    expect(add('2026-02-28T23:30Z', 'P1M')).toBe(at('2026-04-01T00:30+02:00').toString());
  });

  it('goes back with a minus sign', () => {
    expect(add('2026-03-31T12:00+02:00', '-P1M')).toBe('2026-02-28T11:00:00Z');
    expect(add('2026-03-30T12:00+02:00', '-P7D')).toBe('2026-03-23T11:00:00Z');
  });
});

describe('the Swedish day', () => {
  it('begins two hours before the day in UTC in summer, one in winter', () => {
    expect(stockholmDate(at('2026-06-30T22:00Z')).toString()).toBe('2026-07-01');
    expect(stockholmDate(at('2026-12-31T22:59Z')).toString()).toBe('2026-12-31');
    expect(stockholmMidnight(at('2026-10-25T20:00Z')).toString()).toBe('2026-10-24T22:00:00Z');
  });
});

describe('manualClock', () => {
  it('stands still until moved', () => {
    const clock = manualClock('2026-01-31T11:00Z');
    expect(clock.now().equals(clock.now())).toBe(true);
    clock.advance('P1M');
    expect(clock.now().toString()).toBe('2026-02-28T11:00:00Z');
    clock.set('2027-01-01T00:00Z');
    expect(clock.now().toString()).toBe('2027-01-01T00:00:00Z');
  });

  it('G4: is never ahead of itself when it has been stored, which rounds to microseconds', () => {
    const clock = manualClock('2026-11-28T03:05:53.205483887Z');
    expect(clock.now().toString()).toBe('2026-11-28T03:05:53.205483Z');
    clock.set('2026-11-28T03:05:53.999999999Z');
    expect(clock.now().toString()).toBe('2026-11-28T03:05:53.999999Z');
    for (let i = 0; i < 100; i += 1) expect(systemClock.now().epochNanoseconds % 1000n).toBe(0n);
  });
});
