import { services } from '#catalog/index.ts';
import { notFound } from '../errors.tsx';
import type { Face } from '../face.ts';
import { endpoints, path } from '../paths.ts';
import { freshRequest, submitRequest } from './request.routes.tsx';

const loaderSeconds = 3600;

/**
 * The request form for frames on other sites' pages, and the script that puts it there. It is the site's own form: its answers travel in hidden
 * fields and its key is signed, so nothing of it needs a cookie. Who may frame it stands in the headers (edge.ts).
 */
export function embedRoutes(face: Face): void {
  const { map } = face;
  map.route('GET', endpoints.embedLoader, 'anyone', (visit) => {
    const { c } = visit;
    if (!face.loader) return notFound(face, visit);
    c.header('Content-Type', 'text/javascript; charset=UTF-8');
    c.header('Cache-Control', `public, max-age=${loaderSeconds}`);
    // A script of ours that is meant for others' pages: the only one.
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    return c.body(face.loader);
  });
  map.page('GET', 'embed', 'anyone', (visit) => {
    const { c, locale } = visit;
    const service = serviceOf(c.req.param('service'));
    if (!service) return notFound(face, visit);
    // Opened by itself it is the form without the site around it; whoever follows a link to it is better off on the site.
    c.header('Vary', 'Sec-Fetch-Dest');
    if (c.req.header('sec-fetch-dest') === 'document')
      return c.redirect(path('service', locale, { service: service.slug[locale] }), 302);
    return freshRequest(face, visit, service);
  });
  map.page('POST', 'embed', 'anyone', (visit) => {
    const service = serviceOf(visit.c.req.param('service'));
    return service ? submitRequest(face, visit, service) : notFound(face, visit);
  });
}

/** By its name in either language: whoever embeds it in English need not know what it is called there. */
const serviceOf = (slug: string | undefined) => services.find((one) => Object.values(one.slug).includes(slug ?? ''));
