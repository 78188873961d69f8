import type { Context as HonoContext } from 'hono';
import { beginSession, deviceOf, type Factor, type StaffSession, staffSessionOf } from '#domain/staff/index.ts';
import type { Auth } from '#platform/auth.ts';
import { transact } from '#platform/db/index.ts';
import { locales } from '#policy/text.ts';
import type { Face } from '../../face.ts';
import { localeOf, path } from '../../paths.ts';

/** The session of whoever knocks: the library judges the cookie, and our own clocks whether it still counts. */
export async function staffAt(
  { ctx, auth, live }: Pick<Face, 'ctx' | 'auth' | 'live'>,
  c: HonoContext,
): Promise<StaffSession | undefined> {
  // Before anything is read: what happens from here on, the page may lack.
  c.set('live', live.mark);
  const cookie = c.req.header('cookie');
  if (!cookie?.includes('ak_personal.')) return undefined;
  const known = await auth.known(cookie);
  // A page that follows what happens asks for itself again and again: that is nobody's doing.
  const quiet = c.req.method === 'GET' && c.req.header('x-live') !== undefined;
  return known ? staffSessionOf(ctx, ctx.db, { token: known.token, quiet }) : undefined;
}

/** Hands on the library's cookies, each under the console's pages only, in both languages: the site stays free of them. */
export function passCookies(c: HonoContext, cookies: readonly string[]): void {
  for (const cookie of cookies) {
    for (const locale of locales)
      c.header('Set-Cookie', cookie.replace(/; *path=\/(?=;|$)/i, `; Path=${path('console', locale)}`), {
        append: true,
      });
  }
}

/** Lets somebody in who has shown a factor (or, for now, only a link): always by a new session, in the place of the one they came with. */
export async function letIn(
  face: Pick<Face, 'ctx' | 'auth'>,
  c: HonoContext,
  staffId: string,
  factor: Factor | null,
  instead?: StaffSession,
): Promise<void> {
  await takeIn(face, c, await face.auth.start(staffId), factor, instead);
}

/** As letIn, when the library has begun the session itself. @returns whether it had */
export async function takeIn(
  { ctx }: Pick<Face, 'ctx'>,
  c: HonoContext,
  answer: Awaited<ReturnType<Auth['start']>>,
  factor: Factor | null,
  instead?: StaffSession,
): Promise<boolean> {
  if (!answer.ok) return false;
  const { session } = answer.body as { session: { token: string; userId: string } };
  await transact(ctx.db, async (tx) => {
    const device = deviceOf(c.req.header('user-agent'));
    await beginSession(ctx, tx, session.token, { factor, device, instead: instead?.id });
  });
  passCookies(c, answer.cookies);
  return true;
}

/** Where somebody wanted to go before they were asked who they are: a page of the console, or its first. */
export function wanted(c: HonoContext, next: string): string {
  const own = locales.some(
    (locale) => next === path('console', locale) || next.startsWith(`${path('console', locale)}/`),
  );
  return own && !/[\r\n\\]/.test(next) ? next : path('console', localeOf(c.req.path));
}
