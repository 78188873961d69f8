import type { Clock } from '#platform/clock.ts';

/** Something that takes a while to find out: what was found is shown to all for a minute, and all who wait share one look. */
export class Fresh<T extends { readonly at: Temporal.Instant }> {
  static readonly seconds = 60;
  readonly #clock: Clock;
  readonly #look: (at: Temporal.Instant) => Promise<T>;
  #last: T | undefined;
  #running: Promise<T> | undefined;

  /** @param look is told when it begins */
  constructor(clock: Clock, look: (at: Temporal.Instant) => Promise<T>) {
    this.#clock = clock;
    this.#look = look;
  }

  /** What was found within the last minute, or now. @throws what looking throws; a failure is not remembered */
  async latest(): Promise<T> {
    const last = this.#last;
    return last && this.#clock.now().since(last.at).total('seconds') <= Fresh.seconds ? last : this.now();
  }

  /** Looks now. */
  now(): Promise<T> {
    this.#running ??= this.#begin().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #begin(): Promise<T> {
    this.#last = await this.#look(this.#clock.now());
    return this.#last;
  }
}
