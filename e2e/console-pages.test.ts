import { beforeAll, describe, expect, it, vi } from 'vitest';
import { staffRoles } from '#domain/staff/index.ts';
import { seedDemo } from '#worlds/demo.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';

vi.setConfig({ testTimeout: 300_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
  await seedDemo(house.product.ctx.db, house.product.ctx.vault, house.clock.now());
});

describe('the console in a browser', () => {
  it('is clean by axe and fits 320 px, in both themes and languages; its keyboard works, and nothing is loaded from elsewhere', async () => {
    const inside = await staffVisitor(house, ...staffRoles);
    const { page, context } = await openPage(await browser());
    const [name = '', value = ''] = inside.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${house.url}/konsol/in`);
    expect(await faultsOf(page), 'the way in').toEqual([]);
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
    for (const path of [
      '/konsol',
      '/konsol/forfragningar',
      '/konsol/inkorg',
      '/konsol/leverantorer',
      '/konsol/leverantorer/tallmo-energi',
      '/konsol?by=supplier',
      '/konsol/dataskydd',
      '/konsol/dataskydd/loften',
      '/konsol/dataskydd/intyg',
      '/konsol/arenden',
      '/konsol/arkiv',
      '/konsol/ringlista',
      '/konsol/logg',
      '/konsol/personal',
      '/konsol/sakerhet',
      '/konsol/texter',
      '/konsol/texter/home.nobody.answer',
      '/en/console',
    ]) {
      await page.goto(house.url + path);
      expect(page.url()).toBe(house.url + path);
      expect(await faultsOf(page), path).toEqual([]);
    }
    await page.goto(`${house.url}/konsol/forfragningar?state=quoted`);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/forfragningar\/\w{4}-\w{3}$/);
    for (const fold of await page.locator('details').all()) await fold.evaluate((one) => one.setAttribute('open', ''));
    expect(await faultsOf(page), 'a request').toEqual([]);
    const lead = new URL(page.url()).pathname;
    await page.goto(`${house.url}${lead}/mejl?template=quotes`);
    expect(await faultsOf(page), 'a mail').toEqual([]);
    await page.click('button[value=preview]');
    const shown = page.frameLocator('iframe').locator('h1');
    expect(await shown.evaluate((h1) => getComputedStyle(h1).fontSize)).toMatch(/^(32|40)px$/);
    expect(await faultsOf(page), 'a mail as it will look').toEqual([]);
    await page.goto(`${house.url}${lead}/sms?template=quotes`);
    expect(await faultsOf(page), 'a text message').toEqual([]);
    await page.locator('textarea').press('End');
    await page.locator('textarea').pressSequentially('–');
    await page.locator('#count', { hasText: '70 i stället för 160' }).waitFor();
    await page.click('button[value=preview]');
    expect(await faultsOf(page), 'a text message as it will look').toEqual([]);
    await page.goto(`${house.url}${lead}/samtal`);
    expect(await faultsOf(page), 'a call').toEqual([]);
    await page.goto(house.url + lead);
    await page.keyboard.press('/');
    await page.keyboard.type('bageri');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    expect([...new Set(asked)]).toEqual([house.url]);
    expect(errors).toEqual([]);
  });
});
