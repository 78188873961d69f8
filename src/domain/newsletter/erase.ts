import { sinceAtTheLatest } from '#platform/clock.ts';
import { sql, type Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { eraseAbout } from '../delivery/index.ts';
import { type NotedErasure, noteErasure, recordAll } from '../ledger/index.ts';
import { addCounts, type Counts } from '../personal.ts';
import { subscriberClock, subscriberKeyOf, suppressionOf, useKeyOf } from './newsletter.ts';
import { tally } from './tally.ts';

export interface Erasable {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
}

export const erasable = ['id', 'email', 'name'] as const;

/**
 * Deletes subscribers that the caller has locked: what is known of them, the proof of consent, their links, and every mail, waiting or
 * sent. What must be found nowhere afterwards lies sealed in the erasure's row until the scan has proved it.
 */
export async function eraseSubscribers(
  ctx: Context,
  tx: Tx,
  subscribers: readonly Erasable[],
  rule: string,
): Promise<NotedErasure> {
  const ids = subscribers.map(({ id }) => id);
  let counts: Counts = await eraseAbout(tx, ids);
  for (const { email } of subscribers) counts = addCounts(counts, await eraseTraces(ctx, tx, email));
  counts = addCounts(counts, { 'newsletter.recipient': await spare(ctx, tx, ids) });
  counts = addCounts(counts, { 'caught.mail': await eraseCaught(tx, subscribers) });
  for (const table of ['newsletter.link', 'newsletter.consent'] as const) {
    const gone = await tx.deleteFrom(table).where('subscriber_id', 'in', ids).executeTakeFirst();
    counts = addCounts(counts, { [table]: Number(gone.numDeletedRows) });
  }
  const rows = await tx.deleteFrom('newsletter.subscriber').where('id', 'in', ids).executeTakeFirst();
  counts = addCounts(counts, { 'newsletter.subscriber': Number(rows.numDeletedRows) });
  return noteErasure(ctx, tx, {
    scope: 'subscriber',
    rule,
    ids,
    counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)),
    sought: subscribers.flatMap(({ email, name }) => [
      ['email', email] as const,
      ...(name ? [['identity', name] as const] : []),
      ...[subscriberKeyOf, useKeyOf].map((keyOf) => ['address-key', keyOf(ctx.vault, email).toString('hex')] as const),
    ]),
  });
}

/** Campaigns under way no longer go to them. One that is leaving in this very moment may be counted as sent, too. @returns how many rows went */
async function spare(ctx: Context, tx: Tx, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ campaign: string; gone: number }>`
    with gone as (delete from newsletter.recipient where subscriber_id = any(${[...ids]}::uuid[]) returning campaign_id)
    select campaign_id as campaign, count(*) as gone from gone group by campaign_id order by campaign_id`.execute(tx);
  for (const { campaign, gone } of rows) await tally(tx, ctx.clock.now(), campaign, 'spared', gone);
  return rows.reduce((sum, { gone }) => sum + gone, 0);
}

/** Copies of campaigns that have been caught where there is no mail server: no delivery tells of them, and only they name a list. */
async function eraseCaught(tx: Tx, subscribers: readonly Erasable[]): Promise<number> {
  const addresses = subscribers.map(({ email }) => email);
  const { numAffectedRows } = await sql`
    delete from caught.mail where recipient = any(${addresses}) and headers ? 'List-Id'`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** What hangs on an address before it is a subscriber's: sign-ups that nobody has answered yet, and their counters. */
export async function eraseTraces(ctx: Context, tx: Tx, address: string): Promise<Counts> {
  const key = subscriberKeyOf(ctx.vault, address);
  const asked = await tx.deleteFrom('newsletter.sign_up').where('email_key', '=', key).executeTakeFirst();
  const counter = ctx.vault.keyedHash('limit.newsletter.email', key.toString('hex'));
  const counters = await tx.deleteFrom('access.rate_limit').where('key', '=', counter).executeTakeFirst();
  return {
    'newsletter.sign_up': Number(asked.numDeletedRows),
    'access.rate_limit': Number(counters.numDeletedRows),
  };
}

/**
 * Erases subscribers whose time has come by their facts as they are now, under lock (P14, P18). A stored time that is too early is
 * counted again. @returns one erasure for each rule, and how many stored times were wrong
 */
export async function eraseDueSubscribers(
  ctx: Context,
  tx: Tx,
  batch: number,
): Promise<{ gone: NotedErasure[]; recounted: number }> {
  const now = ctx.clock.now();
  const rows = await tx
    .selectFrom('newsletter.subscriber')
    .select([...erasable, 'state', 'requested_at as requestedAt', 'used_at as usedAt', 'restricted_at as restrictedAt'])
    .where('erase_at', '<=', now)
    // Somebody who has just signed up anew is answered first, and begins anew.
    .where(({ not, exists, selectFrom, ref }) =>
      not(
        exists(
          selectFrom('newsletter.sign_up as s')
            .select('s.id')
            .whereRef('s.email_key', '=', ref('newsletter.subscriber.email_key')),
        ),
      ),
    )
    .orderBy('erase_at')
    .limit(batch)
    .forUpdate()
    .skipLocked()
    .execute();
  const due: (Erasable & { readonly rule: string })[] = [];
  let recounted = 0;
  for (const row of rows) {
    const { rule, at } = subscriberClock(row);
    if (at && Temporal.Instant.compare(at, now) <= 0) due.push({ ...row, rule });
    else {
      await tx.updateTable('newsletter.subscriber').set({ erase_at: at }).where('id', '=', row.id).execute();
      recounted += 1;
    }
  }
  const gone: NotedErasure[] = [];
  for (const [rule, group] of Map.groupBy(due, (one) => one.rule)) {
    gone.push(await eraseSubscribers(ctx, tx, group, rule));
    await recordAll(
      ctx,
      tx,
      'subscriber.erased',
      group.map(() => ({})),
      { rule },
    );
  }
  recounted += await forgetSignUps(ctx, tx);
  return { gone, recounted };
}

/** Sign-ups that no job has answered: as short-lived as those that nobody confirms. */
async function forgetSignUps(ctx: Context, tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: string; requestedAt: Temporal.Instant }>`
    select id, requested_at as "requestedAt" from newsletter.sign_up where requested_at <= ${sinceAtTheLatest(ctx.clock.now(), retention['subscriber.unconfirmed'].period)}`.execute(
    tx,
  );
  const over = rows.filter(({ requestedAt }) => {
    const { at } = subscriberClock({ state: 'pending', requestedAt, usedAt: requestedAt, restrictedAt: null });
    return at && Temporal.Instant.compare(at, ctx.clock.now()) <= 0;
  });
  if (over.length === 0) return 0;
  const ids = over.map(({ id }) => id);
  const gone = await tx.deleteFrom('newsletter.sign_up').where('id', 'in', ids).executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** The first stored time of a subscriber's end; null when there is none. */
export const nextSubscriberDue = sql<Temporal.Instant | null>`(select min(erase_at) from newsletter.subscriber where erase_at is not null)`;

export const remember = (tx: Tx, hashes: readonly Buffer[], at: Temporal.Instant) =>
  sql`insert into privacy.suppression (address_hash, at) select h, ${at} from unnest(${[...hashes]}::bytea[]) as h
    on conflict do nothing`.execute(tx);

/**
 * The same in a restored database, by fingerprints alone: whose they are is found by making those of everybody who is there.
 * @returns how many fingerprints and subscribers that changed, and the erasures to be proved
 */
export async function suppressAgain(
  ctx: Context,
  tx: Tx,
  hashes: readonly Buffer[],
  at: Temporal.Instant,
): Promise<{ readonly changed: number; readonly gone: NotedErasure[] }> {
  const { numAffectedRows } = await remember(tx, hashes, at);
  const held = await byFingerprint(ctx, tx, hashes);
  const gone = held.length > 0 ? [await eraseSubscribers(ctx, tx, held, 'backup')] : [];
  return { changed: Number(numAffectedRows ?? 0n) + held.length, gone };
}

/** Subscribers whose address has one of these fingerprints, locked. For a restore: it makes one for everybody. */
export async function byFingerprint(ctx: Context, tx: Tx, hashes: readonly Buffer[]) {
  const wanted = new Set(hashes.map((hash) => hash.toString('hex')));
  const all = await tx
    .selectFrom('newsletter.subscriber')
    .select([...erasable, 'state', 'requested_at as requestedAt', 'used_at as usedAt'])
    .forUpdate()
    .execute();
  return all.filter(({ email }) => wanted.has(suppressionOf(ctx.vault, email).toString('hex')));
}
