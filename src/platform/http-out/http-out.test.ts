// Long because each way in which a peer can misbehave has a peer of its own.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createHttpOut, type HttpOut, type HttpOutOptions, type PostOptions } from './http-out.ts';
import { selfSigned } from './test-certificate.ts';

const now = () => Temporal.Instant.from('2026-03-12T08:00:00Z');
const out = { body: '{"id":1}', headers: { 'webhook-id': 'a1' } };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}

const peer = async (handler: RequestListener) => `http://127.0.0.1:${await listen(createServer(handler))}/in?a=1`;

function client(options: Partial<HttpOutOptions> = {}): HttpOut {
  const http = createHttpOut({ development: true, now, ...options });
  closers.push(() => http.close(50));
  return http;
}

const post = (url: string, options: Partial<PostOptions> = {}, http = client()) => http.post(url, out, options);

describe('post', () => {
  it('sends the body and the headers and counts the answer', async () => {
    const seen: unknown[] = [];
    const url = await peer((request, response) => {
      const { method, headers } = request;
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        seen.push([method, request.url, headers['webhook-id'], headers['content-type'], body]);
        response.end('tack');
      });
    });
    expect(await post(url)).toEqual({ kind: 'answer', status: 200, answerBytes: 4, ms: expect.any(Number) });
    expect(seen).toEqual([['POST', '/in?a=1', 'a1', 'application/json', '{"id":1}']]);
  });

  it.each([204, 400, 410, 500, 503])('reports %i as an answer', async (status) => {
    const url = await peer((_, response) => response.writeHead(status).end());
    expect(await post(url)).toMatchObject({ kind: 'answer', status });
  });

  it('passes on a Retry-After in seconds and as a date', async () => {
    const waits = ['120', 'Thu, 12 Mar 2026 08:01:30 GMT', 'soon'];
    const url = await peer((_, response) => response.writeHead(429, { 'retry-after': waits.shift() }).end());
    const http = client();
    expect(await post(url, {}, http)).toMatchObject({ status: 429, retryAfterSeconds: 120 });
    expect(await post(url, {}, http)).toMatchObject({ status: 429, retryAfterSeconds: 90 });
    expect(await post(url, {}, http)).not.toHaveProperty('retryAfterSeconds');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i to loopback', async (status) => {
    let reached = 0;
    const target = await peer((_, response) => {
      reached += 1;
      response.end();
    });
    const url = await peer((_, response) => response.writeHead(status, { location: target }).end('<html>'));
    expect(await post(url)).toMatchObject({ kind: 'failure', reason: 'redirect', status });
    expect(reached).toBe(0);
  });

  it('does not care that the answer is a web page, and keeps none of it', async () => {
    const url = await peer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Välkommen</h1>'));
    const answer = await post(url);
    expect(answer).toMatchObject({ kind: 'answer', status: 200, answerBytes: 19 });
    expect(JSON.stringify(answer)).not.toContain('komm');
  });

  it.each([
    ['with its length told', { 'content-length': String(10_000_000) }],
    ['without it', {}],
  ])('hangs up on ten megabytes %s', async (_, headers) => {
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    const url = await peer((_request, response) => {
      response.writeHead(200, headers as Record<string, string>);
      const pump = () => {
        while (sent < 10_000_000 && !response.destroyed) {
          sent += 50_000;
          if (!response.write(Buffer.alloc(50_000))) return void response.once('drain', pump);
        }
        if (!response.destroyed) response.end();
      };
      response.on('close', closed.resolve);
      pump();
    });
    expect(await post(url)).toMatchObject({ kind: 'failure', reason: 'too-large', status: 200 });
    await closed.promise;
    expect(sent).toBeLessThan(10_000_000);
  });

  it('takes exactly as much as allowed', async () => {
    const url = await peer((_, response) => response.end('x'.repeat(100)));
    expect(await post(url, { maxAnswerBytes: 100 })).toMatchObject({ kind: 'answer', answerBytes: 100 });
    expect(await post(url, { maxAnswerBytes: 99 })).toMatchObject({ kind: 'failure', reason: 'too-large' });
  });

  it('gives up on a peer that never answers, and on one that never finishes', async () => {
    const silent = await peer(() => {});
    const dripping = await peer((_, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await post(silent, { timeoutMs: 150 })).toMatchObject({ kind: 'failure', reason: 'timeout' });
    expect(await post(dripping, { timeoutMs: 150 })).toMatchObject({ kind: 'failure', reason: 'timeout' });
  });

  it('stops when the caller does', async () => {
    const url = await peer(() => {});
    const stop = new AbortController();
    const answer = post(url, { signal: stop.signal });
    stop.abort();
    expect(await answer).toMatchObject({ reason: 'aborted' });
    expect(await post(url, { signal: stop.signal })).toMatchObject({ reason: 'aborted' });
  });

  it('never sends what was given up while it waited for a connection (G2)', async () => {
    const seen: unknown[] = [];
    const held: (() => void)[] = [];
    const url = await peer((request, response) => {
      seen.push(request.headers['webhook-id']);
      held.push(() => response.end());
      if (seen.length === 16) full.resolve();
    });
    const full = Promise.withResolvers<void>();
    const http = client();
    const busy = Array.from({ length: 16 }, () => post(url, {}, http));
    await full.promise;
    const stop = new AbortController();
    const waiting = http.post(url, { body: '', headers: { 'webhook-id': 'late' } }, { signal: stop.signal });
    stop.abort();
    expect(await waiting).toMatchObject({ reason: 'aborted' });
    for (const release of held.splice(0)) release();
    await Promise.all(busy);
    const next = post(url, {}, http);
    while (held.length === 0) await new Promise(setImmediate);
    held.pop()?.();
    await next;
    expect(seen).toEqual(Array(17).fill('a1'));
  });

  it('lets no lane wait for the connections of another at the same host', async () => {
    let hanging = 0;
    const url = await peer((request, response) => {
      if (request.headers['webhook-id'] === 'free') return response.end();
      hanging += 1;
      if (hanging === 16) full.resolve();
    });
    const full = Promise.withResolvers<void>();
    const http = client();
    const stop = new AbortController();
    const stuck = Array.from({ length: 17 }, () => post(url, { lane: 'stuck', signal: stop.signal }, http));
    await full.promise;
    const free = { body: '', headers: { 'webhook-id': 'free' } };
    expect(await http.post(url, free, { lane: 'free' })).toMatchObject({ kind: 'answer', status: 200 });
    expect(await http.post(url, free, { lane: 'stuck', timeoutMs: 100 })).toMatchObject({ reason: 'timeout' });
    stop.abort();
    await Promise.all(stuck);
  });

  it('tells a reset, a closed port and nonsense apart', async () => {
    const reset = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const nonsense = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n'))));
    expect(await post(`http://127.0.0.1:${reset}/`)).toMatchObject({ reason: 'connect' });
    expect(await post(`http://127.0.0.1:${nonsense}/`)).toMatchObject({ reason: 'protocol' });
    expect(await post('http://127.0.0.1:1/')).toMatchObject({ reason: 'connect' });
  });

  it('refuses a header with a line break', async () => {
    const url = await peer((_, response) => response.end());
    const answer = await client().post(url, { body: '', headers: { 'x-a': 'b\r\nx-c: d' } });
    expect(answer).toMatchObject({ kind: 'failure', reason: 'protocol' });
  });

  it('reuses connections', async () => {
    const ports = new Set<number | undefined>();
    const url = await peer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const http = client();
    for (let round = 0; round < 20; round++) await post(url, {}, http);
    expect(ports.size).toBeLessThan(4);
  });
});

describe('the guard', () => {
  it.each([
    'https://127.1/',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/',
    'https://localhost./',
    'https://user@api.foretaget.se/',
  ])('refuses %s without resolving anything', async (url) => {
    const resolve = async () => expect.unreachable();
    const http = client({ development: false, resolve });
    expect(await post(url, {}, http)).toMatchObject({ kind: 'failure', reason: 'refused-address' });
  });

  it('refuses plain http', async () => {
    const http = client({ development: false });
    expect(await post('http://api.foretaget.se/', {}, http)).toMatchObject({ reason: 'not-https' });
    expect(await post('http://127.0.0.1:3000/', {}, http)).toMatchObject({ reason: 'not-https' });
  });

  it.each([
    ['10.0.0.7'],
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['169.254.169.254'],
    ['8.8.8.8', '192.168.1.1'],
    ['fd00::1'],
  ])('refuses a name that resolves to %s %s', async (...addresses) => {
    const http = client({ development: false, resolve: async () => addresses });
    expect(await post('https://api.foretaget.se/', {}, http)).toMatchObject({ reason: 'refused-address' });
  });

  it('refuses a name that resolves to a private address in development too', async () => {
    const http = client({ resolve: async () => ['10.0.0.7'] });
    expect(await post('https://api.foretaget.se/', {}, http)).toMatchObject({ reason: 'refused-address' });
  });

  it('says so when a name has no address', async () => {
    expect(await post('https://api.foretaget.se/', {}, client({ resolve: async () => [] }))).toMatchObject({
      reason: 'dns',
    });
    const broken = client({ resolve: () => Promise.reject(new Error('SERVFAIL')) });
    expect(await post('https://api.foretaget.se/', {}, broken)).toMatchObject({ reason: 'dns' });
  });

  it('gives up on a name server that never answers', async () => {
    const http = client({ resolve: () => new Promise(() => {}) });
    expect(await post('https://api.foretaget.se/', { timeoutMs: 100 }, http)).toMatchObject({ reason: 'timeout' });
  });
});

describe('over TLS', () => {
  const host = 'api.foretaget.se';
  const { key, cert } = selfSigned(host);
  const secure = (handler: RequestListener) => listen(createTlsServer({ key, cert }, handler));
  const loopback = async () => ['127.0.0.1'];
  afterAll(() => expect(closers).toEqual([]));

  it('reaches the address that was resolved, under the name that was asked for', async () => {
    let named: string | undefined;
    const port = await secure((request, response) => {
      named = `${request.headers.host} ${(request.socket as unknown as { servername: string }).servername}`;
      response.end();
    });
    const answer = await post(`https://${host}:${port}/`, {}, client({ resolve: loopback, ca: cert }));
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
    expect(named).toBe(`${host}:${port} ${host}`);
  });

  it('refuses an unknown issuer, another name and a peer without TLS', async () => {
    const port = await secure((_, response) => response.end());
    expect(await post(`https://${host}:${port}/`, {}, client({ resolve: loopback }))).toMatchObject({ reason: 'tls' });
    const other = client({ resolve: loopback, ca: cert });
    expect(await post(`https://other.foretaget.se:${port}/`, {}, other)).toMatchObject({ reason: 'tls' });
    const plain = await listen(createServer((_, response) => response.end()));
    expect(await post(`https://127.0.0.1:${plain}/`)).toMatchObject({ reason: 'tls' });
  });

  it('judges the name anew for each connection, so that it cannot move inwards later', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.7'], ['127.0.0.1']];
    const http = client({ resolve: async () => answers.shift() ?? [], ca: cert });
    const port = await secure((_, response) => response.setHeader('connection', 'close').end());
    const url = `https://${host}:${port}/`;
    expect(await post(url, {}, http)).toMatchObject({ kind: 'answer' });
    expect(await post(url, {}, http)).toMatchObject({ reason: 'refused-address' });
    expect(await post(url, {}, http)).toMatchObject({ kind: 'answer' });
  });
});

describe('close', () => {
  it('lets a post under way finish', async () => {
    const arrived = Promise.withResolvers<() => void>();
    const url = await peer((_, response) => arrived.resolve(() => response.end('sent')));
    const http = createHttpOut({ development: true, now });
    const answer = post(url, {}, http);
    const finish = await arrived.promise;
    const closed = http.close();
    finish();
    expect(await answer).toMatchObject({ kind: 'answer', answerBytes: 4 });
    await closed;
    expect(await post(url, {}, http)).toMatchObject({ kind: 'failure', reason: 'connect' });
  });
});

describe('look', () => {
  it('asks by GET, reads no body, and follows nothing', async () => {
    const seen: string[] = [];
    const url = await peer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('x'.repeat(1_000_000));
    });
    expect(await client().look(url)).toEqual({ status: 302 });
    expect(seen).toEqual(['GET /in?a=1']);
  });

  it.each(['http://10.0.0.1/', 'https://[::ffff:7f00:1]/', 'https://169.254.169.254/latest/', 'file:///etc/passwd'])(
    'does not knock at %s',
    async (url) => {
      expect(await client({ development: false }).look(url)).toEqual({
        reason: expect.stringMatching(/^(refused-address|not-https)$/),
      });
    },
  );

  it('gives up on what is silent, in time', async () => {
    const url = await peer(() => {});
    expect(await client().look(url, 50)).toEqual({ reason: 'timeout' });
  });
});
