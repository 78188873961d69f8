import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryKinds, laneOf, after as nextAfter, type Outcome, retrySeconds } from './delivery.ts';

const now = Temporal.Instant.from('2026-03-28T23:30:00Z');
const again: Outcome = { kind: 'again', reason: 'status-5xx', status: 500 };

/** Seconds until the next attempt after `attempts` failed ones, without jitter. */
function waits(outcome: Outcome = again): (number | string)[] {
  return Array.from({ length: 10 }, (_, i) => {
    const next = nextAfter(outcome, i + 1, now, 0);
    return next.state === 'pending' ? next.dueAt.since(now).total('seconds') : next.state;
  });
}

describe('G3: what becomes of a delivery after an attempt', () => {
  it('is tried ten times: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; then it is dead', () => {
    expect(retrySeconds[0]).toBe(0);
    expect(waits()).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 'dead']);
  });

  it('says why it is dead', () => {
    expect(nextAfter(again, 10, now, 0)).toEqual({ state: 'dead', reason: 'status-5xx' });
  });

  it('waits as long as Retry-After asks, and never shorter than the schedule', () => {
    expect(waits({ ...again, afterSeconds: 3600 }).slice(0, 5)).toEqual([3600, 3600, 3600, 7200, 18_000]);
  });

  it.each([
    [{ kind: 'delivered', status: 200 }, 'delivered', null],
    [{ kind: 'refused', reason: 'gone', status: 410 }, 'refused', 'gone'],
    [{ kind: 'cancelled', reason: 'state-changed' }, 'cancelled', 'state-changed'],
  ] as const)('ends at once when %o', (outcome, state, reason) => {
    expect(nextAfter(outcome, 1, now, 0.5)).toEqual({ state, reason });
  });

  it('stretches a wait by a tenth at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, jitter) => {
        const next = nextAfter(again, attempts, now, jitter);
        const wait = next.state === 'pending' ? next.dueAt.since(now).total('seconds') : Number.NaN;
        expect(wait).toBeGreaterThanOrEqual(retrySeconds[attempts]!);
        expect(wait).toBeLessThanOrEqual(retrySeconds[attempts]! * 1.1 + 0.001);
      }),
    );
  });

  it('has a lane for mail and one for each supplier’s endpoint', () => {
    expect(laneOf('mail', 'savera')).toBe('mail');
    expect(laneOf('webhook', 'savera')).not.toBe(laneOf('webhook', 'nets'));
  });

  it('P5, P14: no kind is for anybody but suppliers, the customer itself, a subscriber about the subscription and our own staff', () => {
    expect([...new Set(Object.values(deliveryKinds))].sort()).toEqual(['customer', 'staff', 'subscriber', 'supplier']);
    const toSubscribers = Object.entries(deliveryKinds).filter(([, audience]) => audience === 'subscriber');
    expect(toSubscribers.map(([kind]) => kind).sort()).toEqual([
      'subscriber.confirm',
      'subscriber.known',
      'subscriber.welcome',
    ]);
  });
});
