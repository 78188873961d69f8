import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkPromises } from '#domain/privacy/index.ts';
import { noteRecipients } from '#domain/supplier/index.ts';
import { visitorOf } from '#domain/visit/index.ts';
import { sql } from '#platform/db/index.ts';
import { askedWhere, markOf } from '#policy/consents.ts';
import { googleEngaged } from '#policy/recipients.ts';
import { browser, openPage } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';

vi.setConfig({ testTimeout: 120_000 });

const measurement = 'G-TEST123456';
const yesMark = markOf(askedWhere(true));
let on: TestProduct;
let off: TestProduct;
let b: Browser;
beforeAll(async () => {
  on = await testProduct({ google: measurement, processors: [googleEngaged] });
  off = await testProduct({ consentPlace: 'head' });
  // The browser's own name says that it has no head, and so that nobody sits at it.
  b = await browser('--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0.0.0 Safari/537.36');
});

/** Stands in for Google's script: tells what it was told, stores what it may, and tries what it may not. */
const script = `
  const told = dataLayer.map((one) => [...one]);
  const config = told.find(([what]) => what === 'config')[2];
  for (const name of ['_ga', '_ga_TEST123456']) document.cookie = name + '=GA1.1.1.1; path=/; max-age=' + config.cookie_expires + '; ' + config.cookie_flags;
  const body = JSON.stringify({ told, isArguments: dataLayer.every((one) => String(one) === '[object Arguments]') });
  fetch('https://region1.google-analytics.com/g/collect?v=2', { method: 'POST', body, mode: 'no-cors' });
  fetch('https://stats.g.doubleclick.net/g/collect', { method: 'POST', body, mode: 'no-cors' }).catch(() => {});
  new Image().src = 'https://www.google.com/ads/ga-audiences';
`;

interface Hit {
  readonly told: readonly (readonly unknown[])[];
  readonly isArguments: boolean;
}

/** A visitor, with everything that leaves the site; nobody outside this machine is asked. */
async function visitor() {
  const { page, context } = await openPage(b);
  const outside: string[] = [];
  const hits: Hit[] = [];
  await context.route(/^https:\/\//, (route: Route) => {
    const request = route.request();
    const { host, pathname } = new URL(request.url());
    outside.push(`${host}${pathname}`);
    if (pathname === '/g/collect') hits.push(JSON.parse(request.postData() ?? '{}') as Hit);
    return route.fulfill({ contentType: 'text/javascript', body: pathname === '/gtag/js' ? script : '' });
  });
  return { page, context, outside, hits };
}
const answer = async (page: Page, name: 'Ja, mät besöket' | 'Nej tack') => {
  await page.getByRole('button', { name }).click();
  await page.getByText('Ditt svar är sparat').first().waitFor();
};
/** Waits for what Google is told of the first page. */
const told = (hits: readonly Hit[]) => expect.poll(() => hits.length, { timeout: 30_000 }).toBe(1);
const stored = async (context: BrowserContext) => (await context.cookies()).map(({ name }) => name).sort();

describe('P25: Google Analytics, where it is on', () => {
  it('nothing of it loads before a yes or after a no, and after a yes it is told the page and never of ads', async () => {
    const { page, context, outside, hits } = await visitor();
    for (const address of ['/', '/el', '/en']) {
      await page.goto(on.url + address, { waitUntil: 'networkidle' });
      expect(await page.locator('iframe').count()).toBe(0);
    }
    expect(outside).toEqual([]);
    expect(await stored(context)).toEqual([]);

    await page.goto(`${on.url}/el?utm_source=brev&e=anna@example.se`);
    expect(await page.getByRole('region', { name: 'Fråga om besöksstatistik' }).innerText()).toContain(
      'också med Google Analytics',
    );
    await answer(page, 'Ja, mät besöket');
    await told(hits);
    expect(outside).toEqual(['www.googletagmanager.com/gtag/js', 'region1.google-analytics.com/g/collect']);
    const [{ told: calls, isArguments }] = hits as [Hit];
    expect(isArguments).toBe(true);
    const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' };
    expect(calls[0]).toEqual(['consent', 'default', { ...denied, analytics_storage: 'denied' }]);
    expect(calls.filter(([what, how]) => what === 'consent' && how === 'update').map(([, , to]) => to)).toEqual([
      { analytics_storage: 'granted' },
    ]);
    const [, id, config] = calls.find(([what]) => what === 'config') ?? [];
    expect(id).toBe(measurement);
    expect(config).toMatchObject({
      page_location: `${on.url}/el?utm_source=brev`,
      page_referrer: '',
      page_title: '/el',
      allow_google_signals: false,
      allow_ad_personalization_signals: false,
      cookie_update: false,
    });
    expect(await stored(context)).toEqual(['_ga', '_ga_TEST123456', 'ak_val']);

    // A changed mind takes away what is stored, and nothing is told from then on.
    await page.goto(`${on.url}/kakor`);
    expect(await page.locator('main').innerText()).toContain('_ga');
    await answer(page, 'Nej tack');
    expect(await stored(context)).toEqual(['ak_val']);
    await page.goto(on.url, { waitUntil: 'networkidle' });
    expect(hits).toHaveLength(1);
    await context.close();
  });

  it('it sees one page and neither what is written in the form nor the receipt’s address', async () => {
    const { page, context, outside, hits } = await visitor();
    await page.goto(`${on.url}/el`);
    await answer(page, 'Ja, mät besöket');
    await told(hits);
    await fill(page, bakery.need);
    await next(page);
    await page.locator('[name=companyName]').waitFor();
    await fill(page, bakery.company);
    await next(page);
    await page.locator('.receivers').waitFor();
    on.clock.advance('PT5S');
    await next(page, 'send');
    await page.waitForURL(/\/kvitto\//);
    // Our own statistics have seen the receipt by then.
    const seen = sql<{ n: number }>`select count(*) as n from analytics.event where step = 4`;
    await expect.poll(async () => (await seen.execute(on.db.owner.db)).rows[0]?.n, { timeout: 30_000 }).toBe(1);
    expect(hits).toHaveLength(1);
    expect(outside).toHaveLength(2);
    await context.close();
  });

  it('who has said yes to our own statistics is asked anew, and a no then erases what was measured before', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const cookie = `ak_val=ja.${markOf(askedWhere(false))}.${id}`;
    const { page, context } = await visitor();
    await context.addCookies([{ name: 'ak_val', value: cookie.slice(7), url: on.url }]);
    await page.goto(on.url);
    expect(await page.getByRole('region', { name: 'Fråga om besöksstatistik' }).isVisible()).toBe(true);
    await context.close();
    const { ctx } = on.product;
    const visitors = [id, '00000000-0000-4000-8000-000000000002'].map((one) => visitorOf(ctx.vault, one));
    for (const one of visitors)
      await sql`insert into analytics.event (at, visitor, kind, page, locale) values (${ctx.clock.now()}, ${one}, 'view', '/el', 'sv')`.execute(
        on.db.owner.db,
      );
    const body = new URLSearchParams({ measure: 'no', back: '/' });
    await fetch(`${on.url}/samtycke`, { method: 'POST', body, headers: { accept: 'application/json', cookie } });
    const { rows } = await sql<{ visitor: Buffer }>`
      select visitor from analytics.event where visitor in (${sql.join(visitors)})`.execute(on.db.owner.db);
    expect(rows.map(({ visitor }) => visitor)).toEqual([visitors[1]]);
  });

  it('its frame is given only to who has said yes to it, for pages of ours and what may be told of them', async () => {
    const ask = (query: string, cookie = `ja.${yesMark}.00000000-0000-4000-8000-000000000000`, more = {}) =>
      fetch(`${on.url}/besok/google?${query}`, { headers: { cookie: `ak_val=${cookie}`, ...more } });
    expect((await ask('page=/el')).status).toBe(200);
    expect((await ask('page=/el', `nej.${yesMark}`)).status).toBe(404);
    // A yes to our own statistics is none to Google's.
    const own = markOf(askedWhere(false));
    expect((await ask('page=/el', `ja.${own}.00000000-0000-4000-8000-000000000000`)).status).toBe(404);
    expect((await ask('page=/el', undefined, { 'sec-gpc': '1' })).status).toBe(404);
    expect((await ask('page=/nagot-annat')).status).toBe(404);
    const html = await (
      await ask(
        'page=/el&utm_source=anna%40example.se&utm_campaign=0701234567&utm_medium=%3Cb%3E%2Fv%C3%A4g&referrer=https://sok.example/?q=5561234567',
      )
    ).text();
    expect(html).toContain('data-page="/el"');
    expect(html).toContain('data-referrer="https://sok.example/"');
    expect(html).not.toMatch(/anna|070123|556123|utm_/);
    // Nor for a page whose address is somebody's key.
    expect((await ask('page=/kvitto/abcdefghijklmnopqrstuvwxyz')).status).toBe(404);
  });

  it('the policy, the list of cookies and the register name Google, its safeguard and its time', async () => {
    const text = async (address: string) => (await fetch(on.url + address)).text();
    for (const [address, words] of [
      ['/personuppgiftspolicy', ['Google Ireland Limited (Google LLC)', 'artikel 45', '14 månader', '_ga', 'USA']],
      [
        '/en/privacy-policy',
        ['Google Ireland Limited (Google LLC)', 'article 45', '14 months', '_ga', 'United States'],
      ],
      ['/kakor', ['_ga', 'Google Analytics']],
      ['/behandlingsregister', ['Google Ireland Limited (Google LLC)', 'artikel 45']],
    ] as const) {
      const page = await text(address);
      for (const word of words) expect(page, `${address}: ${word}`).toContain(word);
    }
    const csp = async (address: string) =>
      (
        await fetch(on.url + address, {
          headers: { cookie: `ak_val=ja.${yesMark}.00000000-0000-4000-8000-000000000000` },
        })
      ).headers.get('content-security-policy');
    expect(await csp('/el')).not.toContain('google');
    expect(await csp('/besok/google?page=/el')).toContain("script-src 'self' https://www.googletagmanager.com;");
  });

  it('the promise is computed: kept while visitors are asked by its name, and the days it was on are published', async () => {
    const p25 = async () => (await checkPromises(on.product.ctx)).find(({ id }) => id === 'P25');
    expect((await p25())?.state).toBe('kept');
    expect((await p25())?.evidence[0]?.sv).toContain('Google Analytics är på sedan');
    await noteRecipients(on.product.ctx.db, on.product.ctx.clock.now(), []);
    expect((await p25())?.state).toBe('not-in-use');
    const page = await (await fetch(`${on.url}/personuppgiftspolicy/versioner`)).text();
    expect(page).toContain('Google Ireland Limited (Google LLC)');
  });
});

describe('P25: without an id', () => {
  it('there is no trace of it: not in a page, a header, a cookie or a file that is fetched', async () => {
    const { page, context, outside } = await visitor();
    const fetched: string[] = [];
    page.on('response', async (response) => {
      fetched.push(response.url());
      expect(JSON.stringify(await response.allHeaders()).toLowerCase(), response.url()).not.toContain('google');
    });
    await page.goto(`${off.url}/el`);
    // Where this operator has chosen to ask: below the head, in the flow.
    const order = await page.evaluate(() => {
      const [bar, main] = [document.querySelector('#consent')!, document.querySelector('main')!];
      return [bar.getBoundingClientRect().bottom <= main.getBoundingClientRect().top, getComputedStyle(bar).position];
    });
    expect(order).toEqual([true, 'static']);
    await answer(page, 'Ja, mät besöket');
    await page.goto(off.url, { waitUntil: 'networkidle' });
    await page.goto(`${off.url}/kakor`);
    expect((await page.content()).toLowerCase()).not.toContain('google');
    expect(fetched.filter((one) => /google|gtag/.test(one))).toEqual([]);
    expect(outside).toEqual([]);
    expect(await stored(context)).toEqual(['ak_val']);
    await context.close();
    for (const address of ['/personuppgiftspolicy', '/behandlingsregister']) {
      const html = await (await fetch(off.url + address)).text();
      // The promise itself says that it is off.
      expect(html.replaceAll(/Google Analytics är avstängt om[^<]*/g, '')).not.toMatch(/google|_ga\b/i);
    }
    const cookie = `ak_val=ja.${yesMark}.00000000-0000-4000-8000-000000000000`;
    expect((await fetch(`${off.url}/besok/google?page=/el`, { headers: { cookie } })).status).toBe(404);
  });

  it('what is stored of it is taken away with the next answer', async () => {
    const response = await fetch(`${off.url}/samtycke`, {
      method: 'POST',
      body: new URLSearchParams({ measure: 'yes', back: '/' }),
      headers: { accept: 'application/json', cookie: '_ga=GA1.1.1.1; _ga_TEST123456=GS1.1.1; other=1' },
    });
    expect(response.headers.getSetCookie().filter((one) => one.includes('Max-Age=0'))).toEqual([
      '_ga=; Max-Age=0; Path=/',
      '_ga_TEST123456=; Max-Age=0; Path=/',
    ]);
    const { rows } = await sql<{ n: number }>`select count(*) as n from analytics.consent`.execute(off.db.owner.db);
    expect(rows[0]?.n).toBeGreaterThan(0);
  });
});
