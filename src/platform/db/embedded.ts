import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDataDir } from '../data-dir.ts';
import { pidFileHolder, releasePidFile, takePidFile } from '../pid-file.ts';
import { type Binaries, EmbeddedError, elsewhere, findBinaries, usableBinaries } from './embedded-binaries.ts';
import { findPlace } from './embedded-place.ts';
import { readPostmaster } from './embedded-postmaster.ts';
import { code, connectionTo, type EmbeddedConnection, type EmbeddedLog, EmbeddedServer } from './embedded-server.ts';

export { EmbeddedError } from './embedded-binaries.ts';
export type { EmbeddedConnection, EmbeddedLog } from './embedded-server.ts';

export interface Embedded {
  /** 'owner' is the superuser postgres, for migrations; 'app' has the rights that the migrations give it, and no others. */
  connection(role: 'owner' | 'app', database?: string): EmbeddedConnection;
  /** The server's process; another one after it was restarted. */
  readonly pid: number;
  /** Ends the server: sessions are cut off and open transactions rolled back. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when missing. Relative to the working directory. */
  readonly dataDir: string;
  /** False only for databases that are thrown away: a power cut may destroy them. */
  readonly fsync?: boolean;
  readonly log?: EmbeddedLog;
  /** Other binaries than the installed package's. */
  readonly binaries?: Binaries;
}

const pidFile = 'allkontrakt.pid';

/**
 * Starts the PostgreSQL that comes with the product on the data folder, after making the cluster when there is none, and
 * keeps it running until stop() or until this process ends, however it ends.
 * @throws EmbeddedError with a sentence for the operator
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const found = options.binaries ?? findBinaries();
  const dataDir = usableDataDir(options.dataDir);
  const file = join(dataDir, pidFile);
  const holder = await takePidFile(file).catch((error: unknown) => Promise.reject(inWords(error)));
  if (holder) {
    throw new EmbeddedError(
      `Allkontrakt already runs on the data folder ${dataDir}, as process ${holder.pid}. Stop that one first (kill ${holder.pid}), ` +
        `give this one another DATA_DIR, or, to run several on one database, ${elsewhere}.`,
    );
  }
  try {
    const place = findPlace(dataDir);
    const binaries = usableBinaries(found, place.user, place.copies);
    const server = new EmbeddedServer(place, binaries, options.fsync ?? true, options.log, () => releasePidFile(file));
    await server.start();
    return server;
  } catch (error) {
    releasePidFile(file);
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (!syscall) return error;
  return new EmbeddedError(
    `The embedded PostgreSQL can't be set up (${code(error)} for ${path ?? syscall}): mend that, or ${elsewhere}.`,
  );
}

/** What of a data folder is the database itself: the files of its cluster, and copies of its programs. */
export function clusterFiles(dataDir: string): string[] {
  const programs = readdirSync(dataDir).filter((name) => /^postgres-\d/.test(name));
  return ['postgres', ...programs].map((name) => join(dataDir, name));
}

/** The connection to the database that another live process runs on the data folder, for commands beside a running product. */
export function findRunning(folder: string, role: 'owner' | 'app'): EmbeddedConnection | undefined {
  const dataDir = resolve(folder);
  if (!existsSync(dataDir) || !pidFileHolder(join(dataDir, pidFile))) return undefined;
  const server = readPostmaster(findPlace(realpathSync(dataDir)).cluster);
  return server?.ready ? connectionTo(server.socketFolder, role) : undefined;
}

function usableDataDir(folder: string): string {
  try {
    makeDataDir(resolve(folder));
    return realpathSync(folder);
  } catch (error) {
    throw new EmbeddedError(
      `The data folder ${resolve(folder)} can't be used (${code(error)}): choose another DATA_DIR.`,
    );
  }
}
