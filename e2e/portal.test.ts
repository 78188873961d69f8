// Long because one portal serves every test, and each way a request ends for a supplier is one.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { organisationNumber } from './support/house.ts';
import {
  ask,
  bakery,
  chooseFirst,
  logIn,
  openAsSupplier,
  openRequest,
  portalPath,
  quoteAs,
  tellOfQuotes,
} from './support/journey.ts';
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
const later = { validUntil: '2027-12-31', startDate: '2027-12-01' };
const give = (supplier: Visitor, changes: Record<string, string> = {}, file?: Uint8Array, name?: string) =>
  quoteAs(supplier, { ...later, ...changes }, file, name);

/** A request to two suppliers, both of which have opened it. */
async function asked() {
  await ask(
    new Visitor(house.url),
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(n), email },
    ['savera', 'tallmo-energi'],
  );
  await house.product.settle();
  const link = linkIn(house.post.find('offert@savera.example'), '/leverantor/lank/');
  return { savera: await openAsSupplier(house, 'savera'), tallmo: await openAsSupplier(house, 'tallmo-energi'), link };
}
async function minSida() {
  const customer = await logIn(house, email);
  return { customer, path: await openRequest(customer) };
}
/** Nothing that the customer wrote, by which it could be known or reached. */
function expectNothingOf(visitor: Visitor) {
  for (const value of [
    bakery.company.companyName,
    bakery.company.contactName,
    email,
    '174 06 05',
    '352 30',
    '84 000',
    organisationNumber(n).slice(0, 6),
  ]) {
    expect(visitor.text).not.toContain(value);
  }
}

describe('the supplier’s link', () => {
  it('shows nothing about the customer until it is opened by a press', async () => {
    const { link } = await asked();
    const scanner = new Visitor(house.url);
    await scanner.get(link);
    expect(scanner.status).toBe(200);
    expectNothingOf(scanner);
    expect(scanner.headers.get('referrer-policy')).toBe('no-referrer');
    await scanner.get(link);
    expect(scanner.text).toContain('Öppna förfrågan');
  });

  it('that is old shows nothing; a fresh one goes to the supplier’s own address and to nobody else', async () => {
    const { link, tallmo } = await asked();
    // The other supplier's quote keeps the request: otherwise it would be erased by the time its link is old, and the fresh ones with it.
    await give(tallmo);
    house.clock.advance('P30D');
    const stranger = new Visitor(house.url);
    await stranger.get(link);
    expect(stranger.status).toBe(410);
    expectNothingOf(stranger);
    const before = house.post.mails.length;
    for (let i = 0; i < 5; i += 1) await stranger.post(link, {}, false);
    expect(stranger.status).toBe(410);
    expectNothingOf(stranger);
    await house.product.settle();
    // Other requests end the same day, and are said goodbye to.
    const fresh = house.post.mails.slice(before).filter((m) => m.text?.includes('/leverantor/lank/'));
    expect(fresh.map((m) => [m.to].flat()[0]?.text)).toEqual(Array(3).fill('offert@savera.example'));
  });

  it.each([
    ['forged', (link: string) => `${link.slice(0, -2)}xx`],
    ['made for something else', (link: string) => link.replace('/leverantor/lank/', '/min-sida/offerter/')],
    ['made for a file', (link: string) => link.replace('/leverantor/lank/', '/fil/')],
  ])('that is %s opens nothing', async (_, change) => {
    const { link } = await asked();
    const stranger = new Visitor(house.url);
    await stranger.get(change(link));
    expect(stranger.status).toBe(410);
    expectNothingOf(stranger);
  });
});

describe('the supplier’s session', () => {
  it('opens its own request and no other: the rest does not exist', async () => {
    const { savera, tallmo } = await asked();
    const [own, other] = [portalPath(savera), portalPath(tallmo)];
    await savera.get(other);
    expect(savera.status).toBe(404);
    expectNothingOf(savera);
    for (const action of ['svar', 'offert', 'utfall']) {
      await savera.post(`${other}/${action}`, { action: 'accept', outcome: 'contract' }, false);
      expect(savera.status).toBe(404);
    }
    await savera.get(own);
    expect(savera.text).toContain(bakery.company.contactName);
    await tallmo.get(other);
    expect(tallmo.text).toContain('Vill ni lämna offert?');
  });

  it('is needed, ends after eight hours and when the supplier logs out', async () => {
    const { savera, tallmo } = await asked();
    const stranger = new Visitor(house.url);
    await stranger.get(portalPath(savera));
    expect(stranger.path).toBe('/leverantor');
    expectNothingOf(stranger);
    const own = portalPath(tallmo);
    await tallmo.post('/leverantor/utloggning', {}, false);
    await tallmo.get(own);
    expect(tallmo.path).toBe('/leverantor');
    house.clock.advance('PT8H');
    await savera.get(portalPath(savera));
    expectNothingOf(savera);
  });

  it('does not open «Min sida», nor the other way round', async () => {
    const { savera } = await asked();
    const { customer, path } = await minSida();
    await savera.get(path);
    expect(savera.path).toBe('/min-sida');
    await customer.get(portalPath(await openAsSupplier(house, 'savera')));
    expect(customer.path).toBe('/leverantor');
  });
});

describe('a request that has ended for a supplier shows it nothing of the customer', () => {
  it('after it declined', async () => {
    const { savera, link } = await asked();
    await savera.post(`${portalPath(savera)}/svar`, { action: 'decline' }, false);
    expect(savera.status).toBe(422);
    await savera.post(`${portalPath(savera)}/svar`, { action: 'decline', reason: 'no-capacity' }, false);
    expect(savera.text).toContain('Uppgifterna visas inte längre');
    expectNothingOf(savera);
    const leaked = new Visitor(house.url);
    await leaked.get(link);
    await leaked.post(link, {}, false);
    expectNothingOf(leaked);
    const { customer } = await minSida();
    expect(customer.text).toContain('Tackade nej: Hinner inte just nu');
  });

  it('after the customer chose another: it can not correct its quote, and learns not whom', async () => {
    const { savera, tallmo } = await asked();
    await give(savera);
    await give(tallmo, { fixedPrice: '99,9' });
    const { customer, path } = await minSida();
    await chooseFirst(customer, path);
    expect(customer.text).toContain('Du valde Savera');
    await house.product.settle();
    await give(tallmo, { fixedPrice: '1,0' });
    expect(tallmo.status).toBe(409);
    expect(tallmo.text).toContain('läget har ändrats');
    expectNothingOf(tallmo);
    expect(tallmo.text).not.toContain('Savera');
    expect(house.post.find('offert@tallmo-energi.example')?.text).not.toContain('Savera');
    await savera.get(portalPath(savera));
    expect(savera.text).toContain(bakery.company.contactName);
  });

  it('after the customer ended it: neither the open page nor the link shows anything, and nothing can be done', async () => {
    const { savera, link } = await asked();
    const { customer, path } = await minSida();
    await customer.post(`${path}/avslut`, {}, false);
    await house.product.settle();
    const at = portalPath(savera);
    for (const [action, fields] of [
      ['svar', { action: 'accept' }],
      ['offert', { ...later, action: 'give' }],
    ] as const) {
      await savera.get(at);
      await savera.upload(`${at}/${action}`, fields);
      // Its log-in has gone with the request.
      expect(savera.status).toBe(200);
      expect(savera.text).toContain('Öppna en förfrågan');
      expectNothingOf(savera);
    }
    const leaked = new Visitor(house.url);
    await leaked.get(link);
    await leaked.post(link, {}, false);
    expect(leaked.text).toContain('Förfrågan är avslutad');
    expectNothingOf(leaked);
  });
});

describe('a quote', () => {
  it('can be corrected until the customer has chosen, and the customer sees the new price and that it was corrected', async () => {
    const { savera } = await asked();
    await give(savera);
    house.clock.advance('PT1H');
    await give(savera, { fixedPrice: '60,0' });
    expect(savera.text).toContain('Rättelsen är sparad');
    await tellOfQuotes(house);
    const { customer } = await minSida();
    expect(customer.text).toContain('53 388 kr');
    expect(customer.text).not.toContain('57 504 kr');
    expect(customer.text).toContain('Rättad');
  });

  it('can be taken back: the customer does not see it any more, and a new one can be given', async () => {
    const { savera } = await asked();
    await give(savera);
    await savera.upload(`${portalPath(savera)}/offert`, { action: 'withdraw' });
    const { customer, path } = await minSida();
    expect(customer.text).toContain('väntar på offerter');
    await give(savera, { fixedPrice: '61,0' });
    await customer.get(path);
    expect(customer.text).toContain('54 228 kr');
  });

  it('that the supplier gives up after it was chosen leaves the customer the others; with none left it waits again', async () => {
    const { savera, tallmo } = await asked();
    await give(savera);
    await give(tallmo, { fixedPrice: '99,9' });
    const { customer, path } = await minSida();
    for (const supplier of [savera, tallmo]) {
      await customer.get(path);
      await chooseFirst(customer, path);
      await supplier.post(`${portalPath(supplier)}/utfall`, { outcome: 'none' }, false);
      await house.product.settle();
    }
    const told = house.post.mails.filter((m) => m.subject?.startsWith('Det blev inget avtal'));
    expect(told.map((m) => m.subject)).toEqual([
      'Det blev inget avtal med Savera',
      'Det blev inget avtal med Tallmo Energi',
    ]);
    expect(told[0]?.text).toMatch(/De andra offerterna är\s+öppna igen/);
    expect(told[1]?.text).toMatch(/Någon\s+annan\s+öppen\s+offert\s+finns\s+inte/);
    const { state } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('state')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(state).toBe('open');
  });
});

describe('a quote’s file', () => {
  const pdf = (bytes = 2000) =>
    Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes, 32), Buffer.from('\n%%EOF\n')]);
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(2000, 1)]);
  const files = () => house.db.db.selectFrom('brokerage.quote_file').selectAll().execute();

  it.each([
    ['a picture that is called .pdf', png, 'Filen är ingen PDF'],
    ['a page that begins like a PDF', Buffer.from('%PDF-<script>alert(1)</script>'), 'Filen är ingen PDF'],
    ['more than 5 MB', pdf(5 * 1024 * 1024), 'större än 5 MB'],
  ])('is refused when it is %s, and the quote is not given', async (_, file, text) => {
    const { savera } = await asked();
    const before = await files();
    await give(savera, {}, file, 'offert.pdf');
    expect(savera.status).toBe(422);
    expect(savera.text).toContain(text);
    expect(await files()).toHaveLength(before.length);
  });

  it('is cut off before it is read when it is far too large', async () => {
    const { savera } = await asked();
    await give(savera, {}, pdf(7 * 1024 * 1024)).catch(() => undefined);
    expect(await files()).toEqual([]);
  });

  it('is given to the customer as an attachment with a name of ours, from an address without cookies, for ten minutes', async () => {
    const { savera } = await asked();
    await give(savera, {}, pdf(), '../../<script>.pdf');
    const [stored] = await files();
    expect(stored?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    const { customer } = await minSida();
    const address = /href="(\/fil\/[^"]+)"/.exec(customer.html)?.[1] ?? '';
    expect(address).not.toBe('');
    const answer = await fetch(new URL(address, house.url));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf());
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="offert.pdf"');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(customer.cookiesFor(address)).toEqual([]);
    expect((await fetch(new URL(`/fil/${stored?.id}`, house.url))).status).toBe(410);
    house.clock.advance('PT10M');
    expect((await fetch(new URL(address, house.url))).status).toBe(410);
  });
});
