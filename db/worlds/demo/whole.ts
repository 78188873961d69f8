import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { type DB, type Db, type Tx, transact } from '#platform/db/index.ts';

/**
 * Runs `work` on a database whose own transactions are savepoints of one outer transaction: it is all there when it
 * commits and nothing before, so that a running worker never sees, and never acts on, a world half made.
 */
export function asOneTransaction<T>(db: Db, work: (whole: Db) => Promise<T>): Promise<T> {
  return transact(db, (tx) =>
    work(
      new Kysely<DB>({
        dialect: {
          createAdapter: () => new PostgresAdapter(),
          createDriver: () => new SavepointDriver(tx),
          createIntrospector: (inner) => new PostgresIntrospector(inner),
          createQueryCompiler: () => new PostgresQueryCompiler(),
        },
      }),
    ),
  );
}

/** One connection, handed to one at a time, as a pool of one would. */
class SavepointDriver implements Driver {
  readonly #connection: DatabaseConnection;
  readonly #queue: (() => void)[] = [];
  #taken = false;

  constructor(tx: Tx) {
    this.#connection = {
      executeQuery: <R>(query: CompiledQuery) => tx.executeQuery<R>(query as CompiledQuery<R>),
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

  readonly #say = async (command: string) => {
    await this.#connection.executeQuery(CompiledQuery.raw(command));
  };

  init = async () => {};
  beginTransaction = () => this.#say('savepoint inner_work');
  commitTransaction = () => this.#say('release savepoint inner_work');
  rollbackTransaction = () => this.#say('rollback to savepoint inner_work');
  destroy = async () => {};
}
