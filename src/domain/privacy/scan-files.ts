import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Needle } from './needles.ts';
import { note } from './scan-tables.ts';
import type { Search } from './search.ts';

/** A folder whose files are looked through. */
export interface Folder {
  readonly path: string;
  /** Files and folders in it, absolute, that are left out: the database's own. */
  readonly but?: readonly string[];
  /** It is the list of erasures, in which keyed hashes of addresses stand by right: what a restored backup is cleaned by. */
  readonly keys?: boolean;
}

export interface FilesSeen {
  readonly places: Map<string, Set<number>>;
  /** Could not be read: not clean. One that went away in between is. */
  readonly unread: string[];
  files: number;
}

/** Looks through every file of some folders; one that doesn't exist holds nothing. */
export async function scanFiles(
  folders: readonly Folder[],
  needles: readonly Needle[],
  search: Search,
): Promise<FilesSeen> {
  const seen: FilesSeen = { places: new Map(), unread: [], files: 0 };
  for (const folder of folders) await inFolder(folder, folder.path, { needles, search, seen });
  return seen;
}

interface Look {
  readonly needles: readonly Needle[];
  readonly search: Search;
  readonly seen: FilesSeen;
}

async function inFolder(folder: Folder, path: string, look: Look): Promise<void> {
  const { needles, search, seen } = look;
  const named = (at: string) => relative(folder.path, at) || '.';
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') seen.unread.push(named(path));
    return [];
  });
  for (const entry of entries) {
    const at = join(path, entry.name);
    if (folder.but?.includes(at)) continue;
    if (entry.isDirectory()) await inFolder(folder, at, look);
    if (!entry.isFile()) continue;
    const found = new Set<number>();
    seen.files += 1;
    if (needles.length > 0)
      await search.file(at, found).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') seen.unread.push(named(at));
      });
    for (const needle of found)
      if (!(folder.keys && needles[needle]?.kind === 'address-key')) note(seen.places, named(at), needle);
  }
}
