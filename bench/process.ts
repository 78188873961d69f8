import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A program of the bench in a process of its own, asked by messages. */
export interface Helper<T extends Handlers> {
  call<N extends keyof T & string>(name: N, ...args: Parameters<T[N]>): Promise<Awaited<ReturnType<T[N]>>>;
  stop(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the arguments are as different as the questions
export type Handlers = Record<string, (...args: any[]) => unknown>;
type Question = { readonly id: number; readonly name: string; readonly args: unknown[] };
type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

/** Starts a program and hands its questions through. It ends with this process, however this one ends. */
export function start<T extends Handlers>(file: string, execArgv: readonly string[] = []): Helper<T> {
  const child: ChildProcess = fork(file, [], {
    execArgv: [...execArgv],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  child.on('exit', (code) => {
    for (const [id, answer] of waiting) answer({ id, error: `${file} ended (${code})` });
  });
  return {
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result as never);
          else reject(new Error(error));
        });
        child.send({ id, name, args } satisfies Question);
      }),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

/** The other side: answers questions until the parent goes, then runs `end`. */
export function answer<T extends Handlers>(handlers: T, end: () => Promise<void> = async () => {}): void {
  process.on('message', ({ id, name, args }: Question) => {
    Promise.resolve()
      .then(() => handlers[name]?.(...args))
      .then(
        (result) => process.send?.({ id, result } satisfies Answer),
        (error: Error) => process.send?.({ id, error: String(error.stack) } satisfies Answer),
      );
  });
  process.on('disconnect', () => void end().finally(() => process.exit(0)));
}

/** Milliseconds of processor time this process has used. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The same of another process and all that it has started, those that have ended with them; 0 where there is no /proc. */
export function familyCpuMs(pid: number): number {
  const read = (one: string) => {
    try {
      return readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
        .map(Number);
    } catch {
      return [];
    }
  };
  // After the name: state, parent; and from the twelfth on its own ticks, in the program and for it, and those of its children.
  const own = (stat: number[], last: number) => stat.slice(11, last).reduce((sum, ticks) => sum + ticks, 0) * 10;
  const processes = existsSync('/proc/self/stat') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  const children = processes.map(read).filter((stat) => stat[1] === pid);
  return children.reduce((sum, stat) => sum + own(stat, 13), own(read(String(pid)), 15));
}

/** The value that a share of the sorted values lies below; 0 when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
