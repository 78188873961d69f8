// Long because each raw limit is written out whole, to be read beside what it limits.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Pool } from 'undici';
import { answer, cpuMs } from './process.ts';

/**
 * The raw limits: bare node:http, pg and undici, doing only what must be done, with prepared statements and no reading of what
 * is posted. Whatever the product adds (parsing, validation, headers, metrics, guards) is the distance to these.
 */
let page = '';
let store: () => Promise<unknown> = async () => undefined;
let pool: pg.Pool | undefined;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8', 'content-length': Buffer.byteLength(page) });
    response.end(page);
    return;
  }
  readAll(request, () => {
    store().then(
      () => response.writeHead(303, { location: '/kvitto' }).end(),
      () => response.writeHead(500).end(),
    );
  });
});
const listening = new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

function readAll(request: IncomingMessage, then: () => void): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    Buffer.concat(parts).toString();
    then();
  });
}

let number = 0;
const letters = '23456789CDFGHJKMNPQRTVWX';

/** A request as the product would store it; the content is the same for all, the keys are its own. */
function lead() {
  number += 1;
  let rest = number;
  let reference = '';
  for (let i = 0; i < 7; i += 1) {
    reference += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return {
    id: randomUUID(),
    reference,
    service: 'electricity',
    source: 'form',
    locale: 'sv',
    company_name: 'Norrgårdens Bageri AB',
    organisation_number: String(5599000000 + number),
    sole_trader: false,
    contact_name: 'Inköpsansvarig',
    email: `inkop${number}@norrgarden.example`,
    phone: '+46701740605',
    postcode: '35230',
    current_supplier: 'Gamla Kraft AB',
    message: 'Gärna start i maj.',
    answers: {
      annualKwh: 84000,
      meters: 1,
      priceArea: 'SE4',
      contractType: 'mixed',
      gridCompany: 'Exempelnät AB',
      fuse: 63,
      installationId: '735999000000012344',
      origin: 'renewable',
      solar: false,
    },
    ticked: ['savera', 'tallmo-energi', 'ljusakra-kraft'],
    ip: '127.0.0.1',
    email_key: key(1),
    organisation_key: key(2),
    idempotency_key: randomUUID(),
    body_hash: key(3),
    policy_version: '2026-01-01',
    received_at: '2026-03-12T08:14:00Z',
  };
}
const key = (kind: number) => Buffer.from(String(kind * 1e9 + number).padStart(32, '0')).toString('hex');

const fields = `id uuid, reference text, service text, source text, locale text, company_name text, organisation_number text, sole_trader boolean,
  contact_name text, email text, phone text, postcode text, current_supplier text, message text, answers jsonb, ticked text[], ip inet,
  email_key text, organisation_key text, idempotency_key text, body_hash text, policy_version text, received_at timestamptz`;
const columns = [...fields.matchAll(/(\w+) [\w[\]]+(?:,|$)/g)].map(([, name]) => name as string);
const types = [...fields.matchAll(/\w+ ([\w[\]]+)(?:,|$)/g)].map(([, type]) => type as string);
const hashed = new Set(['email_key', 'organisation_key', 'body_hash']);

/** The same rows from one source of values: lead, event and, unless it is left out, the counters and the wake-up. */
const statement = (from: string, value: (column: string, i: number) => string, counters: string, whole: boolean) => `
  with ${
    whole
      ? `counted as (insert into access.rate_limit as l (key, window_start, hits) ${counters}
    on conflict (key, window_start) do update set hits = l.hits + excluded.hits returning hits), `
      : ''
  }stored as (
    insert into brokerage.lead (${columns.join(', ')}, state)
    select ${columns.map((c, i) => (hashed.has(c) ? `decode(${value(c, i)}, 'hex')` : value(c, i))).join(', ')}, 'received' ${from}
    on conflict (idempotency_key) do update set idempotency_key = excluded.idempotency_key returning id, received_at
  ), noted as (insert into ledger.event (at, type, lead_id) select received_at, 'lead.received', id from stored returning 1)
  select id, (select count(*) from noted)${whole ? ", pg_notify('allkontrakt', 'intake'), (select count(*) from counted)" : ''} from stored`;

const own = (whole: boolean) =>
  statement(
    '',
    (_, i) => `$${i + 1}::${types[i]}`,
    `select decode(k, 'hex'), $${columns.length}::timestamptz, 1 from unnest(array[$18::text, $19::text, repeat('00', 32)]) as k order by k`,
    whole,
  );
const many = statement(
  `from jsonb_to_recordset($1::jsonb) as r(${fields})`,
  (c) => c,
  `select decode(k.key, 'hex'), k.at, k.n from jsonb_to_recordset($2::jsonb) as k(key text, at timestamptz, n integer) order by k.key`,
  true,
);

function storeOne(whole: boolean) {
  const text = own(whole);
  return async () => {
    const row = lead() as Record<string, unknown>;
    await pool?.query({
      name: `one ${whole}`,
      text,
      values: columns.map((c) => (c === 'answers' ? JSON.stringify(row[c]) : row[c])),
    });
  };
}

/** Natural group commit: what arrives while a commit runs shares the next statement. */
function storeTogether() {
  let waiting: { row: ReturnType<typeof lead>; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let running = false;
  const drain = async () => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 200);
      const rows = batch.map((one) => one.row);
      const counters = [
        ...rows.flatMap((r) => [r.email_key, r.organisation_key].map((k) => ({ key: k, at: r.received_at, n: 1 }))),
        { key: '00'.repeat(32), at: rows[0]?.received_at, n: rows.length },
      ];
      try {
        await pool?.query({ name: 'many', text: many, values: [JSON.stringify(rows), JSON.stringify(counters)] });
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    waiting = [];
    running = false;
  };
  return () =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ row: lead(), resolve, reject });
      if (!running) void drain();
    });
}

const event = {
  page: '/el',
  locale: 'sv',
  host: 'sok.example',
  country: 'SE',
  browser: 'Firefox',
  system: 'Linux',
  device: 'desktop',
  screen: 'wide',
  language: 'sv',
};
const manyEvents = `insert into analytics.event (at, visitor, kind, page, locale, service, step, host, country, browser, system, device, screen, language)
  select at, decode(visitor, 'hex'), kind, page, locale, service, step, host, country, browser, system, device, screen, language
  from jsonb_to_recordset($1::jsonb) as r (at timestamptz, visitor text, kind text, page text, locale text, service text, step smallint, host text,
    country text, browser text, system text, device text, screen text, language text)`;

/** Two events a beacon, the same rows as the product's, in natural group commit. */
function storeEvents() {
  let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  let running = false;
  const drain = async () => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 200);
      const at = new Date().toISOString();
      const rows = batch.flatMap(() => {
        const visitor = key(number++).slice(-24);
        return [
          { ...event, at, visitor, kind: 'view' },
          { ...event, at, visitor, kind: 'step', service: 'electricity', step: 1, host: undefined },
        ];
      });
      try {
        await pool?.query({ name: 'events', text: manyEvents, values: [JSON.stringify(rows)] });
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    waiting = [];
    running = false;
  };
  return () =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (!running) void drain();
    });
}

const claim = `
  with due as (select id from brokerage.delivery where lane = $1 and state = 'pending' and due_at <= now() order by due_at limit $2 for update skip locked)
  update brokerage.delivery d set state = 'sending', attempts = attempts + 1, leased_until = now() + interval '60 seconds'
  from due where due.id = d.id returning d.id`;
const settle = `
  with ended as (
    update brokerage.delivery d set state = 'delivered', leased_until = null, ended_at = now() where id = any($1::uuid[]) and state = 'sending'
    returning id, referral_id
  ), tried as (insert into brokerage.delivery_attempt (delivery_id, number, at, outcome, status, ms) select id, 1, now(), 'delivered', 204, 1 from ended),
  sent as (update brokerage.referral r set state = 'sent', sent_at = now() from ended where r.id = ended.referral_id and r.state = 'queued'
    returning r.id, r.lead_id, r.supplier_id)
  insert into ledger.event (at, type, lead_id, referral_id, supplier_id) select now(), 'referral.sent', lead_id, id, supplier_id from sent`;

/** Claims, posts and books what waits in a lane: sixteen at a time, as many in a statement as there are. */
async function dispatch(url: string, body: string, lane: string, n: number): Promise<number> {
  const { origin, pathname } = new URL(url);
  const http = new Pool(origin, { connections: 16 });
  const headers = { 'content-type': 'application/json' };
  const done: string[] = [];
  let booking: Promise<void> | undefined;
  let booked = 0;
  const book = async () => {
    while (done.length > 0) {
      const batch = done.splice(0);
      await pool?.query({ name: 'settle', text: settle, values: [batch] });
      booked += batch.length;
    }
    booking = undefined;
  };
  const queue: string[] = [];
  let claiming: Promise<void> | undefined;
  let claimed = 0;
  const more = async () => {
    const result = await pool?.query<{ id: string }>({
      name: 'claim',
      text: claim,
      values: [lane, Math.min(64, n - claimed)],
    });
    claimed += result?.rows.length ?? 0;
    queue.push(...(result?.rows.map((r) => r.id) ?? []));
    claiming = undefined;
  };
  const started = performance.now();
  let taken = 0;
  const sender = async () => {
    while (taken < n) {
      const id = queue.shift();
      if (id === undefined) {
        claiming ??= more();
        await claiming;
        continue;
      }
      taken += 1;
      const { body: answered } = await http.request({ path: pathname, method: 'POST', body, headers });
      await answered.dump();
      done.push(id);
      booking ??= book();
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
  while (booking) await booking;
  const ms = performance.now() - started;
  await http.close();
  if (booked !== n) throw new Error(`booked ${booked} of ${n}`);
  return (n / ms) * 1000;
}

const handlers = {
  async listen() {
    await listening;
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  answerWith(text: string) {
    page = text;
  },
  connect(connection: pg.PoolConfig, max: number) {
    pool = new pg.Pool({ ...connection, max, options: '-c role=app' });
  },
  storing(how: 'one' | 'bare' | 'together' | 'visits') {
    store = how === 'visits' ? storeEvents() : how === 'together' ? storeTogether() : storeOne(how === 'one');
  },
  dispatch,
  cpu: cpuMs,
};
export type Raw = typeof handlers;

answer(handlers, async () => {
  await pool?.end();
});
