// Long because one person’s whole journey is looked for in everything that the product writes.
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepMail } from '#domain/contact/index.ts';
import { endRequest } from '#domain/contract/index.ts';
import { configureSupplier, seedRegistry } from '#domain/supplier/index.ts';
import { backup, opened } from '#platform/backup/index.ts';
import { manualClock } from '#platform/clock.ts';
import { type Embedded, startEmbedded } from '#platform/db/embedded.ts';
import { type Database, openDatabase, sql, transact } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { createLog } from '#platform/log.ts';
import { builtAssets } from '#web/assets.ts';
import { type Product, startProduct } from '../src/product.ts';
import { organisationNumber } from './support/house.ts';
import { ask, logIn, openAsSupplier, openRequest, portalPath, quoteAs, tellOfQuotes } from './support/journey.ts';
import { type Endpoint, linkIn, type Mailbox, mailbox, supplierEndpoint } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

/** What is known of one person, in all the ways it is written down; nobody else in this world has any of it. */
const canaries = {
  company: 'Kvistlunds Glasblåseri AB',
  'organisation number': '5599000006',
  name: 'Kvistina Kvistlund',
  address: 'kvistina@kvistlund.example',
  phone: '701740605',
  message: 'Ring efter glasugnens vila',
  'current supplier': 'Forntida Kraft HB',
  'grid company': 'Kvistnätet ek. för.',
  installation: '735999000000012344',
  'network address': '203.0.113.77',
  question: 'Ingår mätarbytet på Kvistgatan?',
  'quote’s comment': 'Enligt samtal med Kvistina',
  'quote’s file': 'Offert till Kvistlunds glashytta',
} as const;
/** In files an address of a network is its bytes: the family, the length of its mask, the four numbers. */
const asStored = { 'network address': Buffer.from([2, 32, 203, 0, 113, 77]) };
const other = {
  companyName: 'Granbacka Snickeri AB',
  organisationNumber: organisationNumber(7),
  contactName: 'Gunde Granbacka',
  phone: '070-174 06 99',
  installationId: '735999000000099994',
  email: 'gunde@granbacka.example',
  message: 'Vi söker fast pris',
};

let folder: string;
let cluster: Embedded;
let clusterFolder: string;
let owner: Database;
let product: Product;
let post: Mailbox;
let hook: Endpoint;
let url: string;
const clock = manualClock('2026-03-12T08:14:00Z');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allkontrakt-erasure-'));
  cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  owner = openDatabase(cluster.connection('owner'), undefined, 2);
  await migrate(owner.pool);
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(owner.db);
  clusterFolder = rows[0]!.data_directory;
  const app = openDatabase(cluster.connection('app'), 'app', 1);
  await seedRegistry(app.db, clock.now(), true);
  await app.close();
  post = await mailbox();
  hook = await supplierEndpoint();
  product = await startProduct({
    connection: cluster.connection('app'),
    ownerConnection: cluster.connection('owner'),
    folders: [{ path: join(folder, 'logs') }],
    role: 'all',
    clock,
    secret: randomBytes(32),
    baseUrl: 'http://localhost:0',
    production: false,
    smtpUrl: post.url,
    mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
    trust: { hops: 1 },
    log: createLog('debug', { write: (line) => appendFileSync(join(folder, 'product.log'), line) }),
    host: '127.0.0.1',
    port: 0,
    assets: builtAssets(new URL('../dist/client', import.meta.url).pathname),
  });
  url = `http://127.0.0.1:${product.port}`;
  await transact(product.ctx.db, (tx) =>
    configureSupplier(product.ctx, tx, 'tallmo-energi', { webhook: { url: hook.url, secret: newWebhookSecret() } }),
  );
});
afterAll(async () => {
  await product?.stop();
  await post?.close();
  await owner?.close();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every row of every table of every schema as text, however it is stored, with bytes as they are; and what the planner has gathered. */
async function dump(): Promise<string> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(owner.db);
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} as t`.execute(owner.db);
    parts.push(...rows.map(({ row }) => row.replaceAll(/\\+x([0-9a-f]+)/g, (_, hex) => fromHex(hex))));
  }
  const { rows: gathered } = await sql<{ row: string }>`select s::text as row from pg_stats s
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(owner.db);
  expect(tables.length).toBeGreaterThan(35);
  expect(gathered.length).toBeGreaterThan(100);
  return [...parts, ...gathered.map(({ row }) => row)].join('\n');
}
/** A new backup, as whoever has the key can read it. */
async function backedUp(): Promise<string> {
  const key = randomBytes(32);
  const parts: Buffer[] = [];
  const plain = Readable.from(opened(backup(owner.pool, key, clock.now(), {}), key)).compose(createGunzip());
  for await (const chunk of plain) parts.push(chunk as Buffer);
  return Buffer.concat(parts)
    .toString('utf8')
    .replaceAll(/\\+x([0-9a-f]+)/g, (_, hex) => fromHex(hex));
}
/** What has been mailed so far, as it is kept where there is no mail server. */
async function alsoCaught(): Promise<void> {
  for (const mail of post.mails)
    await keepMail(product.ctx.db, clock, {
      ...{ to: [mail.to].flat()[0]?.text ?? '', from: 'info@allkontrakt.se', subject: mail.subject ?? '' },
      ...{ html: mail.html || '', text: mail.text ?? '', messageId: mail.messageId ?? '' },
    });
}
const fromHex = (hex: string) => Buffer.from(hex, 'hex').toString('utf8');

/** Files of the product's folder and of the database's own, wherever that is, that hold a text. */
const inFiles = (text: string | Buffer): string[] =>
  [folder, clusterFolder]
    .flatMap((root) => readdirSync(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));

const found = (text: string) =>
  Object.entries(canaries).flatMap(([what, value]) => (text.includes(value) ? [what] : []));
const tables = ['lead', 'referral', 'quote', 'quote_file', 'question'] as const;
async function rowCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(`brokerage.${table}`)}`.execute(
      owner.db,
    );
    counts[`brokerage.${table}`] = rows[0]!.n;
  }
  return counts;
}

/** The whole journey of a person up to a chosen quote, with all canaries on its way. @returns who is logged in */
async function journey(): Promise<Visitor> {
  const house = { product, db: owner as never, clock, url, post };
  const wait = () => clock.advance('PT5S');
  const customer = new Visitor(url);
  customer.extra['x-forwarded-for'] = canaries['network address'];
  await ask(customer, wait, {
    companyName: canaries.company,
    organisationNumber: '559900-0006',
    contactName: canaries.name,
    email: canaries.address,
    message: canaries.message,
    currentSupplier: canaries['current supplier'],
    gridCompany: canaries['grid company'],
    installationId: canaries.installation,
  });
  await ask(new Visitor(url), wait, other, ['savera']);
  await product.settle();
  // Of two links to this supplier, the canary's request's came first.
  const first = post.mails.find((m) => [m.to].flat().some((to) => to?.text === 'offert@savera.example'));
  const savera = new Visitor(url);
  await savera.get(linkIn(first, '/leverantor/lank/'));
  await savera.post(savera.path, {}, false);
  await quoteAs(
    savera,
    { comment: canaries['quote’s comment'] },
    Buffer.from(`%PDF-1.7\n% ${canaries['quote’s file']}\n%%EOF\n`),
  );
  const tallmo = await openAsSupplier(house, 'tallmo-energi');
  await tallmo.post(`${portalPath(tallmo)}/svar`, { action: 'accept' }, false);
  await tellOfQuotes(house);
  const mine = await logIn(house, canaries.address);
  const request = await openRequest(mine);
  await mine.post(`${request}/fraga`, { question: canaries.question }, false);
  await product.settle();
  return mine;
}

describe('a person who asks to be erased (P28, P30, D5)', () => {
  let mine: Visitor;
  let before: Record<string, number>;

  it('was there, in every way that is looked for: in the tables and in the files of the database', async () => {
    mine = await journey();
    await alsoCaught();
    await sql`analyze`.execute(owner.db);
    await sql`checkpoint`.execute(owner.db);
    expect(Object.keys(canaries).length).toBeGreaterThanOrEqual(12);
    expect(found(await dump())).toEqual(Object.keys(canaries));
    expect(found(await backedUp())).toEqual(Object.keys(canaries));
    const { rows } = await sql<{ row: string }>`select m::text as row from caught.mail m`.execute(owner.db);
    expect(found(rows.map(({ row }) => row).join())).toEqual(expect.arrayContaining(['address', 'company']));
    expect(Object.entries({ ...canaries, ...asStored }).filter(([, value]) => inFiles(value).length === 0)).toEqual([]);
    before = await rowCounts();
    expect(before).toMatchObject({ 'brokerage.lead': 2, 'brokerage.quote_file': 1, 'brokerage.question': 1 });
  });

  it('asks on «Min sida», and within moments is in no table; the log-in is gone with the rest', async () => {
    await mine.get('/min-sida/radering');
    await mine.post('/min-sida/radering', {}, false);
    expect(mine.text).toContain('Dina uppgifter raderas nu');
    await product.settle();
    await sql`analyze`.execute(owner.db);
    expect(found(await dump())).toEqual([]);
    expect(found(await backedUp())).toEqual([]);
    await mine.get('/min-sida/uppgifter');
    expect(mine.text).not.toContain(canaries.name);
    expect((await rowCounts())['brokerage.lead']).toBe(1);
  });

  it('is in no file of the database, its write-ahead log included, once it has been scrubbed; nor in the log', async () => {
    await product.run('scrub');
    expect(Object.entries({ ...canaries, ...asStored }).filter(([, value]) => inFiles(value).length > 0)).toEqual([]);
    // The other customer's data is where it was: the search finds what is there.
    expect(inFiles(other.contactName).length).toBeGreaterThan(0);
    const log = readFileSync(join(folder, 'product.log'), 'utf8');
    expect(log).toContain('"event"');
    expect(found(log)).toEqual([]);
  });

  it('has a certificate, written from what a scan found, of as many rows as were deleted', async () => {
    const { rows } = await sql<{
      rule: string;
      promise: string;
      policy_version: string;
      counts: Record<string, number>;
      scan: { needles: number; found: number; tables: number; places: string[] };
    }>`select rule, promise, policy_version, counts, scan from privacy.certificate`.execute(owner.db);
    expect(rows).toHaveLength(1);
    const [certificate] = rows;
    expect(certificate).toMatchObject({
      rule: 'lead.erasure',
      promise: 'P28',
      policy_version: product.ctx.policyVersion,
    });
    expect(certificate?.scan).toMatchObject({ found: 0, places: [] });
    expect(certificate?.scan.needles).toBeGreaterThanOrEqual(10);
    expect(certificate?.scan.tables).toBeGreaterThan(30);
    const after = await rowCounts();
    for (const [table, n] of Object.entries(before)) expect(certificate?.counts[table], table).toBe(n - after[table]!);
  });

  it('is told once, and the suppliers that had the request are told to erase it (art. 19)', async () => {
    const to = (address: string) => post.mails.filter((m) => [m.to].flat().some((t) => t?.text === address));
    expect(to(canaries.address).at(-1)?.subject).toMatch(/^Förfrågan .* är raderad$/);
    expect(to('offert@savera.example').at(-1)?.subject).toMatch(/^Radera förfrågan/);
    expect(JSON.parse(hook.received.at(-1)?.body ?? '{}')).toMatchObject({ type: 'lead.erased' });
    expect(found(hook.received.at(-1)?.body ?? '')).toEqual([]);
    const { rows } = await sql<{ supplier_id: string; told: boolean; acknowledged: boolean }>`
      select supplier_id, told_at is not null as told, acknowledged_at is not null as acknowledged
      from privacy.erasure_notice order by supplier_id`.execute(owner.db);
    expect(rows).toEqual([
      { supplier_id: 'ljusakra-kraft', told: true, acknowledged: false },
      { supplier_id: 'savera', told: true, acknowledged: false },
      { supplier_id: 'tallmo-energi', told: true, acknowledged: true },
    ]);
  });

  it('and a supplier that does not confirm is asked again, until it presses the button in the mail', async () => {
    // By the number of the request: another ends meanwhile, and is asked about, too.
    const number = /[A-Z0-9]{4}-[A-Z0-9]{3}/.exec(post.find(canaries.address)?.subject ?? '')?.[0] ?? '';
    const asked = () =>
      post.mails.filter(
        (m) =>
          m.subject?.includes(number) &&
          m.html &&
          String(m.html).includes('/leverantor/radering/') &&
          [m.to].flat().some((t) => t?.text === 'offert@savera.example'),
      );
    expect(asked()).toHaveLength(1);
    clock.advance('P8D');
    await product.run('chase-notices');
    await product.settle();
    expect(asked()).toHaveLength(2);
    const supplier = new Visitor(url);
    const link = linkIn(asked().at(-1), '/leverantor/radering/');
    await supplier.get(link);
    expect(found(supplier.text)).toEqual([]);
    await supplier.post(link, {}, false);
    clock.advance('P30D');
    await product.run('chase-notices');
    await product.settle();
    expect(asked()).toHaveLength(2);
  });
});

/** What would be seen if a table were forgotten: one after the other is left as it was while a person is erased. */
describe('a table whose rows are not erased', () => {
  let n = 20;
  it.each(['caught.mail', 'brokerage.question', 'brokerage.referral'])(
    '%s: the dump of everything and the certificate both say so',
    async (table) => {
      n += 1;
      const person = {
        companyName: `Glömda Bolaget ${n} AB`,
        email: `glomd${n}@kvistlund.example`,
        contactName: `Glömda Kvistina ${n}`,
      };
      await ask(new Visitor(url), () => clock.advance('PT5S'), {
        ...other,
        ...person,
        organisationNumber: organisationNumber(n),
      });
      await product.settle();
      await alsoCaught();
      const { rows } = await sql<{ id: string }>`select id from brokerage.lead where email = ${person.email}`.execute(
        owner.db,
      );
      const { id } = rows[0]!;
      await sql`insert into brokerage.question (id, lead_id, body, asked_at) values (gen_random_uuid(), ${id}, ${`Hälsar ${person.contactName}`}, now())`.execute(
        owner.db,
      );
      const name = table.split('.')[1];
      await owner.pool.query(`
        alter table ${table} drop constraint if exists ${name}_lead_id_fkey;
        create function caught.keep_${n}() returns trigger language plpgsql as $$ begin return null; end $$;
        create trigger keep before delete on ${table} for each row execute function caught.keep_${n}()`);
      await transact(product.ctx.db, (tx) => endRequest(product.ctx, tx, id, 'erasure'));
      await product.settle();
      const everything = await dump();
      expect(Object.values(person).some((value) => everything.includes(value))).toBe(true);
      const { rows: proved } = await sql<{ places: string[] }>`
        select scan -> 'places' as places from privacy.certificate where ${id}::uuid = any(lead_ids)`.execute(owner.db);
      expect(proved[0]?.places.filter((place) => place.startsWith(`${table}.`))).not.toEqual([]);
      await owner.pool.query(`drop trigger keep on ${table}; delete from ${table}`);
    },
  );
});
