import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from '#domain/context.ts';
import { anyStaff, issueStaffLink } from '#domain/staff/index.ts';
import { type Config, ConfigError } from '#platform/config.ts';
import { transact } from '#platform/db/index.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { type DkimKey, readDkimKey } from '#platform/smtp/index.ts';
import { builtAssets } from '#web/assets.ts';
import { endpoints, path } from '#web/paths.ts';
import { foldersOf, open } from './open.ts';
import { startProduct } from './product.ts';

/** Starts the product by its settings and keeps it running until it is told to stop. */
async function main(): Promise<void> {
  const opened = await open({ migrate: true, seed: true });
  const { config, log } = opened;
  const outside = openErasureFile(config.erasureLedger, () => opened.clock.now());
  const product = await startProduct({
    ...opened,
    role: config.role,
    baseUrl: config.baseUrl,
    production: config.production,
    smtpUrl: config.smtpUrl,
    imap: config.imap,
    elks: config.elks,
    bounceSecret: config.bounceSecret,
    embedders: config.embedders,
    consentPlace: config.consentPlace,
    apiOrigins: config.apiOrigins,
    mailFrom: config.mailFrom,
    processors: config.processors,
    google: config.google,
    campaigns: { ...config.newsletterRate, dkim: signingKey(config) },
    outside,
    heads: openHeadsFile(config.erasureLedger, () => opened.clock.now()),
    folders: foldersOf(config),
    host: config.host,
    port: config.port,
    assets: builtAssets(fileURLToPath(new URL('./client', import.meta.url))),
  }).catch(async (error) => {
    await opened.close();
    throw error;
  });
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'stopping', signal }, 'stopping');
    // Whatever hangs, the process is gone within the ten seconds that its keeper allows.
    setTimeout(() => process.exit(1), 9500).unref();
    await product.stop();
    await outside.close();
    await opened.close();
    log.info({ event: 'stopped' }, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  log.info({ event: 'started', role: config.role, version: version(), port: product.port }, 'started');
  if (config.role === 'worker') return;
  process.stdout.write(welcome(config.baseUrl, !config.production && !config.smtpUrl, await firstLink(product.ctx)));
}

/** The key that newsletters are signed with. @throws ConfigError when there is one and it can't be used */
function signingKey({ dkim, mailFrom }: Config): DkimKey | undefined {
  const domain = mailFrom.address.slice(mailFrom.address.indexOf('@') + 1);
  try {
    return dkim && readDkimKey(dkim.keyFile, domain, dkim.selector);
  } catch (error) {
    throw new ConfigError([`DKIM_KEY_FILE can’t be used: ${error instanceof Error ? error.message : ''}.`]);
  }
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** The way in for the first administrator, as long as nobody has an account. */
async function firstLink(ctx: Context): Promise<string | undefined> {
  if (await anyStaff(ctx.db)) return undefined;
  return ctx.links.console('sv', await transact(ctx.db, (tx) => issueStaffLink(ctx, tx, 'first', null)));
}

function welcome(baseUrl: string, caught: boolean, first: string | undefined): string {
  const mail = caught
    ? `  Caught mail   ${baseUrl}${endpoints.devMail}   (no SMTP_URL is set, so nothing leaves the house)\n`
    : '';
  const way = first
    ? `  Console       ${first}   (once, within three days: makes the first administrator)\n`
    : `  Console       ${baseUrl}${path('console', 'sv')}\n`;
  return `\n  Allkontrakt   ${baseUrl}\n${way}${mail}  Suppliers answer by the link in their mail; customers log in at ${baseUrl}/min-sida.\n  Stop with Ctrl-C.\n\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error && ['ConfigError', 'EmbeddedError', 'QuarantineError'].includes(error.name) ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
