import { sourceOf, wordOf } from '#domain/visit/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { askedWhere } from '#policy/consents.ts';
import { retention } from '#policy/retention.ts';
import { keepPrivate } from '../edge.ts';
import type { Face } from '../face.ts';
import { endpoints, isOpenPage, localeOf } from '../paths.ts';
import { renderPage } from '../ui/page.tsx';
import { answerOf } from './consent.routes.tsx';
import { GoogleFrame } from './google.page.tsx';

/**
 * What a frame with Google's script may do: run that script, and tell its own addresses (developers.google.com/tag-platform/security/guides/csp, without
 * those that ads need).
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' https://www.googletagmanager.com",
  'connect-src https://*.google-analytics.com https://*.analytics.google.com https://*.googletagmanager.com',
  'img-src https://*.google-analytics.com https://*.googletagmanager.com',
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The frame that Google Analytics is kept in (P25): only where the operator has turned it on, only for whoever has said yes to it, and with nothing in it but
 * the name of an open page of ours, the site one came from, and a campaign's words.
 */
export function googleRoutes(face: Face): void {
  const { map, google, ctx } = face;
  if (!google) return;
  const asked = askedWhere(true);
  map.route('GET', endpoints.google, 'anyone', ({ c }) => {
    keepPrivate(c);
    const page = c.req.query('page') ?? '';
    if (answerOf(c, asked)?.choice !== 'yes' || !isOpenPage(page)) return c.body(null, 404);
    const now = ctx.clock.now();
    const tags = new URLSearchParams();
    for (const name of ['utm_source', 'utm_medium', 'utm_campaign']) {
      const word = wordOf(c.req.query(name));
      if (word) tags.set(name, word);
    }
    c.header('Content-Security-Policy', policy);
    return c.html(
      renderPage(
        <GoogleFrame
          locale={localeOf(page)}
          measurement={google}
          page={tags.size > 0 ? `${page}?${tags}` : page}
          from={sourceOf(c.req.query('referrer'), c.req.header('host') ?? '')}
          lasts={now.until(addPeriod(now, retention['consent.asked'].period)).total('seconds')}
          scripts={face.assets.google.scripts}
        />,
      ),
    );
  });
}
