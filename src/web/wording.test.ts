import { describe, expect, it } from 'vitest';
import { Live } from './live.ts';
import { Wording } from './wording.ts';

function words() {
  const live = new Live();
  let revision = 1;
  let reads = 0;
  let broken = false;
  const wording = new Wording(async () => {
    reads += 1;
    if (broken) throw new Error('away');
    return { revision, bodies: new Map() };
  }, live);
  return {
    now: async () => (await wording.now()).revision,
    reads: () => reads,
    /** Somebody edits a text; `told` is what processes hear of it. */
    edit: (told: string | undefined) => {
      revision += 1;
      live.hear(told);
    },
    break: (is: boolean) => {
      broken = is;
    },
  };
}

describe('the site’s words', () => {
  it('are read once, and again when one has been edited or something may have been missed', async () => {
    const w = words();
    expect([await w.now(), await w.now(), w.reads()]).toEqual([1, 1, 1]);
    w.edit('mark note lead');
    expect([await w.now(), w.reads()]).toEqual([1, 1]);
    w.edit('mark text');
    expect([await w.now(), w.reads()]).toEqual([3, 2]);
    w.edit(undefined);
    expect([await w.now(), await w.now(), w.reads()]).toEqual([4, 4, 3]);
  });

  it('G5: are the last known, or the code’s, while the database is away, and read as soon as it is back', async () => {
    const w = words();
    w.break(true);
    expect(await w.now()).toBe(0);
    w.break(false);
    expect(await w.now()).toBe(1);
    w.break(true);
    w.edit(undefined);
    expect([await w.now(), await w.now()]).toEqual([1, 1]);
    w.break(false);
    expect(await w.now()).toBe(2);
  });
});
