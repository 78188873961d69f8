import type { Handler, Hono, Context as HonoContext } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Session, sessionOf } from '#domain/access/index.ts';
import type { Context } from '#domain/context.ts';
import type { Locale } from '#policy/text.ts';
import { type PageName, pages, path } from './paths.ts';

/** Who may enter. Every route states one; there is no default. */
export const guards = ['anyone', 'customer', 'supplier', 'development'] as const;
export type Guard = (typeof guards)[number];

export const cookies = { customer: 'ak_kund', supplier: 'ak_lev' } as const;

type OwnSession<G extends Guard> = G extends 'customer' | 'supplier' ? Extract<Session, { kind: G }> : undefined;

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
}

/** Registers routes with their guards; the list of them is what the law test reads. */
export class Sitemap {
  readonly routes: Route[] = [];
  readonly #app: Hono;
  readonly #ctx: Context;
  readonly #development: boolean;

  constructor(app: Hono, ctx: Context, development: boolean) {
    this.#app = app;
    this.#ctx = ctx;
    this.#development = development;
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
    if (!guards.includes(guard)) throw new Error(`${method} ${pattern} does not say who may enter`);
    // A route that nobody may enter under these circumstances does not exist: a development page in production is a 404.
    this.routes.push({ method, pattern, guard });
    if (guard === 'development' && !this.#development) return;
    const guarded: Handler = async (c) => {
      const entry = await this.#enter(c, guard, locale);
      return entry instanceof Response ? entry : handle({ c, locale, session: entry as OwnSession<G> });
    };
    this.#app.on(method, pattern, guarded);
  }

  /** Fails closed: whatever is not clearly allowed is turned away. */
  async #enter(c: HonoContext, guard: Guard, locale: Locale): Promise<Session | undefined | Response> {
    if (guard === 'anyone' || guard === 'development') return undefined;
    const token = getCookie(c, cookies[guard]);
    const session = token ? await sessionOf(this.#ctx, this.#ctx.db, token) : undefined;
    if (session?.kind === guard) return session;
    return c.redirect(path(guard === 'customer' ? 'mine' : 'supplier', locale), 303);
  }
}
