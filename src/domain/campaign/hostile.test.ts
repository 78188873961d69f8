import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, it } from 'vitest';
import { home, image, write } from '../../../e2e/support/letter.ts';
import { addressOf, type Made } from './compose.ts';
import { slot } from './index.ts';

beforeAll(() => write(''));

describe('an address', () => {
  it.each([
    ['/el?x=1', `${home}/el?x=1`],
    ['https://a.example/å', 'https://a.example/%C3%A5'],
    ['http://a.example', 'http://a.example/'],
    ['MAILTO:info@a.example', 'mailto:info@a.example'],
    ['tel:+46101234567', 'tel:+46101234567'],
  ])('may be %s', (href, url) => expect(addressOf(href, home)).toBe(url));

  it.each([
    ...[
      'javascript:alert(1)',
      ' java\nscript:x',
      'data:text/html,x',
      'vbscript:x',
      '//evil.example',
      '/\\evil.example',
    ],
    ...['https://user:pass@evil.example', 'https://www.allkontrakt.se@evil.example', 'https:evil.example', 'https:///'],
    ...[
      'mailto:a@b.example?bcc=c@d.example',
      'file:///etc/passwd',
      'ftp://a.example',
      '',
      '#',
      'el',
      `/${'x'.repeat(1001)}`,
    ],
    ...['https://a.example/\u202Egpj', 'https://a.example/\u0000', 'https://a.example /'],
  ])('may not be %j', (href) => expect(addressOf(href, home)).toBeUndefined());
});

describe('hostile text', () => {
  const evil = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<!-- x --><style>*{display:none}</style>',
    '<![CDATA[ x ]]><?php x ?>',
    '[x](javascript:alert(1))',
    '[x](<javascript:alert(1)>)',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/'><script>)",
    '[x]: javascript:alert(1)\n\n[x]',
    '![x](javascript:alert(1))',
    '![" onerror="alert(1)](bild:aaaaaaaa)',
    '![x](//evil.example/p.gif)',
    '<https://a.example/<script>>',
    '`<script>`',
    '```html\n<script>alert(1)</script>\n```',
    '    <script>alert(1)</script>',
    '| a | b |\n|---|---|\n| <script> | x |',
    '[[=foot]] [[p]] [[/p]] $& $1 $$',
    `${slot('end')} \uE000preferences\uE001`,
    ':::knapp\n[<b>x</b>](https://a.example/?a=1&b=<script>)\n:::',
    ':::kolumner\n:::kolumner\n:::kolumner\nx',
    ':::tjänst <script>\n<script>\n:::',
    '# <script>x</script>\n## <b onload=x>',
    '- <script>\n  - <img src=x>',
    '> <iframe src=x>',
    '\u202Egpj.exe\u2066 \u0000\u0007',
    'a\r\nBcc: x@y.example\r\n\r\n<b>',
  ];
  const tags =
    /^(a|b|blockquote|body|br|div|em|h1|h2|h3|head|html|img|li|meta|noscript|o|ol|p|span|strong|style|table|tbody|td|title|tr|ul|xml|!doctype|w|u)$/i;

  /** Every tag is one of ours, no attribute acts, and every address is one that may be followed. */
  function harmless({ composed }: Made): void {
    const html = composed.html.replace(/<!--[\s\S]*?-->/g, '');
    for (const [, name = '', rest = ''] of html.matchAll(/<\/?([!a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)) {
      expect(name).toMatch(tags);
      expect(rest.replace(/"[^"]*"|'[^']*'/g, '')).not.toMatch(/\bon\w+\s*=|srcdoc|formaction/i);
      const [, href] = /\bhref="([^"]*)"/.exec(rest) ?? [];
      if (href !== undefined) expect(href).toMatch(/^(https?:\/\/|mailto:|tel:|\uE000(end|preferences)\uE001$)/);
      const [, src] = /\bsrc="([^"]*)"/.exec(rest) ?? [];
      if (src !== undefined) expect(src).toBe(`${home}/nyhetsbrev/bild/${image.id}`);
    }
    expect(html.replace(/<style[\s\S]*?<\/style>/g, '')).not.toMatch(/<script|<iframe|<svg/i);
    for (const part of [composed.html, composed.text]) {
      expect(part.match(/[\uE000-\uF8FF]/g)).toHaveLength(4);
      expect(part).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
    }
  }

  it.each(evil)('%j is text', async (text) => {
    harmless(await write(text, { subject: text, preheader: text }, 'counted'));
    harmless(await write(text));
  });

  it('is read back by a mail reader as the words that were typed', async () => {
    const { composed } = await write('<script>alert(1)</script> & <b>fet</b>');
    const parsed = await simpleParser(`Content-Type: text/html; charset=utf-8\r\n\r\n${composed.html}`);
    expect(parsed.text).toContain('<script>alert(1)</script> & <b>fet</b>');
    expect(composed.text).toContain('<script>alert(1)</script> & <b>fet</b>');
  });

  it('is harmless however it is put together', async () => {
    const pieces = [
      ...evil,
      ...['\n', '\n\n', '# ', '- ', '> ', '1. ', '**', '*', '_', '[', '](', ')', '![', '<', '>', '"', "'", '&', '\\'],
      ...[':::knapp\n', ':::kolumner\n', '\n---\n', '\n:::\n', ':::tjänst el\n', 'bild:aaaaaaaa', '`', '~~', '    '],
      ...['https://a.example/x', 'info@a.example', 'text ', 'åäö ', '\t', '\u00a0', '🙂'],
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), async (parts) =>
        harmless(await write(parts.join(''), {}, 'counted')),
      ),
      { numRuns: 400 },
    );
  });

  it.each([
    ['quotes in each other', '>'.repeat(20_000)],
    ['lists in each other', `${'- '.repeat(10_000)}x`],
    ['emphasis without end', '*a **b '.repeat(4000)],
    ['brackets', '['.repeat(20_000)],
    ['links half open', '[a](<b '.repeat(4000)],
    ['blocks in each other', ':::kolumner\n'.repeat(2000)],
  ])('of %s is read without falling', async (_, text) => {
    harmless(await write(text));
  });
});
