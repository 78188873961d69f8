import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockholmDate, systemClock } from '#platform/clock.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { cli } from './support/cli.ts';
import { organisationNumber } from './support/house.ts';
import { ask, chooseFirst, logIn, openAsSupplier, openRequest, quoteAs, tellOfQuotes } from './support/journey.ts';
import { testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const secret = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-rights-'));
const ledger = join(folder, 'ledger');
const file = join(folder, 'one.backup');
const env = { SECRET_KEY: secret.toString('base64'), ERASURE_LEDGER: ledger };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each does one thing after the backup, and nothing else. */
const people = {
  restricts: { email: 'rakel@restadal.example', contactName: 'Rakel Restadal' },
  lifts: { email: 'lisa@lyftinge.example', contactName: 'Lisa Lyftinge' },
  objects: { email: 'olof@ovillig.example', contactName: 'Olof Ovillig' },
  hides: { email: 'hilma@hemliga.example', contactName: 'Hilma Hemliga' },
  ends: { email: 'egon@enslov.example', contactName: 'Egon Enslöv' },
  corrects: { email: 'kerstin@korrekt.example', contactName: 'Kerstin Korrekt' },
  archived: { email: 'arvid@arkivsta.example', contactName: 'Arvid Arkivsta' },
} as const;
type Who = keyof typeof people;

let first: TestDatabase;
let restored: TestDatabase;
let said: string;
const corrected: string[] = [];

const one = async <T>(who: Who, columns: string): Promise<T | undefined> =>
  (await restored.owner.pool.query(`select ${columns} from brokerage.lead where email = $1`, [people[who].email]))
    .rows[0] as T | undefined;

beforeAll(async () => {
  const db = await testDatabase();
  first = db;
  // The list and the product go by one clock, as they do when it is the machine's.
  let now = () => systemClock.now();
  const list = openErasureFile(ledger, () => now());
  const house = await testProduct({ on: db, start: now().toString(), secret, outside: list });
  now = () => house.clock.now();
  for (const [i, who] of Object.values(people).entries())
    await ask(
      new Visitor(house.url),
      () => house.clock.advance('PT5S'),
      { ...who, companyName: `Bolag ${i} AB`, organisationNumber: organisationNumber(i + 1) },
      ['savera'],
    );
  await house.product.settle();
  const day = (days: number) => stockholmDate(now()).add({ days }).toString();
  await quoteAs(await openAsSupplier(house, 'savera'), { validUntil: day(30), startDate: day(60) });
  await tellOfQuotes(house);
  const signing = await logIn(house, people.archived.email);
  const signed = await openRequest(signing);
  await chooseFirst(signing, signed);
  await signing.get(signed);
  const [, outcome = ''] = /name="outcome"[^>]*value="([0-9a-f-]{36})"/.exec(signing.html) ?? [];
  await signing.post(`${signed}/utfall`, { outcome }, false);
  await house.product.settle();
  const lifting = await logIn(house, people.lifts.email);
  await lifting.post(`${await openRequest(lifting)}/begransning`, { restriction: 'on' }, false);
  const backup = await (await cli(db, env))('backup', file);
  expect(backup).toMatchObject({ code: 0, err: '' });
  await lifting.post(`${await openRequest(await lifting.get('/min-sida'))}/begransning`, { restriction: 'off' }, false);
  const restricting = await logIn(house, people.restricts.email);
  await restricting.post(`${await openRequest(restricting)}/begransning`, { restriction: 'on' }, false);
  const objecting = await logIn(house, people.objects.email);
  await objecting.post('/min-sida/invandning', { objection: 'brokerage' }, false);
  const hiding = await logIn(house, people.hides.email);
  await hiding.post('/min-sida/invandning', { objection: 'security' }, false);
  const ending = await logIn(house, people.ends.email);
  await ending.post(`${await openRequest(ending)}/utfall`, { outcome: 'none' }, false);
  const correcting = await logIn(house, people.corrects.email);
  const own = await openRequest(correcting);
  await correcting.get(`${own}/rattelse`);
  await correcting.post(`${own}/rattelse`, { contactName: 'Kerstin Korrigerad' });
  const archived = signed.replace('/forfragan/', '/arkiv/');
  const keeper = await logIn(house, people.archived.email);
  await keeper.get(`${archived}/rattelse`);
  await keeper.post(`${archived}/rattelse`, { contactName: 'Arvid Arkivman' });
  corrected.push(...[own, signed].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  await house.product.settle();
  const before = await db.owner.pool.query(
    `select restricted_at is not null as restricted, email from brokerage.lead where email = any($1)`,
    [[people.restricts.email, people.lifts.email]],
  );
  expect(Object.fromEntries(before.rows.map((row) => [row.email, row.restricted]))).toEqual({
    [people.restricts.email]: true,
    [people.lifts.email]: false,
  });
  await house.product.stop();
  await list.close();
  restored = await testDatabase();
  const answer = await (await cli(restored, env))('restore', file);
  expect(answer).toMatchObject({ code: 0, err: '' });
  said = answer.out;
}, 240_000);

describe('P28, P8: what people have asked for since the backup is so in the restored database, too', () => {
  it('what they have restricted is restricted, and what they have lifted is not', async () => {
    expect(await one('restricts', 'restricted_at is not null as yes')).toEqual({ yes: true });
    expect(await one('lifts', 'restricted_at is not null as yes')).toEqual({ yes: false });
  });

  it('an address that has objected is gone, and may not be written to', async () => {
    expect(await one('objects', 'id')).toBeUndefined();
    const { rows } = await restored.owner.pool.query('select count(*)::int as n from privacy.suppression');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('an IP address that was objected to is not back, and the others are', async () => {
    expect(await one('hides', 'ip is null as gone')).toEqual({ gone: true });
    expect(await one('corrects', 'ip is null as gone')).toEqual({ gone: false });
  });

  it('a request that was ended is ended', async () => {
    expect(await one('ends', 'state')).toEqual({ state: 'closed' });
    expect(await one('corrects', 'state')).toEqual({ state: 'open' });
  });

  it('what was corrected is named for the operator, in the brokerage and in the archive, since no list says to what', () => {
    expect(said).toContain(`to be corrected again: ask about ${corrected.join(', ')}.`);
    expect(said).toContain('Did again what people had asked for since');
  });

  it('«Löften» of the first database tells that a drill was made, and when', async () => {
    const verified = await (await cli(first, env))('verify', '--json');
    const { promises } = JSON.parse(verified.out) as {
      promises: { id: string; checks: { name: string; value: unknown }[] }[];
    };
    const last = promises.find(({ id }) => id === 'P30')?.checks.find(({ name }) => name === 'last restore');
    expect(String(last?.value)).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('the list holds ids and keyed hashes, and nothing of anybody', () => {
    const text = readdirSync(ledger)
      .map((name) => readFileSync(join(ledger, name), 'utf8'))
      .join('');
    for (const { email, contactName } of Object.values(people))
      for (const word of [email, contactName, ...contactName.split(' ')]) expect(text).not.toContain(word);
  });
});
