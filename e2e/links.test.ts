import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { organisationNumber } from './support/house.ts';
import { ask, bakery, logIn, openAsSupplier, openRequest, quoteAs, tellOfQuotes } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});

let n = 0;
let email = '';
beforeEach(() => {
  n += 1;
  email = `kund${n}@norrgarden.example`;
});

/** A request of the present customer, sent and delivered. */
async function asked(): Promise<Visitor> {
  const customer = new Visitor(house.url);
  const own = { organisationNumber: organisationNumber(n), email };
  await ask(customer, () => house.clock.advance('PT5S'), own, ['savera', 'tallmo-energi']);
  await house.product.settle();
  return customer;
}
const until = { validUntil: '2027-12-31', startDate: '2027-12-01' };

describe('D9: links in mail', () => {
  it('a log-in link is used by pressing, not by being opened: a scanner does not use it up; then it is used', async () => {
    await asked();
    const customer = new Visitor(house.url);
    await customer.post('/min-sida/lank', { email }, false);
    await house.product.settle();
    const link = linkIn(house.post.find(/^Logga in på Min sida$/), '/min-sida/lank/');
    for (let i = 0; i < 3; i += 1) await new Visitor(house.url).get(link);
    await customer.post(link, {}, false);
    expect(customer.path).toBe('/min-sida');
    expect(customer.text).toContain('Dina förfrågningar');
    const thief = new Visitor(house.url);
    await thief.post(link, {}, false);
    expect(thief.status).toBe(410);
    await thief.get('/min-sida');
    expect(thief.text).not.toContain('Dina förfrågningar');
  });

  it('a log-in link that is ten minutes old opens nothing', async () => {
    await asked();
    const customer = new Visitor(house.url);
    await customer.post('/min-sida/lank', { email }, false);
    await house.product.settle();
    house.clock.advance('PT10M');
    await customer.post(linkIn(house.post.find(/^Logga in på Min sida$/), '/min-sida/lank/'), {}, false);
    expect(customer.status).toBe(410);
  });

  it('asking for a link is answered the same for an address that is known and one that is not', async () => {
    await asked();
    const answers = [];
    for (const address of [email, 'nobody@elsewhere.example']) {
      const visitor = new Visitor(house.url);
      await visitor.post('/min-sida/lank', { email: address }, false);
      answers.push([visitor.status, visitor.html.replaceAll(address, ''), [...visitor.headers.keys()].sort()]);
    }
    await house.product.settle();
    expect(answers[0]).toEqual(answers[1]);
    expect(house.post.find('nobody@elsewhere.example')).toBeUndefined();
  });

  it('a link to quotes shows the comparison for seven days, without contact data or files, and nothing can be done with it', async () => {
    await asked();
    const pdf = Buffer.from(`%PDF-1.7\n${' '.repeat(100)}\n%%EOF`);
    await quoteAs(await openAsSupplier(house, 'savera'), until, pdf);
    await tellOfQuotes(house);
    const link = linkIn(house.post.find(/har lämnat offert/), '/min-sida/offerter/');
    const holder = new Visitor(house.url);
    await holder.get(link);
    expect(holder.text).toContain('57 504 kr');
    for (const contact of [
      bakery.company.companyName,
      bakery.company.contactName,
      email,
      '174 06 05',
      '701740605',
      organisationNumber(n),
      '735999000000012344',
      '/fil/',
      '/val?',
    ]) {
      expect(holder.html).not.toContain(contact);
    }
    expect([...holder.html.matchAll(/<form[^>]*action="([^"]+)"/g)].map(([, action]) => action)).toEqual([
      '/min-sida/lank',
    ]);
    const { reference } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('reference')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    for (const action of ['val', 'fraga', 'utfall', 'avslut']) {
      await holder.post(`/min-sida/forfragan/${reference}/${action}`, { question: 'x', outcome: 'none' }, false);
      expect(holder.path).toBe('/min-sida');
    }
    await holder.get(`/min-sida/forfragan/${reference}`);
    expect(holder.path).toBe('/min-sida');
    await holder.post(`/min-sida/lank/${link.split('/').at(-1)}`, {}, false);
    expect(holder.status).toBe(410);
    house.clock.advance('P6DT23H');
    await holder.get(link);
    expect(holder.status).toBe(200);
    house.clock.advance('PT1H');
    await holder.get(link);
    expect(holder.status).toBe(410);
    expect(holder.text).not.toContain('57 504');
  });

  it('one customer can not open another’s request', async () => {
    await asked();
    const { reference } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('reference')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    n += 1;
    email = `kund${n}@norrgarden.example`;
    await asked();
    const other = await logIn(house, email);
    for (const path of ['', '/val', '/avslut']) {
      await other.get(`/min-sida/forfragan/${reference}${path}`);
      expect(other.status).toBe(404);
    }
    await other.post(`/min-sida/forfragan/${reference}/avslut`, {}, false);
    expect(other.status).toBe(404);
  });

  it('a request that was joined to another person’s says so without its number or its quotes', async () => {
    await asked();
    const { reference } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('reference')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    await quoteAs(await openAsSupplier(house, 'savera'), until);
    const own = email;
    email = `kollega${n}@norrgarden.example`;
    const mails = house.post.mails.length;
    const colleague = await asked();
    expect(colleague.text).toContain('En kollega skickade en förfrågan');
    await tellOfQuotes(house);
    const inside = await logIn(house, email);
    await openRequest(inside);
    const seen = JSON.stringify([
      colleague.seen,
      inside.seen,
      house.post.mails.slice(mails).filter((m) => [m.to].flat().some((to) => to?.text === email)),
    ]);
    for (const secret of [reference, own, '57 504', '57\u00a0504']) expect(seen).not.toContain(secret);
    expect(inside.text).toContain('hopslagen med en kollegas förfrågan');
  });
});
