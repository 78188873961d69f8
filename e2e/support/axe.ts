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

/** What axe finds against WCAG 2.2 AA on the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const { axe: runner } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    return (await runner.run({ runOnly: only, resultTypes: ['violations'] })).violations;
  }, everything);
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}`));
}

/** How many pixels a page is wider than its window. */
export const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

type Look = readonly [theme: 'light' | 'dark', size: typeof phone];

export const everyWay: readonly Look[] = [
  ['light', phone],
  ['light', desktop],
  ['dark', phone],
  ['dark', desktop],
];
/** For a view that has been seen in the other language: its words and how they fit. */
export const briefly: readonly Look[] = [['light', phone]];

/**
 * Both themes and both sizes, each once: half of all views wide in the light, the other half in the dark, so that what pages share is seen every
 * way. A view is seen the same way each time.
 */
const crosswise = (title: string): readonly Look[] =>
  title.length % 2 === 0
    ? [
        ['light', phone],
        ['dark', desktop],
      ]
    : [
        ['dark', phone],
        ['light', desktop],
      ];

/** Faults of a view, down to 320 px. @param looks both themes and both sizes when left out */
export async function faultsOf(page: Page, looks?: readonly Look[]): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, viewport] of looks ?? crosswise(await page.title())) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    found.push(...(await violations(page)).map((v) => `${colorScheme} ${viewport.width}: ${v}`));
  }
  await page.setViewportSize({ width: 320, height: 700 });
  if ((await overflow(page)) > 0) found.push('wider than 320 px');
  await page.setViewportSize(desktop);
  return found;
}
