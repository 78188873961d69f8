import { beforeEach, describe, expect, it } from 'vitest';
import { renderers } from '#domain/flow.ts';
import { emailKeyOf } from '#domain/lead/index.ts';
import { erasePerson, objectTo, retentionPass } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { archivedPerson, putArchived } from './support/archived.ts';
import { type House, house } from './support/house.ts';

let h: House;
beforeEach(async () => {
  h = await house({ start: '2028-02-02T09:00:00Z' });
});
const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(h.db.owner.db)).rows;
const passes = (n: number) => Promise.all(Array.from({ length: n }, () => retentionPass(h.ctx, { renderers })));

describe('G4, P30: the archive is erased by any number of workers at once', () => {
  it('one that its person asked for: one erasure, one certificate, and each supplier told once', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const email = `runda${round}@norrgarden.example`;
      await putArchived(h, { email, erase_at: '2040-01-01T00:00:00Z' });
      await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, emailKeyOf(h.ctx.vault, email), 'page'));
      await passes(5);
      await h.retain();
      expect(
        await rows(sql`select (select count(*) from privacy.erasure) as erasures, (select count(*) from privacy.certificate) as certificates,
          (select count(*) from privacy.erasure_notice) as notices, (select count(distinct (erasure_id, supplier_id)) from privacy.erasure_notice) as told,
          (select count(*) from brokerage.delivery where kind = 'supplier.erased') as mails,
          (select count(*) from ledger.event where type = 'archive.erased') as events, (select count(*) from archive.request) as left`),
      ).toEqual([
        {
          erasures: round,
          certificates: round,
          notices: 3 * round,
          told: 3 * round,
          mails: 3 * round,
          events: round,
          left: 0,
        },
      ]);
    }
  });

  it('one of two of the same person: its fingerprint in the other is rightly there, and the proof says so', async () => {
    const email = 'tva@norrgarden.example';
    await putArchived(h, { email, erase_at: '2028-02-02T08:00:00Z', contract_at: '2026-02-02T08:00:00Z' });
    await putArchived(h, { email, erase_at: '2028-08-02T08:00:00Z', contract_at: '2026-08-02T08:00:00Z' });
    await h.retain();
    expect(
      await rows(sql`select scan ->> 'found' as found, (select count(*) from archive.request) as left
      from privacy.certificate`),
    ).toEqual([{ found: '0', left: 1 }]);
  });

  it('a backlog: every one in one erasure, and as many deleted as are counted', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 450; i += 1)
      ids.push(
        await putArchived(h, {
          email: `kund${i}@norrgarden.example`,
          erase_at: '2028-02-02T08:00:00Z',
          contract_at: '2026-02-02T08:00:00Z',
        }),
      );
    await passes(4);
    await h.retain();
    const erased = await rows(sql<{ lead_ids: string[]; n: number }>`
      select lead_ids, (counts ->> 'archive.request')::int as n from privacy.erasure`);
    expect(erased.flatMap((one) => one.lead_ids).sort()).toEqual(ids.sort());
    expect(erased.map((one) => one.n)).toEqual(erased.map((one) => one.lead_ids.length));
    expect(await rows(sql`select count(*) as left from archive.request`)).toEqual([{ left: 0 }]);
  }, 120_000);

  it('one that was stored too early gets its time again, and does not keep the others waiting', async () => {
    for (let i = 0; i < 205; i += 1)
      await putArchived(h, { contract_at: '2027-05-05T09:00:00Z', erase_at: '2027-06-01T09:00:00Z' });
    const due = await putArchived(h);
    await h.retain();
    expect(
      await rows(
        sql`select count(*) as n, min(erase_at)::text as first, bool_or(id = ${due}) as due from archive.request`,
      ),
    ).toEqual([{ n: 205, first: '2029-05-05 09:00:00+00', due: false }]);
  });

  it('gives way to somebody who holds the log or the request, and is done when they are', async () => {
    const id = await putArchived(h);
    const key = emailKeyOf(h.ctx.vault, archivedPerson.email);
    await transact(h.ctx.db, async (tx) => {
      // The order in which a right is used: a line in the log, then the request.
      await objectTo(h.ctx, tx, Buffer.alloc(32), 'archive', 'page');
      const erasing = retentionPass(h.ctx, { renderers });
      await waiting();
      await sql`select archive.rectify(${key}, null, '{}')`.execute(tx);
      expect(await erasing).toBe(0);
    });
    await h.retain();
    expect(await rows(sql`select 1 from archive.request where id = ${id}`)).toEqual([]);
  });

  async function waiting(): Promise<void> {
    while (
      (await rows(sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
        .length === 0
    )
      await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
