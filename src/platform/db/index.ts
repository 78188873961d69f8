import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from './types.ts';

export { type RawBuilder, sql } from 'kysely';
export type { DB } from './types.ts';

/** The database or a transaction in it: what every query takes. */
export type Db = Kysely<DB>;
/** A transaction: what every action takes, so that state, event and job are written together. */
export type Tx = Transaction<DB>;
/** How to reach a server: the part of pg's configuration that names host, user and database. */
export type Connection = Pick<pg.PoolConfig, 'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database'>;

const { builtins } = pg.types;

/** int8 as number; a count beyond 2^53 would be silently wrong, so it throws. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 from the database is beyond the safe integers');
  return value;
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text)],
  [builtins.DATE, (text) => Temporal.PlainDate.from(text)],
  [builtins.INT8, safeInteger],
]);

const types = {
  getTypeParser: ((oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

// pg asks an object parameter for toPostgres(); without it a Temporal value would arrive as quoted JSON.
for (const type of [Temporal.Instant, Temporal.PlainDate] as unknown as { prototype: object }[]) {
  Object.defineProperty(type.prototype, 'toPostgres', {
    configurable: true,
    value(this: { toString(): string }) {
      return this.toString();
    },
  });
}

/**
 * Prepares a statement that names itself, a comment `prepared` and its name in front, once per connection: the server then plans it a few
 * times instead of each time. Only for statements of one fixed text that run all the time.
 */
class PreparingClient extends pg.Client {
  // pg's query() has eight forms; the one of the query builder, a text and its values, is the only one that is looked at.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    const name = typeof text === 'string' ? /^\s*\/\* prepared ([\w-]+) \*\//.exec(text)?.[1] : undefined;
    const plain = super.query as (...args: unknown[]) => never;
    return name ? plain.call(this, { name, text, values }, ...args.slice(2)) : plain.apply(this, args);
  }
}

export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * For statements that look up some rows by their keys and are prepared: whoever plans one while a table is still empty reads all of it from then on,
 * however much comes into it, and whoever knows nothing of a column (no statistics of what is personal) sorts all of it for the first few, unless they are
 * told to prefer indexes and their order. The plan is the same whatever is asked for, so that it is made once; and none of them is worth compiling, which a plan that
 * had to use what it is told not to would be, for all that it is said to cost.
 */
export const byKeys =
  '-c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c enable_sort=off';

/**
 * Opens a pool.
 * @param more options of its sessions
 * @param role 'app' steps down to the app role on every connection, whoever logs in; undefined keeps the login's own
 *   rights and is for migrations only
 */
export function openDatabase(connection: Connection, role: 'app' | undefined, max = 10, more = ''): Database {
  const pool = new pg.Pool({
    ...connection,
    Client: PreparingClient,
    max,
    types,
    application_name: 'allkontrakt',
    connectionTimeoutMillis: 10_000,
    // A fresh connection costs the next visitor several milliseconds, and has no statement prepared.
    idleTimeoutMillis: 600_000,
    options: `-c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000${role ? ` -c role=${role}` : ''} ${more}`,
  });
  // A lost idle connection is replaced at next use; without a listener it would end the process.
  pool.on('error', () => {});
  // And so would one that is lost while somebody has it: its query fails all the same, and that is what is handled.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    async close() {
      await db.destroy();
      // The query builder ends only a pool that it has used itself.
      if (!pool.ended) await pool.end();
    },
  };
}

/** Runs `work` in one transaction. */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}

/** Runs `work` as one supplier: row-level security hides every other supplier's rows, and all tables but three. */
export function asSupplier<T>(db: Db, supplierId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, async (tx) => {
    await sql`select set_config('role', 'supplier', true), set_config('app.supplier', ${supplierId}, true)`.execute(tx);
    return work(tx);
  });
}
