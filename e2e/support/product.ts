import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ParsedMail } from 'mailparser';
import type { IntakeLimits } from '#domain/lead/index.ts';
import { seedRegistry } from '#domain/supplier/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { type ManualClock, manualClock } from '#platform/clock.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { type ProxyTrust, trustNobody } from '#platform/ip.ts';
import { createLog, type Log, silentLog } from '#platform/log.ts';
import { builtAssets } from '#web/assets.ts';
import type { ProductOptions } from '../../src/options.ts';
import { type Product, startProduct } from '../../src/product.ts';
import { type Mailbox, mailbox } from './peers.ts';

export { type Endpoint, type Mailbox, mailbox, supplierEndpoint } from './peers.ts';

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
  /** Another mail server than the test's own. */
  readonly smtpUrl?: string;
  readonly campaigns?: ProductOptions['campaigns'];
  readonly role?: 'all' | 'web' | 'worker';
  readonly limits?: IntakeLimits;
  readonly start?: string;
  /** Whose word about the client's address counts; nobody's when left out. */
  readonly trust?: ProxyTrust;
  readonly log?: Log;
  /** Where mail to us is fetched. */
  readonly imap?: ProductOptions['imap'];
  readonly processors?: ProductOptions['processors'];
  readonly google?: string;
  readonly elks?: ProductOptions['elks'];
  readonly secret?: Uint8Array;
  readonly bounceSecret?: string;
  readonly embedders?: readonly string[];
  readonly consentPlace?: 'foot' | 'head';
  readonly apiOrigins?: readonly string[];
  readonly outside?: ProductOptions['outside'];
  readonly testMs?: number;
  /** Reached by a name and not by a number, at an address known beforehand: what passkeys need. */
  readonly named?: boolean;
  /** What name servers say; nothing about anybody when left out. */
  readonly resolveTxt?: ProductOptions['resolveTxt'];
  /** Instead of a fresh database. */
  readonly on?: TestDatabase;
}

/** The whole product on a database of its own, with a clock that stands until it is moved, and real peers. */
export async function testProduct({
  on,
  secret = randomBytes(32),
  outside,
  smtp = true,
  smtpUrl,
  campaigns,
  role = 'all',
  limits,
  start = '2026-03-12T08:14:00Z',
  trust = trustNobody,
  log = process.env.TEST_LOG ? createLog(process.env.TEST_LOG) : silentLog,
  processors = [],
  google,
  elks,
  bounceSecret,
  embedders,
  consentPlace,
  apiOrigins,
  named = false,
  testMs,
  imap,
  resolveTxt = async () => [],
}: TestOptions = {}): Promise<TestProduct> {
  const db = on ?? (await testDatabase());
  const clock = manualClock(start);
  await seedRegistry(db.db, clock.now(), true);
  const post = await mailbox();
  const fixed = named ? await freePort() : 0;
  const product = await startProduct({
    connection: db.connection,
    role,
    clock,
    secret,
    outside,
    baseUrl: `http://localhost:${fixed}`,
    production: false,
    smtpUrl: smtp ? (smtpUrl ?? post.url) : undefined,
    mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
    resolveTxt,
    imap,
    trust,
    processors,
    google,
    elks,
    bounceSecret,
    embedders,
    consentPlace,
    apiOrigins,
    log,
    host: '127.0.0.1',
    port: fixed,
    assets: builtAssets(fileURLToPath(new URL('../../dist/client', import.meta.url))),
    ...(limits ? { limits } : {}),
    ...(campaigns ? { campaigns } : {}),
    ...(testMs ? { testMs } : {}),
  });
  atEnd(async () => {
    await product.stop();
    await post.close();
  });
  return { product, db, clock, url: `http://${named ? 'localhost' : '127.0.0.1'}:${product.port}`, post };
}

/** A port that is free right now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The first link in a mail's text that leads to a path beginning with `prefix`, as a path. */
export function linkIn(mail: ParsedMail | undefined, prefix: string): string {
  const found = [...(mail?.text ?? '').matchAll(/https?:\/\/[^\s]+/g)]
    .map(([url]) => new URL(url).pathname)
    .find((path) => path.startsWith(prefix));
  if (!found) throw new Error(`no link to ${prefix} in the mail`);
  return found;
}
