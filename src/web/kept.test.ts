import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { compressed, encodingFor, limitedBody, securityHeaders } from './edge.ts';
import { KeptPages, mark, shared } from './kept.ts';

describe('a shared read', () => {
  /** A read that ends when it is told to, and counts. */
  function slow() {
    const ends: ((value: string) => void)[] = [];
    let version = 'old';
    const read = shared(() => {
      const seen = version;
      return new Promise<string>((resolve) => ends.push(() => resolve(seen)));
    });
    return {
      read,
      ends,
      change: (to: string) => {
        version = to;
      },
    };
  }

  it('shows nobody what was read before they asked', async () => {
    const { read, ends, change } = slow();
    const first = read();
    change('new');
    const second = read();
    ends[0]?.('');
    expect(await first).toBe('old');
    await new Promise((resolve) => setTimeout(resolve));
    ends[1]?.('');
    expect(await second).toBe('new');
  });

  it('serves all who wait with one more read, and keeps nothing', async () => {
    const { read, ends } = slow();
    const all = [read(), ...Array.from({ length: 20 }, read)];
    ends[0]?.('');
    await new Promise((resolve) => setTimeout(resolve));
    expect(ends).toHaveLength(2);
    ends[1]?.('');
    await Promise.all(all);
    void read();
    expect(ends).toHaveLength(3);
  });

  it('goes on after a read that failed', async () => {
    let fails = true;
    const read = shared(async () => {
      if (fails) throw new Error('away');
      return 'there';
    });
    const [first, second] = [read(), read()];
    await expect(first).rejects.toThrow('away');
    await expect(second).rejects.toThrow('away');
    fails = false;
    expect(await read()).toBe('there');
  });
});

describe('what is kept', () => {
  const pages = () => {
    const kept = new KeptPages();
    let rendered = 0;
    let of = '1';
    let value = 0;
    const app = new Hono();
    app.use(securityHeaders(false), compressed);
    app.get('/a', (c) => kept.answer(c, of, () => `<p>å – ${of} ${++rendered}</p>`));
    app.get('/b', (c) => kept.fill(c, '', `value ${++value}`, () => `<p>å – ${++rendered} ${mark} after</p>`));
    app.get('/none', (c) => kept.fill(c, '', 'value', () => '<p>no place</p>'));
    const text = async (path: string, accept?: string) => {
      const response = await app.request(path, accept ? { headers: { 'accept-encoding': accept } } : {});
      const bytes = Buffer.from(await response.arrayBuffer());
      const encoding = response.headers.get('content-encoding');
      return {
        response,
        encoding,
        text: String(encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes),
      };
    };
    return {
      text,
      change: (to: string) => {
        of = to;
      },
    };
  };

  it('is rendered once, and anew when what it shows has changed', async () => {
    const { text, change } = pages();
    expect((await text('/a')).text).toBe('<p>å – 1 1</p>');
    expect((await text('/a')).text).toBe('<p>å – 1 1</p>');
    change('2');
    expect((await text('/a')).text).toBe('<p>å – 2 2</p>');
    expect((await text('/a', 'gzip')).text).toBe('<p>å – 2 2</p>');
  });

  it('is the same in every encoding, and says that it depends on what the browser reads', async () => {
    const { text } = pages();
    for (const [accept, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await text('/a', accept);
      expect(answer.encoding).toBe(encoding);
      expect(answer.text).toBe('<p>å – 1 1</p>');
      expect(answer.response.headers.get('vary')).toBe('Accept-Encoding');
      expect(answer.response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    }
  });

  it('has its own value each time where the mark stands, and refuses a page without one', async () => {
    const { text } = pages();
    expect((await text('/b')).text).toBe('<p>å – 1 value 1 after</p>');
    expect((await text('/b')).text).toBe('<p>å – 1 value 2 after</p>');
    expect((await text('/none')).response.status).toBe(500);
  });
});

describe('compression', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.0,gzip;q=0', undefined],
    ['deflate', undefined],
    ['x-gzip', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (accepted, encoding) => expect(encodingFor(accepted)).toBe(encoding));

  const app = new Hono();
  app.use(securityHeaders(true), compressed, limitedBody);
  const long = 'å'.repeat(5000);
  app.get('/long', (c) => {
    c.header('Set-Cookie', 'a=1');
    c.header('Set-Cookie', 'b=2', { append: true });
    return c.html(long, 422);
  });
  app.get('/short', (c) => c.html('å'));
  app.get('/file', (c) => c.body(long, 200, { 'Content-Type': 'application/pdf' }));
  app.get(
    '/own',
    () => new Response(long, { headers: { 'content-type': 'text/plain', 'Content-Security-Policy': 'sandbox' } }),
  );
  app.post('/', async (c) => c.text(String((await c.req.text()).length)));
  const get = (path: string) => app.request(path, { headers: { 'accept-encoding': 'br' } });

  it('keeps the status, the cookies and the security headers', async () => {
    const answer = await get('/long');
    expect(answer.status).toBe(422);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(String(brotliDecompressSync(Buffer.from(await answer.arrayBuffer())))).toBe(long);
  });

  it('leaves alone what is short and what is no text', async () => {
    const [short, file] = [await get('/short'), await get('/file')];
    expect(short.headers.get('content-encoding')).toBeNull();
    expect(await short.text()).toBe('å');
    expect(file.headers.get('content-encoding')).toBeNull();
    expect(await file.text()).toBe(long);
  });

  it('leaves the headers an answer has of its own', async () => {
    const answer = await get('/own');
    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('of a body: what is too long is refused, whether or not it says how long it is', async () => {
    const post = (body: BodyInit, headers: Record<string, string>) =>
      app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    const tooLong = 'a'.repeat(256 * 1024 + 1);
    const streamed = (text: string) => new Blob([text]).stream();
    expect((await post('a', { 'content-length': '1' })).status).toBe(200);
    expect((await post(tooLong, { 'content-length': String(tooLong.length) })).status).toBe(413);
    expect((await post(streamed('a'), {})).status).toBe(200);
    expect((await post(streamed(tooLong), {})).status).toBe(413);
    expect((await post(streamed(tooLong), { 'content-length': '1', 'transfer-encoding': 'chunked' })).status).toBe(413);
    const upload = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(tooLong.length) };
    expect((await post(tooLong, upload)).status).toBe(200);
  });
});
