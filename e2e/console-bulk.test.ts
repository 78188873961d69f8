import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { organisationNumber } from './support/house.ts';
import { ask, openAsSupplier, quoteAs } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 60_000 });

let house: TestProduct;
let worker: Visitor;
const references: string[] = [];
const list = '/konsol/forfragningar';

beforeAll(async () => {
  house = await testProduct();
  for (const n of [1, 2, 3]) {
    const company = {
      companyName: `Bolag ${n} AB`,
      organisationNumber: organisationNumber(n),
      email: `inkop${n}@bolag.example`,
    };
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), company, ['savera']);
    await house.product.settle();
    // The first has its answer.
    if (n === 1) await quoteAs(await openAsSupplier(house, 'savera'));
  }
  const { rows } = await sql<{ reference: string }>`select reference from brokerage.lead order by received_at`.execute(
    house.db.db,
  );
  references.push(...rows.map((row) => row.reference));
  worker = await staffVisitor(house, 'case-worker');
});

const query = (act: string, some = references) =>
  `${list}/urval?${new URLSearchParams([['act', act], ...some.map((one) => ['lead', one])])}`;
const lead = references;

describe('several requests at once', () => {
  it('are chosen in the list, and nothing is done before it is said which ones qualify and why the others do not', async () => {
    await worker.get(list);
    for (const reference of references) expect(worker.html).toContain(`name="lead" value="${reference}"`);
    await worker.get(query('remind'));
    expect(worker.text).toContain('Gäller 2 av 3');
    expect(worker.text).toMatch(/Inte de här \(1\) Bolag 1 AB Alla leverantörer har svarat/);
    expect((worker.html.match(/<input type="hidden" name="lead"/g) ?? []).length).toBe(2);
    expect(await reminders()).toBe(0);
    await worker.get(`${list}/urval?act=remind`);
    expect(worker.text).toContain('Kryssa i minst en');
    await worker.get(query('erase'));
    expect(worker.path).toContain(`${list}?`);
  });

  const reminders = async () =>
    (await house.db.db.selectFrom('brokerage.delivery').select('id').where('kind', '=', 'supplier.reminder').execute())
      .length;

  it('remind: each supplier that has not answered, once a day, and what came of each is told', async () => {
    await worker.post(`${list}/urval`, { act: 'remind', lead }, false);
    expect(worker.text).toContain('Klart med 2');
    expect(worker.text).toContain('Alla leverantörer har svarat');
    expect(await reminders()).toBe(2);
    await worker.post(`${list}/urval`, { act: 'remind', lead: [...references, '2222-222'] }, false);
    expect(worker.text).toContain('Inget gjordes');
    expect(worker.text).toContain('Är påmind i dag');
    expect(worker.text).toContain('Finns inte längre');
    expect(await reminders()).toBe(2);
  });

  it('a task needs its words and its day, and is added to each', async () => {
    await worker.post(`${list}/urval`, { act: 'task', lead, task: 'Ring', taskDue: '2026-02-31' }, false);
    expect(worker.status).toBe(422);
    await worker.post(`${list}/urval`, { act: 'task', lead, task: 'Ring', taskDue: '2026-03-20' }, false);
    expect(worker.text).toContain('Klart med 3');
    const tasks = await house.db.db.selectFrom('brokerage.task').select('body').execute();
    expect(tasks.length).toBe(3);
  });

  it('P28: one that is restricted is left out of all of it', async () => {
    await sql`update brokerage.lead set restricted_at = ${house.clock.now()} where reference = ${references[2]}`.execute(
      house.db.db,
    );
    for (const act of ['remind', 'task', 'close']) {
      await worker.get(query(act, references.slice(2)));
      expect(worker.text, act).toContain('Kunden har bett att uppgifterna begränsas');
      await worker.post(
        `${list}/urval`,
        { act, lead: references[2] ?? '', task: 'Ring', taskDue: '2026-03-20' },
        false,
      );
      expect(worker.text, act).toContain('Inget gjordes');
    }
  });

  it('closing is counted request by request, and leaves a line of the log for each', async () => {
    await worker.post(`${list}/urval`, { act: 'close', lead }, false);
    expect(worker.text).toContain('Klart med 2');
    const { rows } = await sql<{ state: string }>`select state from brokerage.lead order by received_at`.execute(
      house.db.db,
    );
    expect(rows.map((row) => row.state)).toEqual(['closed', 'closed', 'open']);
    const lines = await sql`select from ledger.audit where action = 'lead.closed' and actor like 'staff:%'`.execute(
      house.db.owner.db,
    );
    expect(lines.rows.length).toBe(2);
    await worker.get(query('close'));
    expect(worker.text).toContain('Är redan avslutad');
  });

  it('is for those who may write', async () => {
    const officer = await staffVisitor(house, 'privacy-officer');
    expect((await officer.get(query('task'))).status).toBe(403);
    await officer.get(list);
    expect(officer.html).not.toContain('name="lead"');
  });
});

describe('views of the list', () => {
  it('are addresses: those everybody has narrow the list', async () => {
    await worker.get(`${list}?received=today`);
    expect(worker.html).toMatch(/aria-current="page"[^>]*>Nya i dag/);
    expect(worker.text).toContain('Bolag 3 AB');
    await worker.get(`${list}?restricted=yes`);
    expect(worker.text).toContain('Bolag 3 AB');
    expect(worker.text).not.toContain('Bolag 2 AB');
    house.clock.advance('P1D');
    worker = await staffVisitor(house, 'case-worker');
    await worker.get(`${list}?received=today`);
    expect(worker.text).toContain('Ingen förfrågan passar');
    await worker.get(`${list}?received=week`);
    expect(worker.text).toContain('Bolag 3 AB');
  });

  it('D6: one’s own holds the filter and never what was searched for; nobody else sees it, and the account takes it along', async () => {
    await worker.post(list, { q: 'bolag 2' }, false);
    const sealed = new URL(worker.path, house.url).searchParams.get('q') ?? '';
    const view = { action: 'save', state: 'closed', q: sealed, supplier: 'savera', viewName: ' Mina slut ' };
    await worker.post(`${list}/vyer`, view, false);
    expect(worker.text).toContain('Vyn är sparad');
    expect(worker.html).toMatch(/aria-current="page"[^>]*>Mina slut/);
    const [kept] = await house.db.db.selectFrom('access.saved_view').selectAll().execute();
    expect(kept).toMatchObject({ name: 'Mina slut', filter: { state: 'closed', supplier: 'savera' } });
    const other = await staffVisitor(house, 'case-worker');
    await other.get(list);
    expect(other.text).not.toContain('Mina slut');
    await other.post(`${list}/vyer`, { action: 'remove', viewId: kept?.id ?? '' }, false);
    expect((await house.db.db.selectFrom('access.saved_view').select('id').execute()).length).toBe(1);
    await worker.post(`${list}/vyer`, { action: 'save', state: 'nonsense', viewName: 'Tom' }, false);
    expect(worker.text).toContain('Vyn sparades inte');
    const boss = await staffVisitor(house, 'administrator');
    await boss.post(`/konsol/personal/${kept?.staff_id}/borttagning`, {}, false);
    expect(await house.db.db.selectFrom('access.saved_view').select('id').execute()).toEqual([]);
  });
});
