import { Agent, type Dispatcher } from 'undici';
import { guardedConnector, type Resolve, systemResolve } from './connector.ts';
import { readEndpoint } from './endpoint.ts';
import { type FailureReason, failureReason } from './failure.ts';
import { retryAfterSeconds } from './retry-after.ts';

export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** Length of the body in bytes. The body itself is not kept: it may echo what we sent. */
      readonly answerBytes: number;
      /** How the body begins, when that was asked for; control characters are blanks. */
      readonly excerpt?: string;
      readonly ms: number;
    }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly status?: number; readonly ms: number };

export interface Outgoing {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PostOptions {
  /** For everything: looking up, connecting, sending and reading the whole answer. 15,000 when absent. */
  readonly timeoutMs?: number;
  /** 65,536 when absent. */
  readonly maxAnswerBytes?: number;
  readonly signal?: AbortSignal;
  /** Keeps so many characters of the answer: only of what was sent without anything about anybody. */
  readonly excerptChars?: number;
  /** Whose connections these are: lanes share none, so that one that hangs can't hold up another at the same host. */
  readonly lane?: string;
}

export interface HttpOutOptions {
  readonly development: boolean;
  /** What a Retry-After date is measured from. */
  readonly now: () => Temporal.Instant;
  /** Stands in for the name servers in tests. */
  readonly resolve?: Resolve;
  /** Certificate authority to trust instead of the usual ones, PEM. */
  readonly ca?: string;
}

type Read = {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly bytes: number;
  readonly beginning: Buffer;
};
type Outcome = Read | { readonly reason: FailureReason; readonly status?: number };

const isRedirect = (status: number) => status >= 300 && status < 400;

function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {});
  body.destroy();
}

/** Asks for something and reads no more of the answer than that there is one. */
async function ask(agent: Agent, { origin, pathname, search }: URL, signal: AbortSignal): Promise<Outcome> {
  const headers = { 'user-agent': 'allkontrakt', accept: '*/*' };
  const answer = await agent.request({ origin, path: pathname + search, method: 'GET', headers, signal });
  discard(answer.body);
  return { status: answer.statusCode, headers: answer.headers, bytes: 0, beginning: Buffer.alloc(0) };
}

/** Counts the body and keeps `kept` bytes of it; undefined, and the connection cut, as soon as it is longer than allowed. */
function countBytes(
  body: Dispatcher.ResponseData['body'],
  most: number,
  kept: number,
): Promise<Pick<Read, 'bytes' | 'beginning'> | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Pick<Read, 'bytes' | 'beginning'> | undefined>();
  let bytes = 0;
  let beginning = Buffer.alloc(0);
  body.on('error', reject);
  body.on('end', () => resolve({ bytes, beginning }));
  body.on('data', (chunk: Uint8Array) => {
    if (beginning.length < kept) beginning = Buffer.concat([beginning, chunk]).subarray(0, kept);
    bytes += chunk.byteLength;
    if (bytes <= most) return;
    resolve(undefined);
    body.destroy();
  });
  return promise;
}

async function exchange(
  agent: Agent,
  url: URL,
  out: Outgoing,
  { most, kept }: { readonly most: number; readonly kept: number },
  signal: AbortSignal,
): Promise<Outcome> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'allkontrakt', ...out.headers };
  const { origin, pathname, search } = url;
  const answer = await agent.request({
    origin,
    path: pathname + search,
    method: 'POST',
    body: out.body,
    headers,
    signal,
  });
  const status = answer.statusCode;
  if (isRedirect(status)) {
    discard(answer.body);
    return { reason: 'redirect', status };
  }
  if (Number(answer.headers['content-length'] ?? 0) > most) {
    discard(answer.body);
    return { reason: 'too-large', status };
  }
  const read = await countBytes(answer.body, most, kept);
  return read === undefined ? { reason: 'too-large', status } : { status, headers: answer.headers, ...read };
}

/**
 * Runs `work` with a signal that fires at the timeout or when the caller's does, and says which of them ended it. It does not
 * wait for `work` to notice: undici lets an aborted request lie in its queue until a connection is free, and only then drops it
 * (unsent, which a test holds it to).
 */
async function withDeadline(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  if (caller?.aborted) return { reason: 'aborted' };
  const deadline = new AbortController();
  const ended = Promise.withResolvers<Outcome>();
  const end = (reason: 'timeout' | 'aborted') => {
    ended.resolve({ reason });
    deadline.abort(new Error(reason));
  };
  const timer = setTimeout(end, timeoutMs, 'timeout');
  const giveUp = () => end('aborted');
  caller?.addEventListener('abort', giveUp, { once: true });
  const worked = work(deadline.signal).catch((error: unknown): Outcome => ({ reason: failureReason(error) }));
  const outcome = await Promise.race([ended.promise, worked]);
  clearTimeout(timer);
  caller?.removeEventListener('abort', giveUp);
  return outcome;
}

function toAnswer(outcome: Outcome, ms: number, now: Temporal.Instant, excerptChars: number | undefined): Answer {
  if ('reason' in outcome) return { kind: 'failure', ms, ...outcome };
  const header = outcome.headers['retry-after'];
  const wait = retryAfterSeconds(typeof header === 'string' ? header : undefined, now);
  const waiting = wait === undefined ? {} : { retryAfterSeconds: wait };
  const text = outcome.beginning.toString('utf8').replace(/[\p{C}\s]+/gu, ' ');
  const excerpt = excerptChars === undefined ? {} : { excerpt: text.trim().slice(0, excerptChars) };
  return { kind: 'answer', status: outcome.status, answerBytes: outcome.bytes, ms, ...waiting, ...excerpt };
}

/**
 * The only way out over HTTP. One pool of kept-alive connections per lane and origin, at most sixteen, each opened to a checked address;
 * no redirect is followed, so a new address is never taken from an answer. `post` does not throw: what goes wrong is a failure
 * with a reason from a closed list, and the caller decides whether to try again.
 */
export function createHttpOut({ development, now, resolve = systemResolve(), ca }: HttpOutOptions) {
  const connect = guardedConnector(development, resolve, ca === undefined ? {} : { ca });
  const pooling = {
    connect,
    connections: 16,
    // A name is looked up and judged again at least this often, even when its connections never rest.
    clientTtl: 300_000,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    // The deadline of each post covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const agents = new Map<string, Agent>();
  const agentOf = (lane: string): Agent => {
    const known = agents.get(lane) ?? new Agent(pooling);
    agents.set(lane, known);
    return known;
  };

  async function attempt(text: string, out: Outgoing, { lane = '', ...options }: PostOptions): Promise<Outcome> {
    const endpoint = readEndpoint(text, { development });
    if ('fault' in endpoint) return { reason: endpoint.fault === 'not-https' ? 'not-https' : 'refused-address' };
    // A character takes four bytes at most.
    const limits = { most: options.maxAnswerBytes ?? 65_536, kept: (options.excerptChars ?? 0) * 4 };
    return withDeadline(options.timeoutMs ?? 15_000, options.signal, (signal) =>
      exchange(agentOf(lane), endpoint.url, out, limits, signal),
    );
  }

  async function post(text: string, out: Outgoing, options: PostOptions = {}): Promise<Answer> {
    const start = performance.now();
    const outcome = await attempt(text, out, options);
    return toAnswer(outcome, Math.round(performance.now() - start), now(), options.excerptChars);
  }

  /** Whether an address answers, and how: a redirect is an answer, and isn't followed. In time and of a kind as for `post`. */
  async function look(
    text: string,
    timeoutMs = 8_000,
  ): Promise<{ readonly status: number } | { readonly reason: FailureReason }> {
    const endpoint = readEndpoint(text, { development });
    if ('fault' in endpoint) return { reason: endpoint.fault === 'not-https' ? 'not-https' : 'refused-address' };
    const outcome = await withDeadline(timeoutMs, undefined, (signal) => ask(agentOf('look'), endpoint.url, signal));
    return 'reason' in outcome ? { reason: outcome.reason } : { status: outcome.status };
  }

  /** Lets what is under way finish for `graceMs`, then cuts it off. A connection still being opened is not waited for. */
  async function close(graceMs = 5_000): Promise<void> {
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, graceMs);
    const all = [...agents.values()];
    await Promise.race([Promise.all(all.map((agent) => agent.close())), grace.promise]);
    clearTimeout(timer);
    for (const agent of all) agent.destroy().catch(() => {});
  }

  return { post, look, close };
}

export type HttpOut = ReturnType<typeof createHttpOut>;
