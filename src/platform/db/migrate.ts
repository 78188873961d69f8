import { createHash } from 'node:crypto';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';

const files = import.meta.glob('/db/migrations/*.sql', { query: '?raw', import: 'default', eager: true }) as Record<
  string,
  string
>;

/** The migrations in order: file name without folder, and its text. */
export const migrations: readonly { name: string; text: string }[] = Object.entries(files)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1), text }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const lockKey = 559_554_3694;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Names of the migrations that the database lacks; throws when one that ran has been edited since. */
export async function pendingMigrations(client: pg.Pool | pg.Client | pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.migration') is not null as there`,
  );
  if (!rows[0]?.there) return migrations.map((m) => m.name);
  const ran = new Map(
    (await client.query<{ name: string; hash: string }>('select name, hash from public.migration')).rows.map((r) => [
      r.name,
      r.hash,
    ]),
  );
  for (const { name, text } of migrations) {
    const hash = ran.get(name);
    if (hash && hash !== hashOf(text))
      throw new Error(`migration ${name} was changed after it ran; write a new one instead`);
  }
  return migrations.filter((m) => !ran.has(m.name)).map((m) => m.name);
}

/**
 * Brings the database up to date: forward only, one transaction a file, one process at a time, safe to run again after
 * being killed. Also installs the job tables. Needs a role that may create schemas and roles.
 * @returns the names that ran now
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists public.migration (name text primary key, hash text not null, at timestamptz not null default now())',
    );
    const pending = await pendingMigrations(client);
    for (const name of pending) await runOne(client, name);
    await client.query('grant select on public.migration to app');
    await installJobTables(pool);
    return pending;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => {});
    client.release();
  }
}

async function runOne(client: pg.PoolClient, name: string): Promise<void> {
  const text = migrations.find((m) => m.name === name)?.text ?? '';
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into public.migration (name, hash) values ($1, $2)', [name, hashOf(text)]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed and was rolled back`, { cause: error });
  }
}

async function installJobTables(pool: pg.Pool): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    schema: 'jobs',
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
  await boss.stop({ graceful: false });
}
