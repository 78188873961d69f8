import { hash, randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import type { Context } from '#domain/context.ts';
import { endToken, withdrawById } from '#domain/newsletter/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { systemClock } from '#platform/clock.ts';
import { createVault } from '#platform/crypto.ts';
import { sql, transact } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { addSubscribers, beginPlain } from './support/campaigns.ts';
import { freePort } from './support/product.ts';
import { type ProductProcess, productProcess } from './support/product-process.ts';
import { smtpPeer, type Taken } from './support/smtp-peer.ts';

/**
 * A campaign whose sender is killed again and again, to a mail server that refuses, dawdles and hangs up, while people withdraw. Small here;
 * `npm run test:campaign` sends to 20,000 and kills thirty times.
 */
const people = Number(process.env.RECIPIENTS ?? 1500);
const kills = Number(process.env.KILLS ?? 3);
vi.setConfig({ testTimeout: 3_600_000 });

/** What the server does with an address is the address's own: always the same share of them, and the same in every run. */
const lot = (address: string): number => hash('sha256', address, 'buffer').readUInt16BE(0) % 1000;
const kinds = [
  [10, 'no-such'],
  [20, 'unwanted'],
  [50, 'busy-once'],
  [65, 'later-once'],
  [73, 'drop-once'],
  [81, 'take-drop-once'],
  [120, 'slow'],
] as const;
const known = new Map<string, (typeof kinds)[number][1] | undefined>();
function kindOf(address: string) {
  if (!known.has(address)) known.set(address, kinds.find(([below]) => lot(address) < below)?.[1]);
  return known.get(address);
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

it('misses nobody, repeats no more than it can’t know, and sends nothing after a withdrawal (P17, G2)', async () => {
  const db = await testDatabase();
  const secret = randomBytes(32);
  const vault = createVault(secret);
  const ctx = {
    db: db.db,
    clock: systemClock,
    vault,
    react: async () => {},
    wake: async () => {},
  } as unknown as Context;
  const addresses = Array.from({ length: people }, (_, i) => `lasare${i}@brevby${i % 40}.example`);
  const ids = await addSubscribers(db.db, vault, systemClock.now(), addresses);
  const tries = new Map<string, number>();
  const first = (to: string, kind: string) => {
    const n = (tries.get(`${kind} ${to}`) ?? 0) + 1;
    tries.set(`${kind} ${to}`, n);
    return n === 1;
  };
  const peer = await smtpPeer(
    {
      rcpt: (to) => {
        const kind = kindOf(to);
        if (kind === 'no-such') return '550 5.1.1 no such user';
        if (kind === 'unwanted') return '550 5.7.1 not wanted';
        return kind === 'busy-once' && first(to, kind) ? '450 4.2.1 busy' : undefined;
      },
      data: async ({ to }) => {
        const kind = kindOf(to);
        if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, lot(to)));
        if (kind === 'later-once' && first(to, kind)) return '451 4.3.0 later';
        if (kind === 'drop-once' && first(to, kind)) return 'drop';
        return kind === 'take-drop-once' && first(to, kind) ? 'take-drop' : undefined;
      },
    },
    false,
  );
  atEnd(() => peer.close());
  const got = new Map<string, Taken[]>();
  peer.onTaken = (mail) => got.set(mail.to, [...(got.get(mail.to) ?? []), mail]);

  const campaign = await beginPlain(db.db, systemClock.now());
  const port = await freePort();
  const begin = () =>
    productProcess(db, port, {
      ...{ SMTP_URL: peer.url, SECRET_KEY: secret.toString('base64'), BASE_URL: `http://localhost:${port}` },
      ...{ NEWSLETTER_RATE: '99999', NEWSLETTER_DOMAIN_RATE: '99999' },
    });
  /** Fifteen seconds later nobody waits for a process that is dead; and minutes later for what is tried again, and for the server. */
  const passTime = (also = false) =>
    sql`with free as (update newsletter.sender set held_until = null, waits_until = null)
      update newsletter.recipient set due_at = now() where due_at > now() and ${also}`.execute(db.owner.db);

  const withdrawn = new Map<string, { readonly at: number; readonly how: 'click' | 'dead' }>();
  const waiting = () => addresses.filter((one) => !got.has(one) && !withdrawn.has(one) && kindOf(one) !== 'no-such');
  const some = (n: number) => {
    const left = waiting();
    return Array.from(
      { length: Math.min(n, left.length) },
      (_, i) => left[Math.floor(((i + 0.5) * left.length) / n)] ?? '',
    );
  };
  const click = async (product: ProductProcess, address: string) => {
    const token = endToken(vault, ids.get(address) ?? '', campaign);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const answer = await fetch(`${product.url}/nyhetsbrev/ett-klick/${token}`, { method: 'POST', body }).catch(
      () => undefined,
    );
    if (answer?.ok) withdrawn.set(address, { at: performance.now(), how: 'click' });
  };

  // Some are refused, some withdraw, some are put off: the rest are enough for every round.
  const each = Math.floor((people * 0.8) / (kills + 1));
  for (let i = 0; i < kills; i += 1) {
    const product = await begin();
    const until = peer.taken.length + each;
    const clicks = some(4).map((address) => click(product, address));
    while (peer.taken.length < until) await soon();
    await product.kill();
    await Promise.all(clicks);
    for (const address of some(3)) {
      await transact(db.db, (tx) => withdrawById(ctx, tx, ids.get(address) ?? '', 'staff'));
      withdrawn.set(address, { at: performance.now(), how: 'dead' });
    }
    await passTime();
  }
  const product = await begin();
  const state = async () =>
    (await db.db.selectFrom('newsletter.campaign').select('state').where('id', '=', campaign).executeTakeFirst())
      ?.state;
  for (let last = -1; (await state()) !== 'sent'; last = peer.taken.length) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (peer.taken.length === last) await passTime(true);
  }
  await product.kill();

  const never = (one: string) => kindOf(one) === 'no-such' || kindOf(one) === 'unwanted';
  const missed = addresses.filter((one) => !got.has(one) && !withdrawn.has(one) && !never(one));
  const repeated = [...got].filter(([, mails]) => mails.length > 1);
  const repeats = repeated.reduce((sum, [, mails]) => sum + mails.length - 1, 0);
  const unsure = Map.groupBy(peer.unsure, (one) => one);
  const unexplained = repeated
    .filter(([to, mails]) => mails.length - 1 > (unsure.get(to)?.length ?? 0))
    .map(([to]) => to);
  const after = [...withdrawn].filter(([to, { at }]) => got.get(to)?.some((mail) => mail.after > at)).map(([to]) => to);
  const { rows } = await sql<{ kind: string; n: number }>`
    select kind, sum(n)::int as n from newsletter.tally where campaign_id = ${campaign} group by kind order by kind`.execute(
    db.db,
  );
  const tally = Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
  process.stderr.write(
    `campaign: ${people} recipients, ${kills} × kill -9: ${got.size} got it, ${missed.length} missed; ${repeats} repeated of ${peer.unsure.length} that nobody can know of; ${withdrawn.size} withdrew, ${after.length} were sent to after that; counted ${JSON.stringify(tally)}\n`,
  );
  expect({ missed, unexplained, after }).toEqual({ missed: [], unexplained: [], after: [] });
  expect(repeats).toBeLessThanOrEqual(peer.unsure.length);
  expect(addresses.filter((one) => never(one) && got.has(one))).toEqual([]);
  expect([...withdrawn.values()].some(({ how }) => how === 'click')).toBe(true);
  // The server took each at least as often as it is counted, and what is counted as ended are all whom it was to go to.
  const ended =
    (tally.sent ?? 0) + (tally.refused ?? 0) + (tally.bounced ?? 0) + (tally.spared ?? 0) + (tally.failed ?? 0);
  const { planned } = await db.db
    .selectFrom('newsletter.campaign')
    .select('planned')
    .where('id', '=', campaign)
    .executeTakeFirstOrThrow();
  expect(ended).toBeGreaterThanOrEqual(planned);
  // Whoever withdraws before they have been noted is counted nowhere.
  expect(people - planned).toBeLessThanOrEqual(withdrawn.size);
  expect(await db.db.selectFrom('newsletter.recipient').select('attempts').execute()).toEqual([]);
});
