import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { type DB, type Db, type Tx, transact } from '#platform/db/index.ts';

/**
 * Runs `work` on a database whose own transactions are parts of one outer transaction: it is all there when that commits
 * and nothing before, so that a running worker never sees, and never acts on, a world half made. A part that fails takes
 * the whole with it.
 */
export function asOneTransaction<T>(db: Db, work: (whole: Db) => Promise<T>): Promise<T> {
  return transact(db, (tx) =>
    work(
      new Kysely<DB>({
        dialect: {
          createAdapter: () => new PostgresAdapter(),
          createDriver: () => new PartDriver(tx),
          createIntrospector: (inner) => new PostgresIntrospector(inner),
          createQueryCompiler: () => new PostgresQueryCompiler(),
        },
      }),
    ),
  );
}

/** One connection, handed to one at a time, as a pool of one would. */
class PartDriver implements Driver {
  readonly #connection: DatabaseConnection;
  readonly #queue: (() => void)[] = [];
  #taken = false;

  #broken = false;

  constructor(tx: Tx) {
    this.#connection = {
      executeQuery: async <R>(query: CompiledQuery) => {
        if (this.#broken) throw new Error('a part of the transaction failed before');
        return tx.executeQuery<R>(query as CompiledQuery<R>);
      },
      // biome-ignore lint/correctness/useYield: the world streams nothing
      async *streamQuery() {
        throw new Error('not in one transaction');
      },
    };
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#taken = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#queue.shift();
    if (next) next();
    else this.#taken = false;
  }

  async rollbackTransaction(): Promise<void> {
    this.#broken = true;
  }

  init = async () => {};
  beginTransaction = async () => {};
  commitTransaction = async () => {};
  destroy = async () => {};
}
