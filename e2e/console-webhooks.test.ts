import { Webhook } from 'standardwebhooks';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { organisationNumber } from './support/house.ts';
import { ask } from './support/journey.ts';
import { type Endpoint, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let boss: Visitor;
let endpoint: Endpoint;
const page = '/konsol/leverantorer/savera';
const secretIn = (visitor: Visitor) => /whsec_[A-Za-z0-9+/=]+/.exec(visitor.html)?.[0] ?? '';
const channel = (action: string, more: Record<string, string> = {}) =>
  boss.post(`${page}/kanal`, { action, ...more }, false);
/** The text of a part of the page. */
const part = (id: string) =>
  boss.html
    .slice(boss.html.indexOf(`id="${id}"`))
    .replace(/^[^>]*>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const state = async () =>
  (
    await sql<{ secret: string | null; old: string | null; disabled: boolean; failures: number }>`
      select webhook_secret as secret, webhook_old_secret as old, webhook_disabled_at is not null as disabled,
        breaker_failures as failures from brokerage.supplier where id = 'savera'`.execute(house.db.db)
  ).rows[0]!;

beforeAll(async () => {
  // Receivers of webhooks read their own clocks.
  house = await testProduct({ start: systemClock.now().toString(), testMs: 400 });
  boss = await staffVisitor(house, 'administrator');
  endpoint = await supplierEndpoint();
});
beforeEach(() => {
  endpoint.received.length = 0;
  endpoint.answer = () => ({ status: 204 });
});

let n = 0;
async function request() {
  n += 1;
  const who = { organisationNumber: organisationNumber(n), email: `kund${n}@norrgarden.example` };
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), who, ['savera']);
  await house.product.settle();
  return endpoint.received.at(-1)!;
}
const opens = (secret: string, { body, headers }: Endpoint['received'][number]) => {
  try {
    return Boolean(new Webhook(secret).verify(body, headers as Record<string, string>));
  } catch {
    return false;
  }
};

describe('a supplier’s endpoint in the console', () => {
  it.each([
    ['ftp://savera.example/', 'Adressen måste börja med https'],
    ['http://savera.example/', 'Adressen måste börja med https'],
    ['https://10.0.0.1/hook', 'internt nät'],
    ['https://user:pw@savera.example/', 'utan användarnamn'],
    ['savera', 'går inte att läsa'],
  ])('refuses %s and says what to do, with what was typed', async (url, why) => {
    await channel('url', { webhookUrl: url });
    expect(boss.status).toBe(422);
    expect(boss.text).toContain(why);
    expect(boss.html).toContain(`value="${url}"`);
    expect((await state()).secret).toBeNull();
  });

  it('shows its secret once, and what is sent is signed with it; saving the same address changes nothing', async () => {
    await channel('url', { webhookUrl: endpoint.url });
    const secret = secretIn(boss);
    expect(secret).toHaveLength(50);
    expect(boss.path).not.toContain('whsec');
    await boss.get(page);
    expect(secretIn(boss)).toBe('');
    const before = (await state()).secret;
    expect(before).not.toContain(secret.slice(6));
    await channel('url', { webhookUrl: endpoint.url });
    expect(secretIn(boss)).toBe('');
    expect((await state()).secret).toBe(before);
    expect(opens(secret, await request())).toBe(true);
  });

  it('rotated: both secrets verify for 24 hours, then only the new one; the old is deleted', async () => {
    await channel('url', { webhookUrl: `${endpoint.url}?rotation` });
    const first = secretIn(boss);
    await channel('rotate');
    const second = secretIn(boss);
    expect(second).not.toBe(first);
    expect(boss.text).toContain('Den gamla signerar bredvid till');
    const during = await request();
    expect([opens(first, during), opens(second, during)]).toEqual([true, true]);
    expect(during.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    // A third puts an end to the first at once.
    await channel('rotate');
    const third = secretIn(boss);
    const again = await request();
    expect([first, second, third].map((secret) => opens(secret, again))).toEqual([false, true, true]);
    house.clock.advance('PT23H59M');
    await house.product.run('forget-secrets');
    expect((await state()).old).not.toBeNull();
    house.clock.advance('PT1M');
    boss = await staffVisitor(house, 'administrator');
    const after = await request();
    // Made a day later than the receiver's clock: only the signatures are looked at.
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
    await house.product.run('forget-secrets');
    expect((await state()).old).toBeNull();
    house.clock.set(systemClock.now());
    boss = await staffVisitor(house, 'administrator');
    await channel('rotate');
    const fourth = secretIn(boss);
    await channel('drop');
    const now = await request();
    expect([opens(third, now), opens(fourth, now)]).toEqual([false, true]);
    await channel('drop');
    expect(boss.status).toBe(409);
  });
});

describe('the test of an endpoint', () => {
  const test = () => boss.post(`${page}/prov`, {}, false);

  it('posts a signed event with an id of its own and nothing about anybody, and counts towards nothing', async () => {
    await channel('url', { webhookUrl: `${endpoint.url}?test` });
    const secret = secretIn(boss);
    const { rows: before } = await sql`select id from brokerage.delivery`.execute(house.db.db);
    endpoint.answer = () => ({ status: 200, body: '<b>tack</b>\u0000 & hej' });
    await test();
    expect(part('tested')).toContain('Provet gick bra');
    expect(part('tested')).toMatch(/Svarade 200 på \d+ ms/);
    expect(boss.html).toContain('&lt;b&gt;tack&lt;/b&gt; &amp; hej');
    const [got] = endpoint.received;
    expect(opens(secret, got!)).toBe(true);
    const body = JSON.parse(got?.body ?? '{}');
    expect(body).toEqual({ type: 'test', timestamp: expect.any(String), data: { test: got?.headers['webhook-id'] } });
    const { rows } = await sql`select id from brokerage.delivery`.execute(house.db.db);
    expect(rows).toEqual(before);
    await test();
    expect(endpoint.received[1]?.headers['webhook-id']).not.toBe(got?.headers['webhook-id']);
    const { rows: audit } = await sql<{ detail: object }>`
      select detail from ledger.audit where action = 'supplier.tried' order by id desc limit 1`.execute(house.db.db);
    expect(audit[0]?.detail).toEqual({ supplier: 'savera', outcome: 200 });
    await boss.get(page);
    expect(boss.html).not.toContain('tack&lt;');
  });

  it.each([
    ['500', () => ({ status: 500 }), /Svarade 500 på .*eget fel/],
    ['410', () => ({ status: 410 }), /Svarade 410 på .*borta/],
    ['404', () => ({ status: 404 }), /Svarade 404 på .*säger nej/],
    ['a redirect', () => ({ status: 302, headers: { location: endpoint.url } }), /en omdirigering, som aldrig följs/],
    ['silence', () => ({ status: 200, hang: true }), /Inget svar som räknas .*tiden tog slut/],
    ['too much', () => ({ status: 200, body: 'x'.repeat(70_000) }), /svaret var för stort/],
  ] as const)('answered with %s says so, is tried once, and leaves the endpoint in use', async (_, answer, said) => {
    endpoint.answer = answer;
    await test();
    expect(part('tested')).toContain('Provet gick inte bra');
    expect(part('tested')).toMatch(said);
    expect(endpoint.received).toHaveLength(1);
    expect(await state()).toMatchObject({ disabled: false, failures: 0 });
  });

  it('shows at most 200 characters of an answer', async () => {
    endpoint.answer = () => ({ status: 400, body: 'å'.repeat(5000) });
    await test();
    expect(/<code>(å+)<\/code>/.exec(boss.html)?.[1]).toHaveLength(200);
  });

  it('can be tried and is switched on again after a 410 has switched it off; what waited is sent by a click', async () => {
    endpoint.answer = () => ({ status: 410 });
    await request();
    expect(await state()).toMatchObject({ disabled: true });
    await boss.get(page);
    expect(boss.text).toContain('den svarade 410');
    await boss.get('/konsol/leverantorer?state=trouble');
    expect(boss.text).toContain('Webhook avstängd (410)');
    endpoint.answer = () => ({ status: 204 });
    endpoint.received.length = 0;
    await test();
    expect(part('tested')).toContain('Provet gick bra');
    await channel('enable');
    expect(boss.text).toContain('Webhooken är på igen.');
    await channel('enable');
    expect(boss.status).toBe(409);
    await boss.get(page);
    const deliveryId = /name="deliveryId" value="([^"]+)"/.exec(boss.html)?.[1] ?? '';
    await boss.post(`${page}/omsandning`, { deliveryId }, false);
    await house.product.settle();
    expect(endpoint.received.map(({ body }) => JSON.parse(body).type)).toEqual(['test', 'referral.created']);
  });

  it('there is none without an endpoint, which is removed after a question', async () => {
    await boss.get(`${page}/kanal`);
    expect(boss.text).toContain('Ta bort webhooken till Savera?');
    await channel('remove');
    expect(boss.text).toContain('Webhooken är borttagen.');
    await test();
    expect(boss.status).toBe(409);
    await channel('rotate');
    expect(boss.status).toBe(409);
    expect((await boss.get(`${page}/kanal`)).path).toBe(page);
    await channel('nonsense');
    expect(boss.status).toBe(422);
  });
});
