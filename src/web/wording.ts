import { type Edited, editedTexts } from '#domain/text/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Live } from './live.ts';

/** The site's words as they are now: read once, and again when somebody has edited one, in whichever process. */
export class Wording {
  readonly #db: Db;
  #reading: Promise<Edited> | undefined;

  constructor(db: Db, live: Live) {
    this.#db = db;
    live.always(({ kind }) => {
      if (kind === 'text' || kind === 'lost') this.#reading = undefined;
    });
  }

  /** One that fails is not kept: the next asks again. */
  now(): Promise<Edited> {
    this.#reading ??= editedTexts(this.#db).catch((error) => {
      this.#reading = undefined;
      throw error;
    });
    return this.#reading;
  }
}
