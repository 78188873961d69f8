import { describe, expect, it } from 'vitest';
import { longestRetryAfterSeconds, retryAfterSeconds } from './retry-after.ts';

const now = Temporal.Instant.from('2026-03-12T08:00:00.400Z');

describe('retryAfterSeconds', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120],
    ['999999999999999999999', longestRetryAfterSeconds],
    ['Thu, 12 Mar 2026 08:01:00 GMT', 60],
    ['Thu, 12 Mar 2026 07:00:00 GMT', 0],
    ['Sun, 12 Mar 2056 08:00:00 GMT', longestRetryAfterSeconds],
  ])('reads %j as %i', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'soon',
    '2026-03-12T08:01:00Z',
    'Thu, 12 Mar 2026 08:01:00 CET',
    'Mon, 31 Feb 2026 08:00:00 GMT',
  ])('cannot read %j', (header) => expect(retryAfterSeconds(header, now)).toBeUndefined());
});
