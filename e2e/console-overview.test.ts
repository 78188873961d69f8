import { beforeAll, describe, expect, it } from 'vitest';
import { byService, bySupplier, unanswered } from '#domain/lead/index.ts';
import { sql } from '#platform/db/index.ts';
import { ask, logIn, openAsSupplier, quoteAs, tellOfQuotes } from './support/journey.ts';
import { plantMail } from './support/mails.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let worker: Visitor;

beforeAll(async () => {
  house = await testProduct();
  await staffVisitor(house, 'administrator');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  house.clock.advance('PT5H');
  await quoteAs(await openAsSupplier(house, 'savera'));
  await tellOfQuotes(house);
  worker = await staffVisitor(house, 'case-worker');
});

const since = Temporal.Instant.from('2026-01-01T00:00:00Z');
const share = { requests: 1, quotes: 1, contracts: 0, hoursToQuote: 5 };

describe('the first page', () => {
  it('tells how long quotes have waited for an answer', async () => {
    await worker.get('/konsol');
    expect(worker.html).toContain('Offerter utan svar: 0–3 1, 3–7 0, 7–14 0, 14–30 0, över 30 0');
    const { db } = house.product.ctx;
    for (const [days, at] of [
      [2, 0],
      [3, 1],
      [8, 2],
      [14, 3],
      [31, 4],
    ] as const) {
      const counts = await unanswered(db, house.clock.now().add({ hours: days * 24 }));
      expect(counts.indexOf(1), `${days} days`).toBe(at);
    }
  });

  it('shows requests, quotes, contracts and time to the first quote by service and by supplier, as the address asks', async () => {
    const { db } = house.product.ctx;
    const [own] = await byService(db, since);
    expect(own).toMatchObject({ ...share, id: 'electricity', hoursToQuote: expect.closeTo(5, 1) });
    const all = await bySupplier(db, since);
    expect(all).toHaveLength(3);
    expect(all.find(({ id }) => id === 'savera')).toMatchObject({ ...share, hoursToQuote: expect.closeTo(5, 1) });
    expect(all.find(({ id }) => id === 'tallmo-energi')).toMatchObject({ ...share, quotes: 0, hoursToQuote: null });
    await worker.get('/konsol?by=service');
    for (const words of ['Förfrågningar: El 1', 'Offerter: El 1', 'Avtal: El 0', 'median: El 5 h'])
      expect(worker.html).toContain(words);
    await worker.get('/konsol?by=supplier');
    expect(worker.html).toMatch(/Skickade förfrågningar: [^"]*Savera 1/);
    expect(worker.html).toMatch(/median: [^"]*Tallmo Energi –/);
    await worker.get('/konsol?by=nobody');
    expect(worker.text).toContain('Förfrågningar per vecka');
  });

  it('counts mail that waits among what there is to do, for who may read it', async () => {
    await worker.get('/konsol');
    expect(worker.text).toContain('Allt är sorterat');
    const before = /(\d+) sak(er)? att göra|En sak att göra|Inget väntar/.exec(worker.text)?.[0];
    await plantMail(house.product.ctx, {});
    await worker.get('/konsol');
    expect(worker.text).toContain('Väntar på att sorteras');
    expect(worker.text).not.toContain(before);
    const other = await staffVisitor(house, 'marketer');
    await other.get('/konsol');
    expect(other.text).not.toContain('sorter');
  });

  it('says by rule what goes within a week', async () => {
    await worker.get('/konsol');
    expect(worker.text).toContain('Inget förfaller de närmaste sju dagarna');
    const { db } = house.product.ctx;
    const soon = house.clock.now().add({ hours: 48 });
    await sql`update brokerage.lead set clock_at = ${soon}`.execute(db);
    await worker.get('/konsol');
    expect(worker.text).toMatch(/Försvinner inom sju dagar .* En förfrågan som fått offert .* 1 14 mars 2026/);
    const { received_at } = await db.selectFrom('brokerage.lead').select('received_at').executeTakeFirstOrThrow();
    await sql`update brokerage.lead set clock_at = ${received_at}::timestamptz + interval '12 months'`.execute(db);
  });

  it('what never arrived leaves again from there, but not to whose data is restricted', async () => {
    const { db } = house.product.ctx;
    await sql`update brokerage.delivery set state = 'dead', reason = 'connect', ended_at = created_at where kind = 'supplier.referral' and supplier_id = 'savera'`.execute(
      db,
    );
    const resend = /action="(\/konsol\/utskick\/[^"]+\/omsandning)"/;
    await sql`update brokerage.lead set restricted_at = ${house.clock.now()}`.execute(db);
    await worker.get('/konsol');
    expect(worker.text).toMatch(/Utskick som inte kom fram .* Savera Ingen kontakt med servern/);
    expect(worker.html).not.toMatch(resend);
    await sql`update brokerage.lead set restricted_at = null`.execute(db);
    const boss = await staffVisitor(house, 'administrator');
    await boss.get('/konsol');
    expect(boss.html).toMatch(resend);
    expect(boss.html).not.toContain('/konsol/forfragningar/');
    const officer = await staffVisitor(house, 'privacy-officer');
    await officer.get('/konsol');
    expect(officer.text).toContain('Utskick som inte kom fram');
    expect(officer.html).not.toMatch(resend);
    await worker.get('/konsol');
    await worker.post(resend.exec(worker.html)?.[1] ?? '', {}, false);
    expect(worker.text).toContain('Det skickas igen nu');
  });

  it('shows each role what it reaches, and nobody else’s', async () => {
    const boss = await staffVisitor(house, 'administrator', 'marketer');
    await boss.get('/konsol?by=supplier');
    for (const words of ['Offerter utan svar', 'Försvinner inom sju dagar', 'De tolv senaste veckorna'])
      expect(boss.text).not.toContain(words);
    const archivist = await staffVisitor(house, 'archivist');
    await archivist.get('/konsol');
    expect(archivist.text).toContain('Hit kommer du: Dataskydd Arkivet Din inloggning');
    expect(archivist.text).not.toContain('Sök förfrågan');
    expect((await worker.get('/konsol/leverantorer')).text).toContain('Sök förfrågan');
  });

  it('P30, D5: what came is still counted by its service when it has been erased', async () => {
    const customer = await logIn(house);
    await customer.post('/min-sida/radering', {}, false);
    await house.product.settle();
    const { db } = house.product.ctx;
    expect(await db.selectFrom('brokerage.lead').select('id').execute()).toEqual([]);
    expect(await byService(db, since)).toMatchObject([{ id: 'electricity', requests: 1, quotes: 1 }]);
  });
});
