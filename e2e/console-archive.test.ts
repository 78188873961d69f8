import { beforeAll, describe, expect, it } from 'vitest';
import { emailKeyOf } from '#domain/lead/index.ts';
import { sql } from '#platform/db/index.ts';
import { archivedPerson, putArchived } from './support/archived.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

let house: TestProduct;
let keeper: Visitor;
let reference = '';
let id = '';

beforeAll(async () => {
  house = await testProduct();
  const { ctx } = house.product;
  reference = ctx.vault.reference();
  id = await putArchived({ ctx }, { reference });
  await staffVisitor(house, 'administrator');
  keeper = await staffVisitor(house, 'archivist');
});

const lines = async () => {
  const { rows } = await sql<{ actor: string; subject: string; detail: { reason: string } }>`
    select actor, subject, detail from ledger.audit where action like 'archive.%' order by id`.execute(
    house.product.ctx.db,
  );
  return rows;
};
const personal = [archivedPerson.company_name, archivedPerson.contact_name, archivedPerson.email];
const read = (who: Visitor, form: Record<string, string>) => who.post('/konsol/arkiv', form, false);

describe('P9: the archive is read by its keeper, with a reason, and that is written down', () => {
  it.each(['case-worker', 'administrator', 'privacy-officer', 'marketer'] as const)(
    '%s is turned away, and nothing is written down as read',
    async (role) => {
      const who = await staffVisitor(house, role);
      await who.get('/konsol');
      expect(who.html).not.toContain('/konsol/arkiv"');
      for (const page of [await who.get('/konsol/arkiv'), await read(who, { readReason: 'audit', reference })]) {
        expect(page.status).toBe(403);
        for (const words of personal) expect(page.text).not.toContain(words);
      }
      // Nor by the page of an ordinary request, nor by the search.
      if (role === 'case-worker') {
        expect((await who.get(`/konsol/forfragningar/${reference}`)).status).toBe(404);
        await who.post('/konsol/forfragningar', { q: archivedPerson.email }, false);
        expect(who.text).toContain('Ingen förfrågan passar');
      }
      expect(await lines()).toEqual([]);
    },
  );

  it('asks why and which before it shows anything', async () => {
    await keeper.get('/konsol/arkiv');
    expect(keeper.text).toContain('En förfrågan är arkiverad');
    for (const words of [...personal, reference]) expect(keeper.text).not.toContain(words);
  });

  it.each([
    ['no reason', { readReason: '' }, 422],
    ['a reason of its own', { readReason: 'nyfiken' }, 422],
    ['no reference', { reference: '' }, 422],
    ['what is no reference', { reference: archivedPerson.email }, 422],
    ['another’s reference', { reference: '2222-222' }, 404],
  ])('%s: nothing is read', async (_, change, status) => {
    await read(keeper, { readReason: 'invoice', reference, ...change });
    expect(keeper.status).toBe(status);
    for (const words of personal) expect(keeper.text).not.toContain(words);
    expect(await lines()).toEqual([]);
  });

  it('each reading shows one request and adds one line, with the reason and who; no address leads to it', async () => {
    for (const [n, reason] of ['dispute', 'authority'].entries()) {
      await read(keeper, { readReason: reason, reference: reference.toLowerCase() });
      expect(keeper.status).toBe(200);
      for (const words of personal) expect(keeper.text).toContain(words);
      expect(keeper.text).toContain('Läsningen är loggad');
      expect(keeper.path).toBe('/konsol/arkiv');
      const all = await lines();
      expect(all.length).toBe(n + 1);
      expect(all[n]).toMatchObject({ subject: id, detail: { reason } });
      expect(all[n]?.actor).toMatch(/^staff:[0-9a-f-]{36}$/);
    }
    await keeper.get('/konsol/arkiv');
    for (const words of personal) expect(keeper.text).not.toContain(words);
  });

  it('the one who answers for data protection sees who has read what and why, and nothing of it', async () => {
    const officer = await staffVisitor(house, 'privacy-officer');
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toContain('Läst ur arkivet');
    expect(officer.text).toMatch(/Person \d+ En tvist om avtalet/);
    expect(officer.text).toContain('En myndighet har frågat');
    for (const words of personal) expect(officer.text).not.toContain(words);
    await officer.get('/konsol/logg?act=archive.read&day=2026-03-12');
    expect(officer.text).toContain('Skäl: En tvist om avtalet');
    await officer.get('/konsol/logg?act=archive.read&day=2026-03-11');
    expect(officer.text).toContain('Inget passar');
  });

  it('P28: what its person has restricted is read by nobody', async () => {
    const { ctx } = house.product;
    const key = emailKeyOf(ctx.vault, archivedPerson.email);
    const before = (await lines()).length;
    await sql`select archive.restrict(${key}, null, ${ctx.clock.now()})`.execute(ctx.db);
    await read(keeper, { readReason: 'audit', reference });
    expect(keeper.status).toBe(409);
    expect(keeper.text).toContain('bett att ingen läser den');
    for (const words of personal) expect(keeper.text).not.toContain(words);
    expect((await lines()).length).toBe(before);
  });

  it('a keeper whose role is taken away reads no more, and the archive itself would refuse', async () => {
    const { db } = house.product.ctx;
    await sql`update access.staff set roles = '{case-worker}' where roles = '{archivist}'`.execute(db);
    await read(keeper, { readReason: 'audit', reference });
    expect(keeper.status).toBe(403);
  });
});
