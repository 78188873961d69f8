// Long because every route is tried by each kind of guard, and by who may frame it.

import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { services } from '#catalog/index.ts';
import { issueLoginToken, logIn, logInSupplier } from '#domain/access/index.ts';
import { Intake } from '#domain/lead/index.ts';
import { Collector } from '#domain/visit/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { createAuth } from '#platform/auth.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createApp } from '#web/app.tsx';
import { Live } from '#web/live.ts';
import { endpoints, pages, path } from '#web/paths.ts';
import { cookies, guards, Sitemap } from '#web/sitemap.ts';
import { ask, bakery } from '../../e2e/support/journey.ts';
import { linkIn, type TestProduct, testProduct } from '../../e2e/support/product.ts';
import { Visitor } from '../../e2e/support/visitor.ts';

let house: TestProduct;
let development: ReturnType<typeof createApp>;
let production: ReturnType<typeof createApp>;
let options: (development: boolean) => Parameters<typeof createApp>[0];

beforeAll(async () => {
  house = await testProduct();
  const auth = createAuth({
    connection: house.db.connection,
    secret: house.product.ctx.vault.deriveKey('auth').toString('base64url'),
    baseUrl: 'http://localhost:0',
    secure: false,
    sessionSeconds: 43_200,
  });
  atEnd(() => auth.close());
  options = (dev) => ({
    ctx: house.product.ctx,
    baseUrl: 'http://localhost:0',
    intake: new Intake(house.product.ctx),
    visits: new Collector(house.product.ctx, 'localhost:0'),
    metrics: createMetrics(),
    log: silentLog,
    readiness: async () => ({
      database: true,
      quarantined: false,
      migrations: true,
      working: true,
      workerLagSeconds: 0,
    }),
    assets: {
      site: { styles: [], scripts: [], fonts: [] },
      portal: { styles: [], scripts: [], fonts: [] },
      console: { styles: [], scripts: [], fonts: [] },
      embed: { styles: [], scripts: [], fonts: [] },
      google: { styles: [], scripts: [], fonts: [] },
    },
    trust: { hops: 0 },
    google: 'G-TEST123456',
    embedders: ['https://kund.example'],
    secure: false,
    development: dev,
    opsOnly: false,
    closed: () => false,
    requestLogin: async () => {},
    requestNewsletter: async () => {},
    keepSubmission: async () => {},
    requestStaffLink: async () => {},
    endpoints: { fault: () => undefined, test: () => Promise.reject(new Error('nobody is called')) },
    probe: () => Promise.reject(new Error('nobody is called')),
    sender: { domain: 'allkontrakt.example', look: async () => [] },
    auth,
    live: new Live(),
  });
  development = createApp(options(true));
  production = createApp(options(false));
});

/** Every address of paths.ts as a route's pattern; the eight services stand by their own names. */
const addresses = new Set([
  ...Object.entries(pages).flatMap(([name, { sv, en }]) => (name === 'service' ? [] : [sv, en])),
  ...services.flatMap(({ slug }) =>
    (['sv', 'en'] as const).map((locale) => path('service', locale, { service: slug[locale] })),
  ),
  ...Object.values(endpoints),
]);

/** What is registered with the router itself, apart from what runs before every route. */
const registered = (app: Hono) =>
  app.routes
    .filter((route) => !(route.method === 'ALL' && route.path === '/*'))
    .map((route) => `${route.method} ${route.path}`);
const listed = (map: Sitemap) => map.routes.map((route) => `${route.method} ${route.pattern}`);

describe('law 6: every route is in paths.ts and states who may enter', () => {
  it('every route has its address from paths.ts', () => {
    expect(development.map.routes.length).toBeGreaterThan(60);
    expect(development.map.routes.filter((route) => !addresses.has(route.pattern))).toEqual([]);
  });

  it('every address of paths.ts has a route, the built files excepted, which the server adds', () => {
    const patterns = new Set(development.map.routes.map((route) => route.pattern));
    expect([...addresses].filter((address) => address !== endpoints.assets && !patterns.has(address))).toEqual([]);
  });

  it('the router knows no route that the sitemap lacks: none is registered past its guard', () => {
    expect(registered(development.app).sort()).toEqual(listed(development.map).sort());
  });

  it('would find a route that is registered past the sitemap', () => {
    const { app, map } = emptyApp();
    app.get('/bakvag', (c) => c.text('open'));
    expect(registered(app).filter((route) => !listed(map).includes(route))).toEqual(['GET /bakvag']);
  });

  it('every route has one of the known guards, and each is in use', () => {
    expect([...new Set(development.map.routes.map((route) => route.guard))].sort()).toEqual([...guards].sort());
  });

  /** What stands open to the world, by decision: the site, the ways in, and addresses whose token is the key. */
  const open = [
    ...(
      [
        'home',
        'policy',
        'policyEditions',
        'promises',
        'register',
        'contact',
        'api',
        'consent',
        'newsletter',
        'newsletterConfirm',
        'newsletterPreferences',
        'newsletterPause',
        'newsletterEnd',
        'newsletterDone',
        'receipt',
        'embed',
        'embedReceipt',
        'mine',
        'mineLinks',
        'mineLink',
        'mineQuotes',
        'mineFarewell',
        'mineCase',
        'supplier',
        'supplierLink',
        'supplierErasure',
        'supplierDone',
        'consoleEnter',
        'consoleLink',
        'consoleKeys',
        'consoleLeave',
      ] as const
    ).flatMap((name) => Object.values(pages[name])),
    ...(
      [
        'file',
        'newsletterOneClick',
        'newsletterLink',
        'newsletterImage',
        'health',
        'ready',
        'metrics',
        'registerFile',
        'exportSchema',
        'consoleChallenge',
        'smsReport',
        'callEnded',
        'bounces',
        'elementorHook',
        'cf7Hook',
        'gravityHook',
        'apiLeads',
        'apiSuppliers',
        'apiDescription',
        'consentAnswer',
        'visits',
        'embedLoader',
        'google',
      ] as const
    ).map((name) => endpoints[name]),
    ...services.flatMap(({ slug }) =>
      (['sv', 'en'] as const).map((locale) => path('service', locale, { service: slug[locale] })),
    ),
  ];

  it('nothing is open to anyone that was not decided to be', () => {
    const anyone = development.map.routes.filter((route) => route.guard === 'anyone').map((route) => route.pattern);
    expect([...new Set(anyone)].sort()).toEqual([...open].sort());
  });

  it('no page may stand in anybody’s frame but the form that is made for it, and that in those of the settings alone', async () => {
    const ancestors = (answer: Response) =>
      /frame-ancestors ([^;]*)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    const framable = [pages.embed, pages.embedReceipt].flatMap(({ sv, en }) => [sv, en] as string[]);
    framable.push(endpoints.embedLoader);
    const asked = [...development.map.routes, { method: 'GET', pattern: '/finns-inte' }];
    for (const { method, pattern } of asked) {
      for (const value of ['el', '00000000-0000-0000-0000-000000000000']) {
        const answer = await development.app.request(pattern.replaceAll(/:\w+/g, value), { method });
        const allowed = framable.includes(pattern) ? 'https://kund.example' : "'none'";
        expect(ancestors(answer), `${method} ${pattern}`).toBe(allowed);
        await answer.body?.cancel();
      }
    }
    // Nor is it opened by what an address merely looks like.
    for (const address of ['/embed', '/embedd/el', '/x/embed/el', '/en/embed', '/?/embed/el'])
      expect(ancestors(await development.app.request(address)), address).toBe("'none'");
    const closed = createApp({ ...options(true), embedders: [] });
    expect(ancestors(await closed.app.request('/embed/el'))).toBe("'none'");
  });

  it('a route without a guard, or with an unknown one, does not come to be', () => {
    const { map } = emptyApp();
    for (const guard of [undefined, 'nobody', 'toString']) {
      expect(() => map.route('GET', '/bakvag', guard as never, ({ c }) => c.text('open'))).toThrow('who may enter');
    }
    expect(map.routes).toEqual([]);
  });

  function emptyApp() {
    const app = new Hono();
    return { app, map: new Sitemap(app, house.product.ctx, true) };
  }
});

describe('law 6: who may not enter is turned away', () => {
  /** A route's address with something in its place for each parameter. */
  const filled = (pattern: string, value: string) => pattern.replaceAll(/:\w+/g, value);
  let reference = '';
  let referral = '';
  let sessions: { customer: string; supplier: string };

  beforeAll(async () => {
    const { product, clock, post, url, db } = house;
    await ask(new Visitor(url), () => clock.advance('PT5S'));
    await product.settle();
    expect(linkIn(post.find('offert@savera.example'), '/leverantor/lank/')).toBeTruthy();
    const lead = await db.db.selectFrom('brokerage.lead').select(['reference', 'email_key']).executeTakeFirstOrThrow();
    const sent = await db.db
      .selectFrom('brokerage.referral')
      .select(['id', 'supplier_id'])
      .where('supplier_id', '=', 'savera')
      .executeTakeFirstOrThrow();
    reference = lead.reference;
    referral = sent.id;
    const token = await issueLoginToken(product.ctx, db.db, lead.email_key);
    const inside = await db.db.transaction().execute(async (tx) => ({
      customer: await logIn(product.ctx, tx, token),
      supplier: await logInSupplier(product.ctx, tx, sent.supplier_id, sent.id),
    }));
    sessions = inside as typeof sessions;
  });

  /** The log-outs last: one that lets the wrong session in would end it, and the rest would prove nothing. */
  const guarded = () => {
    const own = development.map.routes.filter((route) => route.guard === 'customer' || route.guard === 'supplier');
    const logouts = [...Object.values(pages.mineLogout), ...Object.values(pages.supplierLogout)] as string[];
    return own.sort((a, b) => Number(logouts.includes(a.pattern)) - Number(logouts.includes(b.pattern)));
  };
  const knock = (method: string, address: string, cookie?: string) =>
    development.app.request(address, {
      method,
      ...(cookie ? { headers: { cookie } } : {}),
      ...(method === 'POST' ? { body: new URLSearchParams({ action: 'accept' }) } : {}),
    });

  /** Own address for the customer's and the supplier's routes, so that a guard that lets in would show something. */
  const address = (route: { pattern: string; guard: string }) =>
    filled(route.pattern, route.guard === 'customer' ? reference : referral);

  const bothSessionsWork = async () => {
    const own = [
      ['customer', pages.mineRequest.sv],
      ['supplier', pages.supplierRequest.sv],
    ] as const;
    for (const [guard, pattern] of own) {
      const answer = await knock('GET', address({ pattern, guard }), `${cookies[guard]}=${sessions[guard]}`);
      expect(answer.status, pattern).toBe(200);
      expect(await answer.text()).toContain(bakery.company.companyName);
    }
  };

  it('the own session opens the pages that the probes below knock at', bothSessionsWork);

  it.each([
    ['without a session', () => undefined],
    ['with a made-up session', (guard: 'customer' | 'supplier') => `${cookies[guard]}=made-up`],
    [
      "with the other's session",
      (guard: 'customer' | 'supplier') =>
        `${cookies[guard]}=${sessions[guard === 'customer' ? 'supplier' : 'customer']}`,
    ],
  ] as const)('%s every guarded route leads to the log-in and shows nothing', async (_, cookie) => {
    expect(guarded().length).toBeGreaterThan(20);
    for (const route of guarded()) {
      const answer = await knock(route.method, address(route), cookie(route.guard as 'customer' | 'supplier'));
      const name = `${route.method} ${route.pattern}`;
      expect(answer.status, name).toBe(303);
      const english = route.pattern.startsWith('/en');
      expect(answer.headers.get('location'), name).toBe(
        path(route.guard === 'customer' ? 'mine' : 'supplier', english ? 'en' : 'sv'),
      );
      expect(await answer.text(), name).toBe('');
    }
    const { state } = await house.db.db
      .selectFrom('brokerage.referral')
      .select('state')
      .where('id', '=', referral)
      .executeTakeFirstOrThrow();
    expect(state).toBe('sent');
    await bothSessionsWork();
  });

  it('pages of development do not exist in production', async () => {
    const routes = production.map.routes.filter((route) => route.guard === 'development');
    expect(routes.length).toBe(3);
    for (const { method, pattern } of routes) {
      const address = filled(pattern, '00000000-0000-0000-0000-000000000000');
      expect((await production.app.request(address, { method })).status, pattern).toBe(404);
    }
    expect((await development.app.request(endpoints.devMail)).status).toBe(200);
  });

  it('the product in the test is one that has a mail server, so it has none of them either', async () => {
    expect((await fetch(`${house.url}${endpoints.devMail}`)).status).toBe(404);
  });
});
