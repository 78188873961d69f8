import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRoot } from '../data-dir.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where one embedded database lives, and as whom it runs; `user` only when that isn't the user we are. */
export interface Place {
  readonly cluster: string;
  /** Folder of the socket when nothing shorter is needed. */
  readonly run: string;
  /** Folder for copies of the binaries. */
  readonly copies: string;
  readonly user: User | undefined;
}

/** "nobody": PostgreSQL refuses to run as root. */
const nobody: User = { uid: 65534, gid: 65534 };
const systemFolder = '/var/lib/allkontrakt';

/**
 * The data folder itself, unless we are root and its parents let no other user through: then a folder of its own under
 * /var/lib/allkontrakt, whose path the data folder remembers in `postgres.location`.
 */
export function findPlace(dataDir: string): Place {
  if (!isRoot()) return placeIn(dataDir, dataDir, undefined);
  const home = homeForRoot(dataDir);
  const { cluster } = placeIn(home, systemFolder, nobody);
  // A cluster that an ordinary user began keeps its owner.
  const owner = existsSync(cluster) ? statSync(cluster) : nobody;
  return placeIn(home, systemFolder, { uid: owner.uid || nobody.uid, gid: owner.gid || nobody.gid });
}

function placeIn(home: string, copies: string, user: User | undefined): Place {
  return { cluster: join(home, 'postgres'), run: join(home, 'run'), copies, user };
}

function homeForRoot(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.location');
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  if (existsSync(join(dataDir, 'postgres')) || isReachable(dataDir, nobody)) return dataDir;
  const home = join(systemFolder, randomBytes(6).toString('hex'));
  mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
  mkdirSync(home, { mode: 0o711 });
  chmodSync(home, 0o711);
  writeFileSync(pointer, `${home}\n`);
  return home;
}

/** Whether the folders on the way to `path` (itself included, if a folder) let `user` through. Access lists are not looked at. */
export function isReachable(path: string, user: User): boolean {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const stat = statSync(at);
    const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
    if (stat.isDirectory() && (stat.mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Makes an empty folder that only `user` may enter. */
export function makePrivate(path: string, user: User | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (user) chownSync(path, user.uid, user.gid);
}

const socketName = '.s.PGSQL.5432';
const temporaryName = 'allkontrakt-';
/** The longest path of a socket: 108 bytes with the closing zero on Linux, 104 on macOS. */
const longest = process.platform === 'linux' ? 107 : 103;

/** A folder for the socket that only its owner may enter, and short enough: beside the cluster, else a temporary one. */
export function makeSocketFolder(place: Place): string {
  const short = (folder: string): boolean => Buffer.byteLength(join(folder, socketName)) <= longest;
  if (short(place.run)) {
    makePrivate(place.run, place.user);
    return place.run;
  }
  const parent = [tmpdir(), '/tmp'].find(
    (folder) => short(join(folder, `${temporaryName}XXXXXX`)) && (!place.user || isReachable(folder, place.user)),
  );
  const folder = mkdtempSync(join(parent ?? '/tmp', temporaryName));
  makePrivate(folder, place.user);
  return folder;
}

/** Whether the folder is one that makeSocketFolder made for one run only. */
export function isTemporarySocketFolder(folder: string): boolean {
  return new RegExp(`/${temporaryName}[A-Za-z0-9]{6}$`).test(folder);
}
