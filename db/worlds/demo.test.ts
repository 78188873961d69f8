import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { asForm, compare, parseQuote, type ServiceId, serviceById, serviceIds, type Values } from '#catalog/index.ts';
import { leadStates } from '#domain/lead/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { sql } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { invented } from './demo/offers.ts';
import { seedDemo } from './demo.ts';

const now = Temporal.Instant.from('2026-11-22T13:41:00Z');
const vault = createVault(randomBytes(32));
let db: TestDatabase;
let done: Awaited<ReturnType<typeof seedDemo>>;
beforeAll(async () => {
  db = await testDatabase();
  done = await seedDemo(db.db, vault, now);
});

/** Looks at the rows behind the app's back. */
const rows = async <T extends object>(text: string) => (await sql.raw<T>(text).execute(db.owner.db)).rows;
const count = async (text: string) => (await rows<{ n: number }>(`select count(*) as n from ${text}`))[0]!.n;
const counts = async (column: string, from: string) =>
  Object.fromEntries(
    (await rows<{ key: string; n: number }>(`select ${column} as key, count(*) as n from ${from} group by 1`)).map(
      (r) => [r.key, r.n],
    ),
  );

describe('the demo world', () => {
  it('has forty companies, every service, and requests in every state but those that last seconds', async () => {
    expect(done).toEqual({ companies: 40, leads: await count("ledger.event where type = 'lead.received'") });
    const everyone = 'select company_name from brokerage.lead union select company_name from archive.request';
    expect(await count(`(select distinct split_part(company_name, $$ ($$, 1) from (${everyone}) as all_of) as c`)).toBe(
      40,
    );
    const states = await counts('state', 'brokerage.lead');
    expect(Object.keys(states).toSorted()).toEqual(
      leadStates.filter((s) => s !== 'received' && s !== 'contracted').toSorted(),
    );
    expect(states).toMatchObject({ waiting: 2, joined: 3 });
    const kept = '(select service from brokerage.lead union all select service from archive.request) as kept';
    const services = await counts('service', kept);
    expect(Object.keys(services).toSorted()).toEqual([...serviceIds].toSorted());
    expect(Math.min(...Object.values(services))).toBeGreaterThanOrEqual(6);
    const reasons = await counts('closing_reason', 'brokerage.lead where closing_reason is not null');
    expect(Object.keys(reasons)).toEqual(['no-contract']);
  });

  it('has archived what led to a contract and erased what was withdrawn, with a certificate for each (P8, P9, P30)', async () => {
    expect(await count('archive.request')).toBeGreaterThan(5);
    const erased = await counts('rule', 'privacy.erasure');
    expect(erased['lead.objection']).toBeGreaterThan(3);
    expect(await count('privacy.erasure where certified_at is null')).toBe(0);
    expect(await count("privacy.certificate where scan ->> 'found' <> '0'")).toBe(0);
    expect(await count('brokerage.lead where clock_rule is null')).toBe(0);
    expect(await count(`brokerage.lead where clock_at <= '${now}'`)).toBe(0);
  });

  it('reaches back fourteen months and never past the day it may be kept (P10, P11)', async () => {
    const [span] = await rows<{ last: Temporal.Instant }>('select max(received_at) as last from brokerage.lead');
    expect(Temporal.Instant.compare(span!.last, addPeriod(now, '-P1D'))).toBeGreaterThan(0);
    expect(
      await count(`brokerage.lead where first_quote_at is null and received_at <= '${addPeriod(now, '-P30D')}'`),
    ).toBe(0);
    expect(await count(`brokerage.lead where received_at <= '${addPeriod(now, '-P12M')}'`)).toBe(0);
    expect(await count(`archive.request where received_at <= '${addPeriod(now, '-P12M')}'`)).toBeGreaterThan(0);
  });

  it('says of every company and every quote that it is invented, and can reach nobody', async () => {
    const leads = await rows<{
      company_name: string;
      email: string;
      phone: string;
      organisation_number: string;
      sole_trader: boolean;
      locale: string;
    }>('select * from brokerage.lead');
    const fiction = /^\+46(701740(6(0[5-9]|[1-9]\d))|84650040?\d\d|31390(06)\d\d|40628(04)\d\d|9803192\d\d)$/;
    for (const lead of leads) {
      expect(lead.company_name).toMatch(/ \((exempel|example)\)$/);
      expect(lead.email).toMatch(/@[a-z-]+\.example$/);
      expect(lead.phone).toMatch(fiction);
      expect(lead.organisation_number).toMatch(lead.sole_trader ? /^1212121212$/ : /^559900\d{4}$/);
    }
    expect(leads.filter((l) => l.sole_trader).length).toBeGreaterThan(0);
    expect(leads.filter((l) => l.locale === 'en').length).toBeGreaterThan(5);
    const quotes = await rows<{ values: Values }>('select values from brokerage.quote');
    for (const { values } of quotes) expect([invented.sv, invented.en]).toContain(values.comment);
    expect(await count('caught.mail')).toBe(0);
  });

  it('has quotes that their form would take on the day they were given', async () => {
    const quotes = await rows<{ values: Values; service: ServiceId; at: Temporal.Instant }>(
      'select values, service, coalesce(corrected_at, received_at) as at from brokerage.quote',
    );
    expect(quotes.length).toBeGreaterThan(80);
    for (const { values, service, at } of quotes) {
      expect(parseQuote(serviceById(service), asForm(values), stockholmDate(at))).toEqual({ values, errors: {} });
    }
  });

  it('compares most quotes, and some not on purpose', async () => {
    const leads = await rows<{ service: ServiceId; answers: Values; quotes: { id: string; values: Values }[] }>(
      `select l.service, l.answers, json_agg(json_build_object('id', q.id, 'values', q.values)) as quotes
       from brokerage.lead l join brokerage.quote q on q.lead_id = l.id and q.state <> 'withdrawn' group by l.id`,
    );
    const compared = leads.map((l) => ({ ...l, result: compare(serviceById(l.service), l.answers, l.quotes) }));
    const ranked = compared.flatMap((c) => c.result.ranked).length;
    const not = compared.flatMap((c) => c.result.notComparable.map(() => c.service));
    expect(not.length).toBeGreaterThan(3);
    expect(not.length).toBeLessThan(ranked / 4);
    expect(new Set(not)).toContain('telephony');
    expect(compared.some((c) => !c.result.rankable.ok)).toBe(true);
    // A year costs something, and never as much as a company that size turns over.
    for (const { annual } of compared.flatMap((c) => c.result.ranked.map((r) => r.cost))) {
      expect(annual).toBeGreaterThan(500);
      expect(annual).toBeLessThan(8_000_000);
    }
  });

  it('adds up: a fixed electricity price, reckoned again by hand', async () => {
    const [quote] = await rows<{ id: string; values: Record<string, number>; answers: Record<string, number> }>(
      `select q.id, q.values, l.answers from brokerage.quote q join brokerage.lead l on l.id = q.lead_id
       where q.supplier_id = 'tallmo-energi' and l.company_name like 'Norrgl%' and not q.values ? 'oneOff'`,
    );
    const { values, answers } = quote!;
    const [result] = compare(serviceById('electricity'), answers, [{ id: quote!.id, values }]).ranked;
    expect(values.contractType).toBe('fixed');
    expect(result!.cost.annual).toBeCloseTo(
      (answers.annualKwh! * values.fixedPrice!) / 100 + 12 * values.monthlyFee!,
      2,
    );
  });

  it('has rows that agree with each other', async () => {
    const open = "exists (select from brokerage.quote q where q.lead_id = l.id and q.state = 'open')";
    const all: Record<string, string> = {
      'quoted without an open quote': `brokerage.lead l where state = 'quoted' and not ${open}`,
      'open with an open quote': `brokerage.lead l where state in ('open', 'waiting', 'joined') and ${open}`,
      'chosen without one chosen quote':
        "brokerage.lead l where state = 'chosen' and 1 <> (select count(*) from brokerage.quote q where q.lead_id = l.id and q.state = 'chosen')",
      'waiting with a referral':
        "brokerage.lead l where state = 'waiting' and exists (select from brokerage.referral r where r.lead_id = l.id)",
      'open without a referral':
        "brokerage.lead l where state = 'open' and not exists (select from brokerage.referral r where r.lead_id = l.id)",
      'joined to one that is joined':
        "brokerage.lead l join brokerage.lead into_ on into_.id = l.joined_to where into_.state = 'joined'",
      'open quote of a referral that is not quoted':
        "brokerage.quote q join brokerage.referral r on r.id = q.referral_id where q.state = 'open' and r.state not in ('quoted', 'cancelled')",
      'events before their request':
        'ledger.event e join brokerage.lead l on l.id = e.lead_id where e.at < l.received_at',
      'events out of order': 'ledger.event a join ledger.event b on b.id = a.id + 1 where b.at < a.at',
      'events in the future': `ledger.event where at > '${now}'`,
      'requests without events':
        "brokerage.lead l where not exists (select from ledger.event e where e.lead_id = l.id and e.type = 'lead.received')",
      'anything sent to Martin & Servera': "brokerage.referral where supplier_id = 'martin-servera'",
    };
    for (const [what, from] of Object.entries(all)) expect({ what, n: await count(from) }).toEqual({ what, n: 0 });
  });

  it('shows declines, corrections, withdrawals, questions and outcomes from both sides', async () => {
    const events = await counts('type', 'ledger.event');
    for (const type of [
      'lead.joined',
      'lead.waiting',
      'referral.declined',
      'referral.undeliverable',
      'quote.corrected',
      'quote.withdrawn',
      'question.asked',
      'contract.denied',
      'lead.closed',
    ]) {
      expect({ type, n: events[type] ?? 0 }).toEqual({ type, n: expect.any(Number) });
      expect(events[type] ?? 0, type).toBeGreaterThan(0);
    }
    expect(await counts("reported_by || ' ' || outcome", 'brokerage.outcome')).toMatchObject({
      'customer none': expect.any(Number),
      'supplier none': expect.any(Number),
    });
    expect(await count('brokerage.quote_file')).toBeGreaterThan(10);
    expect(await count('brokerage.reminder')).toBeGreaterThan(20);
  });

  it('has deliveries that ended in every way, some that are to come and none that is late', async () => {
    const states = await counts('state', 'brokerage.delivery');
    expect(Object.keys(states).toSorted()).toEqual(['dead', 'delivered', 'pending', 'refused']);
    expect(Object.keys(await counts('channel', 'brokerage.delivery')).toSorted()).toEqual(['mail', 'webhook']);
    expect(states.pending).toBeLessThan(6);
    expect(await count(`brokerage.delivery where state = 'pending' and due_at <= '${now}'`)).toBe(0);
    expect(
      await count("brokerage.delivery where state = 'pending' and channel = 'mail' and audience <> 'customer'"),
    ).toBe(0);
    // A mail that gathers, and a first try, leave at the moment they are due.
    expect(
      await count(
        'brokerage.delivery d join brokerage.delivery_attempt a on a.delivery_id = d.id where d.attempts = 1 and d.ended_at is not null and a.at <> d.due_at',
      ),
    ).toBe(0);
    expect(await count(`access.rate_limit where window_start < '${now.subtract({ hours: 24 })}'`)).toBe(0);
  });

  it('gives the first company a quoted request of each service, with a quote that still stands', async () => {
    const own = await counts(
      'service',
      "brokerage.lead l where company_name like 'Norrgläntans%' and state = 'quoted' and exists (select from brokerage.quote q where q.lead_id = l.id and q.state = 'open' and q.valid_until >= '2026-11-22')",
    );
    expect(own).toEqual(Object.fromEntries(serviceIds.map((id) => [id, 1])));
  });

  it('masks a sole trader’s number before any supplier sees it (D6)', async () => {
    const payloads = await rows<{ payload: Values }>(
      'select r.payload from brokerage.referral r join brokerage.lead l on l.id = r.lead_id where l.sole_trader',
    );
    expect(payloads.length).toBeGreaterThan(0);
    for (const { payload } of payloads) expect(payload.organisationNumber).toMatch(/^[^\d]+$/);
  });

  it('is added once', async () => {
    const before = await count('ledger.event');
    expect(await seedDemo(db.db, vault, now.add({ hours: 5 }))).toBeUndefined();
    expect(await count('ledger.event')).toBe(before);
  });
});

describe('the demo world elsewhere', { timeout: 120_000 }, () => {
  it('is the same again, only at another time', async () => {
    const other = await testDatabase();
    const later = now.add({ hours: 24 * 9 });
    await seedDemo(other.db, createVault(randomBytes(32)), later);
    const told = (from: TestDatabase, at: Temporal.Instant) =>
      sql<object>`select l.company_name, l.service, l.state, date_trunc('day', ${at}::timestamptz) - date_trunc('day', l.received_at) as age, l.answers,
        (select json_agg(q.values - '{validUntil,startDate,propertyDeductibleIn,interruptionDeductibleIn,liabilityDeductibleIn,legalDeductibleIn,transportDeductibleIn}'::text[] order by q.supplier_id) from brokerage.quote q where q.lead_id = l.id) as quotes
        from brokerage.lead l order by 1, 2, l.received_at`.execute(from.owner.db);
    expect((await told(other, later)).rows).toEqual((await told(db, now)).rows);
  });

  it('is refused where a supplier could be written to for real', async () => {
    const other = await testDatabase();
    await sql`insert into brokerage.supplier (id, name, email, created_at, updated_at) values ('nets', 'Nets', 'real@example.com', ${now}, ${now})`.execute(
      other.owner.db,
    );
    await expect(seedDemo(other.db, vault, now)).rejects.toThrow(/nets/);
    expect(
      (await sql<{ n: number }>`select count(*) as n from brokerage.lead`.execute(other.owner.db)).rows[0]!.n,
    ).toBe(0);
  });
});
