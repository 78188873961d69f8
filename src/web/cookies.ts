import type { Context as HonoContext } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { locales } from '#policy/text.ts';
import { path } from './paths.ts';
import { cookies } from './sitemap.ts';

const root = { customer: 'mine', supplier: 'supplier' } as const;

/** A session lives under its own pages only, in both languages: the rest of the site, and every file, is served without cookies. */
export function keepSession(
  c: HonoContext,
  kind: keyof typeof cookies,
  secret: string,
  secure: boolean,
  period: string,
): void {
  const maxAge = Temporal.Duration.from(period).total('seconds');
  for (const locale of locales) {
    setCookie(c, cookies[kind], secret, {
      path: path(root[kind], locale),
      httpOnly: true,
      sameSite: 'Lax',
      secure,
      maxAge,
    });
  }
}

/** Forgets the session in the browser. */
export function dropSession(c: HonoContext, kind: keyof typeof cookies): void {
  for (const locale of locales) deleteCookie(c, cookies[kind], { path: path(root[kind], locale) });
}
