import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { atEnd } from '../at-end.ts';
import { type Connection, type Database, openDatabase } from './index.ts';
import { withDatabase } from './test-cluster.ts';

export interface TestDatabase extends Database {
  /** The same database with the rights of its owner: to look behind the app's back. */
  readonly owner: Database;
  readonly connection: Connection;
}

/** A fresh, migrated database for one test file, copied from the template; the server is thrown away after the run. */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client(cluster);
  await admin.connect();
  // Two files may copy the template at once, which PostgreSQL refuses: take turns.
  await admin.query('select pg_advisory_lock(1)');
  await admin.query(`create database ${name} template template_app strategy file_copy`);
  await admin.end();
  const connection = withDatabase(cluster, name);
  const app = openDatabase(connection, 'app', 6);
  const owner = openDatabase(connection, undefined, 2);
  atEnd(async () => {
    await app.close();
    await owner.close();
  });
  return { ...app, owner, connection };
}
