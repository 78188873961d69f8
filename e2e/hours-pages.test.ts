import { beforeAll, describe, expect, it } from 'vitest';
import { addPause, configureSupplier, type SupplierChange } from '#domain/supplier/index.ts';
import { transact } from '#platform/db/index.ts';
import { ask, bakery, logIn, openRequest } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

/** Friday night; Savera opens on Monday, Tallmo Energi after Easter, Ljusåkra Kraft is open. */
const friday = '2026-03-13T21:30:00Z';
const monday = '2026-03-16T07:00:00Z';

let house: TestProduct;
const set = (id: string, change: SupplierChange) =>
  transact(house.db.db, (tx) => configureSupplier(house.product.ctx, tx, id, change));
beforeAll(async () => {
  house = await testProduct({ start: friday });
  await set('savera', { hours: { openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' } });
  const pause = { from: '2026-03-13', to: '2026-04-05' };
  await transact(house.db.db, (tx) => addPause(house.product.ctx, tx, 'tallmo-energi', pause));
});

/** «Vem får vad?» of the site's form. */
async function review(): Promise<Visitor> {
  const visitor = new Visitor(house.url);
  await visitor.get('/el');
  await visitor.post('/el', { ...bakery.need, action: 'next' });
  return visitor.post('/el', { ...bakery.company, action: 'next' });
}

describe('P3, P13: what is said of a supplier that is closed is true until it has got the request', () => {
  let reference: string;

  it('the form says when it opens, and does not offer one that opens too late', async () => {
    const { html, text } = await review();
    expect(text).toMatch(/Savera Har stängt just nu\. Får förfrågan måndag 08\.00, när de öppnar\./);
    expect(text).toContain('Ljusåkra Kraft');
    expect(html).not.toContain('Tallmo');
    expect(text.match(/Har stängt just nu/g)).toHaveLength(1);
  });

  it('so does the form in the console', async () => {
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get('/konsol/forfragningar/ny?service=electricity');
    expect(worker.text).toContain('Får förfrågan måndag 08.00, när de öppnar.');
    expect(worker.html).not.toContain('Tallmo');
  });

  it('the receipt says who gets it now and who on Monday, before it is routed and after', async () => {
    const visitor = new Visitor(house.url);
    await ask(visitor, () => house.clock.advance('PT5S'));
    const receipt = visitor.path;
    for (const _ of ['as it was answered', 'routed']) {
      expect(visitor.text).toMatch(/Nu Skickas vidare till Ljusåkra Kraft Måndag 08\.00 Skickas när de öppnar Savera/);
      await house.product.settle();
      await visitor.get(receipt);
    }
  });

  it('so do «Min sida» and the console, and why the third did not get it', async () => {
    const customer = await logIn(house);
    reference = (await openRequest(customer)).split('/').at(-1)!;
    expect(customer.text).toContain('Till en leverantör. En till får den måndag 08.00, när de öppnar');
    expect(customer.text).toContain('Några leverantörer har förfrågan, och andra får den när de öppnar');
    expect(customer.text).toMatch(/Savera Går måndag 08\.00 När de öppnar/);
    expect(customer.text).toMatch(/Tallmo Energi – Fick inte förfrågan Hade paus, och öppnade inte inom tre dygn/);
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get(`/konsol/forfragningar/${reference}`);
    expect(worker.text).toMatch(/Savera .*Går måndag 08\.00/);
    expect(worker.text).toMatch(/Går 16 mars 2026, 08\.00/);
  });

  it('on Monday it has gone, and all of them say so', async () => {
    house.clock.set(monday);
    await house.product.settle();
    const customer = await logIn(house);
    await openRequest(customer);
    expect(customer.text).toMatch(/Savera 16 mars 2026, 08\.00 Skickad/);
    expect(customer.text).not.toContain('när de öppnar');
    expect(customer.text).toContain('Till 2 leverantörer');
  });

  it('when nobody opens in time the form offers those that open later, and the request waits for them', async () => {
    for (const id of ['savera', 'ljusakra-kraft']) await set(id, { active: false });
    const { text } = await review();
    expect(text).toContain(
      'Tallmo Energi exempel Har stängt just nu. Får förfrågan 6 april 2026 00.00, när de öppnar.',
    );
    const visitor = new Visitor(house.url);
    await ask(
      visitor,
      () => house.clock.advance('PT5S'),
      { organisationNumber: '559900-0014', email: 'annan@norrgarden.example' },
      ['tallmo-energi'],
    );
    await house.product.settle();
    await visitor.get(visitor.path);
    expect(visitor.text).toContain('6 april 2026 00.00 Skickas när de öppnar Tallmo Energi');
    expect(house.post.mails.at(-1)?.text).toContain('Ingen leverantör kan ta emot den just nu.');
  });
});
