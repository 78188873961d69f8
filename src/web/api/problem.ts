import type { Context as HonoContext } from 'hono';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { apiWords, type ProblemKind } from './api.texts.ts';

/** The status of each problem. */
export const problemStatus = {
  unauthorized: 401,
  origin: 403,
  'not-found': 404,
  'media-type': 415,
  'too-large': 413,
  malformed: 400,
  'key-missing': 400,
  'key-reused': 409,
  invalid: 422,
  'rate-limited': 429,
  unavailable: 503,
} as const satisfies Record<ProblemKind, number>;

/** One thing to correct: where, as a JSON pointer into the body, and how. */
export interface Pointed {
  readonly pointer: string;
  readonly detail: string;
}

/** The language that whoever asks reads best; English unless it is Swedish. */
export function languageOf(c: HonoContext): Locale {
  const [first = ''] = (c.req.header('accept-language') ?? '').split(',');
  return /^\s*sv\b/i.test(first) ? 'sv' : 'en';
}

/** What a problem is called: where the reference explains it. */
export const problemType = (baseUrl: string, kind: ProblemKind): string =>
  `${baseUrl}${path('api', 'en')}#problem-${kind}`;

/** An answer that says what is wrong and what to do (RFC 9457). */
export function problem(
  c: HonoContext,
  baseUrl: string,
  kind: ProblemKind,
  errors?: readonly Pointed[],
): Response | Promise<Response> {
  const locale = languageOf(c);
  const status = problemStatus[kind];
  c.header('Content-Type', 'application/problem+json');
  c.header('Content-Language', locale);
  c.header('Cache-Control', 'no-store');
  if (kind === 'unauthorized') c.header('WWW-Authenticate', 'Bearer realm="Allkontrakt"');
  const told = { type: problemType(baseUrl, kind), ...apiWords(locale).problems[kind], status };
  return c.body(JSON.stringify(errors ? { ...told, errors } : told), status);
}
