import { stockholmDate } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import type { Chance } from './random.ts';

/** A minute of a Swedish day so many days before now. */
export function dayAt(now: Temporal.Instant, daysAgo: number, minute: number): Temporal.Instant {
  const day = stockholmDate(now).subtract({ days: daysAgo });
  return day
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from('00:00').add({ minutes: minute }) })
    .toInstant();
}

const [opens, closes] = [8 * 60, 16 * 60 + 30];
/** Minutes before now at which the things of this very day happen; the last ones less than ten minutes ago. */
const today = [100, 55, 6, 5, 4, 3, 2, 1];

/** Moments one after another in office hours, none of them later than yesterday unless the story began today. */
export class Moments {
  readonly #now: Temporal.Instant;
  readonly #chance: Chance;
  #day: number;
  #at: Temporal.Instant;
  #nth = 0;

  constructor(now: Temporal.Instant, age: number, r: Chance) {
    this.#now = now;
    this.#chance = r;
    this.#day = age;
    this.#at = age > 0 ? dayAt(now, age, r.whole(opens, closes)) : this.#today();
  }

  get at(): Temporal.Instant {
    return this.#at;
  }

  /** A moment after the last one, so many days later where there is room before today. */
  later(days: number): Temporal.Instant {
    const before = this.#at;
    if (this.#day < 1) this.#at = this.#today();
    else {
      this.#day = Math.max(1, this.#day - days);
      this.#at = dayAt(this.#now, this.#day, this.#chance.whole(opens, closes));
    }
    if (Temporal.Instant.compare(this.#at, before) <= 0)
      this.#at = before.add({ seconds: this.#day < 1 ? 20 : this.#chance.whole(300, 1800) });
    return this.#at;
  }

  /** The same moment, to go on from by itself. */
  branch(): Moments {
    const own = new Moments(this.#now, this.#day, this.#chance);
    own.#at = this.#at;
    own.#nth = this.#nth;
    return own;
  }

  /** Goes on from the last of several moments. */
  skipTo(moments: readonly Temporal.Instant[]): void {
    this.#at = [this.#at, ...moments].toSorted(Temporal.Instant.compare).at(-1)!;
    if (this.#day >= 1) this.#day = stockholmDate(this.#now).since(stockholmDate(this.#at)).days;
  }

  #today(): Temporal.Instant {
    const minutes = today[Math.min(this.#nth, today.length - 1)]!;
    this.#nth += 1;
    return this.#now.subtract({ minutes });
  }
}
