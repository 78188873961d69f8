import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHours, readPause, timeFrom, websiteFrom } from './settings.ts';
import {
  idFrom,
  nextOpening,
  opensInTime,
  type RegisteredSupplier,
  type Schedule,
  standingOf,
  takesAt,
  takesInTime,
} from './supplier.ts';

const always: Schedule = { openDays: [1, 2, 3, 4, 5, 6, 7], opensAt: null, closesAt: null, pauses: [] };
const at = (instant: string, schedule: Partial<Schedule>) =>
  takesAt({ ...always, ...schedule }, Temporal.Instant.from(instant));

describe('P3: when a supplier takes requests, by the clock in Sweden', () => {
  it('from the minute it opens up to the one it closes, on its days', () => {
    const office = { openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' };
    // 12 March 2026 is a Thursday, at +01:00.
    expect(at('2026-03-12T06:59:59Z', office)).toBe('out-of-hours');
    expect(at('2026-03-12T07:00:00Z', office)).toBe('open');
    expect(at('2026-03-12T15:59:59Z', office)).toBe('open');
    expect(at('2026-03-12T16:00:00Z', office)).toBe('out-of-hours');
    expect(at('2026-03-14T09:00:00Z', office)).toBe('out-of-hours');
    // In summer time the same hours are an hour earlier in UTC.
    expect(at('2026-06-11T06:00:00Z', office)).toBe('open');
    expect(at('2026-06-11T15:00:00Z', office)).toBe('out-of-hours');
  });

  it('to the end of the day, and by the Swedish day of the week', () => {
    const sunday = { openDays: [7], opensAt: '18:00', closesAt: '24:00' };
    expect(at('2026-03-15T22:59:59Z', sunday)).toBe('open');
    expect(at('2026-03-15T23:00:00Z', sunday)).toBe('out-of-hours');
    expect(at('2026-03-14T23:30:00Z', { openDays: [7] })).toBe('open');
    expect(at('2026-03-14T22:30:00Z', { openDays: [7] })).toBe('out-of-hours');
  });

  it('the night that has no half past two: who opens then opens at three', () => {
    const early = { opensAt: '02:30', closesAt: '05:00' };
    expect(at('2026-03-29T00:59:59Z', early)).toBe('out-of-hours');
    expect(at('2026-03-29T01:00:00Z', early)).toBe('open');
    expect(at('2026-03-29T02:59:59Z', early)).toBe('open');
    expect(at('2026-03-29T03:00:00Z', early)).toBe('out-of-hours');
    // One whose hours are skipped whole takes nothing that night.
    const skipped = { opensAt: '02:00', closesAt: '03:00' };
    for (const minute of ['00:59', '01:00', '01:30'])
      expect(at(`2026-03-29T${minute}:00Z`, skipped)).toBe('out-of-hours');
  });

  it('the night that has half past two twice: it is half past two both times', () => {
    const twice = { opensAt: '02:00', closesAt: '02:30' };
    expect(at('2026-10-25T00:15:00Z', twice)).toBe('open');
    expect(at('2026-10-25T00:30:00Z', twice)).toBe('out-of-hours');
    expect(at('2026-10-25T01:15:00Z', twice)).toBe('open');
    expect(at('2026-10-25T01:30:00Z', twice)).toBe('out-of-hours');
  });

  it('not on the days of a pause, the first and the last included, midnight to midnight on both nights that are not 24 hours', () => {
    const pauses = [
      { from: '2026-03-29', to: '2026-03-29' },
      { from: '2026-10-24', to: '2026-10-25' },
    ];
    expect(at('2026-03-28T22:59:59Z', { pauses })).toBe('open');
    expect(at('2026-03-28T23:00:00Z', { pauses })).toBe('paused');
    expect(at('2026-03-29T21:59:59Z', { pauses })).toBe('paused');
    expect(at('2026-03-29T22:00:00Z', { pauses })).toBe('open');
    expect(at('2026-10-23T21:59:59Z', { pauses })).toBe('open');
    expect(at('2026-10-23T22:00:00Z', { pauses })).toBe('paused');
    expect(at('2026-10-25T22:59:59Z', { pauses })).toBe('paused');
    expect(at('2026-10-25T23:00:00Z', { pauses })).toBe('open');
  });
});

describe('P3: when a supplier that is closed opens, by the clock in Sweden', () => {
  const office = { ...always, openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' };
  const opens = (instant: string, schedule: Partial<Schedule>) =>
    nextOpening({ ...office, ...schedule }, Temporal.Instant.from(instant))?.toString();

  it.each([
    ['at once when it is open', '2026-03-12T09:00:00Z', '2026-03-12T09:00:00Z'],
    ['the same morning', '2026-03-12T03:00:00Z', '2026-03-12T07:00:00Z'],
    ['the next morning', '2026-03-12T16:00:00Z', '2026-03-13T07:00:00Z'],
    ['on Monday', '2026-03-13T20:00:00Z', '2026-03-16T07:00:00Z'],
    ['on the Monday after the night that is an hour short', '2026-03-27T20:00:00Z', '2026-03-30T06:00:00Z'],
    ['on the Monday after the night that is an hour long', '2026-10-23T20:00:00Z', '2026-10-26T07:00:00Z'],
  ])('%s', (_, at, when) => expect(opens(at, {})).toBe(when));

  it('after a pause, and never when its pauses have no end in sight', () => {
    const pauses = [
      { from: '2026-07-06', to: '2026-07-10' },
      { from: '2026-07-13', to: '2026-07-13' },
    ];
    expect(opens('2026-07-05T10:00:00Z', { pauses })).toBe('2026-07-14T06:00:00Z');
    expect(opens('2026-07-05T10:00:00Z', { pauses: [{ from: '2026-07-01', to: '2027-07-01' }] })).toBeUndefined();
  });

  it('at the hours that summer time skips or has twice', () => {
    const early = { openDays: [7], opensAt: '02:30', closesAt: '05:00' };
    expect(opens('2026-03-28T20:00:00Z', early)).toBe('2026-03-29T01:00:00Z');
    // What is skipped whole is skipped until the next Sunday.
    expect(opens('2026-03-28T20:00:00Z', { ...early, opensAt: '02:00', closesAt: '03:00' })).toBe(
      '2026-04-05T00:00:00Z',
    );
    const twice = { openDays: [7], opensAt: '02:00', closesAt: '02:30' };
    expect(opens('2026-10-24T20:00:00Z', twice)).toBe('2026-10-25T00:00:00Z');
    expect(opens('2026-10-25T00:45:00Z', twice)).toBe('2026-10-25T01:00:00Z');
  });

  it('within three days it is in time: over a weekend, not over a week; and a pause is said to be what keeps it closed', () => {
    const friday = Temporal.Instant.from('2026-07-03T15:00:00Z');
    expect(opensInTime(office, friday)?.toString()).toBe('2026-07-06T06:00:00Z');
    const pauses = [{ from: '2026-07-04', to: '2026-07-12' }];
    expect(opensInTime({ ...office, pauses }, friday)).toBeUndefined();
    expect(takesInTime({ ...office, pauses }, friday)).toBe('paused');
    expect(takesInTime({ ...office, openDays: [4] }, friday)).toBe('out-of-hours');
    expect(takesInTime(office, friday)).toBe('open');
    const monday = { ...office, openDays: [1] };
    expect(opensInTime(monday, Temporal.Instant.from('2026-07-03T06:00:00Z'))).toBeDefined();
    expect(opensInTime(monday, Temporal.Instant.from('2026-07-03T05:59:59Z'))).toBeUndefined();
  });

  it('is the first quarter of an hour at which it takes requests, whatever its days, hours and pauses', () => {
    const quarter = fc.nat(95).map((n) => `${String(n >> 2).padStart(2, '0')}:${['00', '15', '30', '45'][n & 3]}`);
    const schedules = fc.record({
      openDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      hours: fc.option(fc.tuple(quarter, fc.oneof(quarter, fc.constant('24:00'))).filter(([a, b]) => a < b)),
      paused: fc.option(fc.tuple(fc.nat(6), fc.nat(3))),
    });
    const starts = fc.constantFrom('2026-03-27T12:00:00Z', '2026-10-23T12:00:00Z', '2026-06-05T12:00:00Z');
    fc.assert(
      fc.property(schedules, starts, fc.nat(300), ({ openDays, hours, paused }, start, quarters) => {
        const at = Temporal.Instant.from(start).add({ minutes: 15 * quarters });
        const day = at.toZonedDateTimeISO('Europe/Stockholm').toPlainDate();
        const pauses = paused
          ? [{ from: `${day.add({ days: paused[0] })}`, to: `${day.add({ days: paused[0] + paused[1] })}` }]
          : [];
        const schedule = { openDays, opensAt: hours?.[0] ?? null, closesAt: hours?.[1] ?? null, pauses };
        let first = at;
        for (let n = 0; n < 4 * 24 * 12 && takesAt(schedule, first) !== 'open'; n += 1)
          first = first.add({ minutes: 15 });
        fc.pre(takesAt(schedule, first) === 'open');
        expect(nextOpening(schedule, at)?.toString()).toBe(first.toString());
      }),
      { numRuns: 150 },
    );
  });
});

describe('P3: how a supplier stands', () => {
  const one: RegisteredSupplier = {
    ...always,
    ...{ id: 'a', name: 'A', example: false, active: true, locale: 'sv', email: 'a@a.example', website: null },
    ...{ phone: null, dailyCap: null, weight: 1, hasWebhook: false, services: ['legal'] },
  };
  const now = Temporal.Instant.from('2026-03-12T08:00:00Z');
  it.each([
    ['open', {}],
    ['open', { email: null, hasWebhook: true }],
    ['inactive', { active: false }],
    ['no-service', { services: [], active: false }],
    ['no-channel', { email: null }],
    ['paused', { pauses: [{ from: '2026-03-01', to: '2026-03-12' }] }],
    ['out-of-hours', { openDays: [1] }],
  ] as const)('%s', (standing, change) => {
    expect(standingOf({ ...one, ...change }, now)).toBe(standing);
  });
});

describe('what is written about a supplier', () => {
  it.each([
    ['Söderberg & Partners', 'soderberg-partners'],
    ['  Åby Kraft AB ', 'aby-kraft-ab'],
    ['ÉLAN', 'elan'],
    ['--', ''],
    ['株式会社', ''],
    ['a'.repeat(60), 'a'.repeat(40)],
  ])('%j has the id %j', (name, id) => expect(idFrom(name)).toBe(id));

  it.each([
    ['8:00', '08:00'],
    ['08.30', '08:30'],
    ['24:00', '24:00'],
    ['24:01', undefined],
    ['8', undefined],
    ['08:60', undefined],
  ])('%j is the time %j', (text, time) => expect(timeFrom(text)).toBe(time));

  it('hours need a day, two times or none, and an end that comes later', () => {
    expect(readHours(['5', '1', '9'], '', ' ')).toEqual({
      hours: { openDays: [1, 5], opensAt: null, closesAt: null },
    });
    expect(readHours(['1'], '18:00', '00:00')).toEqual({
      hours: { openDays: [1], opensAt: '18:00', closesAt: '24:00' },
    });
    const wrong = (...args: Parameters<typeof readHours>) =>
      Object.keys((readHours(...args) as { errors?: object }).errors ?? {});
    expect(wrong([], '', '')).toEqual(['openDays']);
    expect(wrong(['1'], '08:00', '')).toEqual(['closesAt']);
    expect(wrong(['1'], '', '17:00')).toEqual(['opensAt']);
    expect(wrong(['1'], '17:00', '08:00')).toEqual(['closesAt']);
    expect(wrong(['1'], '08:00', '08:00')).toEqual(['closesAt']);
  });

  it('a pause needs two days that exist, in order, and not over', () => {
    const today = Temporal.PlainDate.from('2026-07-01');
    expect(readPause('2026-06-20', '2026-07-01', today)).toEqual({ pause: { from: '2026-06-20', to: '2026-07-01' } });
    for (const [from, to] of [
      ['2026-07-02', '2026-07-01'],
      ['2026-06-01', '2026-06-30'],
      ['2026-02-30', '2026-07-09'],
      ['', ''],
    ] as const)
      expect(readPause(from, to, today)).toHaveProperty('errors');
  });

  it.each([
    ['www.savera.example', 'https://www.savera.example'],
    ['http://savera.example/el', 'http://savera.example/el'],
    ['javascript:alert(1)', undefined],
    ['https://a@b.example', undefined],
    ['savera', undefined],
    ['ej en adress', undefined],
  ])('%j is the website %j', (text, url) => expect(websiteFrom(text)).toBe(url));
});
