import type pg from 'pg';
import type { Context } from '#domain/context.ts';
import { before, countsOf, droppedIn, lastDays, liveNow, makeMonths, rollUp, tailOf } from '#domain/visit/index.ts';

/**
 * So many events of the last 390 days, made by SQL: views, steps, errors and vitals of visitors who come for a day and see some eight pages. Their
 * months are made and they are counted as the product counts. @returns milliseconds that the counting took
 */
export async function fillVisits(pool: pg.Pool, ctx: Context, n: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    for (let month = 0; month < 14; month += 1)
      await client.query('select analytics.make_month((now() - make_interval(months => $1))::date)', [month]);
    for (let from = 1; from <= n; from += 200_000)
      await client.query(
        `insert into analytics.event (at, visitor, kind, page, locale, service, step, field, host, vital, amount, country, browser, system, device, screen, language)
        select now() - (i::float8 / $3) * interval '390 days', substr(sha256((i / 12)::text::bytea), 1, 12), k.kind,
          case when k.kind = 'view' then (array['/', '/el', '/telefoni', '/loften', '/personuppgiftspolicy', '/juridik', '/kontakt', '/en'])[1 + i % 8] else '/el' end,
          'sv', case when k.kind in ('step', 'error') then (array['electricity', 'telephony', 'legal'])[1 + i % 3] end,
          case when k.kind in ('step', 'error') then 1 + i % 4 end, case when k.kind = 'error' then 'annualKwh' end,
          case when i % 3 = 0 then 'sajt' || i % 200 || '.example' end, case when k.kind = 'vital' then 'lcp' end,
          case when k.kind = 'vital' then 400 + i % 4000 end, (array['SE', 'SE', 'SE', 'NO', 'DK', 'FI', 'DE'])[1 + i % 7],
          (array['Chrome', 'Safari', 'Firefox'])[1 + i % 3], (array['Windows', 'iOS', 'Android', 'Linux'])[1 + i % 4],
          (array['phone', 'desktop'])[1 + i % 2], (array['narrow', 'wide'])[1 + i % 2], (array['sv', 'en', 'nb'])[1 + i % 3]
        from generate_series($1::int, $2::int) as i cross join lateral (select (array['view', 'view', 'view', 'view', 'step', 'vital', 'vital', 'error'])[1 + (i * 5) % 8] as kind) k`,
        [from, Math.min(n, from + 199_999), n],
      );
  } finally {
    client.release();
  }
  await pool.query('vacuum analyze analytics.event');
  await makeMonths(ctx);
  const started = performance.now();
  await rollUp(ctx);
  const ms = performance.now() - started;
  await pool.query('vacuum analyze analytics.daily');
  return ms;
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

/** What the room asks of the database for a span and the one before. @param fresh today's counts, too, which all who look share for a minute */
export async function timeRoom(ctx: Context, days: number, fresh: boolean, times: number): Promise<number[]> {
  const { db, clock } = ctx;
  const now = clock.now();
  let tail = await tailOf(db, now);
  return timed(times, async () => {
    if (fresh) tail = await tailOf(db, now);
    const span = lastDays(now, days);
    await Promise.all([
      countsOf(db, span, tail),
      countsOf(db, before(span), tail),
      liveNow(db, now),
      droppedIn(db, span),
    ]);
  });
}
