import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf } from '#domain/ledger/index.ts';
import { figuresOf, suppliers } from '#domain/supplier/index.ts';
import { sql } from '#platform/db/index.ts';
import { ask, bakery, logIn, openAsSupplier, quoteAs } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let boss: Visitor;
let worker: Visitor;
const list = '/konsol/leverantorer';
const at = (id: string, room = '') => `${list}/${id}${room && `/${room}`}`;

beforeAll(async () => {
  house = await testProduct();
  boss = await staffVisitor(house, 'administrator');
  worker = await staffVisitor(house, 'case-worker');
});

const registered = async (id: string) => (await suppliers(house.db.db)).find((s) => s.id === id);
const audited = async () =>
  (
    await sql<{ actor: string; action: string; detail: Record<string, unknown> }>`
      select actor, action, detail from ledger.audit where action like 'supplier.%' order by id`.execute(house.db.db)
  ).rows;
/** A row of the list, as text. */
const rowOf = (visitor: Visitor, id: string) => {
  const row = visitor.html.split('<tr>').find((part) => part.includes(`/leverantorer/${id}"`)) ?? '';
  return row
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
};
const settings = {
  ...{ active: 'yes', services: ['electricity'], supplierEmail: 'offert@savera.example', supplierPhone: '' },
  ...{ supplierWebsite: '', locale: 'sv', dailyCap: '', weight: '1' },
};

describe('P3: the registry of suppliers', () => {
  it('says of one without a service, or without an address, that it receives nothing; invented ones are tagged', async () => {
    await sql`update brokerage.supplier set email = null where id = 'qred'`.execute(house.db.db);
    await boss.get(list);
    expect(rowOf(boss, 'martin-servera')).toContain('Utan tjänst: får ingenting');
    expect(rowOf(boss, 'qred')).toContain('Utan adress: får ingenting');
    expect(rowOf(boss, 'tallmo-energi')).toContain('exempel');
    expect(rowOf(boss, 'savera')).not.toContain('exempel');
    await boss.get(`${list}?state=silent`);
    expect(boss.html).toContain('/leverantorer/qred"');
    expect(boss.html).not.toContain('/leverantorer/savera"');
    await boss.get(`${list}?service=legal&state=nonsense`);
    expect([...boss.html.matchAll(/<th scope="row"><a href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
      at('bjorfjall-legal'),
    ]);
    await boss.get(at('martin-servera'));
    expect(boss.text).toContain('Får inga förfrågningar: den har ingen tjänst');
  });

  it('P4: shows the fields that each service lets it see, and which it does not get', async () => {
    await boss.get(at('personalkollen'));
    const sees = boss.html.slice(boss.html.indexOf('id="sees"'), boss.html.indexOf('id="changes"'));
    const [got = '', not = ''] = sees.split('Får inte');
    expect(got).toContain('Företagets namn');
    expect(got).not.toContain('Omsättning');
    expect(not).toMatch(/[Oo]msättning.*IP-adressen/);
  });

  it('is changed by who may, and every change stands in the log with old and new, but for what is personal (D5)', async () => {
    const change = { ...settings, services: ['electricity', 'legal'], dailyCap: '5', supplierPhone: '0470-12 34 56' };
    await boss.post(at('savera'), { ...change, supplierEmail: 'ny@savera.example', active: 'no' }, false);
    expect(boss.text).toContain('Sparat.');
    expect(await registered('savera')).toMatchObject({
      ...{ active: false, dailyCap: 5, services: ['electricity', 'legal'] },
      ...{ email: 'ny@savera.example', phone: '+46470123456' },
    });
    const last = (await audited()).at(-1);
    expect(last?.actor).toMatch(/^staff:[0-9a-f-]{36}$/);
    expect(last?.detail).toEqual({
      ...{ supplier: 'savera', active: 'true → false', dailyCap: '- → 5', email: 'changed', phone: 'added' },
      services: 'electricity → electricity legal',
    });
    for (const said of ['Tar emot: ja → nej', 'Högst per dag: – → 5', 'E-post: ändrad', 'Telefon: tillagd'])
      expect(boss.text).toContain(said);
    expect(boss.text).toContain('Tjänster: El → El och Juridik');
    const { rows } = await sql<{ service: string; ended: boolean }>`
      select service, until is not null as ended from privacy.recipient where recipient = 'savera'`.execute(
      house.db.db,
    );
    expect(rows).toEqual([{ service: 'electricity', ended: true }]);
    await boss.post(at('savera'), settings, false);
    const before = (await audited()).length;
    await boss.post(at('savera'), settings, false);
    expect((await audited()).length).toBe(before);
    expect(JSON.stringify(await audited())).not.toMatch(/@savera|470123456/);
  });

  it('keeps what was typed when something is wrong, and changes nothing', async () => {
    const wrong = { ...settings, supplierEmail: 'inte en adress', dailyCap: 'många', supplierWebsite: 'savera' };
    await boss.post(at('savera'), { ...wrong, weight: '7' }, false);
    expect(boss.status).toBe(422);
    for (const typed of ['inte en adress', 'många', 'value="7"', 'value="savera"']) expect(boss.html).toContain(typed);
    expect(boss.text).toContain('www.foretaget.se');
    await boss.post(at('savera', 'tider'), { openDays: ['2', '3'], opensAt: '17', closesAt: '08:00' }, false);
    expect(boss.status).toBe(422);
    expect(boss.html).toMatch(/value="2" checked/);
    expect(boss.html).not.toMatch(/name="openDays" value="4" checked/);
    expect(boss.html).toContain('value="17"');
    await boss.post(at('savera', 'pauser'), { action: 'add', pauseFrom: '2026-07-31', pauseTo: '2026-07-01' }, false);
    expect(boss.status).toBe(422);
    expect(boss.html).toContain('value="2026-07-31"');
    expect(await registered('savera')).toMatchObject({ weight: 1, openDays: [1, 2, 3, 4, 5, 6, 7], pauses: [] });
  });

  it('hours and pauses are set and taken away, and the page says how it stands', async () => {
    await boss.post(at('savera', 'tider'), { openDays: ['1', '2'], opensAt: '8.00', closesAt: '17:00' }, false);
    // Thursday 12 March 2026.
    expect(boss.text).toContain('Har stängt just nu. Förfrågningar går när den öppnar');
    await boss.post(at('savera', 'pauser'), { action: 'add', pauseFrom: '2026-03-12', pauseTo: '2026-03-13' }, false);
    expect(boss.text).toContain('Har paus i dag');
    expect((await boss.get(list)) && rowOf(boss, 'savera')).toContain('Pausad');
    await worker.get(at('savera'));
    expect(worker.text).toContain('måndag och tisdag, 08:00–17:00');
    expect(worker.html).not.toContain('name="openDays"');
    await boss.get(at('savera'));
    const pauseId = /name="pauseId" value="([^"]+)"/.exec(boss.html)?.[1] ?? '';
    await boss.post(at('fortnox', 'pauser'), { action: 'remove', pauseId }, false);
    expect(boss.status).toBe(409);
    await boss.post(at('savera', 'pauser'), { action: 'remove', pauseId }, false);
    await boss.post(
      at('savera', 'tider'),
      { openDays: ['1', '2', '3', '4', '5', '6', '7'], opensAt: '', closesAt: '' },
      false,
    );
    expect(await registered('savera')).toMatchObject({ opensAt: null, pauses: [] });
  });

  it('nobody without the right changes anything, or knows of a supplier that there is not', async () => {
    for (const room of ['', 'tider', 'pauser', 'kanal', 'prov', 'borttagning'])
      expect((await worker.post(at('savera', room), settings, false)).status, room).toBe(403);
    expect((await worker.post(list, { supplierName: 'Ny' }, false)).status).toBe(403);
    expect((await worker.get(at('savera'))).html).not.toContain('name="supplierEmail"');
    expect((await boss.get(at('ingen-alls'))).status).toBe(404);
    const marketer = await staffVisitor(house, 'marketer');
    expect((await marketer.get(list)).status).toBe(403);
  });
});

describe('P3, P4, P26: a supplier that the operator adds', () => {
  const aby = { supplierName: 'Åby Kraft', locale: 'sv', supplierEmail: 'hej@aby.example', services: 'electricity' };

  it('is in the form, in the policy’s list of recipients, and gets what every supplier of the service gets', async () => {
    await boss.post(list, aby, false);
    expect(boss.path).toBe(`${at('aby-kraft')}?done=added`);
    const visitor = new Visitor(house.url);
    await visitor.get('/personuppgiftspolicy/versioner');
    expect(visitor.text).toMatch(/Åby Kraft El 12 mars 2026 Gäller nu/);
    expect((await visitor.get('/')).text).toContain('Åby Kraft');
    await ask(visitor, () => house.clock.advance('PT5S'), {}, ['aby-kraft', 'savera', 'tallmo-energi']);
    await house.product.settle();
    const { rows } = await sql<{ supplier: string; keys: string[] }>`
      select supplier_id as supplier, array(select jsonb_object_keys(payload) order by 1) as keys from brokerage.referral`.execute(
      house.db.db,
    );
    const keysOf = (id: string) => rows.find((row) => row.supplier === id)?.keys;
    expect(keysOf('aby-kraft')).toEqual(keysOf('savera'));
    expect(keysOf('aby-kraft')).toContain('phone');
    expect(keysOf('aby-kraft')).not.toContain('currentSupplier');
    expect(house.post.find('hej@aby.example')?.subject).toContain('Ny förfrågan om el');
  });

  it('can’t have the name of another, or one that no id can be made of; what was typed is kept', async () => {
    for (const supplierName of ['Åby  kraft', 'SAVERA', 'Ljusåkra Kraft', '株式会社']) {
      await boss.post(list, { ...aby, supplierName }, false);
      expect(boss.status, supplierName).toBe(422);
      expect(boss.text).toContain('Namnet finns redan');
      expect(boss.html).toContain('value="hej@aby.example"');
    }
    await boss.post(list, { ...aby, supplierName: '' }, false);
    expect(boss.status).toBe(422);
  });

  it('stays when it has been part of a request, and goes, after a question, when it has not', async () => {
    await boss.get(at('aby-kraft'));
    expect(boss.html).not.toContain('/aby-kraft/borttagning');
    await boss.post(at('aby-kraft', 'borttagning'), {}, false);
    expect(boss.status).toBe(409);
    expect(await registered('aby-kraft')).toBeDefined();
    await boss.post(at('fortnox', 'borttagning'), {}, false);
    expect(boss.status).toBe(409);
    await boss.post(list, { ...aby, supplierName: 'Tillfälliga AB', services: 'legal' }, false);
    await boss.get(at('tillfalliga-ab', 'borttagning'));
    expect(boss.text).toContain('Ta bort Tillfälliga AB?');
    await boss.post(at('tillfalliga-ab', 'borttagning'), {}, false);
    expect(boss.text).toContain('Leverantören är borttagen.');
    expect(await registered('tillfalliga-ab')).toBeUndefined();
    await new Visitor(house.url).get('/personuppgiftspolicy/versioner');
    expect((await audited()).at(-1)).toMatchObject({
      action: 'supplier.removed',
      detail: { supplier: 'tillfalliga-ab' },
    });
  });
});

describe('how a supplier does with what it received', () => {
  it('is counted from the log, by the service that the request was for', async () => {
    house.clock.advance('PT6H');
    const savera = await openAsSupplier(house, 'savera');
    await quoteAs(savera);
    await house.product.settle();
    boss = await staffVisitor(house, 'administrator');
    worker = await staffVisitor(house, 'case-worker');
    await boss.get(list);
    expect(rowOf(boss, 'savera')).toMatch(/1 1 1 0 6 h 0 %$/);
    await boss.get(at('savera'));
    expect(boss.text).toMatch(/Förfrågningar per vecka/);
    const { id } = await house.db.db.selectFrom('brokerage.lead').select('id').executeTakeFirstOrThrow();
    const sent = (await eventsOf(house.db.db, id)).filter((e) => e.type === 'referral.sent');
    expect(sent.map((e) => e.detail)).toEqual(Array(3).fill({ service: 'electricity' }));
  });

  it('an administrator sees that requests wait, and not whose they are; a handläggare sees both', async () => {
    await boss.get(at('tallmo-energi'));
    const reference = /[0-9A-Z]{4}-[0-9A-Z]{3}/;
    expect(boss.html).toContain('name="referralId"');
    expect(boss.html).not.toContain(bakery.company.companyName);
    expect(boss.text).not.toMatch(reference);
    await worker.get(at('tallmo-energi'));
    expect(worker.html).toContain(bakery.company.companyName);
    expect(worker.text).toMatch(reference);
  });

  it('is reminded by its link once a day, and not when it has answered or the customer has restricted it (P28)', async () => {
    const remind = async () => {
      await boss.get(at('tallmo-energi'));
      return /name="referralId" value="([^"]+)"/.exec(boss.html)?.[1];
    };
    const referralId = (await remind()) ?? '';
    await boss.post(at('tallmo-energi', 'paminnelse'), { referralId }, false);
    expect(boss.text).toContain('Påminnelsen skickas nu.');
    await house.product.settle();
    const mail = house.post.find(/^Påminnelse/);
    expect(mail?.text).toContain('/leverantor/lank/');
    expect(mail?.text).not.toContain(bakery.company.companyName);
    expect(await remind()).toBeUndefined();
    await boss.post(at('tallmo-energi', 'paminnelse'), { referralId }, false);
    expect(boss.status).toBe(409);
    await boss.post(at('savera', 'paminnelse'), { referralId }, false);
    expect(boss.status).toBe(409);
    house.clock.advance('P1D');
    boss = await staffVisitor(house, 'administrator');
    await sql`update brokerage.lead set restricted_at = ${house.clock.now()}`.execute(house.db.db);
    expect(await remind()).toBeUndefined();
    await boss.post(at('tallmo-energi', 'paminnelse'), { referralId }, false);
    expect(boss.status).toBe(409);
    await sql`update brokerage.lead set restricted_at = null`.execute(house.db.db);
    expect(await remind()).toBe(referralId);
  });

  it('what never arrived is sent again by who may, for its own supplier only', async () => {
    await sql`update brokerage.delivery set state = 'dead', reason = 'connect', ended_at = created_at
      where kind = 'supplier.referral' and supplier_id = 'tallmo-energi'`.execute(house.db.db);
    await boss.get(at('tallmo-energi'));
    const deliveryId = /name="deliveryId" value="([^"]+)"/.exec(boss.html)?.[1] ?? '';
    await boss.post(at('savera', 'omsandning'), { deliveryId }, false);
    expect(boss.status).toBe(409);
    await boss.post(at('tallmo-energi', 'omsandning'), { deliveryId }, false);
    expect(boss.text).toContain('Det skickas igen nu.');
    expect((await audited()).at(-1)).toMatchObject({
      action: 'supplier.replayed',
      detail: { supplier: 'tallmo-energi' },
    });
  });

  it('P30: what it has done can still be counted when the request is erased', async () => {
    const customer = await logIn(house);
    await customer.post('/min-sida/radering', {}, false);
    await house.product.settle();
    expect(await house.db.db.selectFrom('brokerage.referral').select('id').execute()).toEqual([]);
    boss = await staffVisitor(house, 'administrator');
    await boss.get(list);
    expect(rowOf(boss, 'savera')).toMatch(/1 1 1 0 6 h 0 %$/);
    const { services } = await figuresOf(house.db.db, 'savera', house.clock.now().subtract({ hours: 24 * 30 }));
    expect(services).toMatchObject([{ service: 'electricity', sent: 1, answered: 1, quoted: 1, won: 0, hours: 6 }]);
  });
});
