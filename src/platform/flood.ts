import type { Clock } from './clock.ts';

/**
 * How often somebody has come within a minute, known in this process and nowhere else: for addresses that may not be written down (P21).
 * Forgotten when the minute is over, and when there are more than can be held: then all begin anew.
 */
export class Flood {
  static readonly seconds = 60;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #held: number;
  /** Milliseconds since 1970: this is asked for every beacon. */
  #since: number;
  #counts = new Map<string, number>();

  /** @param most within a minute @param held how many are told apart */
  constructor(clock: Clock, most: number, held = 100_000) {
    this.#clock = clock;
    this.#most = most;
    this.#held = held;
    this.#since = clock.now().epochMilliseconds;
  }

  /** Counts once more. @returns whether that is too many */
  over(who: string): boolean {
    const now = this.#clock.now().epochMilliseconds;
    if (now - this.#since >= Flood.seconds * 1000 || this.#counts.size >= this.#held) {
      this.#counts = new Map();
      this.#since = now;
    }
    const n = (this.#counts.get(who) ?? 0) + 1;
    this.#counts.set(who, n);
    return n > this.#most;
  }
}
