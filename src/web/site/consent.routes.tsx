import type { Context as HonoContext } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Answer, type Asked, fromCookie, noteChoice, numberIn, toCookie } from '#domain/consent/index.ts';
import { forgetVisitor } from '#domain/visit/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { askedWhere } from '#policy/consents.ts';
import { retention } from '#policy/retention.ts';
import { keepPrivate } from '../edge.ts';
import { type Face, pageOf } from '../face.ts';
import { one, readForm } from '../forms.ts';
import { endpoints, localeOf, path } from '../paths.ts';
import { renderPage } from '../ui/page.tsx';
import { ConsentPage } from './consent.page.tsx';

export const consentCookie = 'ak_val';

/** The browser says no for its owner: nothing is asked, stored or measured (P23). */
export const refusedBy = (c: HonoContext): boolean => c.req.header('sec-gpc') === '1';

/** What a visitor has answered; a browser that refuses for its owner has refused. */
export const answerOf = (c: HonoContext, asked: Asked): Answer | undefined =>
  refusedBy(c) ? undefined : fromCookie(getCookie(c, consentCookie), asked);

/** Takes away what Google Analytics has stored on the device. */
function forgetGoogle(c: HonoContext): void {
  for (const name of Object.keys(getCookie(c)).filter((one) => /^_ga(_[A-Z0-9]+)?$/.test(one)))
    deleteCookie(c, name, { path: '/' });
}

/** Whether the visit may be measured: asked once, answered by two equal buttons, changed on every page (P23). */
export function consentRoutes(face: Face): void {
  const { map, google } = face;
  const asked = askedWhere(google !== undefined);
  map.page('GET', 'consent', 'anyone', (visit) => {
    const { c } = visit;
    keepPrivate(c);
    return c.html(
      renderPage(
        <ConsentPage
          page={pageOf(face, visit)}
          choice={answerOf(c, asked)?.choice}
          refused={refusedBy(c)}
          saved={c.req.query('done') === '1'}
          back={path('consent', visit.locale)}
        />,
      ),
    );
  });
  map.route('POST', endpoints.consentAnswer, 'anyone', async ({ c }) => {
    const form = await readForm(c.req.raw);
    const measure = one(form, 'measure');
    const back = ownPath(one(form, 'back'));
    if (measure !== 'yes' && measure !== 'no') return c.redirect(back, 303);
    const { clock } = face.ctx;
    const measured = numberIn(getCookie(c, consentCookie));
    const answer = await noteChoice(face.ctx, refusedBy(c) ? 'no' : measure, localeOf(back), asked);
    if (answer.choice === 'no' && measured) await forgetVisitor(face.ctx, measured);
    if (answer.choice === 'no' || !google) forgetGoogle(c);
    const now = clock.now();
    // Read by the page's own script, which begins to measure or doesn't: there is nothing in it to steal.
    setCookie(c, consentCookie, toCookie(answer), {
      path: '/',
      sameSite: 'Lax',
      secure: face.secure,
      maxAge: now.until(addPeriod(now, retention['consent.asked'].period)).total('seconds'),
    });
    keepPrivate(c);
    if (c.req.header('accept') === 'application/json') return c.json({ choice: answer.choice });
    return c.redirect(back === path('consent', localeOf(back)) ? `${back}?done=1` : back, 303);
  });
}

/** A page of our own to come back to; anything else is the first page. */
const ownPath = (text: string): string => {
  const at = URL.canParse(text, 'http://own.example') ? new URL(text, 'http://own.example') : undefined;
  return at?.host === 'own.example' && text.startsWith('/') && !text.startsWith('//') ? at.pathname : '/';
};
