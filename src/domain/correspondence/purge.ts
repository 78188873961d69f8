import { addPeriod } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { type Handle, openHandle } from './actions.ts';

/** A mail that is gone here and still lies on the mail server. */
export interface Purge {
  readonly mailKey: Buffer;
  readonly handle: Handle;
  readonly size: number;
}

/** Seconds until the next attempt, after each that failed; then the last of them for as long as it takes. */
const waits = [60, 300, 1800, 7200] as const;

/** What is to be deleted from the mail server now, those that have been tried least first. */
export async function duePurges(ctx: Context, most = 100): Promise<Purge[]> {
  const rows = await ctx.db
    .selectFrom('brokerage.mail_purge')
    .select(['mail_key as mailKey', 'handle', 'size'])
    .where((eb) => eb.or([eb('next_at', 'is', null), eb('next_at', '<=', ctx.clock.now())]))
    .orderBy('attempts')
    .limit(most)
    .execute();
  return rows.map((row) => ({ ...row, handle: openHandle(ctx, row.handle) }));
}

/** It is nowhere on the mail server any more: nothing is left of it. */
export async function notePurged(db: Db, { mailKey }: Purge): Promise<void> {
  await db.deleteFrom('brokerage.mail_purge').where('mail_key', '=', mailKey).execute();
}

/** It could not be deleted there: it waits, and is counted. Without a mail, all that are due: the server was not to be reached. */
export async function notePurgeFailed(ctx: Context, purge?: Purge): Promise<void> {
  const now = ctx.clock.now();
  await sql`
    update brokerage.mail_purge set attempts = attempts + 1, since = coalesce(since, ${now}),
      next_at = ${now}::timestamptz + make_interval(secs => (${[...waits]}::int[])[least(attempts + 1, ${waits.length})])
    where (next_at is null or next_at <= ${now}) and mail_key = coalesce(${purge?.mailKey ?? null}::bytea, mail_key)`.execute(
    ctx.db,
  );
}

export interface Waiting {
  readonly n: number;
  /** Of the first attempt that failed; null when none has. */
  readonly since: Temporal.Instant | null;
}

/** How many erased mails the mail server still has, and since when it can't be made to delete them. */
export async function purgesWaiting(db: Db): Promise<Waiting> {
  const { rows } = await sql<Waiting>`select count(*) as n, min(since) as since from brokerage.mail_purge`.execute(db);
  return rows[0] ?? { n: 0, since: null };
}

/** How many the mail server has longer than is promised (the rule `mail-store`). */
export async function purgesPast(db: Db, now: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from brokerage.mail_purge where since <= ${addPeriod(now, `-${retention['mail-store'].period}`)}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}
