import { generateKeyPairSync, hash, type KeyObject, verify } from 'node:crypto';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { dkimRecord } from './dkim.ts';
import { headerDate, headerText, quoted } from './encode.ts';
import { type Copy, compose, endMark, type Letter } from './letter.ts';

const end = '\uE000end\uE001';
const slots = /\uE000(\w+)\uE001/g;
const letter: Letter = {
  id: '0190b3a2-7c1e-4d9a-8f00-0123456789ab',
  from: { name: 'Allkontrakt Sverige AB', address: 'info@allkontrakt.example' },
  subject: 'Höstens elavtal – vad du bör veta innan du binder dig för tre år till, och varför det spelar roll',
  html: `<p style="x=y">Hej på dig   &amp; välkommen</p>\n.punkt\nFrom början\n<a href="${end}">Avsluta</a> eller <a href="${end}">här</a>`,
  text: `Hej på dig,\n.\n..\nFrom början till slut \n\nAvsluta: ${end}\n${end}\nSlut`,
  slots,
  headers: { 'List-Id': '<newsletter.allkontrakt.example>', Precedence: 'bulk' },
};
const url = `https://www.allkontrakt.example/nyhetsbrev/avslut/${'.a1-_'.repeat(40)}?x=1&y=å`;
const copy: Copy = {
  to: 'lena.lasare@brevby.example',
  messageId: '<0190-1@allkontrakt.example>',
  date: headerDate(Temporal.Instant.from('2026-03-02T08:04:05Z')),
  slots: { end: url },
  headers: { 'List-Unsubscribe': `<${url.replace('å', 'a')}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
};

/** The mail as it is after the server has taken the dot off. */
async function written(of: Letter, one = copy): Promise<string> {
  const raw = (await compose(of).copy(one)).toString('latin1');
  expect(raw.endsWith(`\r\n${endMark}`)).toBe(true);
  return raw.slice(0, -endMark.length);
}

describe('a letter', () => {
  it('arrives as it was written, with what is the recipient’s own in its places', async () => {
    const parsed = await simpleParser(await written(letter));
    expect(parsed.subject).toBe(letter.subject);
    expect(parsed.from?.text).toBe('"Allkontrakt Sverige AB" <info@allkontrakt.example>');
    expect([parsed.to].flat()[0]?.text).toBe(copy.to);
    expect(parsed.messageId).toBe(copy.messageId);
    expect(parsed.headerLines.find(({ key }) => key === 'date')?.line).toBe('Date: Mon, 2 Mar 2026 08:04:05 +0000');
    expect(parsed.text).toBe(letter.text.replaceAll(end, url));
    expect(parsed.html).toBe(letter.html.replaceAll(end, url.replace('&', '&amp;')));
    expect(parsed.headers.get('precedence')).toBe('bulk');
    expect(parsed.headerLines.map(({ key }) => key)).toContain('list-unsubscribe-post');
  });

  it('is 7-bit, with lines that every server passes on and none that begins with a dot', async () => {
    const raw = await written(letter);
    expect(raw).toMatch(/^[\r\n\t -~]*$/);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const body = raw.slice(raw.indexOf('\r\n\r\n')).split('\r\n');
    expect(body.filter((line) => line.length > 76)).toEqual([]);
    expect(raw.split('\r\n').filter((line) => /^\.|^From |\s$/.test(line))).toEqual([]);
  });

  it('does not leave without what belongs in a place, nor with a header that is two', async () => {
    const made = compose(letter);
    await expect(made.copy({ ...copy, slots: {} })).rejects.toThrow(/not filled/);
    for (const to of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'läsare@b.example'])
      await expect(made.copy({ ...copy, to })).rejects.toThrow(RangeError);
    await expect(made.copy({ ...copy, headers: { 'List-Unsubscribe': 'x\r\nBcc: y' } })).rejects.toThrow(RangeError);
    expect(() => compose({ ...letter, subject: 'Hej\r\nBcc: c@d.example' })).toThrow(RangeError);
  });
});

describe('quoted-printable', () => {
  it('reads back as any text that was written, with short lines that hold together', async () => {
    const line = fc.stringMatching(/^[ \tåä=.FromÖ€😀a-z]{0,120}$/u);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
        const made = quoted(lines.join('\n'));
        expect(made.split('\r\n').every((one) => one.length <= 76 && !/[ \t]$|^\./.test(one))).toBe(true);
        const read = made
          .replaceAll('=\r\n', '')
          .replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
        expect(read).toBe(lines.join('\r\n'));
      }),
      { numRuns: 300 },
    );
  });

  it('says the same of a line of plain letters, however it is read', async () => {
    await fc.assert(
      fc.property(fc.stringMatching(/^[.a-zF/]{1,400}$/), (line) => {
        // A soft line break at the end of what is one line of plain letters and one that is not.
        const made = quoted(line);
        expect(made.split('\r\n').every((one) => one.length <= 76 && !one.startsWith('.'))).toBe(true);
        expect(quoted(`${line}å`).startsWith(made.slice(0, 70))).toBe(true);
        expect(made.replaceAll('=\r\n', '').replaceAll('=2E', '.')).toBe(line);
      }),
    );
  });

  it('folds a subject into words that no character is split between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[ åä–😀=?a-z]{1,200}$/u), async (subject) => {
        const made = headerText(subject);
        expect(made.split('\r\n').every((one) => one.length <= 76 + 12)).toBe(true);
        const words = [...made.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word]) =>
          Buffer.from(word ?? '', 'base64').toString(),
        );
        expect(words.length > 0 ? words.join('') : made).toBe(subject);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the signature (DKIM)', () => {
  /** What a receiver does (RFC 6376, 6.1), written from the standard and not from our code. */
  function verified(raw: string, key: KeyObject): boolean {
    const at = raw.indexOf('\r\n\r\n');
    const headers = raw
      .slice(0, at)
      .replace(/\r\n(?=[ \t])/g, '')
      .split('\r\n');
    const own = headers.find((line) => /^dkim-signature:/i.test(line)) ?? '';
    const tags = Object.fromEntries(
      own
        .slice(own.indexOf(':') + 1)
        .split(';')
        .map((tag) => tag.trim().split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>;
    const canon = (line: string) => {
      const [name = '', value = ''] = line.split(/:(.*)/s);
      return `${name.trim().toLowerCase()}:${value.replace(/[ \t]+/g, ' ').trim()}`;
    };
    const left = headers.toReversed();
    const lines = (tags.h ?? '').split(':').flatMap((name) => {
      const i = left.findIndex((line) => line.toLowerCase().startsWith(`${name}:`));
      return i < 0 ? [] : [canon(left.splice(i, 1)[0] ?? '')];
    });
    const body = `${raw.slice(at + 4).replace(/(\r\n)*$/, '')}\r\n`;
    const data = [...lines, canon(own.replace(/;\s*b=[^;]*$/, '; b='))].join('\r\n');
    if (hash('sha256', Buffer.from(body, 'latin1'), 'base64') !== tags.bh) return false;
    const signed = Buffer.from((tags.b ?? '').replace(/\s/g, ''), 'base64');
    return key.asymmetricKeyType === 'ed25519'
      ? verify(null, hash('sha256', Buffer.from(data), 'buffer'), key, signed)
      : verify('sha256', Buffer.from(data), key, signed);
  }
  const pairs = [
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['Ed25519', generateKeyPairSync('ed25519')],
  ] as const;

  it.each(pairs)('by %s holds, and falls with any word of the mail', async (_, { privateKey, publicKey }) => {
    const dkim = { domain: 'allkontrakt.example', selector: 'nyhet', key: privateKey };
    const raw = await written({ ...letter, dkim });
    expect(verified(raw, publicKey)).toBe(true);
    for (const [was, is] of [
      ['lena.lasare@', 'olle.lasare@'],
      ['One-Click', 'Two-Click'],
      ['v=C3=A4lkommen', 'v=C3=A4lkomna'],
      ['\r\nFrom: ', '\r\nFrom: mallory@x.example\r\nFrom: '],
      ['avslut', 'avsikt'],
    ] as const) {
      const changed = raw.replace(was, is);
      expect(changed, was).not.toBe(raw);
      expect(verified(changed, publicKey), was).toBe(false);
    }
  });

  it('tells what DNS must say', () => {
    const [, rsa] = pairs[0];
    expect(dkimRecord({ domain: 'a.example', selector: 's', key: rsa.privateKey })).toBe(
      `v=DKIM1; k=rsa; p=${rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
    );
    const [, ed] = pairs[1];
    const bare = Buffer.from(ed.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
    expect(dkimRecord({ domain: 'a.example', selector: 's', key: ed.privateKey })).toBe(
      `v=DKIM1; k=ed25519; p=${bare}`,
    );
  });
});
