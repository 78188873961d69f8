import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Elks, elksAccount, elksPeer } from './support/elks.ts';
import { ask, bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 120_000 });

let house: TestProduct;
let elks: Elks;
let worker: Visitor;
let lead = '';
/** A name and a company that mean no good. */
const evil = { contactName: '<b>"Eva"</b> =HYPERLINK("x")', companyName: '<img src=x onerror=1> & Co AB' } as const;

beforeAll(async () => {
  elks = await elksPeer();
  house = await testProduct({ elks: elksAccount(elks.url) });
  worker = await staffVisitor(house, 'administrator', 'case-worker');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), evil);
  await house.product.settle();
  await worker.get('/konsol/forfragningar');
  lead = /href="(\/konsol\/forfragningar\/\w{4}-\w{3})"/.exec(worker.html)?.[1] ?? '';
});

const tricks = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><iframe srcdoc=x>',
    '</textarea>',
    '&lt;',
    '<!--',
    '-->',
  ],
  ...['=1+1', '+46', '-1', '@SUM(A1)', '=cmd|/C calc!A0', '{name}', '{{x}}', '[[=title]]', "'; drop table"],
  ...['\u202Eevil\u202C', '\u2066', '\u200F', '\u061C', '\0', '\x1b[31m', '\u0085', '\ttab', 'å', 'ord', ' ', '😀'],
] as const;
const piece = fc.constantFrom(...tricks);
const line = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => `Hej ${parts.join('')} då`);
const body = fc
  .array(fc.oneof(piece, fc.constantFrom('\n', '\r\n', '\n\n')), { minLength: 1, maxLength: 8 })
  .map((parts) => `Hej ${parts.join('')} då`);

/** Control characters and what turns text around. */
const hidden = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Tags that only we may write. */
const foreign = /<(script>|iframe srcdoc=x|img src=x|b>)/i;

describe('what is written with no good in mind', () => {
  it('comes out of a mail harmless: in its headers, as HTML and as text, in the frame and in the history', async () => {
    await fc.assert(
      fc.asyncProperty(line, body, async (messageSubject, messageBody) => {
        await worker.get(`${lead}/mejl`);
        await worker.post(`${lead}/mejl`, { messageSubject, messageBody, action: 'preview' });
        const refused = /\p{Cc}/u.test(messageSubject);
        expect(worker.status).toBe(refused ? 422 : 200);
        if (refused) return;
        // The frame's page is an attribute's value: nothing in it ends the attribute.
        expect(worker.html.replaceAll(/srcdoc="[^"]*"/g, '')).not.toMatch(foreign);
        const before = house.post.mails.length;
        await worker.post(`${lead}/mejl`, { action: 'send' });
        expect(worker.html).not.toMatch(foreign);
        await house.product.settle();
        const sent = house.post.mails.slice(before).find(({ to }) => [to].flat()[0]?.text === bakery.company.email);
        expect(sent).toBeDefined();
        expect([...sent!.headers.keys()]).not.toContain('bcc');
        expect(sent!.subject).not.toMatch(/\p{Cc}/u);
        for (const text of [sent!.subject ?? '', sent!.html || '', sent!.text ?? '']) expect(text).not.toMatch(hidden);
        expect(sent!.html || '').not.toMatch(foreign);
      }),
      { numRuns: 25 },
    );
    await worker.get(lead);
    expect(worker.html).not.toMatch(foreign);
    expect(worker.html.slice(worker.html.indexOf('id="events"'))).not.toMatch(hidden);
  });

  it('a subject of two lines is no header of somebody’s making', async () => {
    for (const end of ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085']) {
      await worker.get(`${lead}/mejl`);
      const messageSubject = `Hej${end}Bcc: alla@andra.example`;
      await worker.post(`${lead}/mejl`, { messageSubject, messageBody: 'Hej', action: 'send' });
      expect(worker.status, JSON.stringify(end)).toBe(422);
    }
  });

  it('comes out of a text message and a call harmless', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (messageBody) => {
        await worker.get(`${lead}/sms`);
        await worker.post(`${lead}/sms`, { messageBody, action: 'send' });
        expect(worker.html).not.toMatch(foreign);
        await house.product.settle();
        expect(elks.asked.at(-1)?.fields.message).not.toMatch(hidden);
        expect(Object.keys(elks.asked.at(-1)?.fields ?? {}).sort()).toEqual([
          'dontlog',
          'dryrun',
          'from',
          'message',
          'to',
          'whendelivered',
        ]);
        await worker.get(`${lead}/samtal`);
        await worker.post(`${lead}/samtal`, {
          callOutcome: 'reached',
          callNote: messageBody,
          nextStep: 'Ring',
          nextOn: '2026-03-20',
        });
        expect(worker.html).not.toMatch(foreign);
      }),
      { numRuns: 15 },
    );
    expect(elks.asked.length).toBeGreaterThan(5);
    await worker.get('/konsol/ringlista');
    expect(worker.html).not.toMatch(foreign);
  });

  it('a template is filled once: what a customer calls itself is not looked through for more', async () => {
    await worker.get(`${lead}/mejl?template=looking`);
    expect(worker.html).not.toMatch(foreign);
    expect(worker.text).toContain('Hej <b>"Eva"</b> =HYPERLINK("x")!');
  });
});
