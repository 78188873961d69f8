import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Binaries, EmbeddedError, elsewhere } from './embedded-binaries.ts';
import { isTemporarySocketFolder, makePrivate, makeSocketFolder, type Place } from './embedded-place.ts';
import { endOrphan, readPostmaster } from './embedded-postmaster.ts';

/** Sentences for the operator; none holds a value from the database. */
export interface EmbeddedLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** How pg reaches the server: by a socket that only its owner and root may open. */
export interface EmbeddedConnection {
  host: string;
  port: number;
  user: string;
  database: string;
}

const mainDatabase = 'allkontrakt';

export function connectionTo(host: string, role: 'owner' | 'app', database = mainDatabase): EmbeddedConnection {
  return { host, port: 5432, user: role === 'owner' ? 'postgres' : 'app', database };
}

/** One cluster and the process that serves it. Long, because starting, watching and ending share one state. */
export class EmbeddedServer {
  readonly #place: Place;
  readonly #binaries: Binaries;
  readonly #fsync: boolean;
  readonly #log: EmbeddedLog | undefined;
  readonly #release: () => void;
  #socketFolder = '';
  #child: ChildProcess | undefined;
  #output: string[] = [];
  #stopping: Promise<void> | undefined;
  #restarting: Promise<void> = Promise.resolve();
  readonly #onExit = (): void => {
    this.#child?.kill('SIGINT');
    this.#release();
  };

  constructor(place: Place, binaries: Binaries, fsync: boolean, log: EmbeddedLog | undefined, release: () => void) {
    this.#place = place;
    this.#binaries = binaries;
    this.#fsync = fsync;
    this.#log = log;
    this.#release = release;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  connection(role: 'owner' | 'app', database?: string): EmbeddedConnection {
    return connectionTo(this.#socketFolder, role, database);
  }

  async start(): Promise<void> {
    const { cluster } = this.#place;
    if (!existsSync(cluster)) await this.#makeCluster();
    this.#checkVersion();
    const ended = await endOrphan(cluster);
    if (ended) this.#log?.warn(`ended the database server ${ended} of an earlier run that was cut off`);
    this.#socketFolder = makeSocketFolder(this.#place);
    process.once('exit', this.#onExit);
    try {
      await this.#launch();
      await this.#makeDatabase();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    await this.#restarting;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.ref();
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      const harder = setTimeout(() => child.kill('SIGQUIT'), 5000);
      await gone;
      clearTimeout(harder);
    }
    process.off('exit', this.#onExit);
    if (isTemporarySocketFolder(this.#socketFolder)) rmSync(this.#socketFolder, { recursive: true, force: true });
    this.#release();
  }

  /** Starts the server and waits until it takes connections, through crash recovery if need be. */
  async #launch(): Promise<void> {
    const child = this.#spawn('postgres', [
      ...['-D', this.#place.cluster],
      ...settings(this.#socketFolder, this.#fsync).flatMap((setting) => ['-c', setting]),
    ]);
    this.#child = child;
    await spawned(child);
    guard(child, this.#spawnOptions());
    for (const end = performance.now() + 120_000; ; await sleep(10)) {
      const server = readPostmaster(this.#place.cluster);
      if (server?.pid === child.pid && server?.ready) break;
      if (child.exitCode !== null || child.signalCode !== null)
        throw new EmbeddedError(this.#failure('does not start'));
      if (performance.now() > end) throw new EmbeddedError(this.#failure('is not ready after two minutes'));
    }
    child.once('exit', () => {
      if (!this.#stopping) this.#restarting = this.#restart();
    });
    child.unref();
    (child.stderr as Socket).unref();
  }

  async #restart(): Promise<void> {
    this.#log?.error('the database server ended unexpectedly and is started again');
    for (let pause = 100; !this.#stopping; pause = Math.min(pause * 2, 5000)) {
      try {
        return await this.#launch();
      } catch (error) {
        this.#log?.error(error instanceof EmbeddedError ? error.message : 'the database server could not be started');
        await sleep(pause);
      }
    }
  }

  /** initdb works in a draft that is renamed when complete, so that a cut-off first start leaves no half cluster. */
  async #makeCluster(): Promise<void> {
    const draft = `${this.#place.cluster}.draft`;
    rmSync(draft, { recursive: true, force: true });
    makePrivate(draft, this.#place.user);
    const child = this.#spawn('initdb', [
      ...['-D', draft, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-instructions'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...(this.#fsync ? [] : ['--no-sync']),
    ]);
    const closed = once(child, 'close');
    // A program that can't be started rejects both waits; spawned() words it, so this one must not be heard as well.
    closed.catch(() => {});
    await spawned(child);
    const [status] = (await closed) as [number | null];
    if (status !== 0) throw new EmbeddedError(this.#failure('can not be set up'));
    // Who may open the socket is decided by its folder; there is no other way in.
    writeFileSync(join(draft, 'pg_hba.conf'), 'local all all trust\n');
    renameSync(draft, this.#place.cluster);
    this.#log?.info(`made a database in ${this.#place.cluster}`);
  }

  #checkVersion(): void {
    const { cluster } = this.#place;
    let made: string;
    try {
      made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
    } catch (error) {
      throw new EmbeddedError(
        `The database in ${cluster} can't be read (${code(error)}): run as the user who owns that folder.`,
      );
    }
    const ours = this.#binaries.version.split('.')[0];
    if (made !== ours)
      throw new EmbeddedError(`The database in ${cluster} is of PostgreSQL ${made}, and this is ${ours}.`);
  }

  async #makeDatabase(): Promise<void> {
    const client = new pg.Client(this.connection('owner', 'postgres'));
    await client.connect();
    try {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [mainDatabase]);
      if (!rowCount) await client.query(`create database ${mainDatabase}`);
      // The migrations give the role its rights; here it may log in, so that the product never does so as superuser.
      const { rows } = await client.query("select rolcanlogin as may from pg_roles where rolname = 'app'");
      if (!rows[0]?.may) await client.query(`${rows[0] ? 'alter' : 'create'} role app login noinherit`);
    } finally {
      await client.end();
    }
  }

  #spawn(program: string, args: string[]): ChildProcess {
    this.#output = [];
    const child = spawn(join(this.#binaries.folder, 'bin', program), args, this.#spawnOptions());
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = [...this.#output, ...text.split('\n').filter(Boolean)].slice(-8);
    });
    return child;
  }

  /** A session of its own, so that Ctrl-C reaches only us; and none of our environment, where the keys are. */
  #spawnOptions(): SpawnOptions {
    const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
    return { cwd: '/', env, detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...this.#place.user };
  }

  #failure(what: string): string {
    const said = this.#output.length ? ` It says: ${this.#output.join(' / ')}` : '';
    return `The embedded PostgreSQL ${what} in ${this.#place.cluster}.${said} If it can't be mended, ${elsewhere}.`;
  }
}

/** No network, nothing about the content of rows in its messages, and times in UTC. */
function settings(socketFolder: string, fsync: boolean): string[] {
  return [
    'listen_addresses=',
    `unix_socket_directories="${socketFolder.replaceAll('"', '""')}"`,
    'unix_socket_permissions=0700',
    'timezone=UTC',
    'log_timezone=UTC',
    // Errors go to the client and not to the log, because their text may quote a row.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
    'jit=off',
    // A segment of the log that is no longer needed goes, instead of lying under another name with what has been erased since (P30).
    'wal_recycle=off',
    'min_wal_size=32MB',
    ...(fsync ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
}

async function spawned(child: ChildProcess): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new EmbeddedError(
      `The embedded PostgreSQL can't be run here (${code(error)} for ${child.spawnfile}): run as an ordinary user, or ${elsewhere}.`,
    );
  }
}

/** A shell that reads from us: when we are gone, even by kill -9, its input ends and it stops the server. */
function guard(server: ChildProcess, options: SpawnOptions): void {
  const script = 'IFS= read -r line || kill -INT "$1"';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid)], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the next start ends the orphan.
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  server.once('exit', () => shell.stdin?.end('\n'));
  shell.unref();
  (shell.stdin as Socket | null)?.unref();
}

export const code = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';
