import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './files.ts';

/** One line of the list: what was erased or asked for, which deliveries the peer has taken, which backup was begun. Ids and keyed hashes, nothing else. */
export type OutsideEntry =
  | {
      readonly at: string;
      readonly leadIds: readonly string[];
      readonly archiveIds: readonly string[];
      readonly emailKeys: readonly string[];
    }
  | { readonly at: string; readonly wish: object }
  | { readonly at: string; readonly delivered: readonly string[] }
  | { readonly at: string; readonly backup: string };

export interface ErasureFile {
  /** On disk when it resolves. */
  erased(entry: {
    readonly at: Temporal.Instant;
    readonly leadIds: readonly string[];
    readonly archiveIds: readonly string[];
    readonly emailKeys: readonly string[];
  }): Promise<void>;
  /** On disk when it resolves. */
  wished(wish: object): Promise<void>;
  /** On disk when it resolves. */
  delivered(ids: readonly string[]): Promise<void>;
  /** A backup is begun. On disk when it resolves. */
  backup(id: string): Promise<void>;
  /** Removes the files of the days (UTC) that had begun by an instant. @returns how many */
  prune(before: Temporal.Instant): Promise<number>;
  close(): Promise<void>;
}

const name = /^\d{4}-\d{2}-\d{2}\.jsonl$/;
/** On Linux each write is on disk when it returns, which saves another call for that; elsewhere the flag promises less than `datasync` does. */
const synced = process.platform === 'linux';
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (synced ? constants.O_DSYNC : 0);
const fileOf = (at: Temporal.Instant): string => `${at.toString().slice(0, 10)}.jsonl`;

/**
 * The list of erasures and deliveries that is kept outside the database, so that a restored backup can be cleaned (P30, G6): one
 * file a day (UTC), lines of JSON, only ever appended to. Lines that are asked for while the disk is busy go down together.
 * Any number of processes may append to one folder.
 */
export function openErasureFile(folder: string, now: () => Temporal.Instant): ErasureFile {
  let waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  let writing = Promise.resolve();
  let handle: { readonly name: string; readonly file: FileHandle } | undefined;

  const fileFor = async (wanted: string): Promise<FileHandle> => {
    if (handle?.name === wanted) return handle.file;
    const before = handle;
    handle = undefined;
    await before?.file.close();
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(join(folder, wanted), appending, 0o600);
    try {
      await syncFolder(folder);
      if (made) await syncFolder(dirname(made));
    } catch (error) {
      // Tried again from the beginning: a handle that nobody closes would end the process when it is cleared away.
      await file.close();
      throw error;
    }
    handle = { name: wanted, file };
    return file;
  };
  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0);
    if (batch.length === 0) return;
    try {
      const file = await fileFor(fileOf(now()));
      await file.appendFile(batch.map(({ line }) => line).join(''));
      if (!synced) await file.datasync();
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  };
  const append = (entry: OutsideEntry): Promise<void> =>
    new Promise((done, failed) => {
      // The line break goes first: after a torn line the next one is whole all the same.
      waiting.push({ line: `\n${JSON.stringify(entry)}`, done, failed });
      writing = writing.then(flush);
    });
  return {
    erased: ({ at, ...rest }) => append({ at: at.toString(), ...rest }),
    wished: (wish) => append({ at: now().toString(), wish }),
    delivered: (ids) => (ids.length === 0 ? Promise.resolve() : append({ at: now().toString(), delivered: ids })),
    backup: (id) => append({ at: now().toString(), backup: id }),
    async prune(before) {
      const old = (await filesOf(folder)).filter((file) => file <= fileOf(before));
      for (const file of old) await rm(join(folder, file), { force: true });
      if (old.length > 0) await syncFolder(folder);
      return old.length;
    },
    async close() {
      await writing;
      waiting = [];
      await handle?.file.close();
      handle = undefined;
    },
  };
}

/** Everything on the list, oldest first. A line that a crash has torn is passed over, since what it was about was not done yet. */
export async function readErasureFile(folder: string): Promise<{ lines: OutsideEntry[]; unreadable: number }> {
  const lines: OutsideEntry[] = [];
  let unreadable = 0;
  for (const file of await filesOf(folder)) {
    for (const text of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      if (text === '') continue;
      const line = parse(text);
      if (line) lines.push(line);
      else unreadable += 1;
    }
  }
  return { lines, unreadable };
}

function parse(line: string): OutsideEntry | undefined {
  try {
    return JSON.parse(line) as OutsideEntry;
  } catch {
    return undefined;
  }
}

const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((file) => name.test(file)).sort();
