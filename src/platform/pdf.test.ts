import { describe, expect, it } from 'vitest';
import { pdfText } from '../../e2e/support/pdf-text.ts';
import { makePdf } from './pdf.ts';

const options = {
  title: 'Prov på å, ä och ö',
  author: 'Allkontrakt Sverige AB',
  locale: 'sv',
  foot: 'Foten på sidan',
} as const;
const words = (text: string) => text.replace(/\s+/g, ' ');
const rows = 80;

describe('a document of text', () => {
  it('reads as it was written: å ä ö é, quotes, dashes, no-break spaces', async () => {
    const pdf = await makePdf(
      [
        { heading: 'Rubrik på svenska', level: 1 },
        { text: 'Räksmörgås, ÅÄÖ, café – «Min sida», “My page”, 12\u00A0400\u00A0kr, 1\u202F000 m², 5 €.' },
        { list: ['Första', 'Andra'] },
        { facts: [['Organisationsnummer', '559554-3694']] },
        { facts: [] },
      ],
      options,
    );
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
    const { text, pages, unknown } = pdfText(pdf);
    expect(pages).toBe(1);
    expect(unknown).toBe(0);
    expect(text).not.toContain('\0');
    const read = words(text);
    for (const said of [
      'Rubrik på svenska',
      'Räksmörgås, ÅÄÖ, café – «Min sida», “My page”,',
      'Första',
      'Foten på sidan',
    ])
      expect(read).toContain(said);
    expect(text).toContain('12\u00A0400\u00A0kr');
    expect(read).toContain('1 000 m², 5 €.');
    expect(read).toContain('Organisationsnummer 559554-3694');
  });

  it('goes on over pages, with their numbers, and breaks what is too long for its column', async () => {
    const long = 'x'.repeat(300);
    const { text, pages } = pdfText(
      await makePdf(
        [...Array(rows)].map(() => ({ facts: [['En rad', long]] })),
        options,
      ),
    );
    expect(pages).toBeGreaterThan(3);
    expect(words(text).includes(`1 (${pages})`)).toBe(true);
    expect(words(text).includes(`${pages} (${pages})`)).toBe(true);
    expect(text.replaceAll(/[\s\u200B]/g, '').includes(long)).toBe(true);
  });
});
