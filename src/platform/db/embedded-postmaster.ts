import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from '../pid-file.ts';
import { EmbeddedError, elsewhere } from './embedded-binaries.ts';
import { isTemporarySocketFolder } from './embedded-place.ts';

/** What a server writes about itself in its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
  readonly ready: boolean;
}

/** Reads postmaster.pid: the number on line 1, the socket's folder on line 5, the state on line 8. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** Whether the process is a PostgreSQL working in this very folder, and not one that was given a dead one's number. */
export function servesCluster(pid: number, cluster: string): boolean {
  if (!processStart(pid)) return false;
  try {
    if (process.platform !== 'linux') {
      const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      return command.includes('postgres') && command.includes(cluster);
    }
    // A reinstalled package leaves "…/postgres (deleted)" behind the running process.
    const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
    return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

/**
 * Ends a server that outlived its product, and clears what it left. To be called by the holder of the data folder's pid file.
 * @returns the pid of the server that was ended, if there was one
 * @throws EmbeddedError when a server that isn't ours to end serves the folder (from another container, say)
 */
export async function endOrphan(cluster: string): Promise<number | undefined> {
  const left = readPostmaster(cluster);
  if (!left) return undefined;
  const orphan = servesCluster(left.pid, cluster);
  if (orphan) {
    await endProcess(left.pid);
  } else if (await answers(left.socketFolder)) {
    throw new EmbeddedError(
      `Another PostgreSQL serves ${cluster} and can't be seen from here, perhaps from another container: stop it, ` +
        `choose another DATA_DIR, or ${elsewhere}.`,
    );
  } else if (processStart(left.pid)) {
    // The number belongs to an innocent process by now; PostgreSQL would take that for a server and refuse to start.
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
  }
  if (isTemporarySocketFolder(left.socketFolder)) rmSync(left.socketFolder, { recursive: true, force: true });
  return orphan ? left.pid : undefined;
}

/** A fast shutdown, an immediate one after ten seconds. */
async function endProcess(pid: number): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGINT', 10],
    ['SIGQUIT', 5],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (let waited = 0; waited < seconds * 50; waited++) {
      if (!processStart(pid)) return;
      await sleep(20);
    }
  }
  throw new EmbeddedError(`An earlier PostgreSQL, process ${pid}, does not stop. Stop it with: kill -9 ${pid}`);
}

function answers(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (!folder) return resolve(false);
    const socket = createConnection(join(folder, '.s.PGSQL.5432'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
