import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isApi } from './api/gate.ts';
import { endpoint, isEmbedded } from './paths.ts';

/** The address of the other end of the connection; a proxy's, when there is one. */
export const remoteAddress = (c: HonoContext): string | undefined =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress;

/** What a mail program posts to, from wherever it is (RFC 8058): the token in its address is all it has, and all it can use. */
const fromAnywhere = endpoint('newsletterOneClick', { token: '' });

/** A form may only be posted from a page of the site itself. A client without these headers is no browser and has no cookies. */
export const sameSiteOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path.startsWith(fromAnywhere)) return next();
  // The API asks for a key and has decided about the site already.
  if (isApi(c.req.path)) return next();
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const foreign = site
    ? site !== 'same-origin' && site !== 'none'
    : origin !== undefined && hostOf(origin) !== c.req.header('host');
  return foreign ? c.text('Cross-site forms are not accepted.', 403) : next();
};

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/**
 * Headers of every answer. Pages carry no inline script or style, so none is allowed; nothing is fetched from elsewhere.
 * @param embedders origins whose pages may show the form in a frame; that form, and nothing else
 * @param frames pages may hold a frame of our own: the one that Google Analytics is kept in (P25)
 */
export function securityHeaders(
  secure: boolean,
  { embedders = [], frames = false }: { readonly embedders?: readonly string[]; readonly frames?: boolean } = {},
): MiddlewareHandler {
  const none = "frame-ancestors 'none'";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    ...(frames ? ["frame-src 'self'"] : []),
    "form-action 'self'",
    none,
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
  const framed = embedders.length > 0 ? policy.replace(none, `frame-ancestors ${embedders.join(' ')}`) : policy;
  const fixed: [string, string][] = [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'same-origin'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ...(secure ? ([['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']] as [string, string][]) : []),
  ];
  return async (c, next) => {
    const all = [['Content-Security-Policy', isEmbedded(c.req.path) ? framed : policy], ...fixed] as const;
    for (const [name, value] of all) c.header(name, value);
    await next();
    // An answer that was not made through `c` has not got them yet.
    for (const [name, value] of all) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  };
}

type Encoding = 'br' | 'gzip';

/** The best encoding that a browser says it reads (RFC 9110 §12.5.3); undefined for one that says nothing. */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  if (!accepted) return undefined;
  const read = (name: Encoding) =>
    accepted.split(',').some((one) => one.trim().split(';')[0]?.trim() === name && !/;\s*q=0(\.0*)?\s*$/.test(one));
  return (['br', 'gzip'] as const).find(read);
}

const compress = {
  br: (body: Uint8Array) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body: Uint8Array) => promisify(gzip)(body, { level: 5 }),
};
// A stream of events has no end to wait for.
const compressible = /^(text\/(?!event-stream)|application\/json|image\/svg)/;

/** Compresses texts for those who read it so, off the main thread. What is compressed already, and what is short, stays as it is. */
export const compressed: MiddlewareHandler = async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (!compressible.test(headers.get('content-type') ?? '') || status === 206) return;
  if (!/accept-encoding/i.test(headers.get('vary') ?? '')) headers.append('Vary', 'Accept-Encoding');
  const encoding = encodingFor(c.req.header('accept-encoding'));
  if (!encoding || c.req.method === 'HEAD' || headers.has('content-encoding')) return;
  const plain = new Uint8Array(await c.res.arrayBuffer());
  const body = plain.length < 1024 ? plain : new Uint8Array(await compress[encoding](plain));
  const own = new Headers(headers);
  own.delete('content-length');
  if (body !== plain) own.set('content-encoding', encoding);
  c.res = undefined;
  c.res = new Response(body, { status, headers: own });
};

const formBytes = 256 * 1024;
const uploadBytes = 6 * 1024 * 1024;

/** Refuses what is longer than any form of ours. A body that doesn't tell its length is counted while it is read. */
export const limitedBody: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const most = c.req.header('content-type')?.startsWith('multipart/') ? uploadBytes : formBytes;
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding')) {
    return bodyLimit({ maxSize: most, onError: (over) => over.text('Too large.', 413) })(c, next);
  }
  return Number(length) > most ? c.text('Too large.', 413) : next();
};

/** For pages whose address is a key, and pages behind a log-in: not cached, not sent along, not indexed. */
export function keepPrivate(c: HonoContext): void {
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Robots-Tag', 'noindex');
}
