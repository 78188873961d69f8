import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Folder } from '#domain/privacy/index.ts';
import { seedRegistry } from '#domain/supplier/index.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import { type Config, developmentSecret, readConfig } from '#platform/config.ts';
import { clusterFiles, findRunning, startEmbedded } from '#platform/db/embedded.ts';
import { type Connection, openDatabase } from '#platform/db/index.ts';
import { migrate } from '#platform/db/migrate.ts';
import type { ProxyTrust } from '#platform/ip.ts';
import { createLog, type Log } from '#platform/log.ts';
import { isQuarantined, QuarantineError } from '#platform/quarantine.ts';

export interface Opened {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly secret: Uint8Array;
  readonly trust: ProxyTrust;
  /** For the app: steps down to the app role on every connection. */
  readonly connection: Connection;
  /** With the rights of the database's owner: for migrations. */
  readonly ownerConnection: Connection;
  /** Stops the embedded database, if this process started it. */
  close(): Promise<void>;
}

/**
 * Reads the settings and brings the database up: the embedded one unless DATABASE_URL is set.
 * @throws ConfigError, EmbeddedError: their messages are for the operator
 */
export async function open(wanted: {
  readonly migrate: boolean;
  readonly seed: boolean;
  readonly beside?: boolean;
  /** Opens a restored backup that isn't cleaned yet, too: only for what cleans it. */
  readonly quarantined?: boolean;
}): Promise<Opened> {
  const config = readConfig(process.env, existsSync('.env') ? readFileSync('.env', 'utf8') : '');
  const log = createLog(config.logLevel);
  const secret = config.secretKey ?? developmentSecret(config.dataDir);
  const server = await reach(config, log, wanted.beside ?? false);
  try {
    if (wanted.migrate) {
      const owner = openDatabase(server.owner, undefined, 3);
      const ran = await migrate(owner.pool).finally(owner.close);
      for (const name of ran) log.info({ event: 'migrated', migration: name }, 'migrated');
    }
    if (!wanted.quarantined) await refuseQuarantined(server.owner);
    if (wanted.seed) {
      const app = openDatabase(server.app, 'app', 1);
      await seedRegistry(app.db, systemClock.now(), !config.production).finally(app.close);
    }
  } catch (error) {
    await server.close();
    throw error;
  }
  const { trustProxy } = config;
  const trust: ProxyTrust =
    trustProxy.kind === 'networks'
      ? { networks: trustProxy.networks }
      : { hops: trustProxy.kind === 'hops' ? trustProxy.hops : 0 };
  return {
    config,
    log,
    clock: systemClock,
    secret,
    trust,
    connection: server.app,
    ownerConnection: server.owner,
    close: server.close,
  };
}

/** The folders that a scan looks through (P30): all that is kept on disk but the database itself and its programs. */
export function foldersOf({ dataDir, erasureLedger, databaseUrl }: Config): Folder[] {
  const data = resolve(dataDir);
  const list = resolve(erasureLedger);
  const own = databaseUrl ? [] : clusterFiles(data);
  return [
    { path: data, but: [list, ...own] },
    { path: list, keys: true },
  ];
}

/** A backup is cleaned from what has been erased since before anybody can read it (P30, G6). */
async function refuseQuarantined(owner: Connection): Promise<void> {
  const { pool, close } = openDatabase(owner, undefined, 1);
  try {
    if (await isQuarantined(pool)) throw new QuarantineError();
  } finally {
    await close();
  }
}

/** @param beside a command may use the embedded database that a running product has started */
async function reach(
  config: Config,
  log: Log,
  beside: boolean,
): Promise<{ owner: Connection; app: Connection; close: () => Promise<void> }> {
  const close = async () => {};
  if (config.databaseUrl) {
    const connection = { connectionString: config.databaseUrl };
    return { owner: connection, app: connection, close };
  }
  if (beside) {
    const owner = findRunning(config.dataDir, 'owner');
    const app = findRunning(config.dataDir, 'app');
    if (owner && app) return { owner, app, close };
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, log });
  return { owner: embedded.connection('owner'), app: embedded.connection('app'), close: () => embedded.stop() };
}
