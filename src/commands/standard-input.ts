import { createInterface } from 'node:readline';

/** What is typed or piped in. Personal data comes this way: arguments are seen in lists of processes and kept in histories. */
export interface StandardInput {
  readonly interactive: boolean;
  /** The next line; undefined when there is none. The prompt goes to standard error, and only to a person. */
  line(prompt: string): Promise<string | undefined>;
}

/** Opens the standard input for one command and lets go of it afterwards, read to its end or not. */
export async function withInput<T>(work: (input: StandardInput) => Promise<T>): Promise<T> {
  const interactive = process.stdin.isTTY === true;
  const reader = createInterface({ input: process.stdin, terminal: false });
  const lines = reader[Symbol.asyncIterator]();
  try {
    return await work({
      interactive,
      async line(prompt) {
        if (interactive) process.stderr.write(prompt);
        const next = await lines.next();
        return next.done ? undefined : next.value.trim();
      },
    });
  } finally {
    reader.close();
    process.stdin.destroy();
  }
}

/** @throws Error when the first line isn't an address */
export async function readAddress(input: StandardInput): Promise<string> {
  const line = (await input.line('The person’s e-mail address: ')) ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(line))
    throw new Error('Give the person’s e-mail address as the first line of the standard input.');
  return line;
}

/** Asks a person before something that can't be undone. What comes from a pipe has been decided already. @throws Error on anything but yes */
export async function confirm(input: StandardInput, yes: boolean, what: string): Promise<void> {
  if (yes || !input.interactive) return;
  const answer = await input.line(`${what} This can’t be undone. Type yes to go on: `);
  if (answer?.toLowerCase() !== 'yes') throw new Error('Nothing has been changed.');
}
