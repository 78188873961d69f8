import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { answer, quantile } from './process.ts';

/** What one run of load came to. */
export interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly failed: number;
  readonly done: number;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Keeps so many connections busy, each with one request at a time, until the time or the bodies are up. */
async function drive(
  origin: string,
  path: string,
  connections: number,
  seconds: number,
  bodies?: readonly string[],
): Promise<Run> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const took: number[] = [];
  let next = 0;
  let failed = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  const client = async () => {
    while (performance.now() < until && (!bodies || next < bodies.length)) {
      const body = bodies?.[next++];
      const at = performance.now();
      const { statusCode, body: answered } = await pool.request(
        body === undefined ? { path, method: 'GET' } : { path, method: 'POST', body, headers: form },
      );
      await answered.dump();
      if (statusCode !== (body === undefined ? 200 : 303)) failed += 1;
      took.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const ms = performance.now() - started;
  await pool.close();
  return {
    perSecond: (took.length / ms) * 1000,
    p50: quantile(took, 0.5),
    p95: quantile(took, 0.95),
    failed,
    done: took.length,
  };
}

/** Posts a beacon again and again, each time as one of these people, from many addresses. */
async function beacons(
  origin: string,
  connections: number,
  body: string,
  people: readonly string[],
  n: number,
): Promise<Run> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const took: number[] = [];
  let next = 0;
  let failed = 0;
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0';
  const started = performance.now();
  const client = async () => {
    while (next < n) {
      const i = next++;
      const headers = {
        'content-type': 'text/plain;charset=UTF-8',
        'user-agent': userAgent,
        'accept-language': 'sv-SE,sv;q=0.9',
        cookie: people[i % people.length] ?? '',
        'x-forwarded-for': `10.${i % 200}.${(i >> 8) % 250}.7`,
      };
      const at = performance.now();
      const { statusCode, body: answered } = await pool.request({ path: '/besok', method: 'POST', body, headers });
      await answered.dump();
      if (statusCode >= 400) failed += 1;
      took.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const perSecond = (took.length / (performance.now() - started)) * 1000;
  await pool.close();
  return { perSecond, p50: quantile(took, 0.5), p95: quantile(took, 0.95), failed, done: took.length };
}

/** Arrivals at the peer, and who is kept waiting for ever. */
let arrivals: { readonly path: string; readonly id: string; readonly at: number; readonly body: string }[] = [];
let kept: ((arrival: (typeof arrivals)[number]) => void) | undefined;
let hanging = new Set<string>();
let open: ServerResponse[] = [];
let count = 0;
let keeping = true;

const take: RequestListener = (request, response) => {
  const at = performance.timeOrigin + performance.now();
  const path = request.url ?? '';
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    count += 1;
    if (keeping) {
      const arrival = { path, id: String(request.headers['webhook-id']), at, body: Buffer.concat(parts).toString() };
      arrivals.push(arrival);
      kept?.(arrival);
    }
    if (hanging.has(path)) open.push(response);
    else response.writeHead(204).end();
  });
};

const servers: Server[] = [];
async function listen(): Promise<number> {
  const server = createServer(take);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const first = listen();

const handlers = {
  get: (origin: string, path: string, connections: number, seconds: number) =>
    drive(origin, path, connections, seconds),
  post: (origin: string, path: string, connections: number, bodies: readonly string[]) =>
    drive(origin, path, connections, 600, bodies),
  beacons,
  /** The length of a page, which the bare program answers with as well. */
  async read(origin: string, path: string) {
    const response = await fetch(origin + path);
    return { status: response.status, text: await response.text() };
  },
  /** Posts one form after the other, with a pause, each after the last one's webhook has come; answers the times between. */
  async untilWebhook(origin: string, path: string, bodies: readonly string[], pauseMs: number) {
    const pool = new Pool(origin, { connections: 1 });
    const took: number[] = [];
    for (const body of bodies) {
      const arrived = new Promise<number>((resolve) => {
        kept = ({ at }) => resolve(at);
      });
      const at = performance.timeOrigin + performance.now();
      const { body: answered } = await pool.request({ path, method: 'POST', body, headers: form });
      await answered.dump();
      took.push((await arrived) - at);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    kept = undefined;
    await pool.close();
    return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), done: took.length };
  },
  /** Posts one form after the other with a pause between them, as single people do. */
  async paced(origin: string, path: string, bodies: readonly string[], pauseMs: number) {
    const pool = new Pool(origin, { connections: 1 });
    for (const body of bodies) {
      const { body: answered } = await pool.request({ path, method: 'POST', body, headers: form });
      await answered.dump();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    await pool.close();
  },
  peer: () => first,
  peers: (n: number) => Promise.all(Array.from({ length: n }, listen)),
  hang(paths: readonly string[]) {
    hanging = new Set(paths);
    for (const response of open.splice(0)) response.destroy();
    open = [];
  },
  /** Begins to count anew. @param keep whether the posts themselves are kept */
  forget(keep: boolean) {
    arrivals = [];
    count = 0;
    keeping = keep;
  },
  arrived: () => arrivals,
  counted: () => count,
};
export type Load = typeof handlers;

answer(handlers, async () => {
  for (const server of servers) server.closeAllConnections();
});
