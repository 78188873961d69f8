import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { recipients } from '#domain/newsletter/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { byKeys, openDatabase, sql, transact } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { addSubscribers, beginPlain } from './support/campaigns.ts';
import { testProduct } from './support/product.ts';
import { smtpPeer } from './support/smtp-peer.ts';

it('reads whom it sends to by their keys, however many there are, although its plans were made for an empty table', async () => {
  const peer = await smtpPeer();
  atEnd(() => peer.close());
  const db = await testDatabase();

  const house = await testProduct({ on: db, smtpUrl: peer.url, campaigns: { lanes: 3 } });
  const { ctx } = house.product;
  const send = async (n: number) => {
    await sql`delete from newsletter.subscriber`.execute(db.owner.db);
    // Known to be empty, and not only never looked at: that is when all of a table is the quickest to read.
    await sql`vacuum analyze newsletter.recipient, newsletter.subscriber, privacy.suppression, brokerage.taken`.execute(
      db.owner.db,
    );
    const addresses = Array.from({ length: n }, (_, i) => `lasare${i}@brevby${n}.example`);
    await addSubscribers(db.db, ctx.vault, house.clock.now(), addresses);
    await beginPlain(db.db, house.clock.now());
    await house.product.settle();
  };
  // So many that each connection has made the plan that it keeps.
  await send(60);
  await sql`insert into privacy.suppression (address_hash, at) select sha256(i::text::bytea), now() from generate_series(1, 2000) i`.execute(
    db.owner.db,
  );
  await send(1000);
  expect(peer.taken).toHaveLength(1060);
  // What a session has read it tells at its end.
  await house.product.stop();
  const { rows } = await sql<{ name: string; read: number }>`
    select relname as name, seq_tup_read::int as read from pg_stat_user_tables
    where relid in ('newsletter.recipient'::regclass, 'privacy.suppression'::regclass)`.execute(db.owner.db);
  expect(rows).toHaveLength(2);
  for (const { name, read } of rows) expect(read, name).toBeLessThan(2000);
});

it('notes them a portion at a time, each from where the last one ended, although a planner takes what it knows nothing of for rare', async () => {
  const db = await testDatabase();
  const now = systemClock.now();
  const addresses = Array.from({ length: 20_000 }, (_, i) => `lasare${i}@brevby.example`);
  const ids = await addSubscribers(db.db, createVault(randomBytes(32)), now, addresses);
  await sql`vacuum analyze newsletter.subscriber`.execute(db.owner.db);
  const after = [...ids.values()].sort()[5000];
  const sending = openDatabase(db.connection, 'app', 1, byKeys);
  const fetched = await transact(sending.db, async (tx) => {
    expect(await recipients(tx, {}, after, 1000)).toHaveLength(1000);
    const { rows } = await sql<{ n: number }>`
      select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as n from pg_stat_xact_user_tables
      where relid = 'newsletter.subscriber'::regclass`.execute(tx);
    return rows[0]?.n;
  }).finally(sending.close);
  expect(fetched).toBe(1000);
});
