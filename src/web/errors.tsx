import { isApi } from './api/gate.ts';
import { otherMethods, problem } from './api/problem.ts';
import { type Face, pageOf } from './face.ts';
import { ErrorPage } from './site/error.page.tsx';
import type { Visit } from './sitemap.ts';
import { renderPage } from './ui/page.tsx';

/** The page for what does not exist, or does not exist for this visitor. */
export const notFound = (face: Face, visit: Pick<Visit, 'c' | 'locale'>): Response | Promise<Response> =>
  isApi(visit.c.req.path)
    ? problem(visit.c, face.baseUrl, otherMethods(visit.c) ? 'not-allowed' : 'not-found')
    : visit.c.html(renderPage(<ErrorPage page={pageOf(face, visit)} status={404} />), 404);

/** The page for a link that has had its time. */
export function goneLink(face: Face, visit: Pick<Visit, 'c' | 'locale'>): Response | Promise<Response> {
  visit.c.header('Cache-Control', 'no-store');
  return visit.c.html(renderPage(<ErrorPage page={pageOf(face, visit)} status={410} />), 410);
}

/** The page for a fault of ours, with the number under which the log has it. */
export const failed = (
  face: Face,
  visit: Pick<Visit, 'c' | 'locale'>,
  reference: string,
  status: 500 | 503,
): Response | Promise<Response> =>
  isApi(visit.c.req.path)
    ? problem(visit.c, face.baseUrl, status === 503 ? 'unavailable' : 'failed', undefined, reference)
    : visit.c.html(renderPage(<ErrorPage page={pageOf(face, visit)} status={status} reference={reference} />), status);
