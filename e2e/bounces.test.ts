import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bounceAddress } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import { mailWaiting } from '#domain/correspondence/index.ts';
import { endHeaders, isSuppressed, subscriberById } from '#domain/newsletter/index.ts';
import { sql } from '#platform/db/index.ts';
import { exchange, postfix } from './support/bounces.ts';
import { placesOf } from './support/house.ts';
import { handOver, raw } from './support/mails.ts';
import { plantSubscriber } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';

vi.setConfig({ testTimeout: 180_000 });

const secret = 'k'.repeat(40);
let house: TestProduct;
let ctx: Context;
let campaign = '';
beforeAll(async () => {
  house = await testProduct({
    bounceSecret: secret,
    // Nobody is there: what comes is handed over by hand.
    imap: { url: 'imap://127.0.0.1:1', folder: 'Allkontrakt', marksReplies: true, retryMs: [600_000] },
  });
  ctx = house.product.ctx;
  campaign = await mailing();
});

async function mailing(): Promise<string> {
  const id = randomUUID();
  await sql`insert into newsletter.campaign (id, name, state, locale, subject, preheader, body, created_at, created_by, changed_at, started_at, ended_at, composed)
    values (${id}, 'Mars', 'sent', 'sv', 'Mars', '', '', now(), ${id}, now(), now(), now(), '{"subject": "", "html": "", "text": ""}')`.execute(
    ctx.db,
  );
  return id;
}
let n = 0;
async function reader(domain = 'studs.example') {
  n += 1;
  const email = `Lasare${n}@${new URL(`http://${domain}`).hostname}`;
  const id = await plantSubscriber(ctx, house.db.owner.db, 'sv', email);
  const { 'List-Unsubscribe': link } = endHeaders(ctx, id, campaign);
  return { id, email, to: bounceAddress(ctx, id, campaign) ?? '', headers: [`List-Unsubscribe: ${link}`] };
}
const there = async (id: string) => (await subscriberById(ctx.db, id)) !== undefined;
const counted = async (of = campaign): Promise<Record<string, number>> => {
  const { rows } = await sql<{ kind: string; n: number }>`
    select kind, sum(n)::bigint as n from newsletter.tally where campaign_id = ${of} group by kind order by kind`.execute(
    ctx.db,
  );
  return Object.fromEntries(rows.map((row) => [row.kind, row.n]));
};
/** What more was counted while something was done. */
async function meanwhile(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counted();
  await work();
  const grown = Object.entries(await counted()).map(([kind, m]) => [kind, m - (before[kind] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, more]) => more > 0));
}
const channels = async () =>
  (
    await sql<{
      channel: string;
    }>`select detail ->> 'channel' as channel from ledger.event where type = 'consent.withdrawn' order by id desc limit 1`.execute(
      ctx.db,
    )
  ).rows.map(({ channel }) => channel);

describe('a newsletter that comes back by mail (RFC 3464)', () => {
  it.each([
    ['Postfix', postfix],
    ['Exchange', exchange],
  ])(
    'from an address that there is not, as %s writes it: the subscription ends, and nothing is left but the hash',
    async (_, write) => {
      const one = await reader();
      const grown = await meanwhile(() => handOver(ctx, write({ ...one, recipient: one.email })));
      expect(await there(one.id)).toBe(false);
      expect(await isSuppressed(ctx, ctx.db, one.email)).toBe(true);
      expect(grown).toEqual({ bounced: 1, returned: 1 });
      expect(await channels()).toEqual(['bounce']);
      await house.product.settle();
      expect(await placesOf(house.db, one.email.toLowerCase())).toEqual([]);
      expect((await placesOf(house.db, one.id)).sort()).toEqual(['privacy.certificate', 'privacy.erasure']);
    },
  );

  it('nobody has to look at it, and nothing of it is kept, here or on the mail server', async () => {
    const one = await reader();
    const before = await mailWaiting(ctx.db);
    const id = await handOver(ctx, postfix({ ...one, recipient: one.email, status: '4.2.2' }));
    expect(await mailWaiting(ctx.db)).toEqual(before);
    const { rows } = await sql`select automatic, kind, from_address, subject, body, html, exists (
      select from brokerage.mail_purge p where p.mail_key = m.mail_key) as purged from brokerage.mail_in m where id = ${id}`.execute(
      ctx.db,
    );
    expect(rows).toEqual([
      { automatic: 'bounce', kind: 'other', from_address: null, subject: null, body: null, html: null, purged: true },
    ]);
  });

  it('the same mail twice does it once', async () => {
    const [gone, full] = [await reader(), await reader()];
    const mails = [
      postfix({ ...gone, recipient: gone.email }),
      postfix({ ...full, recipient: full.email, status: '5.2.2' }),
    ];
    const grown = await meanwhile(async () => {
      for (const mail of [...mails, ...mails, ...mails]) await handOver(ctx, mail);
      // Told once more, by another server: nobody is there to count.
      await handOver(ctx, exchange({ ...gone, recipient: gone.email }));
    });
    expect(grown).toEqual({ bounced: 1, returned: 1, undelivered: 1 });
  });

  it.each([
    ['5.2.2', 'a full mailbox'],
    ['5.7.1', 'a policy'],
    ['4.4.7', 'too long a wait'],
    ['5.4.4', 'a name that nobody could look up'],
    ['5.0.0', 'nothing that is said'],
  ])('%s, %s, is counted and ends nothing', async (status) => {
    const one = await reader();
    const diagnostic = `smtp; 550 ${status} no`;
    const grown = await meanwhile(() => handOver(ctx, postfix({ ...one, recipient: one.email, status, diagnostic })));
    expect(grown).toEqual({ undelivered: 1 });
    expect(await there(one.id)).toBe(true);
  });

  it('what the number doesn’t say is read from the words beside it', async () => {
    const one = await reader();
    const diagnostic = 'smtp; 550 5.1.1 The email account that you tried to reach does not exist';
    await handOver(ctx, postfix({ ...one, recipient: one.email, status: '5.0.0', diagnostic }));
    expect(await there(one.id)).toBe(false);
    const two = await reader();
    await handOver(
      ctx,
      postfix({ ...two, recipient: two.email, status: '5.0.0', diagnostic: 'smtp; 550 No such user' }),
    );
    expect(await there(two.id)).toBe(false);
  });

  it('a server that goes on trying, or has passed it on, is believed when it says how it went', async () => {
    const one = await reader();
    const grown = await meanwhile(async () => {
      for (const action of ['delayed', 'relayed', 'expanded', 'delivered'])
        await handOver(ctx, postfix({ ...one, recipient: one.email, action }));
    });
    expect([grown, await there(one.id)]).toEqual([{}, true]);
  });

  it('somebody else behind the address who is gone ends nothing', async () => {
    const one = await reader();
    const grown = await meanwhile(() => handOver(ctx, postfix({ ...one, recipient: 'slutat@studs.example' })));
    expect([grown, await there(one.id)]).toEqual([{ undelivered: 1 }, true]);
    // The list is what we wrote to, and is named beside its member.
    const member = { recipient: 'slutat@studs.example', sentTo: one.email };
    const told = await meanwhile(() => handOver(ctx, postfix({ ...one, ...member })));
    expect([told, await there(one.id)]).toEqual([{ undelivered: 1 }, true]);
  });

  it('one with å in its domain is the subscriber’s own in either spelling', async () => {
    const [one, two] = [await reader('bokaffär.example'), await reader('bokaffär.example')];
    for (const { email, ...rest } of [one, { ...two, email: two.email.replace(/@.*/, '@bokaffär.example') }])
      await handOver(ctx, postfix({ ...rest, recipient: email }));
    expect([await there(one.id), await there(two.id)]).toEqual([false, false]);
  });

  it('is known by the link in what comes back where the address bears no mark', async () => {
    const one = await reader();
    const grown = await meanwhile(() =>
      handOver(ctx, exchange({ ...one, to: 'info@allkontrakt.se', recipient: one.email })),
    );
    expect([grown, await there(one.id)]).toEqual([{ bounced: 1, returned: 1 }, false]);
  });

  it('an automatic answer to where mail comes back to is put away, and a person’s is read', async () => {
    const one = await reader();
    const before = await mailWaiting(ctx.db);
    const grown = await meanwhile(() =>
      handOver(
        ctx,
        raw({ from: one.email, to: one.to, subject: 'Jag har semester', headers: ['Auto-Submitted: auto-replied'] }),
      ),
    );
    expect([grown, await there(one.id), await mailWaiting(ctx.db)]).toEqual([{}, true, before]);
    await handOver(ctx, raw({ from: one.email, to: one.to, subject: 'En fråga', text: 'Vad är det här?' }));
    expect(await mailWaiting(ctx.db)).toBe(before + 1);
  });

  it('P17: one that was forged does nothing: without our mark, with another’s, or with one that was changed', async () => {
    const [one, other] = [await reader(), await reader()];
    const changed = one.to.replace(/(.)@/, (_, letter: string) => `${letter === 'a' ? 'b' : 'a'}@`);
    const grown = await meanwhile(async () => {
      await handOver(ctx, postfix({ to: 'info@allkontrakt.se', recipient: one.email }));
      await handOver(ctx, postfix({ to: changed, recipient: one.email }));
      await handOver(
        ctx,
        postfix({
          to: 'info@allkontrakt.se',
          recipient: one.email,
          headers: ['List-Unsubscribe: <https://x.example/nyhetsbrev/ett-klick/abc.def.ghi>'],
        }),
      );
    });
    expect([grown, await there(one.id)]).toEqual([{}, true]);
    // Whoever has got one may say that their own doesn't arrive, and nothing of anybody else's.
    await handOver(ctx, postfix({ ...other, recipient: one.email }));
    expect([await there(one.id), await there(other.id)]).toEqual([true, true]);
  });
});

describe('a newsletter that comes back, told by whoever carries our mail', () => {
  const tell = (body: unknown, key = secret) =>
    fetch(`${house.url}/hooks/bounces/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const at = () => house.clock.now().toString();

  it('by the address it went to or the envelope it left in, one or many, and again', async () => {
    const [one, two, full] = [await reader(), await reader(), await reader()];
    const many = [
      { envelope: two.to, status: '5.1.1', at: at() },
      { envelope: full.to, status: '5.2.2', at: at() },
      { recipient: 'okand@studs.example', status: '5.1.1', at: at() },
    ];
    const grown = await meanwhile(async () => {
      const first = await tell({ recipient: one.email.toLowerCase(), status: '5.1.1', at: at() });
      expect([first.status, await first.text()]).toEqual([204, '']);
      for (let i = 0; i < 3; i += 1) expect((await tell(many)).status).toBe(204);
    });
    expect(await Promise.all([one, two, full].map(({ id }) => there(id)))).toEqual([false, false, true]);
    // By an address alone nothing tells which mailing it was.
    expect(grown).toEqual({ bounced: 1, returned: 1, undelivered: 1 });
  });

  it('an address with å in its domain, whichever way it is spelled', async () => {
    const id = await plantSubscriber(ctx, house.db.owner.db, 'sv', 'anna@xn--fretg-pra9i.example');
    await tell({ recipient: 'Anna@Företåg.example', status: '5.1.1', at: at() });
    expect(await there(id)).toBe(false);
  });

  it('what was told of an address before it was confirmed anew is of another time', async () => {
    const one = await reader();
    await tell({ recipient: one.email, status: '5.1.1', at: house.clock.now().subtract({ hours: 1 }).toString() });
    expect(await there(one.id)).toBe(true);
  });

  it('only by those who know its address; what is no bounce is refused whole', async () => {
    const one = await reader();
    const told = { recipient: one.email, status: '5.1.1', at: at() };
    expect((await tell(told, 'x'.repeat(40))).status).toBe(404);
    expect((await fetch(`${house.url}/hooks/bounces/${secret}`)).status).toBe(404);
    for (const body of [
      '{',
      {},
      [],
      [told, { ...told, status: '250' }],
      { ...told, at: 'i går' },
      { status: '5.1.1', at: at() },
      Array(201).fill(told),
    ]) {
      const expected = Array.isArray(body) && body.length === 0 ? 204 : 422;
      expect((await tell(body)).status).toBe(expected);
    }
    expect(await there(one.id)).toBe(true);
  });
});
