// Long because one product serves every right, and each is used as its customer would.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkExport } from '#domain/privacy/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { organisationNumber } from './support/house.ts';
import {
  ask,
  bakery,
  chooseFirst,
  logIn,
  openAsSupplier,
  openRequest,
  quoteAs,
  tellOfQuotes,
} from './support/journey.ts';
import { type Endpoint, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let hook: Endpoint;
beforeAll(async () => {
  house = await testProduct();
  hook = await supplierEndpoint();
  const webhook = { url: hook.url, secret: newWebhookSecret() };
  await transact(house.product.ctx.db, (tx) => configureSupplier(house.product.ctx, tx, 'tallmo-energi', { webhook }));
});

let n = 0;
let email = '';
beforeEach(() => {
  n += 1;
  email = `kund${n}@norrgarden.example`;
  hook.answer = () => ({ status: 204 });
  hook.received.length = 0;
});

/** A request to two suppliers, delivered, and the customer logged in. */
async function asked(suppliers = ['savera', 'tallmo-energi']) {
  await ask(
    new Visitor(house.url),
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(n), email },
    suppliers,
  );
  await house.product.settle();
  const mine = await logIn(house, email);
  const path = await openRequest(mine);
  return { mine, path, reference: path.split('/').at(-1) ?? '' };
}
const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(house.db.owner.db)).rows;
const leadRow = () => rows(sql<Record<string, unknown>>`select * from brokerage.lead where email = ${email}`);
const cases = () =>
  rows(sql<{
    right_id: string;
    state: string;
    outcome: string;
    channel: string;
    confirmed: boolean;
    opened_at: Temporal.Instant;
    due_at: Temporal.Instant;
  }>`
    select right_id, state, outcome, channel, confirmed_at is not null as confirmed, opened_at, due_at from privacy.rights_case
    where email_key = ${house.product.ctx.vault.keyedHash('email', email)} order by opened_at`);
const hooked = () =>
  hook.received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });
const to = (address: string) => house.post.mails.filter((m) => [m.to].flat().some((t) => t?.text === address));

describe('P28: access and portability', () => {
  it('one page has everything: the data, who received it and when, what for, and when it goes', async () => {
    const { mine } = await asked();
    await mine.get('/min-sida/uppgifter');
    expect(mine.status).toBe(200);
    for (const value of [bakery.company.companyName, bakery.company.message, bakery.need.gridCompany, email])
      expect(mine.text).toContain(value);
    expect(mine.text).toMatch(/Savera\. Skickat 12 mars 2026/);
    expect(mine.text).toContain('11 april 2026');
    expect(mine.text).toContain('P10');
    expect(mine.text).toContain('imy.se');
    expect(mine.headers.get('cache-control')).toContain('no-store');
  });

  it('the file follows the published schema, and asking for a copy is a case that it answers', async () => {
    const { mine } = await asked();
    await mine.get('/schema/personuppgifter.json');
    const schema = JSON.parse(mine.html) as { $schema: string; required: string[] };
    expect(schema.$schema).toContain('json-schema.org');
    for (const [format, right] of [
      ['json', 'portability'],
      ['pdf', 'access'],
    ] as const) {
      await mine.post(`/min-sida/uppgifter/fil/${format}`, {}, false);
      expect(mine.headers.get('content-disposition')).toContain(`uppgifter.${format}`);
      if (format === 'json')
        expect(schema.required).toEqual(expect.arrayContaining(Object.keys(checkExport(JSON.parse(mine.html)))));
      expect((await cases()).at(-1)).toMatchObject({ right_id: right, state: 'answered', confirmed: true });
    }
    // GET shows and POST acts: a page that is fetched ahead opens no case.
    await mine.get('/min-sida/uppgifter/fil/json');
    expect(mine.status).toBe(404);
    await mine.get('/min-sida/uppgifter');
    expect(await cases()).toHaveLength(2);
  });

  it('is one’s own alone: another’s request does not exist, and nobody gets in without the mailed link', async () => {
    const { reference } = await asked();
    n += 1;
    email = `kund${n}@norrgarden.example`;
    const { mine: other } = await asked();
    for (const page of [
      `/min-sida/forfragan/${reference}/rattelse`,
      `/min-sida/forfragan/${reference}/begransning`,
      `/min-sida/arkiv/${reference}`,
    ]) {
      await other.get(page);
      expect(other.status, page).toBe(404);
    }
    await other.post(`/min-sida/forfragan/${reference}/begransning`, { restriction: 'on' }, false);
    expect(other.status).toBe(404);
    const stranger = new Visitor(house.url);
    for (const page of ['/min-sida/uppgifter', '/min-sida/uppgifter/fil/json', '/min-sida/radering']) {
      await (page.endsWith('json') ? stranger.post(page, {}, false) : stranger.get(page));
      expect(stranger.text, page).toContain('Logga in');
      expect(stranger.text).not.toContain(bakery.company.companyName);
    }
  });

  it('P9: what is archived is shown to its person, and each look is written down', async () => {
    const { mine, path, reference } = await asked();
    await quoteAs(await openAsSupplier(house, 'savera'));
    await tellOfQuotes(house);
    await chooseFirst(mine, path);
    const [chosen] = await rows(sql<{
      id: string;
    }>`select r.id from brokerage.referral r join brokerage.lead l on l.id = r.lead_id
      where l.email = ${email} and r.supplier_id = 'savera'`);
    await mine.post(`${path}/utfall`, { outcome: chosen?.id ?? '' }, false);
    await house.product.settle();
    expect(await leadRow()).toEqual([]);
    const looks = async () => (await rows(sql`select 1 from ledger.audit where action = 'archive.own'`)).length;
    const before = await looks();
    const again = await logIn(house, email);
    await again.get(`/min-sida/arkiv/${reference}`);
    expect(again.text).toContain(bakery.company.companyName);
    expect(again.text).not.toContain(bakery.company.message);
    expect(await looks()).toBe(before + 1);
    await again.post('/min-sida/invandning', { objection: 'archive' }, false);
    await house.product.settle();
    expect(await rows(sql`select 1 from archive.request where email = ${email}`)).toEqual([]);
    expect(to('offert@savera.example').at(-1)?.subject).toContain(`Radera förfrågan ${reference}`);
    const [certificate] = await rows(
      sql<{
        rule: string;
        found: string;
      }>`select rule, scan ->> 'found' as found from privacy.certificate order by id desc limit 1`,
    );
    expect(certificate).toEqual({ rule: 'lead.erasure', found: '0' });
  });
});

describe('P28: rectification', () => {
  it('corrects what we hold and what the suppliers were given, tells them, and keeps the rest', async () => {
    const { mine, path } = await asked();
    const { companyName, contactName, phone, postcode, currentSupplier } = bakery.company;
    const supplier = await openAsSupplier(house, 'savera');
    expect(supplier.text).toContain(companyName);
    await mine.get(`${path}/rattelse`);
    expect(mine.text).toContain('2 leverantörer har fått uppgifterna');
    const fields = {
      companyName: 'Norrgårdens Bageri och Kafé AB',
      contactName,
      phone,
      postcode,
      currentSupplier,
      message: '',
    };
    await mine.post(`${path}/rattelse`, { ...fields, phone: '12' }, false);
    expect(mine.status).toBe(422);
    expect(mine.html).toContain('value="Norrgårdens Bageri och Kafé AB"');
    expect((await leadRow())[0]?.company_name).toBe(companyName);
    await mine.post(`${path}/rattelse`, fields, false);
    expect(mine.text).toContain('Rättat');
    expect((await leadRow())[0]).toMatchObject({
      company_name: fields.companyName,
      message: null,
      contact_name: contactName,
    });
    await house.product.settle();
    expect(to('offert@savera.example').at(-1)?.subject).toMatch(/^Uppgifter har rättats/);
    expect(to('offert@savera.example').at(-1)?.text).not.toContain('Kafé');
    const told = hooked().at(-1);
    expect(told?.type).toBe('lead.rectified');
    // What was corrected and nothing else; a supplier that was given nothing of it hears nothing.
    expect(told?.data).toMatchObject({
      fields: ['companyName', 'message'],
      answers: [
        { id: 'companyName', value: fields.companyName },
        { id: 'message', value: null },
      ],
    });
    expect(JSON.stringify(told)).not.toContain(contactName);
    const heard = house.post.mails.length;
    await mine.post(`${path}/rattelse`, { ...fields, currentSupplier: 'Nya Kraft AB' }, false);
    await house.product.settle();
    expect(house.post.mails.length).toBe(heard);
    await supplier.get(supplier.path);
    expect(supplier.status).toBe(200);
    expect(supplier.text).toContain(fields.companyName);
    expect(supplier.text).not.toContain(bakery.company.message);
    const payloads = await rows(
      sql<{
        payload: Record<string, unknown>;
      }>`select r.payload from brokerage.referral r join brokerage.lead l on l.id = r.lead_id where l.email = ${email}`,
    );
    for (const { payload } of payloads) {
      expect(payload.companyName).toBe(fields.companyName);
      // P4 holds for a correction, too.
      expect(payload).not.toHaveProperty('currentSupplier');
    }
    expect((await cases())[0]).toMatchObject({
      right_id: 'rectification',
      state: 'answered',
      channel: 'page',
      confirmed: true,
    });
  });
});

describe('P28: restriction', () => {
  it('of what has been sent: nobody is mailed, the supplier may not use it, and the clock stands still until it is lifted', async () => {
    const { mine, path } = await asked();
    const savera = await openAsSupplier(house, 'savera');
    await mine.get(`${path}/begransning`);
    expect(mine.text).toContain('Begränsa');
    await mine.post(`${path}/begransning`, { restriction: 'on' }, false);
    expect(mine.text).toContain('Uppgifterna är begränsade');
    await house.product.settle();
    expect(to('offert@savera.example').at(-1)?.subject).toMatch(/^Använd inte uppgifterna/);
    expect(hooked().at(-1)).toMatchObject({ type: 'lead.restricted', data: { restricted: true } });
    await savera.get(savera.path);
    expect(savera.status).toBe(409);
    expect(savera.text).not.toContain(bakery.company.contactName);
    await quoteAs(savera);
    expect(
      await rows(
        sql`select 1 from brokerage.quote q join brokerage.lead l on l.id = q.lead_id where l.email = ${email}`,
      ),
    ).toEqual([]);
    const mails = to(email).length;
    house.clock.advance('P40D');
    for (const job of ['remind-outcomes', 'retry-waiting', 'sweep'] as const) await house.product.run(job);
    await house.product.settle();
    expect(to(email)).toHaveLength(mails);
    expect(await leadRow()).toHaveLength(1);
    const again = await logIn(house, email);
    await again.post(`${path}/begransning`, { restriction: 'off' }, false);
    await house.product.settle();
    // Its thirty days had passed.
    expect(await leadRow()).toEqual([]);
  });

  it('before anything was sent: it can’t be forwarded, and is when that is lifted', async () => {
    hook.answer = () => ({ status: 500 });
    await transact(house.product.ctx.db, (tx) =>
      configureSupplier(house.product.ctx, tx, 'tallmo-energi', { email: null }),
    );
    const { mine, path } = await asked(['tallmo-energi']);
    await mine.post(`${path}/begransning`, { restriction: 'on' }, false);
    hook.answer = () => ({ status: 204 });
    hook.received.length = 0;
    house.clock.advance('P1D');
    await house.product.run('sweep-deliveries');
    await house.product.settle();
    // Its server answered 500 with the request in its hands: it hears of the restriction, and gets nothing else.
    expect(hooked().map(({ type }) => type)).toEqual(['lead.restricted']);
    const again = await logIn(house, email);
    await again.post(`${path}/begransning`, { restriction: 'off' }, false);
    house.clock.advance('PT10M');
    await house.product.settle();
    expect(hooked().map(({ type }) => type)).toContain('referral.created');
    await transact(house.product.ctx.db, (tx) =>
      configureSupplier(house.product.ctx, tx, 'tallmo-energi', { email: 'offert@tallmo-energi.example' }),
    );
  });
});

describe('P8: objecting to brokerage', () => {
  it('stops what waits to be sent in the same transaction, tells who has received it, erases, and remembers a fingerprint (D4)', async () => {
    hook.answer = () => ({ status: 500 });
    const { mine } = await asked();
    const lead = (await leadRow())[0]!;
    const waiting = () =>
      rows(
        sql`select 1 from brokerage.delivery where lead_id = ${lead.id} and audience = 'supplier' and state in ('pending', 'sending')`,
      );
    expect(await waiting()).toHaveLength(1);
    await mine.get('/min-sida/invandning');
    expect(mine.text).toContain('Förmedlingen');
    await mine.post('/min-sida/invandning', { objection: 'brokerage' }, false);
    expect(await waiting()).toEqual([]);
    expect(mine.text).toContain('imy.se');
    hook.answer = () => ({ status: 204 });
    await house.product.settle();
    expect(await leadRow()).toEqual([]);
    expect(to('offert@savera.example').at(-1)?.subject).toMatch(/^Radera förfrågan/);
    house.clock.advance('P4D');
    await house.product.settle();
    expect(hooked().filter(({ type }) => type === 'referral.created').length).toBeLessThanOrEqual(1);
    const print = house.product.ctx.vault.keyedHash('suppression', email);
    expect(await rows(sql`select 1 from privacy.suppression where address_hash = ${print}`)).toHaveLength(1);
  });

  it('another purpose alone leaves the request: the IP address goes', async () => {
    const { mine } = await asked();
    expect((await leadRow())[0]?.ip).not.toBeNull();
    await mine.post('/min-sida/invandning', { objection: 'security' }, false);
    expect((await leadRow())[0]).toMatchObject({ ip: null, state: 'open' });
    await mine.post('/min-sida/invandning', { objection: 'everything' }, false);
    expect(mine.status).toBe(422);
  });
});

describe('P27, P29: a right that is used', () => {
  it('is a case with a deadline of one calendar month, answered, confirmed by the mailed link, and shown with how to complain', async () => {
    house.clock.set('2027-01-31T09:00:00Z');
    const { mine, path } = await asked();
    await mine.post(`${path}/begransning`, { restriction: 'on' }, false);
    const [one] = await cases();
    expect(one).toMatchObject({
      right_id: 'restriction',
      state: 'answered',
      outcome: 'restricted',
      channel: 'page',
      confirmed: true,
    });
    expect(one?.due_at.toString()).toBe(addPeriod(one!.opened_at, 'P1M').toString());
    expect(one?.due_at.toString().slice(0, 10)).toBe('2027-02-28');
    await mine.get('/min-sida/uppgifter');
    expect(mine.text).toMatch(/Begränsning, 31 januari 2027.*Besvarat 31 januari 2027/);
    expect(mine.text).toContain('Integritetsskyddsmyndigheten');
    // Whose it was is forgotten a month after the answer.
    house.clock.set('2027-03-01T10:00:00Z');
    await house.product.run('forget-cases');
    expect(await cases()).toEqual([]);
  });
});
