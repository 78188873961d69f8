import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { testDatabase } from './test-db.ts';

const mapping = { timestamptz: 'Temporal.Instant', date: 'Temporal.PlainDate', int8: 'number' };

/** `UPDATE_TYPES=1 npx vitest run src/platform/db/types.test.ts` writes the file after a migration has changed the tables. */
it('the query types are those of the migrated database', async () => {
  const { connection } = await testDatabase();
  const { host, user, port, database, connectionString } = connection;
  const url =
    connectionString ??
    `postgres://${user}@/${database}?host=${encodeURIComponent(host ?? '')}${port ? `&port=${port}` : ''}`;
  const args = [
    '--dialect',
    'postgres',
    '--url',
    url,
    '--out-file',
    'src/platform/db/types.ts',
    '--type-mapping',
    JSON.stringify(mapping),
  ];
  const rooms = [
    '--include-pattern',
    '(brokerage|access|ledger|caught|privacy|archive|newsletter|analytics).*',
    '--default-schema',
    'public',
  ];
  const verify = process.env.UPDATE_TYPES ? [] : ['--verify'];
  const run = () =>
    execFileSync(process.execPath, ['node_modules/kysely-codegen/dist/cli/bin.js', ...args, ...rooms, ...verify], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(run).not.toThrow();
});
