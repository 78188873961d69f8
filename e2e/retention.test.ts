import { beforeAll, describe, expect, it } from 'vitest';
import { archiveStanding } from '#domain/archive/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { renderers } from '#domain/flow.ts';
import { erasePerson, objectTo, restrictRequest, sweepNow } from '#domain/privacy/index.ts';
import { chooseQuote } from '#domain/quote/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from './support/house.ts';

let h: House;
beforeAll(async () => {
  h = await house({ start: '2026-01-01T09:00:00Z' });
});

let n = 0;
/** A request that comes at an instant, answered with a quote if so wanted; the instants of the tests are written out, not counted. */
async function asked(received: string, { quoted = false } = {}): Promise<string> {
  n += 1;
  h.clock.set(received);
  const { leadId } = await h.ask({
    company: { email: `kund${n}@norrgarden.example`, organisationNumber: organisationNumber(n) },
  });
  await h.sendDue();
  if (quoted) await h.quote(leadId, 'savera');
  return leadId;
}

/** Whether a request is still there after a sweep at an instant. */
async function thereAt(leadId: string, instant: string): Promise<boolean> {
  h.clock.set(instant);
  await sweepNow(h.ctx, { renderers });
  const { rows } = await sql`select 1 from brokerage.lead where id = ${leadId}`.execute(h.db.owner.db);
  return rows.length > 0;
}
const archived = async (leadId: string): Promise<boolean> =>
  (await sql`select 1 from archive.request where id = ${leadId}`.execute(h.db.owner.db)).rows.length > 0;
const mailed = (leadId: string, kind: string) =>
  h.deliveries(kind).then((all) => all.filter((d) => d.lead_id === leadId).length);

describe('P10: a request without a quote', () => {
  it.each([
    ['in winter', '2026-01-05T09:00:00Z', '2026-02-04T08:59:59Z', '2026-02-04T09:00:00Z'],
    // 10:00 in Stockholm is 09:00 UTC in winter and 08:00 in summer: the thirtieth day has an hour less, or one more.
    ['over the night that loses an hour', '2026-03-12T09:00:00Z', '2026-04-11T07:59:59Z', '2026-04-11T08:00:00Z'],
    ['over the night that gains an hour', '2026-10-12T08:00:00Z', '2026-11-11T08:59:59Z', '2026-11-11T09:00:00Z'],
    // 02:30 on 29 March does not exist: an hour later. 02:30 on 25 October comes twice: the first.
    [
      'that would end in the hour that is skipped',
      '2026-02-27T01:30:00Z',
      '2026-03-29T01:29:59Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'that would end in the hour that comes twice',
      '2026-09-25T00:30:00Z',
      '2026-10-25T00:29:59Z',
      '2026-10-25T00:30:00Z',
    ],
    ['of 31 January', '2027-01-31T09:00:00Z', '2027-03-02T08:59:59Z', '2027-03-02T09:00:00Z'],
    ['over 29 February', '2028-02-10T09:00:00Z', '2028-03-11T08:59:59Z', '2028-03-11T09:00:00Z'],
  ])(
    'is there a second before its thirty days are over and gone at that second: %s',
    async (_, received, before, at) => {
      const lead = await asked(received);
      expect(await thereAt(lead, before)).toBe(true);
      expect(await thereAt(lead, at)).toBe(false);
    },
  );

  it('is not revived by a quote that comes after its time, even before the sweep', async () => {
    const lead = await asked('2029-01-05T09:00:00Z');
    h.clock.set('2029-02-04T09:00:00Z');
    await expect(h.quote(lead, 'savera')).rejects.toThrow();
    expect(await thereAt(lead, '2029-02-04T09:00:01Z')).toBe(false);
  });

  it('with a quote in the last second is kept by P11', async () => {
    const lead = await asked('2029-02-05T09:00:00Z');
    h.clock.set('2029-03-07T08:59:59Z');
    await h.quote(lead, 'savera');
    expect(await thereAt(lead, '2029-03-07T09:00:01Z')).toBe(true);
  });
});

describe('P11: a request with a quote but no contract', () => {
  it.each([
    ['from one day to the same day', '2030-05-17T08:00:00Z', '2031-05-17T07:59:59Z', '2031-05-17T08:00:00Z'],
    ['from 29 February to 28 February', '2032-02-29T09:00:00Z', '2033-02-28T08:59:59Z', '2033-02-28T09:00:00Z'],
    [
      'from 28 February to 28 February of a leap year',
      '2035-02-28T09:00:00Z',
      '2036-02-28T08:59:59Z',
      '2036-02-28T09:00:00Z',
    ],
    // 26 March is summer time in 2037 no less than in 2038: the last Sunday of March is the 29th and the 28th.
    ['from winter time to summer time', '2037-03-28T09:00:00Z', '2038-03-28T07:59:59Z', '2038-03-28T08:00:00Z'],
  ])('is kept twelve calendar months from the request: %s', async (_, received, before, at) => {
    const lead = await asked(received, { quoted: true });
    expect(await thereAt(lead, before)).toBe(true);
    expect(await thereAt(lead, at)).toBe(false);
  });
});

describe('P8, P28: what the customer ends', () => {
  it.each(['withdrawn', 'objected', 'erasure'] as const)(
    'is kept until that very moment, and not after it: %s',
    async (reason) => {
      const lead = await asked('2039-05-17T08:00:00Z', { quoted: true });
      expect(await thereAt(lead, '2039-05-18T08:00:00Z')).toBe(true);
      await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, lead, reason));
      expect(await thereAt(lead, '2039-05-18T08:00:00Z')).toBe(false);
    },
  );

  it('with a contract that is not archived yet is erased, and never reaches the archive', async () => {
    const lead = await asked('2039-07-17T08:00:00Z', { quoted: true });
    const { email_key } = await h.lead(lead);
    const quote = await sql<{ id: string }>`select id from brokerage.quote where lead_id = ${lead}`.execute(h.db.db);
    await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, lead, quote.rows[0]!.id));
    const referral = await h.referral(lead, 'savera');
    await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral.id, 'customer'));
    await transact(h.ctx.db, (tx) => objectTo(h.ctx, tx, email_key, 'brokerage', 'page'));
    // The contract stands, whatever the brokerage: it is the data that can be asked to be erased.
    expect((await h.lead(lead)).state).toBe('contracted');
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, email_key, 'page'));
    expect(await thereAt(lead, '2039-07-17T08:00:00Z')).toBe(false);
    expect(await archived(lead)).toBe(false);
  });

  it('stands still while it is restricted, and is erased when that is lifted after its time', async () => {
    const lead = await asked('2039-06-01T08:00:00Z');
    const { email_key } = await h.lead(lead);
    const restrict = (on: boolean) =>
      transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, email_key, lead, on, 'page'));
    await restrict(true);
    expect(await thereAt(lead, '2040-01-01T08:00:00Z')).toBe(true);
    await restrict(false);
    expect(await thereAt(lead, '2040-01-01T08:00:00Z')).toBe(false);
  });
});

describe('P9, D1: a request that ended in a contract', () => {
  it.each([
    ['from one day to the same day', '2041-05-17T08:00:00Z', '2043-05-17T07:59:59Z', '2043-05-17T08:00:00Z'],
    ['from 29 February to 28 February', '2044-02-29T09:00:00Z', '2046-02-28T08:59:59Z', '2046-02-28T09:00:00Z'],
  ])(
    'is archived in the next sweep, and erased 24 calendar months after the report: %s',
    async (_, reported, before, at) => {
      const lead = await asked(Temporal.Instant.from(reported).subtract({ hours: 48 }).toString(), { quoted: true });
      const { email_key } = await h.lead(lead);
      const quote = await sql<{ id: string }>`select id from brokerage.quote where lead_id = ${lead}`.execute(h.db.db);
      await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, lead, quote.rows[0]!.id));
      h.clock.set(reported);
      const referral = await h.referral(lead, 'savera');
      await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral.id, 'customer'));
      expect(await thereAt(lead, reported)).toBe(false);
      expect(await archived(lead)).toBe(true);
      expect(email_key).toHaveLength(32);
      await thereAt(lead, before);
      expect(await archived(lead)).toBe(true);
      await thereAt(lead, at);
      expect(await archived(lead)).toBe(false);
      expect((await archiveStanding(h.ctx.db)).count).toBe(0);
    },
  );
});

describe('D3: the customer is told', () => {
  it('three days before, once, and gets one last message that nothing is kept of', async () => {
    const lead = await asked('2047-01-31T09:00:00Z');
    // 30 days end on 2 March at 09:00 UTC.
    await thereAt(lead, '2047-02-27T08:59:59Z');
    expect(await mailed(lead, 'customer.erasure-notice')).toBe(0);
    await thereAt(lead, '2047-02-27T09:00:00Z');
    expect(await mailed(lead, 'customer.erasure-notice')).toBe(1);
    await thereAt(lead, '2047-02-28T09:00:00Z');
    expect(await mailed(lead, 'customer.erasure-notice')).toBe(1);
    await h.sendDue();
    const to = `kund${n}@norrgarden.example`;
    expect(h.mails.filter((m) => m.to === to).at(-1)?.subject).toContain('raderas');
    await thereAt(lead, '2047-03-02T09:00:00Z');
    const [waiting] = (await h.deliveries('customer.erased')).filter((d) => d.state === 'pending');
    // Written before, sealed: nobody reads it in the table.
    expect(waiting?.sealed).toBeTruthy();
    expect(JSON.stringify(waiting)).not.toContain(to);
    await h.sendDue();
    expect(h.mails.filter((m) => m.to === to).at(-1)?.subject).toMatch(/är raderad$/);
    const sent = (await h.deliveries('customer.erased')).find((d) => d.id === waiting?.id);
    expect(sent).toMatchObject({ state: 'delivered', sealed: null, lead_id: null });
  });

  it('not of an erasure that a quote has put off meanwhile', async () => {
    const lead = await asked('2048-01-05T09:00:00Z');
    h.clock.set('2048-01-20T09:00:00Z');
    await h.quote(lead, 'savera');
    await thereAt(lead, '2048-02-01T09:00:00Z');
    expect(await mailed(lead, 'customer.erasure-notice')).toBe(0);
  });

  it('a last message that cannot be delivered in four days is forgotten', async () => {
    const lead = await asked('2049-01-05T09:00:00Z');
    h.mailAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'timeout' });
    await thereAt(lead, '2049-02-04T09:00:00Z');
    await h.sendDue();
    await thereAt(lead, '2049-02-08T09:00:01Z');
    h.mailAnswer = async () => ({ kind: 'sent' });
    const left = (await h.deliveries('customer.erased')).filter((d) => d.sealed);
    expect(left).toEqual([]);
  });
});

describe('G2, G4: a sweep', () => {
  it('that archives a request before the reactions to the choice have run leaves them nothing to do, and nothing to fail at', async () => {
    const lead = await asked('2049-05-17T08:00:00Z', { quoted: true });
    const quote = await sql<{ id: string }>`select id from brokerage.quote where lead_id = ${lead}`.execute(h.db.db);
    await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, lead, quote.rows[0]!.id));
    const referral = await h.referral(lead, 'savera');
    await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral.id, 'customer'));
    expect(await thereAt(lead, '2049-05-17T08:00:00Z')).toBe(false);
    await h.react();
    expect((await h.deliveries('supplier.chosen')).filter((d) => d.lead_id === lead)).toEqual([]);
  });

  it('leaves a request about which something is being sent this moment, and takes it when that is settled', async () => {
    const lead = await asked('2050-01-05T09:00:00Z');
    const until = Temporal.Instant.from('2050-02-04T09:01:00Z');
    await sql`update brokerage.delivery set state = 'sending', leased_until = ${until}, ended_at = null
      where id = (select id from brokerage.delivery where lead_id = ${lead} limit 1)`.execute(h.db.owner.db);
    expect(await thereAt(lead, '2050-02-04T09:00:00Z')).toBe(true);
    expect(await thereAt(lead, '2050-02-04T09:01:01Z')).toBe(false);
  });

  it('counts as many rows as it deleted, and a dry run tells of them and changes nothing', async () => {
    const leads = [await asked('2051-01-05T09:00:00Z'), await asked('2051-01-05T09:00:00Z')];
    h.clock.set('2051-02-04T09:00:00Z');
    const rows = async (table: string) =>
      (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(h.db.owner.db)).rows[0]!.n;
    const tables = ['brokerage.lead', 'brokerage.referral', 'brokerage.routing_decision'];
    const before = await Promise.all(tables.map(rows));
    const dry = await sweepNow(h.ctx, { renderers }, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, erased: 2, counts: { 'lead.no-quote': 2 } });
    expect(await Promise.all(tables.map(rows))).toEqual(before);
    const done = await sweepNow(h.ctx, { renderers });
    const after = await Promise.all(tables.map(rows));
    expect(done.erased).toBe(2);
    for (const [i, table] of tables.entries()) expect(done.counts[table] ?? 0, table).toBe(before[i]! - after[i]!);
    expect(leads).toHaveLength(2);
  });

  it('tells nobody that an erasure is coming when it has come: a worker that was away for weeks', async () => {
    const lead = await asked('2051-06-05T09:00:00Z');
    h.clock.set('2051-07-20T09:00:00Z');
    expect(await sweepNow(h.ctx, { renderers }, { dryRun: true })).toMatchObject({ notified: 0, erased: 1 });
    expect(await sweepNow(h.ctx, { renderers })).toMatchObject({ notified: 0, erased: 1 });
    expect(await mailed(lead, 'customer.erasure-notice')).toBe(0);
  });

  it('goes by the facts: a clock that was stored wrongly erases nothing before its time', async () => {
    const lead = await asked('2052-01-05T09:00:00Z');
    await sql`update brokerage.lead set clock_at = '2052-01-06T00:00:00Z' where id = ${lead}`.execute(h.db.owner.db);
    expect(await thereAt(lead, '2052-01-07T09:00:00Z')).toBe(true);
  });
});
