import type pg from 'pg';
import type { Context } from '#domain/context.ts';
import { renderers } from '#domain/flow.ts';
import { Proofs, retentionPass } from '#domain/privacy/index.ts';
import { sql } from '#platform/db/index.ts';

/**
 * Requests as they lie in the database, made by SQL: thirteen months old, so that every one of them is to go (P11), each
 * with two referrals, a quote, a question, and three deliveries with an attempt each; or, when none is `due`, a day old and by themselves:
 * looking whether something is due reads nothing else.
 */
export async function fillRequests(pool: pg.Pool, n: number, due: boolean): Promise<void> {
  const received = due ? "now() - interval '13 months'" : "now() - interval '1 day'";
  const clock = due ? "now() - interval '1 month'" : "now() + interval '11 months'";
  const leads = `
        insert into brokerage.lead (id, reference, service, source, locale, state, company_name, organisation_number, sole_trader, contact_name,
          email, phone, postcode, message, answers, ticked, ip, email_key, organisation_key, idempotency_key, body_hash, policy_version, received_at,
          routed_at, first_quote_at, clock_rule, clock_at, notice_at)
        select gen_random_uuid(), 'B' || i, 'electricity', 'form', 'sv', 'quoted', 'Företaget ' || i || ' AB', '55990' || lpad((i % 100000)::text, 5, '0'), false,
          'Kontakt ' || i, 'kund' || i || '@bench.example', '+4670' || lpad((i % 10000000)::text, 7, '0'), '35230', 'Vi vill byta elavtal ' || i,
          '{"annualKwh": 84000, "meters": 1, "priceArea": "SE4", "contractType": "mixed"}', '{savera,tallmo-energi}', '192.0.2.1',
          sha256(('e' || i)::bytea), sha256(('o' || i)::bytea), 'bench ' || i, sha256(i::text::bytea), '2026-11-23', ${received}, ${received}, ${received},
          'lead.no-contract', ${clock}, ${due ? 'null' : "now() + interval '10 months'"}
        from generate_series($1::int, $2::int) as i returning id, received_at, reference`;
  for (let from = 1; from <= n; from += 50_000) {
    const client = await pool.connect();
    try {
      await client.query('set statement_timeout = 0');
      if (!due) {
        await client.query(leads, [from, Math.min(n, from + 49_999)]);
        continue;
      }
      await client.query(
        `with fresh as (${leads}
      ), referral as (
        insert into brokerage.referral (id, lead_id, lead_reference, supplier_id, service, locale, state, payload, policy_version, created_at, sent_at)
        select gen_random_uuid(), f.id, f.reference, s, 'electricity', 'sv', 'quoted', '{"annualKwh": 84000, "companyName": "Företaget AB"}', '2026-11-23',
          f.received_at, f.received_at from fresh f, unnest(array['savera', 'tallmo-energi']) as s returning id, lead_id, supplier_id, created_at
      ), quoted as (
        insert into brokerage.quote (id, referral_id, lead_id, supplier_id, service, state, "values", valid_until, received_at)
        select gen_random_uuid(), id, lead_id, supplier_id, 'electricity', 'open', '{"contractType": "fixed", "fixedPrice": 64.9, "monthlyFee": 249}',
          '2027-12-31', created_at from referral where supplier_id = 'savera'
      ), asked as (
        insert into brokerage.question (id, lead_id, body, asked_at) select gen_random_uuid(), id, 'När kan ni börja leverera?', received_at from fresh
      ), delivered as (
        insert into brokerage.delivery (id, kind, channel, audience, lead_id, referral_id, supplier_id, lane, state, attempts, due_at, created_at, ended_at)
        select gen_random_uuid(), 'supplier.referral', 'mail', 'supplier', lead_id, id, supplier_id, 'mail', 'delivered', 1, created_at, created_at, created_at from referral
        union all
        select gen_random_uuid(), 'customer.received', 'mail', 'customer', id, null, null, 'mail', 'delivered', 1, received_at, received_at, received_at from fresh
        returning id, created_at
      )
      insert into brokerage.delivery_attempt (delivery_id, number, at, outcome, ms) select id, 1, created_at, 'delivered', 12 from delivered`,
        [from, Math.min(n, from + 49_999)],
      );
    } finally {
      client.release();
    }
  }
  await pool.query(
    'analyze brokerage.lead, brokerage.referral, brokerage.quote, brokerage.question, brokerage.delivery, brokerage.delivery_attempt',
  );
}

/** So many archived requests, a year old and due in another: what the archive holds beside the requests. */
export async function fillArchive(pool: pg.Pool, n: number): Promise<void> {
  for (let from = 1; from <= n; from += 50_000) {
    const client = await pool.connect();
    try {
      await client.query('set statement_timeout = 0');
      await client.query(
        `insert into archive.request (id, reference, service, locale, company_name, organisation_number, contact_name, email, phone, email_key, supplier_id,
          quote_values, recipients, reported_by, policy_version, received_at, contract_at, erase_at)
        select gen_random_uuid(), 'A' || i, 'electricity', 'sv', 'Bolaget ' || i || ' AB', '55991' || lpad((i % 100000)::text, 5, '0'), 'Kontakt ' || i,
          'arkiv' || i || '@bench.example', '+4670' || lpad((i % 10000000)::text, 7, '0'), sha256(('a' || i)::bytea), 'savera',
          '{"contractType": "fixed", "fixedPrice": 64.9}', '[]', 'customer', '2026-11-23', now() - interval '14 months', now() - interval '1 year',
          now() + interval '1 year' + i * interval '1 second'
        from generate_series($1::int, $2::int) as i`,
        [from, Math.min(n, from + 49_999)],
      );
    } finally {
      client.release();
    }
  }
  await pool.query('analyze archive.request');
}

const children = ['question', 'quote', 'referral'] as const;

/** The same rows deleted by bare statements, batch by batch, in transactions of their own: nothing else is done. @returns rows deleted */
export async function deleteRaw(pool: pg.Pool, batch: number): Promise<number> {
  let rows = 0;
  for (;;) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const found = await client.query<{ id: string }>(
        'select id from brokerage.lead where clock_at <= now() order by clock_at limit $1 for update skip locked',
        [batch],
      );
      const ids = [found.rows.map((row) => row.id)];
      const count = async (text: string) => {
        rows += (await client.query(text, ids)).rowCount ?? 0;
      };
      if (found.rows.length > 0) {
        await count(
          'delete from brokerage.delivery_attempt where delivery_id in (select id from brokerage.delivery where lead_id = any($1))',
        );
        await count('delete from brokerage.delivery where lead_id = any($1)');
        for (const table of children) await count(`delete from brokerage.${table} where lead_id = any($1)`);
        await count('delete from brokerage.lead where id = any($1)');
      }
      await client.query('commit');
      if (found.rows.length === 0) return rows;
    } finally {
      client.release();
    }
  }
}

/** Gathers what is to be proved, and proves it when asked. */
class Gathered extends Proofs {
  override async prove() {
    return undefined;
  }
  all = (ctx: Context) => super.prove(ctx, [], true);
}

/**
 * Erases until nothing is due, and then proves all of it. The last messages are taken at once, as by a mail server that is there.
 * @returns milliseconds of each of the two
 */
export async function eraseAll(ctx: Context): Promise<{ erasing: number; proving: number }> {
  const proofs = new Gathered();
  const started = performance.now();
  while ((await retentionPass(ctx, { renderers, proofs })) > 0)
    await sql`update brokerage.delivery set state = 'delivered', ended_at = ${ctx.clock.now()} where sealed is not null and state = 'pending'`.execute(
      ctx.db,
    );
  const erased = performance.now();
  await proofs.all(ctx);
  return { erasing: erased - started, proving: performance.now() - erased };
}

/** Milliseconds of one pass that finds nothing due, each of so many. */
export async function idlePasses(ctx: Context, n: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const started = performance.now();
    const done = await retentionPass(ctx, { renderers });
    if (done > 0) throw new Error('something was due');
    times.push(performance.now() - started);
  }
  return times;
}
