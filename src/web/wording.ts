import { type Edited, unedited } from '#domain/text/index.ts';
import type { Live } from './live.ts';

/** The site's words as they are now: read once, and again when somebody has edited one, in whichever process. */
export class Wording {
  readonly #read: () => Promise<Edited>;
  #reading: Promise<Edited> | undefined;
  #last = unedited;

  constructor(read: () => Promise<Edited>, live: Live) {
    this.#read = read;
    live.always(({ kind }) => {
      if (kind === 'text' || kind === 'lost') this.#reading = undefined;
    });
  }

  /** While they can't be read, the last that were are said: no page fails for want of its newest words. The next asks again. */
  now(): Promise<Edited> {
    if (this.#reading) return this.#reading;
    const reading = this.#read().then(
      (edited) => {
        this.#last = edited;
        return edited;
      },
      () => {
        if (this.#reading === reading) this.#reading = undefined;
        return this.#last;
      },
    );
    this.#reading = reading;
    return reading;
  }
}
