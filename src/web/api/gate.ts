import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problem } from './problem.ts';

export const apiRoot = '/api/';
export const isApi = (address: string): boolean => address.startsWith(apiRoot);

/** No request is longer, however long its free text. */
export const apiBytes = 64 * 1024;

/**
 * What stands before every address of the API: which sites' pages may call it from a browser, and how long a body may be. No cookie means
 * anything there, so a page of another site can do nothing that its visitor's key doesn't already allow.
 * @param origins scheme, host and port of each site that may
 */
export function apiGate(baseUrl: string, origins: readonly string[]): MiddlewareHandler {
  const allowed = new Set([baseUrl, ...origins]);
  const sized = bodyLimit({ maxSize: apiBytes, onError: (c) => problem(c, baseUrl, 'too-large') });
  return async (c, next) => {
    if (!isApi(c.req.path)) return next();
    const origin = c.req.header('origin');
    c.header('Vary', 'Origin', { append: true });
    if (origin !== undefined) {
      if (!allowed.has(origin)) return problem(c, baseUrl, 'origin');
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Expose-Headers', 'Location, Retry-After, Idempotent-Replayed');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      if (c.req.method === 'OPTIONS') {
        c.header('Access-Control-Allow-Methods', 'GET, POST');
        c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key');
        c.header('Access-Control-Max-Age', '7200');
        return c.body(null, 204);
      }
    }
    return sized(c, next);
  };
}
