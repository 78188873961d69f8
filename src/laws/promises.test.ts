import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { promiseTests } from '#domain/privacy/promises-tests.ts';
import { decisionIds, promiseIds } from '#policy/ids.ts';

/** The titles of the tests of a file that run: `it('…'` and `it.each(…)('…'`, without those that are skipped. */
const titlesOf = (source: string): string[] =>
  [
    ...source.matchAll(
      /(?<!\w)it(?:\.each\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\(\s*(['"`])((?:(?!\1).|\\.)*)\1,/g,
    ),
  ].map(([, , title]) => title ?? '');

describe('the test that «Löften» names for each promise and decision', () => {
  it.each(Object.entries(promiseTests))('%s: is one that there is, by its whole title, and once', (_, named) => {
    const [file = '', title = ''] = named.split(' › ');
    expect(file).toMatch(/^(src|e2e)\/.*\.test\.tsx?$/);
    expect(existsSync(file), file).toBe(true);
    expect(titlesOf(readFileSync(file, 'utf8')).filter((one) => one === title)).toEqual([title]);
  });

  it('is there for all of them, and no two promises lean on one', () => {
    expect(Object.keys(promiseTests)).toEqual([...promiseIds, ...decisionIds]);
    const used = Object.values(promiseTests);
    expect(new Set(used).size).toBe(used.length);
  });

  it('would not be found if it were skipped, or only half its title', () => {
    const source =
      "it('one thing', () => {});\nit.skip('another', () => {});\nit.each([[1, f(2)]])('a third', () => {});";
    expect(titlesOf(source)).toEqual(['one thing', 'a third']);
  });
});
