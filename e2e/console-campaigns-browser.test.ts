import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Context } from '#domain/context.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { asMarketer, plantDraft, plantImage, plantSubscriber } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';

vi.setConfig({ testTimeout: 300_000 });

let house: TestProduct;
let staff: Context;
beforeAll(async () => {
  house = await testProduct({ named: true });
  staff = await asMarketer(house.product.ctx);
  await plantSubscriber(house.product.ctx, house.db.owner.db);
});

/** A page of the console, with somebody of marketing in it. */
async function inside() {
  const visitor = await staffVisitor(house, 'marketer');
  const opened = await openPage(await browser());
  const [name = '', value = ''] = visitor.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
  await opened.context.addCookies([{ name, value, domain: 'localhost', path: '/' }]);
  const errors: string[] = [];
  opened.page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return { ...opened, errors };
}

describe('a newsletter in a browser', () => {
  it('is clean by axe and fits 320 px, from the draft to the last question', async () => {
    const { page, errors } = await inside();
    const id = await plantDraft(staff, { preheader: '' });
    await plantImage(staff, id);
    const at = `${house.url}/konsol/nyhetsbrev/${id}`;
    const steps = ['', '/kontroll', '/utskick', '/borttagning'].map((step) => at + step);
    for (const path of [...['', '/avsandare'].map((own) => `${house.url}/konsol/nyhetsbrev${own}`), ...steps]) {
      await page.goto(path);
      for (const fold of await page.locator('details').all())
        await fold.evaluate((one) => one.setAttribute('open', ''));
      expect(await faultsOf(page), path).toEqual([]);
    }
    await page.goto(`${at}/kontroll`);
    await page.fill('[name=startsOn]', '2027-01-01');
    await page.click('button[value=plan]');
    await page.getByText('Planerat. Du kan ångra').waitFor();
    expect(await faultsOf(page), 'planned').toEqual([]);
    expect(errors).toEqual([]);
  });

  it('is written by buttons where the caret is, and what it looks like follows; what it looked like before is not in the way of going back', async () => {
    const { page, errors } = await inside();
    const id = await plantDraft(staff, { body: 'Ett.\n\nTvå ord.' });
    const name = await plantImage(staff, id);
    await page.goto(`${house.url}/konsol/nyhetsbrev`);
    await page.goto(`${house.url}/konsol/nyhetsbrev/${id}`);
    const body = page.locator('textarea[name=campaignBody]');
    await body.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(6, 9));
    await page.click('button[value=bold]');
    expect(await body.inputValue()).toBe('Ett.\n\n**Två** ord.');
    const look = page.frameLocator('iframe[data-shown]');
    await look.locator('strong', { hasText: 'Två' }).waitFor();
    await body.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(4, 4));
    await page.click('button[value=line]');
    expect(await body.inputValue()).toBe('Ett.\n\n---\n\n\n\n**Två** ord.');
    await body.press('ControlOrMeta+End');
    await body.pressSequentially(`\n\n![En röd punkt](${name})\n\n<script>alert(1)</script>`);
    const image = look.locator('img[alt="En röd punkt"]');
    await image.waitFor();
    await expect.poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
    await look.getByText('<script>alert(1)</script>').waitFor();
    await page.check('[name=view][value=text]', { force: true });
    await look.locator('pre').waitFor();
    await page.check('[name=view][value=dark]', { force: true });
    const paper = look.locator('body');
    await expect.poll(() => paper.evaluate((it) => getComputedStyle(it).backgroundColor)).toBe('rgb(18, 22, 15)');
    expect(await page.locator('iframe').count()).toBe(1);
    await page.selectOption('[name=segmentLocale]', 'en');
    await page.locator('#count', { hasText: 'Ingen får det nu.' }).waitFor();
    await page.goBack();
    expect(page.url()).toBe(`${house.url}/konsol/nyhetsbrev`);
    expect(errors).toEqual([]);
  });
});
