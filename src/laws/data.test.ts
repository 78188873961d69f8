import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commonQuestions, quoteFieldsOf, services } from '#catalog/index.ts';
import { sql } from '#platform/db/index.ts';
import { migrations } from '#platform/db/migrate.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { commonQuestions as commonCategories, fieldUse, formFields } from '#policy/fields.ts';
import { personalColumns, personalTables, tables } from '#policy/personal-data.ts';
import { retention } from '#policy/retention.ts';

interface ForeignKey {
  readonly child: string;
  readonly parent: string;
  readonly cascades: boolean;
  /** Whether an index begins with it. */
  readonly indexed: boolean;
}

let columns: readonly string[] = [];
let keys: readonly ForeignKey[] = [];

beforeAll(async () => {
  const { owner } = await testDatabase();
  // The queue's tables are its library's own: what we put in them is looked at while a journey runs (law 7).
  const found = await sql<{ name: string }>`
    select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns
    where table_name !~ '^event_(rest|\\d{4}_\\d\\d)$' and table_schema not like 'pg\\_%' and table_schema not in ('information_schema', 'jobs', 'public')`.execute(
    owner.db,
  );
  columns = found.rows.map((row) => row.name);
  const links = await sql<ForeignKey>`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent, confdeltype = 'c' as cascades,
      exists (select from pg_index i where i.indrelid = conrelid and i.indkey[0] = conkey[1]) as indexed
    from pg_constraint where contype = 'f'`.execute(owner.db);
  keys = links.rows;
});

const declared = Object.entries(tables).flatMap(([table, { columns: own }]) =>
  Object.keys(own).map((column) => `${table}.${column}`),
);
const without = (all: readonly string[], some: readonly string[]): string[] =>
  all.filter((one) => !some.includes(one)).sort();

describe('law 3: every column is declared as personal or not (P2)', () => {
  it('the database has no column that policy/personal-data.ts lacks', () => {
    expect(columns.length).toBeGreaterThan(100);
    expect(without(columns, declared)).toEqual([]);
  });

  it('and the policy declares none that the database lacks', () => {
    expect(without(declared, columns)).toEqual([]);
  });

  it('would find an undeclared column', () => {
    expect(without([...columns, 'brokerage.lead.shoe_size'], declared)).toEqual(['brokerage.lead.shoe_size']);
  });
});

describe('P30: the planner’s statistics hold nobody’s values', () => {
  const personal = personalTables.flatMap((name) => personalColumns(name).map(({ column }) => `${name}.${column}`));

  it('none are gathered of a personal column, nor of what an index counts from one; none are left from before', async () => {
    const { owner } = await testDatabase();
    // The parts of a table hold what it holds, those that are made later as well.
    await sql`select analytics.make_month('2026-03-01')`.execute(owner.db);
    await sql`analyze`.execute(owner.db);
    const { rows: all } = await sql<{ name: string; gathered: boolean; there: boolean }>`
      select format('%s.%s.%s', n.nspname, c.relname, a.attname) as name, coalesce(a.attstattarget, -1) <> 0 as gathered,
        exists (select from pg_statistic s where s.starelid = c.oid and s.staattnum = a.attnum) as there
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relkind in ('r', 'p')
      union all
      select format('%s.%s.%s', n.nspname, t.relname, a.attname), coalesce(x.attstattarget, -1) <> 0,
        exists (select from pg_statistic s where s.starelid = i.indexrelid)
      from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
      join pg_depend d on d.objid = i.indexrelid and d.refobjid = t.oid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
      join pg_attribute x on x.attrelid = i.indexrelid where i.indexprs is not null`.execute(owner.db);
    const rows = all.map((row) => ({
      ...row,
      name: row.name.replace(/^analytics\.event_(rest|\d{4}_\d\d)\./, 'analytics.event.'),
    }));
    expect(all.filter(({ name }) => name.startsWith('analytics.event_2026_03.')).length).toBeGreaterThan(10);
    const found = rows.filter(({ name }) => personal.includes(name));
    expect(new Set(found.map(({ name }) => name)).size).toBe(personal.length);
    expect(found.filter(({ gathered, there }) => gathered || there)).toEqual([]);
    expect(rows.filter(({ gathered }) => gathered).length).toBeGreaterThan(100);
  });

  it('what had been gathered before is taken away by the migration', async () => {
    const { owner } = await testDatabase();
    const kept = async () =>
      (
        await sql`select most_common_vals from pg_stats where tablename = 'rate_limit' and attname = 'key'`.execute(
          owner.db,
        )
      ).rows.length;
    await sql`alter table access.rate_limit alter column key set statistics 100`.execute(owner.db);
    await sql`insert into access.rate_limit select '\\x01', now() + i * interval '1 hour', 1 from generate_series(1, 9) i`.execute(
      owner.db,
    );
    await sql`analyze access.rate_limit`.execute(owner.db);
    expect(await kept()).toBe(1);
    const { text } = migrations.find(({ name }) => name.endsWith('_statistics.sql'))!;
    await owner.pool.query(/^do \$\$[\s\S]*?^end \$\$;/m.exec(text)![0]);
    expect(await kept()).toBe(0);
  });
});

describe('law 3: every question and quote field is declared', () => {
  it('the company and contact questions by name, in both directions', () => {
    expect(commonQuestions.map((question) => question.id).sort()).toEqual(Object.keys(commonCategories).sort());
    for (const { id } of commonQuestions) expect(fieldUse(id, 'common-question'), id).toBeTruthy();
  });

  it('and no question or quote field goes by a name that is declared as something else', () => {
    for (const service of services) {
      const questions = service.questions.map((question) => question.id);
      const taken = [...Object.keys(formFields), ...Object.keys(commonCategories)];
      expect(
        questions.filter((id) => taken.includes(id)),
        service.id,
      ).toEqual([]);
      const fields = quoteFieldsOf(service).map((field) => field.id);
      expect(
        fields.filter((id) => Object.keys(formFields).includes(id)),
        service.id,
      ).toEqual([]);
    }
  });
});

/** Deleting a row of `parent` deletes those of `table`, directly or by way of others. */
const goesWith = (table: string, parent: string, links = keys): boolean =>
  links.some(
    (key) =>
      key.child === table &&
      key.cascades &&
      (key.parent === parent ||
        goesWith(
          key.parent,
          parent,
          links.filter((k) => k.child !== table),
        )),
  );

/**
 * Law 4 as far as it can be kept today: every personal row has a clock, and the rows about a request go with the request.
 * That a personal.ts finds, exports, rectifies and erases them is checked from the first personal.ts on.
 */
describe('law 4: every personal row has a clock', () => {
  it('each table with personal columns names retention rules, and they exist', () => {
    expect(personalTables.length).toBeGreaterThan(8);
    for (const name of personalTables) {
      const { clocks } = tables[name]!;
      expect(clocks.length, name).toBeGreaterThan(0);
      for (const clock of clocks) expect(Object.keys(retention), name).toContain(clock);
    }
  });

  it('a table without personal columns has none: nobody would know what the clock is for', () => {
    const plain = Object.keys(tables).filter((name) => !personalTables.includes(name));
    expect(plain.filter((name) => tables[name]!.clocks.length > 0)).toEqual([]);
  });

  it('what is kept as long as the request is deleted with it by the database itself', () => {
    const ofLead = personalTables.filter(
      (name) =>
        name !== 'brokerage.lead' &&
        tables[name]!.clocks.some((clock) => clock.startsWith('lead.') || clock === 'delivery'),
    );
    expect(ofLead).toContain('brokerage.quote_file');
    expect(ofLead.filter((name) => !goesWith(name, 'brokerage.lead'))).toEqual([]);
    expect(
      goesWith(
        'brokerage.quote_file',
        'brokerage.lead',
        keys.filter((key) => key.child !== 'brokerage.quote'),
      ),
    ).toBe(false);
  });

  it('what points at a row that goes is found by an index: an erasure costs the same however many requests there are', () => {
    // A supplier that has had a request stays, nobody has an account of the kind that is never made, and the queue is its library's own.
    const looked = keys.filter(
      ({ child, parent }) =>
        parent !== 'brokerage.supplier' && child !== 'access.staff_account' && !child.startsWith('jobs.'),
    );
    expect(looked.length).toBeGreaterThan(20);
    expect(looked.filter(({ indexed }) => !indexed)).toEqual([]);
  });

  it('nothing that points at a request or a referral survives it', () => {
    const staying = keys.filter(
      (key) => ['brokerage.lead', 'brokerage.referral', 'brokerage.quote'].includes(key.parent) && !key.cascades,
    );
    expect(staying).toEqual([]);
  });

  const coverage = readdirSync('src/domain', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('personal.ts'),
  );
  it.skipIf(coverage.length === 0)('each table with personal columns is handled by a personal.ts', () => {
    const text = coverage.map((file) => readFileSync(`src/domain/${file}`, 'utf8')).join('\n');
    expect(personalTables.filter((name) => personalColumns(name).length > 0 && !text.includes(name))).toEqual([]);
  });
});
