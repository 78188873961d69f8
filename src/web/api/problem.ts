import type { Context as HonoContext } from 'hono';
import type { Locale } from '#policy/text.ts';
import { endpoints, path } from '../paths.ts';
import { apiWords, type ProblemKind } from './api.texts.ts';

/** The status of each problem. */
export const problemStatus = {
  unauthorized: 401,
  origin: 403,
  'not-found': 404,
  'not-allowed': 405,
  'media-type': 415,
  'too-large': 413,
  malformed: 400,
  'key-missing': 400,
  'key-reused': 409,
  invalid: 422,
  'rate-limited': 429,
  failed: 500,
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

const methods = [
  [endpoints.apiLeads, 'POST'],
  [endpoints.apiSuppliers, 'GET'],
  [endpoints.apiDescription, 'GET'],
] as const;

/** Whether the address takes another method than this one; then the answer says which (RFC 9110, 15.5.6). */
export function otherMethods(c: HonoContext): boolean {
  const parts = c.req.path.split('/');
  const found = methods.find(([address]) => {
    const steps = address.split('/');
    return steps.length === parts.length && steps.every((step, i) => step.startsWith(':') || step === parts[i]);
  });
  const allowed = found && (found[1] === 'GET' ? ['GET', 'HEAD'] : ['POST']);
  if (!allowed || allowed.includes(c.req.method)) return false;
  c.header('Allow', allowed.join(', '));
  return true;
}

/** What a problem is called: where the reference explains it. */
export const problemType = (baseUrl: string, kind: ProblemKind): string =>
  `${baseUrl}${path('api', 'en')}#problem-${kind}`;

/** An answer that says what is wrong and what to do (RFC 9457). @param reference what our log has it under, of a fault of ours */
export function problem(
  c: HonoContext,
  baseUrl: string,
  kind: ProblemKind,
  errors?: readonly Pointed[],
  reference?: string,
): Response | Promise<Response> {
  const locale = languageOf(c);
  const status = problemStatus[kind];
  c.header('Content-Type', 'application/problem+json');
  c.header('Content-Language', locale);
  c.header('Cache-Control', 'no-store');
  if (kind === 'unauthorized') c.header('WWW-Authenticate', 'Bearer realm="Allkontrakt"');
  const told = { type: problemType(baseUrl, kind), ...apiWords(locale).problems[kind], status };
  return c.body(
    JSON.stringify({ ...told, ...(errors ? { errors } : {}), ...(reference ? { reference } : {}) }),
    status,
  );
}
