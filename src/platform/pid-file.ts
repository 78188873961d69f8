import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process for certain: numbers are used again, the time it started is not. */
export interface ProcessId {
  readonly pid: number;
  readonly started: string;
}

/**
 * When a process started, in words only good for comparing; undefined when it isn't running. A process that has ended and
 * waits for its parent to notice (a zombie) isn't running either.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold spaces: count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** This process. */
export function ownId(): ProcessId {
  return { pid: process.pid, started: processStart(process.pid) ?? 'unknown' };
}

/** The live process that holds the file, if any. */
export function pidFileHolder(path: string): ProcessId | undefined {
  const held = parse(read(path));
  return held && processStart(held.pid) === held.started ? held : undefined;
}

/**
 * Takes the file for this process, taking over one whose process has died.
 * @returns undefined when taken, otherwise the live process that has it
 */
export async function takePidFile(path: string): Promise<ProcessId | undefined> {
  const own = JSON.stringify(ownId());
  for (let attempt = 0; attempt < 50; attempt++) {
    if (create(path, own)) return undefined;
    const before = read(path);
    const holder = pidFileHolder(path);
    if (holder) return holder;
    // Half a line means that somebody is writing it now, or died doing so: give it a second before taking it over.
    if (!parse(before) && attempt < 20) await sleep(50);
    else setAside(path, before);
  }
  throw new Error(`${path} changes faster than it can be read`);
}

/** Gives the file back, unless another process has it by now. */
export function releasePidFile(path: string): void {
  if (parse(read(path))?.pid === process.pid) rmSync(path, { force: true });
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of two that find the same dead file, one moves it away; the other may catch the first one's new file, and puts it back. */
function setAside(path: string, expected: string | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const caught = read(aside);
  if (caught !== undefined && caught !== expected) create(path, caught);
  rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): ProcessId | undefined {
  try {
    const { pid, started } = JSON.parse(text ?? '') as Partial<ProcessId>;
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: pid as number, started } : undefined;
  } catch {
    return undefined;
  }
}
