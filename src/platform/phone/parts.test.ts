import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from './parts.ts';

const of = (text: string) => {
  const { alphabet, characters, parts, left } = partsOf(text);
  return [alphabet, characters, parts, left];
};

describe('how a text is sent', () => {
  it.each([
    ['', ['gsm', 0, 0, 160]],
    ['a'.repeat(160), ['gsm', 160, 1, 0]],
    ['a'.repeat(161), ['gsm', 161, 2, 145]],
    ['a'.repeat(306), ['gsm', 306, 2, 0]],
    ['a'.repeat(307), ['gsm', 307, 3, 152]],
    ['Räksmörgås på Åland, 100 % @ Ö!', ['gsm', 31, 1, 129]],
    ['€', ['gsm', 2, 1, 158]],
    ['[{|}]~\\^', ['gsm', 16, 1, 144]],
    ['rad\nrad', ['gsm', 7, 1, 153]],
    ['’', ['ucs2', 1, 1, 69]],
    ['–'.repeat(70), ['ucs2', 70, 1, 0]],
    ['–'.repeat(71), ['ucs2', 71, 2, 63]],
    ['😀', ['ucs2', 2, 1, 68]],
    ['á', ['ucs2', 1, 1, 69]],
  ])('%j', (text, wanted) => {
    expect(of(text)).toEqual(wanted);
  });

  it('splits no extended letter and no emoji between two messages', () => {
    // One place is left in the first part and the euro takes two: it goes whole into the second.
    expect(of(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toEqual(['gsm', 306, 3, 152]);
    expect(of(`${'–'.repeat(66)}😀${'–'.repeat(10)}`)).toEqual(['ucs2', 78, 2, 55]);
  });

  it('whatever is written fits in what is counted, and in one less it does not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const { alphabet, characters, parts, left } = partsOf(text);
        const [one, each] = alphabet === 'gsm' ? [160, 153] : [70, 67];
        const room = parts <= 1 ? one : parts * each;
        expect(characters + left).toBeLessThanOrEqual(room);
        if (parts > 1) expect(characters).toBeGreaterThan((parts - 1) * each - (parts - 1));
        else expect(characters).toBeLessThanOrEqual(one);
      }),
    );
  });
});
