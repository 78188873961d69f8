import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll } from 'vitest';
import type { TestDatabase } from '#platform/db/test-db.ts';

const root = resolve(import.meta.dirname, '../..');
const node = join(root, 'node_modules/.bin/node');

export interface Said {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line of the sources as they are, built beside whatever is installed: each run is a process of its own. */
export async function cli(
  db: TestDatabase,
  extra: Readonly<Record<string, string>> = {},
): Promise<(...args: string[]) => Promise<Said>> {
  const folder = mkdtempSync(join(tmpdir(), 'ak-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    ...{ root, configFile: false, logLevel: 'error', publicDir: false },
    oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
    build: {
      ssr: 'src/cli.ts',
      outDir: join(folder, 'dist'),
      rolldownOptions: { output: { chunkFileNames: '[name].js' } },
    },
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: addressOf(db), DATA_DIR: join(folder, 'data'), ...extra };
  return async (...args) => {
    const child = spawn(node, [join(folder, 'dist/cli.js'), ...args], { cwd: folder, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  };
}

/** The database of a test as an address, as an operator would write it. */
function addressOf({ connection }: TestDatabase): string {
  if (connection.connectionString) return connection.connectionString;
  const { host = '', port = 5432, user = '', password = '', database = '' } = connection;
  const url = new URL(`postgres://${encodeURIComponent(user)}@localhost/${database}`);
  if (typeof password === 'string' && password) url.password = password;
  url.searchParams.set('host', host);
  url.searchParams.set('port', String(port));
  return url.href;
}
