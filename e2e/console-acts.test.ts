// Long because every act that is asked about is tried on one request after another.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { StaffRole } from '#domain/staff/index.ts';
import { sql } from '#platform/db/index.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { ask, fixedQuote, logIn, openAsSupplier, openRequest, quoteAs } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 60_000 });

let house: TestProduct;
let reference = '';
let leadId = '';
let who = { email: '', contactName: '' };
let n = 0;
const at = (tail: string) => `/konsol/forfragningar/${reference}${tail}`;
const as = (...roles: StaffRole[]) => staffVisitor(house, ...roles);
const db = () => house.db.db;
const lead = () => db().selectFrom('brokerage.lead').selectAll().where('reference', '=', reference).executeTakeFirst();
const referrals = () =>
  db()
    .selectFrom('brokerage.referral')
    .selectAll()
    .where('lead_reference', '=', reference)
    .orderBy('supplier_id')
    .execute();
const audited = async (action: string) =>
  (
    await sql`select from ledger.audit where action = ${action} and actor like 'staff:%' and subject = ${leadId}`.execute(
      house.db.owner.db,
    )
  ).rows.length;
const mails = (what: RegExp) =>
  house.post.mails.filter(({ subject, text }) => what.test(subject ?? '') && `${subject} ${text}`.includes(reference));

/** A request of a company of its own at these suppliers, sent. */
async function asked(suppliers = ['savera', 'tallmo-energi']): Promise<void> {
  n += 1;
  who = { email: `inkop${n}@norrgarden.example`, contactName: `Inköpare Nummer${n}` };
  const company = { ...who, organisationNumber: organisationNumber(n) };
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), company, suppliers);
  await house.product.settle();
  const made = await db()
    .selectFrom('brokerage.lead')
    .select(['id', 'reference'])
    .where('email', '=', who.email)
    .executeTakeFirstOrThrow();
  reference = made.reference;
  leadId = made.id;
}
const customerIn = () => logIn(house, who.email);

beforeAll(async () => {
  house = await testProduct();
});

describe('P3, P13: suppliers of a request', () => {
  it('one more is sent it only when the customer has agreed, only of the service, and the customer is told', async () => {
    await asked(['savera']);
    const worker = await as('case-worker');
    await worker.get(at('/leverantorer'));
    expect(worker.text).toContain('Tallmo Energi');
    expect(worker.text).not.toContain('Fortnox');
    await worker.get(at('/leverantorer?supplier=tallmo-energi'));
    expect(worker.text).toContain('Får svaren på');
    await worker.post(at('/leverantorer'), { supplier: 'tallmo-energi' }, false);
    expect(worker.status).toBe(422);
    for (const supplier of ['fortnox', 'savera', 'nobody-we-know']) {
      await worker.post(at('/leverantorer'), { supplier, told: 'yes' }, false);
      expect(worker.status, supplier).toBe(409);
    }
    expect((await referrals()).length).toBe(1);
    await worker.post(at('/leverantorer'), { supplier: 'tallmo-energi', told: 'yes' }, false);
    expect(worker.text).toContain('Leverantören är tillagd');
    await house.product.settle();
    expect((await referrals()).map((r) => [r.supplier_id, r.state])).toEqual([
      ['savera', 'sent'],
      ['tallmo-energi', 'sent'],
    ]);
    expect(mails(/^Tallmo Energi får din förfrågan/).length).toBe(1);
    expect((await lead())?.ticked).toContain('tallmo-energi');
    expect(await audited('supplier.added')).toBe(1);
    const customer = await customerIn();
    await openRequest(customer);
    expect(customer.text).toContain('Lades till efter att du sagt ja');
    expect((await worker.get(at(''))).text).toContain('Lades till efter att kunden sagt ja');
  });

  it('one that is taken back is told to erase, its quote leaves the comparison, and it never gets the request again', async () => {
    await asked();
    const supplier = await openAsSupplier(house, 'savera');
    await quoteAs(supplier);
    const worker = await as('case-worker');
    await worker.get(at(''));
    const address = /href="([^"]+)"[^>]*>Ta tillbaka<span class="vh"> Savera/.exec(worker.html)?.[1] ?? '';
    await worker.get(address);
    expect(worker.text).toContain('besked om att radera');
    expect(worker.text).toContain('Offerten försvinner');
    await worker.post(address, {}, false);
    expect(worker.text).toMatch(/Förfrågan är återtagen.* Savera .* Återtagen/);
    await house.product.settle();
    const [savera, tallmo] = await referrals();
    expect([savera?.state, tallmo?.state]).toEqual(['cancelled', 'sent']);
    expect((await lead())?.state).toBe('open');
    const told = mails(/^Radera förfrågan/).at(-1);
    expect(told?.text).toContain('vill inte längre ha offert från er');
    expect(mails(/har inte längre din förfrågan/).length).toBe(1);
    await supplier.get(supplier.path);
    expect(supplier.text).not.toContain(who.contactName);
    const confirmed = new Visitor(house.url);
    const link = linkIn(told, '/leverantor/radering/');
    await confirmed.get(link);
    await confirmed.post(link, {}, false);
    const notices = () =>
      db().selectFrom('privacy.erasure_notice').selectAll().where('reference', '=', reference).execute();
    expect(await notices()).toMatchObject([{ supplier_id: 'savera', erasure_id: null }]);
    expect((await notices())[0]?.acknowledged_at).not.toBeNull();
    await worker.get(at('/leverantorer'));
    expect(worker.html).not.toContain('supplier=savera');
    // When the request is erased for good, it is not asked a second time, and the certificate's list has it.
    const customer = await customerIn();
    await openRequest(customer);
    await customer.post('/min-sida/radering', {}, false);
    await house.product.settle();
    expect((await notices()).filter((n) => n.supplier_id === 'savera')).toMatchObject([
      { erasure_id: expect.any(String) },
    ]);
    expect(
      mails(/^Radera förfrågan/).filter((m) => [m.to].flat().some((to) => to?.text.includes('savera'))).length,
    ).toBe(1);
  });

  it('one that never arrived is only stopped', async () => {
    house.post.refuse = { code: 451, times: 9 };
    await asked(['savera']);
    house.post.refuse = undefined as never;
    const worker = await as('case-worker');
    const [referral] = await referrals();
    expect(referral?.state).toBe('queued');
    await worker.get(at(''));
    expect(worker.text).toContain('Utskicken, försök för försök');
    await worker.post(at(`/leverantorer/${referral?.id}`), {}, false);
    const waiting = await db()
      .selectFrom('brokerage.delivery')
      .select(['kind', 'state', 'reason'])
      .where('supplier_id', '=', 'savera')
      .where('kind', '=', 'supplier.referral')
      .where('lead_id', '=', leadId)
      .execute();
    expect(waiting).toEqual([{ kind: 'supplier.referral', state: 'cancelled', reason: 'withdrawn' }]);
  });
});

describe('closing and opening again', () => {
  it('what ended without a contract can be opened again, and stands as it did, with the clock that it had', async () => {
    await asked();
    await quoteAs(await openAsSupplier(house, 'savera'));
    const before = await lead();
    const worker = await as('case-worker');
    await worker.post(at('/avslut'), {}, false);
    expect(worker.status).toBe(422);
    await worker.post(at('/avslut'), { reason: 'no-contract' }, false);
    expect(worker.text).toContain('Förfrågan är avslutad');
    await house.product.settle();
    expect(mails(/^Förfrågan är avslutad/).length).toBe(2);
    expect(worker.html).not.toContain(at('/avslut'));
    await worker.post(at('/ateroppning'), {}, false);
    expect(worker.status).toBe(422);
    await worker.post(at('/ateroppning'), { told: 'yes' }, false);
    expect(worker.text).toContain('Förfrågan är öppen igen');
    await house.product.settle();
    const after = await lead();
    expect(after).toMatchObject({ state: 'quoted', closing_reason: null, closed_at: null });
    expect(after?.clock_at?.toString()).toBe(before?.clock_at?.toString());
    expect((await referrals()).map((r) => r.state)).toEqual(['quoted', 'sent']);
    expect(mails(/är öppen igen/).length).toBe(3);
    expect(
      (await db().selectFrom('brokerage.outcome').selectAll().where('lead_id', '=', leadId).execute()).length,
    ).toBe(0);
    expect([await audited('lead.closed'), await audited('lead.reopened')]).toEqual([1, 1]);
    const customer = await customerIn();
    await openRequest(customer);
    expect(customer.text).toContain('57 504 kr');
  });

  it('P8: what the customer does not want to go on with is erased at once, and can’t be opened again', async () => {
    await asked(['savera']);
    const worker = await as('case-worker');
    await worker.post(at('/avslut'), { reason: 'withdrawn' }, false);
    expect(worker.text).toContain('raderas nu');
    await worker.post(at('/ateroppning'), { told: 'yes' }, false);
    expect([404, 409]).toContain(worker.status);
    await house.product.settle();
    expect(await lead()).toBeUndefined();
  });
});

describe('P12: the outcome, as told by telephone', () => {
  it('is written down as whoever told it, and no more than they can know', async () => {
    await asked();
    await quoteAs(await openAsSupplier(house, 'savera'));
    const worker = await as('case-worker');
    await worker.get(at('/utfall'));
    const contract = /value="(contract:[0-9a-f-]+)"/.exec(worker.html)?.[1] ?? '';
    await worker.post(at('/utfall'), { outcome: contract }, false);
    expect(worker.status).toBe(422);
    await worker.post(at('/utfall'), { outcome: contract.replace('contract', 'lost'), reportedBy: 'customer' }, false);
    expect(worker.status).toBe(422);
    await worker.post(at('/utfall'), { outcome: `contract:${(await lead())?.id}`, reportedBy: 'customer' }, false);
    expect(worker.status).toBe(409);
    await worker.post(at('/utfall'), { outcome: contract, reportedBy: 'customer' }, false);
    expect(worker.text).toContain('Avtalet är noterat');
    await house.product.settle();
    expect(await lead()).toBeUndefined();
    expect(await audited('outcome.reported')).toBe(1);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from archive.request where reference = ${reference}`.execute(house.db.owner.db);
    expect(rows[0]?.n).toBe(1);
  });

  it('a supplier’s no leaves the others open', async () => {
    await asked();
    await quoteAs(await openAsSupplier(house, 'savera'));
    await quoteAs(await openAsSupplier(house, 'tallmo-energi'));
    const worker = await as('case-worker');
    await worker.get(at('/utfall'));
    const lost = /value="(lost:[0-9a-f-]+)"/.exec(worker.html)?.[1] ?? '';
    await worker.post(at('/utfall'), { outcome: lost, reportedBy: 'supplier' }, false);
    expect(worker.text).toContain('kan välja en annan');
    expect((await referrals()).map((r) => r.state).sort()).toEqual(['lost', 'quoted']);
  });
});

describe('P28: rights, used by mail or telephone', () => {
  it('erasing asks once what will go, makes a case, tells who has it, and leaves nothing', async () => {
    await asked(['savera']);
    const archivist = await as('archivist');
    expect((await archivist.get(at('/radering'))).status).toBe(403);
    const officer = await as('privacy-officer');
    expect((await officer.get(at('/radering'))).status).toBe(200);
    const worker = await as('case-worker');
    await worker.get(at(''));
    expect(worker.html).toContain(at('/radering'));
    await worker.get(at('/radering'));
    expect(worker.text).toContain('Savera');
    await worker.post(at('/radering'), {}, false);
    expect(worker.status).toBe(422);
    await worker.post(at('/radering'), { caseChannel: 'phone' }, false);
    expect(worker.text).toContain('raderas nu');
    await house.product.settle();
    expect(await lead()).toBeUndefined();
    const cases = await db()
      .selectFrom('privacy.rights_case')
      .select(['right_id', 'channel', 'state'])
      .where('lead_id', '=', leadId)
      .execute();
    expect(cases).toEqual([{ right_id: 'erasure', channel: 'phone', state: 'answered' }]);
    expect(mails(/^Radera förfrågan/).length).toBe(1);
    house.clock.advance('PT5M');
    await house.product.settle();
    expect((await placesOf(house.db, who.contactName)).filter((p) => !p.startsWith('caught'))).toEqual([]);
  });

  it('while it is restricted nothing else can be done with it, until that is lifted', async () => {
    await asked(['savera']);
    const all = await as('case-worker', 'privacy-officer');
    await all.post(at('/begransning'), { restriction: 'on', caseChannel: 'mail' }, false);
    expect(all.text).toContain('Uppgifterna är begränsade');
    const [referral] = await referrals();
    for (const [address, fields] of [
      ['/avslut', { reason: 'no-contract' }],
      ['/ateroppning', { told: 'yes' }],
      ['/utfall', { outcome: 'none', reportedBy: 'customer' }],
      ['/leverantorer', { supplier: 'tallmo-energi', told: 'yes' }],
      [`/leverantorer/${referral?.id}`, {}],
      [`/offert/${referral?.id}`, fixedQuote],
    ] as const) {
      expect((await all.get(at(address))).status, address).toBe(409);
      await all.post(at(address), fields, false);
      expect(all.status, address).toBe(409);
    }
    expect((await lead())?.state).toBe('open');
    await all.get(at(''));
    for (const page of ['/avslut', '/leverantorer', '/utfall']) expect(all.html).not.toContain(`href="${at(page)}"`);
    await all.post(at('/begransning'), { restriction: 'off', caseChannel: 'mail' }, false);
    expect(all.text).toContain('Begränsningen är hävd');
  });
});

describe('opening again, a month later', () => {
  it('P10: not when its time is up', async () => {
    await asked(['savera']);
    const worker = await as('case-worker');
    await worker.post(at('/avslut'), { reason: 'no-contract' }, false);
    house.clock.advance('P30D');
    const later = await as('case-worker');
    await later.post(at('/ateroppning'), { told: 'yes' }, false);
    expect([404, 409]).toContain(later.status);
  });
});
