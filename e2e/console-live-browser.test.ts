import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { writeNote } from '#domain/contact/index.ts';
import { endSessions } from '#domain/staff/index.ts';
import { transact } from '#platform/db/index.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { organisationNumber } from './support/house.ts';
import { ask } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 120_000 });

let house: TestProduct;
let page: Page;
let staffId = '';
let asked = 0;
const errors: string[] = [];

const request = async (companyName: string) => {
  asked += 1;
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), {
    companyName,
    organisationNumber: organisationNumber(asked),
  });
  await house.product.settle();
};
const lead = (company: string) =>
  house.db.db
    .selectFrom('brokerage.lead')
    .select(['id', 'reference'])
    .where('company_name', '=', company)
    .executeTakeFirstOrThrow();
/** Resolves when the page has its stream open. */
const listening = async () => {
  while (house.product.live.listeners === 0) await page.waitForTimeout(20);
};

beforeAll(async () => {
  house = await testProduct();
  const inside = await staffVisitor(house, 'case-worker');
  const opened = await openPage(await browser());
  page = opened.page;
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const [name = '', value = ''] = inside.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
  await opened.context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
  staffId = (await house.db.db.selectFrom('access.staff').select('id').executeTakeFirstOrThrow()).id;
  await request('Alfa Bageri AB');
});

describe('pages that follow what happens, in a browser', () => {
  it('a new request stands in the list without reload, is said politely, and takes neither what is chosen nor the focus', async () => {
    await page.goto(`${house.url}/konsol/forfragningar`);
    await listening();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.selectOption('#f-service', 'legal');
    await page.locator('a', { hasText: 'Alfa Bageri AB' }).focus();
    await request('Beta Bageri AB');
    await page.locator('tbody a', { hasText: 'Beta Bageri AB' }).waitFor();
    expect(await page.locator('tbody tr').first().innerText()).toContain('Beta');
    expect(await page.locator('[role=status]#live').innerText()).toContain('En ny förfrågan har kommit');
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    expect(await page.inputValue('#f-service')).toBe('legal');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Alfa');
  });

  it('the first page counts it', async () => {
    await page.goto(`${house.url}/konsol`);
    await listening();
    expect(await page.locator('.stat').first().innerText()).toContain('2 kom i dag');
    await request('Gamma Bageri AB');
    await page.getByText('3 kom i dag').waitFor();
  });

  it('a colleague’s note appears while another is being written, and what is unfolded stays so', async () => {
    const { id, reference } = await lead('Alfa Bageri AB');
    await page.goto(`${house.url}/konsol/forfragningar/${reference}`);
    await listening();
    await page.locator('summary').first().click();
    const open = () => page.locator('details[open]').count();
    const unfolded = await open();
    await page.locator('#f-note').pressSequentially('Halva anteckn');
    const { ctx } = house.product;
    await transact(ctx.db, (tx) => writeNote({ ...ctx, actor: `staff:${staffId}` }, tx, id, 'En kollegas ord.'));
    await page.getByText('En kollegas ord.').waitFor();
    expect(await page.inputValue('#f-note')).toBe('Halva anteckn');
    expect(await open()).toBe(unfolded);
    await page.keyboard.type('ingen');
    expect(await page.inputValue('#f-note')).toBe('Halva anteckningen');
    await page.locator('form:has(#f-note) button').click();
    await page.getByText('Halva anteckningen').first().waitFor();
  });

  it('the keyboard goes to pages of the menu, and tells what it can', async () => {
    await page.goto(`${house.url}/konsol`);
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.waitForURL(/forfragningar$/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Tangenter' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog', { name: 'Tangenter' }).count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('gs?');
    expect(await page.inputValue('#q')).toBe('gs?');
  });

  it('a session that is ended clears the page; one with something half written says so and lets it be copied', async () => {
    const { reference } = await lead('Alfa Bageri AB');
    await page.goto(`${house.url}/konsol/forfragningar/${reference}`);
    await listening();
    await page.locator('#f-note').fill('Inte sparat');
    const { ctx } = house.product;
    await transact(ctx.db, (tx) => endSessions(ctx, tx, staffId, { allBut: null }));
    await page.getByText('Du är utloggad').waitFor();
    expect(await page.inputValue('#f-note')).toBe('Inte sparat');
    await page.reload();
    expect(new URL(page.url()).pathname).toBe('/konsol/in');
    expect(errors).toEqual([]);
  });
});
