import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { atEnd } from '#platform/at-end.ts';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { sql } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { addSubscribers, beginPlain } from './support/campaigns.ts';
import { freePort } from './support/product.ts';
import { productProcess } from './support/product-process.ts';
import { type Manners, smtpPeer } from './support/smtp-peer.ts';

vi.setConfig({ testTimeout: 120_000 });
const lanes = 3;
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

it.each<[string, Manners, number]>([
  ['holds a mail and says nothing', { data: () => new Promise(() => {}) }, lanes],
  ['takes calls and says nothing', { greet: () => '' }, 0],
])(
  'the process ends when it is told to while a mail server %s, and the next one goes on',
  async (_, manners, spent) => {
    const db = await testDatabase();
    const secret = randomBytes(32);
    const addresses = Array.from({ length: 40 }, (_, i) => `lasare${i}@brevby.example`);
    await addSubscribers(db.db, createVault(secret), systemClock.now(), addresses);
    let reached = 0;
    const counted =
      <T>(how: (() => T) | undefined) =>
      () => {
        if (how) reached += 1;
        return how?.();
      };
    const peer = await smtpPeer({
      greet: counted(manners.greet),
      data: counted(manners.data as (() => Promise<undefined>) | undefined),
    });
    atEnd(() => peer.close());
    const campaign = await beginPlain(db.db, systemClock.now());
    const port = await freePort();
    const begin = () =>
      productProcess(db, port, {
        ...{ SMTP_URL: peer.url, SECRET_KEY: secret.toString('base64'), BASE_URL: `http://localhost:${port}` },
        ...{ NEWSLETTER_RATE: '99999', NEWSLETTER_DOMAIN_RATE: '99999', NEWSLETTER_CONNECTIONS: String(lanes) },
      });
    const hung = await begin();
    while (reached < lanes) await soon();
    // Not cut off by whoever keeps it: that is another code.
    expect((await hung.stop()).code).toBe(0);
    const { rows } = await sql`select holder from newsletter.sender`.execute(db.db);
    expect(rows).toEqual([{ holder: null }]);
    const put = await db.db.selectFrom('newsletter.recipient').select('attempts').where('attempts', '>', 0).execute();
    // What nobody can know of counts as an attempt and is made again later; what never began costs nobody one.
    expect(put).toHaveLength(spent);

    peer.manners = {};
    await sql`update newsletter.recipient set due_at = now()`.execute(db.owner.db);
    const next = await begin();
    const state = async () =>
      (await db.db.selectFrom('newsletter.campaign').select('state').where('id', '=', campaign).executeTakeFirst())
        ?.state;
    while ((await state()) !== 'sent') await soon();
    expect((await next.stop()).code).toBe(0);
    expect(peer.taken.map(({ to }) => to).sort()).toEqual([...addresses].sort());
  },
);
