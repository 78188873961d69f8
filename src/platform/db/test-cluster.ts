import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from './embedded.ts';
import type { Connection } from './index.ts';
import { migrate } from './migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: Connection;
  }
}

/** One throw-away server for the whole run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const folder = given ? undefined : await mkdtemp(join(tmpdir(), 'ak-test-'));
  const server = folder ? await startEmbedded({ dataDir: folder, fsync: false }) : undefined;
  const connection: Connection = server
    ? server.connection('owner', 'postgres')
    : { connectionString: given as string };
  const admin = new pg.Client(connection);
  await admin.connect();
  await admin.query('drop database if exists template_app');
  await admin.query("create database template_app encoding 'UTF8' template template0");
  const pool = new pg.Pool({ ...withDatabase(connection, 'template_app'), max: 4 });
  await migrate(pool);
  await pool.end();
  await admin.end();
  project.provide('cluster', connection);
  return async () => {
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}

/** The same server, another database. */
export function withDatabase(connection: Connection, database: string): Connection {
  if (!connection.connectionString) return { ...connection, database };
  const url = new URL(connection.connectionString);
  url.pathname = `/${database}`;
  return { connectionString: url.href };
}
