// Long because it follows the form in a frame from the host's page to the lead, and all that must not happen on the way.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { services } from '#catalog/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { sql } from '#platform/db/index.ts';
import { violations } from './support/axe.ts';
import { browser, desktop, openPage, phone } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';

vi.setConfig({ testTimeout: 120_000 });

let house: TestProduct;
let b: Browser;
/** Two sites that are not ours: one that may show the form, one that may not. 127.0.0.1 is another site than our localhost. */
let host: string;
let stranger: string;
let body = '';

async function site(): Promise<string> {
  const server: Server = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(
      `<!doctype html><html lang="sv"><title>Värden</title><meta name="viewport" content="width=device-width"><body style="margin:0">${request.url === '/around' ? `<iframe src="${host}/" width="900" height="900"></iframe>` : body}`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  [host, stranger] = [await site(), await site()];
  // Even where Google Analytics is on: none of it is in the frame.
  house = await testProduct({ named: true, embedders: ['https://annan.example', host], google: 'G-TEST123456' });
  b = await browser();
});

const tall = '<p style="height:700px">Värdens egen text.</p>';
const script = (more = '') => `<script async src="${house.url}/embed/v1.js" ${more}></script>`;
const fallback = () => `<a href="${house.url}/el">Begär offert på el</a>`;
beforeEach(() => {
  body = `<h1>Värdens sida</h1>${tall}<a id="before" href="#x">före</a><div data-allkontrakt="el">${fallback()}</div>${tall}${script()}`;
});

/** The host's page with the form in it. */
async function embedded(options: BrowserContextOptions = {}, at = host) {
  const { page, context } = await openPage(b, options);
  const stored: string[] = [];
  page.on('response', async (response) => {
    const cookie = await response.headerValue('set-cookie');
    if (cookie) stored.push(`${response.url()}: ${cookie}`);
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const said: string[] = [];
  await page.exposeFunction('said', (text: string) => said.push(text));
  await page.addInitScript(() => {
    addEventListener('allkontrakt', (event) => {
      const { service, step } = (event as CustomEvent).detail;
      (window as unknown as { said(text: string): void }).said(`${service} ${step}`);
    });
  });
  await page.goto(`${at}/`);
  return { page, context, stored, asked, said };
}

const shownFrame = async (page: Page): Promise<Frame> => {
  await page.locator('iframe').waitFor({ state: 'visible' });
  const frame = page.frames().find((one) => one.url().includes('/embed/'));
  if (!frame) throw new Error('no form in a frame');
  return frame;
};
/** What the tests of the site's own form use, in a frame. */
const inside = (frame: Frame) => frame as unknown as Page;

/** How far from the top of the window something in the frame is. */
const topOf = async (page: Page, selector: string) =>
  (await page.frameLocator('iframe').locator(selector).first().boundingBox())?.y ?? Number.NaN;
/** Waits until the host's page stands still where it is meant to: it follows what the frame says. */
const until = async (holds: () => Promise<boolean>, what: string) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited five seconds in vain: ${what}`);
};
const fits = (page: Page, frame: Frame) =>
  until(async () => {
    const own = await frame.evaluate(() => document.documentElement.scrollHeight);
    return Math.abs(((await page.locator('iframe').boundingBox())?.height ?? 0) - own) <= 1;
  }, 'the frame is as high as what it holds');
const leads = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from brokerage.lead`.execute(house.db.db)).rows[0]!.n;

describe('the form in a frame on another site', () => {
  it.each([
    ['phone', phone],
    ['desktop', desktop],
  ])(
    'is filled in, corrected, sent and becomes a request, and nothing is kept in the browser or measured: %s',
    async (_, viewport) => {
      const before = await leads();
      const { page, context, stored, asked, said } = await embedded({ viewport });
      const frame = await shownFrame(page);
      expect(new URL(frame.url()).hostname).not.toBe(new URL(page.url()).hostname);
      await fits(page, frame);
      expect(await page.getByText('Begär offert på el').isVisible()).toBe(false);
      expect(await page.locator('iframe').getAttribute('title')).toContain('El');

      await next(inside(frame));
      await frame.locator('[data-faults]').waitFor();
      await fits(page, frame);
      await until(async () => Math.abs(await topOf(page, '[data-faults]')) < 60, 'what to correct is at the top');
      expect(await frame.evaluate(() => document.activeElement?.hasAttribute('data-faults'))).toBe(true);
      // A link to a question leads to it, though it is the host's page that scrolls.
      await frame.locator('[data-faults] a').last().click();
      await until(async () => {
        const top = await topOf(page, '#f-solar');
        return top >= 0 && top < viewport.height - 100;
      }, 'the last question is in sight');
      expect(await frame.evaluate(() => document.activeElement?.id)).toBe('f-solar');

      await fill(inside(frame), bakery.need);
      await next(inside(frame));
      await frame.locator('[name=companyName]').waitFor();
      await fits(page, frame);
      await until(async () => Math.abs(await topOf(page, '#form')) < 60, 'the second step is at the top');
      expect(await frame.evaluate(() => document.activeElement?.id)).toBe('step');
      // The second step's own errors, and the way from one of them: still the second step.
      await next(inside(frame));
      await frame.locator('[data-faults] a').first().click();
      expect(await frame.locator('[name=companyName]').isVisible()).toBe(true);
      await fill(inside(frame), bakery.company);
      await next(inside(frame));
      await frame.locator('.receivers').waitFor();
      await next(inside(frame), 'back');
      expect(await frame.locator('[name=companyName]').inputValue()).toBe(bakery.company.companyName);
      await next(inside(frame));
      await frame.locator('.receivers').waitFor();
      house.clock.advance('PT5S');
      await next(inside(frame), 'send');
      const mine = frame.getByRole('link', { name: /Min sida/ });
      await mine.waitFor();
      await fits(page, frame);
      expect(await leads()).toBe(before + 1);
      expect(said).toEqual([
        'electricity 1',
        'electricity 2',
        'electricity 3',
        'electricity 2',
        'electricity 3',
        'electricity 4',
      ]);
      const [tab] = await Promise.all([context.waitForEvent('page'), mine.click()]);
      await tab.waitForLoadState();
      expect(new URL(tab.url()).pathname).toBe('/min-sida');
      // A page like any other: not in the sandbox that it was opened from.
      expect(await tab.evaluate(() => [origin, window.opener])).toEqual([house.url, null]);
      await tab.close();

      expect(stored).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      for (const one of [frame, page.mainFrame()])
        expect(
          await one.evaluate(async () => [
            document.cookie,
            localStorage.length + sessionStorage.length,
            (await indexedDB.databases()).length,
          ]),
        ).toEqual(['', 0, 0]);
      expect(asked.filter((url) => /besok|measure|samtycke/.test(url))).toEqual([]);
      expect(asked.filter((url) => ![host, house.url].includes(new URL(url).origin))).toEqual([]);
      await context.close();
    },
  );

  it('has our name, the policy, and a way to us; axe finds nothing in either theme, and 320 px are enough', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context } = await embedded({ colorScheme });
      const frame = await shownFrame(page);
      expect(await frame.locator('footer').innerText()).toContain('559554-3694');
      expect(await frame.getByRole('link', { name: /Personuppgiftspolicy/ }).getAttribute('target')).toBe('_blank');
      for (const viewport of [phone, desktop]) {
        await page.setViewportSize(viewport);
        expect(await violations(inside(frame))).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 700 });
      expect(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await context.close();
    }
  });

  it('can be reached and left by keyboard', async () => {
    const { page, context } = await embedded();
    const frame = await shownFrame(page);
    await page.locator('#before').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
    expect(await frame.evaluate(() => document.activeElement?.closest('.embed') !== null)).toBe(true);
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('before');
    await context.close();
  });

  it('in English by the page’s language or the attribute, by either name of the service, in a theme of the host’s choice, where the script stands', async () => {
    body = `<div data-allkontrakt="el" data-lang="en" data-theme="dark"></div>${script('data-allkontrakt="juridik"')}`;
    const { page, context } = await embedded({ colorScheme: 'light' });
    await until(async () => (await page.locator('iframe').count()) === 2, 'two frames');
    await until(async () => page.frames().every((one) => one.url() !== 'about:blank'), 'both are loaded');
    const [english, legal] = await Promise.all(
      ['/en/embed/el', '/embed/juridik'].map(async (at) => page.frames().find((one) => one.url().includes(at))!),
    );
    const paper = (frame: Frame | undefined) => frame!.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await until(async () => (await paper(english)) === 'rgb(18, 22, 15)', 'the dark one');
    expect(await paper(legal)).toBe('rgb(251, 250, 247)');
    expect(await english!.locator('html').getAttribute('lang')).toBe('en');
    expect(await legal!.locator('h1').innerText()).toBe(services.find(({ id }) => id === 'legal')?.title.sv);
    await context.close();
  });
});

describe('whoever is not in the settings', () => {
  it('cannot frame the form, and its visitors keep the link', async () => {
    const { page, context } = await embedded({}, stranger);
    const blocked = new Promise<string>((resolve) =>
      page.on('console', (line) => /frame-ancestors/.test(line.text()) && resolve(line.text())),
    );
    await page.reload();
    expect(await blocked).toContain(host);
    expect(await page.getByText('Begär offert på el').isVisible()).toBe(true);
    expect(await page.locator('iframe').isVisible()).toBe(false);
    await context.close();
  });

  it('may not frame anything else either, and nor may those who are', async () => {
    for (const address of ['/el', '/min-sida', '/kvitto/x', '/konsol', '/']) {
      body = `<iframe src="${house.url}${address}"></iframe>`;
      const { page, context } = await openPage(b);
      const blocked = page.waitForEvent('console', (line) => /frame-ancestors 'none'/.test(line.text()));
      await page.goto(host);
      await blocked;
      await context.close();
    }
  });

  it('a page in between is held to it, too: every page around the form must be allowed', async () => {
    const { page, context } = await openPage(b);
    const blocked = page.waitForEvent('console', (line) => /frame-ancestors/.test(line.text()));
    await page.goto(`${stranger}/around`);
    await blocked;
    await context.close();
  });
});

describe('what the two sides tell each other', () => {
  it('counts only between the frame and the page around it, by origin', async () => {
    const { page, context } = await embedded();
    const frame = await shownFrame(page);
    await fits(page, frame);
    const height = () =>
      page
        .locator('iframe')
        .first()
        .evaluate((e) => e.style.height);
    const before = await height();
    // The host's own window and a frame of somebody else's say what our frame would.
    await page.evaluate(() => window.postMessage({ allkontrakt: { height: 7, title: 'fel', top: 0 } }, '*'));
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const other = document.createElement('iframe');
          other.srcdoc = '<script>parent.postMessage({ allkontrakt: { height: 7, title: "fel" } }, "*")</script>';
          other.onload = () => setTimeout(resolve, 0);
          document.body.append(other);
        }),
    );
    expect(await height()).toBe(before);
    expect(await page.locator('iframe').first().getAttribute('sandbox')).toBe(
      'allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    );
    await context.close();
  });
});

describe('without the frame', () => {
  it('without script the link stands there', async () => {
    const { page, context } = await openPage(b, { javaScriptEnabled: false });
    await page.goto(host);
    expect(await page.getByText('Begär offert på el').isVisible()).toBe(true);
    await context.close();
  });

  it('a service that does not exist, or a server that is away, leaves the link', async () => {
    body = `<div data-allkontrakt="finns-inte"></div>${script()}`;
    const { page, context } = await openPage(b);
    await page.route(/\/embed\/finns-inte/, (route) => route.abort());
    await page.goto(host);
    await page.locator('iframe').waitFor({ state: 'attached' });
    await until(() => page.getByText('Öppna formuläret hos Allkontrakt').isVisible(), 'the link');
    await until(async () => !(await page.locator('iframe').isVisible()), 'no frame');
    await context.close();
  });

  it('its address opened by itself leads to the site’s own page', async () => {
    const { page, context } = await openPage(b);
    await page.goto(`${house.url}/embed/el`);
    expect(page.url()).toBe(`${house.url}/el`);
    await page.goto(`${house.url}/en/embed/el`);
    expect(page.url()).toBe(`${house.url}/en/electricity`);
    await context.close();
  });

  it('the form works in a frame without script in it, made by hand', async () => {
    body = `<iframe src="${house.url}/embed/el" title="Förfrågan" style="width:100%;height:3000px"></iframe>`;
    const { page, context } = await openPage(b, { javaScriptEnabled: false });
    await page.goto(host);
    const frame = page.frameLocator('iframe');
    await frame.locator('button[value=next]').click();
    await frame.locator('[data-faults]').waitFor();
    await context.close();
  });
});

describe('the loader', () => {
  it('weighs at most 3,000 bytes before compression, may be loaded by other sites, and is kept an hour', async () => {
    const answer = await fetch(`${house.url}/embed/v1.js`);
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(500);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3000);
    expect(text).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
  });
});
