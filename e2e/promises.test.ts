import { beforeAll, describe, expect, it } from 'vitest';
import { endRequest } from '#domain/contract/index.ts';
import { resetClock } from '#domain/lead/index.ts';
import { checkDecisions, checkPromises, ensurePolicyApplied } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { decisionIds, promiseIds } from '#policy/ids.ts';
import { seedDemo } from '#worlds/demo.ts';
import { type House, house, organisationNumber } from './support/house.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

let h: House;
beforeAll(async () => {
  h = await house();
  await ensurePolicyApplied(h.ctx);
});

let n = 0;
/** A request of a company of its own, sent to its suppliers. */
async function asked(): Promise<string> {
  n += 1;
  const company = { organisationNumber: organisationNumber(n), email: `kund${n}@norrgarden.example` };
  const { leadId } = await h.ask({ company });
  await h.sendDue();
  return leadId;
}

const all = async () => [...(await checkPromises(h.ctx)), ...(await checkDecisions(h.ctx))];
const broken = async () => (await all()).filter(({ state }) => state === 'broken').map(({ id }) => id);
/** Behind the app's back, as whoever owns the database. */
const asOwner = (query: ReturnType<typeof sql>) => query.execute(h.db.owner.db);
const failing = async (id: string) =>
  (await all())
    .find((one) => one.id === id)
    ?.checks.filter(({ ok }) => !ok)
    .map(({ name, value }) => `${name}: ${value}`);

describe('a world in order', () => {
  it('every promise is kept or not in use, when nothing has happened yet', async () => {
    expect((await checkPromises(h.ctx)).map(({ id }) => id)).toEqual(promiseIds);
    expect(await broken()).toEqual([]);
  });

  it('and when requests have been sent, quoted, ended in a contract, withdrawn and erased', async () => {
    const withdrawn = await asked();
    const quoted = await asked();
    await h.quote(quoted, 'savera');
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, withdrawn, 'objected'));
    await asked();
    await h.react();
    await h.retain();
    await h.sendDue();
    expect(
      (await all())
        .filter(({ state }) => state === 'broken')
        .map(({ id, checks }) => [id, checks.filter((c) => !c.ok)]),
    ).toEqual([]);
    const p8 = (await checkPromises(h.ctx)).find(({ id }) => id === 'P8');
    expect(p8?.checks).toContainEqual({ name: 'erased at the customer’s word', ok: true, value: 1 });
    expect(p8?.evidence.map(({ sv }) => sv).join(' ')).toContain('Raderade på kundens begäran: 1\u00a0förfrågan');
  });

  it('P25: what is off is looked for, and found missing', async () => {
    const unused = (await checkPromises(h.ctx)).filter(({ state }) => state === 'not-in-use').map(({ id }) => id);
    expect(unused).toEqual(['P25']);
    await asOwner(sql`create table brokerage.mailing (email text)`);
    try {
      expect(await broken()).toEqual(['P2', 'P19']);
    } finally {
      await asOwner(sql`drop table brokerage.mailing`);
    }
  });

  it('nothing that is shown is about anybody', async () => {
    const shown = JSON.stringify(await all());
    expect(shown).toContain('Sparade just nu');
    const { rows } = await sql<Record<string, unknown>>`
      select id, reference, email, phone, company_name, contact_name, organisation_number from brokerage.lead`.execute(
      h.ctx.db,
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const value of rows.flatMap((row) => Object.values(row))) expect(shown).not.toContain(value);
  });
});

describe('what is not in order is found', () => {
  it('P10: a request that is still there an hour after its time', async () => {
    const id = await asked();
    const { clock_at } = await h.lead(id);
    const before = h.clock.now();
    try {
      h.clock.set(clock_at!.add({ minutes: 59 }));
      expect(await broken()).not.toContain('P10');
      h.clock.set(clock_at!.add({ minutes: 61 }));
      expect(await broken()).toContain('P10');
      expect(await failing('P10')).toContainEqual(
        expect.stringMatching(/^past their time by more than an hour: [1-9]/),
      );
    } finally {
      h.clock.set(before);
    }
  });

  it('P10, D7: a clock that somebody has moved, and a request that the clock has been taken from', async () => {
    const id = await asked();
    await asOwner(sql`update brokerage.lead set clock_at = clock_at + interval '1 year' where id = ${id}`);
    expect(await broken()).toEqual(['P10', 'P11', 'D7']);
    await transact(h.ctx.db, (tx) => resetClock(tx, id));
    expect(await broken()).toEqual([]);
  });

  it('P3, P4, D6: what a supplier should not have', async () => {
    const id = await asked();
    await asOwner(
      sql`update brokerage.referral set payload = payload || '{"ip": "192.0.2.1"}' where lead_id = ${id} and supplier_id = 'savera'`,
    );
    expect(await broken()).toEqual(['P4']);
    expect(await failing('P4')).toEqual(['fields outside a supplier’s list: 1', 'IP addresses among them: 1']);
    await asOwner(sql`update brokerage.referral set payload = payload - 'ip' where lead_id = ${id}`);
    await asOwner(sql`update brokerage.lead set ticked = '{}' where id = ${id}`);
    expect(await broken()).toEqual(['P3']);
    await asOwner(
      sql`update brokerage.lead set ticked = array['savera', 'tallmo-energi', 'ljusakra-kraft'] where id = ${id}`,
    );
    expect(await broken()).toEqual([]);
  });

  it('P30: a changed certificate is found, and the row is named', async () => {
    const { rows } = await sql<{
      id: number;
      counts: object;
    }>`select id, counts from privacy.certificate order by id limit 1`.execute(h.ctx.db);
    const { id, counts } = rows[0]!;
    await asOwner(sql`update privacy.certificate set counts = '{}' where id = ${id}`);
    expect(await broken()).toEqual(['P30']);
    expect(await failing('P30')).toEqual([`chain of certificates: broken at row ${id}`]);
    await asOwner(sql`update privacy.certificate set counts = ${JSON.stringify(counts)}::jsonb where id = ${id}`);
    expect(await broken()).toEqual([]);
  });

  it('P30: a certificate that has been taken away, the last of the chain too', async () => {
    await asOwner(
      sql`create table public.aside as select * from privacy.certificate where id = (select max(id) from privacy.certificate)`,
    );
    await asOwner(sql`delete from privacy.certificate where id = (select id from public.aside)`);
    expect(await failing('P30')).toEqual(['certificates that are gone: 1']);
    await asOwner(sql`alter table privacy.certificate disable trigger chain`);
    await asOwner(sql`insert into privacy.certificate select * from public.aside`);
    await asOwner(sql`alter table privacy.certificate enable trigger chain`);
    await asOwner(sql`drop table public.aside`);
    expect(await broken()).toEqual([]);
  });

  it('P30: an erasure without a proof, and a database in quarantine', async () => {
    await asOwner(sql`insert into privacy.erasure (id, at, scope, rule, lead_ids, counts)
      values ('00000000-0000-4000-8000-000000000002', ${h.clock.now().subtract({ hours: 2 })}, 'lead', 'lead.no-quote', '{}', '{}')`);
    expect(await failing('P30')).toEqual(['without a certificate after an hour: 1']);
    await asOwner(sql`delete from privacy.erasure where id = '00000000-0000-4000-8000-000000000002'`);
    await asOwner(sql`insert into privacy.quarantine (since, reason) values (${h.clock.now()}, 'restore')`);
    expect(await failing('P30')).toEqual(['no restored backup waits to be cleaned: no']);
    await asOwner(sql`delete from privacy.quarantine`);
  });

  it('D5: a changed line of the audit log is found, and the row is named', async () => {
    const { rows } = await sql<{ id: number }>`select id from ledger.audit order by id limit 1`.execute(h.ctx.db);
    const { id } = rows[0]!;
    await asOwner(sql`update ledger.audit set actor = 'nobody-' || actor where id = ${id}`);
    expect(await broken()).toEqual(['D5']);
    expect(await failing('D5')).toEqual([`chain of the audit log: broken at row ${id}`]);
    await asOwner(sql`update ledger.audit set actor = substr(actor, 8) where id = ${id}`);
    expect(await broken()).toEqual([]);
  });
});

it('the demo world keeps every promise that is in use, days later too', { timeout: 300_000 }, async () => {
  const { db, clock, product } = await testProduct();
  await seedDemo(db.db, product.ctx.vault, clock.now());
  const wrong = async () => {
    await product.settle();
    const found = [...(await checkPromises(product.ctx)), ...(await checkDecisions(product.ctx))];
    return found
      .filter(({ state }) => state === 'broken')
      .map(({ id, checks }) => [id, checks.filter(({ ok }) => !ok)]);
  };
  expect(await wrong()).toEqual([]);
  clock.advance('P1D');
  // The calendar goes by the machine's clock: what it would have done in that day.
  await product.run('sweep-access');
  expect(await wrong()).toEqual([]);
});

describe('the page «Löften»', () => {
  let own: TestProduct;
  beforeAll(async () => {
    own = await testProduct();
  });

  it('shows each promise and decision with its state, in both languages, and when it was checked', async () => {
    const visitor = new Visitor(own.url);
    for (const [address, kept, later, time] of [
      ['/loften', 'Hålls', 'Inte i bruk än', '12\u00a0mars\u00a02026, 09.14'],
      ['/en/promises', 'Kept', 'Not in use yet', '12\u00a0March\u00a02026, 09:14'],
    ] as const) {
      await visitor.get(address);
      expect(visitor.status).toBe(200);
      for (const id of [...promiseIds, ...decisionIds]) expect(visitor.html).toContain(`<li id="${id}"`);
      expect(visitor.html.match(/class="promise promise--kept"/g)?.length).toBe(38);
      expect(visitor.html.match(/class="promise promise--not-in-use"/g)?.length).toBe(1);
      expect(visitor.html).toContain(kept);
      expect(visitor.html).toContain(later);
      expect(visitor.html).toContain(time);
    }
  });

  it('shows within a minute that one is broken, and which', async () => {
    await sql`insert into privacy.erasure (id, at, scope, rule, lead_ids, counts, certified_at)
      values ('00000000-0000-4000-8000-000000000003', now(), 'lead', 'lead.no-quote', '{}', '{}', now())`.execute(
      own.db.owner.db,
    );
    own.clock.advance('PT59S');
    const visitor = new Visitor(own.url);
    await visitor.get('/loften');
    expect(visitor.html).not.toContain('promise--broken');
    own.clock.advance('PT2S');
    await visitor.get('/loften');
    expect(visitor.html).toContain('<li id="P30" class="promise promise--broken"');
    expect(visitor.html).toContain('Ett löfte hålls inte');
    await sql`delete from privacy.erasure`.execute(own.db.owner.db);
  });

  it('says that it does not know when the check fails, and claims nothing', async () => {
    await sql`alter table privacy.rights_case rename to rights_case_away`.execute(own.db.owner.db);
    own.clock.advance('PT2M');
    const visitor = new Visitor(own.url);
    await visitor.get('/loften');
    expect(visitor.status).toBe(503);
    expect(visitor.html).toContain('Löftena gick inte att kontrollera');
    expect(visitor.html).not.toContain('promise--kept');
    expect(visitor.html.match(/promise--unknown/g)?.length).toBe(39);
    await sql`alter table privacy.rights_case_away rename to rights_case`.execute(own.db.owner.db);
    await visitor.get('/loften');
    expect(visitor.status).toBe(200);
  });
});
