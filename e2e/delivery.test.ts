import { Webhook } from 'standardwebhooks';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configureSupplier } from '#domain/supplier/index.ts';
import { systemClock } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { organisationNumber } from './support/house.ts';
import { ask, logIn, openAsSupplier, openRequest, quoteAs, tellOfQuotes } from './support/journey.ts';
import { type Endpoint, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let endpoint: Endpoint;
const secret = newWebhookSecret();
beforeAll(async () => {
  // Webhooks carry the time they were made, and their receivers read their own clocks.
  house = await testProduct({
    start: systemClock.now().toString(),
  });
  endpoint = await supplierEndpoint();
});
const webhookFor = (id: string, webhook: { url: string; secret: string } | null) =>
  transact(house.product.ctx.db, (tx) => configureSupplier(house.product.ctx, tx, id, { webhook }));

let n = 0;
let email = '';
beforeEach(async () => {
  n += 1;
  email = `kund${n}@norrgarden.example`;
  // With its breaker closed, whatever the test before has done.
  await webhookFor('savera', { url: endpoint.url, secret });
  endpoint.answer = () => ({ status: 204 });
  endpoint.received.length = 0;
  house.post.refuse = undefined;
});

/** Sends a request and lets everything that is due leave. @returns its lead */
async function asked(suppliers = ['savera']) {
  await ask(
    new Visitor(house.url),
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(n), email },
    suppliers,
  );
  await house.product.settle();
  return house.db.db.selectFrom('brokerage.lead').selectAll().where('email', '=', email).executeTakeFirstOrThrow();
}
const deliveries = (leadId: string) =>
  house.db.db
    .selectFrom('brokerage.delivery')
    .selectAll()
    .where('lead_id', '=', leadId)
    .orderBy('created_at')
    .execute();
const later = async (duration: string) => {
  house.clock.advance(duration);
  await house.product.settle();
};
const toCustomer = () => house.post.mails.filter((m) => [m.to].flat().some((to) => to?.text === email));

describe('G2: a webhook', () => {
  it('is signed so that its receiver can verify it, and holds the fields that the supplier may see', async () => {
    const lead = await asked();
    const [webhook] = endpoint.received;
    const verified = new Webhook(secret).verify(webhook?.body ?? '', webhook?.headers as Record<string, string>) as {
      type: string;
      data: { answers: { id: string }[]; reference: string };
    };
    expect(verified.type).toBe('referral.created');
    expect(verified.data.reference).toBe(lead.reference);
    expect(verified.data.answers.map((a) => a.id)).toContain('annualKwh');
    expect(() =>
      new Webhook(newWebhookSecret()).verify(webhook?.body ?? '', webhook?.headers as Record<string, string>),
    ).toThrow();
  });

  it('comes again with the same id and body until it is taken, and then no more', async () => {
    endpoint.answer = (i) => ({ status: i < 3 ? 500 : 200 });
    const lead = await asked();
    await later('PT6S');
    await later('PT6M');
    await later('P3D');
    expect(endpoint.received).toHaveLength(3);
    expect(new Set(endpoint.received.map((r) => r.headers['webhook-id'])).size).toBe(1);
    expect(new Set(endpoint.received.map((r) => r.body)).size).toBe(1);
    const [delivery] = (await deliveries(lead.id)).filter((d) => d.channel === 'webhook');
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 3 });
    const attempts = await house.db.db
      .selectFrom('brokerage.delivery_attempt')
      .select(['number', 'outcome', 'status'])
      .where('delivery_id', '=', delivery?.id ?? '')
      .orderBy('number')
      .execute();
    expect(attempts).toEqual([
      { number: 1, outcome: 'status-5xx', status: 500 },
      { number: 2, outcome: 'status-5xx', status: 500 },
      { number: 3, outcome: 'delivered', status: 200 },
    ]);
  });

  it('leads its receiver to the request that it is about, and to no other', async () => {
    const lead = await asked();
    const { data } = JSON.parse(endpoint.received[0]?.body ?? '') as { data: { link: string } };
    const supplier = new Visitor(house.url);
    await supplier.get(new URL(data.link).pathname);
    await supplier.post(supplier.path, {}, false);
    expect(supplier.text).toContain(lead.reference);
  });

  it('stops when the customer ends the request, and the supplier that has the mail is told', async () => {
    endpoint.answer = () => ({ status: 500 });
    await asked();
    const customer = await logIn(house, email);
    await customer.post(`${await openRequest(customer)}/avslut`, {}, false);
    const types = () => endpoint.received.map((call) => JSON.parse(call.body).type);
    await house.product.settle();
    const before = types().filter((type) => type !== 'lead.erased').length;
    await later('P1D');
    await later('P3D');
    expect(types().filter((type) => type !== 'lead.erased')).toHaveLength(before);
    expect(house.post.find('offert@savera.example')?.subject).toMatch(/^Radera förfrågan/);
    endpoint.answer = () => ({ status: 204 });
    await later('P1D');
    await later('P1D');
    expect(types().at(-1)).toBe('lead.erased');
    const { state } = await house.db.db
      .selectFrom('brokerage.delivery')
      .select('state')
      .where('kind', '=', 'supplier.erased.webhook')
      .executeTakeFirstOrThrow();
    expect(state).toBe('delivered');
  });

  it('G3: of a supplier that never takes one ends as dead, and the request shows that the mail came', async () => {
    endpoint.answer = () => ({ status: 500 });
    const lead = await asked();
    for (const wait of ['PT6S', 'PT6M', 'PT33M', 'PT3H', 'PT6H', 'PT12H', 'PT16H', 'PT23H', 'PT27H']) await later(wait);
    expect((await deliveries(lead.id)).filter((d) => d.channel === 'webhook')).toMatchObject([
      { state: 'dead', attempts: 10 },
    ]);
    expect(endpoint.received).toHaveLength(10);
    expect((await deliveries(lead.id)).some((d) => d.state === 'pending')).toBe(false);
  });

  it('G3: to an endpoint that is gone is not tried again, and staff get one mail about it', async () => {
    endpoint.answer = () => ({ status: 410 });
    await asked();
    n += 1;
    email = `kund${n}@norrgarden.example`;
    await asked();
    await later('P1D');
    expect(endpoint.received).toHaveLength(1);
    expect(house.post.mails.filter((m) => m.subject?.includes('tar inte längre emot webhooks'))).toHaveLength(1);
  });
});

describe('G2, G3: a mail', () => {
  const receipt = () => house.post.tried.filter((m) => m.subject.startsWith('Vi har tagit emot'));

  it.each([
    ['is answered 451', 451],
    ['is answered 421', 421],
    ['is cut off after DATA', 0],
  ])('that %s comes again with the same Message-ID', async (_, code) => {
    house.post.refuse = { code, times: 2 };
    house.post.tried.length = 0;
    const lead = await asked();
    expect(toCustomer().length).toBeLessThan(2);
    await later('PT6S');
    await later('PT6M');
    expect((await deliveries(lead.id)).map((d) => d.state)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(new Set(receipt().map((m) => m.messageId)).size).toBe(1);
    const ids = house.post.tried.map((m) => m.messageId);
    const twice = house.post.tried.filter((m) => m.answer !== 250).map((m) => m.messageId);
    for (const id of twice) expect(ids.filter((other) => other === id).length).toBeGreaterThan(1);
  });

  it('that is refused for good (5xx) is not sent again, and is written down as refused', async () => {
    house.post.refuse = { code: 552, times: 2 };
    house.post.tried.length = 0;
    const lead = await asked();
    await later('P1D');
    const mails = (await deliveries(lead.id)).filter((d) => d.channel === 'mail');
    expect(mails.map((d) => [d.state, d.reason])).toEqual([1, 2].map(() => ['refused', 'message-refused']));
    expect(house.post.tried).toHaveLength(2);
  });

  it('to a supplier says nothing about the customer', async () => {
    const lead = await asked();
    const mail = house.post.find('offert@savera.example');
    for (const value of [
      lead.company_name,
      lead.contact_name,
      lead.email,
      lead.phone,
      '070-174',
      '352 30',
      lead.organisation_number,
    ]) {
      expect(`${mail?.subject} ${mail?.html} ${mail?.text}`).not.toContain(value);
    }
  });
});

describe('quotes that come close together', () => {
  it('are told of in one mail, and one that comes while it is sent gets a mail of its own', async () => {
    await asked(['savera', 'tallmo-energi', 'ljusakra-kraft']);
    const until = { validUntil: '2099-12-31', startDate: '2099-01-01' };
    await quoteAs(await openAsSupplier(house, 'savera'), until);
    await house.product.settle();
    house.clock.advance('PT4M');
    await quoteAs(await openAsSupplier(house, 'tallmo-energi'), until);
    await house.product.settle();
    const { promise, resolve } = Promise.withResolvers<void>();
    house.post.hold = promise;
    house.post.tried.length = 0;
    house.clock.advance('PT6M');
    const sending = house.product.settle();
    while (house.post.tried.length === 0) await new Promise((go) => setTimeout(go, 5));
    await quoteAs(await openAsSupplier(house, 'ljusakra-kraft'), until);
    resolve();
    house.post.hold = undefined;
    await sending;
    await tellOfQuotes(house);
    expect(
      toCustomer()
        .map((m) => m.subject)
        .slice(1),
    ).toEqual(['Nu finns 2 offerter på el', 'Nu finns 3 offerter på el']);
  });
});
