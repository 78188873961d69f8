import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { atEnd } from '#platform/at-end.ts';
import type { TestDatabase } from '#platform/db/test-db.ts';

const root = resolve(import.meta.dirname, '../..');
export const node = join(root, 'node_modules/.bin/node');

export interface Said {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Running {
  readonly ended: Promise<Said>;
  kill(signal?: NodeJS.Signals): void;
}

export interface Cli {
  (...args: string[]): Promise<Said>;
  /** Begins, and doesn't wait for the end. */
  begin(...args: string[]): Running;
  /** The same with something piped in, or other settings. */
  with(more: { readonly input?: string; readonly env?: Readonly<Record<string, string>> }): Cli;
}

let built: Promise<unknown> | undefined;

/**
 * A folder from which the product runs as whoever installs it has it: built by `bin/ready` when its sources have changed since.
 * @returns where dist/main.js and dist/cli.js are, beside no .env and no data but the test file's own
 */
export async function builtFolder(): Promise<string> {
  built ??= promisify(execFile)('sh', ['bin/ready', 'test'], { cwd: root });
  await built;
  const folder = mkdtempSync(join(tmpdir(), 'ak-built-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['dist', 'node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

/** The command line: each run is a process of its own. */
export async function cli(db: TestDatabase, extra: Readonly<Record<string, string>> = {}): Promise<Cli> {
  const folder = await builtFolder();
  const address = addressOf(db);
  const data = join(folder, `data${new URL(address).pathname.replace('/', '-')}`);
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: address, DATA_DIR: data, ...extra };
  const runner = (settings: Readonly<Record<string, string>>, input: string): Cli => {
    const begin = (...args: string[]): Running => {
      const child = spawn(node, [join(folder, 'dist/cli.js'), ...args], { cwd: folder, env: settings });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      // A command that doesn't read it may be gone already.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      const ended = once(child, 'close').then(([code]): Said => ({ code: code as number | null, out, err }));
      return { ended, kill: (signal = 'SIGKILL') => child.kill(signal) };
    };
    return Object.assign((...args: string[]) => begin(...args).ended, {
      begin,
      with: (more: { readonly input?: string; readonly env?: Readonly<Record<string, string>> }) =>
        runner({ ...settings, ...more.env }, more.input ?? input),
    });
  };
  return runner(env, '');
}

/** The database of a test as an address, as an operator would write it. */
export function addressOf({ connection }: TestDatabase): string {
  if (connection.connectionString) return connection.connectionString;
  const { host = '', port = 5432, user = '', password = '', database = '' } = connection;
  const url = new URL(`postgres://${encodeURIComponent(user)}@localhost/${database}`);
  if (typeof password === 'string' && password) url.password = password;
  url.searchParams.set('host', host);
  url.searchParams.set('port', String(port));
  return url.href;
}
