import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { services } from '#catalog/index.ts';
import { path } from '#web/paths.ts';
import { briefly, everyWay, faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { ask, bakery, fixedQuote } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

// Some forty views, each looked at by axe in two themes on two cores.
vi.setConfig({ testTimeout: 300_000 });

let house: TestProduct;
let b: Browser;
beforeAll(async () => {
  house = await testProduct();
  b = await browser();
});

it('axe is really asked: a field without a name is found, and words that only the dark theme hides', async () => {
  const { page, context } = await openPage(b);
  await page.goto(`${house.url}/kontakt`);
  await page.evaluate(() => {
    const hidden = document.createElement('p');
    hidden.textContent = 'Syns inte i mörker';
    hidden.style.color = '#20241d';
    document.querySelector('main .wrap')?.append(document.createElement('input'), hidden);
  });
  const found = (await faultsOf(page, everyWay)).join('\n');
  expect(found).toContain('light 390: label: ');
  expect(found).toContain('dark 390: color-contrast: ');
  expect(found).not.toContain('light 390: color-contrast: ');
  await context.close();
});

describe('every page is clean in axe, light and dark, wide and narrow, and fits 320 px; in English on a phone', () => {
  const open = [
    ...(['sv', 'en'] as const).flatMap((locale) => [
      path('home', locale),
      path('policy', locale),
      path('policyEditions', locale),
      path('register', locale),
      path('promises', locale),
      path('contact', locale),
      path('api', locale),
      path('consent', locale),
      path('mine', locale),
      path('supplier', locale),
      path('supplierLink', locale, { token: 'gone' }),
      path('mineLink', locale, { token: 'old' }),
      path('receipt', locale, { token: 'gone' }),
      ...services.map((s) => path('service', locale, { service: s.slug[locale] })),
    ]),
    '/finns-inte',
    '/dev/mail',
  ];
  it.each(open)('%s', async (address) => {
    const { page, context } = await openPage(b);
    await page.goto(house.url + address);
    if (/\/api$/.test(address))
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll('details')) fold.open = true;
      });
    expect(await faultsOf(page, address.startsWith('/en') ? briefly : undefined)).toEqual([]);
    await context.close();
  });

  it('the form with errors, its second and third step, and the receipt', async () => {
    const { page, context } = await openPage(b);
    await page.goto(`${house.url}/el`);
    await next(page);
    await page.locator('[data-faults]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await fill(page, bakery.need);
    await next(page);
    await page.locator('[name=companyName]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await fill(page, bakery.company);
    await next(page);
    await page.locator('.receivers').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    house.clock.advance('PT5S');
    await next(page, 'send');
    await page.waitForURL(/kvitto/);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  });

  it('the supplier’s pages and the customer’s, before and after the choice', async () => {
    const own = await testProduct();
    const { product, clock, post, url } = own;
    await ask(new Visitor(url), () => clock.advance('PT5S'));
    await product.settle();
    for (const [id, quote] of [
      ['tallmo-energi', fixedQuote],
      ['savera', { ...fixedQuote, fixedPrice: '70' }],
    ] as const) {
      const { page, context } = await openPage(b);
      await page.goto(url + linkIn(post.find(`offert@${id}.example`), '/leverantor/lank/'));
      if (id === 'savera') expect(await faultsOf(page)).toEqual([]);
      await page.locator('main form button').click();
      await next(page, 'give');
      await page.locator('[data-faults]').waitFor();
      if (id === 'savera') expect(await faultsOf(page)).toEqual([]);
      await fill(page, quote);
      await next(page, 'give');
      await page.getByText('Offerten är lämnad').waitFor();
      if (id === 'savera') expect(await faultsOf(page)).toEqual([]);
      await context.close();
    }
    clock.advance('PT11M');
    await product.settle();
    const { page } = await openPage(b);
    await page.goto(url + linkIn(post.find(/Nu finns 2 offerter/), '/min-sida/offerter/'));
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('main form button').click();
    expect(await faultsOf(page)).toEqual([]);
    await product.settle();
    await page.goto(url + linkIn(post.find(/Logga in/), '/min-sida/lank/'));
    await page.locator('main form button').click();
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('main table a').click();
    await page.locator('summary').evaluateAll((all) => {
      for (const summary of all) summary.parentElement?.setAttribute('open', '');
    });
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('.quote--best .btn').click();
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('main form button').click();
    expect(await faultsOf(page)).toEqual([]);
  });
});

describe('weight at a first visit', () => {
  it.each(['/', '/el', '/en/business-insurance', '/personuppgiftspolicy'])(
    '%s: at most 15 kB script, 100 kB without fonts, 180 kB with them',
    async (address) => {
      const { page, context } = await openPage(b);
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      const kinds = new Map<string, string>();
      const bytes: Record<string, number> = {};
      session.on('Network.responseReceived', (e) => kinds.set(e.requestId, e.type));
      session.on('Network.loadingFinished', (e) => {
        const kind = kinds.get(e.requestId) ?? 'Other';
        bytes[kind] = (bytes[kind] ?? 0) + e.encodedDataLength;
      });
      await page.goto(house.url + address, { waitUntil: 'networkidle' });
      const all = Object.values(bytes).reduce((sum, n) => sum + n, 0);
      expect(bytes.Document).toBeGreaterThan(1000);
      expect(bytes.Font).toBeGreaterThan(1000);
      expect(bytes.Script ?? 0).toBeLessThanOrEqual(15_000);
      expect(all - (bytes.Font ?? 0)).toBeLessThanOrEqual(100_000);
      expect(all).toBeLessThanOrEqual(180_000);
      await context.close();
    },
  );
});

describe('nothing is asked of anybody else', () => {
  it('every request of a first visit goes to the site itself', async () => {
    const { page, context } = await openPage(b);
    const hosts = new Set<string>();
    page.on('request', (r) => hosts.add(new URL(r.url()).host));
    for (const address of ['/', '/el', '/personuppgiftspolicy', '/min-sida'])
      await page.goto(house.url + address, { waitUntil: 'networkidle' });
    expect([...hosts]).toEqual([new URL(house.url).host]);
    expect(await context.cookies()).toEqual([]);
  });
});
