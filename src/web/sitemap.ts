import type { Handler, Hono, Context as HonoContext } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Session, sessionOf } from '#domain/access/index.ts';
import type { Context } from '#domain/context.ts';
import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import { type Permission, permissions } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import { type PageName, pages, path } from './paths.ts';

/** Who may enter. Every route states one; there is no default. */
export const guards = ['anyone', 'customer', 'supplier', 'staff-entry', 'staff', 'development'] as const;
export type Guard = (typeof guards)[number];

export const cookies = { customer: 'ak_kund', supplier: 'ak_lev' } as const;

type OwnSession<G extends Guard> = G extends 'customer' | 'supplier'
  ? Extract<Session, { kind: G }>
  : G extends 'staff' | 'staff-entry'
    ? StaffSession
    : undefined;

/** Who is at the console's door, and what is said to somebody whose roles don't reach. */
export interface StaffDoor {
  sessionOf(c: HonoContext): Promise<StaffSession | undefined>;
  denied(visit: Visit<'staff'>, permission: Permission): Response | Promise<Response>;
}

/** Nobody comes in: for an app without a console. */
const closedDoor: StaffDoor = {
  sessionOf: async () => undefined,
  denied: ({ c }) => c.text('Forbidden.', 403),
};

/** What a handler is given. */
export interface Visit<G extends Guard = Guard> {
  readonly c: HonoContext;
  readonly locale: Locale;
  readonly session: OwnSession<G>;
}
type Handle<G extends Guard> = (visit: Visit<G>) => Response | Promise<Response>;

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly pattern: string;
  readonly guard: Guard;
  /** What a route of the console demands; 'any' is for everybody who works here. Set for the guard 'staff', and only there. */
  readonly permission?: Permission | 'any';
}

/** The console's way in, which leads on to the page that was asked for. Only a page that is shown can be come back to. */
const enterFor = (c: HonoContext, locale: Locale): string => {
  const enter = path('consoleEnter', locale);
  const { pathname, search } = new URL(c.req.url);
  return c.req.method === 'GET' && pathname !== path('console', locale)
    ? `${enter}?${new URLSearchParams({ next: pathname + search })}`
    : enter;
};

/** Registers routes with their guards; the list of them is what the law test reads. */
export class Sitemap {
  readonly routes: Route[] = [];
  readonly #app: Hono;
  readonly #ctx: Context;
  readonly #development: boolean;
  readonly #door: StaffDoor;

  constructor(app: Hono, ctx: Context, development: boolean, door: StaffDoor = closedDoor) {
    this.#app = app;
    this.#ctx = ctx;
    this.#development = development;
    this.#door = door;
  }

  /** A page of paths.ts, in both languages. */
  page<G extends Guard>(method: Route['method'], name: PageName, guard: G, handle: Handle<G>): void {
    for (const locale of ['sv', 'en'] as const) this.route(method, pages[name][locale], guard, handle, locale);
  }

  /** An address without a language, or one of its own making. */
  route<G extends Guard>(
    method: Route['method'],
    pattern: string,
    guard: G,
    handle: Handle<G>,
    locale: Locale = 'sv',
  ): void {
    if (!guards.includes(guard) || guard === 'staff')
      throw new Error(`${method} ${pattern} does not say who may enter`);
    // A route that nobody may enter under these circumstances does not exist: a development page in production is a 404.
    this.routes.push({ method, pattern, guard });
    if (guard === 'development' && !this.#development) return;
    const guarded: Handler = async (c) => {
      const entry = await this.#enter(c, guard, locale);
      return entry instanceof Response ? entry : handle({ c, locale, session: entry as OwnSession<G> });
    };
    this.#app.on(method, pattern, guarded);
  }

  /** A page of the console, in both languages, with the right that it needs. */
  console(method: Route['method'], name: PageName, permission: Permission | 'any', handle: Handle<'staff'>): void {
    for (const locale of ['sv', 'en'] as const)
      this.consoleRoute(method, pages[name][locale], permission, handle, locale);
  }

  /** An address of the console without a language. */
  consoleRoute(
    method: Route['method'],
    pattern: string,
    permission: Permission | 'any',
    handle: Handle<'staff'>,
    locale: Locale = 'sv',
  ): void {
    if (permission !== 'any' && !permissions.includes(permission))
      throw new Error(`${method} ${pattern} does not say what it takes`);
    this.routes.push({ method, pattern, guard: 'staff', permission });
    this.#app.on(method, pattern, async (c) => {
      const session = await this.#door.sessionOf(c);
      if (!session) return c.redirect(enterFor(c, locale), 303);
      if (!session.factor) return c.redirect(path('consoleConfirm', locale), 303);
      const visit = { c, locale, session };
      if (permission !== 'any' && !staffMay(session, permission)) return this.#door.denied(visit, permission);
      return handle(visit);
    });
  }

  /** Fails closed: whatever is not clearly allowed is turned away. */
  async #enter(c: HonoContext, guard: Guard, locale: Locale): Promise<Session | StaffSession | undefined | Response> {
    if (guard === 'anyone' || guard === 'development') return undefined;
    if (guard === 'staff-entry') return (await this.#door.sessionOf(c)) ?? c.redirect(enterFor(c, locale), 303);
    if (guard === 'staff') throw new Error('a page of the console is registered by console()');
    const token = getCookie(c, cookies[guard]);
    const session = token ? await sessionOf(this.#ctx, this.#ctx.db, token) : undefined;
    if (session?.kind === guard) return session;
    return c.redirect(path(guard === 'customer' ? 'mine' : 'supplier', locale), 303);
  }
}
