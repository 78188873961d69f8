import { randomUUID } from 'node:crypto';
import { type ServiceId, serviceIds } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { hashToken, randomToken } from '#platform/crypto.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelAbout, enqueue } from '../delivery/index.ts';
import { audit, record } from '../ledger/index.ts';
import { type SignUp, subscriberClock, subscriberKeyOf, suppressionOf, useKeyOf } from './newsletter.ts';
import { proofOf, rowOf, type Said, saidOf } from './proof.ts';
import { holdAddress, liftSuppression } from './withdrawal.ts';

const signUpPlace = (id: string): string => `sign-up.${id}`;

type AskedFor = SignUp & { readonly said?: Said };

/**
 * Notes that somebody has asked for the newsletter. A job looks up whether the address is known, so that whoever asked gets the same
 * answer in the same time either way. @returns the id for the job: nothing in it is about anybody
 */
export async function noteSignUp(ctx: Context, tx: Tx, wanted: SignUp): Promise<string> {
  const id = randomUUID();
  // The words as they are when somebody says yes: the job that answers may be run by a later release, which has others (P15).
  const asked: AskedFor = { ...wanted, said: saidOf(ctx, wanted) };
  await tx
    .insertInto('newsletter.sign_up')
    .values({
      id,
      email_key: subscriberKeyOf(ctx.vault, wanted.email),
      sealed: ctx.vault.seal(JSON.stringify(asked), signUpPlace(id)),
      requested_at: ctx.clock.now(),
    })
    .execute();
  return id;
}

/** Answers a sign-up: mails the link that confirms it, or to somebody who subscribes already where to choose and to end it. */
export async function answerSignUp(ctx: Context, tx: Tx, requestId: string): Promise<void> {
  const waiting = await tx
    .selectFrom('newsletter.sign_up')
    .select('email_key')
    .where('id', '=', requestId)
    .executeTakeFirst();
  if (!waiting) return;
  await holdAddress(tx, waiting.email_key);
  const asked = await tx
    .deleteFrom('newsletter.sign_up')
    .where('id', '=', requestId)
    .returning(['sealed', 'requested_at as at'])
    .executeTakeFirst();
  if (!asked) return;
  const { said, ...wanted } = JSON.parse(ctx.vault.unseal(asked.sealed, signUpPlace(requestId))) as AskedFor;
  await register(ctx, tx, wanted, asked.at, null, said);
}

/** What staff are told when they write down that somebody has asked. */
export type Added = 'added' | 'known' | 'suppressed';

/**
 * Writes down that somebody has asked staff for the newsletter, and mails the link by which the person confirms it. An address that has
 * said no is not written to on our word: only the person can lift that, on the site (D4).
 */
export async function addSubscriber(ctx: Context, tx: Tx, wanted: SignUp, staffId: string): Promise<Added> {
  await holdAddress(tx, subscriberKeyOf(ctx.vault, wanted.email));
  if (await isSuppressed(ctx, tx, wanted.email)) return 'suppressed';
  const found = await register(ctx, tx, wanted, ctx.clock.now(), staffId);
  if (found.known) return 'known';
  const actor = ctx.actor ?? 'product';
  await audit(tx, ctx.clock.now(), actor, 'subscriber.added', found.id, { channel: wanted.channel });
  return 'added';
}

/** Whether an address has said no, and may not be written to (D4). */
export async function isSuppressed(ctx: Pick<Context, 'vault'>, db: Db, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('privacy.suppression')
    .select('at')
    .where('address_hash', '=', suppressionOf(ctx.vault, address))
    .executeTakeFirst();
  return row !== undefined;
}

async function register(
  ctx: Context,
  tx: Tx,
  wanted: SignUp,
  at: Temporal.Instant,
  staffId: string | null,
  said = saidOf(ctx, wanted),
): Promise<{ readonly id: string; readonly known: boolean }> {
  const key = subscriberKeyOf(ctx.vault, wanted.email);
  const there = await tx
    .selectFrom('newsletter.subscriber')
    .select(['id', 'state'])
    .where('email_key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  if (there?.state === 'confirmed') {
    // Staff are told that it is known; somebody who asked on the site gets a mail, whoever it was that asked.
    if (!staffId) await enqueue(ctx, tx, [{ kind: 'subscriber.known', leadId: null, subjectId: there.id }]);
    return { id: there.id, known: true };
  }
  // Whoever asks again begins again: by the words of now, with a new link, and seven days from now.
  if (there) {
    await cancelAbout(ctx, tx, there.id, 'replaced');
    await tx.deleteFrom('newsletter.consent').where('subscriber_id', '=', there.id).execute();
    await tx.deleteFrom('newsletter.link').where('subscriber_id', '=', there.id).execute();
  }
  const id = there?.id ?? randomUUID();
  const row = rowOf(ctx, wanted, at);
  if (there) await tx.updateTable('newsletter.subscriber').set(row).where('id', '=', id).execute();
  else
    await tx
      .insertInto('newsletter.subscriber')
      .values({ id, email_key: key, ...row })
      .execute();
  await tx
    .insertInto('newsletter.consent')
    .values({ id: randomUUID(), subscriber_id: id, ...proofOf(wanted, at, said), recorded_by: staffId })
    .execute();
  await record(ctx, tx, 'newsletter.requested', {}, { channel: wanted.channel });
  await enqueue(ctx, tx, [{ kind: 'subscriber.confirm', leadId: null, subjectId: id }]);
  return { id, known: false };
}

/** Makes the secret of a link that confirms; only its hash is stored, and it lasts as long as the sign-up does. */
export async function issueConfirmToken(ctx: Context, db: Db, subscriberId: string): Promise<string> {
  const now = ctx.clock.now();
  const secret = randomToken();
  const expires = addPeriod(now, retention['subscriber.unconfirmed'].period);
  await db
    .insertInto('newsletter.link')
    .values({ token_hash: hashToken(secret), subscriber_id: subscriberId, created_at: now, expires_at: expires })
    .execute();
  return ctx.vault.sign({ kind: 'newsletter', id: secret, expires });
}

/** Whose sign-up a link would confirm, and the words it is a yes to; undefined when it is forged, used or too old. */
export async function confirmable(ctx: Context, db: Db, token: string) {
  const secret = ctx.vault.open('newsletter', token, ctx.clock.now());
  if (!secret) return undefined;
  return db
    .selectFrom('newsletter.link as l')
    .innerJoin('newsletter.subscriber as s', 's.id', 'l.subscriber_id')
    .innerJoin('newsletter.consent as c', 'c.subscriber_id', 's.id')
    .select(['s.id', 's.email', 'c.text', 'c.locale'])
    .where('l.token_hash', '=', hashToken(secret))
    .where('l.expires_at', '>', ctx.clock.now())
    .where('s.state', '=', 'pending')
    .executeTakeFirst();
}

/**
 * The mailed link has been used: the person subscribes from now on, and a no of theirs from before is lifted (D4). The link is used up, and
 * so is every other of the same sign-up. @returns undefined for a link that is forged, used or too old
 */
export async function confirmSignUp(
  ctx: Context,
  tx: Tx,
  token: string,
): Promise<{ readonly id: string; readonly locale: Locale } | undefined> {
  const found = await confirmable(ctx, tx, token);
  if (!found) return undefined;
  const now = ctx.clock.now();
  await holdAddress(tx, subscriberKeyOf(ctx.vault, found.email));
  const row = await tx
    .selectFrom('newsletter.subscriber')
    .select(['id', 'email', 'locale', 'state', 'channel', 'requested_at as requestedAt', 'used_at as usedAt'])
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirst();
  // Whoever was first has used the links up, or has ended it.
  if (!row || !(await confirmable(ctx, tx, token))) return undefined;
  const { at } = subscriberClock({ ...row, state: 'confirmed', restrictedAt: null });
  await tx
    .updateTable('newsletter.subscriber')
    .set({ state: 'confirmed', confirmed_at: now, restricted_at: null, erase_at: at })
    .where('id', '=', row.id)
    .execute();
  await tx.updateTable('newsletter.consent').set({ confirmed_at: now }).where('subscriber_id', '=', row.id).execute();
  await tx.deleteFrom('newsletter.link').where('subscriber_id', '=', row.id).execute();
  await cancelAbout(ctx, tx, row.id, 'confirmed');
  await liftSuppression(ctx, tx, row.email);
  await enqueue(ctx, tx, [{ kind: 'subscriber.welcome', leadId: null, subjectId: row.id, once: '' }]);
  await record(ctx, tx, 'consent.given', {}, { channel: row.channel });
  return { id: row.id, locale: row.locale as Locale };
}

/** What a subscriber chooses for itself. Absent: as it was. */
export interface Preferences {
  readonly name?: string | null;
  readonly locale?: Locale;
  /** Services to read about; none is all of them. */
  readonly interests?: readonly ServiceId[];
}

/** Changes what a subscriber has chosen. @returns false when there is no such subscriber any more */
export async function changePreferences(tx: Tx, subscriberId: string, to: Preferences): Promise<boolean> {
  const { name, locale, interests } = to;
  const row = await tx
    .updateTable('newsletter.subscriber')
    .set({
      ...(name === undefined ? {} : { name: name?.trim() || null }),
      ...(locale === undefined ? {} : { locale }),
      ...(interests === undefined ? {} : { interests: serviceIds.filter((id) => interests.includes(id)) }),
      // Nothing may have been chosen, and an update must set something.
      state: 'confirmed',
    })
    .where('id', '=', subscriberId)
    .where('state', '=', 'confirmed')
    .executeTakeFirst();
  return row.numUpdatedRows > 0n;
}

/** Art. 18: a subscription that is kept and not used, or used again. Its clock stands still meanwhile. @returns false when nothing was changed */
export async function restrictSubscriber(ctx: Context, tx: Tx, subscriberId: string, on: boolean): Promise<boolean> {
  const row = await tx
    .selectFrom('newsletter.subscriber')
    .select(['email', 'state', 'requested_at as requestedAt', 'used_at as usedAt', 'restricted_at as restrictedAt'])
    .where('id', '=', subscriberId)
    .forUpdate()
    .executeTakeFirst();
  // What nobody has confirmed is used for nothing, and soon gone.
  if (row?.state !== 'confirmed' || (row.restrictedAt !== null) === on) return false;
  const hashed = suppressionOf(ctx.vault, row.email).toString('hex');
  await ctx.outside?.wished({ kind: 'subscriber-restricted', hash: hashed, on });
  await setRestriction(tx, { ...row, id: subscriberId }, on ? ctx.clock.now() : null);
  if (on) await cancelAbout(ctx, tx, subscriberId, 'restricted');
  return true;
}

/** Writes a restriction and the clock that follows from it. */
export async function setRestriction(
  tx: Tx,
  row: {
    readonly id: string;
    readonly state: string;
    readonly requestedAt: Temporal.Instant;
    readonly usedAt: Temporal.Instant;
  },
  restrictedAt: Temporal.Instant | null,
): Promise<void> {
  const { at } = subscriberClock({ ...row, restrictedAt });
  await tx
    .updateTable('newsletter.subscriber')
    .set({ restricted_at: restrictedAt, erase_at: at })
    .where('id', '=', row.id)
    .execute();
}

/**
 * Somebody has used the service: a request of theirs has come, or has ended (P18). Who subscribes by that address has 24 months from now.
 * Nothing is kept of who used it: the fingerprint is made, looked up, and dropped.
 */
export async function noteUse(ctx: Context, tx: Tx, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const now = ctx.clock.now();
  const keys = addresses.map((address) => useKeyOf(ctx.vault, address));
  const inactive = addPeriod(now, retention['subscriber.inactive'].period);
  await sql`
    update newsletter.subscriber s set used_at = ${now},
      erase_at = case when s.state = 'confirmed' and s.restricted_at is null then ${inactive}::timestamptz else s.erase_at end
    from (select id from newsletter.subscriber where use_key = any(${keys}::bytea[]) and used_at < ${now} order by id for update) as theirs
    where s.id = theirs.id`.execute(tx);
}
