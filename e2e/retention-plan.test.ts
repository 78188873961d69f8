import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '#domain/context.ts';
import { renderers } from '#domain/flow.ts';
import { retentionPass } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { putArchived } from './support/archived.ts';
import { type House, house } from './support/house.ts';

let h: House;
beforeAll(async () => {
  h = await house({ start: '2026-06-01T09:00:00Z' });
  const { leadId } = await h.store();
  const { db } = h.db.owner;
  // Enough rows that reading them all shows, nothing of which is due.
  await sql`insert into brokerage.lead select own.* from brokerage.lead l, generate_series(1, 20000) as i,
      jsonb_populate_record(null::brokerage.lead, to_jsonb(l) || jsonb_build_object('id', gen_random_uuid(), 'reference', 'P' || i,
        'idempotency_key', 'p' || i, 'state', 'open', 'notice_at', '2026-06-28T09:00:00Z')) as own where l.id = ${leadId}`.execute(
    db,
  );
  await sql`update brokerage.lead set state = 'open' where id = ${leadId}`.execute(db);
  const archived = await putArchived(h);
  await sql`insert into archive.request select own.* from archive.request r, generate_series(1, 20000) as i,
      jsonb_populate_record(null::archive.request, to_jsonb(r) || jsonb_build_object('id', gen_random_uuid(), 'reference', 'P' || i)) as own
    where r.id = ${archived}`.execute(db);
  await sql`analyze brokerage.lead, archive.request`.execute(db);
});

/** Rows of a table that a piece of work reads one after the other, and by an index, when plans are kept for any time whatever. */
async function reads(table: string, work: (ctx: Context) => Promise<unknown>) {
  return transact(h.ctx.db, async (tx) => {
    await sql`set local plan_cache_mode = force_generic_plan`.execute(tx);
    const read = async () =>
      (
        await sql<{ through: number; indexed: number }>`
          select coalesce(sum(seq_tup_read), 0)::int as through, coalesce(sum(idx_tup_fetch), 0)::int as indexed
          from pg_stat_xact_user_tables where relid = ${table}::regclass`.execute(tx)
      ).rows[0]!;
    const before = await read();
    await work({ ...h.ctx, db: tx });
    const after = await read();
    return { through: after.through - before.through, indexed: after.indexed - before.indexed };
  });
}
const idle = async (ctx: Context) => expect(await retentionPass(ctx, { renderers })).toBe(0);

describe('a look whether anything is due', () => {
  it.each(['brokerage.lead', 'archive.request'])(
    'reads a row or two of %s by its index, however many there are',
    async (table) => {
      const { through, indexed } = await reads(table, idle);
      expect(through).toBe(0);
      expect(indexed).toBeLessThanOrEqual(4);
    },
  );

  it('would be seen here if it read them all', async () => {
    const now = h.clock.now();
    const { through } = await reads('brokerage.lead', ({ db }) =>
      sql`select exists (select from brokerage.lead where clock_at <= ${now} and postcode is not null)`.execute(db),
    );
    expect(through).toBe(20_001);
  });
});

describe('taking what is due', () => {
  it('reads as many archived requests as it takes', async () => {
    const { through, indexed } = await reads('archive.request', ({ db }) =>
      sql`select * from archive.due('2040-01-01T00:00:00Z', 200)`.execute(db),
    );
    expect(through).toBe(0);
    expect(indexed).toBeLessThanOrEqual(1000);
  });
});
