import { beforeAll, describe, expect, it } from 'vitest';
import { ctx, home, id, image, write } from '../../../e2e/support/letter.ts';
import type { Made } from './compose.ts';
import { slot } from './index.ts';
import { openLinkToken } from './links.ts';

/** The words between the head and the foot. */
const middle = ({ composed }: Made) =>
  (composed.text.split(`\n${'-'.repeat(78)}\n`)[0] ?? '').replace('Allkontrakt\n', '').trim();
const body = (made: Made) => made.composed.html.slice(made.composed.html.indexOf('</h1>'));

beforeAll(() => write(''));

describe('what marketing writes', () => {
  it('becomes a mail, and a text that reads as well', async () => {
    const made = await write(`# Elpriset i höst

Så *här* blev **priset**, med [vår jämförelse](/el) och
en rad till.

## Tre råd

1. Läs av
2. Jämför
   - i kronor
   - per år
3. Byt

> Vi sparade tid.
>
> – Lina, bageri

![Ett diagram över elpriset](bild:aaaaaaaa)

---

:::knapp
[Jämför elavtal](https://www.allkontrakt.se/el) Kostar inget.
:::

:::kolumner
### Fast
Samma pris.
---
### Rörligt
Följer börsen.
:::

:::tjänst el
:::`);
    expect(made.problems).toEqual([]);
    expect(middle(made)).toBe(`Elpriset i höst
===============

Så här blev priset, med vår jämförelse och en rad till.
https://www.allkontrakt.se/el

Tre råd
-------

1. Läs av
2. Jämför
   - i kronor
   - per år
3. Byt

> Vi sparade tid.
>
> – Lina, bageri

[Bild: Ett diagram över elpriset]

* * *

Jämför elavtal:
https://www.allkontrakt.se/el

Kostar inget.

Fast

Samma pris.

Rörligt

Följer börsen.

El
--
${made.composed.text.split('\nEl\n--\n')[1]?.split('\n')[0]}

Läs mer och jämför:
https://www.allkontrakt.se/el`);
    const html = body(made);
    expect(html).toMatch(/<em>här<\/em> blev <strong[^>]*>priset<\/strong>/);
    expect(html).toMatch(/<ol style[^>]*><li[^>]*>Läs av<\/li><li[^>]*>Jämför<ul/);
    expect(html).toMatch(/<h2[^>]*>Tre råd<\/h2>/);
    expect(html.match(/class="col"/g)).toHaveLength(2);
    expect(made.composed.html).toMatch(/<h1[^>]*>Elpriset i höst<\/h1>/);
    expect(made.composed.html).not.toMatch(/\[\[/);
  });

  it('takes the subject for a heading when it has none', async () => {
    expect((await write('Bara text.')).composed.html).toMatch(/<h1[^>]*>Nytt om el<\/h1>/);
  });

  it('in English has English words of ours', async () => {
    const { composed } = await write(':::service electricity\n:::', { locale: 'en' });
    expect(composed.text).toContain('Read more and compare:\nhttps://www.allkontrakt.se/en/electricity');
    expect(composed.text).toMatch(/You get the newsletter because you have confirmed/);
  });

  it.each([
    [':::tidning\nHej\n:::', 'unknown-block', 'tidning'],
    [':::knapp\n[A](/el)', 'unclosed', 'knapp'],
    [':::knapp\nbara text\n:::', 'button', 'bara text'],
    [':::kolumner\nen\n:::', 'columns', 'kolumner'],
    [':::kolumner\nen\n---\ntvå\n---\ntre\n:::', 'columns', 'kolumner'],
    [':::tjänst spa\n:::', 'service', 'spa'],
    ['[gratis](javascript:alert(1))', 'link', 'javascript:alert(1)'],
    ['![finns inte](bild:99999999)', 'picture', 'bild:99999999'],
    ['![](bild:aaaaaaaa)', 'alt', 'bild:aaaaaaaa'],
    ['![spår](https://pixel.example/1.gif)', 'picture', 'https://pixel.example/1.gif'],
  ])('is told what is wrong with %j', async (text, kind, what) => {
    expect((await write(text)).problems).toEqual([{ kind, what }]);
  });
});

describe('P19: a campaign measures nobody', () => {
  const all =
    'Se [el](/el) och [el igen](/el), [el](/el) eller [skriv](mailto:info@allkontrakt.se).\n\n![Alt](bild:aaaaaaaa)';

  it('leads by links that say which link it is, and nothing of who follows it', async () => {
    const made = await write(all, {}, 'counted');
    const tokens = [...made.composed.html.matchAll(/\/nyhetsbrev\/l\/([\w.-]+)"/g)].map(([, token]) => token ?? '');
    const at = Temporal.Instant.from('2030-01-01T00:00:00Z');
    const opened = tokens.map((token) => openLinkToken({ vault: ctx.vault, clock: { now: () => at } }, token));
    expect(opened).toEqual([1, 2, 1].map((n) => ({ campaignId: id, n })));
    expect(made.links).toEqual([
      { n: 1, label: 'el', url: `${home}/el` },
      { n: 2, label: 'el igen', url: `${home}/el` },
    ]);
    expect(made.composed.html).toContain('href="mailto:info@allkontrakt.se"');
    expect(made.composed.html).not.toContain(`href="${home}/el"`);
    expect(await write(all, {}, 'counted')).toEqual(made);
  });

  it('loads its own pictures from our own address, the same for everybody, and nothing else', async () => {
    const { composed } = await write(all, {}, 'counted');
    const loads = [...composed.html.matchAll(/\bsrc="([^"]*)"|url\(([^)]*)\)|background="([^"]*)"/g)].map(
      ([, src]) => src,
    );
    expect(loads).toEqual([`${home}/nyhetsbrev/bild/${image.id}`]);
  });

  it('has two places where recipients differ, in both parts: the way to choose and the way out (P17)', async () => {
    const { composed } = await write('Hej', {}, 'counted');
    for (const part of [composed.html, composed.text]) {
      expect(part.match(/\uE000(\w+)\uE001/g)?.toSorted()).toEqual([slot('end'), slot('preferences')]);
      expect(part).toContain('Vi mäter inte om du öppnar mejlet.');
    }
  });
});
