import { beforeAll, describe, expect, it } from 'vitest';
import { asSupplier, sql, transact } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from '../../../e2e/support/house.ts';
import { referralFor } from '../referral/index.ts';
import { issueLoginToken, logIn, logInSupplier, logOut, sweepAccess, withinLimit } from './actions.ts';
import { sessionOf } from './queries.ts';

let h: House;
let first: { leadId: string };
beforeAll(async () => {
  h = await house();
  first = await h.ask();
  await h.ask({ company: { organisationNumber: organisationNumber(1) } });
  await h.quote(first.leadId, 'savera');
  await h.quote(first.leadId, 'tallmo-energi');
});

const emailKey = () => h.ctx.vault.keyedHash('email', 'inkop@norrgarden.example');
const use = (token: string) => transact(h.ctx.db, (tx) => logIn(h.ctx, tx, token));

describe('D9: a log-in link', () => {
  it('works once', async () => {
    const token = await issueLoginToken(h.ctx, h.ctx.db, emailKey());
    const session = await use(token);
    expect(await sessionOf(h.ctx, h.ctx.db, session ?? '')).toMatchObject({ kind: 'customer', emailKey: emailKey() });
    expect(await use(token)).toBeUndefined();
  });

  it('works once, also when it is used twice in the same moment', async () => {
    const token = await issueLoginToken(h.ctx, h.ctx.db, emailKey());
    const sessions = await Promise.all([use(token), use(token), use(token)]);
    expect(sessions.filter(Boolean)).toHaveLength(1);
  });

  it('lives ten minutes', async () => {
    const [a, b] = [
      await issueLoginToken(h.ctx, h.ctx.db, emailKey()),
      await issueLoginToken(h.ctx, h.ctx.db, emailKey()),
    ];
    h.clock.advance('PT9M59S');
    expect(await use(a)).toBeDefined();
    h.clock.advance('PT1S');
    expect(await use(b)).toBeUndefined();
  });

  it('is stored hashed, and so is a session', async () => {
    const token = await issueLoginToken(h.ctx, h.ctx.db, emailKey());
    const session = await use(token);
    const { rows } = await sql<{
      hash: string;
    }>`select token_hash as hash from access.login_link union all select token_hash from access.session`.execute(
      h.ctx.db,
    );
    expect(rows.map((r) => r.hash)).not.toContain(token);
    expect(rows.map((r) => r.hash)).not.toContain(session);
  });

  it('goes with its session when their time is up; logging out ends a session at once', async () => {
    const session = (await use(await issueLoginToken(h.ctx, h.ctx.db, emailKey()))) ?? '';
    await logOut(h.ctx.db, session);
    expect(await sessionOf(h.ctx, h.ctx.db, session)).toBeUndefined();
    const other = (await use(await issueLoginToken(h.ctx, h.ctx.db, emailKey()))) ?? '';
    h.clock.advance('PT12H');
    expect(await sessionOf(h.ctx, h.ctx.db, other)).toBeUndefined();
    await sweepAccess(h.ctx, h.ctx.db);
    expect(await h.ctx.db.selectFrom('access.session').select('token_hash').execute()).toEqual([]);
    expect(await h.ctx.db.selectFrom('access.login_link').select('token_hash').execute()).toEqual([]);
  });

  it('a supplier’s session is for one referral and eight hours', async () => {
    const { id } = await h.referral(first.leadId, 'savera');
    const token = await transact(h.ctx.db, (tx) => logInSupplier(h.ctx, tx, 'savera', id));
    expect(await sessionOf(h.ctx, h.ctx.db, token)).toMatchObject({
      kind: 'supplier',
      supplierId: 'savera',
      referralId: id,
    });
    h.clock.advance('PT8H');
    expect(await sessionOf(h.ctx, h.ctx.db, token)).toBeUndefined();
  });
});

describe('a limit', () => {
  it('is counted exactly when many come at once, and starts again with the next window', async () => {
    const uses = await Promise.all(
      Array.from({ length: 8 }, () => withinLimit(h.ctx, h.ctx.db, 'test', 'somebody', 5, 3600)),
    );
    expect(uses.filter(Boolean)).toHaveLength(5);
    expect(await withinLimit(h.ctx, h.ctx.db, 'test', 'somebody else', 5, 3600)).toBe(true);
    h.clock.advance('PT1H');
    expect(await withinLimit(h.ctx, h.ctx.db, 'test', 'somebody', 5, 3600)).toBe(true);
  });
});

describe('a supplier in the database', () => {
  it('sees its own rows and no other’s, in every table it can read', async () => {
    for (const table of ['referral', 'quote'] as const) {
      const seen = await asSupplier(h.ctx.db, 'savera', (tx) =>
        tx.selectFrom(`brokerage.${table}`).select('supplier_id').execute(),
      );
      expect(new Set(seen.map((r) => r.supplier_id))).toEqual(new Set(['savera']));
    }
    const other = await h.referral(first.leadId, 'tallmo-energi');
    expect(await referralFor(h.ctx.db, 'savera', other.id)).toBeUndefined();
    expect(await referralFor(h.ctx.db, 'tallmo-energi', other.id)).toBeDefined();
  });

  it('sees nothing when nobody said which supplier it is', async () => {
    expect(await asSupplier(h.ctx.db, '', (tx) => tx.selectFrom('brokerage.referral').select('id').execute())).toEqual(
      [],
    );
  });

  it('can not read any other table, nor write any', async () => {
    const { rows } = await sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('brokerage', 'access', 'ledger', 'caught', 'jobs')`.execute(
      h.db.owner.db,
    );
    const own = ['brokerage.referral', 'brokerage.quote', 'brokerage.quote_file'];
    expect(rows.length).toBeGreaterThan(15);
    for (const { name } of rows) {
      const read = asSupplier(h.ctx.db, 'savera', (tx) => sql`select 1 from ${sql.raw(name)} limit 1`.execute(tx));
      if (own.includes(name)) await expect(read).resolves.toBeDefined();
      else await expect(read).rejects.toThrow('permission denied');
      await expect(
        asSupplier(h.ctx.db, 'savera', (tx) => sql`delete from ${sql.raw(name)}`.execute(tx)),
      ).rejects.toThrow('permission denied');
    }
  });
});

describe('the app in the database', () => {
  it('is no superuser and can not look past row-level security', async () => {
    const { rows } =
      await sql`select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user`.execute(
        h.ctx.db,
      );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false }]);
  });

  it.each([
    'update ledger.event set type = type',
    'delete from ledger.event',
    'truncate ledger.event',
    'alter table ledger.event owner to app',
    'drop table ledger.event',
  ])('can add to the ledger and never do: %s', async (statement) => {
    expect((await h.ctx.db.selectFrom('ledger.event').select('id').execute()).length).toBeGreaterThan(0);
    await expect(sql.raw(statement).execute(h.ctx.db)).rejects.toThrow(/permission denied|must be (owner|able to)/);
  });
});
