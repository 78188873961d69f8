// Long because everything that lets somebody in, or out, stands together.
import { randomInt, randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import { hashToken, randomToken } from '#platform/crypto.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { waysIn } from './queries.ts';
import { type Factor, recoveryCodes, rolesFrom, type StaffRole } from './staff.ts';

export interface StaffDetails {
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly roles: readonly StaffRole[];
}

/** Thrown when an address belongs to somebody already. */
export class AddressTaken extends Error {
  override name = 'AddressTaken';
}

const normal = (email: string) => email.trim().toLowerCase();
const actorOf = (ctx: Context) => ctx.actor ?? 'product';

/** Makes an account. The invitation is mailed unless the caller hands the link over itself. @throws AddressTaken */
export async function inviteStaff(ctx: Context, tx: Tx, who: StaffDetails, mail = true): Promise<string> {
  const id = randomUUID();
  const now = ctx.clock.now();
  const made = await tx
    .insertInto('access.staff')
    .values({
      id,
      name: who.name.trim(),
      email: normal(who.email),
      email_verified: true,
      locale: who.locale,
      roles: [...rolesFrom(who.roles)],
      created_at: now,
      updated_at: now,
    })
    .onConflict((oc) => oc.column('email').doNothing())
    .executeTakeFirst();
  if (Number(made.numInsertedOrUpdatedRows ?? 0n) === 0) throw new AddressTaken('the address belongs to somebody');
  await audit(tx, now, actorOf(ctx), 'staff.invited', id, { roles: rolesFrom(who.roles).join(' ') });
  if (mail) await enqueue(ctx, tx, [{ kind: 'staff.link', leadId: null, subjectId: id }]);
  return id;
}

/** Sends the invitation once more, or the link to log in. */
export async function sendStaffLinkTo(ctx: Context, tx: Tx, staffId: string): Promise<void> {
  await enqueue(ctx, tx, [{ kind: 'staff.link', leadId: null, subjectId: staffId }]);
  await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.link-sent', staffId);
}

/** Nobody may take the console from itself: the lock makes two who try it at once wait for each other. */
async function administratorsBeside(tx: Tx, staffId: string): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from access.staff where 'administrator' = any(roles) order by id for update`.execute(tx);
  return rows.filter((row) => row.id !== staffId).length;
}

/** Thrown when somebody would give itself roles. `alone`: no other administrator could, so that it may when it means to. */
export class OwnRoles extends NotAllowed {
  readonly gained: readonly StaffRole[];
  readonly alone: boolean;
  constructor(gained: readonly StaffRole[], alone: boolean) {
    super('staff', 'give itself a role');
    this.gained = gained;
    this.alone = alone;
  }
}

/**
 * Changes name, language or roles. Nobody gives itself a role that another administrator could give.
 * @param meant whoever gives itself roles as the only administrator has been asked, and means it
 * @throws OwnRoles; NotAllowed when it would leave the console without an administrator
 */
export async function changeStaff(
  ctx: Context,
  tx: Tx,
  staffId: string,
  change: Pick<StaffDetails, 'name' | 'locale' | 'roles'>,
  meant = false,
): Promise<void> {
  const roles = rolesFrom(change.roles);
  const alone = (await administratorsBeside(tx, staffId)) === 0;
  if (!roles.includes('administrator') && alone) throw new NotAllowed('staff', 'lose the last administrator');
  const before = await tx.selectFrom('access.staff').select('roles').where('id', '=', staffId).executeTakeFirst();
  const own = ctx.actor === `staff:${staffId}` ? roles.filter((role) => !before?.roles.includes(role)) : [];
  if (own.length > 0 && !(alone && meant)) throw new OwnRoles(own, alone);
  const changed = await tx
    .updateTable('access.staff')
    .set({ name: change.name.trim(), locale: change.locale, roles: [...roles], updated_at: ctx.clock.now() })
    .where('id', '=', staffId)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new NotAllowed('staff', 'change');
  await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.changed', staffId, { roles: roles.join(' ') });
  if (own.length > 0)
    await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.own-roles', staffId, { roles: own.join(' ') });
}

/** Removes somebody, with sessions, keys, codes and links, at once. @throws NotAllowed for the last administrator */
export async function removeStaff(ctx: Context, tx: Tx, staffId: string): Promise<void> {
  if ((await administratorsBeside(tx, staffId)) === 0) throw new NotAllowed('staff', 'lose the last administrator');
  const gone = await tx.deleteFrom('access.staff').where('id', '=', staffId).executeTakeFirst();
  if (gone.numDeletedRows === 0n) throw new NotAllowed('staff', 'remove');
  await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.removed', staffId);
}

/** Notes that somebody asks for a link to log in; a job looks the address up, so that the answer is the same for all. */
export async function noteStaffRequest(ctx: Context, tx: Tx, email: string): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('access.login_request')
    .values({ id, email_key: emailKeyOf(ctx.vault, email), staff: true, created_at: ctx.clock.now() })
    .execute();
  return id;
}

/** Answers a request for a link: books the mail for one of ours, and does nothing for anybody else. */
export async function answerStaffRequest(ctx: Context, tx: Tx, requestId: string): Promise<void> {
  const asked = await tx
    .deleteFrom('access.login_request')
    .where('id', '=', requestId)
    .where('staff', '=', true)
    .returning('email_key')
    .executeTakeFirst();
  if (!asked) return;
  const all = await tx.selectFrom('access.staff').select(['id', 'email']).execute();
  const who = all.find((one) => emailKeyOf(ctx.vault, one.email).equals(asked.email_key));
  if (who) await enqueue(ctx, tx, [{ kind: 'staff.link', leadId: null, subjectId: who.id }]);
}

type LinkKind = 'first' | 'invitation' | 'login';
const linkPeriod: Readonly<Record<LinkKind, string>> = {
  first: retention['staff-invitation'].period,
  invitation: retention['staff-invitation'].period,
  login: retention['staff-link'].period,
};

/** Makes a link's secret, good once; only its hash is stored. One made earlier for the same person stops working. */
export async function issueStaffLink(ctx: Context, db: Db, kind: LinkKind, staffId: string | null): Promise<string> {
  const now = ctx.clock.now();
  const token = randomToken();
  await db
    .deleteFrom('access.staff_link')
    .where('kind', '=', kind)
    .where((eb) => (staffId ? eb('staff_id', '=', staffId) : eb('staff_id', 'is', null)))
    .execute();
  await db
    .insertInto('access.staff_link')
    .values({
      token_hash: hashToken(token),
      kind,
      staff_id: staffId,
      created_at: now,
      expires_at: addPeriod(now, linkPeriod[kind]),
    })
    .execute();
  return token;
}

/** Uses a link up. @returns whose it was, or undefined for one that is used, old or unknown */
export async function useStaffLink(ctx: Context, tx: Tx, token: string): Promise<string | undefined> {
  const now = ctx.clock.now();
  const link = await tx
    .updateTable('access.staff_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('kind', '<>', 'first')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('staff_id')
    .executeTakeFirst();
  return link?.staff_id ?? undefined;
}

/** The first administrator, by the link that the operator was shown. @returns undefined when the link is over or somebody was first */
export async function becomeFirst(
  ctx: Context,
  tx: Tx,
  token: string,
  who: Omit<StaffDetails, 'roles'>,
): Promise<string | undefined> {
  await sql`select pg_advisory_xact_lock(hashtext('first administrator'))`.execute(tx);
  const anybody = await tx.selectFrom('access.staff').select('id').limit(1).executeTakeFirst();
  if (anybody) return undefined;
  const now = ctx.clock.now();
  const link = await tx
    .updateTable('access.staff_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('kind', '=', 'first')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (link.numUpdatedRows === 0n) return undefined;
  return inviteStaff(ctx, tx, { ...who, roles: ['administrator', 'case-worker', 'privacy-officer'] }, false);
}

/** A session that has begun: when, on what, by which factor, and in the place of which. */
export async function beginSession(
  ctx: Context,
  tx: Tx,
  token: string,
  how: { readonly factor: Factor | null; readonly device: string; readonly instead?: string | undefined },
): Promise<void> {
  const now = ctx.clock.now();
  const session = await tx
    .updateTable('access.staff_session')
    .set({ factor: how.factor, device: how.device, started_at: now, seen_at: now })
    .where('token', '=', token)
    .returning('user_id')
    .executeTakeFirstOrThrow();
  if (how.instead)
    await tx
      .deleteFrom('access.staff_session')
      .where('id', '=', how.instead)
      .where('user_id', '=', session.user_id)
      .execute();
  if (how.factor)
    await audit(tx, now, `staff:${session.user_id}`, 'staff.entered', session.user_id, { factor: how.factor });
}

/** Ends sessions: one by its id, or all but one. @returns how many ended */
export async function endSessions(
  ctx: Context,
  tx: Tx,
  staffId: string,
  which: { readonly id: string } | { readonly allBut: string | null },
): Promise<number> {
  let ending = tx.deleteFrom('access.staff_session').where('user_id', '=', staffId);
  if ('id' in which) ending = ending.where('id', '=', which.id);
  else if (which.allBut) ending = ending.where('id', '<>', which.allBut);
  const { numDeletedRows } = await ending.executeTakeFirst();
  const count = Number(numDeletedRows);
  if (count > 0) await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.sessions-ended', staffId, { count });
  return count;
}

// Letters and figures that nobody reads for one another.
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const part = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
const codeHash = (ctx: Context, staffId: string, code: string): Buffer =>
  ctx.vault.keyedHash('recovery', `${staffId}.${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);

/** New recovery codes in the place of the old. They are shown once; only keyed hashes are stored. */
export async function renewRecoveryCodes(ctx: Context, tx: Tx, staffId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, () => `${part()}-${part()}`);
  const now = ctx.clock.now();
  await tx.deleteFrom('access.staff_recovery').where('staff_id', '=', staffId).execute();
  await tx
    .insertInto('access.staff_recovery')
    .values(codes.map((code) => ({ staff_id: staffId, code_hash: codeHash(ctx, staffId, code), created_at: now })))
    .execute();
  await audit(tx, now, actorOf(ctx), 'staff.recovery-renewed', staffId);
  return codes;
}

/** Uses a recovery code up. @returns whether it was good */
export async function useRecoveryCode(ctx: Context, tx: Tx, staffId: string, code: string): Promise<boolean> {
  const used = await tx
    .updateTable('access.staff_recovery')
    .set({ used_at: ctx.clock.now() })
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', codeHash(ctx, staffId, code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

/** Whoever takes a way in away waits here for whoever is taking the other: each must see what the other has left. */
const lockWays = (tx: Tx, staffId: string) =>
  tx.selectFrom('access.staff').select('id').where('id', '=', staffId).forNoKeyUpdate().execute();

/** Takes a passkey away. @throws NotAllowed for the last way in */
export async function removePasskey(ctx: Context, tx: Tx, staffId: string, passkeyId: string): Promise<void> {
  await lockWays(tx, staffId);
  const { passkeys, totp } = await waysIn(tx, staffId);
  if (!passkeys.some(({ id }) => id === passkeyId)) throw new NotAllowed('passkey', 'remove');
  if (passkeys.length === 1 && !totp) throw new NotAllowed('passkey', 'remove the last way in');
  await tx.deleteFrom('access.staff_passkey').where('id', '=', passkeyId).execute();
  await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.passkey-removed', staffId);
}

/** Takes the app of one-time codes away. @throws NotAllowed for the last way in */
export async function removeTotp(ctx: Context, tx: Tx, staffId: string): Promise<void> {
  await lockWays(tx, staffId);
  if ((await waysIn(tx, staffId)).passkeys.length === 0) throw new NotAllowed('totp', 'remove the last way in');
  await tx.deleteFrom('access.staff_totp').where('user_id', '=', staffId).execute();
  await tx.updateTable('access.staff').set({ two_factor_enabled: false }).where('id', '=', staffId).execute();
  await audit(tx, ctx.clock.now(), actorOf(ctx), 'staff.totp-removed', staffId);
}

/** Deletes sessions, links and challenges that have had their time. @returns how many rows went */
export async function sweepStaff(ctx: Context, db: Db): Promise<number> {
  const now = ctx.clock.now();
  const sessions = await db
    .deleteFrom('access.staff_session')
    .where((eb) =>
      eb.or([
        eb('started_at', '<=', addPeriod(now, `-${retention['staff-session'].period}`)),
        eb('seen_at', '<=', addPeriod(now, `-${retention['staff-idle'].period}`)),
        eb('started_at', 'is', null).and('expires_at', '<=', now),
      ]),
    )
    .executeTakeFirst();
  const links = await db.deleteFrom('access.staff_link').where('expires_at', '<=', now).executeTakeFirst();
  const challenges = await db.deleteFrom('access.staff_verification').where('expires_at', '<=', now).executeTakeFirst();
  return Number(sessions.numDeletedRows + links.numDeletedRows + challenges.numDeletedRows);
}
