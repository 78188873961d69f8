import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { exampleLeads } from '#web/api/examples.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { plantSource, type Sent, sendLead } from './support/sources.ts';
import { staffVisitor } from './support/staff.ts';

const friend = 'https://app.allkontrakt.example';
const lead = exampleLeads.electricity;

let house: TestProduct;
let key: string;
beforeAll(async () => {
  house = await testProduct({
    apiOrigins: [friend],
    limits: { perAddressHour: 3, perEmailDay: 1000, allMinute: 10_000, perSourceHour: 500 },
  });
  ({ secret: key } = await plantSource(house.product.ctx));
});
const send = (body: unknown, sent: Sent = {}) => sendLead(house.url, body, { key, ...sent });

describe('from a browser', () => {
  const preflight = (origin: string) =>
    fetch(`${house.url}/api/v1/leads`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  it('a site that is in the settings may call, and no other', async () => {
    const asked = await preflight(friend);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, friend]);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    const sent = await send(lead, { headers: { origin: friend, 'sec-fetch-site': 'cross-site' } });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([201, friend]);
    for (const origin of ['https://else.example', 'null', `${friend}.else.example`, friend.replace('https', 'http')]) {
      const refused = await preflight(origin);
      expect([refused.status, refused.headers.get('access-control-allow-origin')], origin).toEqual([403, null]);
      expect((await send(lead, { headers: { origin } })).status, origin).toBe(403);
    }
    expect((await send(lead)).headers.get('vary')).toContain('Origin');
  });

  it('elsewhere nothing is opened: a form of the site still takes a page of the site', async () => {
    const answer = await fetch(`${house.url}/el`, {
      method: 'POST',
      headers: { origin: friend },
      body: new URLSearchParams(),
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describe('intake keys in the console', () => {
  it('are made, shown once, rotated with a day’s overlap, renamed and shut by an administrator, each in the log', async () => {
    let boss = await staffVisitor(house, 'administrator');
    await boss.get('/konsol/kallor');
    await boss.post('/konsol/kallor', { sourceName: '', sourceKind: 'api' }, false);
    expect([boss.status, boss.text.includes('Fyll i «Namn»')]).toEqual([422, true]);
    await boss.post('/konsol/kallor', { sourceName: 'Webbyråns formulär', sourceKind: 'api' }, false);
    const secretIn = () => /<code class="secret">(ak_[\w-]{43})<\/code>/.exec(boss.html)?.[1] ?? '';
    const first = secretIn();
    expect(first).toBeTruthy();
    expect((await send(lead, { key: first })).status).toBe(201);
    await boss.get('/konsol/kallor');
    expect(boss.html).not.toContain(first);
    const page = /href="(\/konsol\/kallor\/[0-9a-f-]{36})">Webbyråns/.exec(boss.html)![1]!;
    await boss.get(page);
    expect(boss.html).not.toContain('ak_');
    await boss.post(page, { action: 'rotate' }, false);
    const second = secretIn();
    expect(second).not.toBe(first);
    expect([(await send(lead, { key: first })).status, (await send(lead, { key: second })).status]).toEqual([201, 201]);
    house.clock.advance('PT24H');
    expect([(await send(lead, { key: first })).status, (await send(lead, { key: second })).status]).toEqual([401, 201]);
    await house.product.run('forget-secrets');
    // A day is longer than anybody stays logged in.
    boss = await staffVisitor(house, 'administrator');
    await boss.post(page, { action: 'rotate' }, false);
    const third = secretIn();
    await boss.post(page, { action: 'drop' }, false);
    expect([(await send(lead, { key: second })).status, (await send(lead, { key: third })).status]).toEqual([401, 201]);
    await boss.post(page, { action: 'rename', sourceName: 'Kundtjänst' }, false);
    expect(boss.text).toContain('Namnet är sparat');
    await boss.get(`${page}/avslut`);
    await boss.post(`${page}/avslut`, {}, false);
    expect(boss.text).toContain('Källan är stängd');
    expect((await send(lead, { key: third })).status).toBe(401);
    for (const [path, fields] of [
      [page, { action: 'rotate' }],
      [`${page}/avslut`, {}],
    ] as const) {
      await boss.post(path, fields, false);
      expect(boss.status).toBe(409);
    }
    const { rows } = await sql<{ action: string }>`
      select action from ledger.audit where subject = ${page.split('/').at(-1)!}::uuid and actor like 'staff:%' order by id`.execute(
      house.db.owner.db,
    );
    expect(rows.map(({ action }) => action)).toEqual(
      ['added', 'secret-rotated', 'secret-rotated', 'secret-dropped', 'renamed', 'ended'].map(
        (what) => `source.${what}`,
      ),
    );
    await boss.get('/konsol/logg?act=source.ended');
    expect(boss.text).toContain('Stängde en källa');
  });

  it('neither the secret nor anything it can be made of stands in the database', async () => {
    const made = await plantSource(house.product.ctx, 'api', 'Sedd');
    const { rows } = await sql<{
      text: string;
    }>`select to_jsonb(s)::text as text from brokerage.source s where id = ${made.id}`.execute(house.db.db);
    expect(rows[0]!.text).not.toContain(made.secret);
    expect(rows[0]!.text).not.toContain(Buffer.from(made.secret).toString('hex'));
  });
});
