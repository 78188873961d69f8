import pg from 'pg';
import { fromKysely, PgBoss } from 'pg-boss';
import { type Connection, sql, type Tx } from './db/index.ts';
import type { Log } from './log.ts';

/** A job's payload: ids, names and counts, never anything about a person (law 7). */
export type Payload = Readonly<Record<string, string | number | boolean>>;

export interface Jobs {
  /** Enqueues in the caller's transaction: the job exists if and only if the transaction commits. */
  send(tx: Tx, queue: string, payloads: readonly Payload[]): Promise<void>;
  /** Handles jobs of a queue; at least once, so a handler must bear being run again. */
  work(queue: string, handler: (payload: Payload) => Promise<void>): Promise<void>;
  /** Runs a job by the clock, once in the whole installation. @param cron minute hour day month weekday, Stockholm time */
  every(queue: string, cron: string, handler: () => Promise<void>): Promise<void>;
  /** Jobs that wait and the age of the oldest, per queue. */
  lag(): Promise<{ queue: string; waiting: number }[]>;
  /** Lets running jobs finish, at most for the time given. */
  stop(milliseconds: number): Promise<void>;
}

const queueOptions = {
  notify: true,
  retryLimit: 8,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 3600,
  retentionSeconds: 14 * 86_400,
  expireInSeconds: 120,
  deleteAfterSeconds: 3600,
  deadLetter: 'dead',
} as const;

/** Starts the job queue on tables that the migration made. */
export async function startJobs(connection: Connection, log: Log, working: boolean): Promise<Jobs> {
  const boss = new PgBoss({
    ...(connection as { connectionString: string }),
    options: '-c role=app -c timezone=UTC',
    application_name: 'allkontrakt jobs',
    max: 4,
    schema: 'jobs',
    migrate: false,
    createSchema: false,
    supervise: working,
    schedule: working,
    useListenNotify: working,
    reindex: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => log.error({ event: 'jobs.error', err: error }, 'job queue'));
  await boss.start();
  const known = new Set<string>();
  const ensure = async (queue: string) => {
    if (known.has(queue)) return;
    known.add(queue);
    await boss.createQueue(queue, queue === 'dead' ? { retentionSeconds: 30 * 86_400 } : queueOptions);
  };
  await ensure('dead');
  return {
    async send(tx, queue, payloads) {
      if (payloads.length === 0) return;
      await ensure(queue);
      await boss.insert(
        queue,
        payloads.map((data) => ({ data })),
        { db: fromKysely(tx) },
      );
    },
    async work(queue, handler) {
      await ensure(queue);
      await boss.work<Payload>(
        queue,
        { batchSize: 20, pollingIntervalSeconds: 2, perJobResults: false } as never,
        async (jobs) => {
          for (const job of jobs as { data: Payload }[]) await handler(job.data);
        },
      );
    },
    async every(queue, cron, handler) {
      await ensure(queue);
      await boss.schedule(queue, cron, {}, { tz: 'Europe/Stockholm' });
      await boss.work(queue, { pollingIntervalSeconds: 10 }, () => handler());
    },
    async lag() {
      const queues = await boss.getQueues();
      return queues.map((q) => ({ queue: q.name, waiting: (q as { queuedCount?: number }).queuedCount ?? 0 }));
    },
    stop: (milliseconds) => boss.stop({ graceful: true, timeout: milliseconds }),
  };
}

/** Wakes a loop of every worker when the transaction commits. */
export async function wake(tx: Tx, loop: string): Promise<void> {
  await sql`select pg_notify('allkontrakt', ${loop})`.execute(tx);
}

/** What is done with what is heard on a channel; undefined when something may have been missed. */
export type Hearing = (said: string | undefined) => void;

/**
 * Hears what transactions say when they commit, channel by channel; misses nothing across a lost connection, because each is then told
 * so. Resolves when it has begun, or has failed for the first time. Its session shows that this process runs: a restore looks for it.
 */
export async function listen(
  connection: Connection,
  channels: Readonly<Record<'allkontrakt' | 'allkontrakt_live', Hearing>>,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  let client: pg.Client | undefined;
  let stopped = false;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...connection,
      application_name: 'allkontrakt listen',
      keepAlive: true,
      options: '-c role=app',
    });
    const again = () => {
      if (client !== next || stopped) return;
      client = undefined;
      setTimeout(() => void connect(), 500).unref();
    };
    client = next;
    next.on('error', again);
    next.on('end', again);
    next.on('notification', (message) => channels[message.channel as keyof typeof channels]?.(message.payload));
    try {
      await next.connect();
      await next.query(`listen ${Object.keys(channels).join('; listen ')}`);
      for (const hear of Object.values(channels)) hear(undefined);
    } catch (error) {
      log.warn({ event: 'listen.lost', err: error }, 'wake-ups are polled until the database answers');
      again();
    }
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      await client?.end().catch(() => {});
    },
  };
}

/** Something that is done again and again: when woken, while there is more to do, and every second in any case. */
export class Loop {
  readonly #pass: () => Promise<number>;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(pass: () => Promise<number>, onError: (error: unknown) => void) {
    this.#pass = pass;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), 1000);
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#again = false;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        if ((await this.#pass()) > 0) this.#again = true;
      } catch (error) {
        this.#onError(error);
        return;
      }
    }
  }
}
