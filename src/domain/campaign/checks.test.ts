import { describe, expect, it } from 'vitest';
import { slot } from './campaign.ts';
import { type Finding, linkFindings, mayLeave, ownFindings } from './checks.ts';
import type { Made } from './compose.ts';

const ways = `${slot('end')} ${slot('preferences')}`;
const made = (changes: Partial<Made> & { subject?: string; html?: string; text?: string } = {}): Made => {
  const { subject = 'Nytt om el', html = ways, text = ways, ...rest } = changes;
  return { composed: { subject, html, text }, links: [], pictures: [], problems: [], empty: false, ...rest };
};
const found = (of: Made, preheader = 'Så blev det', people = 7) =>
  ownFindings(of, preheader, people).map(({ check, level, what }) => [check, level, what]);
const picture = (bytes: number) => ({ id: '', type: 'png', width: 1, height: 1, bytes }) as const;

describe('what is looked at before a campaign leaves', () => {
  it('is nothing to say of one that is as it should be', () => expect(found(made())).toEqual([]));

  it.each<[string, Made, string, number, unknown]>([
    ['nobody to get it (P14)', made(), 'x', 0, ['recipients', 'error', 'nobody']],
    ['no subject', made({ subject: ' ' }), 'x', 1, ['subject', 'error', 'empty']],
    ['a long subject', made({ subject: 'å'.repeat(61) }), 'x', 1, ['subject', 'warning', 'long']],
    ['a shout', made({ subject: 'KÖP ELAVTAL NU' }), 'x', 1, ['subject', 'warning', 'shouting']],
    ['marks', made({ subject: 'Nu!!' }), 'x', 1, ['subject', 'warning', 'marks']],
    ['emoji', made({ subject: '⚡🔥💡 el' }), 'x', 1, ['subject', 'warning', 'emoji']],
    ['no preheader', made(), '', 1, ['preheader', 'warning', 'empty']],
    ['the same twice', made(), 'Nytt om el', 1, ['preheader', 'warning', 'same']],
    ['nothing in it', made({ empty: true }), 'x', 1, ['body', 'error', 'empty']],
    [
      'a fault in a block',
      made({ problems: [{ kind: 'unclosed', what: 'knapp' }] }),
      'x',
      1,
      ['body', 'error', 'unclosed'],
    ],
    [
      'a picture that isn’t described',
      made({ problems: [{ kind: 'alt', what: 'x' }] }),
      'x',
      1,
      ['pictures', 'error', 'alt'],
    ],
    ['a heavy picture', made({ pictures: [picture(500_000)] }), 'x', 1, ['pictures', 'warning', 'heavy']],
    [
      'heavy pictures',
      made({ pictures: [picture(9e5), picture(9e5)] }),
      'x',
      1,
      ['pictures', 'error', 'heavy-together'],
    ],
    ['no way out in the HTML (P17)', made({ html: slot('preferences') }), 'x', 1, ['way-out', 'error', 'missing']],
    ['no way out in the text (P17)', made({ text: slot('end') }), 'x', 1, ['way-out', 'error', 'missing']],
    ['a size near what is cut off', made({ html: ways + 'x'.repeat(92_000) }), 'x', 1, ['size', 'warning', 'big']],
    ['a size that is cut off', made({ html: ways + 'å'.repeat(52_000) }), 'x', 1, ['size', 'error', 'big']],
  ])('finds %s', (_, of, preheader, people, finding) => expect(found(of, preheader, people)).toEqual([finding]));

  it.each(['SPF och DKIM', 'El i SE3', 'Bra eller dåligt?', 'Hej! Nytt om el', '⚡ Elpriset'])(
    'has nothing against the subject «%s»',
    (subject) => {
      expect(found(made({ subject }))).toEqual([]);
    },
  );

  it('stops it by an error, and asks by a warning', () => {
    const of = (level: Finding['level']): Finding => ({ check: 'size', level, what: 'big' });
    expect([mayLeave([]), mayLeave([of('warning')]), mayLeave([of('warning'), of('error')])]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('its links', () => {
  const answers: Record<string, { status: number } | { reason: string }> = {
    'https://a.example/': { status: 200 },
    'https://a.example/moved': { status: 301 },
    'https://a.example/gone': { status: 404 },
    'https://a.example/closed': { status: 403 },
    'https://a.example/broken': { status: 502 },
    'https://nowhere.example/': { reason: 'dns' },
    'https://10.0.0.1/': { reason: 'refused-address' },
    'https://slow.example/': { reason: 'timeout' },
  };
  const asked: string[] = [];
  const check = (...urls: string[]) =>
    linkFindings(made({ links: urls.map((url, n) => ({ n, label: '', url })) }), {
      probe: async (url) => {
        asked.push(url);
        return answers[url]!;
      },
      home: 'https://www.allkontrakt.se',
      ownPage: (path) => path === '/el',
    });

  it.each([
    ['https://a.example/', undefined, undefined],
    ['https://a.example/moved', undefined, undefined],
    ['https://a.example/gone', 'error', 'link-gone'],
    ['https://nowhere.example/', 'error', 'link-gone'],
    ['https://10.0.0.1/', 'error', 'link-gone'],
    ['https://a.example/closed', 'warning', 'link-closed'],
    ['https://a.example/broken', 'warning', 'link-silent'],
    ['https://slow.example/', 'warning', 'link-silent'],
    ['http://a.example/', 'warning', 'link-plain'],
    ['https://www.allkontrakt.se/el?x=1#y', undefined, undefined],
    ['https://www.allkontrakt.se/elva', 'error', 'link-own'],
  ])('to %s are judged: %s', async (url, level, what) => {
    expect(await check(url)).toEqual(level ? [{ check: 'links', level, what, value: url }] : []);
  });

  it('are asked once each, and our own not at all', async () => {
    asked.length = 0;
    await check('https://a.example/#a', 'https://a.example/#b', 'https://a.example/', 'https://www.allkontrakt.se/el');
    expect(asked).toEqual(['https://a.example/']);
  });
});
