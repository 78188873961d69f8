import { describe, expect, it } from 'vitest';
import { type Pace, Queue } from './queue.ts';

const mail = (email: string, campaignId = 'a') => ({ key: `${campaignId}.${email}`, campaignId, email });
function filled(pace: Pace, ...emails: string[]) {
  const queue = new Queue(pace);
  for (const email of emails) queue.push(mail(email), 0);
  return queue;
}
/** Lets everything leave as soon as it may. @returns what left, with the milliseconds at which it did */
function leave(queue: Queue<ReturnType<typeof mail>>) {
  const left: [string, number][] = [];
  for (let now = 0; ; ) {
    const taken = queue.take(now);
    if (taken === undefined) return left;
    if (typeof taken === 'number') now += taken;
    else left.push([taken.email, Math.round(now)]);
  }
}

describe('the pace at which mails leave', () => {
  it('is none of its own where none is set', () => {
    expect(leave(filled({}, 'a@x', 'b@x', 'c@y'))).toEqual([
      ['a@x', 0],
      ['c@y', 0],
      ['b@x', 0],
    ]);
  });

  it('is so many a second of all', () => {
    const at = leave(filled({ perSecond: 10 }, ...Array.from({ length: 31 }, (_, i) => `${i}@x`))).map(([, ms]) => ms);
    expect(at.at(-1)).toBeGreaterThanOrEqual(2_900);
    expect(at.at(-1)).toBeLessThanOrEqual(3_100);
  });

  it('is so many a second to each domain, and one does not stand in the way of another', () => {
    const left = leave(filled({ perDomain: 2 }, 'a@x', 'b@x', 'c@X', 'd@y', 'e@y', 'f@z'));
    expect(left.filter(([, ms]) => ms === 0).map(([email]) => email)).toEqual(['a@x', 'd@y', 'f@z']);
    const times = (domain: RegExp) => left.filter(([email]) => domain.test(email)).map(([, ms]) => ms);
    expect(times(/@x$/i)).toEqual([0, 500, 1000]);
    expect(times(/@y$/)).toEqual([0, 500]);
  });

  it('holds no more of a domain than can leave soon: the rest are put off until about when they may', () => {
    const queue = new Queue<ReturnType<typeof mail>>({ perDomain: 1 });
    const off = Array.from({ length: 100 }, (_, i) => queue.push(mail(`${i}@x`), 0)).filter(
      (wait) => wait !== undefined,
    );
    expect(queue.size).toBe(21);
    expect(off).toHaveLength(79);
    expect(off[0]).toBeGreaterThan(20_000);
    expect(queue.push(mail('a@y'), 0)).toBeUndefined();
  });

  it('gives back what did not leave as the first of its domain, and forgets a campaign', () => {
    const queue = filled({}, 'a@x', 'b@x');
    const first = queue.take(0) as ReturnType<typeof mail>;
    queue.giveBack(first);
    expect(queue.take(0)).toBe(first);
    queue.push(mail('c@x', 'b'), 0);
    queue.drop('a');
    expect([queue.size, queue.take(0)]).toEqual([1, mail('c@x', 'b')]);
    expect(queue.take(0)).toBeUndefined();
  });

  it('holds nobody twice, whoever hands them in', () => {
    const queue = filled({}, 'a@x', 'b@x');
    const first = queue.take(0) as ReturnType<typeof mail>;
    queue.giveBack(first);
    queue.push(mail('a@x'), 0);
    queue.giveBack(mail('b@x'));
    expect([queue.size, ...leave(queue)]).toEqual([2, ['a@x', 0], ['b@x', 0]]);
    queue.push(first, 0);
    expect(leave(queue)).toEqual([['a@x', 0]]);
  });
});
