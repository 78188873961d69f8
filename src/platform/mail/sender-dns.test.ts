import { describe, expect, it } from 'vitest';
import { asStrings, type SenderFacts, senderStanding } from './sender-dns.ts';

const facts: SenderFacts = {
  address: 'info@brev.example.se',
  smtpHost: 'smtp.post.example',
  dkim: { selector: 'nyhet', record: 'v=DKIM1; k=rsa; p=AAAA' },
};
const right = {
  'brev.example.se': [['v=spf1 include:post.example ~all'], ['other=1']],
  'nyhet._domainkey.brev.example.se': [['v=DKIM1; k=rsa; ', 'p=AA', 'AA']],
  '_dmarc.brev.example.se': [['v=DMARC1; p=quarantine']],
};
const look = (zone: Readonly<Record<string, string[][] | string>>, of: SenderFacts = facts) =>
  senderStanding(of, async (name) => {
    const found = zone[name] ?? 'ENOTFOUND';
    if (typeof found === 'string') throw Object.assign(new Error(found), { code: found });
    return found;
  });
const one = async (record: 'spf' | 'dkim' | 'dmarc', name: string, texts: string[][] | string, of = facts) =>
  (await look({ ...right, [name]: texts }, of)).find((standing) => standing.of === record);

describe('what DNS says of the sender', () => {
  it('is right, also in several strings', async () => {
    expect((await look(right)).map(({ state, wanted }) => [state, wanted])).toEqual(
      Array(3).fill(['right', undefined]),
    );
  });

  it('is missing, and which records to add is told', async () => {
    expect((await look({})).map(({ state, wanted }) => [state, wanted?.name, wanted?.value])).toEqual([
      ['missing', 'brev.example.se', 'v=spf1 a:smtp.post.example -all'],
      ['missing', 'nyhet._domainkey.brev.example.se', 'v=DKIM1; k=rsa; p=AAAA'],
      ['missing', '_dmarc.brev.example.se', 'v=DMARC1; p=none; rua=mailto:info@brev.example.se'],
    ]);
  });

  it('isn’t known when nobody answers, and isn’t looked for where we don’t sign', async () => {
    const silent = { 'brev.example.se': 'ETIMEOUT', '_dmarc.brev.example.se': 'ESERVFAIL' };
    expect((await look(silent, { ...facts, dkim: undefined })).map(({ state }) => state)).toEqual([
      'unknown',
      'off',
      'unknown',
    ]);
  });

  it.each([
    ['several', [['v=spf1 a -all'], ['v=spf1 mx ~all']], 'v=spf1 a mx -all'],
    ['open', [['v=spf1 include:a.example +all']], 'v=spf1 include:a.example -all'],
    ['open', [['v=spf1 a ?all']], 'v=spf1 a -all'],
    ['endless', [['v=spf1 a mx']], 'v=spf1 a mx -all'],
    ['lookups', [[`v=spf1 ${'include:a.example '.repeat(11)}-all`]], undefined],
  ])('is wrong of who may send: %s', async (why, texts, value) => {
    expect(await one('spf', 'brev.example.se', texts)).toMatchObject({ state: 'wrong', why });
    expect((await one('spf', 'brev.example.se', texts))?.wanted?.value).toBe(value);
  });

  it.each([
    ['other-key', [['v=DKIM1; p=BBBB']]],
    ['revoked', [['v=DKIM1; p=']]],
    ['several', [['v=DKIM1; p=AAAA'], ['v=DKIM1; p=BBBB']]],
  ])('is wrong of our key: %s', async (why, texts) => {
    expect(await one('dkim', 'nyhet._domainkey.brev.example.se', texts)).toMatchObject({
      ...{ state: 'wrong', why },
      wanted: { value: facts.dkim?.record },
    });
  });

  it('is the policy of the domain above when it has none of its own, and wrong when it can’t be read', async () => {
    const above = { ...right, '_dmarc.brev.example.se': 'ENODATA', '_dmarc.example.se': [['v=DMARC1;p=reject']] };
    expect((await look(above)).at(-1)).toMatchObject({ state: 'right', found: ['v=DMARC1;p=reject'] });
    expect(await one('dmarc', '_dmarc.brev.example.se', [['v=DMARC1; rua=mailto:x@y.example']])).toMatchObject({
      why: 'unreadable',
    });
  });

  it('is typed in strings of 255 characters', () => {
    expect(asStrings(`a"${'b'.repeat(300)}`)).toBe(`"a\\"${'b'.repeat(253)}" "${'b'.repeat(47)}"`);
  });
});
