import { mkdirSync } from 'node:fs';
import { it } from 'vitest';
import { browser, openPage } from './support/browser.ts';
import { bakery, fixedQuote } from './support/journey.ts';
import { linkIn, testProduct } from './support/product.ts';

const out = '/tmp/shots';
mkdirSync(out, { recursive: true });
it('shots', async () => {
  const { product, clock, post, url } = await testProduct();
  const b = await browser();
  const shot = async (page: any, name: string) => {
    for (const w of [1280, 390])
      for (const scheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width: w, height: 900 });
        await page.emulateMedia({ colorScheme: scheme });
        await page.waitForTimeout(350);
        await page.screenshot({ path: `${out}/${name}-${w}-${scheme}.png`, fullPage: true });
      }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  };
  const { page } = await openPage(b);
  page.on('console', (m) => console.log('console', m.text()));
  page.on('pageerror', (m) => console.log('pageerror', m));
  if (process.env.SITE) {
    await page.goto(url);
    await shot(page, 'home');
    for (const [p, n] of [
      ['/personuppgiftspolicy', 'policy'],
      ['/kontakt', 'contact'],
      ['/finns-inte', '404'],
      ['/min-sida', 'login'],
      ['/leverantor', 'portal-front'],
      ['/foretagsforsakring', 'insurance'],
      ['/en/business-loans', 'loans-en'],
    ] as const) {
      await page.goto(url + p);
      await shot(page, n);
    }
  }
  await page.goto(url + '/el');
  await page.click('button.btn[value=next]');
  await page.waitForSelector('[data-faults]');
  await shot(page, 'el-1-errors');
  for (const [k, v] of Object.entries(bakery.need)) {
    const el = page.locator(`[name="${k}"]`).first();
    const tag = await el.evaluate((e: any) => e.tagName + e.type);
    if (tag.startsWith('SELECT')) await el.selectOption(v);
    else if (tag.endsWith('radio')) await page.locator(`[name="${k}"][value="${v}"]`).check();
    else await el.fill(v);
  }
  await shot(page, 'el-1');
  await page.click('button.btn[value=next]');
  await page.waitForSelector('[name=companyName]');
  for (const [k, v] of Object.entries(bakery.company)) await page.fill(`[name="${k}"]`, v);
  await shot(page, 'el-2');
  await page.click('button.btn[value=next]');
  await page.waitForSelector('.receivers');
  await shot(page, 'el-3');
  clock.advance('PT10S');
  await page.click('button.btn[value=send]');
  await page.waitForURL(/kvitto/);
  await shot(page, 'receipt');
  await product.settle();
  for (const [id, q] of Object.entries({
    'tallmo-energi': fixedQuote,
    savera: {
      ...fixedQuote,
      contractType: 'variable',
      fixedPrice: '',
      markup: '5,4',
      variableCosts: '0',
      monthlyFee: '39',
      bindingMonths: '0',
      noticeMonths: '1',
      origin: 'wind',
    },
    'ljusakra-kraft': {
      ...fixedQuote,
      contractType: 'mixed',
      fixedPrice: '68,4',
      markup: '7,2',
      variableCosts: '0',
      monthlyFee: '79',
      bindingMonths: '12',
      oneOff: '590',
      origin: 'wind',
    },
  })) {
    const s = await openPage(b);
    await s.page.goto(url + linkIn(post.find(`offert@${id}.example`), '/leverantor/lank/'));
    if (id === 'savera') await shot(s.page, 'portal-link');
    await s.page.click('main button');
    await s.page.waitForSelector('#quote-form');
    if (id === 'savera') await shot(s.page, 'portal-request');
    for (const [k, v] of Object.entries(q)) {
      if (!v) continue;
      const el = s.page.locator(`[name="${k}"]`).first();
      const tag = await el.evaluate((e: any) => e.tagName + e.type);
      if (tag.startsWith('SELECT')) await el.selectOption(v);
      else if (tag.endsWith('radio')) await s.page.locator(`[name="${k}"][value="${v}"]`).check();
      else await el.fill(v);
    }
    await s.page.waitForTimeout(800);
    if (id === 'savera') await shot(s.page, 'portal-quote');
    await s.page.click('button[value=give]');
    await s.page.waitForURL(/done=/);
    if (id === 'savera') await shot(s.page, 'portal-given');
    await s.context.close();
  }
  clock.advance('PT11M');
  await product.settle();
  await page.goto(url + linkIn(post.find(/Nu finns 3 offerter/), '/min-sida/offerter/'));
  await shot(page, 'shared');
  await page.click('main form button');
  await product.settle();
  await shot(page, 'link-sent');
  await page.goto(url + linkIn(post.find(/Logga in/), '/min-sida/lank/'));
  await shot(page, 'open-link');
  await page.click('main form button');
  await shot(page, 'mine');
  await page.click('table a');
  await shot(page, 'mine-request');
  await page.click('.quote--best .btn');
  await shot(page, 'confirm');
  await page.click('main form button');
  await shot(page, 'chosen');
}, 300_000);
