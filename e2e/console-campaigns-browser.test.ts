import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Context } from '#domain/context.ts';
import { sql } from '#platform/db/index.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { asMarketer, plantDraft, plantImage, plantSubscriber } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';

vi.setConfig({ testTimeout: 300_000 });
/** A machine that others use takes its time. */
const patience = { timeout: 30_000 };

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
    // As one that was held back: with most to show.
    const found = [
      { check: 'links', level: 'error', what: 'link-gone', value: `https://granne.example/${'x'.repeat(90)}` },
    ];
    await sql`update newsletter.campaign set starts_at = now(), held = ${JSON.stringify(found)}::jsonb where id = ${id}`.execute(
      house.db.owner.db,
    );
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
    await expect.poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth), patience).toBe(1);
    await look.getByText('<script>alert(1)</script>').waitFor();
    await page.check('[name=view][value=text]', { force: true });
    await look.locator('pre').waitFor();
    await page.check('[name=view][value=dark]', { force: true });
    const paper = look.locator('body');
    await expect
      .poll(() => paper.evaluate((it) => getComputedStyle(it).backgroundColor), patience)
      .toBe('rgb(18, 22, 15)');
    expect(await page.locator('iframe').count()).toBe(1);
    await page.selectOption('[name=segmentLocale]', 'en');
    await page.locator('#count', { hasText: 'Ingen får det nu.' }).waitFor();
    await page.goBack();
    expect(page.url()).toBe(`${house.url}/konsol/nyhetsbrev`);
    expect(errors).toEqual([]);
  });

  it('asks before it is left with words that nobody has saved, and not when they are saved or nothing has changed', async () => {
    const { page } = await inside();
    const id = await plantDraft(staff);
    const at = `${house.url}/konsol/nyhetsbrev/${id}`;
    const asked: string[] = [];
    let stay = true;
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      return stay ? dialog.dismiss() : dialog.accept();
    });
    const crumb = page.locator(`a[href='/konsol/nyhetsbrev']`).last();
    await page.goto(at);
    await page.check('[name=view][value=text]', { force: true });
    await page.frameLocator('iframe[data-shown]').locator('pre').waitFor();
    await crumb.click();
    await page.waitForURL(`${house.url}/konsol/nyhetsbrev`);
    expect(asked).toEqual([]);

    await page.goto(at);
    const body = page.locator('textarea[name=campaignBody]');
    await body.fill('Nya ord.');
    await page.frameLocator('iframe[data-shown]').getByText('Nya ord.').waitFor();
    // By the keyboard as well as by a mouse.
    await crumb.press('Enter');
    await expect.poll(() => asked, patience).toEqual(['beforeunload']);
    expect([page.url(), await body.inputValue()]).toEqual([at, 'Nya ord.']);
    await page.click('button[value=save]');
    await page.getByText('Sparat.').waitFor();
    await crumb.click();
    await page.waitForURL(`${house.url}/konsol/nyhetsbrev`);
    expect(asked).toEqual(['beforeunload']);

    // What another has saved meanwhile: the page that shows both holds words of ours that are nowhere else.
    await page.goto(at);
    await page.evaluate(() => {
      const version = document.querySelector<HTMLInputElement>('[name=version]');
      if (version) version.value = '1';
    });
    await body.fill('Mina ord.');
    await page.click('button[value=save]');
    await page.getByText('Någon annan har sparat brevet').waitFor();
    stay = false;
    await page.locator('textarea[name=campaignBody]').press('End');
    await crumb.click();
    await page.waitForURL(`${house.url}/konsol/nyhetsbrev`);
    expect(asked).toEqual(['beforeunload', 'beforeunload']);
  });
});
