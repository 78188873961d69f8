import { addPeriod } from '#platform/clock.ts';
import { hashToken } from '#platform/crypto.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { rolesFrom, type StaffSession } from './staff.ts';

/** How long a session may go unused before it is noted that it is in use: once a minute is enough for a limit of an hour. */
const noteEvery = { seconds: 60 } as const;

/**
 * Whose session it is, with its roles as they are now, or undefined when it has ended: twelve hours after it began, or an hour after it
 * was last used. By its token it notes that it is in use, unless it is `quiet`; by its id it only looks.
 */
export async function staffSessionOf(
  ctx: Context,
  db: Db,
  by: { readonly token: string; readonly quiet?: boolean } | { readonly id: string },
): Promise<StaffSession | undefined> {
  const now = ctx.clock.now();
  const { rows } = await sql<Row>`
    select s.id, s.user_id as "staffId", s.factor, s.started_at as "startedAt", s.seen_at as "seenAt", p.name, p.locale, p.roles
    from access.staff_session s join access.staff p on p.id = s.user_id
    where ${'token' in by ? sql`s.token = ${by.token}` : sql`s.id = ${by.id}`}
      and s.started_at > ${addPeriod(now, `-${retention['staff-session'].period}`)}
      and s.seen_at > ${addPeriod(now, `-${retention['staff-idle'].period}`)}`.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  if ('token' in by && !by.quiet && Temporal.Instant.compare(row.seenAt.add(noteEvery), now) <= 0)
    await db.updateTable('access.staff_session').set({ seen_at: now }).where('id', '=', row.id).execute();
  const { seenAt: _, roles, ...rest } = row;
  return { ...rest, kind: 'staff', roles: rolesFrom(roles) };
}
interface Row extends Omit<StaffSession, 'kind' | 'roles'> {
  readonly roles: readonly string[];
  readonly seenAt: Temporal.Instant;
}

/** Which ways of showing who they are somebody has set up. */
export async function waysIn(db: Db, staffId: string) {
  const passkeys = await db
    .selectFrom('access.staff_passkey')
    .select(['id', 'name', 'created_at as createdAt'])
    .where('user_id', '=', staffId)
    .orderBy('created_at')
    .execute();
  const totp = await db
    .selectFrom('access.staff_totp')
    .select('id')
    .where('user_id', '=', staffId)
    .where('verified', '=', true)
    .executeTakeFirst();
  const { codes } = await db
    .selectFrom('access.staff_recovery')
    .select((eb) => eb.fn.countAll<number>().as('codes'))
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { passkeys, totp: Boolean(totp), recoveryCodes: codes };
}
export type WaysIn = Awaited<ReturnType<typeof waysIn>>;

/** Somebody's sessions, the latest used first. */
export function sessionsOf(db: Db, staffId: string) {
  return db
    .selectFrom('access.staff_session')
    .select(['id', 'device', 'factor', 'started_at as startedAt', 'seen_at as seenAt'])
    .where('user_id', '=', staffId)
    .where('factor', 'is not', null)
    .orderBy('seen_at', 'desc')
    .execute();
}
export type StaffSessionRow = Awaited<ReturnType<typeof sessionsOf>>[number];

/** Everybody with an account, by name, with when they were last in the console while a session of theirs lives. */
export async function staffMembers(db: Db) {
  const { rows } = await sql<{
    id: string;
    name: string;
    email: string;
    locale: 'sv' | 'en';
    roles: string[];
    createdAt: Temporal.Instant;
    secured: boolean;
    seenAt: Temporal.Instant | null;
  }>`select p.id, p.name, p.email, p.locale, p.roles, p.created_at as "createdAt",
      exists (select from access.staff_passkey k where k.user_id = p.id)
        or exists (select from access.staff_totp t where t.user_id = p.id and t.verified) as secured,
      (select max(s.seen_at) from access.staff_session s where s.user_id = p.id and s.factor is not null) as "seenAt"
    from access.staff p order by p.name, p.id`.execute(db);
  return rows.map((row) => ({ ...row, roles: rolesFrom(row.roles) }));
}
export type StaffMember = Awaited<ReturnType<typeof staffMembers>>[number];

/** One of ours, or undefined. */
export async function staffMember(db: Db, id: string): Promise<StaffMember | undefined> {
  return (await staffMembers(db)).find((one) => one.id === id);
}

/** What a link that hasn't been used is for, without using it: the page behind it asks before it acts. */
export async function openStaffLink(ctx: Context, db: Db, token: string) {
  return db
    .selectFrom('access.staff_link')
    .select(['kind', 'staff_id as staffId'])
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.clock.now())
    .executeTakeFirst();
}

/** Whether the console has anybody yet. */
export async function anyStaff(db: Db): Promise<boolean> {
  return Boolean(await db.selectFrom('access.staff').select('id').limit(1).executeTakeFirst());
}
