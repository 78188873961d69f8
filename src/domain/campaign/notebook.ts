import type { Context } from '../context.ts';
import type { Noted, Recipient, Turn } from './book.ts';
import * as book from './book.ts';

const tellMs = 1000;

interface Ask {
  readonly note: Noted | undefined;
  readonly next: Recipient | undefined;
  readonly answer: (turn: Turn | undefined) => void;
}

/** What the lanes of one process have to write down and to ask at the same time goes in one statement and one commit. */
export class Notebook {
  readonly #ctx: Context;
  readonly #me: string;
  readonly #written: (note: Noted) => void;
  readonly #onError: (error: unknown) => void;
  #asks: Ask[] = [];
  #writing: Promise<void> | undefined;
  #told = 0;
  #stopping = false;

  /** @param written told of each that is on disk */
  constructor(ctx: Context, me: string, written: (note: Noted) => void, onError: (error: unknown) => void) {
    this.#ctx = ctx;
    this.#me = me;
    this.#written = written;
    this.#onError = onError;
  }

  get writing(): boolean {
    return this.#writing !== undefined;
  }

  /** From now on the database is waited for a few times and no longer. */
  stop(): void {
    this.#stopping = true;
  }

  /** Writes a note and asks about the next: at once when nothing is being written, and with all others that have gathered otherwise. */
  settle(note: Noted | undefined, next: Recipient | undefined): Promise<Turn | undefined> {
    return new Promise((answer) => {
      this.#asks.push({ note, next, answer });
      this.#writing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    // What the lanes have heard in the same moment goes together.
    await new Promise(setImmediate);
    for (let batch = this.#asks.splice(0); batch.length > 0; batch = this.#asks.splice(0)) {
      const notes = batch.flatMap(({ note }) => note ?? []);
      const asked = batch.flatMap(({ next }) => next ?? []);
      // What has left goes on the list outside the database first (G6): whoever is answered goes on at once, by what holds in that moment and not before the
      // list was written (P17). Without the list it is written down all the same: sent is sent.
      const sent = notes.filter(({ kind }) => kind === 'sent').map(({ to }) => to.messageId);
      if (sent.length > 0) await this.#ctx.outside?.delivered(sent).catch(this.#onError);
      const turns = await this.#untilWritten(notes, asked);
      for (const note of notes) this.#written(note);
      let i = 0;
      for (const { next, answer } of batch) answer(next ? (turns?.[i++] ?? 'halted') : undefined);
    }
    // In the same breath as the last look: whoever was answered now may settle something before anything else happens here.
    this.#writing = undefined;
  }

  /** What has left must be written down: while the database is away, the lanes wait for it. */
  async #untilWritten(notes: readonly Noted[], asked: readonly Recipient[]): Promise<Turn[] | undefined> {
    const tell = performance.now() - this.#told >= tellMs;
    if (tell) this.#told = performance.now();
    for (let tries = 0; ; tries += 1) {
      try {
        return await book.settleAndAsk(this.#ctx, this.#me, notes, asked, tell, tries > 0);
      } catch (error) {
        this.#onError(error);
        if (this.#stopping && tries > 2) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
  }
}
