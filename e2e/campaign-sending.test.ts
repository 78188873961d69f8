// Long because it meets every answer that a mail server can give.

import { simpleParser } from 'mailparser';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bounceAddress,
  cancelCampaign,
  openBounceAddress,
  pauseCampaign,
  progressOf,
  resumeCampaign,
  slot,
} from '#domain/campaign/index.ts';
import { isSuppressed, restrictSubscriber, subscriberById, withdrawById } from '#domain/newsletter/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { atEnd } from '#platform/at-end.ts';
import { sql, transact } from '#platform/db/index.ts';
import { addSubscribers, beginPlain } from './support/campaigns.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { type SmtpPeer, smtpPeer, type Taken } from './support/smtp-peer.ts';

let house: TestProduct;
let peer: SmtpPeer;
beforeAll(async () => {
  peer = await smtpPeer();
  atEnd(() => peer.close());
  house = await testProduct({ smtpUrl: peer.url, campaigns: { lanes: 3 } });
});
beforeEach(() => {
  peer.manners = {};
  peer.onTaken = () => {};
});

let n = 0;
async function people(count: number) {
  n += 1;
  const addresses = Array.from({ length: count }, (_, i) => `lasare${i}@brevby${n}.example`);
  const { ctx } = house.product;
  const ids = await addSubscribers(house.db.db, ctx.vault, house.clock.now(), addresses);
  const got = () => peer.taken.filter(({ to }) => ids.has(to)).map(({ to }) => to);
  return { addresses, idOf: (address = '') => ids.get(address) ?? '', got };
}
/** Every test has its own people, and a server that nobody has found to be down. */
async function clear(): Promise<void> {
  const { db } = house.db.owner;
  await sql`update newsletter.campaign set state = 'cancelled', ended_at = now() where state in ('sending', 'paused')`.execute(
    db,
  );
  await sql`delete from newsletter.subscriber`.execute(db);
  await sql`update newsletter.sender set waits_until = null, waits_for = null`.execute(db);
}
const begin = () => beginPlain(house.db.db, house.clock.now());
const settle = () => house.product.settle();
const act = <T>(work: (tx: Parameters<Parameters<typeof transact>[1]>[0]) => Promise<T>) =>
  transact(house.product.ctx.db, work as never) as Promise<T>;
const progress = async (id: string) => {
  const found = await progressOf(house.db.db, id, house.clock.now());
  const { state } = await house.db.db
    .selectFrom('newsletter.campaign')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { ...found, state };
};
const end = (count: number) => async () => {
  if (peer.taken.length >= count) return;
  await new Promise<void>((resolve) => {
    peer.onTaken = () => peer.taken.length >= count && resolve();
  });
};

describe('a campaign', () => {
  beforeEach(clear);

  it('goes to everybody once, with what is their own in it, and then it is sent', async () => {
    const { addresses, idOf, got } = await people(60);
    const id = await begin();
    await settle();
    expect(got().sort()).toEqual([...addresses].sort());
    expect(await progress(id)).toMatchObject({ state: 'sent', all: 60, left: 0, outcomes: { sent: 60 }, waits: null });
    const address = addresses[17] ?? '';
    const mail = await simpleParser(peer.taken.find(({ to }) => to === address)?.raw ?? '');
    const { ctx } = house.product;
    expect(mail.text).toContain(ctx.links.newsletterEnd('sv', '').slice(0, -1));
    const link =
      /<([^>]+)>/.exec(mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '')?.[1] ?? '';
    expect(mail.headers.get('feedback-id')).toBe(`${id}:newsletter:allkontrakt-se`);
    expect(mail.headers.get('precedence')).toBe('bulk');
    const answer = await fetch(house.url + new URL(link).pathname, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
    expect(await subscriberById(house.db.db, idOf(address))).toBeUndefined();
    // Nothing says who got it (P19).
    const left = await house.db.db.selectFrom('newsletter.recipient').select('subscriber_id').execute();
    expect(left).toEqual([]);
  });

  it('P17: goes to nobody who has withdrawn or been restricted before it left', async () => {
    const { addresses, idOf, got } = await people(30);
    const { ctx } = house.product;
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    peer.manners = { data: () => held.then(() => undefined) };
    const id = await begin();
    // Three are in the hands of the server; all others wait in the memory of whoever sends.
    const inHand = new Set<string>();
    await new Promise<void>((resolve) => {
      peer.manners.rcpt = (to) => {
        inHand.add(to);
        if (inHand.size === 3) resolve();
        return undefined;
      };
    });
    const waiting = addresses.filter((address) => !inHand.has(address));
    const [withdrawn = '', restricted = '', suppressed = ''] = waiting;
    await act((tx) => withdrawById(ctx, tx, idOf(withdrawn), 'one-click'));
    await act((tx) => restrictSubscriber(ctx, tx, idOf(restricted), true));
    await sql`insert into privacy.suppression (address_hash, at) values (${ctx.vault.keyedHash('suppression', suppressed)}, now())`.execute(
      house.db.owner.db,
    );
    open();
    await settle();
    expect(got().sort()).toEqual(addresses.filter((one) => ![withdrawn, restricted, suppressed].includes(one)).sort());
    expect(await progress(id)).toMatchObject({ state: 'sent', left: 0, outcomes: { sent: 27, spared: 3 } });
  });

  it('is paused, goes on and is cancelled within one mail of each connection', async () => {
    const { got } = await people(200);
    const { ctx } = house.product;
    const id = await begin();
    const before = peer.taken.length;
    await end(before + 5)();
    await act((tx) => pauseCampaign(ctx, tx, id));
    const paused = peer.taken.length;
    await settle();
    await house.product.run('sweep');
    expect(peer.taken.length - paused).toBeLessThanOrEqual(3);
    const { outcomes, left } = await progress(id);
    expect([outcomes?.sent, left]).toEqual([got().length, 200 - got().length]);
    await act((tx) => resumeCampaign(ctx, tx, id));
    await end(before + 60)();
    await act((tx) => cancelCampaign(ctx, tx, id));
    const cancelled = peer.taken.length;
    await settle();
    expect(peer.taken.length - cancelled).toBeLessThanOrEqual(3);
    expect(new Set(got()).size).toBe(got().length);
    expect(await progress(id)).toMatchObject({ state: 'cancelled', left: 0 });
    await expect(act((tx) => resumeCampaign(ctx, tx, id))).rejects.toThrow(NotAllowed);
  });
});

describe('what a mail server says', () => {
  beforeEach(clear);
  it('4xx: is tried again after five and thirty minutes, two, eight and twenty-four hours, and given up', async () => {
    const { addresses, got } = await people(3);
    const [unlucky = '', slow = ''] = addresses;
    const tried: string[] = [];
    peer.manners = {
      rcpt: (to) => {
        if (to === unlucky || to === slow) tried.push(to);
        return to === unlucky ? '452 4.2.2 mailbox full' : undefined;
      },
      data: ({ to }) => (to === slow && tried.filter((one) => one === slow).length < 2 ? '451 4.3.0 later' : undefined),
    };
    const id = await begin();
    await settle();
    expect(await progress(id)).toMatchObject({
      state: 'sending',
      left: 2,
      again: 2,
      outcomes: { sent: 1, delayed: 2 },
    });
    for (const wait of ['PT4M', 'PT1M', 'PT30M', 'PT2H', 'PT8H', 'PT24H']) {
      expect((await progress(id)).state).toBe('sending');
      house.clock.advance(wait);
      await settle();
    }
    expect(tried.filter((one) => one === unlucky)).toHaveLength(6);
    expect(got().sort()).toEqual(addresses.slice(1).sort());
    expect(await progress(id)).toMatchObject({ state: 'sent', outcomes: { sent: 2, delayed: 6, failed: 1 } });
  });

  it.each([
    ['550 5.1.1 user unknown', 'bounced'],
    ['550 5.1.10 null MX', 'bounced'],
    ['553 5.1.6 moved', 'bounced'],
    ['550 5.2.1 disabled', 'bounced'],
    ['550 No such user here', 'bounced'],
    ['550 5.7.1 blocked: user unknown to us is no reason', 'refused'],
    [
      '550-Verification failed for <info@allkontrakt.se>\r\n550-No Such User Here\r\n550 Sender verify failed',
      'refused',
    ],
    ['550 Sender address rejected: User unknown in virtual mailbox table', 'refused'],
    ['550 Your IP address 192.0.2.4 is unknown to us', 'refused'],
    ['550 Cannot find your reverse hostname, address not found', 'refused'],
    ['552 5.2.2 mailbox full', 'refused'],
    ['550 mailbox unavailable', 'refused'],
    ['554 no', 'refused'],
  ])('%s: counted as %s', async (answer, kind) => {
    const { addresses, idOf } = await people(2);
    const [address = ''] = addresses;
    peer.manners = { rcpt: (to) => (to === address ? answer : undefined) };
    const id = await begin();
    await settle();
    expect(await progress(id)).toMatchObject({ state: 'sent', outcomes: { sent: 1, [kind]: 1 } });
    const gone = (await subscriberById(house.db.db, idOf(address))) === undefined;
    const { ctx } = house.product;
    expect([gone, await isSuppressed(ctx, house.db.db, address)]).toEqual(Array(2).fill(kind === 'bounced'));
    const { rows } = await sql<{ detail: { channel: string } }>`
      select detail from ledger.event where type = 'consent.withdrawn' order by id desc limit 1`.execute(
      house.db.owner.db,
    );
    if (kind === 'bounced') expect(rows[0]?.detail.channel).toBe('bounce');
  });

  it('a line that is lost after DATA repeats one mail, later, with the same Message-ID (G2)', async () => {
    const { addresses, got } = await people(4);
    const [address = ''] = addresses;
    let dropped = false;
    peer.manners = {
      data: ({ to }) => {
        if (to !== address || dropped) return undefined;
        dropped = true;
        return 'take-drop';
      },
    };
    const id = await begin();
    await settle();
    expect(got()).toHaveLength(4);
    expect(await progress(id)).toMatchObject({ state: 'sending', left: 1 });
    house.clock.advance('PT5M');
    await settle();
    expect(got().sort()).toEqual([...addresses, address].sort());
    const twice = peer.taken.filter(({ to }) => to === address).map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
    expect(new Set(twice).size).toBe(1);
    expect((await progress(id)).state).toBe('sent');
  });

  it.each<[string, Parameters<typeof smtpPeer>[0], string]>([
    ['closes before a word', { greet: () => '421 4.3.2 going down' }, 'protocol'],
    ['closes in the middle', { rcpt: () => '421 4.3.2 going down' }, 'connect'],
    ['does not take us for a sender', { mail: () => '550 5.7.1 not you' }, 'sender-refused'],
    ['has too much to do', { mail: () => '451 4.3.2 later' }, 'sender-refused'],
    ['puts everybody off', { rcpt: () => '450 4.7.1 greylisted' }, 'recipient-refused'],
    ['wants a password all of a sudden', { rcpt: () => '530 5.7.0 authenticate first' }, 'recipient-refused'],
    ['refuses everybody', { rcpt: () => '554 5.7.1 client host blocked' }, 'message-refused'],
    ['refuses every letter', { data: () => '554 5.7.1 looks like spam' }, 'message-refused'],
    ['knows nobody', { rcpt: () => '550 5.1.1 user unknown' }, 'recipients-unknown'],
  ])(
    'a server that %s: the campaign waits and says so, and nobody’s attempts are spent',
    async (_, manners, reason) => {
      const { addresses, got } = await people(40);
      peer.manners = manners ?? {};
      const id = await begin();
      await settle();
      expect(got()).toEqual([]);
      expect(await progress(id)).toMatchObject({ state: 'sending', left: 40, again: 0, waits: { reason } });
      const { bounced, refused } = (await progress(id)).outcomes ?? {};
      expect([bounced, refused]).toEqual([undefined, undefined]);
      const spent = await house.db.db
        .selectFrom('newsletter.recipient')
        .select('attempts')
        .where('attempts', '>', 0)
        .execute();
      expect(spent).toEqual([]);
      peer.manners = {};
      house.clock.advance('PT15M');
      await settle();
      expect(got().sort()).toEqual([...addresses].sort());
      expect(await progress(id)).toMatchObject({ state: 'sent', waits: null });
    },
  );

  it('of every other that there is no such address: nobody’s subscription ends, and staff are told', async () => {
    const { got } = await people(60);
    const rcpts = new Map<string, number>();
    peer.manners = { rcpt: (to) => ((rcpts.set(to, rcpts.size).size ?? 0) % 2 ? '550 5.1.1 user unknown' : undefined) };
    const id = await begin();
    await settle();
    const { left, outcomes, waits } = await progress(id);
    expect([waits?.reason, outcomes?.bounced, left]).toEqual(['recipients-unknown', undefined, 60 - got().length]);
  });

  it.each<[string, string]>([
    ['goes away from', '421 4.3.2 going down'],
    ['says 503 to', '503 5.5.1 what?'],
  ])(
    'a server that always %s one of them: it is given up at last, and nobody waits for it for ever (G3)',
    async (_, how) => {
      const { addresses, got } = await people(4);
      const [poison = ''] = addresses;
      peer.manners = { rcpt: (to) => (to === poison ? how : undefined) };
      const id = await begin();
      for (let rounds = 0; rounds < 20; rounds += 1) {
        await settle();
        if ((await progress(id)).state === 'sent') break;
        house.clock.advance('PT24H');
      }
      expect(got().sort()).toEqual(addresses.slice(1).sort());
      expect(await progress(id)).toMatchObject({ state: 'sent', left: 0, outcomes: { sent: 3, failed: 1 } });
    },
  );

  it.each([
    ['421 4.3.2 going down', 'failed'],
    ['550 5.1.1 user unknown', 'bounced'],
    ['554 5.7.1 not you', 'refused'],
  ])(
    '%s to the only one there is: tried again until it has been tried often enough, and then %s (G3)',
    async (said, kind) => {
      const { got } = await people(1);
      peer.manners = { rcpt: () => said };
      const id = await begin();
      for (let rounds = 0; rounds < 20; rounds += 1) {
        await settle();
        if ((await progress(id)).state === 'sent') break;
        expect((await progress(id)).outcomes?.bounced).toBeUndefined();
        house.clock.advance('PT24H');
      }
      expect(got()).toEqual([]);
      expect(await progress(id)).toMatchObject({ state: 'sent', left: 0, outcomes: { delayed: 5, [kind]: 1 } });
    },
  );
});

describe('the sender', () => {
  beforeEach(clear);

  it.each([
    ['{subject}', 'Två\nrader', 'has a subject of two lines'],
    ['{text}', `Hej ${slot('nobody' as 'end')}`, 'has a place that nobody fills'],
  ])('with a campaign whose %s is %j halts, and nobody is counted as refused for it', async (part, value) => {
    const { got } = await people(12);
    const id = await beginPlain(house.db.db, house.clock.now(), { state: 'paused' });
    await sql`update newsletter.campaign set composed = jsonb_set(composed, ${part}::text[], ${JSON.stringify(value)}::jsonb) where id = ${id}`.execute(
      house.db.owner.db,
    );
    await act((tx) => resumeCampaign(house.product.ctx, tx, id));
    while ((await progress(id)).waits?.reason !== 'bad-header') await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await progress(id)).toMatchObject({ state: 'sending', left: 12, outcomes: {} });
    expect(got()).toEqual([]);
  });

  it('ends a campaign that nobody is left to get while another is still in hand', async () => {
    const { got } = await people(2);
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = await begin();
    const [inHand, all] = [new Set<string>(), Promise.withResolvers<void>()];
    peer.manners = {
      data: async ({ to, raw }) => {
        if (!raw.includes(first)) return undefined;
        if (inHand.add(to).size === 2) all.resolve();
        await held;
        return undefined;
      },
    };
    await all.promise;
    const second = await begin();
    while ((await progress(second)).state !== 'sent') {
      await act((tx) => house.product.ctx.wake(tx, 'campaigns'));
    }
    expect([got().length, (await progress(first)).state]).toEqual([2, 'sending']);
    open();
    await settle();
    expect([got().length, (await progress(first)).state]).toEqual([4, 'sent']);
  });

  it('finds those who stand before the place that it has come to: the clock was set back', async () => {
    const { addresses, got } = await people(3);
    const { rows } = await sql`
      with late as (select id from newsletter.subscriber order by id limit 1) select id from late`.execute(
      house.db.owner.db,
    );
    const { id: late } = rows[0] as { id: string };
    const id = await beginPlain(house.db.db, house.clock.now(), { state: 'paused' });
    const earlier = house.clock.now().subtract({ hours: 1 });
    await sql`insert into newsletter.recipient (campaign_id, subscriber_id, due_at) select ${id}, s.id, ${house.clock.now()} from newsletter.subscriber s where s.id <> ${late}`.execute(
      house.db.owner.db,
    );
    await sql`update newsletter.campaign set filled = true, planned = 3 where id = ${id}`.execute(house.db.owner.db);
    const [held, inHand] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    peer.manners = {
      data: async () => {
        inHand.resolve();
        await held.promise;
        return undefined;
      },
    };
    await act((tx) => resumeCampaign(house.product.ctx, tx, id));
    await inHand.promise;
    await sql`insert into newsletter.recipient (campaign_id, subscriber_id, due_at) values (${id}, ${late}, ${earlier})`.execute(
      house.db.owner.db,
    );
    held.resolve();
    await settle();
    expect(got().sort()).toEqual([...addresses].sort());
    expect((await progress(id)).state).toBe('sent');
  });

  it('is one at a time: of two processes only one sends, and the other goes on when it ends', async () => {
    const { addresses, got } = await people(300);
    const id = await begin();
    const other = await testProduct({ on: house.db, smtpUrl: peer.url, campaigns: { lanes: 3 } });
    await end(peer.taken.length + 20)();
    expect(peer.lines.open).toBeLessThanOrEqual(3);
    await settle();
    await other.product.settle();
    expect(got().sort()).toEqual([...addresses].sort());
    expect((await progress(id)).state).toBe('sent');
  });

  it('G6: sends nothing that the list outside the database knows as sent', async () => {
    const { addresses, idOf, got } = await people(3);
    const [address = ''] = addresses;
    const id = await beginPlain(house.db.db, house.clock.now(), { state: 'paused' });
    const message = house.product.ctx.vault.derivedId('campaign-mail', `${id}.${idOf(address)}`);
    await sql`insert into brokerage.taken (id, at) values (${message}, now())`.execute(house.db.owner.db);
    await act((tx) => resumeCampaign(house.product.ctx, tx, id));
    await settle();
    expect(got().sort()).toEqual(addresses.slice(1).sort());
    expect(await progress(id)).toMatchObject({ state: 'sent', outcomes: { sent: 3 } });
  });

  it('says where undeliverable mail comes back to, in the envelope only', async () => {
    const { ctx } = house.product;
    const marking = { ...ctx, mailbox: { address: 'info@allkontrakt.se', marksReplies: true } };
    const mark = bounceAddress(marking, '0190b3a2-7c1e-4d9a-8f00-0123456789ab', 'aaaaaaaa-7c1e-4d9a-8f00-0123456789ab');
    expect(openBounceAddress(marking, mark ?? '')).toEqual({
      subscriberId: '0190b3a2-7c1e-4d9a-8f00-0123456789ab',
      campaign: 'aaaaaaaa',
    });
    const { got } = await people(1);
    await begin();
    await settle();
    expect(got()).toHaveLength(1);
    // This house reads no mail.
    const { from } = peer.taken.at(-1) as Taken;
    expect(from).toBe('info@allkontrakt.se');
  });
});
