import { beforeAll, describe, expect, it, vi } from 'vitest';
import { suppliers } from '#domain/supplier/index.ts';
import { sql } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { type Cli, cli } from './support/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let db: TestDatabase;
let run: Cli;
const supplier = async (id: string) => (await suppliers(db.db)).find((s) => s.id === id);

beforeAll(async () => {
  db = await testDatabase();
  run = await cli(db);
  await run('user', 'list');
});

describe('allkontrakt supplier', () => {
  it('P3: sets what the console sets, by the same rules, and leaves the same line in the log', async () => {
    const said = await run(
      ...['supplier', 'set', 'fortnox', '--email', 'offert@fortnox.example', '--phone', '0470-12 34 56', '--cap', '4'],
      ...[
        '--days',
        '12345',
        '--hours',
        '8:00-17:00',
        '--pauses',
        '2031-07-06..2031-07-31,2031-12-24',
        '--locale',
        'en',
      ],
    );
    expect(said).toMatchObject({ code: 0, out: 'Changed fortnox.\n' });
    expect(await supplier('fortnox')).toMatchObject({
      ...{ email: 'offert@fortnox.example', phone: '+46470123456', dailyCap: 4, locale: 'en' },
      ...{ openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' },
      pauses: [
        { from: '2031-07-06', to: '2031-07-31' },
        { from: '2031-12-24', to: '2031-12-24' },
      ],
    });
    await run('supplier', 'set', 'fortnox', '--hours', '', '--pauses', '', '--cap', '', '--services', '');
    expect(await supplier('fortnox')).toMatchObject({
      ...{ openDays: [1, 2, 3, 4, 5], opensAt: null, pauses: [], dailyCap: null, services: [] },
    });
    const { rows } = await sql<{ actor: string; action: string; n: number }>`
      select actor, action, count(*) as n from ledger.audit where detail ->> 'supplier' = 'fortnox' group by 1, 2 order by 2`.execute(
      db.db,
    );
    expect(rows).toEqual([
      { actor: 'terminal', action: 'supplier.changed', n: 2 },
      { actor: 'terminal', action: 'supplier.pause-added', n: 2 },
      { actor: 'terminal', action: 'supplier.pause-removed', n: 2 },
    ]);
  });

  it.each([
    [['--email', 'inte en adress'], 'supplierEmail'],
    [['--hours', '17-8'], 'opensAt'],
    [['--webhook', 'http://savera.example/'], 'https://'],
  ])('refuses %j and changes nothing', async (options, why) => {
    const before = await supplier('savera');
    const said = await run('supplier', 'set', 'savera', ...options);
    expect(said.code).toBe(1);
    expect(said.err).toContain(why);
    expect(await supplier('savera')).toEqual(before);
  });

  it('adds one, changes its secret, and removes it; a named one stays', async () => {
    const added = await run('supplier', 'add', 'Åby Kraft', '--services', 'electricity', '--email', 'hej@aby.example');
    expect(added.out).toBe('Added aby-kraft.\n');
    expect(await supplier('aby-kraft')).toMatchObject({ name: 'Åby Kraft', services: ['electricity'], active: true });
    expect((await run('supplier', 'add', 'åby kraft')).code).toBe(1);
    expect((await run('supplier', 'rotate', 'aby-kraft')).code).toBe(1);
    const set = await run('supplier', 'set', 'aby-kraft', '--webhook', 'https://aby.example/hook');
    const rotated = await run('supplier', 'rotate', 'aby-kraft');
    const secretOf = ({ out }: { out: string }) => /whsec_\S+/.exec(out)?.[0];
    expect(secretOf(rotated)).toMatch(/^whsec_/);
    expect(secretOf(rotated)).not.toBe(secretOf(set));
    expect((await run('supplier', 'remove', 'savera')).code).toBe(1);
    expect((await run('supplier', 'remove', 'aby-kraft')).out).toBe('Removed aby-kraft.\n');
    expect(await supplier('aby-kraft')).toBeUndefined();
  });
});
