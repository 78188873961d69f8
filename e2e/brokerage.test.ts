// Long because one product serves every test of what customers and suppliers see of the brokerage.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatValue, questionsOf, serviceById } from '#catalog/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { transact } from '#platform/db/index.ts';
import { formatDateTime } from '#web/ui/format.ts';
import { organisationNumber, placesOf } from './support/house.ts';
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
import { type TestProduct, testProduct } from './support/product.ts';
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

/** A request of a company and a person of its own, sent and delivered. */
async function asked(suppliers?: string[], changes: Record<string, string> = {}): Promise<Visitor> {
  const customer = new Visitor(house.url);
  await ask(
    customer,
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(n), email, ...changes },
    suppliers,
  );
  await house.product.settle();
  return customer;
}
const leads = () => house.db.db.selectFrom('brokerage.lead').selectAll().where('email', '=', email).execute();
const mailsTo = (address: string) => house.post.mails.filter((m) => [m.to].flat().some((to) => to?.text === address));
/** A quote that is good for as long as these tests move the clock. */
const give = (supplier: Visitor, changes: Record<string, string> = {}) =>
  quoteAs(supplier, { validUntil: '2027-12-31', startDate: '2027-12-01', ...changes });
/** The page «Min sida» has about the newest request, and its address. */
async function minSida(): Promise<{ customer: Visitor; path: string }> {
  const customer = await logIn(house, email);
  return { customer, path: await openRequest(customer) };
}

describe('P2: what a form may hold is a closed list', () => {
  it('ignores unknown fields, and stores and shows nothing of them', async () => {
    const customer = new Visitor(house.url);
    await customer.get('/el');
    const extra = {
      ssn: 'canary-unknown',
      'answers.ip': 'canary-unknown',
      ip: 'canary-unknown',
      state: 'canary-unknown',
      __proto__x: 'canary-unknown',
    };
    await customer.post('/el', { ...bakery.need, ...extra, action: 'next' });
    await customer.post('/el', {
      ...bakery.company,
      organisationNumber: organisationNumber(n),
      email,
      ...extra,
      action: 'next',
    });
    house.clock.advance('PT5S');
    await customer.post('/el', { suppliers: ['savera'], ...extra, action: 'send' });
    await house.product.settle();
    expect(customer.path).toMatch(/^\/kvitto\//);
    expect(customer.seen.some((page) => page.html.includes('canary-unknown'))).toBe(false);
    expect(await placesOf(house.db, 'canary-unknown')).toEqual([]);
    expect(JSON.stringify(house.post.mails)).not.toContain('canary-unknown');
  });

  it('stores nothing before the last step is sent', async () => {
    const customer = new Visitor(house.url);
    await customer.get('/el');
    await customer.post('/el', { ...bakery.need, action: 'next' });
    await customer.post('/el', { ...bakery.company, companyName: 'Canary not yet sent AB', action: 'next' });
    expect(customer.text).toContain('Canary not yet sent AB');
    expect(await placesOf(house.db, 'Canary not yet sent')).toEqual([]);
  });
});

describe('P3: the customer decides who receives the request', () => {
  it('shows the suppliers of the service before sending, and an unticked one gets nothing', async () => {
    const before = mailsTo('offert@ljusakra-kraft.example').length;
    const customer = await asked(['savera', 'tallmo-energi']);
    const review = customer.seen.at(-2);
    for (const name of ['Savera', 'Tallmo Energi', 'Ljusåkra Kraft']) expect(review?.html).toContain(name);
    for (const name of ['Fortnox', 'Qred']) expect(review?.html).not.toContain(name);
    expect(mailsTo('offert@ljusakra-kraft.example')).toHaveLength(before);
    const { customer: own } = await minSida();
    expect(own.text).toMatch(/Ljusåkra Kraft – Fick inte förfrågan Du bockade av den/);
  });

  it('refuses a request with nobody ticked, and one with only suppliers that are not on offer', async () => {
    const before = (await house.db.db.selectFrom('brokerage.lead').select('id').execute()).length;
    for (const suppliers of [[], ['fortnox'], ['nobody-we-know'], ['martin-servera']]) {
      const customer = await asked(suppliers);
      expect(customer.status).toBe(422);
      expect(customer.text).toContain('Lämna minst en leverantör ikryssad');
    }
    expect(await house.db.db.selectFrom('brokerage.lead').select('id').execute()).toHaveLength(before);
  });

  it('passes over one that went out of use after the form was shown, and says so', async () => {
    const { ctx } = house.product;
    const switchTo = (active: boolean) =>
      transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'tallmo-energi', { active }));
    await switchTo(false);
    const before = mailsTo('offert@tallmo-energi.example').length;
    await asked(['savera', 'tallmo-energi']);
    await switchTo(true);
    expect(mailsTo('offert@tallmo-energi.example')).toHaveLength(before);
    const { customer } = await minSida();
    expect(customer.text).toMatch(/Tallmo Energi – Fick inte förfrågan Tar inte emot förfrågningar just nu/);
  });
});

describe('P6: the source of a request', () => {
  it('is recorded with it', async () => {
    await asked(['savera']);
    expect((await leads()).map((l) => l.source)).toEqual(['form']);
  });
});

describe('P12: the outcome is known only because somebody reports it', () => {
  it('no outcome comes of silence, and what a supplier is called, mailed and phoned at stands on the page', async () => {
    const { ctx } = house.product;
    await transact(ctx.db, (tx) =>
      configureSupplier(ctx, tx, 'savera', { phone: '08-465 004 07', website: 'https://savera.example' }),
    );
    await asked(['savera']);
    await give(await openAsSupplier(house, 'savera'));
    await tellOfQuotes(house);
    house.clock.advance('P100D');
    for (const job of ['remind-outcomes', 'retry-waiting', 'sweep-deliveries', 'sweep-access'] as const)
      await house.product.run(job);
    await house.product.settle();
    const [lead] = await leads();
    expect(
      await house.db.db
        .selectFrom('brokerage.outcome')
        .selectAll()
        .where('lead_id', '=', lead?.id ?? '')
        .execute(),
    ).toEqual([]);
    expect(lead?.state).toBe('quoted');
    const { customer } = await minSida();
    for (const contact of ['offert@savera.example', '08-465 004 07', 'https://savera.example'])
      expect(customer.html).toContain(contact);
  });

  it.each([
    ['the supplier', 'supplier'],
    ['the customer', 'customer'],
  ])('%s can report a contract, and the other suppliers learn only that it is over', async (_, by) => {
    await asked(['savera', 'tallmo-energi']);
    const supplier = await openAsSupplier(house, 'savera');
    await give(supplier);
    const { customer, path } = await minSida();
    const referral = /value="([0-9a-f-]{36})"/.exec(customer.html)?.[1] ?? '';
    if (by === 'customer') await customer.post(`${path}/utfall`, { outcome: referral }, false);
    else await supplier.post(`${supplier.path.split('?')[0]}/utfall`, { outcome: 'contract' }, false);
    const [lead] = await leads();
    await house.product.settle();
    // Archived at once (P9): gone from the brokerage, and kept where only the archivist reads.
    expect((await leads()).filter((l) => l.id === lead?.id)).toEqual([]);
    const archived = await house.db.owner.db
      .selectFrom('archive.request')
      .select(['reported_by', 'supplier_id'])
      .where('id', '=', lead?.id ?? '')
      .execute();
    expect(archived).toEqual([{ reported_by: by, supplier_id: 'savera' }]);
    const last = mailsTo('offert@tallmo-energi.example').at(-1);
    expect(last?.subject).toContain('Förfrågan är avslutad');
    expect(last?.text).not.toContain('Savera');
  });

  it('a supplier that was passed over can not report one, and so not open the customer’s data again', async () => {
    await asked(['savera', 'tallmo-energi']);
    const chosen = await openAsSupplier(house, 'savera');
    await give(chosen);
    const passed = await openAsSupplier(house, 'tallmo-energi');
    await give(passed, { fixedPrice: '70,1' });
    const { customer, path } = await minSida();
    await chooseFirst(customer, path);
    await house.product.settle();
    const loser = /Du valde Savera/.test(customer.text) ? passed : chosen;
    await loser.post(`${loser.path.split('?')[0]}/utfall`, { outcome: 'contract' }, false);
    expect(loser.status).toBe(409);
    expect(loser.text).not.toContain(bakery.company.contactName);
    expect((await leads())[0]?.state).toBe('chosen');
  });
});

describe('P13: «Min sida» shows exactly what each supplier was sent, when, and why', () => {
  it('every field of the payload and no other, with the time and the reason', async () => {
    await asked();
    const { customer } = await minSida();
    const [lead] = await leads();
    const referrals = await house.db.db
      .selectFrom('brokerage.referral')
      .selectAll()
      .where('lead_id', '=', lead?.id ?? '')
      .execute();
    expect(referrals).toHaveLength(3);
    for (const { supplier_id, payload, sent_at } of referrals) {
      const name =
        { savera: 'Savera', 'tallmo-energi': 'Tallmo Energi', 'ljusakra-kraft': 'Ljusåkra Kraft' }[supplier_id] ?? '';
      const row = new RegExp(`<th scope="row">${name}[\\s\\S]*?</th>([\\s\\S]*?)</tr>`).exec(customer.html)?.[1] ?? '';
      const values = payload as Record<string, string>;
      const shown = [...row.matchAll(/<dt>([\s\S]*?)<\/dt><dd>([\s\S]*?)<\/dd>/g)].map(([, label, value]) => [
        plain(label),
        plain(value),
      ]);
      const sent = questionsOf(serviceById('electricity'))
        .filter((q) => values[q.id] !== undefined)
        .map((q) => [q.short?.sv ?? q.label.sv, plain(formatValue(q, values[q.id]!, 'sv'))]);
      expect(shown).toEqual(sent);
      expect(shown).toHaveLength(Object.keys(values).length);
      expect(plain(row)).toContain(plain(formatDateTime(sent_at!, 'sv')));
      expect(plain(row)).toContain('Har el, godkänd av dig');
    }
  });
});

const plain = (html = '') =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();

describe('P10: a request without a quote for 30 days is past', () => {
  it('a later quote can not revive it; one a minute before can', async () => {
    await asked(['savera', 'tallmo-energi']);
    house.clock.advance('P29DT23H55M');
    const inTime = await openAsSupplier(house, 'savera');
    const tooLate = await openAsSupplier(house, 'tallmo-energi');
    expect(inTime.text).toContain('Lämna offert');
    const [lead] = await leads();
    house.clock.set(lead!.received_at.toZonedDateTimeISO('Europe/Stockholm').add('P30D').toInstant());
    await give(tooLate);
    expect(tooLate.status).toBe(409);
    expect(
      await house.db.db
        .selectFrom('brokerage.quote')
        .selectAll()
        .where('lead_id', '=', lead?.id ?? '')
        .execute(),
    ).toEqual([]);
    expect((await leads())[0]?.state).toBe('open');
    house.clock.set(house.clock.now().subtract({ minutes: 1 }));
    await give(inTime);
    expect(inTime.text).toContain('Offerten är lämnad');
  });
});

describe('P5: customers are written to about their own open request only', () => {
  it('nothing that was on its way leaves once the customer has ended it', async () => {
    await asked(['savera', 'tallmo-energi']);
    for (const id of ['savera', 'tallmo-energi']) await give(await openAsSupplier(house, id));
    await house.product.settle();
    const { customer, path } = await minSida();
    const before = mailsTo(email).length;
    await customer.post(`${path}/avslut`, {}, false);
    await house.product.settle();
    house.clock.advance('P31D');
    await house.product.run('remind-outcomes');
    await house.product.settle();
    // The last message says that it is erased, and nothing comes after it (D3).
    const after = mailsTo(email).slice(before);
    expect(after).toHaveLength(1);
    expect(after[0]?.subject).toMatch(/raderad/);
    expect(await leads()).toEqual([]);
    const open = await house.db.db
      .selectFrom('brokerage.delivery')
      .selectAll()
      .where('audience', '=', 'customer')
      .where('state', 'in', ['pending', 'sending'])
      .execute();
    expect(open).toEqual([]);
  });

  it('a question about a request that has ended is not taken', async () => {
    await asked(['savera']);
    const { customer, path } = await minSida();
    await customer.post(`${path}/avslut`, {}, false);
    await customer.post(`${path}/fraga`, { question: 'Är ni kvar?' }, false);
    expect(customer.status).toBe(409);
  });
});
