import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmail } from '#catalog/index.ts';
import { readMail } from '#platform/imap/index.ts';
import { raw } from '../../../e2e/support/mails.ts';
import { rightIn, suggest } from './rules.ts';
import { clearWithdrawal, languageOf, ownWords } from './words.ts';

const facts = {
  subject: '',
  text: '',
  condition: 'whole',
  automatic: null,
  threadedBy: undefined,
  knownAddress: false,
  supplier: false,
} as const;

describe('P27: what a mail is suggested to be', () => {
  it.each([
    ['Radera mina uppgifter', 'rights', 'erasure'],
    ['Please send me a copy of my data', 'rights', 'access'],
    ['Jag invänder mot behandlingen', 'rights', 'objection'],
    ['Kan ni lämna offert på el?', 'new-request', 'access'],
    ['Jag vill avregistrera mig, och ha offert', 'withdrawal', 'access'],
    ['Tack för senast', 'other', 'access'],
  ] as const)('«%s» is %s', (text, kind, right) => {
    const found = suggest({ ...facts, text });
    expect(found.kind).toBe(kind);
    expect(rightIn(found.why)).toBe(right);
  });

  it('what it answers says more than a word; a right that is asked for says more than that', () => {
    expect(suggest({ ...facts, text: 'Gäller offerten', threadedBy: 'token' }).kind).toBe('reply');
    expect(suggest({ ...facts, text: 'Här är offert', supplier: true }).kind).toBe('quote');
    expect(suggest({ ...facts, text: 'Radera mina uppgifter', threadedBy: 'token' }).kind).toBe('rights');
  });

  it('only what somebody wrote counts, not what they quote', () => {
    const text = 'Ja tack!\n\nDen 12 mars 2026 kl. 09:00 skrev Allkontrakt:\n> Radera mina uppgifter';
    expect(ownWords(text)).toBe('Ja tack!');
    expect(suggest({ ...facts, text }).kind).toBe('other');
  });
});

describe('P17: a withdrawal is clear', () => {
  it.each([
    ['', 'Avregistrera mig'],
    ['Hej', 'Hej, vänligen avregistrera mig från nyhetsbrevet. Tack!\n\nMed vänlig hälsning\nAnna\n070-174 06 05'],
    ['unsubscribe', ''],
    ['Nyhetsbrev', 'Please unsubscribe me'],
    ['Re: Elpriset 2027', 'Avregistrera mig'],
    ['Sv: 12 400 kr billigare per år', 'Avregistrera mig'],
  ])('«%s» / «%s»', (subject, text) => expect(clearWithdrawal(subject, text)).toBe('whole'));

  it.each([
    ['Sv: Avregistrera mig', 'Vad menas?'],
    ['Fråga', 'Hur avregistrerar man sig?'],
    ['Fråga', 'Avregistrera mig inte'],
    ['', '> Avregistrera mig'],
    ['Avregistrera mig inte', ''],
    ['', ''],
    // It may be that request.
    ['Sv: Din förfrågan 7K4M-2PX', 'Avregistrera mig'],
  ])('not «%s» / «%s»', (subject, text) => expect(clearWithdrawal(subject, text)).toBeUndefined());

  it('is answered in its own language', () => {
    expect([languageOf('Please unsubscribe me'), languageOf('Avregistrera mig')]).toEqual(['en', 'sv']);
  });
});

describe('P17: whose mail it is', () => {
  it.each([
    ['as programs write it', 'Anna <Anna@XN--FRETG-PRA9I.example>'],
    ['as people do', 'Anna <Anna@Företåg.example>'],
    ['in two parts a letter', 'Anna <anna@företåg.example>'.normalize('NFD')],
  ])('a domain with å and ö is one, %s', async (_, from) => {
    const mail = await readMail(raw({ from, to: 'info@företåg.example' }));
    expect(parseEmail('anna@företåg.example')).toEqual({ ok: true, value: mail.from?.address });
    expect(parseEmail('info@företåg.example')).toEqual({ ok: true, value: mail.to[0] });
  });
});

describe('whatever comes is read as something harmless, or refused', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '<script>x</script>',
      '\r\nBcc: a@b.c',
      '\u202Egpj.exe',
      '=?utf-8?B?DQpCY2M6?=',
      '\0',
      '<img src=x onerror=y>',
      '<a href="javascript:x">',
      '=cmd|x',
    ),
  );
  it('headers, words, HTML and names of files', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, nasty, async (subject, text, html, name) => {
        const file = { name: name.replace(/["\r\n]/g, ''), type: 'image/png', content: Buffer.from('x') };
        const mail = await readMail(raw({ subject, text, html: `<p>${html}</p>`, files: [file] }));
        for (const line of [mail.subject, mail.from?.name ?? '', ...mail.files.map((one) => one.name)])
          expect(line).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
        expect(mail.text).not.toMatch(/(?![\n\t])\p{Cc}|[\u202A-\u202E]/u);
        expect(mail.html ?? '').not.toMatch(
          /<(script|img|iframe|form|input|svg|style|a)\b|<[^>]*\son\w+=|<[^>]*javascript:/i,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('parts within parts without end, and bytes that are no text', async () => {
    let body = 'Content-Type: text/plain\r\n\r\nkärnan\r\n';
    for (let n = 0; n < 200; n += 1)
      body = `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n${body}--b${n}--\r\n`;
    await readMail(Buffer.from(`From: a@b.example\r\nSubject: x\r\n${body}`));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        await readMail(
          Buffer.concat([Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n'), bytes]),
        ).catch(() => {});
      }),
      { numRuns: 100 },
    );
  });
});
