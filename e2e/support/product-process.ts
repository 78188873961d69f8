import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestDatabase } from '#platform/db/test-db.ts';
import { addressOf, builtFolder, node } from './cli.ts';

/** The product as it runs, in a process of its own: web and worker in one. */
export interface ProductProcess {
  readonly url: string;
  /** At once and without a word: kill -9. */
  kill(): Promise<void>;
  /** As whoever runs it does: SIGTERM. @returns how it ended, and after how many milliseconds */
  stop(): Promise<{ readonly code: number | null; readonly after: number }>;
}

/** Starts it on a database, and waits until it answers. It ends with this process at the latest. */
export async function productProcess(
  db: TestDatabase,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<ProductProcess> {
  const folder = await builtFolder();
  const child: ChildProcess = spawn(node, [join(folder, 'dist/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      ...{ DATABASE_URL: addressOf(db), DATA_DIR: join(folder, 'data'), PORT: String(port), LOG_LEVEL: 'info', ...env },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = () => child.kill('SIGKILL');
  process.once('exit', gone);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      if (said.includes('"event":"started"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the product ended (${code}): ${said.slice(-2000)}`)));
  });
  return {
    url: `http://localhost:${port}`,
    async kill() {
      process.off('exit', gone);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    async stop() {
      process.off('exit', gone);
      const asked = performance.now();
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return { code: child.exitCode, after: performance.now() - asked };
    },
  };
}
