import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { mailFile, mailWaiting } from '#domain/correspondence/index.ts';
import { quoteFile } from '#domain/quote/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { submissionsWaiting } from '#domain/submission/index.ts';
import { suppliers } from '#domain/supplier/index.ts';
import { editedTexts } from '#domain/text/index.ts';
import type { Log } from '#platform/log.ts';
import { apiGate } from './api/gate.ts';
import { leadApiRoutes } from './api/leads.routes.ts';
import { apiReferenceRoutes } from './api/reference.routes.tsx';
import { DeniedPage } from './console/console.page.tsx';
import { consolePage } from './console/console.routes.tsx';
import { consoleRoutes } from './console/index.ts';
import { staffAt } from './console/staff/door.ts';
import { devMailRoutes } from './dev-mail.tsx';
import { compressed, keepPrivate, limitedBody, sameSiteOnly, securityHeaders } from './edge.ts';
import { failed, goneLink, notFound } from './errors.tsx';
import { type Face, pageOf } from './face.ts';
import { Fresh } from './fresh.ts';
import { bounceRoutes } from './hooks/bounces.routes.ts';
import { hookRoutes } from './hooks/elks.routes.ts';
import { formHookRoutes } from './hooks/forms.routes.ts';
import { KeptPages, shared } from './kept.ts';
import { opsRoutes, type Readiness } from './ops.ts';
import { endpoints, localeOf } from './paths.ts';
import { campaignPublicRoutes } from './site/campaign.routes.ts';
import { consentRoutes } from './site/consent.routes.tsx';
import { ContactPage } from './site/contact.page.tsx';
import { embedRoutes } from './site/embed.routes.ts';
import { googleRoutes } from './site/google.routes.tsx';
import { homeRoutes } from './site/home.routes.tsx';
import { mineRoutes } from './site/mine.routes.tsx';
import { newsletterRoutes } from './site/newsletter.routes.tsx';
import { policyRoutes } from './site/policy.routes.tsx';
import { lookAtPromises, promiseRoutes } from './site/promises.routes.tsx';
import { receiptRoutes } from './site/receipt.routes.tsx';
import { registerRoutes } from './site/register.routes.tsx';
import { requestRoutes } from './site/request.routes.tsx';
import { visitRoutes } from './site/visits.routes.ts';
import { Sitemap } from './sitemap.ts';
import { supplierRoutes } from './supplier/supplier.routes.tsx';
import { renderPage } from './ui/page.tsx';
import { Wording } from './wording.ts';

export interface AppOptions
  extends Omit<Face, 'map' | 'onError' | 'supplierName' | 'registry' | 'kept' | 'promises' | 'texts'> {
  readonly development: boolean;
  /** Other sites whose pages may call the API; none when left out. */
  readonly apiOrigins?: readonly string[] | undefined;
  /** A worker answers only whoever watches over it. */
  readonly opsOnly: boolean;
  readonly log: Log;
  readonly readiness: () => Promise<Readiness>;
  /** Whether nobody may see anything: a restored backup isn't cleaned yet (P30, G6). */
  readonly closed: () => boolean;
}

/** The sitemap: every route of the product, in one place. */
export function createApp(options: AppOptions): { app: Hono; map: Sitemap } {
  const { ctx, log, development } = options;
  const app = new Hono();
  const map = new Sitemap(app, ctx, development, {
    sessionOf: async (c) => {
      const who = await staffAt(options, c);
      // Every page of the console shows it in its menu.
      if (who?.factor && staffMay(who, 'mail.read')) c.set('mails', await mailWaiting(ctx.db));
      if (who?.factor && staffMay(who, 'lead.write')) c.set('submissions', await submissionsWaiting(ctx.db));
      return who;
    },
    denied: (visit, permission) =>
      visit.c.html(renderPage(<DeniedPage page={consolePage(options, visit)} permission={permission} />), 403),
  });
  const names = new Map<string, string>();
  const wording = new Wording(() => editedTexts(ctx.db), options.live);
  const face: Face = {
    ...options,
    map,
    registry: shared(() => suppliers(ctx.db)),
    kept: new KeptPages(),
    promises: new Fresh(ctx.clock, (at) => lookAtPromises(ctx, at)),
    texts: () => wording.now(),
    onError: (error) => log.error({ event: 'http.error', err: error }, 'a request failed'),
    supplierName: async (id) => {
      if (!names.has(id)) for (const s of await suppliers(ctx.db)) names.set(s.id, s.name);
      return names.get(id) ?? '';
    },
  };

  app.use(
    securityHeaders(options.secure, { embedders: options.embedders ?? [], frames: options.google !== undefined }),
  );
  app.use(measure(options));
  app.use(whileOpen(face, options.closed));
  app.use(compressed);
  app.use(apiGate(options.baseUrl, options.apiOrigins ?? []));
  app.use(sameSiteOnly);
  app.use(limitedBody);
  app.onError((error, c) => {
    const reference = randomUUID().slice(0, 8);
    log.error({ event: 'http.error', requestId: reference, method: c.req.method, err: error }, 'a request failed');
    return failed(face, { c, locale: localeOf(c.req.path) }, reference, isDatabaseDown(error) ? 503 : 500);
  });
  app.notFound((c) => notFound(face, { c, locale: localeOf(c.req.path) }));

  opsRoutes(face, options.readiness);
  if (!options.opsOnly) {
    homeRoutes(face);
    siteRoutes(face);
    policyRoutes(face);
    registerRoutes(face);
    requestRoutes(face);
    receiptRoutes(face);
    embedRoutes(face);
    promiseRoutes(face);
    newsletterRoutes(face);
    campaignPublicRoutes(face);
    consentRoutes(face);
    visitRoutes(face);
    googleRoutes(face);
    mineRoutes(face);
    supplierRoutes(face);
    consoleRoutes(face);
    leadApiRoutes(face);
    apiReferenceRoutes(face);
    hookRoutes(face);
    bounceRoutes(face);
    formHookRoutes(face);
    fileRoute(face);
    devMailRoutes(face);
  }
  return { app, map };
}

function siteRoutes({ map, kept, ...face }: Face): void {
  map.page('GET', 'contact', 'anyone', (visit) =>
    kept.answer(visit.c, '', () => renderPage(<ContactPage page={pageOf(face, visit)} />)),
  );
}

const mediaTypes = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  other: 'application/octet-stream',
} as const;

/** The file that a link of one of the kinds leads to, by a name of ours: what it was called is for the page that links to it. */
async function fileOf({ ctx }: Face, token: string) {
  const now = ctx.clock.now();
  const quote = ctx.vault.open('file', token, now);
  if (quote) {
    const file = await quoteFile(ctx.db, quote);
    return file && { content: file.content, type: mediaTypes.pdf, name: 'offert.pdf' };
  }
  const attached = ctx.vault.open('mail-file', token, now);
  const file = attached ? await mailFile(ctx.db, attached) : undefined;
  return file && { content: file.content, type: mediaTypes[file.type], name: `bilaga.${file.type}` };
}

/** A quote's PDF, or what was attached to a mail, by a short-lived link: as an attachment, from an address that no cookie is sent to. */
function fileRoute(face: Face): void {
  const { map } = face;
  map.route('GET', endpoints.file, 'anyone', async (visit) => {
    const { c } = visit;
    keepPrivate(c);
    const file = await fileOf(face, c.req.param('token') ?? '');
    if (!file) return goneLink(face, visit);
    c.header('Content-Type', file.type);
    c.header('Content-Disposition', `attachment; filename="${file.name}"`);
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    return c.body(new Uint8Array(file.content));
  });
}

/** Everything but the question whether the process lives is answered with 503 while the database is closed. */
function whileOpen(face: Face, closed: () => boolean): import('hono').MiddlewareHandler {
  const watched: readonly string[] = [endpoints.health, endpoints.ready];
  return async (c, next) => {
    if (!closed() || watched.includes(c.req.path)) return next();
    c.header('Retry-After', '60');
    c.header('Cache-Control', 'no-store');
    return failed(face, { c, locale: localeOf(c.req.path) }, randomUUID().slice(0, 8), 503);
  };
}

function measure({ metrics }: AppOptions): import('hono').MiddlewareHandler {
  return async (c, next) => {
    const started = performance.now();
    await next();
    const route = c.req.routePath === '/*' ? 'none' : c.req.routePath;
    metrics.requests.observe(
      { method: c.req.method, route, status: `${Math.floor(c.res.status / 100)}xx` },
      (performance.now() - started) / 1000,
    );
  };
}

/** The server is away, starting, full or read-only: to be tried again, unlike a fault of ours. */
function isDatabaseDown(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(
      code,
    ) ||
    // Also a file system that is full or broken, and what somebody else's transaction or a time limit stood in the way of.
    /^(08|53|57|58|25006|40001|40P01|55P03)/.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(String(error))
  );
}
