import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import { hashToken, randomToken } from '#platform/crypto.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import { archivedIdOf } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';

/**
 * Notes that somebody has asked for a log-in link. Whether the address is known is looked up by a job, so that whoever
 * asked gets the same answer in the same time either way.
 * @returns the id for the job: its payload holds no fingerprint of the address
 */
export async function noteLoginRequest(ctx: Context, tx: Tx, emailKey: Buffer): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('access.login_request')
    .values({ id, email_key: emailKey, created_at: ctx.clock.now() })
    .execute();
  return id;
}

/** Answers a request for a log-in link: books the mail for an address that has a request, and does nothing for any other. */
export async function sendLoginLink(ctx: Context, tx: Tx, requestId: string): Promise<void> {
  const asked = await tx
    .deleteFrom('access.login_request')
    .where('id', '=', requestId)
    .returning('email_key')
    .executeTakeFirst();
  if (!asked) return;
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select('id')
    .where('email_key', '=', asked.email_key)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (lead) return enqueue(ctx, tx, [{ kind: 'customer.login', leadId: lead.id }]);
  const archived = await archivedIdOf(tx, asked.email_key);
  if (archived) await enqueue(ctx, tx, [{ kind: 'customer.login', leadId: null, subjectId: archived }]);
}

/** Makes a log-in link's secret, valid from now for ten minutes and once (D9); only its hash is stored. */
export async function issueLoginToken(ctx: Context, db: Db, emailKey: Buffer): Promise<string> {
  const now = ctx.clock.now();
  const token = randomToken();
  await db
    .insertInto('access.login_link')
    .values({
      token_hash: hashToken(token),
      email_key: emailKey,
      created_at: now,
      expires_at: addPeriod(now, retention['login-link'].period),
    })
    .execute();
  return token;
}

/** Uses a log-in link up and starts a session. @returns the session's secret, or undefined for a link that is used, old or unknown */
export async function logIn(ctx: Context, tx: Tx, token: string): Promise<string | undefined> {
  const now = ctx.clock.now();
  const link = await tx
    .updateTable('access.login_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('email_key')
    .executeTakeFirst();
  if (!link) return undefined;
  return startSession(ctx, tx, { kind: 'customer', email_key: link.email_key }, retention['customer-session'].period);
}

/** Starts a supplier's session for one referral; the link that led here was checked by the caller. */
export function logInSupplier(ctx: Context, tx: Tx, supplierId: string, referralId: string): Promise<string> {
  return startSession(
    ctx,
    tx,
    { kind: 'supplier', supplier_id: supplierId, referral_id: referralId },
    retention['supplier-session'].period,
  );
}

type Who = { kind: 'customer'; email_key: Buffer } | { kind: 'supplier'; supplier_id: string; referral_id: string };

async function startSession(ctx: Context, tx: Tx, who: Who, period: string): Promise<string> {
  const now = ctx.clock.now();
  const token = randomToken();
  await tx
    .insertInto('access.session')
    .values({ ...who, token_hash: hashToken(token), created_at: now, expires_at: addPeriod(now, period) })
    .execute();
  return token;
}

/** Ends a session at once. */
export async function logOut(db: Db, token: string): Promise<void> {
  await db.deleteFrom('access.session').where('token_hash', '=', hashToken(token)).execute();
}

/** Deletes links, requests for links, sessions and counters that have had their time. @returns how many rows went */
export async function sweepAccess(ctx: Context, db: Db): Promise<number> {
  const now = ctx.clock.now();
  const links = await db.deleteFrom('access.login_link').where('expires_at', '<=', now).executeTakeFirst();
  const requests = await db
    .deleteFrom('access.login_request')
    .where('created_at', '<=', addPeriod(now, `-${retention['login-link'].period}`))
    .executeTakeFirst();
  const sessions = await db.deleteFrom('access.session').where('expires_at', '<=', now).executeTakeFirst();
  const limits = await db
    .deleteFrom('access.rate_limit')
    .where('window_start', '<=', addPeriod(now, `-${retention['rate-limit'].period}`))
    .executeTakeFirst();
  return Number(links.numDeletedRows + requests.numDeletedRows + sessions.numDeletedRows + limits.numDeletedRows);
}

/**
 * Counts one more use of something by somebody and tells whether it is still within its limit.
 * @param who an address or a keyed hash; stored hashed with the key
 */
export async function withinLimit(
  ctx: Context,
  db: Db,
  what: string,
  who: string,
  limit: number,
  windowSeconds: number,
): Promise<boolean> {
  const start = Math.floor(ctx.clock.now().epochMilliseconds / 1000 / windowSeconds) * windowSeconds;
  const { rows } = await sql<{ hits: number }>`
    insert into access.rate_limit as l (key, window_start, hits)
    values (${ctx.vault.keyedHash(`limit.${what}`, who)}, ${Temporal.Instant.fromEpochMilliseconds(start * 1000)}, 1)
    on conflict (key, window_start) do update set hits = l.hits + 1 returning hits`.execute(db);
  return (rows[0]?.hits ?? limit + 1) <= limit;
}
