import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import {
  before,
  Collector,
  countsOf,
  funnelOf,
  lastDays,
  liveNow,
  makeMonths,
  perHour,
  rollUp,
  screenOf,
  sourceOf,
  tailOf,
  vitalsIn,
} from './index.ts';
import { wordOf } from './visit.ts';

let h: House;
let visits: Collector;
beforeEach(async () => {
  h = await house({ start: '2026-03-12T08:00:00Z' });
  visits = new Collector(h.ctx, 'www.house.example');
});

type Events = Parameters<Collector['store']>[0]['beacon']['events'];
const see = (events: Events, consentId: string = randomUUID(), more: object = {}) =>
  visits.store({
    ...{ consentId, page: '/el', locale: 'sv', country: 'SE', browser: 'Firefox', system: 'Linux' },
    ...{ device: 'desktop', language: 'sv' },
    beacon: { page: '/el', width: 1280, events },
    ...more,
  });
const view = { k: 'view' } as const;
const now = () => h.clock.now();
const counts = async (days = 7) => countsOf(h.ctx.db, lastDays(now(), days), await tailOf(h.ctx.db, now()));

describe('what is counted', () => {
  it('is the same before and after it has been rolled up, by the Swedish day, and nobody’s number is in it', async () => {
    const one = randomUUID();
    for (const [wait, who] of [
      ['PT1S', one],
      ['PT14H30M', one],
      ['PT1H', one],
      ['PT1H', randomUUID()],
    ] as const) {
      h.clock.advance(wait);
      await see([view], who);
    }
    const fresh = await counts();
    expect(fresh.of('all')).toEqual([{ value: '', n: 4, visitors: 3 }]);
    // 22:30 in the evening by UTC is half past eleven in Sweden, and an hour later it is another day.
    expect(fresh.days.slice(-2).map(({ views, visitors }) => [views, visitors])).toEqual([
      [2, 1],
      [2, 2],
    ]);
    h.clock.advance('P1D');
    await rollUp(h.ctx);
    await rollUp(h.ctx);
    const rolled = await counts();
    expect(rolled.of('all')).toEqual(fresh.of('all'));
    expect(rolled.of('browser')).toEqual([{ value: 'Firefox', n: 4, visitors: 3 }]);
    expect((await tailOf(h.ctx.db, now())).rows).toEqual([]);
    await sql`delete from analytics.event`.execute(h.ctx.db);
    expect((await counts()).of('page')).toEqual([{ value: '/el', n: 4, visitors: 3 }]);
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from information_schema.columns where table_schema = 'analytics' and table_name in ('hourly', 'daily') and data_type in ('bytea', 'uuid')`.execute(
      h.ctx.db,
    );
    expect(rows[0]?.n).toBe(0);
  });

  it('hour by hour: the day on which the clock is put forward has 23', async () => {
    h.clock.advance('P16DT14H');
    await see([view, view]);
    h.clock.advance('PT2H');
    await see([view]);
    await rollUp(h.ctx);
    const day = await perHour(h.ctx.db, Temporal.PlainDate.from('2026-03-29'));
    expect(day).toHaveLength(23);
    expect(day.map(({ n }) => n).reduce((a, b) => a + b)).toBe(1);
    expect(day[0]).toMatchObject({ n: 0 });
  });

  it('live now: half an hour', async () => {
    await see([view]);
    h.clock.advance('PT29M');
    expect(await liveNow(h.ctx.db, now())).toBe(1);
    h.clock.advance('PT1M');
    expect(await liveNow(h.ctx.db, now())).toBe(0);
  });

  it('from landing to receipt, and what went wrong, by different visitors', async () => {
    const step = (n: number) => ({ k: 'step', service: 'electricity', step: n }) as const;
    const fault = { k: 'error', service: 'electricity', step: 1, field: 'annualKwh' } as const;
    const [one, two] = [randomUUID(), randomUUID()];
    await see([view, step(1), fault, fault], one);
    await see([step(2), step(3), step(4)], one);
    await see([view, step(1), step(1), { k: 'left', service: 'electricity', step: 1 }], two);
    await see([view]);
    expect(funnelOf(await counts(), 'electricity', ['/el', '/en/electricity'])).toEqual({
      service: 'electricity',
      landed: 3,
      steps: [2, 1, 1, 1],
      left: [1, 0, 0],
      errors: [{ step: 1, field: 'annualKwh', n: 2, visitors: 1 }],
    });
    expect(funnelOf(await counts(), 'telephony', ['/telefoni']).landed).toBe(0);
  });

  it('how quick: three out of four, and nothing of what was measured four times', async () => {
    const lcp = (amount: number) => ({ k: 'vital', vital: 'lcp', amount }) as const;
    await see([1200, 1300, 2600, 3900].map(lcp));
    expect(vitalsIn(await counts())).toEqual([]);
    await see([lcp(1400), { k: 'vital', vital: 'cls', amount: 0 }]);
    expect(vitalsIn(await counts())).toEqual([{ vital: 'lcp', p75: 3000, more: false, verdict: 'middling', n: 5 }]);
    await see([7000, 8000, 9000, 9000, 9000, 9000].map(lcp));
    expect(vitalsIn(await counts())).toMatchObject([{ p75: 6000, more: true, verdict: 'poor' }]);
  });

  it('what comes before its month has a table goes into it when it is made', async () => {
    await see([view]);
    await makeMonths(h.ctx);
    const { rows } = await sql<{ n: number; rest: number }>`
      select (select count(*) from analytics.event) as n, (select count(*) from analytics.event_rest) as rest`.execute(
      h.ctx.db,
    );
    expect(rows).toEqual([{ n: 1, rest: 0 }]);
  });
});

describe('what is stored', () => {
  it('a hundred at once, each answered after its commit; one that can’t be stored is refused, and the next is', async () => {
    await Promise.all(Array.from({ length: 100 }, () => see([view])));
    expect((await counts()).of('all')[0]?.n).toBe(100);
    await expect(see([view], randomUUID(), { country: 'SWE' })).rejects.toThrow();
    await see([view]);
    expect((await counts()).of('all')[0]?.n).toBe(101);
  });

  it('a host and no more of where somebody came from, and none that is somebody’s', () => {
    const from = (referrer: string) => sourceOf(referrer, 'www.house.example');
    expect(from('https://www.Google.com/search?q=a')).toBe('google.com');
    expect(from('https://house.example/min-sida')).toBeUndefined();
    expect(from('https://0701740677.example/')).toBeUndefined();
    expect(from('https://19121212-1212.example/')).toBeUndefined();
    expect(from('android-app://com.google')).toBeUndefined();
    expect(from('nonsense')).toBeUndefined();
    expect(wordOf('Höst 26')).toBe('höst 26');
    expect(wordOf('0701740677')).toBeUndefined();
    expect([599, 600, 1199, 1200].map(screenOf)).toEqual(['narrow', 'medium', 'medium', 'wide']);
    expect(before({ from: Temporal.PlainDate.from('2026-03-06'), to: Temporal.PlainDate.from('2026-03-12') })).toEqual({
      from: Temporal.PlainDate.from('2026-02-27'),
      to: Temporal.PlainDate.from('2026-03-05'),
    });
  });
});
