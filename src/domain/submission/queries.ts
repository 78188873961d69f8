import { type Db, sql } from '#platform/db/index.ts';
import type { SentField } from './submission.ts';

export interface Waiting {
  readonly id: string;
  readonly sourceId: string;
  readonly sourceName: string;
  readonly receivedAt: Temporal.Instant;
  readonly content: readonly SentField[];
}

const base = (db: Db) =>
  db
    .selectFrom('brokerage.submission as s')
    .innerJoin('brokerage.source as o', 'o.id', 's.source_id')
    .select(['s.id', 's.source_id as sourceId', 'o.name as sourceName', 's.received_at as receivedAt', 's.content'])
    .where('s.state', '=', 'waiting');
const typed = (row: Awaited<ReturnType<ReturnType<typeof base>['execute']>>[number]): Waiting => ({
  ...row,
  content: (row.content ?? []) as unknown as SentField[],
});

/** So many posts of one form are held with what was written in them: at 64 kB each, 64 MB. More are turned away. */
export const mostHeld = 1000;

/** How many posts of a form are held with what was written in them; not counted beyond the limit. */
export async function heldOf(db: Db, sourceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from (select from brokerage.submission
    where source_id = ${sourceId} and content is not null limit ${mostHeld}) as held`.execute(db);
  return rows[0]?.n ?? 0;
}

/** So many are shown at once; those behind come when these are dealt with. */
export const mostWaiting = 200;

/** Posts that wait for somebody, the oldest first: they go first. */
export async function waitingSubmissions(db: Db): Promise<Waiting[]> {
  return (await base(db).orderBy('s.received_at').orderBy('s.id').limit(mostWaiting).execute()).map(typed);
}

/** One that waits; undefined when it has been dealt with, or its time was up. */
export async function waitingById(db: Db, id: string): Promise<Waiting | undefined> {
  const row = await base(db).where('s.id', '=', id).executeTakeFirst();
  return row && typed(row);
}

/** The newest post from a form that still waits: what it says is shown only to whoever may see requests. */
export async function sampleOf(db: Db, sourceId: string): Promise<Waiting | undefined> {
  const row = await base(db)
    .where('s.source_id', '=', sourceId)
    .orderBy('s.received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && typed(row);
}

export async function submissionsWaiting(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('brokerage.submission')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return n;
}
