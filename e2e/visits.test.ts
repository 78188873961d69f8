// Long because it follows a visit from the question to the month it is forgotten in, by browser and by hand.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromCookie, noteChoice, toCookie } from '#domain/consent/index.ts';
import { checkPromises } from '#domain/privacy/index.ts';
import { beacon, rollUp, sweepVisits, visitorOf } from '#domain/visit/index.ts';
import { sql } from '#platform/db/index.ts';
import { createLog } from '#platform/log.ts';
import { askedWhere, markOf } from '#policy/consents.ts';
import { path } from '#web/paths.ts';
import { browser, openPage } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 120_000 });

const address = '203.0.113.77';
// The browser's own name says that it has no head, and so that nobody sits at it.
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36';
const lines: string[] = [];
let house: TestProduct;
let b: Browser;
beforeAll(async () => {
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  house = await testProduct({ trust: { hops: 1 }, log });
  b = await browser(`--user-agent=${userAgent}`);
});
const asked = askedWhere(false);
const mark = markOf(asked);

/** A page from that address, with everything it asks the network for. */
async function visit(options: BrowserContextOptions = {}) {
  const headers = { 'x-forwarded-for': address, ...options.extraHTTPHeaders };
  const { page, context } = await openPage(b, { ...options, extraHTTPHeaders: headers });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return { page, context, asked, measured: () => asked.filter((one) => /besok|measure/.test(one)) };
}
const bar = (page: Page) => page.getByRole('region', { name: 'Fråga om besöksstatistik' });
const yes = (page: Page) => bar(page).getByRole('button', { name: 'Ja, mät besöket' });
const no = (page: Page) => bar(page).getByRole('button', { name: 'Nej tack' });

/** Everything that a browser can keep of a page. */
const kept = async (page: Page) => ({
  cookies: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`),
  stored: await page.evaluate(async () => [
    Object.keys(localStorage).length + Object.keys(sessionStorage).length,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
    (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  ]),
});
const nothing = [0, 0, 0, 0];

interface Event {
  readonly kind: string;
  readonly page: string;
  readonly service: string | null;
  readonly step: number | null;
  readonly field: string | null;
}
const events = async (): Promise<readonly (Event & Record<string, unknown>)[]> =>
  (await sql<Event & Record<string, unknown>>`select * from analytics.event order by at`.execute(house.db.owner.db))
    .rows;
const forget = () => sql`delete from analytics.event`.execute(house.db.owner.db);
beforeEach(async () => void (await forget()));
const until = async (holds: () => Promise<boolean>) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('waited five seconds in vain');
};
const dropped = async (reason: string) =>
  (await sql<{ n: number }>`select n from analytics.dropped where reason = ${reason}`.execute(house.db.owner.db))
    .rows[0]?.n ?? 0;

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0';
const view = { page: '/el', width: 1280, events: [{ k: 'view' }] };
/** A beacon by hand: whatever somebody might send. */
const send = async (body: unknown, headers: Record<string, string> = {}, id: string = randomUUID()) =>
  (
    await fetch(`${house.url}/besok`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        cookie: `ak_val=${toCookie({ choice: 'yes', mark, id })}`,
        'user-agent': firefox,
        'x-forwarded-for': address,
        'accept-language': 'sv-SE,sv;q=0.9',
        ...headers,
      },
    })
  ).status;

describe('P23: whether a visit may be measured', () => {
  it('before a choice and after a refusal nothing is stored but the refusal, and nothing is measured', async () => {
    const { page, context, measured } = await visit();
    for (const address of ['/', '/el?utm_source=brev', '/personuppgiftspolicy']) {
      await page.goto(house.url + address, { waitUntil: 'networkidle' });
      expect(await bar(page).isVisible(), address).toBe(true);
      expect(await kept(page)).toEqual({ cookies: [], stored: nothing });
    }
    await no(page).click();
    await page.getByText('Ditt svar är sparat').waitFor();
    for (const address of ['/', '/el', '/en']) {
      await page.goto(house.url + address, { waitUntil: 'networkidle' });
      expect(await bar(page).isVisible()).toBe(false);
    }
    expect(await kept(page)).toEqual({ cookies: [`ak_val=nej.${mark}`], stored: nothing });
    expect(measured()).toEqual([]);
    expect(await events()).toEqual([]);
    await context.close();
  });

  it('Global Privacy Control is a refusal, and nothing is asked', async () => {
    const { page, context, measured } = await visit({ extraHTTPHeaders: { 'sec-gpc': '1' } });
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await page.goto(`${house.url}/el`, { waitUntil: 'networkidle' });
    expect(await bar(page).isVisible()).toBe(false);
    expect(await kept(page)).toEqual({ cookies: [], stored: nothing });
    await page.goto(`${house.url}/kakor`);
    expect(await page.locator('main').innerText()).toContain('Din webbläsare säger nej åt dig');
    expect(await page.getByRole('button', { name: 'Ja, mät besöket' }).count()).toBe(0);
    expect(measured()).toEqual([]);
    await context.close();
    // Nor does an old yes, or one that is sent by hand, count against it.
    expect(await send(view, { 'sec-gpc': '1' })).toBe(403);
    const form = new URLSearchParams({ measure: 'yes', back: '/' });
    const answer = await fetch(`${house.url}/samtycke`, {
      method: 'POST',
      body: form,
      headers: { 'sec-gpc': '1', accept: 'application/json' },
    });
    expect(await answer.json()).toEqual({ choice: 'no' });
    expect(await events()).toEqual([]);
  });

  it.each([390, 1280])(
    'no is as easy as yes: as large, as strong, beside it and one click away, at %s px',
    async (width) => {
      const { page, context } = await visit({ viewport: { width, height: 800 } });
      await page.goto(`${house.url}/`);
      const looks = await bar(page)
        .getByRole('button')
        .evaluateAll((all) =>
          all.map((button) => {
            const { width, height, top } = button.getBoundingClientRect();
            const style = getComputedStyle(button);
            const { color, backgroundColor, borderColor, borderWidth, fontSize, fontWeight, opacity } = style;
            return {
              ...{
                color,
                backgroundColor,
                borderColor,
                borderWidth,
                fontSize,
                fontWeight,
                opacity,
                display: style.display,
              },
              ...{ width: Math.round(width), height: Math.round(height), top: Math.round(top) },
            };
          }),
        );
      expect(looks).toHaveLength(2);
      expect(looks[0]).toEqual(looks[1]);
      expect(looks[0]?.height).toBeGreaterThanOrEqual(24);
      // In the flow: over nothing, and what is under it can be reached.
      expect(await bar(page).evaluate((e) => getComputedStyle(e).position)).toBe('static');
      await context.close();
    },
  );

  it('by keyboard alone and by its names; what has been written in a form stays, and the page too', async () => {
    const { page, context, measured } = await visit();
    await page.goto(`${house.url}/el`);
    await fill(page, { annualKwh: '84 000' });
    await no(page).focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ja, mät besöket');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Ditt svar är sparat' }).waitFor();
    expect(page.url()).toBe(`${house.url}/el`);
    expect(await page.locator('[name=annualKwh]').inputValue()).toBe('84 000');
    await until(async () => measured().some((one) => one === 'POST /besok'));
    await context.close();
  });

  it('without script nothing is asked and nothing measured; the page behind the foot’s link takes both answers, and changes them', async () => {
    const { page, context, measured } = await visit({ javaScriptEnabled: false });
    await page.goto(`${house.url}/el`);
    expect(await bar(page).isVisible()).toBe(false);
    await page.getByRole('contentinfo').getByRole('link', { name: 'Kakor och statistik' }).click();
    expect(await page.locator('main').innerText()).toContain('Du har inte valt');
    for (const [button, said] of [
      ['Ja, mät besöket', 'Du har sagt ja'],
      ['Nej tack', 'Du har sagt nej'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      expect(await page.locator('main').innerText()).toContain(said);
    }
    expect((await context.cookies()).map(({ value }) => value)).toEqual([`nej.${mark}`]);
    expect(measured()).toEqual([]);
    await context.close();
  });

  it('can be changed from every page', async () => {
    const visitor = new Visitor(house.url);
    for (const locale of ['sv', 'en'] as const) {
      const forms = [
        'home',
        'policy',
        'promises',
        'register',
        'contact',
        'newsletter',
        'mine',
        'consent',
        'supplier',
      ] as const;
      for (const address of [...forms.map((name) => path(name, locale)), locale === 'sv' ? '/el' : '/en/electricity']) {
        await visitor.get(address);
        expect(visitor.html, address).toContain(`href="${path('consent', locale)}"`);
      }
    }
    await visitor.get('/finns-inte');
    expect(visitor.html).toContain('href="/kakor"');
  });

  it('is asked again after twelve months, and when the words are others', async () => {
    const { page, context } = await visit();
    await page.goto(`${house.url}/`);
    await no(page).click();
    await page.getByText('Ditt svar är sparat').waitFor();
    const [cookie] = await context.cookies();
    // The browser counts from its own day, and ours stands in March: what it is told is what counts.
    const told = await fetch(`${house.url}/samtycke`, {
      method: 'POST',
      body: new URLSearchParams({ measure: 'no', back: '/' }),
      redirect: 'manual',
    });
    expect(told.headers.get('set-cookie')).toMatch(/Max-Age=31536000;/);
    const { name = '', domain = '', path: at = '' } = cookie ?? {};
    await context.addCookies([{ name, domain, path: at, value: `nej.${asked.version - 1}` }]);
    await page.goto(`${house.url}/`);
    expect(await bar(page).isVisible()).toBe(true);
    await context.clearCookies();
    await page.goto(`${house.url}/`);
    expect(await bar(page).isVisible()).toBe(true);
    await context.close();
    expect(fromCookie(`nej.${asked.version - 1}`, asked)).toBeUndefined();
    expect(fromCookie(`ja.${mark}.x`, asked)).toBeUndefined();
  });

  it('a no after a yes erases what was measured by that number, and ends it', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    expect([await send(view, {}, one), await send(view, {}, one), await send(view, {}, other)]).toEqual([
      204, 204, 204,
    ]);
    const visitor = new Visitor(house.url);
    visitor.extra.cookie = `ak_val=${toCookie({ choice: 'yes', mark, id: one })}`;
    await visitor.post('/samtycke', { measure: 'no', back: '/kakor' }, false);
    expect(visitor.status).toBe(200);
    const left = (await events()).map(({ visitor: of }) => (of as Buffer).toString('hex'));
    expect(left).toEqual([visitorOf(house.product.ctx.vault, other).toString('hex')]);
  });
});

describe('what is measured after a yes', () => {
  it('from the landing through every step to the receipt, with names of what was answered wrongly and nothing that was written', async () => {
    const { page, context } = await visit({ extraHTTPHeaders: { 'x-forwarded-for': '198.51.100.9' } });
    await page.goto(`${house.url}/el?utm_source=Brev&utm_campaign=var-26&utm_medium=per@x.example&q=hemligt`);
    await yes(page).click();
    await until(async () => (await events()).length > 0);
    expect((await events()).map(({ kind, step }) => [kind, step])).toEqual([['view', null]]);
    await fill(page, { annualKwh: 'många' });
    await next(page);
    await page.locator('[data-faults]').waitFor();
    await fill(page, bakery.need);
    await next(page);
    await page.locator('[name=companyName]').waitFor();
    await fill(page, bakery.company);
    await next(page);
    await page.locator('.receivers').waitFor();
    house.clock.advance('PT5S');
    await next(page, 'send');
    await page.waitForURL(/kvitto/);
    await until(async () => (await events()).some(({ step }) => step === 4));
    await page.goto('about:blank');
    await until(async () => (await events()).some(({ kind }) => kind === 'left'));
    const all = await events();
    expect(
      all
        .filter(({ kind }) => kind === 'step')
        .map(({ step }) => step)
        .sort(),
    ).toEqual([1, 2, 3, 4]);
    expect(all.filter(({ kind }) => kind === 'error').map(({ step, field }) => [step, field])).toContainEqual([
      1,
      'annualKwh',
    ]);
    expect(all.filter(({ kind }) => kind === 'left').map(({ step }) => step)).toEqual([4]);
    expect(all.filter(({ kind }) => kind === 'vital').map(({ vital }) => vital)).toEqual(
      expect.arrayContaining(['cls']),
    );
    expect(new Set(all.map(({ page }) => page))).toEqual(new Set(['/el']));
    expect(new Set(all.map(({ visitor }) => String(visitor))).size).toBe(1);
    expect(all[0]).toMatchObject({
      utm_source: 'brev',
      utm_campaign: 'var-26',
      utm_medium: null,
      screen: 'wide',
      device: 'desktop',
    });
    expect(all[0]).toMatchObject({
      browser: 'Chrome',
      system: 'Linux',
      language: 'sv',
      host: null,
      locale: 'sv',
    });
    const said = JSON.stringify(all).toLowerCase();
    for (const value of [
      ...Object.values(bakery.company),
      'många',
      'hemligt',
      'kvitto',
      '84000',
      'exempelnät',
      'per@x',
    ])
      expect(said).not.toContain(value.toLowerCase());
    await context.close();
  });

  it('leaving in the middle, and a link that leads out', async () => {
    const { page, context } = await visit();
    await page.goto(`${house.url}/el`);
    await yes(page).click();
    await fill(page, { annualKwh: '84 000' });
    await until(async () => (await events()).some(({ kind }) => kind === 'step'));
    await page.goto(`${house.url}/personuppgiftspolicy`);
    await page.evaluate(() =>
      document.querySelector('a[href*="imy.se"]')?.addEventListener('click', (e) => e.preventDefault()),
    );
    await page.locator('a[href*="imy.se"]').first().click();
    await until(async () => (await events()).some(({ kind }) => kind === 'out'));
    const all = await events();
    expect(all.filter(({ kind }) => kind === 'left').map(({ service, step }) => [service, step])).toEqual([
      ['electricity', 1],
    ]);
    expect(all.find(({ kind }) => kind === 'out')).toMatchObject({ host: 'www.imy.se', page: '/personuppgiftspolicy' });
    await context.close();
  });

  it('nothing but what is listed is taken: a beacon with anything else in it is refused whole, and counted', async () => {
    const before = await dropped('refused');
    const refused: unknown[] = [
      'not json',
      '[]',
      { ...view, ip: address },
      { ...view, events: [] },
      { ...view, events: [{ k: 'view', email: 'a@b.example' }] },
      { ...view, events: [{ k: 'typed', value: 'x' }] },
      { ...view, events: [{ k: 'error', service: 'electricity', step: 1, field: 'annualKwh=84000' }] },
      { ...view, events: [{ k: 'error', service: 'electricity', step: 1, field: 'annualKwh', value: '84' }] },
      { ...view, events: [{ k: 'step', service: 'hacking', step: 1 }] },
      { ...view, events: [{ k: 'out', host: 'https://x.example/a?b' }] },
      { ...view, utm: { source: 'a@b.example' } },
      { ...view, page: '/konsol-finns-inte/x/y' },
      { ...view, width: '1280' },
      { ...view, referrer: 'x'.repeat(9000) },
    ];
    for (const body of refused) expect(await send(body), JSON.stringify(body).slice(0, 80)).toBe(422);
    expect(await events()).toEqual([]);
    expect((await dropped('refused')) - before).toBe(refused.length);
    expect(beacon.safeParse(view).success).toBe(true);
    expect(await send(view, { cookie: '' })).toBe(403);
    expect(await send(view, { cookie: `ak_val=nej.${mark}` })).toBe(403);
    expect(await send(view, { origin: 'https://elsewhere.example' })).toBe(403);
  });

  it('programs are not visitors: they are counted and nothing else', async () => {
    const before = await dropped('program');
    for (const name of [
      'Googlebot/2.1 (+http://www.google.com/bot.html)',
      'curl/8.5',
      'python-requests/2.31',
      'HeadlessChrome/149.0',
    ])
      expect(await send(view, { 'user-agent': name })).toBe(204);
    expect(await events()).toEqual([]);
    expect((await dropped('program')) - before).toBe(4);
  });

  it('one address can’t flood: the count of it lives in memory, for a minute', async () => {
    const from = { 'x-forwarded-for': '198.51.100.7' };
    const answers = new Set<number>();
    for (let n = 0; n < 310; n += 1) answers.add(await send('x', from));
    expect([...answers].sort()).toEqual([422, 429]);
    expect(await send('x')).toBe(422);
    house.clock.advance('PT1M');
    expect(await send('x', from)).toBe(422);
  });

  it('the script that measures is at most 2 kB, and comes after a yes alone', () => {
    const client = new URL('../dist/client/', import.meta.url);
    const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', client), 'utf8')) as Record<
      string,
      { file: string; imports?: string[]; dynamicImports?: string[] }
    >;
    const { file, imports = [] } = manifest['src/client/measure.ts']!;
    expect(imports).toEqual([]);
    expect(gzipSync(readFileSync(new URL(file, client))).length).toBeLessThanOrEqual(2048);
    expect(manifest['src/client/site.ts']?.dynamicImports).toEqual([
      'src/client/measure.ts',
      // Where the operator has turned Google Analytics on, and after a yes to that (google.test.ts).
      'src/client/google-frame.ts',
    ]);
  });
});

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const owner = house.db.owner.db;
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`.execute(owner);
  expect(tables.map(({ name }) => name)).toContain('event_rest');
  const texts = tables.map(async ({ schema, name }) => {
    const { rows } = await sql<{
      all: string | null;
    }>`select string_agg(t::text, ' ') as all from ${sql.id(schema, name)} t`.execute(owner);
    return rows[0]?.all ?? '';
  });
  return (await Promise.all(texts)).join('\n');
}

/** The files of this test's database, and of what the database has been told to do. */
async function files(): Promise<string[]> {
  const owner = house.db.owner.db;
  await sql`checkpoint`.execute(owner).catch(() => undefined);
  const { rows } = await sql<{ folder: string; own: string }>`
    select current_setting('data_directory') as folder, 'base/' || oid as own from pg_database where datname = current_database()`.execute(
    owner,
  );
  const { folder = '', own = '' } = rows[0] ?? {};
  return [own, 'pg_wal'].flatMap((part) =>
    readdirSync(join(folder, part))
      .map((name) => join(folder, part, name))
      .filter((file) => statSync(file).isFile()),
  );
}

describe('P21: the address of a visit, and whatever stands in what it says of itself', () => {
  const canaries = {
    email: `kanarie${randomUUID().slice(0, 8)}@fagel.example`,
    phone: '0701740677',
    personal: '19121212-1212',
    token: `kvitto-${randomUUID()}`,
  };

  it('is in no table, file or log: neither 203.0.113.77 nor what its query, path and referrer held', async () => {
    const { email, phone, personal, token } = canaries;
    const { page, context } = await visit({ extraHTTPHeaders: { referer: `https://from.example/?m=${email}` } });
    await page.goto(`${house.url}/el?utm_source=${encodeURIComponent(email)}&tel=${phone}&utm_campaign=${personal}`);
    await yes(page).click();
    await until(async () => (await events()).length > 0);
    await context.close();
    const hostile = [
      { ...view, referrer: `https://${phone}.example/${email}` },
      { ...view, referrer: `https://sok.example/hitta?q=${email}&n=${personal}` },
      { ...view, referrer: `https://${personal.replace('-', '')}.example/` },
      { ...view, utm: { source: personal, campaign: phone } },
      { ...view, page: `/kvitto/${token}` },
      { ...view, page: `/el?m=${email}` },
      { ...view, page: `/${email}` },
      { ...view, events: [{ k: 'out', host: address }] },
    ];
    const answers = [];
    for (const body of hostile) answers.push(await send(body));
    expect(answers).toEqual([204, 204, 204, 204, 204, 422, 422, 204]);
    const all = await events();
    expect(all.map(({ host }) => host).filter(Boolean)).toEqual(['from.example', 'sok.example']);
    expect(all.map(({ page }) => page)).toContain('/kvitto/:token');
    // What an address is used for, before it is dropped.
    expect(all.map(({ country }) => country)).toContain('AU');
    const stored = await everything();
    expect(stored).toContain('sok.example');
    const said = lines.join('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const value of [address, ...Object.values(canaries), personal.replace('-', '')]) {
      expect(stored, value).not.toContain(value);
      expect(said, value).not.toContain(value);
    }
    const places = (await files()).filter((file) => {
      const text = readFileSync(file, 'latin1');
      return [email, token].some((value) => text.includes(value));
    });
    expect(places).toEqual([]);
    expect((await files()).some((file) => readFileSync(file, 'latin1').includes('sok.example'))).toBe(true);
  });
});

describe('P22: what is measured, and who somebody is', () => {
  it('have no key in common: each number is made for the statistics alone, and is another one next year', async () => {
    const { vault } = house.product.ctx;
    const [one, next] = [randomUUID(), randomUUID()];
    expect(await send(view, {}, one)).toBe(204);
    const [event] = await events();
    const visitor = event?.visitor as Buffer;
    expect(visitor).toEqual(visitorOf(vault, one));
    expect(visitorOf(vault, next)).not.toEqual(visitor);
    const hex = visitor.toString('hex');
    for (const use of ['email', 'organisation', 'newsletter', 'session'])
      expect(vault.keyedHash(use, one).subarray(0, 12).toString('hex')).not.toBe(hex);
    expect(await everything()).not.toContain(one);
    const { rows } = await sql<{ name: string }>`
      select conrelid::regclass::text as name from pg_constraint k join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
      where k.contype = 'f' and (a.relnamespace = 'analytics'::regnamespace) <> (b.relnamespace = 'analytics'::regnamespace)`.execute(
      house.db.owner.db,
    );
    expect(rows).toEqual([]);
  });
});

describe('P24: what was measured', () => {
  it('goes 26 months after it happened, a whole month with its table, whatever has happened since', async () => {
    const { ctx } = house.product;
    await house.product.run('sweep-visits');
    const id = randomUUID();
    await noteChoice(ctx, 'yes', 'sv', asked);
    expect(await send(view, {}, id)).toBe(204);
    const at = house.clock.now();
    const months = async () =>
      (
        await sql<{
          name: string;
        }>`select relname as name from pg_class where relname ~ '^event_\\d{4}_\\d\\d$' and relkind = 'r' order by 1`.execute(
          house.db.owner.db,
        )
      ).rows.map(({ name }) => name);
    expect(await months()).toEqual(['event_2026_03', 'event_2026_04']);
    const limit = at.toZonedDateTimeISO('Europe/Stockholm').add({ months: 26 }).toInstant();
    house.clock.advance(
      house.clock
        .now()
        .until(limit.subtract({ seconds: 1 }))
        .toString(),
    );
    expect(await send(view, {}, id)).toBe(204);
    await house.product.run('sweep-visits');
    expect((await events()).map((one) => String(one.at))).toContain(at.toString());
    house.clock.advance('PT2S');
    await sweepVisits(ctx);
    expect(await events()).toHaveLength(1);
    house.clock.advance('P20D');
    await house.product.run('sweep-visits');
    expect(await months()).not.toContain('event_2026_03');
    expect(await events()).toHaveLength(1);
    const verdicts = await checkPromises(ctx);
    for (const id of ['P20', 'P21', 'P22', 'P23', 'P24'])
      expect(verdicts.find((one) => one.id === id)?.state, id).toBe('kept');
    await rollUp(ctx);
  });
});
