import { beforeAll, describe, expect, it } from 'vitest';
import { staffMembers } from '#domain/staff/index.ts';
import { sql } from '#platform/db/index.ts';
import { placesOf } from './support/house.ts';
import { ask, bakery, logIn, openRequest } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let worker: Visitor;
let boss: Visitor;
let lead = '';
const note = 'Vill helst byta före midsommar.';
const task = 'Ring om anläggningen.';

beforeAll(async () => {
  house = await testProduct();
  boss = await staffVisitor(house, 'administrator');
  worker = await staffVisitor(house, 'case-worker');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
});

describe('a handläggare works a request', () => {
  it('sees on the first page that one came today', async () => {
    await worker.get('/konsol');
    expect(worker.text).toContain('Pågående 1 1 kom i dag, 1 den här veckan');
    expect(worker.text).toContain('Utan offert 1');
    await boss.get('/konsol');
    expect(boss.text).not.toContain('Pågående');
  });

  it('finds it by a name, which stands in no address, neither then nor when the page is filtered', async () => {
    await worker.post('/konsol/forfragningar', { q: 'norrgårdens' }, false);
    expect(worker.text).toContain(bakery.company.companyName);
    expect(worker.path).toContain('?q=');
    expect(decodeURIComponent(worker.path).toLowerCase()).not.toContain('norrg');
    lead = /href="(\/konsol\/forfragningar\/\w{4}-\w{3})"/.exec(worker.html)?.[1] ?? '';
    const sealed =
      /name="q" value="([^"]+)"/.exec(worker.html.slice(worker.html.indexOf('class="filters"')))?.[1] ?? '';
    await worker.get(`/konsol/forfragningar?${new URLSearchParams({ q: sealed, state: 'closed' })}`);
    expect(worker.text).toContain('Ingen förfrågan passar');
    await worker.get(`/konsol/forfragningar?q=${encodeURIComponent(bakery.company.companyName)}`);
    expect(worker.text).toContain(bakery.company.companyName);
  });

  it('goes straight to it by its reference, and is told when there is none', async () => {
    const reference = lead.slice(lead.lastIndexOf('/') + 1);
    await worker.post('/konsol/forfragningar', { q: reference.toLowerCase() }, false);
    expect(worker.path).toBe(lead);
    expect((await worker.get('/konsol/forfragningar/2222-222')).status).toBe(404);
  });

  it('sees what the customer wrote, who got it and why, and never the IP address (P4)', async () => {
    await worker.get(lead);
    for (const words of [
      bakery.company.contactName,
      bakery.company.email,
      '84 000',
      'Gärna start i maj.',
      'Savera',
      'Formulär',
    ])
      expect(worker.text).toContain(words);
    expect(worker.text).toMatch(/Raderas \d+ april 2026/);
    expect(worker.text).toContain('Skickad till 3 leverantörer');
    expect(worker.html).not.toContain('127.0.0.1');
  });

  it('writes a note and plans something, which is due on its day', async () => {
    await worker.post(`${lead}/anteckningar`, { note: '  ' }, false);
    expect(worker.status).toBe(422);
    await worker.post(`${lead}/anteckningar`, { note }, false);
    expect(worker.text).toContain('Anteckningen är sparad');
    expect(worker.text).toContain(note);
    await worker.post(`${lead}/uppgifter`, { action: 'add', task, taskDue: '2026-02-31' }, false);
    expect(worker.status).toBe(422);
    await worker.post(`${lead}/uppgifter`, { action: 'add', task, taskDue: '2026-03-13' }, false);
    expect((await worker.get('/konsol')).text).not.toContain(task);
    house.clock.advance('P1D');
    worker = await staffVisitor(house, 'case-worker');
    expect((await worker.get('/konsol')).text).toContain(task);
    await worker.get(lead);
    const taskId = /name="taskId" value="([^"]+)"/.exec(worker.html)?.[1] ?? '';
    await worker.post(`${lead}/uppgifter`, { action: 'done', taskId }, false);
    expect((await worker.get('/konsol')).text).not.toContain(task);
    await worker.post(`${lead}/uppgifter`, { action: 'undo', taskId }, false);
    expect((await worker.get('/konsol')).text).toContain(task);
  });

  it('sends again what never arrived, and only that', async () => {
    const { db } = house.product.ctx;
    await sql`update brokerage.delivery set state = 'dead', reason = 'connect', ended_at = created_at where kind = 'supplier.referral' and supplier_id = 'savera'`.execute(
      db,
    );
    await worker.get(lead);
    const resend = /action="(\/konsol\/utskick\/[^"]+\/omsandning)"/.exec(worker.html)?.[1] ?? '';
    const before = house.post.mails.length;
    await worker.post(resend, {}, false);
    expect(worker.text).toContain('Det skickas igen nu');
    await house.product.settle();
    expect(house.post.mails.length).toBe(before + 1);
    await worker.post(resend, {}, false);
    expect(worker.status).toBe(409);
    expect(worker.text).toContain('läget har ändrats');
  });

  it('P28: can note, plan and send nothing while the customer has restricted it', async () => {
    const customer = await logIn(house);
    await customer.post(`${await openRequest(customer)}/begransning`, { restriction: 'on' }, false);
    await worker.get(lead);
    expect(worker.text).toContain('bett att uppgifterna begränsas');
    expect(worker.html).not.toContain('name="note"');
    await worker.post(`${lead}/anteckningar`, { note: 'Ändå' }, false);
    expect(worker.status).toBe(409);
    await worker.post(`${lead}/uppgifter`, { action: 'add', task: 'Ändå', taskDue: '2026-05-13' }, false);
    expect(worker.status).toBe(409);
    await customer.post(`${await openRequest(customer)}/begransning`, { restriction: 'off' }, false);
  });

  it('P30: what staff wrote goes with the request, and is in the copy of it before that', async () => {
    const customer = await logIn(house);
    await customer.get('/min-sida/uppgifter');
    expect(customer.text).toContain(note);
    await customer.post('/min-sida/radering', {}, false);
    await house.product.settle();
    expect((await worker.get(lead)).status).toBe(404);
    for (const words of [note, task]) expect(await placesOf(house.db, words)).toEqual([]);
  });
});

describe('D5: the audit log says who did what', () => {
  it('names an account as long as it exists, and nobody else', async () => {
    const officer = await staffVisitor(house, 'privacy-officer');
    await officer.get('/konsol/logg?act=note.written');
    expect(officer.text).toContain('Skrev en anteckning');
    const { db } = house.product.ctx;
    const name = /(Person \d+) Skrev en anteckning/.exec(officer.text)?.[1];
    const author = (await staffMembers(db)).find((one) => one.name === name);
    expect(author).toBeDefined();
    const chief = await staffVisitor(house, 'administrator');
    await chief.post(`/konsol/personal/${author?.id}/borttagning`, {}, false);
    await officer.get('/konsol/logg?act=note.written');
    expect(officer.text).toContain('någon som slutat');
    await officer.get(`/konsol/logg?actor=staff:${author?.id}`);
    expect(officer.text).toContain('Lade till en uppgift');
    expect(officer.text).not.toContain('Bjöd in någon Person');
    expect((await worker.get('/konsol/logg')).status).toBe(403);
  });

  it('shows nothing of a customer', async () => {
    const officer = await staffVisitor(house, 'privacy-officer');
    await officer.get('/konsol/logg');
    for (const words of Object.values(bakery.company)) expect(officer.text).not.toContain(words);
  });
});
