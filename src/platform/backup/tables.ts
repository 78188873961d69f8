import type pg from 'pg';

/** A table as the backup has it. */
export interface BackupTable {
  /** "schema.table", each quoted where it must be. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Kept in parts that the product makes as time goes: its rows are read as one, and loaded into whichever parts there are. */
  readonly parted: boolean;
  /** Row-level security binds the owner, too: PostgreSQL lets nobody but a superuser load such a table. */
  readonly forced: boolean;
}

/**
 * Left out: the queue (what waits in it is kept apart), the list of migrations (the restored database has its own), log-ins and
 * counters (they are hours old at most, and people log in again), caught mail (development), and the quarantine itself with what it holds.
 */
const leftOut = `n.nspname in ('jobs', 'public', 'access', 'caught') or (n.nspname, c.relname) in (('privacy', 'quarantine'), ('privacy', 'restored_needle'))`;

/** The tables of the product, each after those that it refers to. */
export async function backupTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { oid: number; parents: number[] }>(`
    select c.oid::int as oid, format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as forced,
      c.relkind = 'p' as parted,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns,
      array(select k.confrelid::int from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as parents
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%' and not (${leftOut})
    order by 2`);
  const ordered: typeof rows = [];
  const placed = new Set<number>();
  const known = new Set(rows.map((row) => row.oid));
  while (ordered.length < rows.length) {
    const free = rows.filter(
      (row) => !placed.has(row.oid) && row.parents.every((parent) => placed.has(parent) || !known.has(parent)),
    );
    if (free.length === 0) throw new Error('tables refer to each other in a circle');
    for (const row of free) {
      placed.add(row.oid);
      ordered.push(row);
    }
  }
  return ordered.map(({ name, columns, parted, forced }) => ({ name, columns, parted, forced }));
}

/** Sequences of these tables: the next number that each gives. */
export async function sequencesOf(client: pg.ClientBase): Promise<{ name: string; value: string | null }[]> {
  const { rows } = await client.query<{ name: string; value: string | null }>(`
    select format('%I.%I', schemaname, sequencename) as name, last_value::text as value from pg_sequences
    where schemaname not in ('jobs', 'public', 'access', 'caught') order by 1`);
  return rows;
}

export const quotedList = (columns: readonly string[]): string =>
  columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
