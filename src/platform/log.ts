import { type DestinationStream, type Logger, pino } from 'pino';
import { isLoggable } from '#policy/personal-data.ts';

/**
 * What a log line may say beside its message; other keys than those in policy/fields.ts are dropped. `err` takes an error,
 * of which the name, the code and the places in our code are written.
 */
export type LogFields = Readonly<Record<string, unknown>>;

interface Write {
  (message: string): void;
  (fields: LogFields | Error, message?: string): void;
}

/** A message is a fixed English sentence: what varies goes in a field, where the list decides. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
  /** The same log with these fields on each line. */
  with(fields: LogFields): Log;
}

/**
 * @param level pino's name of the lowest level that is written, or silent
 * @param destination where lines go; the standard output when left out
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return over(destination ? pino(options, destination) : pino(options));
}

/** A log that nothing comes out of, for tests. */
export const silentLog: Log = createLog('silent');

function over(logger: Logger): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal'): Write =>
    (first: string | LogFields | Error, message?: string) => {
      if (!logger.isLevelEnabled(level)) return;
      const text = typeof first === 'string' ? first : message;
      const fields = typeof first === 'string' ? {} : allowed(first);
      if (text === undefined) logger[level](fields);
      // The message goes as a field too, because pino would fill in %s from what follows.
      else logger[level]({ ...fields, msg: masked(text) });
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    with: (fields) => over(logger.child(allowed(fields))),
  };
}

/** Keys that pino writes itself: as fields they would stand twice on a line, and readers disagree on which one counts. */
const written = new Set(['level', 'time', 'msg']);

function allowed(fields: LogFields | Error): Record<string, unknown> {
  if (fields instanceof Error) return { err: reduced(fields) };
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'err') out.err = reduced(value);
    else if (isLoggable(key) && !written.has(key)) {
      const plain = scalar(value);
      if (plain !== undefined) out[key] = plain;
    }
  }
  return out;
}

/** A list of keys says nothing about what lies inside an object: only single values pass, texts without addresses. */
function scalar(value: unknown): string | number | boolean | null | undefined {
  if (typeof value === 'string') return masked(value);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return value instanceof Temporal.Instant || value instanceof Temporal.PlainDate ? value.toString() : undefined;
}

/**
 * An error as its name, its code and the places in the code: never its message, which may quote what somebody typed, nor
 * anything else on it (pg's detail and where, a request's body). `because` is the first cause that has a code of its own.
 */
function reduced(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { name: typeof error };
  const out: Record<string, string> = { name: word(error.name) ?? 'Error' };
  const code = codeOf(error);
  if (code !== undefined) out.code = code;
  const because = causes(error)
    .map(codeOf)
    .find((one) => one !== undefined);
  if (because !== undefined) out.because = because;
  const at = [error, ...causes(error)].map(places).find((one) => one !== '');
  if (at !== undefined) out.at = at;
  return out;
}

const codeOf = (error: Error): string | undefined => word((error as { code?: unknown }).code);

/** Names and codes are single words; a sentence in their place is not for the log. */
function word(value: unknown): string | undefined {
  return /^[\w.-]{1,60}$/.test(String(value)) && value !== undefined ? masked(String(value)) : undefined;
}

/** What caused the error, at most three deep. */
function causes(error: Error): Error[] {
  const found: Error[] = [];
  for (let at = error.cause; at instanceof Error && found.length < 3; at = at.cause) found.push(at);
  return found;
}

/** Functions, files and lines. The stack begins with the message, which may have lines that pretend to be places. */
function places({ stack = '', message }: Error): string {
  const start = stack.indexOf(message);
  if (start < 0) return '';
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 8)
    .map((line) => masked(line.trim()))
    .join('\n');
}

/** Texts are fixed and hold none of this; if one does after all, it goes: e-mail addresses, personal numbers, telephone numbers. */
function masked(text: string): string {
  return text
    .replaceAll(/[^\s@<>"'(),:;=]+@[^\s@<>"'(),:;=]+\.[^\s@<>"'(),:;=]+/g, '[e-mail]')
    .replaceAll(/(?<![\w-])(\d{2})?\d{6}[-+]?\d{4}(?![\w-])/g, '[number]')
    .replaceAll(/(?<![\w-])(\+46|0)[\d\s-]{7,12}\d(?![\w-])/g, '[number]');
}
