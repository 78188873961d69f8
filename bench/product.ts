import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '#domain/context.ts';
import { configureSupplier, seedRegistry } from '#domain/supplier/index.ts';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { type Connection, openDatabase, transact } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { wake } from '#platform/jobs.ts';
import { createLog } from '#platform/log.ts';
import { policyEdition } from '#platform/policy-edition.ts';
import { builtAssets } from '#web/assets.ts';
import { formToken } from '#web/forms.ts';
import { linksFrom } from '#web/links.ts';
import { type Product, startProduct } from '../src/product.ts';
import { fillSubscribers, sendCampaign } from './campaign.ts';
import { fillForConsole, type Look, timeLeadPage, timeLook, timeOneRow } from './console.ts';
import { answer, cpuMs, median, quantile } from './process.ts';
import { deleteRaw, eraseAll, fillArchive, fillRequests, idlePasses } from './retention.ts';
import { fillVisits, timeRoom } from './visits.ts';

/** The product as it is built, started as `npm start` does but for its limits, and asked by messages. */
let product: Product | undefined;
let database: ReturnType<typeof openDatabase> | undefined;

const unlimited = { perAddressHour: 1e9, perEmailDay: 1e9, allMinute: 1e9 };

/** How long the server has each request, from its first byte read to its last byte written. */
let times: number[] = [];
const begun = new WeakMap<object, number>();
function watchTimes() {
  subscribe('http.server.request.start', (message) =>
    begun.set((message as { response: object }).response, performance.now()),
  );
  subscribe('http.server.response.finish', (message) => {
    const at = begun.get((message as { response: object }).response);
    if (at !== undefined) times.push(performance.now() - at);
  });
}
let watching = false;

async function inDatabase<T>(
  connection: Connection,
  work: (pool: ReturnType<typeof openDatabase>['pool']) => Promise<T>,
): Promise<T> {
  const { pool, close } = openDatabase(connection, undefined, 2);
  return work(pool).finally(close);
}

const handlers = {
  async prepare(connection: Connection) {
    await inDatabase(connection, migrate);
    const { db, close } = openDatabase(connection, 'app', 1);
    await seedRegistry(db, systemClock.now(), true).finally(close);
  },
  async start(connection: Connection, role: 'all' | 'web', client: string) {
    database = openDatabase(connection, undefined, 2);
    product = await startProduct({
      connection,
      role,
      clock: systemClock,
      secret: new Uint8Array(32).fill(7),
      baseUrl: 'http://localhost:3000',
      production: false,
      mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
      // The load generator says who it is for each beacon: one address may not send many.
      trust: { hops: 1 },
      log: createLog(process.env.LOG_LEVEL ?? 'info'),
      host: '127.0.0.1',
      port: 0,
      assets: builtAssets(fileURLToPath(client)),
      limits: unlimited,
    });
    return `http://127.0.0.1:${product.port}`;
  },
  /** With a mail server, and the list of what has been sent outside the database. */
  async startCampaigns(connection: Connection, client: string, smtpUrl: string, lanes: number) {
    database = openDatabase(connection, undefined, 2);
    const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-bench-list-'));
    const outside = openErasureFile(folder, () => systemClock.now());
    product = await startProduct({
      connection,
      ...{ role: 'all', clock: systemClock, secret: new Uint8Array(32).fill(7), baseUrl: 'http://localhost:3000' },
      ...{ production: false, smtpUrl, campaigns: { lanes }, outside, trust: { hops: 0 }, host: '127.0.0.1', port: 0 },
      mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
      log: createLog(process.env.LOG_LEVEL ?? 'info'),
      assets: builtAssets(fileURLToPath(client)),
    });
  },
  /** By a process of its own: what it takes of memory is not the sender's. */
  fillSubscribers: (n: number) => fillSubscribers(bareContext(), owner(), n),
  sendCampaign: (n: number, html: string, text: string) => sendCampaign(running().ctx, owner(), n, html, text),
  /** Hidden keys of so many forms; each can be sent once, three seconds from now. */
  keys: (n: number) => Array.from({ length: n }, () => formToken(running().ctx)),
  settle: () => running().settle(),
  cpu: cpuMs,
  /** Begins to time requests, anew. */
  forgetTimes() {
    if (!watching) watchTimes();
    watching = true;
    times = [];
  },
  times: () => ({ p50: median(times), p95: quantile(times, 0.95), n: times.length }),
  /** Gives suppliers an endpoint at the peer and takes their mail addresses, so that only webhooks leave. */
  async endpoints(ids: readonly string[], origin: string) {
    const { ctx } = running();
    await transact(ctx.db, async (tx) => {
      for (const id of ids)
        await configureSupplier(ctx, tx, id, {
          email: null,
          webhook: { url: `${origin}/hook/${id}`, secret: newWebhookSecret() },
        });
    });
  },
  suppliers: () =>
    query<{ id: string }>('select id from brokerage.supplier order by id').then((rows) => rows.map((r) => r.id)),
  /** Copies the newest request so many times, each referred to every one of the suppliers and not yet booked for sending. */
  async copies(n: number, suppliers: readonly string[]) {
    await query(
      `
      with model as (select * from brokerage.lead order by received_at desc limit 1), fresh as (
        insert into brokerage.lead select own.* from model, generate_series(1, ${Number(n)}) as i,
          jsonb_populate_record(null::brokerage.lead, to_jsonb(model) || jsonb_build_object('id', gen_random_uuid(), 'state', 'open',
            'reference', gen_random_uuid(), 'idempotency_key', 'copy ' || i || gen_random_uuid())) as own returning id
      ), pattern as (select * from brokerage.referral where lead_id = (select id from model) limit 1)
      insert into brokerage.referral select own.* from pattern, fresh, unnest($1::text[]) as s,
        jsonb_populate_record(null::brokerage.referral, to_jsonb(pattern) || jsonb_build_object('id', gen_random_uuid(), 'lead_id', fresh.id,
          'state', 'queued', 'supplier_id', s, 'sent_at', null)) as own`,
      [suppliers],
    );
    await query('analyze brokerage.lead, brokerage.referral, brokerage.delivery, brokerage.delivery_attempt');
  },
  /** Books a webhook for copied referrals that have none, due at once. @param wake tells the dispatcher @param lane another than the supplier's */
  async book(wake: boolean, perSupplier = 1e9, lane?: string) {
    const rows = await query(
      `
      insert into brokerage.delivery (id, kind, channel, audience, lead_id, referral_id, supplier_id, lane, state, due_at, created_at)
      select gen_random_uuid(), 'supplier.referral.webhook', 'webhook', 'supplier', lead_id, id, supplier_id, coalesce($2, 'webhook:' || supplier_id), 'pending', now(), now()
      from (select *, row_number() over (partition by supplier_id) as turn from brokerage.referral r
        where lead_reference <> '' and state = 'queued' and not exists (select from brokerage.delivery d where d.referral_id = r.id)) as r
      where turn <= $1 returning id, supplier_id as supplier, (extract(epoch from clock_timestamp()) * 1000)::float8 as at`,
      [perSupplier, lane ?? null],
    );
    if (wake) await query("select pg_notify('allkontrakt', 'dispatch')");
    // The whole backlog's ids are of no use to anybody.
    return rows.length > 100 ? [] : (rows as { id: string; supplier: string; at: number }[]);
  },
  /** Waits until nothing is pending or under way; milliseconds it took. */
  async drained(lane: string) {
    const started = performance.now();
    for (;;) {
      const [row] = await query<{ left: number }>(
        "select count(*)::int as left from brokerage.delivery where lane = $1 and state in ('pending', 'sending')",
        [lane],
      );
      if (row?.left === 0) return performance.now() - started;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /** A context on a database without starting the product, for what the worker does by itself. */
  async open(connection: Connection) {
    await database?.close();
    database = openDatabase(connection, undefined, 4);
    worker = openDatabase(connection, 'app', 4);
  },
  fillRequests: (n: number, due: boolean) => fillRequests(owner(), n, due),
  fillArchive: (n: number) => fillArchive(owner(), n),
  /** Milliseconds, and rows the certificates or the database counted. */
  async eraseAll() {
    const { erasing, proving } = await eraseAll(bareContext());
    const [row] = await query<{ n: number }>(
      'select coalesce(sum(value::int), 0)::int as n from privacy.erasure, jsonb_each_text(counts)',
    );
    return { erasing, proving, rows: row?.n ?? 0 };
  },
  async deleteRaw(batch: number) {
    const started = performance.now();
    const rows = await deleteRaw(owner(), batch);
    return { ms: performance.now() - started, rows };
  },
  fillForConsole: (n: number) => fillForConsole(owner(), bareContext(), n),
  timeLook: (look: Look, times: number) => timeLook(bareContext(), look, times),
  timeLeadPage: (times: number) => timeLeadPage(bareContext(), times),
  timeOneRow: (times: number) => timeOneRow(owner(), times),
  fillVisits: (n: number) => fillVisits(owner(), bareContext(), n),
  timeRoom: (days: number, fresh: boolean, times: number) => timeRoom(bareContext(), days, fresh, times),
  idlePasses: (n: number) => idlePasses(bareContext(), n),
  count: (what: string) => query<{ n: number }>(`select count(*)::int as n from ${what}`).then(([row]) => row?.n ?? 0),
};
export type ProductHandlers = typeof handlers;

let worker: ReturnType<typeof openDatabase> | undefined;
const owner = () => {
  if (!database) throw new Error('no database is open');
  return database.pool;
};
function bareContext(): Context {
  if (!worker) throw new Error('no database is open');
  return {
    db: worker.db,
    clock: systemClock,
    vault: createVault(new Uint8Array(32).fill(7)),
    links: linksFrom('http://localhost:3000'),
    policyVersion: policyEdition,
    react: async () => {},
    wake: wake,
  };
}

function running(): Product {
  if (!product) throw new Error('the product is not started');
  return product;
}

async function query<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const result = await database?.pool.query(text, values);
  return (result?.rows ?? []) as T[];
}

answer(handlers, async () => {
  await product?.stop();
  await worker?.close();
  await database?.close();
});
