import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { addSubscribers, beginPlain } from '../../../e2e/support/campaigns.ts';
import type { Context } from '../context.ts';
import type { Noted } from './book.ts';
import * as book from './book.ts';
import { Notebook } from './notebook.ts';

const vault = createVault(randomBytes(32));
const me = randomUUID();
let db: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  db = await testDatabase();
  ctx = { db: db.db, clock: systemClock, vault, react: async () => {}, wake: async () => {} } as unknown as Context;
  await sql`update newsletter.sender set holder = ${me}, held_until = now() + interval '1 hour'`.execute(db.db);
});

let n = 0;
/** A campaign to so many, who are next. */
async function campaign(count: number) {
  await sql`delete from newsletter.subscriber`.execute(db.owner.db);
  n += 1;
  const addresses = Array.from({ length: count }, (_, i) => `lasare${i}@brevby${n}.example`);
  await addSubscribers(db.db, vault, systemClock.now(), addresses);
  const id = await beginPlain(db.db, systemClock.now());
  while ((await book.fill(ctx, id)) > 0);
  return { id, people: await book.next(ctx, id, undefined, count) };
}
const notebook = (over: Context = ctx, onError: (error: unknown) => void = (error) => expect.unreachable(`${error}`)) =>
  new Notebook(over, me, () => {}, onError);
const counted = async (id: string) => {
  const { rows } = await sql<{ kind: string; n: number }>`
    select kind, sum(n)::int as n from newsletter.tally where campaign_id = ${id} group by kind order by kind`.execute(
    db.db,
  );
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
};
const restrict = async (id: string): Promise<void> => {
  await sql`update newsletter.subscriber set restricted_at = now(), erase_at = null where id = ${id}`.execute(
    db.owner.db,
  );
};
/** A database whose answer to the first that is written is lost on its way: it is written all the same. */
function losing(whole: Db): Db {
  let lost = false;
  return whole.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (!lost) {
        lost = true;
        throw new Error('the line to the database is gone');
      }
      return result;
    },
  });
}

describe('the notebook', () => {
  it('takes another note from whoever was answered in the same moment', async () => {
    const { id, people } = await campaign(2);
    const [one, two] = people as [(typeof people)[0], (typeof people)[0]];
    const book = notebook();
    expect(await book.settle(undefined, one)).toBe('go');
    // As a lane does that finds nobody after somebody who is not to be sent to: nothing happens between.
    expect(await book.settle({ to: one, kind: 'spared' }, undefined)).toBeUndefined();
    expect(await book.settle({ to: two, kind: 'sent' }, undefined)).toBeUndefined();
    expect([book.writing, await counted(id)]).toEqual([false, { sent: 1, spared: 1 }]);
  });

  it('counts nobody twice when it can’t know whether something was written, and puts nobody off twice', async () => {
    const { id, people } = await campaign(3);
    const errors: unknown[] = [];
    const lossy = notebook({ ...ctx, db: losing(db.db) }, (error) => errors.push(error));
    const dueAt = systemClock.now().add({ minutes: 5 });
    const notes: Noted[] = people.map((to, i) => (i === 0 ? { to, kind: 'delayed', dueAt } : { to, kind: 'sent' }));
    await Promise.all(notes.map((note) => lossy.settle(note, undefined)));
    expect([errors.length, await counted(id)]).toEqual([1, { delayed: 1, sent: 2 }]);
    const { rows } = await sql`select attempts from newsletter.recipient where campaign_id = ${id}`.execute(db.db);
    expect(rows).toEqual([{ attempts: 1 }]);
  });

  it('counts what left to somebody who has gone since', async () => {
    const { id, people } = await campaign(1);
    await sql`delete from newsletter.subscriber`.execute(db.owner.db);
    await notebook().settle({ to: people[0] as Noted['to'], kind: 'sent' }, undefined);
    expect(await counted(id)).toEqual({ sent: 1 });
  });

  it('P17: asks about nobody before all whose address there isn’t are erased: they may be among them', async () => {
    const { id, people } = await campaign(2);
    const [gone, next] = people as [(typeof people)[0], (typeof people)[0]];
    // Whoever withdraws while the others are being erased is heard.
    const during: Context = { ...ctx, react: () => restrict(next.subscriberId) };
    const [turn] = await book.settleAndAsk(during, me, [{ to: gone, kind: 'bounced' }], [next], false);
    expect([turn, await counted(id)]).toEqual(['spared', { bounced: 1 }]);
  });

  it('P17: asks when the list outside is written: whoever withdraws while the disk is slow is heard', async () => {
    const { id, people } = await campaign(2);
    const [one, two] = people as [(typeof people)[0], (typeof people)[0]];
    const delivered = async () => {
      // Long enough for it to be written in the database, if that did not wait.
      for (let i = 0; i < 50 && !(await counted(id)).sent; i += 1);
      await restrict(two.subscriberId);
    };
    const slow = { ...ctx, outside: { delivered } } as unknown as Context;
    expect(await notebook(slow).settle({ to: one, kind: 'sent' }, two)).toBe('spared');
  });
});
