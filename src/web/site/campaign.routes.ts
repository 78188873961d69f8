import { imageContent, linkTarget, openLinkToken } from '#domain/campaign/index.ts';
import { tally } from '#domain/newsletter/index.ts';
import { notFound } from '../errors.tsx';
import type { Face } from '../face.ts';
import { endpoints } from '../paths.ts';
import type { Visit } from '../sitemap.ts';

/** What a newsletter leads to and loads: links that are counted without anybody's number, and pictures that aren't counted at all (P19). */
export function campaignPublicRoutes(face: Face): void {
  const { map } = face;
  map.route('GET', endpoints.newsletterLink, 'anyone', (visit) => follow(face, visit));
  map.route('GET', endpoints.newsletterImage, 'anyone', (visit) => image(face, visit));
}

/**
 * Leads on to where the link of a campaign leads, and adds one to a number. Nothing is read of who came, and nothing is set. Programs that only
 * ask whether it is there (HEAD) aren't counted.
 */
async function follow(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  const link = openLinkToken(ctx, c.req.param('token') ?? '');
  const url = link && (await linkTarget(ctx.db, link.campaignId, link.n));
  if (!link || !url) return notFound(face, visit);
  // Whoever clicks gets there, counted or not.
  if (c.req.method !== 'HEAD')
    await tally(ctx.db, ctx.clock.now(), link.campaignId, 'clicked', 1, link.n).catch(face.onError);
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Robots-Tag', 'noindex');
  return c.redirect(url, 303);
}

/** A picture of a campaign: what stands at its address never changes, and mail programs on the web show it in pages of their own. */
async function image(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c } = visit;
  const id = c.req.param('id') ?? '';
  const found = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await imageContent(face.ctx.db, id)
    : undefined;
  if (!found) return notFound(face, visit);
  c.header('Content-Type', `image/${found.type}`);
  c.header('Cache-Control', 'public, max-age=31536000, immutable');
  c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  c.header('X-Robots-Tag', 'noindex');
  return c.body(new Uint8Array(found.content));
}
