import { expect, it } from 'vitest';
import { nothingLeft } from '#domain/delivery/index.ts';
import { failureReasons } from '#platform/http-out/index.ts';
import { refusalReasons } from '#platform/mail/index.ts';
import { reasonWords } from './reasons.texts.ts';

it('staff read in words why something did not arrive, in both languages, whatever it was', () => {
  for (const code of [...refusalReasons, ...failureReasons, ...nothingLeft])
    for (const locale of ['sv', 'en'] as const) expect(reasonWords(code, locale), code).not.toBe(code);
  expect(reasonWords('of-a-later-version', 'sv')).toBe('of-a-later-version');
});
