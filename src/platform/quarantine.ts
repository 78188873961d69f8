import type pg from 'pg';
import type { Jobs } from './jobs.ts';

/** How far the cleaning of a restored backup has come: the last step that is done. */
export const quarantineStages = ['loading', 'loaded', 'replayed', 'swept'] as const;
export type QuarantineStage = (typeof quarantineStages)[number];

/** A restored backup that nobody may open yet (P30, G6). */
export interface Quarantine {
  readonly stage: QuarantineStage;
  /** When the backup was made; null for one that was restored by other means. */
  readonly backupAt: Temporal.Instant | null;
  /** Folder of the list of erasures; null: to be cleaned without. */
  readonly ledger: string | null;
  readonly reactions: readonly Readonly<Record<string, string | number | boolean>>[];
  /** Counts of the steps that are done. */
  readonly detail: Readonly<Record<string, number>>;
}

export class QuarantineError extends Error {
  override name = 'QuarantineError';

  constructor() {
    super(
      'The database holds a restored backup that is not cleaned yet, so nothing may open it. Run "allkontrakt restore --resume".',
    );
  }
}

/** What is in quarantine; undefined when the database is open, or knows no quarantine yet. */
export async function quarantineOf(pool: pg.Pool): Promise<Quarantine | undefined> {
  const { rows } = await pool.query<Quarantine>(
    `select stage, backup_at as "backupAt", ledger, reactions, detail from privacy.quarantine limit 1`,
  );
  return rows[0];
}

/** Whether the database is closed. Also before the migrations that the newest columns need. */
export async function isQuarantined(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ there: string | null }>(
    `select to_regclass('privacy.quarantine')::text as there`,
  );
  if (!rows[0]?.there) return false;
  return (await pool.query('select 1 from privacy.quarantine limit 1')).rows.length > 0;
}

/** Closes the database to all but its cleaning: committed before anything else is looked at. */
export async function closeDatabase(pool: pg.Pool, now: Temporal.Instant, ledger: string | null): Promise<void> {
  await pool.query('delete from privacy.quarantine');
  await pool.query(
    `insert into privacy.quarantine (since, reason, stage, ledger) values ($1, 'restore', 'loading', $2)`,
    [now.toString(), ledger],
  );
}

/** A step is done: a cleaning that is cut off from here on goes on after it. */
export async function noteStage(
  pool: pg.Pool,
  stage: QuarantineStage,
  detail: Readonly<Record<string, number>>,
): Promise<void> {
  await pool.query('update privacy.quarantine set stage = $1, detail = detail || $2::jsonb', [
    stage,
    JSON.stringify(detail),
  ]);
}

/** Stands between a running process and a database in quarantine: looks each second, and when told to. */
export class QuarantineGate {
  readonly #pool: pg.Pool;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Whether nothing may be served or done right now. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Looks for the first time, and from then on again and again. To be called when this process can be seen by a restore: then one of
   * the two sees the other. @throws QuarantineError
   */
  async start(): Promise<void> {
    if (await isQuarantined(this.#pool)) throw new QuarantineError();
    this.#timer = setInterval(() => void this.look(), 1000);
  }

  /** Looks now; without an answer it stays as it was. */
  async look(): Promise<void> {
    this.#closed = await isQuarantined(this.#pool).catch(() => this.#closed);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Nothing is done in a database that is closed: a backup that isn't cleaned yet (P30, G6). */
export const unlessClosed = (gate: QuarantineGate, pass: () => Promise<number>) => async (): Promise<number> =>
  gate.closed ? 0 : pass();

/** Jobs that come while the database is closed fail, and are tried again. */
export function standingAside(jobs: Jobs, gate: QuarantineGate): Jobs {
  const refuse = () => {
    if (gate.closed) throw new QuarantineError();
  };
  return {
    ...jobs,
    work: (queue, handler) =>
      jobs.work(queue, async (payload) => {
        refuse();
        await handler(payload);
      }),
    every: (queue, cron, handler) =>
      jobs.every(queue, cron, async () => {
        refuse();
        await handler();
      }),
  };
}
