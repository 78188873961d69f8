// Long because every case needs the same long past, which is costly to make.

import { randomBytes, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configureSupplier } from '#domain/supplier/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { backup, opened } from '#platform/backup/index.ts';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { type ErasureFile, openErasureFile } from '#platform/erasure-file.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { cli, type Said } from './support/cli.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { ask, logIn, openAsSupplier, quoteAs } from './support/journey.ts';
import { type Endpoint, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const canaries = [
  'Kvistlunds Glasblåseri AB',
  'Kvistina Kvistlund',
  'kvistina@kvistlund.example',
  'Ring efter glasugnens vila',
];
const kept = { companyName: 'Granbacka Snickeri AB', contactName: 'Gunde Granbacka', email: 'gunde@granbacka.example' };
const secret = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-backup-'));
const ledger = join(folder, 'ledger');
const env = { SECRET_KEY: secret.toString('base64'), ERASURE_LEDGER: ledger };
const file = join(folder, 'one.backup');
let house: TestProduct;
let hook: Endpoint;
let list: ErasureFile;
let later = 0;

beforeAll(async () => {
  list = openErasureFile(ledger, () => systemClock.now());
  // After the product, which may note something on it until it has stopped.
  atEnd(() => list.close());
  house = await testProduct({ start: systemClock.now().toString(), secret, outside: list });
  hook = await supplierEndpoint();
  const webhook = { url: hook.url, secret: newWebhookSecret() };
  await transact(house.product.ctx.db, (tx) => configureSupplier(house.product.ctx, tx, 'savera', { webhook }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function journey(changes: Record<string, string>): Promise<void> {
  later += 1;
  await ask(
    new Visitor(house.url),
    () => house.clock.advance('PT5S'),
    { organisationNumber: organisationNumber(later), ...changes },
    ['savera', 'tallmo-energi'],
  );
  await house.product.settle();
  await quoteAs(await openAsSupplier(house, 'tallmo-energi'), { validUntil: '2027-12-31', startDate: '2027-12-01' });
  await house.product.settle();
}

/** A hash of every table's rows, whatever their order. */
async function contents({ owner }: TestDatabase): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('brokerage', 'ledger', 'archive') or schemaname = 'privacy' and tablename not in ('run', 'quarantine', 'restored_needle') order by 1`.execute(
    owner.db,
  );
  const all: Record<string, string> = {};
  for (const { name } of rows) {
    const found = await sql<{
      hash: string | null;
    }>`select count(*) || ' ' || md5(string_agg(t::text, ',' order by t::text)) as hash from ${sql.raw(name)} t`.execute(
      owner.db,
    );
    all[name] = found.rows[0]?.hash ?? '';
  }
  return all;
}
const plain = async (path: string): Promise<string> => {
  const key = createVault(secret).deriveKey('backup');
  const parts: Buffer[] = [];
  for await (const chunk of Readable.from(opened(createReadStream(path), key)).compose(createGunzip()))
    parts.push(chunk as Buffer);
  return Buffer.concat(parts).toString('utf8');
};
const canariesIn = async (db: TestDatabase) =>
  (await Promise.all(canaries.map(async (value) => [value, await placesOf(db, value)] as const))).filter(
    ([, places]) => places.length > 0,
  );
const quarantined = async ({ owner }: TestDatabase) =>
  (await sql`select 1 from privacy.quarantine`.execute(owner.db)).rows.length > 0;

describe('P30, G6: a backup', () => {
  let before: Record<string, string>;

  it('is written while the product runs: whole, encrypted, and nobody can read a word of it', async () => {
    const [companyName, contactName, email, message] = canaries as [string, string, string, string];
    await journey({ companyName, contactName, email, message });
    await journey(kept);
    // One delivery does not arrive before the backup is made.
    hook.answer = () => ({ status: 500 });
    await journey({ email: 'tredje@norrgarden.example', companyName: 'Tredje Bolaget AB' });
    before = await contents(house.db);
    const run = await cli(house.db, env);
    const said = await run('backup', file);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/Wrote \d+ rows of \d+ tables/);
    const bytes = readFileSync(file);
    for (const value of [...canaries, 'brokerage.lead', 'savera']) expect(bytes.includes(value), value).toBe(false);
    const text = await plain(file);
    for (const value of canaries) expect(text).toContain(value);
    expect((await run('backup', file)).err).toContain('is there already');
  });

  it('is refused without the list of erasures that was beside it, unless that is said; then it is the same to the row, chains included', async () => {
    const copy = await testDatabase();
    const empty = await contents(copy);
    const [nothing, others, old] = ['nothing', 'others', 'old'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const [wrong, at] of [
      [others, systemClock.now()],
      // A copy from before the backup, of the right installation.
      [old, systemClock.now().subtract({ minutes: 1 })],
    ] as const) {
      const list = openErasureFile(wrong, () => at);
      await list.delivered([randomUUID()]);
      await list.close();
    }
    const run = await cli(copy, { ...env, ERASURE_LEDGER: nothing });
    for (const [args, words] of [
      [[], `There is no list of erasures in ${nothing}`],
      [['--ledger', others], 'does not know this backup'],
      [['--ledger', old], 'does not know this backup'],
      [['--ledger', ledger, '--without-ledger'], 'not both'],
    ] as const) {
      const refused = await run('restore', file, ...args);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(words);
      expect(refused.err).toContain('--without-ledger');
      expect(await contents(copy)).toEqual(empty);
      expect(await quarantined(copy)).toBe(false);
    }
    const said = await run('restore', file, '--without-ledger');
    expect(said.err).toBe('');
    expect(said.out).toContain('The database is clean and open');
    expect(await contents(copy)).toEqual(before);
    // The numbers go on, and none that was given since the backup is given again.
    const { rows } = await sql<{ id: number; newest: number }>`with newest as (select max(id) as id from ledger.event)
      insert into ledger.event (type, at) values ('lead.received', now()) returning id, (select id from newest) as newest`.execute(
      copy.owner.db,
    );
    expect(rows[0]!.id).toBeGreaterThan(rows[0]!.newest + 1_000_000);
  });

  it('of more than 35 days ago is refused: the policy says that there is none', async () => {
    const made = (days: number) =>
      systemClock
        .now()
        .subtract({ hours: days * 24 })
        .add({ minutes: days === 35 ? 5 : 0 });
    const db = await testDatabase();
    const empty = await contents(db);
    const run = await cli(db, env);
    for (const [days, id, ok] of [
      [36, randomUUID(), false],
      [35, randomUUID(), true],
    ] as const) {
      const path = join(folder, `${days}.backup`);
      const key = createVault(secret).deriveKey('backup');
      await pipeline(backup(house.db.owner.pool, key, made(days), {}, id), createWriteStream(path));
      await list.backup(id);
      const said = await run('restore', path);
      expect(said.code).toBe(ok ? 0 : 1);
      if (!ok) {
        expect(said.err).toContain('a backup is kept for 35 days');
        expect(await contents(db)).toEqual(empty);
      }
    }
  });

  describe('that is restored after somebody was erased', () => {
    let restored: TestDatabase;
    let said: Said;

    it('has nothing of that person when the first request is answered; the others are there', async () => {
      const mine = await logIn(house, canaries[2]);
      await mine.post('/min-sida/radering', {}, false);
      hook.answer = () => ({ status: 204 });
      house.clock.advance('PT1M');
      await house.product.settle();
      expect(await canariesIn(house.db)).toEqual([]);
      restored = await testDatabase();
      said = await (await cli(restored, env))('restore', file, '--ledger', ledger);
      expect(said.err).toBe('');
      expect(said.out).toMatch(/Erased 1 requests that had been erased since the backup/);
      expect(await canariesIn(restored)).toEqual([]);
      expect(await placesOf(restored, kept.contactName)).toContain('brokerage.lead');
      expect(await quarantined(restored)).toBe(false);
      const { rows } = await sql<{
        rule: string;
        found: number;
      }>`select rule, (scan ->> 'found')::int as found from privacy.certificate order by id desc limit 1`.execute(
        restored.owner.db,
      );
      expect(rows).toEqual([{ rule: 'backup', found: 0 }]);
    });

    it('does not send again what had arrived', async () => {
      const received = hook.received.length;
      const mails = house.post.mails.length;
      expect(said.out).toMatch(/[1-9]\d* deliveries had arrived/);
      const again = await testProduct({ start: house.clock.now().toString(), secret, on: restored });
      await again.product.settle();
      expect(hook.received).toHaveLength(received);
      expect(house.post.mails).toHaveLength(mails);
      expect(again.post.mails).toEqual([]);
      await new Visitor(again.url).get('/');
      const customer = await logIn(again, kept.email);
      await customer.get('/min-sida');
      expect(customer.text).toContain('El');
    });

    it('is of one file; a backup made after the erasure has nothing of that person', async () => {
      const next = join(folder, 'two.backup');
      await (await cli(house.db, env))('backup', next);
      const text = await plain(next);
      for (const value of canaries) expect(text).not.toContain(value);
      expect(text).toContain(kept.contactName);
    });
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100), 'cut off'],
    [
      'changed in the middle',
      (bytes: Buffer) => bytes.fill(bytes[500]! ^ 1, 500, 501),
      'does not open with this SECRET_KEY, or it has been changed',
    ],
    ['followed by something', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]), 'something follows its end'],
    ['something else', () => Buffer.from('-- PostgreSQL database dump'.repeat(10)), 'not a backup of Allkontrakt'],
  ])('is refused with nothing changed when it is %s', async (_, change, message) => {
    const broken = join(folder, 'broken.backup');
    writeFileSync(broken, change(readFileSync(file)));
    const db = await testDatabase();
    const empty = await contents(db);
    const answer = await (await cli(db, env))('restore', broken);
    expect(answer.code).toBe(1);
    expect(answer.err).toContain(message);
    expect(await contents(db)).toEqual(empty);
    expect(await quarantined(db)).toBe(false);
  });

  it('does not open with another key, nor is it loaded over what is there', async () => {
    const db = await testDatabase();
    const other = await cli(db, { ...env, SECRET_KEY: randomBytes(32).toString('base64') });
    expect((await other('restore', file)).err).toContain('does not open with this SECRET_KEY');
    const there = await cli(house.db, env);
    const full = await there('restore', file);
    expect(full.code).toBe(1);
    expect(full.err).toMatch(/is running on this database|is not empty/);
  });

  it('in quarantine keeps the product from starting, until it has been cleaned', async () => {
    const db = await testDatabase();
    await sql`insert into privacy.quarantine (since, reason) values (now(), 'restore')`.execute(db.owner.db);
    const run = await cli(db, env);
    for (const command of [['start'], ['supplier', 'list'], ['verify']]) {
      const answer = await run(...command);
      expect(answer.code, command.join(' ')).toBe(1);
      expect(answer.err).toContain('allkontrakt restore --resume');
    }
    expect((await run('restore', '--resume', '--ledger', ledger)).out).toContain('clean and open');
    expect((await run('supplier', 'list')).code).toBe(0);
    expect((await run('restore', '--resume')).err).toContain('nothing to resume');
  }, 120_000);
});

describe('the list of erasures outside the database', () => {
  it('is written before the erasure is: when it can’t be, nothing is erased', async () => {
    const blocked = await testProduct({
      start: '2026-03-12T08:14:00Z',
      outside: {
        erased: async () => {
          throw new Error('the disk is full');
        },
        wished: async () => {},
        delivered: async () => {},
        prune: async () => 0,
      },
    });
    await ask(new Visitor(blocked.url), () => blocked.clock.advance('PT5S'));
    await blocked.product.settle();
    blocked.clock.advance('P31D');
    await expect(blocked.product.run('sweep')).rejects.toThrow('the disk is full');
    expect(await placesOf(blocked.db, 'inkop@norrgarden.example')).toContain('brokerage.lead');
  });

  it('holds ids and keyed hashes, and nothing about anybody', () => {
    const text = readdirSync(ledger)
      .map((name) => readFileSync(join(ledger, name), 'utf8'))
      .join('');
    expect(text).toMatch(/"leadIds":\["[0-9a-f-]{36}"\]/);
    expect(text).toMatch(/"emailKeys":\["[0-9a-f]{64}"\]/);
    for (const value of [...canaries, ...Object.values(kept)]) expect(text).not.toContain(value);
  });
});
