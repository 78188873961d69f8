import { resolve } from 'node:path';
import type { Context } from '#domain/context.ts';
import { createVault } from '#platform/crypto.ts';
import { type Database, openDatabase } from '#platform/db/index.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { wake } from '#platform/jobs.ts';
import { policyEdition } from '#platform/policy-edition.ts';
import { linksFrom } from '#web/links.ts';
import { type Opened, open } from '../open.ts';

/** Writes a line for whoever gave the command. */
export const say = (line: string) => process.stdout.write(`${line}\n`);

/** A path as whoever gave the command meant it: npm runs the product in its own folder. */
export const inCallersFolder = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path);

/** Opens the database for one command, beside a running product if there is one, and closes it again. */
export async function withDatabase(
  migrated: boolean,
  work: (app: Database, opened: Opened) => Promise<void>,
): Promise<void> {
  const opened = await open({ migrate: migrated, seed: migrated, beside: true });
  const app = openDatabase(opened.connection, 'app', 4);
  try {
    await work(app, opened);
  } finally {
    await app.close();
    await opened.close();
  }
}

/**
 * What actions take, for a command. Reactions are not enqueued: a command whose action has any must say so.
 * @param now for commands that may be told the time
 */
export function commandContext(app: Database, opened: Opened, now?: Temporal.Instant): Context {
  return {
    db: app.db,
    clock: now ? { now: () => now } : opened.clock,
    vault: createVault(opened.secret),
    links: linksFrom(opened.config.baseUrl),
    policyVersion: policyEdition,
    actor: 'terminal',
    heads: openHeadsFile(opened.config.erasureLedger, () => opened.clock.now()),
    react: async () => {},
    wake,
  };
}
