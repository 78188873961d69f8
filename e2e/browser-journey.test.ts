import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { configureSupplier } from '#domain/supplier/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { newWebhookSecret } from '#platform/http-out/index.ts';
import { browser, openPage, phone } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { bakery, fixedQuote, variableQuote } from './support/journey.ts';
import { type Endpoint, linkIn, supplierEndpoint, type TestProduct, testProduct } from './support/product.ts';

// A browser beside a database on two cores.
vi.setConfig({ testTimeout: 120_000 });

/** Rows in every table of ours; the job queue keeps its own house. */
async function stored({ db }: TestProduct): Promise<Record<string, number>> {
  const owner = db.owner.db;
  const { rows: tables } = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('brokerage', 'access', 'ledger', 'caught')`.execute(owner);
  const counts = tables.map(async ({ name }) => {
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(name)}`.execute(owner);
    return [name, rows[0]?.n ?? -1] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

async function onDevice(page: Page): Promise<unknown> {
  const storage = await page.evaluate(async () => [
    { ...localStorage },
    { ...sessionStorage },
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
  ]);
  return { cookies: await page.context().cookies(), storage };
}
const nothing = { cookies: [], storage: [{}, {}, 0, 0] };

/** The supplier opens its mailed link and gives a quote. @returns the live total it was shown */
async function quoteAs(
  b: Browser,
  house: TestProduct,
  supplier: string,
  quote: Record<string, string>,
  script: boolean,
): Promise<string> {
  const { page, context } = await openPage(b, { javaScriptEnabled: script });
  await page.goto(house.url + linkIn(house.post.find(`offert@${supplier}.example`), '/leverantor/lank/'));
  await page.locator('main form button').click();
  await fill(page, quote);
  if (!script) await next(page, 'preview');
  const total = page.locator('#total .figure');
  await total.waitFor();
  const shown = await total.innerText();
  await next(page, 'give');
  await page.getByText('Offerten är lämnad').waitFor();
  await context.close();
  return shown.replace(/\s/g, ' ');
}

/** The customer follows the mailed links to the log-in, chooses the lowest quote and reports the contract. */
async function chooseAndReport(page: Page, house: TestProduct): Promise<void> {
  const { product, post, url, clock } = house;
  clock.advance('PT11M');
  await product.settle();
  await page.goto(url + linkIn(post.find(/Nu finns 2 offerter på el/), '/min-sida/offerter/'));
  expect(await page.locator('main').innerText()).not.toContain(bakery.company.companyName);
  await page.locator('main form button').click();
  await page.getByText('Titta i inkorgen').waitFor();
  await product.settle();
  await page.goto(url + linkIn(post.find(/Logga in/), '/min-sida/lank/'));
  await page.locator('main form button').click();
  await page.locator('main table a').click();
  expect((await page.locator('.quote--best').innerText()).replace(/\s/g, ' ')).toContain('57 504 kr');
  await page.locator('.quote--best .btn').click();
  await page.locator('main form button').click();
  await page.getByRole('status').getByText('Du valde Tallmo Energi').waitFor();
  await page.locator('summary', { hasText: 'Berätta hur det gick' }).click();
  await page.getByLabel('Vi tecknade avtal med Tallmo Energi').check();
  await page.getByRole('button', { name: 'Spara' }).click();
  await page.getByRole('heading', { name: 'Tack, avtalet är noterat' }).waitFor();
  await product.settle();
}

/** P9: with the contract the request has left the brokerage's tables, and lies in the archive. */
async function outcome({ db }: TestProduct) {
  const { rows } = await sql`select supplier_id, reported_by, (select count(*) from brokerage.lead) as left
    from archive.request`.execute(db.owner.db);
  return rows;
}

describe('the whole journey in a browser', () => {
  let house: TestProduct;
  let hook: Endpoint;
  let b: Browser;
  const secret = newWebhookSecret();
  beforeAll(async () => {
    house = await testProduct();
    hook = await supplierEndpoint();
    b = await browser();
    await transact(house.db.db, (tx) =>
      configureSupplier(house.product.ctx, tx, 'savera', { webhook: { url: hook.url, secret } }),
    );
  });

  it('with script: steps without reload, nothing stored before the send, one request however it is sent (G1)', async () => {
    const { url, clock, product } = house;
    const before = await stored(house);
    const { page } = await openPage(b, { viewport: phone });
    await page.goto(`${url}/el`);
    await page.evaluate(() => Object.assign(window, { same: true }));
    await next(page);
    await page.locator('[data-faults]').waitFor();
    expect(await page.locator('.field--bad').count()).toBeGreaterThan(3);
    await fill(page, bakery.need);
    await next(page);
    await page.locator('[name=companyName]').waitFor();
    await fill(page, bakery.company);
    await page.goBack();
    await page.locator('[name=annualKwh]').waitFor();
    expect(await page.locator('[name=annualKwh]').inputValue()).toBe(bakery.need.annualKwh);
    await page.goForward();
    expect(await page.locator('[name=email]').inputValue()).toBe(bakery.company.email);
    await next(page);
    await page.locator('.receivers').waitFor();
    await page.getByLabel('Ljusåkra Kraft').uncheck();
    expect(await page.evaluate(() => (window as { same?: boolean }).same)).toBe(true);
    expect(await stored(house)).toEqual(before);
    expect(await onDevice(page)).toEqual(nothing);

    clock.advance('PT5S');
    await page.locator('form button[name=action][value=send]').dblclick();
    await page.waitForURL(/\/kvitto\//);
    const receipt = page.url();
    await page.goBack();
    await page.locator('form button[name=action][value=send]').click();
    await page.waitForURL(/\/kvitto\//);
    expect(page.url()).toBe(receipt);
    await page.reload();
    expect(await page.locator('h1').innerText()).toBe('Tack, förfrågan är sparad');
    expect((await stored(house))['brokerage.lead']).toBe(1);
    await product.settle();
  });

  it('the webhook reaches a real peer, which verifies its signature, with the allow-listed answers (P4, G2)', async () => {
    const [got] = hook.received;
    expect(hook.received).toHaveLength(1);
    // The library looks at the present time; the clock of the test stands in March.
    const real = Date.now;
    Date.now = () => house.clock.now().epochMilliseconds;
    const body = new Webhook(secret).verify(got?.body ?? '', got?.headers as Record<string, string>) as {
      data: { answers: { id: string }[] };
    };
    Date.now = real;
    const ids = body.data.answers.map((a) => a.id);
    expect(ids).toContain('annualKwh');
    expect(ids).not.toContain('currentSupplier');
    expect(got?.body).not.toContain(bakery.company.currentSupplier);
    expect(house.post.find('offert@ljusakra-kraft.example')).toBeUndefined();
  });

  it('two quotes come back comparable to the krona, one is chosen and the contract reported (P12)', async () => {
    expect(await quoteAs(b, house, 'tallmo-energi', fixedQuote, true)).toBe('57 504 kr');
    await quoteAs(b, house, 'savera', variableQuote, true);
    const { page } = await openPage(b, { viewport: phone });
    await chooseAndReport(page, house);
    expect(await outcome(house)).toEqual([{ supplier_id: 'tallmo-energi', reported_by: 'customer', left: 0 }]);
  });
});

describe('the whole journey in a browser without script', () => {
  it('from the form to the reported contract', async () => {
    const house = await testProduct();
    const b = await browser();
    const { url, clock, product } = house;
    const { page } = await openPage(b, { javaScriptEnabled: false });
    await page.goto(`${url}/el`);
    await next(page);
    expect(await page.locator('.field--bad').count()).toBeGreaterThan(3);
    await fill(page, bakery.need);
    await next(page);
    await fill(page, bakery.company);
    await next(page, 'back');
    expect(await page.locator('[name=annualKwh]').inputValue()).toBe(bakery.need.annualKwh);
    await next(page);
    expect(await page.locator('[name=email]').inputValue()).toBe(bakery.company.email);
    await next(page);
    await page.getByLabel('Ljusåkra Kraft').uncheck();
    expect((await stored(house))['brokerage.lead']).toBe(0);
    clock.advance('PT5S');
    await next(page, 'send');
    expect(page.url()).toMatch(/\/kvitto\//);
    const receipt = page.url();
    await page.goBack();
    await next(page, 'send');
    expect(page.url()).toBe(receipt);
    expect((await stored(house))['brokerage.lead']).toBe(1);
    await product.settle();
    expect(await quoteAs(b, house, 'tallmo-energi', fixedQuote, false)).toBe('57 504 kr');
    await quoteAs(b, house, 'savera', variableQuote, false);
    await chooseAndReport(page, house);
    expect(await outcome(house)).toEqual([{ supplier_id: 'tallmo-energi', reported_by: 'customer', left: 0 }]);
  });
});
