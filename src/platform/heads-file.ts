import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The newest row of a chain of rows that prove each other. */
export interface Head {
  /** The chain's table. */
  readonly chain: string;
  /** 0 and an empty hash for a chain without rows. */
  readonly id: number;
  /** In hex. */
  readonly hash: string;
}

/** How the chains of a database ended at a time; `restored`: a backup had just been loaded into it, and what had been noted before is no longer how they went on. */
export interface HeadsLine {
  readonly at: string;
  /** The server's own number of it: a copy is another. */
  readonly database: string;
  readonly heads: readonly Head[];
  readonly restored?: true;
  /** A restored backup had just been cleaned and opened: a drill, or the real thing. It has no heads. */
  readonly opened?: true;
}

export interface HeadsFile {
  /** On disk when it resolves. Heads that this one has noted last are not noted again. */
  note(database: string, heads: readonly Head[]): Promise<void>;
  /** On disk when it resolves. */
  restored(database: string, heads: readonly Head[]): Promise<void>;
  /** On disk when it resolves. */
  opened(database: string): Promise<void>;
  /** Everything that was noted, oldest first. */
  read(): Promise<HeadsLine[]>;
}

const name = 'heads.jsonl';

/**
 * The ends of the hash chains, kept beside the list of erasures and so outside the database: whoever takes the newest row of a chain
 * away, or counts all its hashes anew, leaves a chain that is whole and does not end as it was noted (D5). Lines of JSON, only ever
 * appended to, by any number of processes; ids and hashes, nothing about anybody.
 */
export function openHeadsFile(folder: string, now: () => Temporal.Instant): HeadsFile {
  let last = '';
  let writing: Promise<void> = Promise.resolve();

  const append = async (line: HeadsLine): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(join(folder, name), 'a', 0o600);
    try {
      // The line break goes first: after a torn line the next one is whole all the same.
      await file.appendFile(`\n${JSON.stringify(line)}`);
      await file.sync();
    } finally {
      await file.close();
    }
    // The name of a file that is new is on disk when its folder is.
    const parent = await open(folder, 'r');
    await parent.sync().finally(() => parent.close());
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = writing.then(work);
    writing = done.catch(() => {});
    return done;
  };
  return {
    note: (database, heads) =>
      inTurn(async () => {
        const text = JSON.stringify([database, heads]);
        if (text === last) return;
        await append({ at: now().toString(), database, heads });
        last = text;
      }),
    restored: (database, heads) => inTurn(() => append({ at: now().toString(), database, heads, restored: true })),
    opened: (database) => inTurn(() => append({ at: now().toString(), database, heads: [], opened: true })),
    async read() {
      const text = await readFile(join(folder, name), 'utf8').catch((error: { code?: string }) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      return text.split('\n').flatMap((line) => parse(line) ?? []);
    },
  };
}

function parse(line: string): HeadsLine | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as HeadsLine;
  } catch {
    return undefined;
  }
}
