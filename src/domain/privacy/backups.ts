import { type RemovedBackup, removeBackup } from '#platform/backup/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';

interface Made {
  readonly id: number;
  readonly file: string;
  readonly at: Temporal.Instant;
}

/** Backups written by the command, that are still where it wrote them as far as is known. */
export async function backupsHeld(db: Db): Promise<Made[]> {
  const { rows } = await sql<Made>`select id, detail ->> 'file' as file, started_at as at from privacy.run
    where kind = 'backup' and detail ? 'file' and not detail ? 'gone' order by id`.execute(db);
  return rows;
}

/** When a backup may no longer be kept, and is no longer restored: the list of erasures doesn't reach back to clean an older one. */
export const backupEnds = (at: Temporal.Instant): Temporal.Instant => addPeriod(at, retention.backup.period);

const ended = ({ at }: Made, now: Temporal.Instant) => Temporal.Instant.compare(backupEnds(at), now) <= 0;

/** How many backups are held past their time. */
export const backupsOverdue = async (db: Db, now: Temporal.Instant): Promise<number> =>
  (await backupsHeld(db)).filter((one) => ended(one, now)).length;

/**
 * Removes the backups whose time is up (the rule `backup`) from where the command wrote them, and notes what became of each. One that
 * can't be removed is tried again the next time, and P26 is broken meanwhile. Copies in other places are the operator's.
 * @returns how many files were removed
 */
export async function removeBackups(ctx: Context): Promise<number> {
  const due = (await backupsHeld(ctx.db)).filter((one) => ended(one, ctx.clock.now()));
  const found: RemovedBackup[] = [];
  for (const { id, file, at } of due) {
    const gone = await removeBackup(file, at).catch(() => undefined);
    if (!gone) continue;
    found.push(gone);
    await sql`update privacy.run set detail = detail || ${JSON.stringify({ gone })}::jsonb where id = ${id}`.execute(
      ctx.db,
    );
  }
  return found.filter((gone) => gone === 'removed').length;
}
