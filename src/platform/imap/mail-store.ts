import { ImapFlow } from 'imapflow';

/** A mail as the server has it. */
export interface Fetched {
  readonly uid: number;
  /** The whole of it, as bytes; undefined when it is larger than asked for. */
  readonly source: Buffer | undefined;
  readonly headers: Buffer;
  /** As the server counts, in bytes. */
  readonly size: number;
  /** When the server got it. */
  readonly arrivedAt: Temporal.Instant;
}

/** How a mail is found again without its number, which the server may change: by its Message-ID, or else by its size. */
export interface Trace {
  readonly messageId: string | undefined;
  readonly size: number;
}

export interface MailStore {
  /** The numbers of the mails in the inbox, oldest first. They hold until the connection ends. */
  waiting(): Promise<number[]>;
  /** Changes when the server numbers the inbox anew. */
  numbering(): string;
  /** @param most bytes that are read of it @returns undefined when it is gone */
  fetch(uid: number, most: number): Promise<Fetched | undefined>;
  /** Moves a mail out of the inbox, to the folder of those that have been taken in. One that is gone is no fault. */
  putAway(uid: number): Promise<void>;
  /** Deletes for good, in whatever folder they lie, the mails that fit a trace and that `isIt` knows. @returns how many */
  remove(trace: Trace, most: number, isIt: (mail: Fetched) => boolean | Promise<boolean>): Promise<number>;
  /** Resolves when the server says that something has come, or after a time. @throws when the connection ends */
  rest(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** imaps://user:password@host/INBOX; imap:// without encryption. */
  readonly url: string;
  /** The folder that mails are moved to when they have been taken in. Made when it isn't there. */
  readonly putAwayIn: string;
  /** Longest silence of the server in any step. */
  readonly timeoutMs?: number;
}

/** The server is not there, doesn't let us in, or has gone while something was asked of it. */
export class MailStoreError extends Error {
  override name = 'MailStoreError';
  readonly code: string;
  constructor(code: string) {
    super(`the mail server: ${code}`);
    this.code = code;
  }
}

/**
 * Opens the inbox of a mail server (IMAP4rev1). Every method rejects when the connection ends, so that nobody takes an answer that never
 * came for an empty inbox.
 * @throws MailStoreError
 */
export async function openMailStore({ url, putAwayIn, timeoutMs = 30_000 }: StoreOptions): Promise<MailStore> {
  const { client, inbox } = clientOf(url, timeoutMs);
  let lost: string | undefined;
  /** How many mails are left in the inbox as far as we know. */
  let left = 0;
  let onLost: () => void = () => {};
  // Attached before the connection is made: an error nobody listens to ends the process.
  client.on('error', (error: { code?: string }) => {
    lost ??= error.code ?? 'connection';
    onLost();
  });
  client.on('close', () => {
    lost ??= 'closed';
    onLost();
  });
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const answer = await work();
      if (lost) throw new MailStoreError(lost);
      return answer;
    } catch (error) {
      throw error instanceof MailStoreError ? error : new MailStoreError(lost ?? codeOf(error));
    }
  };
  /** The library answers false for what the server has refused. */
  const granted = async <T>(what: string, work: () => Promise<T | false | undefined>): Promise<T> =>
    asked(async () => {
      const answer = await work();
      if (answer === false || answer === undefined) throw new MailStoreError(lost ?? `${what}-refused`);
      return answer;
    });
  const select = (path: string) => asked(() => client.mailboxOpen(path));
  const fetch = async (uid: number, most: number): Promise<Fetched | undefined> => {
    const head = await asked(() =>
      client.fetchOne(String(uid), { size: true, internalDate: true, headers: true }, { uid: true }),
    );
    if (!head) return undefined;
    const size = head.size ?? 0;
    const whole = size <= most && (await asked(() => client.fetchOne(String(uid), { source: true }, { uid: true })));
    if (size <= most && !whole) return undefined;
    return {
      uid,
      size,
      headers: head.headers ?? Buffer.alloc(0),
      source: whole ? whole.source : undefined,
      arrivedAt: instantOf(head.internalDate),
    };
  };
  try {
    await client.connect();
    await client.mailboxOpen(inbox);
    const folders = await client.list();
    if (!folders.some(({ path }) => path === putAwayIn)) await client.mailboxCreate(putAwayIn);
  } catch (error) {
    client.close();
    throw new MailStoreError(codeOf(error));
  }
  const removeIn = async (folder: string, trace: Trace, most: number, isIt: (mail: Fetched) => unknown) => {
    await select(folder);
    const { messageId, size } = trace;
    const query = messageId
      ? { header: { 'message-id': messageId } }
      : { larger: Math.max(0, size - 1), smaller: size + 1 };
    let removed = 0;
    for (const uid of await granted('search', () => client.search(query, { uid: true }))) {
      const mail = await fetch(uid, most);
      if (!mail || !(await isIt(mail))) continue;
      await granted('delete', () => client.messageDelete(String(uid), { uid: true }));
      removed += 1;
    }
    return removed;
  };
  return {
    async waiting() {
      await select(inbox);
      const found = await granted('search', () => client.search({ all: true }, { uid: true }));
      left = found.length;
      return [...found].sort((a, b) => a - b);
    },
    numbering: () => String(client.mailbox ? client.mailbox.uidValidity : ''),
    fetch,
    async putAway(uid) {
      await granted('move', () => client.messageMove(String(uid), putAwayIn, { uid: true }));
      left -= 1;
    },
    async remove(trace, most, isIt) {
      let removed = 0;
      for (const { path, flags } of await asked(() => client.list()))
        if (!flags.has('\\Noselect') && !flags.has('\\NonExistent')) removed += await removeIn(path, trace, most, isIt);
      return removed;
    },
    async rest(milliseconds) {
      // What has come since we looked makes no sound any more.
      if ((await select(inbox)).exists > left) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      client.on('exists', resolve);
      onLost = resolve;
      try {
        void client.idle().catch(() => {});
        await promise;
        if (lost) throw new MailStoreError(lost);
      } finally {
        clearTimeout(timer);
        client.off('exists', resolve);
        onLost = () => {};
      }
    },
    async close() {
      // A polite farewell waits for an answer that may never come.
      client.close();
      lost ??= 'closed';
      onLost();
    },
  };
}

function clientOf(url: string, timeoutMs: number): { client: ImapFlow; inbox: string } {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  const client = new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    // What it would log is who writes to whom.
    logger: false,
    emitLogs: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: Math.max(timeoutMs, 6 * 60_000),
    // IDLE is begun anew well before a server or something on the way ends it (RFC 2177).
    maxIdleTime: 4 * 60_000,
  });
  return { client, inbox: decodeURIComponent(pathname.slice(1)) || 'INBOX' };
}

/** Short and fixed words: what a server says about an error may quote a mail. */
function codeOf(error: unknown): string {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: boolean };
  if (authenticationFailed) return 'not-let-in';
  return typeof code === 'string' && /^[A-Za-z_]{2,40}$/.test(code) ? code : 'failed';
}

function instantOf(date: unknown): Temporal.Instant {
  const text = date instanceof Object && 'toISOString' in date ? (date as { toISOString(): string }).toISOString() : '';
  try {
    return Temporal.Instant.from(text);
  } catch {
    return Temporal.Instant.fromEpochMilliseconds(0);
  }
}
