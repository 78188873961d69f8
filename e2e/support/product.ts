import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll } from 'vitest';
import type { IntakeLimits } from '#domain/lead/index.ts';
import { seedRegistry } from '#domain/supplier/index.ts';
import { type ManualClock, manualClock } from '#platform/clock.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { createLog, silentLog } from '#platform/log.ts';
import { builtAssets } from '#web/assets.ts';
import { type Product, startProduct } from '../../src/product.ts';

export interface TestProduct {
  readonly product: Product;
  readonly db: TestDatabase;
  readonly clock: ManualClock;
  readonly url: string;
  readonly post: Mailbox;
}

export interface TestOptions {
  /** Mail goes to a real SMTP server of the test's own; false: it is caught and shown at /dev/mail. */
  readonly smtp?: boolean;
  readonly role?: 'all' | 'web' | 'worker';
  readonly limits?: IntakeLimits;
  readonly start?: string;
}

/** The whole product on a database of its own, with a clock that stands until it is moved, and real peers. */
export async function testProduct({
  smtp = true,
  role = 'all',
  limits,
  start = '2026-03-12T08:14:00Z',
}: TestOptions = {}): Promise<TestProduct> {
  const db = await testDatabase();
  const clock = manualClock(start);
  await seedRegistry(db.db, clock.now(), true);
  const post = await mailbox();
  const product = await startProduct({
    connection: db.connection,
    role,
    clock,
    secret: randomBytes(32),
    baseUrl: 'http://localhost:0',
    production: false,
    smtpUrl: smtp ? post.url : undefined,
    mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
    trust: { hops: 0 },
    log: process.env.TEST_LOG ? createLog(process.env.TEST_LOG) : silentLog,
    host: '127.0.0.1',
    port: 0,
    assets: builtAssets(fileURLToPath(new URL('../../dist/client', import.meta.url))),
    ...(limits ? { limits } : {}),
  });
  afterAll(async () => {
    await product.stop();
    await post.close();
  });
  return { product, db, clock, url: `http://127.0.0.1:${product.port}`, post };
}

export interface Mailbox {
  readonly url: string;
  readonly mails: ParsedMail[];
  /** The newest mail to an address, or whose subject matches. */
  find(what: string | RegExp): ParsedMail | undefined;
  /** What the next connections are answered at the end of DATA instead of 250. */
  refuse: { code: number; times: number } | undefined;
  close(): Promise<void>;
}

/** A real SMTP server that keeps what it is sent. */
export async function mailbox(): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const box: Mailbox = {
    url: '',
    mails,
    refuse: undefined,
    find: (what) =>
      mails.findLast((m) =>
        typeof what === 'string' ? [m.to].flat().some((to) => to?.text.includes(what)) : what.test(m.subject ?? ''),
      ),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        if (box.refuse && box.refuse.times > 0) {
          box.refuse.times -= 1;
          return done(Object.assign(new Error('not now'), { responseCode: box.refuse.code }));
        }
        mails.push(mail);
        return done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(box, { url: `smtp://127.0.0.1:${port}` });
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Endpoint {
  readonly url: string;
  readonly received: Received[];
  /** How to answer the next posts. */
  answer: (n: number) => { status: number; headers?: Record<string, string>; delayMs?: number };
}

/** A supplier's own server: a real HTTP peer that keeps what it is posted. */
export async function supplierEndpoint(): Promise<Endpoint> {
  const endpoint: Endpoint = { url: '', received: [], answer: () => ({ status: 204 }) };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      endpoint.received.push({ headers: request.headers, body });
      const { status, headers, delayMs = 0 } = endpoint.answer(endpoint.received.length);
      setTimeout(() => response.writeHead(status, headers).end(), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return Object.assign(endpoint, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` });
}

/** The first link in a mail's text that leads to a path beginning with `prefix`, as a path. */
export function linkIn(mail: ParsedMail | undefined, prefix: string): string {
  const found = [...(mail?.text ?? '').matchAll(/https?:\/\/[^\s]+/g)]
    .map(([url]) => new URL(url).pathname)
    .find((path) => path.startsWith(prefix));
  if (!found) throw new Error(`no link to ${prefix} in the mail`);
  return found;
}
