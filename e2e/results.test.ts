import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  answerSignUp,
  confirmSignUp,
  endToken,
  issueConfirmToken,
  noteSignUp,
  subscriberAt,
  tally,
} from '#domain/newsletter/index.ts';
import { checkPromises } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { placesOf } from './support/house.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 180_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});
/** Somebody who writes the newsletter, just logged in. */
const marketing = () => staffVisitor(house, 'marketer');

interface Sent {
  readonly name?: string;
  readonly state?: 'paused' | 'sent' | 'draft';
  readonly counts?: Readonly<Record<string, number>>;
  readonly links?: readonly (readonly [label: string, url: string, clicks: number])[];
}

/** A mailing as it stands when it has begun, with what has been counted of it in this hour. */
async function mailing({ name = 'Mars', state = 'sent', counts = {}, links = [] }: Sent = {}): Promise<string> {
  const id = randomUUID();
  const { db } = house.product.ctx;
  const now = house.clock.now();
  const begun = state === 'draft' ? null : now;
  await sql`insert into newsletter.campaign (id, name, state, locale, subject, preheader, body, created_at, created_by, changed_at, started_at, ended_at, composed)
    values (${id}, ${name}, ${state}, 'sv', ${`${name} hos oss`}, '', '', ${now}, ${randomUUID()}, ${now}, ${begun},
      ${state === 'sent' ? now : null}, '{"subject": "", "html": "", "text": ""}')`.execute(db);
  for (const [kind, n] of Object.entries(counts)) await tally(db, now, id, kind as 'sent', n);
  for (const [n, [label, url, clicks]] of links.entries()) {
    await db.insertInto('newsletter.campaign_link').values({ campaign_id: id, n, label, url }).execute();
    await tally(db, now, id, 'clicked', clicks, n);
  }
  return id;
}

let n = 0;
async function subscriber(): Promise<{ readonly id: string; readonly email: string }> {
  n += 1;
  const email = `lasare${n}@resultat.example`;
  const { ctx } = house.product;
  await transact(ctx.db, async (tx) => {
    await answerSignUp(ctx, tx, await noteSignUp(ctx, tx, { email, locale: 'sv', channel: 'form' }));
    const { id } = (await subscriberAt(ctx, tx, email))!;
    await confirmSignUp(ctx, tx, await issueConfirmToken(ctx, tx, id));
  });
  return { id: (await subscriberAt(ctx, ctx.db, email))!.id, email };
}
const stillTo = (campaign: string, subscriberId: string) =>
  house.product.ctx.db
    .insertInto('newsletter.recipient')
    .values({
      campaign_id: campaign,
      subscriber_id: subscriberId,
      due_at: house.clock.now(),
    })
    .execute();
const counted = async (campaign: string) => {
  const { rows } = await sql<{ kind: string; n: number }>`
    select kind, sum(n)::bigint as n from newsletter.tally where campaign_id = ${campaign} group by kind order by kind`.execute(
    house.product.ctx.db,
  );
  return Object.fromEntries(rows.map((row) => [row.kind, row.n]));
};
const endBy = (token: string) =>
  new Visitor(house.url).post(`/nyhetsbrev/ett-klick/${token}`, { 'List-Unsubscribe': 'One-Click' }, false);
const address = (id: string) => `/konsol/nyhetsbrev/${id}/resultat`;

describe('P19: how a mailing went', () => {
  it('is told in numbers that explain themselves, beside the middle of those before it', async () => {
    house.clock.advance('P1D');
    for (const [sent, clicked] of [
      [100, 10],
      [100, 20],
      [100, 60],
    ] as const) {
      await mailing({ name: 'Före', counts: { sent }, links: [['El', 'https://el.example', clicked]] });
      house.clock.advance('P1D');
    }
    const id = await mailing({
      name: 'April',
      counts: { sent: 1000, returned: 4, bounced: 10, undelivered: 6, refused: 3, failed: 1, spared: 2, withdrawn: 5 },
      links: [
        ['Läs om el', 'https://el.example/a', 90],
        ['Läs om juridik', 'https://juridik.example', 9],
      ],
    });
    const marketer = await marketing();
    await marketer.get(address(id));
    expect(marketer.status).toBe(200);
    // 1000 taken, 10 came back; 6 were known at once not to exist, 4 were refused or given up.
    expect(marketer.text).toContain('Framme, så långt vi vet 990 98 % av dem vi försökte skicka till.');
    expect(marketer.text).toContain('Klick 99 10 klick per 100 framme. Median för de 3 senaste innan: 20.');
    expect(marketer.text).toContain('Avslutade 5 0,5 % av dem som kom fram.');
    expect(marketer.text).toContain('Läs om juridik https://juridik.example 9');
    expect(marketer.text).toContain('Om mejlet hamnade i inkorgen kan ingen veta');
    expect(marketer.html).toContain('aria-label="Staplar över klick per timme. Flest: 99."');
    await marketer.get('/konsol/nyhetsbrev/resultat');
    expect(marketer.text).toContain('April April hos oss');
    await marketer.get('/en/console/newsletter/results');
    expect(marketer.text).toContain('We count mailings, not readers');
  });

  it('what readers did is hidden while fewer than five have got it, in the file as well', async () => {
    const id = await mailing({ counts: { sent: 4, withdrawn: 1 }, links: [['Ett', 'https://ett.example', 3]] });
    const marketer = await marketing();
    const file = async (path: string) => (await marketer.get(path)).html;
    const seen = async () => {
      await marketer.get(address(id));
      return [
        marketer.text.includes('Ett https://ett.example 3'),
        (await file(`${address(id)}/fil`)).includes('Klick'),
      ];
    };
    expect(await seen()).toEqual([false, false]);
    await marketer.get(address(id));
    expect(marketer.text).toContain('Färre än 5 har fått det');
    await tally(house.product.ctx.db, house.clock.now(), id, 'sent');
    expect(await seen()).toEqual([true, true]);
  });

  it('a day is a day of Sweden’s, also when the clock is moved', async () => {
    const { db } = house.product.ctx;
    const id = await mailing({ counts: { sent: 5 } });
    await sql`update newsletter.campaign set started_at = '2026-10-24T20:00:00Z', ended_at = '2026-10-24T20:00:00Z' where id = ${id}`.execute(
      db,
    );
    await sql`delete from newsletter.tally where campaign_id = ${id}`.execute(db);
    const at = Temporal.Instant.from('2026-10-25T22:59:00Z');
    await tally(db, at, id, 'sent', 5);
    await tally(db, at, id, 'clicked', 7, 0);
    await tally(db, at.add({ minutes: 1 }), id, 'clicked', 1, 0);
    house.clock.advance(house.clock.now().until('2026-10-27T10:00:00Z').toString());
    const marketer = await marketing();
    await marketer.get(`${address(id)}?by=day`);
    expect(marketer.text).toContain('2026-10-25 7');
    expect(marketer.text).toContain('2026-10-26 1');
    await marketer.get(`${address(id)}?by=hour`);
    expect(marketer.text).toContain('2026-10-25 02:00 +02:00 0');
    expect(marketer.text).toContain('2026-10-25 02:00 +01:00 0');
  });

  it('a file can hold no formula, whatever a link is called', async () => {
    const id = await mailing({ name: '=1+1', counts: { sent: 9 }, links: [['＝HYPERLINK("x")', '@SUM(1)', 1]] });
    const marketer = await marketing();
    await marketer.get(`${address(id)}/fil`);
    expect(marketer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="nyhetsbrev-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(marketer.html).toContain(`"'＝HYPERLINK(""x"")"`);
    expect(marketer.html).toContain(`'@SUM(1)`);
    await marketer.get('/konsol/nyhetsbrev/resultat/fil');
    expect(marketer.html).toContain(`'=1+1`);
  });

  it('what has not begun has none, and those without the right see nothing', async () => {
    const marketer = await marketing();
    await marketer.get(address(await mailing({ state: 'draft' })));
    expect(marketer.status).toBe(404);
    const worker = await staffVisitor(house, 'case-worker', 'administrator', 'privacy-officer', 'archivist');
    const id = await mailing({ counts: { sent: 9 } });
    for (const path of [
      address(id),
      `${address(id)}/fil`,
      '/konsol/nyhetsbrev/resultat',
      '/konsol/nyhetsbrev/resultat/fil',
    ]) {
      await worker.get(path);
      expect(worker.status, path).toBe(403);
    }
  });
});

describe('P19: a withdrawal', () => {
  it('is counted on the mailing whose link was used, once however often it is used, and keeps nobody', async () => {
    const [one, other] = [await mailing({ state: 'paused' }), await mailing({ state: 'paused' })];
    const { id } = await subscriber();
    await stillTo(other, id);
    const token = endToken(house.product.ctx.vault, id, one);
    await Promise.all([endBy(token), endBy(token), endBy(token)]);
    await endBy(token);
    expect(await counted(one)).toEqual({ withdrawn: 1 });
    // It had not left yet: they didn't get it.
    expect(await counted(other)).toEqual({ spared: 1 });
    await house.product.settle();
    expect((await placesOf(house.db, id)).sort()).toEqual(['privacy.certificate', 'privacy.erasure']);
  });

  it('works for a mailing that is gone or never was one, and is counted nowhere', async () => {
    for (const name of [randomUUID(), 'prov']) {
      const { id, email } = await subscriber();
      await endBy(endToken(house.product.ctx.vault, id, name));
      expect(await subscriberAt(house.product.ctx, house.product.ctx.db, email)).toBeUndefined();
    }
    const { rows } =
      await sql`select 1 from newsletter.tally t where not exists (select from newsletter.campaign c where c.id = t.campaign_id)`.execute(
        house.product.ctx.db,
      );
    expect(rows).toEqual([]);
  });

  it('nothing is left but numbers by the hour when it is over', async () => {
    const campaign = await mailing({ counts: { sent: 6 } });
    const { id } = await subscriber();
    await endBy(endToken(house.product.ctx.vault, id, campaign));
    const p19 = (await checkPromises(house.product.ctx)).find((verdict) => verdict.id === 'P19');
    expect(p19).toMatchObject({ state: 'kept' });
    expect(p19?.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(p19?.evidence.map(({ sv }) => sv).join(' ')).toContain(
      'Ingen rad säger vem som fick, öppnade eller klickade',
    );
    await sql`insert into newsletter.recipient (campaign_id, subscriber_id, due_at) values (${campaign}, ${(await subscriber()).id}, now())`.execute(
      house.product.ctx.db,
    );
    const broken = (await checkPromises(house.product.ctx)).find((verdict) => verdict.id === 'P19');
    expect(broken?.state).toBe('broken');
  });
});
