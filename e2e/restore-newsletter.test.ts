import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerSignUp,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  restrictSubscriber,
  subscriberAt,
  suppressionOf,
  withdraw,
} from '#domain/newsletter/index.ts';
import { systemClock } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { type TestDatabase, testDatabase } from '#platform/db/test-db.ts';
import { openErasureFile } from '#platform/erasure-file.ts';
import { cli } from './support/cli.ts';
import { placesOf } from './support/house.ts';
import { testProduct } from './support/product.ts';

const secret = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-readers-'));
const file = join(folder, 'one.backup');
const ledger = join(folder, 'ledger');
const env = { SECRET_KEY: secret.toString('base64'), ERASURE_LEDGER: ledger };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each does one thing after the backup. */
const stays = 'stina@kvarby.example';
const ends = 'axel@slutby.example';
const returns = 'rut@aterby.example';
const pauses = 'pia@vilby.example';
/** Confirms and pauses, and has only signed up before. */
const waits = 'vera@vantby.example';

let restored: TestDatabase;
let vault: Parameters<typeof suppressionOf>[0];
const isSuppressed = async (address: string) =>
  (
    await restored.owner.pool.query('select 1 from privacy.suppression where address_hash = $1', [
      suppressionOf(vault, address),
    ])
  ).rows.length === 1;

beforeAll(async () => {
  const db = await testDatabase();
  let now = () => systemClock.now();
  const list = openErasureFile(ledger, () => now());
  const house = await testProduct({ on: db, start: now().toString(), secret, outside: list });
  now = () => house.clock.now();
  const { ctx } = house.product;
  ({ vault } = ctx);
  const signUp = (email: string) =>
    transact(ctx.db, async (tx) =>
      answerSignUp(ctx, tx, await noteSignUp(ctx, tx, { email, name: `Namn ${email}`, locale: 'sv', channel: 'form' })),
    );
  const idOf = async (email: string) => (await subscriberAt(ctx, ctx.db, email))?.id ?? '';
  const confirm = async (email: string) => {
    const token = await issueConfirmToken(ctx, ctx.db, await idOf(email));
    await transact(ctx.db, (tx) => confirmSignUp(ctx, tx, token));
  };
  const subscribe = async (email: string) => {
    await signUp(email);
    await confirm(email);
  };
  const no = (email: string) => transact(ctx.db, (tx) => withdraw(ctx, tx, email, 'one-click'));
  for (const email of [stays, ends, returns, pauses]) await subscribe(email);
  await no(returns);
  await signUp(waits);
  await house.product.settle();
  expect(await (await cli(db, env))('backup', file)).toMatchObject({ code: 0, err: '' });
  await no(ends);
  await subscribe(returns);
  await confirm(waits);
  for (const email of [pauses, waits]) {
    const id = await idOf(email);
    expect(await transact(ctx.db, (tx) => restrictSubscriber(ctx, tx, id, true))).toBe(true);
  }
  await house.product.settle();
  await house.product.stop();
  await list.close();
  restored = await testDatabase();
  expect(await (await cli(restored, env))('restore', file)).toMatchObject({ code: 0, err: '' });
}, 300_000);

describe('P30, G6: a backup from before a withdrawal', () => {
  it('is restored without the one who has withdrawn since: nothing is left but the fingerprint', async () => {
    expect(await placesOf(restored, ends)).toEqual([]);
    expect(await isSuppressed(ends)).toBe(true);
    expect(await placesOf(restored, stays)).toContain('newsletter.subscriber');
    const { rows } = await restored.owner.pool.query(
      `select c.scan ->> 'found' as found from privacy.erasure e join privacy.certificate c on c.erasure_id = e.id where e.rule = 'backup'`,
    );
    expect(rows).toEqual([{ found: '0' }]);
  });

  it('knows that a block has been lifted since by a fresh double opt-in (D4)', async () => {
    expect(await isSuppressed(returns)).toBe(false);
  });

  it('art. 18: holds still what has been paused since', async () => {
    const { rows } = await restored.owner.pool.query(
      'select restricted_at is not null and erase_at is null as held from newsletter.subscriber where email = $1',
      [pauses],
    );
    expect(rows).toEqual([{ held: true }]);
  });

  it('art. 18: leaves a sign-up that was paused after it had been confirmed its seven days', async () => {
    const { rows } = await restored.owner.pool.query(
      'select state, restricted_at, erase_at is not null as goes from newsletter.subscriber where email = $1',
      [waits],
    );
    expect(rows).toEqual([{ state: 'pending', restricted_at: null, goes: true }]);
  });
});
