import type pg from 'pg';

export interface Scrubbed {
  /** Tables rewritten. */
  readonly tables: readonly string[];
  /** Tables that somebody was using: they are rewritten the next time. */
  readonly busy: readonly string[];
  /** Whether the write-ahead log was switched and its old segments let go of. */
  readonly log: 'let-go' | 'not-allowed';
  readonly ms: number;
}

/**
 * Makes what has been deleted unreadable in the files of the database: PostgreSQL leaves deleted rows in their pages and their text
 * in its log. Rewrites every table of ours that has lost or changed rows since it was last rewritten (a short exclusive lock on each),
 * then switches the log and makes a checkpoint, so that no segment from before is needed any more. Our own server unlinks those
 * (wal_recycle = off). Another's needs its owner's rights for the tables, and those of pg_checkpoint for the log.
 * @param owner a pool with the rights of the tables' owner
 */
export async function scrub(owner: pg.Pool): Promise<Scrubbed> {
  const started = performance.now();
  const client = await owner.connect();
  const tables: string[] = [];
  const busy: string[] = [];
  try {
    await client.query("set statement_timeout = 0; set lock_timeout = '5s'");
    // What has just been deleted is not counted before it is reported.
    await client.query('select pg_stat_force_next_flush()').catch(() => {});
    const { rows } = await client.query<{ name: string }>(`
      select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
      where schemaname not in ('pg_catalog', 'information_schema') and n_tup_del + n_tup_upd > 0 order by 1`);
    for (const { name } of rows) {
      const done = await client.query(`vacuum (full, analyze) ${name}`).then(
        () => true,
        () => false,
      );
      (done ? tables : busy).push(name);
    }
    const log = await letGoOfLog(client);
    await client.query(
      `insert into privacy.run (kind, started_at, finished_at, detail)
       values ('scrub', now() - make_interval(secs => $1), now(), jsonb_build_object('tables', $2::int, 'busy', $3::int, 'log', $4::text))`,
      [(performance.now() - started) / 1000, tables.length, busy.length, log],
    );
    return { tables, busy, log, ms: Math.round(performance.now() - started) };
  } finally {
    client.release(true);
  }
}

async function letGoOfLog(client: pg.PoolClient): Promise<Scrubbed['log']> {
  try {
    // Twice: a checkpoint lets go of what the one before it did not need.
    for (let i = 0; i < 2; i += 1) {
      await client.query('select pg_switch_wal()');
      await client.query('checkpoint');
    }
    return 'let-go';
  } catch {
    return 'not-allowed';
  }
}
