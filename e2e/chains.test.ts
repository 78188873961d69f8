import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  chains,
  checkChain,
  checkDecisions,
  checkPromises,
  ensurePolicyApplied,
  isWhole,
  noteHeads,
} from '#domain/privacy/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { openHeadsFile } from '#platform/heads-file.ts';
import { addressOf } from './support/cli.ts';
import { type Terminal, terminal } from './support/terminal.ts';

let t: Terminal;
const noted = (): string => readFileSync(join(t.ledger, 'heads.jsonl'), 'utf8');

/** Requests of forty days ago have left counters, and no worker runs the calendar here that ends them (P26). */
const endCounters = () => t.rows('delete from access.rate_limit');

beforeAll(async () => {
  t = await terminal(40);
  await ensurePolicyApplied(t.h.ctx);
  const kept = await t.archived('avtal@norrgarden.example');
  for (let i = 0; i < 2; i += 1) await t.run('archive', 'read', kept.id, '--reason', 'dispute');
  for (const email of ['ett@norrgarden.example', 'tva@norrgarden.example', 'tre@norrgarden.example']) {
    const one = await t.person(email);
    await one.run('subject', 'erase', '--yes');
  }
  await endCounters();
});

/** Counts every hash of a chain again from a row on, as whoever has all rights in the database could. */
const rehash = (table: string) => `
  do $$ declare r record; before bytea; begin
    for r in select id from ${table} order by id loop
      update ${table} t set previous = before where t.id = r.id;
      update ${table} t set hash = ledger.chain_hash(to_jsonb(t), t.previous) where t.id = r.id returning hash into before;
    end loop;
  end $$`;
const middle = (table: string) => `(select id from ${table} order by id offset 1 limit 1)`;
const last = (table: string) => `(select max(id) from ${table})`;
const change = { 'ledger.audit': "actor = 'nobody'", 'privacy.certificate': "rule = 'another'" } as const;
type Chain = keyof typeof change;

const tampering: Readonly<Record<string, (table: Chain) => string>> = {
  'a row in the middle is changed': (table) => `update ${table} set ${change[table]} where id = ${middle(table)}`,
  'a row in the middle is gone': (table) => `delete from ${table} where id = ${middle(table)}`,
  'the newest row is gone': (table) => `delete from ${table} where id = ${last(table)}`,
  'a row is changed, and every hash counted again': (table) =>
    `update ${table} set ${change[table]} where id = ${middle(table)}; ${rehash(table)}`,
  'the newest row is another': (table) =>
    `update ${table} set ${change[table]} where id = ${last(table)}; ${rehash(table)}`,
  'all of it is gone': (table) => `delete from ${table}`,
};

describe('D5, P30: the audit log and the certificates', () => {
  it('are whole, and as they were noted outside the database, where nothing is about anybody', async () => {
    const said = await t.run('verify');
    expect(said).toMatchObject({ code: 0, err: '' });
    for (const chain of ['ledger.audit', 'privacy.certificate'])
      expect(said.out).toMatch(new RegExp(`${chain}: \\d+ rows, the chain is whole, and as it was noted outside`));
    for (const line of noted().split('\n').filter(Boolean)) {
      const { heads } = JSON.parse(line);
      expect(JSON.stringify(heads)).toMatch(
        /^\[{"chain":"privacy.certificate","id":\d+,"hash":"[0-9a-f]*"},{"chain":"ledger.audit","id":\d+,"hash":"[0-9a-f]*"}\]$/,
      );
    }
  });

  const cases = (Object.keys(change) as Chain[]).flatMap((table) =>
    Object.keys(tampering).map((how, i) => ({ table, how, commanded: i < 4 && i !== 1 })),
  );
  it.each(cases)('are found out when in $table $how', async ({ table, how, commanded }) => {
    const { pool } = t.h.db.owner;
    const asleep = (text: string) =>
      pool.query(`alter table ${table} disable trigger user; ${text}; alter table ${table} enable trigger user`);
    await pool.query(`drop table if exists saved; create table saved as table ${table}`);
    await asleep(tampering[how]!(table));
    try {
      const heads = openHeadsFile(t.ledger, () => t.now);
      for (const one of chains)
        expect([one, isWhole(await checkChain({ db: t.h.db.db, heads }, one))]).toEqual([one, one !== table]);
      if (!commanded) return;
      const said = await t.run('verify');
      expect(said.code).toBe(1);
      expect(said.out).toMatch(new RegExp(`${table}: \\d+ rows, the chain is (broken|not as it was noted)`));
      expect(said.out).toContain(`Broken: ${table === 'ledger.audit' ? 'D5' : 'P30'}`);
    } finally {
      await asleep(`delete from ${table}; insert into ${table} select * from saved; drop table saved`);
    }
  });

  it('are noted with each certificate, each sweep, each reading, each backup and each look', async () => {
    const lines = () => noted().split('\n').length;
    const more = async (work: () => Promise<unknown>): Promise<number> => {
      // Something that nobody has noted yet.
      await t.rows("insert into ledger.audit (at, actor, action) values (now(), 'product', 'policy.applied')");
      const before = lines();
      await work();
      return lines() - before;
    };
    const [archived] = await t.rows<{ id: string }>('select id from archive.request');
    expect(await more(() => t.run('sweep'))).toBe(1);
    expect(await more(() => t.run('verify'))).toBe(1);
    expect(await more(() => t.run('backup', join(t.folder, 'a.backup')))).toBe(1);
    expect(await more(() => t.run('archive', 'read', archived!.id, '--reason', 'audit'))).toBe(1);
    const one = await t.person('fyra@norrgarden.example');
    expect(await more(() => one.run('subject', 'erase', '--yes'))).toBeGreaterThanOrEqual(1);
    await endCounters();
  }, 120_000);

  it('what was noted while a row was there outlives what is noted after it is gone', async () => {
    await t.rows("insert into ledger.audit (at, actor, action) values (now(), 'product', 'policy.applied')");
    await t.run('sweep');
    const [row] = await t.rows<{ t: string }>(
      'delete from ledger.audit where id = (select max(id) from ledger.audit) returning to_jsonb(audit)::text as t',
    );
    await t.run('sweep');
    expect(await t.run('verify')).toMatchObject({ code: 1 });
    await t.rows('alter table ledger.audit disable trigger user');
    await t.rows('insert into ledger.audit select * from jsonb_populate_record(null::ledger.audit, $1)', row!.t);
    await t.rows('alter table ledger.audit enable trigger user');
    expect(await t.run('verify')).toMatchObject({ code: 0 });
  });

  it('are shown on «Löften» as they are', async () => {
    const heads = openHeadsFile(t.ledger, () => t.now);
    const ctx = { ...t.h.ctx, heads };
    await noteHeads(ctx);
    const state = async () => {
      const verdicts = [...(await checkPromises(ctx)), ...(await checkDecisions(ctx))];
      return Object.fromEntries(verdicts.filter(({ id }) => id === 'D5' || id === 'P30').map((v) => [v.id, v.state]));
    };
    expect((await state()).D5).toBe('kept');
    const [row] = await t.rows<{ t: string }>(
      'delete from ledger.audit where id = (select max(id) from ledger.audit) returning to_jsonb(audit)::text as t',
    );
    expect((await state()).D5).toBe('broken');
    await t.rows('alter table ledger.audit disable trigger user');
    await t.rows('insert into ledger.audit select * from jsonb_populate_record(null::ledger.audit, $1)', row!.t);
    await t.rows('alter table ledger.audit enable trigger user');
  });

  it('G6: of a restored backup are judged from the backup on, in a new database and beside one that goes on', async () => {
    const backup = join(t.folder, 'b.backup');
    expect(await t.run('backup', backup)).toMatchObject({ code: 0 });
    await t.rows("insert into ledger.audit (at, actor, action) values (now(), 'product', 'policy.applied')");
    await t.run('sweep');
    const copy = await testDatabase();
    const there = t.run.with({ env: { DATABASE_URL: addressOf(copy) } });
    expect(await there('restore', backup)).toMatchObject({ code: 0 });
    const said = await there('verify');
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toMatch(/ledger\.audit: \d+ rows, the chain is whole, and as it was noted outside/);
    expect(await t.run('verify')).toMatchObject({ code: 0 });
    await copy.owner.pool.query('delete from ledger.audit where id = (select max(id) from ledger.audit)');
    expect(await there('verify')).toMatchObject({ code: 1 });
    expect(await t.run('verify')).toMatchObject({ code: 0 });
    expect(existsSync(join(t.ledger, 'heads.jsonl'))).toBe(true);
  }, 120_000);
});
