import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, it } from 'vitest';
import { controller } from '#policy/controller.ts';
import { type Block, type MailContent, renderMail } from './layout.ts';
import { wrap } from './plain.ts';

const content = (blocks: readonly Block[], rest: Partial<MailContent> = {}): MailContent => ({
  locale: 'sv',
  subject: 'Ny offert på el',
  preheader: 'Nu kan du jämföra.',
  heading: 'Ljusåkra Kraft har lämnat offert på el',
  blocks,
  footerReason: 'Du får mejlet för att du har en öppen förfrågan hos oss.',
  ...rest,
});
const render = (...blocks: Block[]) => renderMail(content(blocks));

const evil = `<script>alert(1)</script><img src=x onerror="a"> & 'x' [[=foot]] [[p]] $& $1`;
const everywhere: Block[] = [
  { p: evil },
  {
    p: [evil, { strong: evil }, { muted: evil }, { gone: evil }, { link: { label: evil, url: 'https://a.example/' } }],
  },
  { h2: evil },
  { button: { label: evil, url: 'https://a.example/', note: evil } },
  { table: { caption: evil, rows: [{ label: evil, value: evil, strong: true }], note: evil } },
  { facts: [{ label: evil, value: evil }] },
  { notice: evil },
  { quote: evil },
];

beforeAll(() => render({ p: '' }));

describe('user text', () => {
  it('is escaped wherever it stands', async () => {
    const shell = { subject: evil, preheader: evil, heading: evil, footerReason: evil };
    const { html } = await renderMail(content([...everywhere], shell));
    expect(html).not.toMatch(/<script|<img|onerror="/);
    expect(html.split('&lt;script&gt;alert(1)&lt;/script&gt;').length - 1).toBeGreaterThanOrEqual(20);
    expect(html.split('[[=foot]] [[p]] $&amp; $1').length - 1).toBeGreaterThanOrEqual(20);
    const parsed = await simpleParser(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`);
    expect(parsed.text).toContain('<script>alert(1)</script>');
  });

  it('leaves the text part as it was written', async () => {
    expect((await render({ quote: 'Hej!\r\n\r\n<b>1 < 2</b>' })).text).toContain('> Hej!\n>\n> <b>1 < 2</b>');
  });

  it('keeps its line breaks in a quote and loses control characters and direction marks', async () => {
    const { html, text } = await render({ quote: 'rad 1\nrad\u0000 2\u202Egnp.exe' });
    expect(html).toContain('rad 1<br>rad 2gnp.exe');
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202E/u);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a.example/\r\nX',
    ' https://a.example',
    '//a.example',
    'ftp://a.example',
  ])('cannot become the link %j', async (url) => {
    await expect(render({ button: { label: 'x', url } })).rejects.toThrow(/links only/);
    await expect(render({ p: [{ link: { label: 'x', url } }] })).rejects.toThrow(/links only/);
  });
});

describe('the HTML part', () => {
  it('says who sent it, in one way (P1), and that nobody measures (P19)', async () => {
    for (const locale of ['sv', 'en'] as const) {
      const { html, text } = await renderMail(content([], { locale }));
      for (const part of [html, text]) {
        for (const key of ['name', 'organisationNumber', 'street', 'postcode', 'city', 'email'] as const) {
          expect(part).toContain(controller[key]);
        }
        expect(part).toMatch(locale === 'sv' ? /Vi mäter inte/ : /We do not measure/);
      }
      expect(html).toContain(`<html lang="${locale}"`);
    }
  });

  it('loads nothing from outside (P19)', async () => {
    const { html } = await renderMail(content(everywhere));
    expect(html).not.toMatch(
      /<(img|link|script|iframe|object|video|audio|source)\b|<[^>]*\bsrc=|url\(|@import|@font-face|background="/i,
    );
  });

  it('has every part once: the places of the template are all filled', async () => {
    const { html } = await render(
      { p: 'a' },
      { h2: 'b' },
      { p: 'c' },
      { button: { label: 'd', url: 'https://a.example/?x=1&y=2' } },
    );
    expect(html).not.toMatch(/\[\[/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain('href="https://a.example/?x=1&amp;y=2"');
    expect(html).toContain('<title>Ny offert på el</title>');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('names rows and columns of a table for those who listen', async () => {
    const { html } = await render({
      table: { caption: 'Kostnad per år', rows: [{ label: 'Fast', value: '57 504 kr', strong: true }] },
    });
    expect(html).toMatch(/<caption[^>]*>Kostnad per år<\/caption>/);
    expect(html).toMatch(/<th scope="row"[^>]*>Fast<\/th><td[^>]*><strong[^>]*>57 504 kr<\/strong>/);
  });

  it('has at most one apricot mark', async () => {
    const { html } = await render({ p: ['Allt ', { gone: 'raderas 12 mars 2027' }, '.'] });
    expect(html.match(/#FFB26B/g)).toHaveLength(1);
    await expect(render({ gone: 'a' }, { notice: [{ gone: 'b' }] })).rejects.toThrow(/one apricot/);
  });
});

describe('the text part', () => {
  it('reads well', async () => {
    const { text } = await render(
      {
        p: [
          'Nu kan du jämföra ',
          { strong: 'tre offerter' },
          '. Se ',
          { link: { label: 'Min sida', url: 'https://a.example/m' } },
          '.',
        ],
      },
      {
        table: {
          caption: 'Kostnad per år',
          rows: [
            { label: 'Fast', value: '57\u00a0504\u00a0kr' },
            { label: 'Rörligt', value: '9\u00a0880\u00a0kr' },
          ],
          note: 'Exklusive moms.',
        },
      },
      { button: { label: 'Jämför offerterna', url: 'https://a.example/j?t=1', note: 'Gäller i sju dagar.' } },
      { h2: 'Vad händer sedan?' },
      { gone: 'Allt raderas 12 mars 2027' },
    );
    expect(text).toBe(`Allkontrakt

Ljusåkra Kraft har lämnat offert på el
======================================

Nu kan du jämföra tre offerter. Se Min sida.
https://a.example/m

Kostnad per år

Fast     57\u00a0504\u00a0kr
Rörligt   9\u00a0880\u00a0kr

Exklusive moms.

Jämför offerterna:
https://a.example/j?t=1

Gäller i sju dagar.

Vad händer sedan?
-----------------

Allt raderas 12 mars 2027

${'-'.repeat(78)}
Du får mejlet för att du har en öppen förfrågan hos oss.
Vi mäter inte om du öppnar mejlet.

${controller.name}, org.nr ${controller.organisationNumber}
${controller.street}, ${controller.postcode} ${controller.city}
${controller.email}
`);
  });

  it('is at most 78 columns wide, addresses apart, and puts each address on a line of its own', async () => {
    const long = 'Det här är en ganska lång mening som ska delas på flera rader utan att något ord går av. '.repeat(3);
    const url = `https://a.example/${'x'.repeat(90)}`;
    const { text } = await render(
      { p: [long, { link: { label: long, url } }] },
      { quote: long },
      { h2: long },
      { facts: [{ label: long, value: long }] },
      { button: { label: 'Öppna', url, note: long } },
    );
    const tooLong = text.split('\n').filter((line) => line.length > 78);
    expect(tooLong).toEqual([url, url]);
  });

  it('does not break an amount in two', () => {
    expect(wrap(`${'x'.repeat(70)} 57\u00a0504\u00a0kr`)).toBe(`${'x'.repeat(70)}\n57\u00a0504\u00a0kr`);
  });
});
