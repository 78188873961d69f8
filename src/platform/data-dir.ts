import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** True when the process may act as any user, and must hand the database to another one. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Makes the data folder: its parents as the system's habit is, itself closed to everyone else. Run by root it may be passed
 * through (not listed), because the database inside it belongs to another user; the secrets in it are 0600 on their own.
 */
export function makeDataDir(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(path);
  if (isRoot() && uid === 0 && (mode & 0o001) === 0) chmodSync(path, (mode & 0o777) | 0o001);
}
