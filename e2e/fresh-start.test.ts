import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { controller } from '#policy/controller.ts';

/**
 * `npm start` in a clone that nobody has run before. The installed packages are handed to it, unless FRESH_INSTALL=1 makes it
 * install them too, as a new clone does (half a minute, and it needs the registry):
 * FRESH_INSTALL=1 npx vitest run e2e/fresh-start.test.ts
 */
const installs = process.env.FRESH_INSTALL === '1';
const source = resolve(import.meta.dirname, '..');
const base = mkdtempSync(join(tmpdir(), 'ak-fresh-'));
chmodSync(base, 0o777);
const running: ChildProcess[] = [];

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

afterAll(() => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
});

/** A copy of what git knows or would know; nothing built, no data. */
function clone(name: string, user: User): string {
  const folder = join(base, name);
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  execFileSync('sh', ['-c', `mkdir ${quote(folder)} && chown ${user.uid ?? process.getuid?.()} ${quote(folder)}`]);
  const list = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard'], {
    cwd: source,
    encoding: 'utf8',
  });
  const files = list.split('\n').filter((file) => file !== '' && existsSync(join(source, file)));
  execFileSync('sh', ['-c', `tar cf - -T - | tar xf - -C ${quote(folder)}`], {
    cwd: source,
    input: files.join('\n'),
    ...user,
  });
  if (!installs) execFileSync('cp', ['-RP', join(source, 'node_modules'), folder], user);
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** The system's own Node in front, as in a terminal; nothing of the test runner's environment. */
function environment(folder: string, port: number): Record<string, string> {
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.endsWith('node_modules/.bin'));
  return { PATH: path.join(':'), HOME: `${folder}.home`, PORT: String(port), npm_config_cache: `${folder}.home/npm` };
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  said(): string;
}

function npmStart(folder: string, port: number, user: User): Started {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: environment(folder, port),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  return { child, url: `http://127.0.0.1:${port}`, said: () => text };
}

/** Waits until the product is ready for everything and has said where it is. */
async function ready({ child, url, said }: Started): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.text();
    if (answer?.status === 200 && said().includes(url.replace('127.0.0.1', 'localhost'))) return;
    await sleep(50);
  }
}

/** Whether a process runs; one that has ended and isn't collected yet doesn't. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const databasePid = (folder: string): number =>
  Number(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);

async function stop({ child }: Started, signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
  const began = performance.now();
  child.kill(signal);
  await once(child, 'exit');
  return performance.now() - began;
}

describe.runIf(process.platform === 'linux')('npm start in a fresh clone', () => {
  it('opens the product, keeps what is stored, refuses a second start, and leaves nothing running', {
    timeout: 300_000,
  }, async () => {
    const folder = clone("a folder, it's new", {});
    const port = await freePort();
    const first = npmStart(folder, port, {});
    await ready(first);
    expect(await (await fetch(`${first.url}/healthz`)).text()).toBeTruthy();
    const home = await fetch(first.url);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain(controller.name);
    expect(first.said()).toContain(`http://localhost:${port}`);
    expect(first.said()).toContain('/dev/mail');
    const way = /http\S*\/konsol\/lank\/\S+/.exec(first.said())?.[0] ?? '';
    expect(way).toContain(`http://localhost:${port}/konsol/lank/`);
    expect(await (await fetch(way.replace('localhost', '127.0.0.1'))).text()).toContain('name="staffEmail"');

    const second = npmStart(folder, await freePort(), {});
    const [status] = (await once(second.child, 'exit')) as [number];
    expect(status).not.toBe(0);
    expect(second.said()).toMatch(/already runs on the data folder .* as process \d+/);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);

    const pid = databasePid(folder);
    const key = readFileSync(join(folder, 'data/secret.key'), 'utf8');
    expect(runs(pid)).toBe(true);
    // From the signal to the end of npm, the server and the database: the limit of most keepers of processes.
    expect(await stop(first)).toBeLessThan(10_000);
    expect(runs(pid)).toBe(false);

    const again = npmStart(folder, port, {});
    await ready(again);
    expect(again.said()).not.toMatch(/installing|building/);
    expect(readFileSync(join(folder, 'data/secret.key'), 'utf8')).toBe(key);
    await stop(again, 'SIGINT');
    expect(existsSync(join(folder, 'data/allkontrakt.pid'))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)('works for an ordinary user', { timeout: 300_000 }, async () => {
    const user = { uid: 1000, gid: 1000 };
    const folder = clone('of-a-user', user);
    const started = npmStart(folder, await freePort(), user);
    await ready(started);
    expect((await fetch(started.url)).status).toBe(200);
    const pid = databasePid(folder);
    expect(runs(pid)).toBe(true);
    await stop(started);
    expect(runs(pid)).toBe(false);
  });
});
