import { beforeAll, describe, expect, it } from 'vitest';
import { configureSupplier, noteRecipients, recipientsAmiss } from '#domain/supplier/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { controller } from '#policy/controller.ts';
import { path } from '#web/paths.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const processors = [
  { kind: 'hosting', name: controller.name, country: 'SE', own: true },
  { kind: 'mail', name: 'Exempel Post Inc', country: 'US', safeguard: 'clauses' },
] as const;

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct({ processors });
});

/** The rows of the table on the versions page, cell by cell. */
async function published(on: TestProduct = house): Promise<string[][]> {
  const { html } = await new Visitor(on.url).get(path('policyEditions', 'sv'));
  const table = /id="mottagare"[\s\S]*?<\/section>/.exec(html)?.[0] ?? '';
  return [...table.matchAll(/<tr><th scope="row">([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    row
      .split('</th>')
      .flatMap((part) => part.split('</td>'))
      .map((cell) =>
        cell
          .replace(/<[^>]+>/g, '')
          .replaceAll('\u00a0', ' ')
          .replaceAll('&amp;', '&')
          .trim(),
      )
      .filter(Boolean),
  );
}
const rowsOf = async (name: string, on?: TestProduct) => (await published(on)).filter(([who]) => who === name);
const configure = (id: string, change: Parameters<typeof configureSupplier>[3]) =>
  transact(house.product.ctx.db, (tx) => configureSupplier(house.product.ctx, tx, id, change));
const amiss = () => recipientsAmiss(house.product.ctx.db);

describe('P3, P26: who could receive data, from when to when', () => {
  it('lists suppliers by service and those who are engaged, and no invented ones', async () => {
    const rows = await published();
    expect(rows).toContainEqual([`${controller.name} själva`, 'Drift', '12 mars 2026', 'Gäller nu']);
    expect(rows.find(([who]) => who === 'Exempel Post Inc')?.[1]).toMatch(/^E-post, USA\. .*standardavtalsklausuler/);
    expect(rows).toContainEqual(['Spiris/Visma', 'Bokföring', '12 mars 2026', 'Gäller nu']);
    expect(rows.map(([who]) => who)).not.toContain('Tallmo Energi');
    expect(rows.map(([who]) => who)).not.toContain('Martin & Servera');
    expect(await amiss()).toEqual({ unlisted: 0, listed: 0, outside: 0 });
  });

  it('ends a time when a supplier is switched off, and begins another when it is back', async () => {
    house.clock.advance('P2D');
    await configure('fortnox', { active: false });
    expect(await rowsOf('Fortnox')).toEqual([['Fortnox', 'Bokföring', '12 mars 2026', '14 mars 2026']]);
    house.clock.advance('P1D');
    await configure('fortnox', { active: true, services: ['accounting', 'payments'] });
    expect((await rowsOf('Fortnox')).map((row) => row.slice(2))).toEqual([
      ['15 mars 2026', 'Gäller nu'],
      ['12 mars 2026', '14 mars 2026'],
    ]);
    expect((await rowsOf('Fortnox'))[0]?.[1]).toMatch(/^Bokföring, /);
    expect(await amiss()).toEqual({ unlisted: 0, listed: 0, outside: 0 });
  });

  it('a change that leaves everybody as they were writes nothing', async () => {
    await configure('fortnox', { weight: 3 });
    expect(await noteRecipients(house.product.ctx.db, house.clock.now())).toBe(0);
    expect(await noteRecipients(house.product.ctx.db, house.clock.now(), processors)).toBe(0);
  });

  it('finds a change behind its back, and what was sent to somebody who was not on the list', async () => {
    const { db } = house.db.owner;
    await sql`insert into brokerage.supplier_service (supplier_id, service) values ('savera', 'legal')`.execute(db);
    await sql`update brokerage.supplier set active = false where id = 'qred'`.execute(db);
    expect(await amiss()).toEqual({ unlisted: 1, listed: 1, outside: 0 });
    await house.product.run('note-recipients');
    expect(await amiss()).toEqual({ unlisted: 0, listed: 0, outside: 0 });
    expect((await rowsOf('Qred'))[0]?.[3]).not.toBe('Gäller nu');
  });

  it('whoever is engaged in somebody’s place begins where the other ended', async () => {
    house.clock.advance('P1D');
    const other = { kind: 'mail', name: 'Exempel Brev AB', country: 'SE' } as const;
    await noteRecipients(house.product.ctx.db, house.clock.now(), [processors[0], other]);
    const mail = (await published()).filter(([, what]) => what?.startsWith('E-post'));
    expect(mail.map((row) => [row[0], row[2], row[3]])).toEqual([
      ['Exempel Brev AB', '16 mars 2026', 'Gäller nu'],
      ['Exempel Post Inc', '12 mars 2026', '16 mars 2026'],
    ]);
  });

  it('the app can add and end a time, and take none away', async () => {
    await expect(sql`delete from privacy.recipient`.execute(house.product.ctx.db)).rejects.toThrow(/permission denied/);
  });
});

describe('P26: where nobody has stated who does what', () => {
  it('the policy and the register say so and deny nothing', async () => {
    const silent = await testProduct({ on: await testDatabase() });
    const visitor = new Visitor(silent.url);
    for (const [page, locale] of [
      ['policy', 'sv'],
      ['policy', 'en'],
      ['register', 'sv'],
      ['register', 'en'],
    ] as const) {
      await visitor.get(path(page, locale));
      expect(visitor.text).not.toMatch(/Vi för inte över uppgifter|We do not transfer data|EES Nej|EEA No /);
      expect(visitor.text).toMatch(locale === 'sv' ? /inte angivet/i : /not stated/i);
    }
    const stated = new Visitor(house.url);
    await stated.get(path('register', 'sv'));
    expect(stated.text).not.toMatch(/inte angivet/i);
  });
});
