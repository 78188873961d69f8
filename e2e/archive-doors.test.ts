import { beforeAll, describe, expect, it } from 'vitest';
import { emailKeyOf } from '#domain/lead/index.ts';
import { type RawBuilder, sql, type Tx, transact } from '#platform/db/index.ts';
import { archivedPerson, archivedRow, putArchived } from './support/archived.ts';
import { type House, house } from './support/house.ts';
import { plantSession, plantStaff } from './support/staff.ts';

let h: House;
let id: string;
let key: Buffer;
let keeper: string;
beforeAll(async () => {
  h = await house({ start: '2026-06-01T09:00:00Z' });
  id = await putArchived(h);
  key = emailKeyOf(h.ctx.vault, archivedPerson.email);
  keeper = await plantSession(h.ctx, await plantStaff(h.ctx, ['archivist']));
});

/**
 * Every function with more rights than its caller that the app may call, called to give as much as it can. `says`: ids, times, counts
 * or nothing; `tells`: something about a person, against a line in the audit log.
 */
const nil = '00000000-0000-0000-0000-000000000000';
const far = sql`'infinity'::timestamptz`;
const at = sql`'2026-06-01T09:00:00Z'::timestamptz`;
const reference = () => id.slice(0, 8).toUpperCase();
const doors: Readonly<Record<string, { kind: 'says' | 'tells'; call: () => RawBuilder<unknown> }>> = {
  'archive.put(jsonb)': {
    kind: 'says',
    call: () => sql`select archive.put(${JSON.stringify(archivedRow(h))}::jsonb)`,
  },
  'archive.ask(bytea,timestamp with time zone)': { kind: 'says', call: () => sql`select archive.ask(${key}, ${at})` },
  'archive.restrict(bytea,uuid,timestamp with time zone)': {
    kind: 'says',
    call: () => sql`select archive.restrict(${key}, null, ${at})`,
  },
  'archive.rectify(bytea,uuid,jsonb)': {
    kind: 'says',
    call: () => sql`select archive.rectify(${key}, null, '{"phone": "+46701740698"}')`,
  },
  'archive.readdress(bytea,text,bytea)': {
    kind: 'says',
    call: () => sql`select archive.readdress(${key}, 'ny@norrgarden.example', ${key})`,
  },
  'archive.recount(uuid[],timestamp with time zone[])': {
    kind: 'says',
    call: () => sql`select archive.recount(array[${id}]::uuid[], array[${at}])`,
  },
  'archive.known(bytea)': { kind: 'says', call: () => sql`select archive.known(${key})` },
  'archive.listed(bytea)': { kind: 'says', call: () => sql`select * from archive.listed(${key})` },
  'archive.count_of(uuid[])': { kind: 'says', call: () => sql`select archive.count_of(array[${id}]::uuid[])` },
  'archive.clocks()': { kind: 'says', call: () => sql`select * from archive.clocks()` },
  'archive.standing()': { kind: 'says', call: () => sql`select * from archive.standing()` },
  'archive.next_due()': { kind: 'says', call: () => sql`select archive.next_due()` },
  'archive.coming(timestamp with time zone)': { kind: 'says', call: () => sql`select * from archive.coming(${far})` },
  'archive.due(timestamp with time zone,integer)': {
    kind: 'says',
    call: () => sql`select * from archive.due(${far}, 1000)`,
  },
  'archive.look(text[],uuid[],uuid,integer)': {
    kind: 'says',
    call: () => sql`select * from archive.look(${[archivedPerson.email]}::text[], '{}', ${nil}, 1000)`,
  },
  'analytics.make_month(date)': { kind: 'says', call: () => sql`select analytics.make_month('2026-06-01')` },
  'analytics.drop_months(timestamp with time zone)': {
    kind: 'says',
    call: () => sql`select analytics.drop_months(${far})`,
  },
  'archive.restricted()': { kind: 'says', call: () => sql`select archive.restricted()` },
  'archive.read_by(uuid,text,text,timestamp with time zone)': {
    kind: 'tells',
    call: () => sql`select * from archive.read_by(${keeper}, ${reference()}, 'audit', ${at})`,
  },
  'archive.own(bytea,text,text,timestamp with time zone)': {
    kind: 'tells',
    call: () => sql`select * from archive.own(${key}, 'subject-access', 'customer', ${at})`,
  },
  'archive.address(uuid,timestamp with time zone)': {
    kind: 'tells',
    call: () => sql`select * from archive.address(${id}, ${at})`,
  },
  'archive.erase(uuid[],timestamp with time zone)': {
    kind: 'tells',
    call: () => sql`select * from archive.erase(array[${id}]::uuid[], ${far})`,
  },
  'archive.erase_again(uuid[],timestamp with time zone)': {
    kind: 'tells',
    call: () => sql`select * from archive.erase_again(array[${id}]::uuid[], ${at})`,
  },
};

/** Functions that run with the rights of whoever made them, and that the app may call, in every room. */
const granted = async (): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select format('%s.%s(%s)', n.nspname, p.proname, (select string_agg(format_type(t, null), ',' order by i)
      from unnest(p.proargtypes) with ordinality as a (t, i))) as name
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and has_function_privilege('app', p.oid, 'execute') order by 1`.execute(h.db.owner.db);
  return rows.map((row) => row.name);
};

const personal = () => [
  ...Object.values(archivedPerson).map((value) => (typeof value === 'string' ? value : value.note)),
  key.toString('hex'),
];
const written = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (one?.type === 'Buffer' ? Buffer.from(one.data).toString('hex') : one));

/** Calls a door as the app, in a transaction that is taken back. @returns what it told of the person, and the lines it left in the log */
async function through(call: RawBuilder<unknown>, prepare?: (tx: Tx) => Promise<unknown>) {
  let result = { told: [] as string[], lines: 0 };
  const back = new Error('back');
  await transact(h.ctx.db, async (tx) => {
    const lines = async () =>
      Number((await sql<{ n: number }>`select count(*) as n from ledger.audit`.execute(tx)).rows[0]?.n);
    await prepare?.(tx);
    const before = await lines();
    const { rows } = await call.execute(tx);
    result = { told: personal().filter((value) => written(rows).includes(value)), lines: (await lines()) - before };
    throw back;
  }).catch((error) => {
    if (error !== back) throw error;
  });
  return result;
}

describe('P9, D5: the app and the archive', () => {
  it('every function that lends it rights is known here', async () => {
    expect(await granted()).toEqual(Object.keys(doors).sort());
  });

  it('a function that is added is seen', async () => {
    const { db } = h.db.owner;
    await sql`create function brokerage.shortcut() returns setof archive.request language sql security definer as 'select * from archive.request'`.execute(
      db,
    );
    expect((await granted()).filter((name) => !(name in doors))).toEqual(['brokerage.shortcut()']);
    await sql`drop function brokerage.shortcut()`.execute(db);
  });

  it.each(Object.keys(doors).filter((name) => doors[name]?.kind === 'says'))(
    'says nothing about anybody: %s',
    async (name) => {
      expect((await through(doors[name]!.call())).told).toEqual([]);
    },
  );

  it.each([
    ['archive.read_by(uuid,text,text,timestamp with time zone)', undefined],
    ['archive.own(bytea,text,text,timestamp with time zone)', undefined],
    ['archive.address(uuid,timestamp with time zone)', 'log-in mail'],
    ['archive.erase(uuid[],timestamp with time zone)', undefined],
    ['archive.erase_again(uuid[],timestamp with time zone)', 'quarantine'],
  ])('tells about a person against a line in the log: %s', async (name, needs) => {
    const prepare = (tx: Tx) =>
      needs === 'quarantine'
        ? sql`insert into privacy.quarantine (since, reason) values (${at}, 'restore')`.execute(tx)
        : needs === 'log-in mail'
          ? sql`insert into brokerage.delivery (id, kind, channel, audience, subject_id, lane, state, due_at, created_at, leased_until)
              values (gen_random_uuid(), 'customer.login', 'mail', 'customer', ${id}, 'mail', 'sending', ${at}, ${at}, ${at})`.execute(
              tx,
            )
          : Promise.resolve();
    const { told, lines } = await through(doors[name]!.call(), prepare);
    expect(told).toContain(archivedPerson.email);
    expect(lines).toBe(1);
  });

  it('an address is given to nothing but a log-in mail that is being sent; what a backup brought back, only in quarantine', async () => {
    expect((await through(sql`select * from archive.address(${id}, ${at})`)).told).toEqual([]);
    await expect(through(sql`select * from archive.erase_again(array[${id}]::uuid[], ${at})`)).rejects.toMatchObject({
      code: '42501',
    });
    for (const purpose of ['log-in', 'erasure', null])
      await expect(through(sql`select * from archive.own(${key}, ${purpose}, 'x', ${at})`)).rejects.toMatchObject({
        code: '22023',
      });
  });

  it('one request is read only by whose session is an archivist’s, with a reason, and only if it is there', async () => {
    const by = (session: string, why: string | null, which = reference()) =>
      through(sql`select * from archive.read_by(${session}, ${which}, ${why}, ${at})`);
    for (const roles of [['case-worker'], ['administrator', 'privacy-officer', 'marketer'], []] as const) {
      const other = await plantSession(h.ctx, await plantStaff(h.ctx, roles));
      await expect(by(other, 'audit'), roles.join()).rejects.toMatchObject({ code: '42501' });
    }
    await expect(by(nil, 'audit')).rejects.toMatchObject({ code: '42501' });
    await sql`update access.staff_session set factor = null where id = ${keeper}`.execute(h.ctx.db);
    await expect(by(keeper, 'audit')).rejects.toMatchObject({ code: '42501' });
    await sql`update access.staff_session set factor = 'totp', expires_at = ${at} where id = ${keeper}`.execute(
      h.ctx.db,
    );
    await expect(by(keeper, 'audit')).rejects.toMatchObject({ code: '42501' });
    await sql`update access.staff_session set expires_at = '2099-01-01' where id = ${keeper}`.execute(h.ctx.db);
    for (const why of [null, '', 'curiosity']) await expect(by(keeper, why)).rejects.toMatchObject({ code: '22023' });
    expect(await by(keeper, 'audit', 'NOSUCH')).toEqual({ told: [], lines: 0 });
    await sql`select archive.restrict(${key}, null, ${at})`.execute(h.ctx.db);
    await expect(by(keeper, 'audit')).rejects.toMatchObject({ code: '42501' });
    await sql`select archive.restrict(${key}, null, null)`.execute(h.ctx.db);
    expect((await by(keeper, 'audit')).lines).toBe(1);
  });

  it('it has no right on any table there, nor on a view of one, nor another’s role', async () => {
    const { rows } = await sql`
      select c.relname, who from pg_class c, unnest(array['app', 'supplier', 'archivist', 'public']) as who,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as act
      where c.relnamespace = 'archive'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and who <> 'public'
        and case when c.relkind = 'S' then has_sequence_privilege(who, c.oid, 'usage, select, update')
          else has_table_privilege(who, c.oid, act) or act in ('select', 'insert', 'update', 'references') and has_any_column_privilege(who, c.oid, act) end
      union all
      select v.relname, 'app' from pg_class v join pg_rewrite w on w.ev_class = v.oid join pg_depend d on d.objid = w.oid
        join pg_class t on t.oid = d.refobjid where t.relnamespace = 'archive'::regnamespace and has_table_privilege('app', v.oid, 'select')
      union all
      select rolname, 'app' from pg_roles where rolname not in ('app', 'supplier') and pg_has_role('app', oid, 'member')`.execute(
      h.db.owner.db,
    );
    expect(rows).toEqual([]);
  });

  it('nothing is erased before its time, and nothing that is restricted, whoever asks for it', async () => {
    const now = h.clock.now();
    const gone = async (before: unknown) =>
      (await sql`select 1 from archive.erase(array[${id}]::uuid[], ${before})`.execute(h.ctx.db)).rows.length;
    expect(await gone(now)).toBe(0);
    await sql`select archive.restrict(${key}, null, ${now})`.execute(h.ctx.db);
    expect(await gone('2040-01-01T00:00:00Z')).toBe(0);
    await sql`select archive.restrict(${key}, null, null)`.execute(h.ctx.db);
    expect(await gone('2040-01-01T00:00:00Z')).toBe(1);
    id = await putArchived(h);
  });
});
