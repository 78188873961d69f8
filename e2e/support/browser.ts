import chromiumBinary from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';

/** Meant for one short-lived page in the cloud: with them a closed context ends the browser, and guards we want to see are off. */
const unwanted = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** A real Chromium, from npm alone. */
export async function browser(): Promise<Browser> {
  const started = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: [...chromiumBinary.args.filter((flag) => !unwanted.has(flag)), '--no-sandbox'],
    headless: true,
  });
  afterAll(() => started.close());
  return started;
}

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** A page in a context of its own: Swedish, Stockholm time. */
export async function openPage(
  b: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await b.newContext({
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    viewport: desktop,
    ...options,
  });
  return { page: await context.newPage(), context };
}
