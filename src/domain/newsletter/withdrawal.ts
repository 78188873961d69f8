import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { type NotedErasure, record } from '../ledger/index.ts';
import { type Erasable, erasable, eraseSubscribers, eraseTraces, remember } from './erase.ts';
import { openEndToken, subscriberKeyOf, suppressionOf, type WithdrawalChannel } from './newsletter.ts';
import { tally } from './tally.ts';

/** One at a time for each address: whoever asks twice at once is one person. */
export const holdAddress = (tx: Tx, key: Buffer) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`newsletter.${key.toString('hex')}`}, 0))`.execute(tx);

/**
 * Somebody says no (P17): in this transaction the person's data is erased, mail that waits is dropped, and the address is remembered as a
 * fingerprint alone (D4). An address that never subscribed is remembered as well: it has said no. Again is harmless.
 * @returns false when it was so already
 */
export async function withdraw(ctx: Context, tx: Tx, address: string, channel: WithdrawalChannel): Promise<boolean> {
  await holdAddress(tx, subscriberKeyOf(ctx.vault, address));
  const known = await tx
    .selectFrom('privacy.suppression')
    .select('address_hash')
    .where('address_hash', '=', suppressionOf(ctx.vault, address))
    .executeTakeFirst();
  const gone = await suppress(ctx, tx, [address]);
  if (gone.length > 0) await record(ctx, tx, 'consent.withdrawn', {}, { channel });
  return gone.length > 0 || !known;
}

/** The same for whoever's link was used. A link of a subscription that is gone has nothing left to end. */
export async function withdrawByLink(
  ctx: Context,
  tx: Tx,
  token: string,
  channel: WithdrawalChannel,
): Promise<'ended' | 'gone' | 'forged'> {
  const opened = openEndToken(ctx, token);
  if (!opened) return 'forged';
  return (await withdrawById(ctx, tx, opened.id, channel, opened.mailing)) ? 'ended' : 'gone';
}

/** The same by a subscriber's number. @param mailing in which the link stood, counted and never kept with anybody (P19) */
export async function withdrawById(
  ctx: Context,
  tx: Tx,
  subscriberId: string,
  channel: WithdrawalChannel,
  mailing?: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('newsletter.subscriber')
    .select('email')
    .where('id', '=', subscriberId)
    .executeTakeFirst();
  if (!row) return false;
  await holdAddress(tx, subscriberKeyOf(ctx.vault, row.email));
  const gone = await suppress(ctx, tx, [row.email]);
  if (gone.length === 0) return false;
  await record(ctx, tx, 'consent.withdrawn', {}, { channel, ...(mailing ? { mailing } : {}) });
  if (mailing) await tally(tx, ctx.clock.now(), mailing, channel === 'bounce' ? 'bounced' : 'withdrawn');
  return true;
}

/**
 * Ends the subscription of somebody who has it, because everything of theirs is to be erased; whoever has none is not remembered.
 * @returns whether there was one
 */
export async function endSubscription(
  ctx: Context,
  tx: Tx,
  address: string,
  channel: WithdrawalChannel,
): Promise<boolean> {
  const key = subscriberKeyOf(ctx.vault, address);
  await holdAddress(tx, key);
  const held = await tx
    .selectFrom('newsletter.subscriber')
    .select('id')
    .where('email_key', '=', key)
    .executeTakeFirst();
  return held ? withdrawById(ctx, tx, held.id, channel) : false;
}

/**
 * Remembers addresses as fingerprints and nothing more (D4): a subscriber of theirs is erased in the same transaction. On the list
 * outside the database before that, so that a restored backup obeys (P30, G6); and under their locks, so that the list has it in the order
 * in which it happens.
 */
export async function suppress(
  ctx: Context,
  tx: Tx,
  addresses: readonly string[],
  rule = 'subscriber.withdrawn',
): Promise<NotedErasure[]> {
  if (addresses.length === 0) return [];
  const hashes = addresses.map((address) => suppressionOf(ctx.vault, address));
  const held: Erasable[] = [];
  for (const address of addresses) {
    await eraseTraces(ctx, tx, address);
    const row = await tx
      .selectFrom('newsletter.subscriber')
      .select(erasable)
      .where('email_key', '=', subscriberKeyOf(ctx.vault, address))
      .forUpdate()
      .executeTakeFirst();
    if (row) held.push(row);
  }
  await ctx.outside?.wished({ kind: 'suppressed', hashes: hashes.map((hash) => hash.toString('hex')) });
  await remember(tx, hashes, ctx.clock.now());
  return held.length > 0 ? [await eraseSubscribers(ctx, tx, held, rule)] : [];
}

/** A fresh double opt-in lifts it, and nothing else does (D4). */
export async function liftSuppression(ctx: Context, tx: Tx, address: string): Promise<void> {
  const hash = suppressionOf(ctx.vault, address);
  const gone = await tx.deleteFrom('privacy.suppression').where('address_hash', '=', hash).executeTakeFirst();
  if (gone.numDeletedRows > 0n) await ctx.outside?.wished({ kind: 'lifted', hashes: [hash.toString('hex')] });
}
