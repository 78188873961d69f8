import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { services } from '#catalog/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { createLog } from '#platform/log.ts';
import { controller, controllerAddress } from '#policy/controller.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { ask, logIn, openAsSupplier, openRequest, quoteAs, tellOfQuotes } from './support/journey.ts';
import { type Endpoint, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const suppliers = ['savera', 'tallmo-energi', 'ljusakra-kraft'] as const;
const lines: string[] = [];
let house: TestProduct;
const endpoints = new Map<string, Endpoint>();
beforeAll(async () => {
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  house = await testProduct({ trust: { hops: 1 }, log });
  for (const id of suppliers) {
    const endpoint = await supplierEndpoint();
    endpoints.set(id, endpoint);
    const webhook = { url: endpoint.url, secret: newWebhookSecret() };
    await transact(house.product.ctx.db, (tx) => configureSupplier(house.product.ctx, tx, id, { webhook }));
  }
});

let n = 0;
let email = '';
beforeEach(() => {
  n += 1;
  email = `kund${n}@norrgarden.example`;
});

/** A request from an address behind our proxy, sent and delivered. */
async function asked(changes: Record<string, string> = {}, ip = '203.0.113.77'): Promise<Visitor> {
  const customer = new Visitor(house.url);
  customer.extra['x-forwarded-for'] = ip;
  await ask(
    customer,
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(n), email, ...changes },
    [...suppliers],
  );
  await house.product.settle();
  return customer;
}
const until = { validUntil: '2027-12-31', startDate: '2027-12-01' };
/** All of a whole journey that came to a supplier: its mails, webhooks and pages. */
async function seenBy(supplierId: string, since: { mails: number; posts: number }): Promise<string> {
  const supplier = await openAsSupplier(house, supplierId);
  await quoteAs(supplier, until);
  const mails = house.post.mails
    .slice(since.mails)
    .filter((m) => [m.to].flat().some((to) => to?.text.includes(supplierId)));
  const posts = endpoints.get(supplierId)?.received.slice(since.posts) ?? [];
  expect(mails.length).toBeGreaterThan(0);
  expect(posts.length).toBeGreaterThan(0);
  return JSON.stringify([mails, posts, supplier.seen]);
}
const now = (supplierId: string) => ({
  mails: house.post.mails.length,
  posts: endpoints.get(supplierId)?.received.length ?? 0,
});
const payloads = async () =>
  new Map(
    (
      await house.db.db
        .selectFrom('brokerage.referral as r')
        .innerJoin('brokerage.lead as l', 'l.id', 'r.lead_id')
        .select(['r.supplier_id', 'r.payload'])
        .where('l.email', '=', email)
        .execute()
    ).map((r) => [r.supplier_id, r.payload as Record<string, unknown>]),
  );

describe('P4: a supplier gets the fields that are declared for it, and never the IP address', () => {
  it.each([
    ['savera', ['currentSupplier'], ['phone', 'installationId']],
    ['tallmo-energi', ['currentSupplier', 'phone'], ['installationId']],
    ['ljusakra-kraft', ['currentSupplier', 'phone', 'installationId'], []],
  ] as const)('%s', async (supplierId, withheld, received) => {
    const before = now(supplierId);
    await asked({ currentSupplier: 'Canary Current AB' });
    const seen = await seenBy(supplierId, before);
    const canaries = {
      currentSupplier: /Canary Current/,
      phone: /701740605|70.{0,6}174.{0,6}06.{0,6}05/,
      installationId: /735999000000012344|735.{0,6}999.{0,6}000.{0,6}000.{0,6}012.{0,6}344/,
    };
    for (const field of withheld) expect(seen).not.toMatch(canaries[field]);
    for (const field of received) expect(seen).toMatch(canaries[field]);
    expect(seen).not.toContain('203.0.113.77');
    const payload = (await payloads()).get(supplierId) ?? {};
    for (const field of withheld) expect(payload).not.toHaveProperty(field);
    for (const field of received) expect(payload).toHaveProperty(field);
  });

  it('the IP address is stored with the request and nowhere else, and stands in no mail, page, webhook or log line', async () => {
    const ip = '198.51.100.213';
    const visitor = await asked({}, ip);
    for (const id of suppliers) await quoteAs(await openAsSupplier(house, id), until);
    await tellOfQuotes(house);
    const customer = await logIn(house, email);
    await openRequest(customer);
    expect(await placesOf(house.db, ip)).toEqual(['brokerage.lead']);
    const { ip: stored } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('ip')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(String(stored)).toContain(ip);
    const out = JSON.stringify([
      house.post.mails,
      [...endpoints.values()].map((e) => e.received),
      visitor.seen,
      customer.seen,
      lines,
    ]);
    expect(out).not.toContain(ip);
  });

  it('an address that a client wrote itself is not believed', async () => {
    await asked({}, '192.0.2.66, 198.51.100.4');
    const { ip } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('ip')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(String(ip)).toContain('198.51.100.4');
  });
});

describe('D6: a sole trader’s number', () => {
  const number = /121212.?1212|12.?12.?12.{0,3}12.?12/;

  it('goes to no supplier, mail, page, address or log line, and is stored in one place', async () => {
    const since = new Map(suppliers.map((id) => [id, now(id)]));
    const [mails, logged] = [house.post.mails.length, lines.length];
    const customer = await asked({ organisationNumber: '121212-1212', companyName: 'Tolvan Tolvanssons Elteknik' });
    expect(customer.path).toMatch(/^\/kvitto\//);
    for (const id of suppliers) expect(await seenBy(id, since.get(id)!)).not.toMatch(number);
    await tellOfQuotes(house);
    const own = await logIn(house, email);
    await openRequest(own);
    expect(own.text).toContain('Tolvan Tolvanssons Elteknik');
    expect(own.html).not.toMatch(number);
    expect(JSON.stringify(house.post.mails.slice(mails))).not.toMatch(number);
    expect(lines.slice(logged).join('')).not.toMatch(number);
    expect([...customer.seen, ...own.seen].map((page) => page.path).join(' ')).not.toMatch(number);
    // Where the form shows it again is the hidden field that carries it from step to step, before anything is stored.
    expect(customer.seen.at(-2)?.html.replace(/<input type="hidden"[^>]*>/g, '')).not.toMatch(number);
    expect(await placesOf(house.db, '1212121212')).toEqual(['brokerage.lead']);
  });

  it('is shown masked to supplier and customer alike', async () => {
    await asked({ organisationNumber: '121212-1212' });
    const supplier = await openAsSupplier(house, 'savera');
    expect(supplier.text).toContain('••••••-••••');
    const customer = await logIn(house, email);
    await openRequest(customer);
    expect(customer.text).toContain('••••••-••••');
    expect([...(endpoints.get('savera')?.received ?? [])].at(-1)?.body).toContain('••••••-••••');
  });
});

describe('P1: one controller, the same on every page and in every mail', () => {
  it('a whole journey, in both languages: name, number and address are there, and no other number', async () => {
    const visitors = [await asked()];
    await quoteAs(await openAsSupplier(house, 'savera'), until);
    await tellOfQuotes(house);
    const supplier = await openAsSupplier(house, 'savera');
    const customer = await logIn(house, email);
    const path = await openRequest(customer);
    for (const page of ['/avslut', `/val?quoteId=${/quoteId=([0-9a-f-]+)/.exec(customer.html)?.[1]}`])
      await customer.get(path + page);
    await customer.post(`${path}/fraga`, { question: 'Vad ingår?' }, false);
    await customer.post(`${path}/avslut`, {}, false);
    await house.product.settle();
    const anyone = new Visitor(house.url);
    const slugs = services.map(({ slug }) => slug.sv);
    const sv = [
      '/',
      ...slugs.map((slug) => `/${slug}`),
      '/personuppgiftspolicy',
      '/kontakt',
      '/min-sida',
      '/min-sida/lank/x',
      '/leverantor',
      '/leverantor/lank/x',
      '/min-sida/offerter/x',
      '/nothing-here',
    ];
    const en = ['/en', '/en/electricity', '/en/privacy-policy', '/en/my-page', '/en/supplier', '/en/nothing-here'];
    for (const page of [...sv, ...en]) await anyone.get(page);
    await anyone.post('/min-sida/lank', { email: 'nobody@elsewhere.example' }, false);

    const own = [organisationNumber(n).replace(/^(\d{6})/, '$1-')];
    const pages = [...visitors, supplier, customer, anyone].flatMap((v) => v.seen);
    expect(pages.length).toBeGreaterThan(35);
    for (const { path: at, html } of pages) expect(wrongIn(html, own), at).toEqual([]);
    const mails = house.post.mails;
    expect(new Set(mails.map((m) => m.subject?.replace(/[\w]{4}-[\w]{3}/, ''))).size).toBeGreaterThan(5);
    for (const mail of mails) {
      expect(wrongIn(mail.html || '', own), mail.subject).toEqual([]);
      expect(wrongIn(mail.text ?? '', own), mail.subject).toEqual([]);
      expect(mail.from?.value).toEqual([{ name: controller.brand, address: controller.email }]);
    }
  });
});

/** What is wrong about the controller in a page or mail, which may show the customer’s `own` number beside. */
function wrongIn(html: string, own: readonly string[]): string[] {
  const text = html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;|[\s\u00a0\u202f]+/g, ' ');
  const missing = [controller.name, controller.organisationNumber, controllerAddress, controller.email].filter(
    (wanted) => !text.includes(wanted),
  );
  const numbers = [...text.matchAll(/(?<![\d-])\d{6}-\d{4}(?![\d-])/g)].map(([found]) => found);
  const foreign = numbers.filter((found) => found !== controller.organisationNumber && !own.includes(found));
  const otherNames = [...text.matchAll(/Allkontrakt \S+(?= \S+)(?: AB| Aktiebolag)/g)]
    .map(([found]) => found)
    .filter((found) => found !== controller.name);
  return [
    ...missing.map((what) => `missing: ${what}`),
    ...foreign.map((what) => `another number: ${what}`),
    ...otherNames.map((what) => `another name: ${what}`),
  ];
}
