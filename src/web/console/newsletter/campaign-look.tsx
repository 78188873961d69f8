import { type Campaign, compose, imagesOf, leftAs, tidied, withWays } from '#domain/campaign/index.ts';
import type { Face } from '../../face.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { consolePage } from '../console.routes.tsx';
import { PlainLook } from './campaign.page.tsx';
import { draftOf, inTheme, type View } from './campaign.view.ts';

/** The letter itself, by itself: nothing in it can act, and it loads nothing but its own pictures. One that has begun is shown as it left. */
export async function look(face: Face, visit: Visit<'staff'>, campaign: Campaign, view: View): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  const left = campaign.state === 'draft' ? undefined : await leftAs(ctx.db, campaign.id);
  const words = { ...campaign, ...tidied(draftOf(campaign)) };
  const composed = left ?? (await compose(ctx, words, await imagesOf(ctx.db, campaign.id), 'straight')).composed;
  const { html, text } = withWays(ctx, composed, campaign.locale);
  consolePage(face, visit);
  const home = new URL(ctx.links.newsletterImage('')).origin;
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' ${home}; frame-ancestors 'self'; sandbox allow-same-origin`,
  );
  if (view === 'text') return c.html(renderPage(<PlainLook locale={campaign.locale} text={text} />));
  return c.html(inTheme(html, view === 'dark'));
}
