// Long because every case needs the same long past, which is costly to make.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { configureSupplier } from '#domain/supplier/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { systemClock } from '#platform/clock.ts';
import { openDatabase, transact } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { withDatabase } from '#platform/db/test-cluster.ts';
import type { TestDatabase } from '#platform/db/test-db.ts';
import { type ErasureFile, openErasureFile } from '#platform/erasure-file.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { type Cli, cli } from './support/cli.ts';
import { House, organisationNumber } from './support/house.ts';
import { ask, logIn, openAsSupplier, quoteAs } from './support/journey.ts';
import { type Endpoint, linkIn, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const secret = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-restore-'));
const ledger = join(folder, 'ledger');
const file = join(folder, 'one.backup');
const env = { SECRET_KEY: secret.toString('base64'), ERASURE_LEDGER: ledger };
const owner = `owner_${randomBytes(6).toString('hex')}`;
const gone = { email: 'kvistina@kvistlund.example', contactName: 'Kvistina Kvistlund', companyName: 'Kvistlunds AB' };
const late = { email: 'gunde@granbacka.example', contactName: 'Gunde Granbacka', companyName: 'Granbacka AB' };

/** A database of an owner that may make roles and is no superuser, as docs/operations.md says; migrated unless it is to be restored into. */
async function owned(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name} owner ${owner}`);
  const connection = { ...withDatabase(inject('cluster'), name), user: owner };
  const app = openDatabase(connection, 'app', 6);
  const own = openDatabase(connection, undefined, 3);
  await migrate(own.pool);
  atEnd(async () => {
    await app.close();
    await own.close();
  });
  return { ...app, owner: own, connection };
}

async function asSuperuser(...statements: string[]): Promise<void> {
  const admin = new pg.Client(inject('cluster'));
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

const rows = async <T>(db: TestDatabase, text: string, ...values: unknown[]): Promise<T[]> =>
  (await db.owner.pool.query(text, values)).rows as T[];
const count = async (db: TestDatabase, from: string): Promise<number> =>
  (await rows<{ n: number }>(db, `select count(*) as n from ${from}`))[0]?.n ?? 0;
const stageOf = async (db: TestDatabase) =>
  (await rows<{ stage: string }>(db, 'select stage from privacy.quarantine'))[0]?.stage;

/** Asks again until the answer is yes. */
async function until(question: () => Promise<boolean>): Promise<void> {
  while (!(await question())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Holds a lock of a database until the work is done. The work is told when somebody waits for it, or that the one who should has ended. */
async function holding(
  db: TestDatabase,
  statement: string,
  work: (waitedFor: (ended: Promise<{ readonly err: string }>) => Promise<void>) => Promise<void>,
): Promise<void> {
  const client = await db.owner.pool.connect();
  const blocked = `pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
  const waits = until(async () => (await count(db, blocked)) > 0);
  try {
    await client.query('set idle_in_transaction_session_timeout = 0');
    await client.query('begin');
    await client.query(statement);
    await work((ended) =>
      Promise.race([
        waits,
        ended.then(({ err }) => {
          throw new Error(`it ended: ${err}`);
        }),
      ]),
    );
  } finally {
    await client.query('rollback');
    client.release(true);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let db: TestDatabase;
let list: ErasureFile;
let hook: Endpoint;
let worker: TestProduct;
let link: string;

beforeAll(async () => {
  await asSuperuser(
    `create role ${owner} login createrole`,
    `grant app, supplier, archivist to ${owner} with admin option`,
  );
  list = openErasureFile(ledger, () => systemClock.now());
  atEnd(() => list.close());
  db = await owned();
  hook = await supplierEndpoint();
  const start = systemClock.now().toString();
  // Before the backup: one request with a quote whose reaction waits, and one that nobody has forwarded yet.
  const first = await testProduct({ on: db, start, secret, outside: list });
  await transact(first.product.ctx.db, (tx) =>
    configureSupplier(first.product.ctx, tx, 'savera', { webhook: { url: hook.url, secret: newWebhookSecret() } }),
  );
  const send = (product: TestProduct, n: number, who: Record<string, string>) =>
    ask(
      new Visitor(product.url),
      () => product.clock.advance('PT5S'),
      { organisationNumber: organisationNumber(n), ...who },
      ['savera', 'tallmo-energi'],
    );
  await send(first, 1, gone);
  await first.product.settle();
  await first.product.stop();
  const web = await testProduct({ on: db, start, secret, outside: list, role: 'web' });
  await quoteAs(await openAsSupplier({ ...web, post: first.post }, 'tallmo-energi'), {
    validUntil: '2027-12-31',
    startDate: '2027-12-01',
  });
  await send(web, 2, late);
  const said = await (await cli(db, env))('backup', file);
  expect(said).toMatchObject({ code: 0, err: '' });
  await web.product.stop();
  // After it: the second request is forwarded and arrives, and the first person has everything erased.
  worker = await testProduct({ on: db, start, secret, outside: list });
  await worker.product.settle();
  link = linkIn(worker.post.find('offert@tallmo-energi.example'), '/leverantor/lank/');
  const mine = await logIn(worker, gone.email);
  await mine.post('/min-sida/radering', {}, false);
  worker.clock.advance('PT1M');
  await worker.product.settle();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('P30, G6: a database whose owner is no superuser', () => {
  let restored: TestDatabase;

  it('is backed up and restored to the row, and row-level security binds its owner as before', async () => {
    expect(await rows(db, `select rolsuper from pg_roles where rolname = current_user`)).toEqual([{ rolsuper: false }]);
    restored = await owned();
    const said = await (await cli(restored, env))('restore', file);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('Erased 1 requests');
    expect(await count(restored, 'brokerage.lead')).toBe(1);
    expect(
      await rows(
        restored,
        `select relname, relforcerowsecurity as forced from pg_class where relrowsecurity order by 1`,
      ),
    ).toEqual(['quote', 'quote_file', 'referral'].map((relname) => ({ relname, forced: true })));
    expect(await count(restored, `pg_trigger where tgenabled = 'D'`)).toBe(0);
  });

  it('sends nothing that was sent after the backup, and the supplier’s link of then opens the request', async () => {
    expect(await count(restored, 'brokerage.referral')).toBe(0);
    const received = hook.received.length;
    const again = await testProduct({ on: restored, start: worker.clock.now().toString(), secret, outside: list });
    await again.product.settle();
    expect(hook.received).toHaveLength(received);
    expect(again.post.tried).toEqual([]);
    expect(
      await rows(restored, 'select supplier_id, state, sent_at is not null as sent from brokerage.referral order by 1'),
    ).toEqual(['savera', 'tallmo-energi'].map((supplier_id) => ({ supplier_id, state: 'sent', sent: true })));
    const supplier = new Visitor(again.url);
    await supplier.get(link);
    await supplier.post(supplier.path, {}, false);
    expect(supplier.text).toContain(late.contactName);
    // What is new is sent.
    await ask(
      new Visitor(again.url),
      () => again.clock.advance('PT5S'),
      { organisationNumber: organisationNumber(3) },
      ['savera'],
    );
    await again.product.settle();
    expect(hook.received).toHaveLength(received + 1);
  });

  it('is not backed up by an owner who would not see every row', async () => {
    // Its own grant is of the migrations.
    const grants = (inherit: string) =>
      ['', `granted by ${owner}`].map((by) => `grant app to ${owner} with inherit ${inherit} ${by}`);
    await asSuperuser(...grants('false'));
    try {
      const said = await (await cli(db, env))('backup', join(folder, 'half.backup'));
      expect(said.code).toBe(1);
      expect(said.err).toMatch(/does not see every row of .*brokerage\.quote\b/);
    } finally {
      await asSuperuser(...grants('true'));
    }
  });
});

describe('P30: a restore that is cut off', () => {
  let target: TestDatabase;
  let run: Cli;
  beforeAll(async () => {
    target = await owned();
    run = await cli(target, env);
  });

  it('while it loads has changed nothing; nobody may start meanwhile', async () => {
    await holding(target, 'lock table brokerage.reminder in access exclusive mode', async (waitedFor) => {
      const restore = run.begin('restore', file);
      await waitedFor(restore.ended);
      expect(await stageOf(target)).toBe('loading');
      expect((await run('supplier', 'list')).err).toContain('nothing may open it');
      expect((await run('restore', file)).err).toContain('Another restore is at work');
      restore.kill();
      await restore.ended;
    });
    await until(async () => (await count(target, `pg_locks where relation = 'brokerage.reminder'::regclass`)) === 0);
    expect((await run('start')).err).toContain('allkontrakt restore --resume');
    expect((await run('restore', '--resume')).out).toContain('Nothing had been loaded');
    expect(await count(target, 'brokerage.lead')).toBe(0);
    expect(await stageOf(target)).toBeUndefined();
  }, 240_000);

  it('after it has erased still knows what to look for, and stays closed for as long as something is found', async () => {
    // The sweep writes down what it did: by then the list has been replayed.
    await target.owner.pool.query(`create function public.wait() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
      create trigger wait before insert on privacy.run for each row execute function public.wait()`);
    await holding(target, 'select pg_advisory_xact_lock(1)', async (waitedFor) => {
      const restore = run.begin('restore', file);
      await waitedFor(restore.ended);
      expect(await stageOf(target)).toBe('replayed');
      restore.kill();
      await restore.ended;
    });
    await target.owner.pool.query('drop function public.wait cascade');
    expect(await count(target, 'brokerage.lead')).toBe(1);
    await target.owner.pool.query('create table brokerage.stray (words text)');
    await target.owner.pool.query('insert into brokerage.stray values ($1)', [`Ring ${gone.contactName}.`]);
    for (let i = 0; i < 2; i += 1) {
      const said = await run('restore', '--resume');
      expect(said.code).toBe(1);
      expect(said.err).toContain('brokerage.stray.words: the database stays in quarantine');
      expect(said.err).not.toContain(gone.contactName);
      expect(await stageOf(target)).toBe('swept');
      expect((await run('supplier', 'list')).code).toBe(1);
    }
    await target.owner.pool.query('drop table brokerage.stray');
  }, 240_000);

  it('goes on to the end with what the backup knew: its waiting reactions, and a certificate of the clean scan', async () => {
    const said = await run('restore', '--resume');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('Erased 1 requests');
    expect(await stageOf(target)).toBeUndefined();
    expect(await count(target, 'privacy.restored_needle')).toBe(0);
    expect(
      await rows(
        target,
        `select rule, (scan ->> 'found')::int as found, (scan ->> 'needles')::int > 5 as many from privacy.certificate`,
      ),
    ).toEqual([{ rule: 'backup', found: 0, many: true }]);
    expect(await rows(target, `select data ->> 'reaction' as reaction from jobs.job where name = 'reactions'`)).toEqual(
      [{ reaction: 'tellCustomer' }],
    );
    expect((await run('supplier', 'list')).code).toBe(0);
  }, 120_000);
});

describe('P30, G6: a process that runs on a database in quarantine', () => {
  const close = `insert into privacy.quarantine (since, reason) values (now(), 'restore')`;
  const open = 'delete from privacy.quarantine';

  it('answers 503 from then on, and a restore is refused while it runs; afterwards it serves again', async () => {
    const target = await owned();
    const port = await freePort();
    const run = await cli(target, { ...env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent' });
    const product = run.begin('start');
    const status = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        (answer) => answer.status,
        () => 0,
      );
    await until(async () => (await status('/')) === 200);
    try {
      const refused = await run('restore', file);
      expect(refused.err).toContain('Allkontrakt is running on this database');
      expect(await stageOf(target)).toBeUndefined();
      await until(async () => (await status('/')) === 200);
      await target.owner.pool.query(close);
      await until(async () => (await status('/')) === 503);
      for (const path of ['/el', '/min-sida', '/loften', '/metrics', '/finns-inte'])
        expect(await status(path), path).toBe(503);
      expect(await status('/healthz')).toBe(200);
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ ok: false, quarantined: true });
      expect((await run('restore', '--resume')).err).toContain('Allkontrakt is running on this database');
      expect(await stageOf(target)).toBe('loaded');
      await target.owner.pool.query(open);
      await until(async () => (await status('/')) === 200);
    } finally {
      product.kill('SIGTERM');
      await product.ended;
    }
  }, 240_000);

  it('handles and sends nothing until it is open again', async () => {
    const target = await owned();
    const product = await testProduct({ on: target, secret });
    const began = product.clock.now();
    const status = () => fetch(product.url).then((answer) => answer.status);
    await target.owner.pool.query(close);
    await until(async () => (await status()) === 503);
    const behind = await new House(target, { start: began.toString() }).open();
    const { leadId } = await behind.store();
    await target.owner.pool.query(`notify allkontrakt, 'intake'`);
    await expect(product.product.run('sweep-deliveries')).resolves.toBeUndefined();
    product.clock.advance('PT1H');
    expect((await behind.lead(leadId)).state).toBe('received');
    await target.owner.pool.query(open);
    await until(async () => (await status()) === 200);
    await product.product.settle();
    const opened = began.add({ hours: 1 }).epochMilliseconds;
    for (const { created_at } of await behind.deliveries()) expect(created_at.epochMilliseconds).toBe(opened);
    expect(product.post.mails.length).toBeGreaterThan(0);
  });
});
