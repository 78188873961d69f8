import { type MailStore, MailStoreError } from './mail-store.ts';

export interface WatchOptions {
  readonly open: () => Promise<MailStore>;
  /** What is done with the store each time something may have come, and now and then in any case. */
  readonly pass: (store: MailStore) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** How long the store rests between two passes, unless something comes. */
  readonly restMs?: number;
  /** How long is waited after each failure in a row before the next try. */
  readonly retryMs?: readonly number[];
}

const retries = [1_000, 5_000, 15_000, 60_000, 300_000] as const;

/** Keeps an eye on a mail server for as long as the process lives: connects, looks, rests, and connects again when it is lost. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #stopping = new AbortController();
  #store: MailStore | undefined;
  #running: Promise<void> | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#store?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { open, pass, onError, restMs = 60_000, retryMs = retries } = this.#options;
    for (let failed = 0; !signal.aborted; ) {
      try {
        this.#store ??= await open();
        if (signal.aborted) break;
        await pass(this.#store);
        failed = 0;
        await this.#store.rest(restMs);
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        // What failed may have been ours and not the server's: a connection that works is kept for the next try.
        if (error instanceof MailStoreError) await this.#drop();
        await pause(retryMs[Math.min(failed, retryMs.length - 1)] ?? 0, signal);
        failed += 1;
      }
    }
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close().catch(() => {});
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
