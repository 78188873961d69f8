import { beforeAll, describe, expect, it, vi } from 'vitest';
import { staffRoles } from '#domain/staff/index.ts';
import { seedDemo } from '#worlds/demo.ts';
import { faultsOf } from './support/axe.ts';
import { browser, desktop, openPage, phone } from './support/browser.ts';
import { fill } from './support/forms.ts';
import { bakery } from './support/journey.ts';
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
      '/konsol/forfragningar/ny',
      '/konsol/forfragningar/ny?service=electricity',
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
      '/konsol/besok?service=electricity',
      '/konsol/besok?day=2026-03-11',
      '/konsol/logg',
      '/konsol/kallor',
      '/konsol/inskickat',
      '/konsol/personal',
      '/konsol/sakerhet',
      '/konsol/nyhetsbrev/resultat',
      '/konsol/prenumeranter/import',
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

  it('a request is registered, worked and chosen among others there: questions that depend on others hide, x picks a row', async () => {
    const inside = await staffVisitor(house, ...staffRoles);
    const { page, context } = await openPage(await browser());
    const [name = '', value = ''] = inside.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
    await page.goto(`${house.url}/konsol/forfragningar/ny?service=electricity`);
    await fill(page, { leadSource: 'phone', ...bakery.need, ...bakery.company });
    await page.getByRole('button', { name: 'Registrera förfrågan' }).click();
    await page.locator('#faults').waitFor();
    expect(await faultsOf(page), 'a form with something to correct').toEqual([]);
    await page.locator('#f-told').check();
    await page.getByRole('button', { name: 'Registrera förfrågan' }).click();
    await page.waitForURL(/done=registered/);
    await house.product.settle();
    await page.reload();
    const lead = new URL(page.url()).pathname;
    const quote = (await page.locator('a[href*="/offert/"]').first().getAttribute('href')) ?? '';
    const back = (await page.locator('tbody a[href*="/leverantorer/"]').first().getAttribute('href')) ?? '';
    const asked = ['avslut', 'leverantorer', 'leverantorer?supplier=tallmo-energi', 'begransning', 'radering'];
    for (const path of [quote, back, ...asked.map((one) => `${lead}/${one}`)]) {
      await page.goto(house.url + path);
      expect(await faultsOf(page), path).toEqual([]);
    }
    await page.goto(house.url + quote);
    await fill(page, { contractType: 'fixed', fixedPrice: '64,9', monthlyFee: '249', bindingMonths: '24' });
    await page.locator('#total .figure').waitFor();
    expect(await page.locator('[name=markup]').isVisible()).toBe(false);
    await page.goto(`${house.url}/konsol/forfragningar?received=today`);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.locator('#f-act').selectOption('remind');
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await page.waitForURL(/urval\?/);
    expect(await faultsOf(page), 'several at once').toEqual([]);
    await page.getByRole('button', { name: 'Påminn' }).click();
    await page.waitForURL(/klart/);
    expect(await page.locator('h1').textContent()).toBe('Klart med en förfrågan');
    expect(await faultsOf(page), 'what came of it').toEqual([]);
  });

  it('the first request stands on a phone’s first screen: filters fold there and say how many narrow the list; wide, they stand open', async () => {
    const inside = await staffVisitor(house, ...staffRoles);
    const [name = '', value = ''] = inside.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
    const b = await browser();
    const at = async (viewport: typeof phone, address: string) => {
      const { page, context } = await openPage(b, { viewport, javaScriptEnabled: false });
      await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
      await page.goto(house.url + address);
      const service = page.getByLabel('Tjänst', { exact: true });
      return { page, summary: page.locator('summary', { hasText: 'Filter' }), service };
    };
    for (const [address, says] of [
      ['/konsol/forfragningar', 'Filter'],
      ['/konsol/forfragningar?state=open', 'Filter: ett valt'],
      ['/konsol/forfragningar?state=open&service=electricity', 'Filter: 2 valda'],
    ] as const) {
      const { page, summary, service } = await at(phone, address);
      const first = await page.locator('tbody th a').first().boundingBox();
      expect((first?.y ?? Infinity) + (first?.height ?? 0), address).toBeLessThan(phone.height);
      expect([await summary.textContent(), await service.isVisible()]).toEqual([says, false]);
      await summary.focus();
      await page.keyboard.press('Enter');
      await service.waitFor();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('state');
    }
    const { page, summary, service } = await at(desktop, '/konsol/forfragningar?state=open');
    expect([await summary.isVisible(), await service.isVisible()]).toEqual([false, true]);
    await service.focus();
    await service.selectOption('electricity');
    await page.getByRole('button', { name: 'Visa' }).click();
    await page.waitForURL(/service=electricity/);
  });
});
