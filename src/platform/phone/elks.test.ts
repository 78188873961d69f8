import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Elks, elksAccount, elksPeer } from '../../../e2e/support/elks.ts';
import { createHttpOut } from '../http-out/index.ts';
import { createElks } from './elks.ts';
import { createSms, type Sms } from './sms.ts';

const out = createHttpOut({ development: true, now: () => Temporal.Instant.from('2026-03-12T08:14:00Z') });
afterAll(() => out.close(0));
const sms: Sms = {
  to: '+46701740605',
  text: 'Hej på dig!',
  class: 'service',
  reference: '3f0c9b1e-0000-4000-8000-000000000000',
  reportUrl: 'https://www.allkontrakt.example/hooks/46elks/sms/x',
};
let peer: Elks;
beforeEach(async () => {
  peer = await elksPeer();
});
const port = (dryRun = false) => createSms(createElks({ ...elksAccount(peer.url), dryRun }, out).sms);

describe('46elks', () => {
  it('is asked as its documentation says, and gives a number', async () => {
    expect(await port().send(sms)).toEqual({ kind: 'carried', id: peer.asked[0]?.id });
    expect(peer.asked).toMatchObject([
      {
        path: '/a1/sms',
        who: 'user:password',
        contentType: 'application/x-www-form-urlencoded',
        fields: { from: 'Allkontrakt', to: sms.to, message: 'Hej på dig!', whendelivered: sms.reportUrl },
      },
    ]);
    expect(peer.asked[0]?.fields, 'P30: the words are not kept there').toMatchObject({ dontlog: 'message' });
    expect(peer.asked[0]?.fields).not.toHaveProperty('dryrun');
    await port(true).send(sms);
    expect(peer.asked[1]?.fields.dryrun).toBe('yes');
  });

  it.each([
    [400, 'Invalid to number', { permanent: true, reason: 'number-refused' }],
    [400, 'Message is missing', { permanent: true, reason: 'message-refused' }],
    [403, 'Not enough credits', { permanent: false, reason: 'no-credit' }],
    [402, '', { permanent: false, reason: 'no-credit' }],
    [401, 'API access requires Basic HTTP authentication', { permanent: false, reason: 'authentication' }],
    [403, 'Account locked', { permanent: false, reason: 'authentication' }],
    [429, 'Slow down', { permanent: false, reason: 'busy', retryAfterSeconds: 7 }],
    [503, 'Later', { permanent: false, reason: 'carrier-down' }],
    [302, 'Elsewhere', { permanent: false, reason: 'redirect' }],
  ])('answers %i "%s"', async (status, text, wanted) => {
    peer.refuse = { status, text, headers: { 'retry-after': '7', location: 'http://127.0.0.1:1/' } };
    expect(await port().send(sms)).toMatchObject({ kind: 'refused', ...wanted });
  });

  it('an answer that can’t be read has been given all the same: it is not asked twice', async () => {
    peer.refuse = { status: 200, text: 'OK' };
    expect(await port().send(sms)).toEqual({ kind: 'carried', id: null });
    peer.refuse = { status: 200, text: JSON.stringify({ id: 'x'.repeat(99) }) };
    expect(await port().send(sms)).toEqual({ kind: 'carried', id: null });
    peer.refuse = { status: 200, text: JSON.stringify({ id: 's1', status: 'failed' }) };
    expect(await port().send(sms)).toMatchObject({ permanent: true });
  });

  it('one that can’t be reached is tried again', async () => {
    const gone = createElks({ ...elksAccount('http://127.0.0.1:1/a1'), dryRun: false }, out);
    expect(await createSms(gone.sms).send(sms)).toMatchObject({ permanent: false, reason: 'connect' });
    expect(await createSms(undefined).send(sms)).toMatchObject({ permanent: false, reason: 'not-connected' });
  });
});

describe('what leaves as a text message', () => {
  it('P5: is never marketing, whoever carries it', async () => {
    expect(await port().send({ ...sms, class: 'marketing' })).toMatchObject({ permanent: true, reason: 'marketing' });
    expect(await createSms(undefined).send({ ...sms, class: 'marketing' })).toMatchObject({ reason: 'marketing' });
    expect(peer.asked).toEqual([]);
  });

  it('goes to one whole number and nothing else', async () => {
    for (const to of ['0701740605', '+46 70 174', '+46701740605,+46701740606', '+46701740605\n', '+0701740605', ''])
      expect(await port().send({ ...sms, to }), to).toMatchObject({ permanent: true, reason: 'bad-number' });
    expect(await port().send({ ...sms, text: ' \u202E ' })).toMatchObject({ reason: 'empty' });
    expect(peer.asked).toEqual([]);
  });

  it('holds no control characters and nothing that turns it around, whatever was written', async () => {
    const said: string[] = [];
    const listening = createSms(async ({ text }) => {
      said.push(text);
      return { kind: 'carried', id: null };
    });
    const tricky = fc.string({
      unit: fc.constantFrom('\u202E', '\u2066', '\u200F', '\0', '\r', '\n', '\x1b', '=', 'å', 'b'),
    });
    await fc.assert(
      fc.asyncProperty(tricky, async (text) => {
        said.length = 0;
        await listening.send({ ...sms, text });
        for (const one of said)
          expect(one).toMatch(
            /^[^\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]([^\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]|\n)*$/u,
          );
      }),
    );
  });
});
