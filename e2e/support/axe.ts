import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { desktop, phone } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** What a theme can change: the rest is the same page. */
const coloured = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds against WCAG 2.2 AA on the page as it stands. */
export async function violations(page: Page, runOnly: typeof everything = everything): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const { axe: runner } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    return (await runner.run({ runOnly: only, resultTypes: ['violations'] })).violations;
  }, runOnly);
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}`));
}

/** How many pixels a page is wider than its window. */
export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** For a view that has been seen in the other language: its words and how they fit. */
export const briefly: { readonly themes: readonly ('light' | 'dark')[]; readonly sizes: readonly (typeof phone)[] } = {
  themes: ['light'],
  sizes: [phone],
};

/** Faults of a view in both themes, wide and narrow, down to 320 px. */
export async function faultsOf(
  page: Page,
  { themes = ['light', 'dark'], sizes = [phone, desktop] }: Partial<typeof briefly> = {},
): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of themes) {
    for (const viewport of sizes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      found.push(
        ...(await violations(page, colorScheme === 'light' ? everything : coloured)).map(
          (v) => `${colorScheme} ${viewport.width}: ${v}`,
        ),
      );
    }
  }
  await page.setViewportSize({ width: 320, height: 700 });
  if ((await overflow(page)) > 0) found.push('wider than 320 px');
  await page.setViewportSize(desktop);
  return found;
}
