import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromiumBinary from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { atEnd } from '#platform/at-end.ts';

/** Meant for one short-lived page in the cloud: with them a closed context ends the browser, and guards we want to see are off. */
const unwanted = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

const { version } = JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8')) as {
  version: string;
};

/**
 * Unpacks it where it is this user's own and whole from the first moment: the package puts it in one place for all, where
 * another user's can't be run, and where a second test file would meet a half-written one.
 */
async function unpacked(): Promise<string> {
  const folder = join(tmpdir(), `allkontrakt-chromium-${version}-${process.getuid?.() ?? ''}`);
  if (existsSync(folder)) return join(folder, 'chromium');
  const draft = `${folder}.${process.pid}`;
  const before = process.env.TMPDIR;
  mkdirSync(draft, { recursive: true });
  process.env.TMPDIR = draft;
  try {
    await chromiumBinary.executablePath();
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  return join(folder, 'chromium');
}

/** A real Chromium, from npm alone. @param flags beside those it needs */
export async function browser(...flags: string[]): Promise<Browser> {
  const started = await chromium.launch({
    executablePath: await unpacked(),
    args: [...chromiumBinary.args.filter((flag) => !unwanted.has(flag)), '--no-sandbox', ...flags],
    headless: true,
  });
  atEnd(() => started.close());
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
    // A headless browser waits seconds for a transition between pages that nobody sees.
    reducedMotion: 'reduce',
    ...options,
  });
  return { page: await context.newPage(), context };
}
