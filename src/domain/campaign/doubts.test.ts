import { describe, expect, it } from 'vitest';
import { manualClock } from '#platform/clock.ts';
import type { Noted, Recipient } from './book.ts';
import { Doubts, type Said } from './doubts.ts';

const clock = manualClock('2026-11-26T08:00:00Z');
let n = 0;
const one = (attempts = 0): Recipient => {
  n += 1;
  const id = `${n}`;
  return {
    ...{ key: `a.${id}`, campaignId: 'a', subscriberId: id, email: `${id}@x`, attempts, dueAt: clock.now() },
    ...{ messageId: id, hash: Buffer.alloc(0) },
  };
};
/** @returns what is written down, said by said */
const hear = (doubts: Doubts, ...said: readonly Said[]) => said.flatMap((what) => doubts.hear(one(), what));
const kinds = (notes: readonly Noted[]) => notes.map(({ kind }) => kind);
const times = (many: number, ...said: readonly Said[]) => Array.from({ length: many }, () => said).flat();

describe('a mail server that says no', () => {
  it('is believed once it has taken somebody after that', () => {
    const doubts = new Doubts(clock);
    expect(kinds(hear(doubts, 'taken', 'refused', 'later', 'refused'))).toEqual(['sent', 'delayed']);
    expect(kinds(hear(doubts, 'taken'))).toEqual(['sent', 'refused', 'refused']);
    expect(doubts.settle()).toEqual([]);
  });

  it('is believed that there is no such address when sixty more answers look sound', () => {
    const doubts = new Doubts(clock);
    expect(kinds(hear(doubts, 'no-address', ...times(59, 'taken')))).toEqual(times(59, 'sent' as never));
    expect(kinds(hear(doubts, 'taken'))).toEqual(['sent', 'bounced']);
  });

  it('so to everybody costs nobody anything, whatever it says', () => {
    for (const said of ['refused', 'no-address', 'later'] as const) {
      const doubts = new Doubts(clock);
      hear(doubts, 'taken', ...times(19, said));
      expect(doubts.halts()).toBeUndefined();
      hear(doubts, said);
      expect(doubts.halts()).toBe(
        { refused: 'message-refused', 'no-address': 'recipients-unknown', later: 'recipient-refused' }[said],
      );
      const { putOff, held } = doubts.clear();
      expect([putOff.length, held.length]).toEqual(said === 'later' ? [20, 0] : [0, 20]);
      expect([doubts.halts(), doubts.settle()]).toEqual([undefined, []]);
    }
  });

  it('costs nobody the last attempt either', () => {
    const doubts = new Doubts(clock);
    for (let i = 0; i < 20; i += 1) expect(doubts.hear(one(5), 'later')).toEqual([]);
    expect([doubts.halts(), doubts.clear().held.length]).toEqual(['recipient-refused', 20]);
    expect(kinds([...doubts.hear(one(5), 'later'), ...hear(doubts, 'taken')])).toEqual(['sent', 'failed']);
  });

  it('of every other that there is no such address is not believed of any', () => {
    const doubts = new Doubts(clock);
    const notes = hear(doubts, ...times(20, 'taken', 'no-address'));
    expect([new Set(kinds(notes)), doubts.halts()]).toEqual([new Set(['sent']), 'recipients-unknown']);
    expect(doubts.clear().held).toHaveLength(20);
  });

  it('of as many as any list has is believed, however long it is', () => {
    const doubts = new Doubts(clock);
    for (let i = 0; i < 100; i += 1) {
      hear(doubts, ...times(9, 'taken'), 'no-address');
      expect(doubts.halts()).toBeUndefined();
    }
    expect(kinds(doubts.settle())).toEqual(times(7, 'bounced' as never));
  });

  it('to the last is believed if it has taken anybody, and tried again until it has been tried often enough if not', () => {
    const doubts = new Doubts(clock);
    hear(doubts, 'no-address', 'refused');
    const notes = doubts.settle();
    expect(notes.map(({ kind, dueAt }) => [kind, dueAt?.toString()])).toEqual(
      times(2, ['delayed', '2026-11-26T08:05:00Z'] as never),
    );
    doubts.hear(one(5), 'no-address');
    expect(kinds(doubts.settle())).toEqual(['bounced']);
    hear(doubts, 'taken', 'no-address', 'refused');
    expect(kinds(doubts.settle())).toEqual(['bounced', 'refused']);
    // What another campaign has shown is no proof.
    doubts.forget('a');
    hear(doubts, 'refused');
    expect(kinds(doubts.settle())).toEqual(['delayed']);
  });

  it('about a campaign that is over, is of no more interest', () => {
    const doubts = new Doubts(clock);
    hear(doubts, 'refused', 'no-address');
    expect([doubts.forget('b').length, doubts.forget('a').length, doubts.settle()]).toEqual([0, 2, []]);
  });
});
