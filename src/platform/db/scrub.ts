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
 * in its log. Rewrites every table of ours that has lost or changed rows (a short exclusive lock on each), and the planner's statistics, which
 * held values of theirs while they were gathered of personal columns;
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
    // The server counts deleted rows some seconds late: what has just been erased is known by what the erasures say of themselves.
    const { rows: erasures } = await client.query<{ id: string }>(
      'select id from privacy.erasure where scrubbed_at is null and certified_at is not null',
    );
    const ids = erasures.map((row) => row.id);
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
      where schemaname not in ('pg_catalog', 'information_schema') and (n_tup_del + n_tup_upd > 0
        or schemaname || '.' || relname in (select jsonb_object_keys(counts) from privacy.erasure where id = any($1))
        or schemaname || '.' || relname = 'privacy.erasure' and cardinality($1::uuid[]) > 0) order by 1`,
      [ids],
    );
    for (const { name } of rows) {
      const done = await client.query(`vacuum (full, analyze) ${name}`).then(
        () => true,
        () => false,
      );
      (done ? tables : busy).push(name);
    }
    await rewriteStatistics(client);
    if (busy.length === 0)
      await client.query('update privacy.erasure set scrubbed_at = now() where id = any($1)', [ids]);
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

/** Only the owner of the database may, and a superuser; others are warned, and nothing happens. The locks are short: it is a small table. */
async function rewriteStatistics(client: pg.PoolClient): Promise<void> {
  await client.query('vacuum full pg_catalog.pg_statistic').catch(() => {});
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
