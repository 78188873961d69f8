import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from '../../../e2e/support/house.ts';
import { type LeadFilter, listLeads, pageSize } from './list.ts';

let h: House;
const find = async (filter: LeadFilter) => (await listLeads(h.ctx.db, h.ctx.vault, filter)).leads;
const companies = async (text: string) => (await find({ text })).map(({ companyName }) => companyName).sort();

/** Two real ones, and many of which only time and words matter. */
beforeAll(async () => {
  h = await house();
  await h.ask({ company: { companyName: 'Norrgårdens Bageri AB', organisationNumber: organisationNumber(1) } });
  h.clock.advance('PT1H');
  const other = {
    companyName: '100 % Kaffe_bryggan',
    contactName: 'Åsa Öberg',
    email: 'asa@kaffe.example',
    phone: '+46701740699',
  };
  await h.ask({ company: { ...other, organisationNumber: organisationNumber(2) } });
  await sql`
    insert into brokerage.lead (id, reference, service, source, locale, state, company_name, organisation_number, sole_trader, contact_name, email,
      phone, postcode, answers, ticked, email_key, organisation_key, idempotency_key, body_hash, policy_version, received_at)
    select gen_random_uuid(), 'R' || n, 'legal', 'form', 'sv', 'closed', case when n % 3 = 0 then 'Tredje ' else 'Andra ' end || n, '5599000006', false,
      'Prov', 'prov@prov.example', '+46701740605', '35230', '{}', '{}', decode(md5(n::text), 'hex'), decode(md5(n::text), 'hex'), n::text, '\\x00', 'x',
      ${h.clock.now()}::timestamptz - make_interval(days => 1, secs => (n / 40)::int)
    from generate_series(1, 180) n`.execute(h.ctx.db);
});

describe('the list of requests', () => {
  it.each([
    ['a part of a company', 'årdens bag', ['Norrgårdens Bageri AB']],
    ['whatever letters are large', 'NORRGÅRDENS', ['Norrgårdens Bageri AB']],
    ['a person', 'åsa ö', ['100 % Kaffe_bryggan']],
    ['an address', 'asa@kaffe', ['100 % Kaffe_bryggan']],
    ['a telephone number as people write it', '070-174 06 99', ['100 % Kaffe_bryggan']],
    ['the beginning of a telephone number', '070-17406 9', ['100 % Kaffe_bryggan']],
    ['words in any order', 'bageri norrg', ['Norrgårdens Bageri AB']],
    ['a person and a company', 'öberg kaffe', ['100 % Kaffe_bryggan']],
    ['words of which each must be there', 'bageri åsa', []],
    ['an organisation number as people write it', `${organisationNumber(2)}`, ['100 % Kaffe_bryggan']],
    ['a percent sign as itself', '0 % k', ['100 % Kaffe_bryggan']],
    ['an underscore as itself', 'kaffe_b', ['100 % Kaffe_bryggan']],
    ['no pattern of the database', '%%%', []],
    ['a backslash as itself', '\\\\\\', []],
    ['nothing that is not there', 'finns inte', []],
  ])('is searched by %s', async (_, text, found) => {
    expect(await companies(text)).toEqual(found);
  });

  it('is searched by a reference, however it is written', async () => {
    const [one] = await find({ text: 'bageri' });
    for (const text of [one!.reference, one!.reference.toLowerCase().replace('-', ' ')])
      expect((await find({ text })).map(({ id }) => id)).toEqual([one!.id]);
  });

  it('says that two letters are too few', async () => {
    expect(await listLeads(h.ctx.db, h.ctx.vault, { text: 'no' })).toEqual({ leads: [], more: false, tooShort: true });
  });

  it('is narrowed by everything that is given', async () => {
    expect((await find({ states: ['open'] })).length).toBe(2);
    expect(await find({ states: ['open'], service: 'legal' })).toEqual([]);
    expect((await find({ service: 'electricity', supplier: 'savera' })).length).toBe(2);
    expect(await find({ supplier: 'fortnox' })).toEqual([]);
    expect(await find({ restricted: true })).toEqual([]);
    expect(await find({ states: ['closed'], text: 'bageri' })).toEqual([]);
  });

  it.each([
    ['all', {}, 182],
    ['those with words that many have', { text: 'tredje' }, 60],
  ])(
    'is read page by page, %s: each once, the newest first, also when many came in one second',
    async (_, filter, all) => {
      const seen: { id: string; receivedAt: Temporal.Instant }[] = [];
      for (let page = await listLeads(h.ctx.db, h.ctx.vault, filter); ; ) {
        expect(page.leads.length).toBeLessThanOrEqual(pageSize);
        seen.push(...page.leads);
        const after = page.leads.at(-1);
        if (!page.more || !after) break;
        page = await listLeads(h.ctx.db, h.ctx.vault, { ...filter, after });
      }
      expect(seen.length).toBe(all);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(all);
      for (const [i, { receivedAt }] of seen.entries())
        if (i > 0) expect(Temporal.Instant.compare(seen[i - 1]!.receivedAt, receivedAt)).toBeGreaterThanOrEqual(0);
    },
  );

  it('counts who has it and who has answered', async () => {
    const [lead] = await find({ text: 'bageri' });
    expect(lead).toMatchObject({ referred: 3, answered: 0, quotes: 0, state: 'open' });
    await h.quote(lead!.id, 'savera');
    expect((await find({ text: 'bageri' }))[0]).toMatchObject({ referred: 3, answered: 1, quotes: 1, state: 'quoted' });
  });
});
