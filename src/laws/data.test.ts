import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commonQuestions, quoteFieldsOf, services } from '#catalog/index.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { commonQuestions as commonCategories, fieldUse, formFields } from '#policy/fields.ts';
import { personalColumns, personalTables, tables } from '#policy/personal-data.ts';
import { retention } from '#policy/retention.ts';

interface ForeignKey {
  readonly child: string;
  readonly parent: string;
  readonly cascades: boolean;
}

let columns: readonly string[] = [];
let keys: readonly ForeignKey[] = [];

beforeAll(async () => {
  const { owner } = await testDatabase();
  // The queue's tables are its library's own: what we put in them is looked at while a journey runs (law 7).
  const found = await sql<{ name: string }>`
    select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns
    where table_schema not like 'pg\\_%' and table_schema not in ('information_schema', 'jobs', 'public')`.execute(
    owner.db,
  );
  columns = found.rows.map((row) => row.name);
  const links = await sql<ForeignKey>`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent, confdeltype = 'c' as cascades
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
