import type pg from 'pg';
import { lettersOf, notesOf, tasksOf } from '#domain/contact/index.ts';
import type { Context } from '#domain/context.ts';
import { attemptsOf, deliveriesOf } from '#domain/delivery/index.ts';
import { emailKeyOf, idByReference, type LeadFilter, leadById, listLeads } from '#domain/lead/index.ts';
import { eventsOf } from '#domain/ledger/index.ts';
import { requestFacts } from '#web/request-facts.ts';

/** What is looked for, and what it is called in the table. */
export const looks = {
  'list, first page': {},
  'list, a common state (open)': { states: ['open'] },
  'list, a rare state (chosen)': { states: ['chosen'] },
  'list, all that is under way': { states: ['received', 'waiting', 'open', 'quoted', 'chosen'] },
  'list, a service and a state': { service: 'legal', states: ['quoted'] },
  'list, a supplier with many': { supplier: 'savera' },
  'list, a supplier with few': { supplier: 'qred' },
  'list, restricted (50 in all)': { restricted: true },
  'search, a common word': { text: 'bygg' },
  'search, a rare word': { text: 'Kvarnstensnäs' },
  'search, a word of nobody’s': { text: 'Xyzzyplugh' },
  'search, a telephone number': { text: '070-174 06 05' },
  'search, an organisation number': { text: '559900-0006' },
  'search, a common word among a rare state': { text: 'bygg', states: ['chosen'] },
} as const satisfies Readonly<Record<string, Omit<LeadFilter, 'after'>>>;
export type Look = keyof typeof looks;

/** The one that the rare searches are for; its reference is R with zeros. */
const rare = 500;

/**
 * Requests of the last thirteen months, made by SQL: two suppliers each, a quote for three of four, and for one in fifty also deliveries, events
 * and notes, as the page of one has them. The states and the words are as unequal as they are in life.
 */
export async function fillForConsole(pool: pg.Pool, ctx: Context, n: number): Promise<void> {
  const keys = [emailKeyOf(ctx.vault, 'sallsynt@bench.example'), ctx.vault.keyedHash('organisation', '5599000006')];
  for (let from = 1; from <= n; from += 50_000) {
    const client = await pool.connect();
    try {
      await client.query('set statement_timeout = 0');
      await client.query(
        `with fresh as (
          insert into brokerage.lead (id, reference, service, source, locale, state, company_name, organisation_number, sole_trader, contact_name,
            email, phone, postcode, answers, ticked, email_key, organisation_key, idempotency_key, body_hash, policy_version, received_at,
            routed_at, first_quote_at, closed_at, closing_reason, restricted_at, clock_rule, clock_at)
          select gen_random_uuid(), case when i = ${rare} then '2222-222' else 'B' || i end,
            (array['electricity', 'electricity', 'electricity', 'telephony', 'telephony', 'insurance', 'payments', 'loans', 'accounting', 'legal'])[1 + i % 10],
            'form', 'sv', s.state,
            case when i = ${rare} then 'Kvarnstensnäs Färgeri AB' else
              (array['Norra', 'Södra', 'Östra', 'Västra', 'Gamla', 'Nya', 'Stora', 'Lilla'])[1 + (i * 7) % 8] || ' ' ||
              (array['Ängens', 'Åsens', 'Sjöns', 'Bruks', 'Torps', 'Hamnens', 'Kvarns', 'Skogs', 'Gårdens', 'Bergs'])[1 + (i * 13) % 10] || ' ' ||
              (array['Bageri', 'Bygg', 'Frisör', 'Måleri', 'Åkeri', 'Kafé', 'Redovisning', 'Rör', 'El', 'Städ', 'Plåt', 'Golv', 'Tryckeri', 'Skor',
                'Blommor', 'Livs', 'Bil', 'Cykel', 'Foto', 'Glas'])[1 + (i * 31) % 20] || ' ' || i || ' AB' end,
            '55991' || lpad((i % 100000)::text, 5, '0'), false, 'Kontakt ' || i, 'kund' || i || '@bench.example',
            case when i = ${rare} then '+46701740605' else '+4673' || lpad((i % 10000000)::text, 7, '0') end, '35230',
            '{"annualKwh": 84000, "meters": 1, "priceArea": "SE4", "contractType": "mixed"}', '{savera,tallmo-energi}',
            case when i = ${rare} then $3::bytea else sha256(('e' || i)::bytea) end,
            case when i = ${rare} then $4::bytea else sha256(('o' || i)::bytea) end, 'bench ' || i, sha256(i::text::bytea), '2026-11-23', s.at, s.at,
            case when s.state in ('quoted', 'chosen', 'closed') then s.at end, case when s.state = 'closed' then s.at end,
            case when s.state = 'closed' then 'no-contract' end, case when i % greatest(1, $5::int / 50) = 7 then s.at end, 'lead.no-contract',
            now() + interval '1 month'
          from generate_series($1::int, $2::int) as i cross join lateral (select now() - (i::float8 / $5) * interval '390 days' as at,
            case when i % 1000 = 3 then 'chosen' when i % 500 = 4 then 'waiting' when i % 20 < 3 then 'open' when i % 20 < 7 then 'quoted' else 'closed' end as state) s
          returning id, reference, state, received_at
        ), referral as (
          insert into brokerage.referral (id, lead_id, lead_reference, supplier_id, service, locale, state, payload, policy_version, created_at, sent_at)
          select gen_random_uuid(), f.id, f.reference, s, 'electricity', 'sv', case when f.state in ('quoted', 'chosen', 'closed') then 'quoted' else 'sent' end,
            '{"annualKwh": 84000}', '2026-11-23', f.received_at, f.received_at
          from fresh f, unnest(array['savera', case when hashtext(f.reference) % 5000 = 0 then 'qred' else 'tallmo-energi' end]) as s
          returning id, lead_id, supplier_id, state, created_at
        ), quoted as (
          insert into brokerage.quote (id, referral_id, lead_id, supplier_id, service, state, "values", valid_until, received_at)
          select gen_random_uuid(), id, lead_id, supplier_id, 'electricity', 'open', '{"contractType": "fixed", "fixedPrice": 64.9, "monthlyFee": 249}',
            '2027-12-31', created_at from referral where supplier_id = 'savera' and state = 'quoted'
        ), told as (
          insert into ledger.event (at, type, lead_id) select received_at, t, id from fresh, unnest(array['lead.received', 'lead.routed', 'quote.received']) t
          where hashtext(reference) % 50 = 0 or reference = '2222-222'
        ), sent as (
          insert into brokerage.delivery (id, kind, channel, audience, lead_id, referral_id, supplier_id, lane, state, attempts, due_at, created_at, ended_at)
          select gen_random_uuid(), 'supplier.referral', 'mail', 'supplier', lead_id, id, supplier_id, 'mail', 'delivered', 1, created_at, created_at, created_at
          from referral where hashtext(lead_id::text) % 50 = 0 or lead_id in (select id from fresh where reference = '2222-222') returning id, lead_id, created_at
        ), noted as (
          insert into brokerage.note (id, lead_id, body, staff_id, written_at) select gen_random_uuid(), lead_id, 'Ringde.', gen_random_uuid(), created_at from sent
        )
        insert into brokerage.delivery_attempt (delivery_id, number, at, outcome, ms) select id, 1, created_at, 'delivered', 12 from sent`,
        [from, Math.min(n, from + 49_999), ...keys, n],
      );
    } finally {
      client.release();
    }
  }
  // As autovacuum leaves them.
  for (const table of ['lead', 'referral', 'quote', 'delivery', 'delivery_attempt', 'note'])
    await pool.query(`vacuum analyze brokerage.${table}`);
  await pool.query('vacuum analyze ledger.event');
}

const timed = async (times: number, work: () => Promise<unknown>): Promise<number[]> => {
  const found: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const started = performance.now();
    await work();
    found.push(performance.now() - started);
  }
  return found;
};

/** Milliseconds of each of so many looks, by what the list itself asks the database. */
export const timeLook = (ctx: Context, look: Look, times: number) =>
  timed(times, () => listLeads(ctx.db, ctx.vault, looks[look]));

/** As the page of one request asks, all at once. */
export const timeLeadPage = (ctx: Context, times: number) =>
  timed(times, async () => {
    const lead = await leadById(ctx.db, (await idByReference(ctx.db, '2222-222')) ?? null);
    if (!lead) throw new Error('the request is not there');
    const { db } = ctx;
    const parts = [deliveriesOf, attemptsOf, eventsOf, lettersOf, notesOf, tasksOf];
    await Promise.all([requestFacts({ ctx }, lead), ...parts.map((part) => part(db, lead.id) as Promise<unknown>)]);
  });

/** The raw limit: one row by its key, on the same connections. */
export const timeOneRow = (pool: pg.Pool, times: number) =>
  timed(times, () => pool.query({ name: 'one', text: "select * from brokerage.lead where reference = '2222-222'" }));
