import { expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { Flood } from './flood.ts';

it('counts each one for itself, within a minute, and remembers no more of them than it may', () => {
  const clock = manualClock('2026-03-12T08:00:00Z');
  const flood = new Flood(clock, 2, 3);
  expect(['a', 'a', 'b', 'a'].map((who) => flood.over(who))).toEqual([false, false, false, true]);
  clock.advance('PT59S');
  expect(flood.over('a')).toBe(true);
  clock.advance('PT1S');
  expect(flood.over('a')).toBe(false);
  for (const who of ['b', 'c']) flood.over(who);
  expect(flood.over('a')).toBe(false);
  expect(flood.over('a')).toBe(false);
  expect(flood.over('a')).toBe(true);
});
