/** What a mail is held back by: how many may leave a second, in all and to each domain. Undefined: no limit. */
export interface Pace {
  readonly perSecond?: number | undefined;
  readonly perDomain?: number | undefined;
}

export interface Waiting {
  /** Names it among all: it stands in the queue once. */
  readonly key: string;
  readonly campaignId: string;
  readonly email: string;
}

/** A timer that wakes late is made up for, as far as this. */
const slackMs = 100;
/** A domain's mails that have so long to wait are not held here: others would find no room. */
const longestMs = 20_000;

export const domainOf = ({ email }: Waiting): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/**
 * Those who are next, a domain at a time in turn, each when the pace allows. Times are milliseconds of a clock that is never set
 * (`performance.now`), and given by the caller.
 */
export class Queue<T extends Waiting> {
  readonly #pace: Pace;
  readonly #domains = new Map<string, T[]>();
  /** When the next may leave to a domain. */
  readonly #free = new Map<string, number>();
  readonly #keys = new Set<string>();
  #allFree = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** How many could leave soon: what a domain's own pace holds back is not among them. */
  ready(now: number): number {
    if (!this.#pace.perDomain) return this.size;
    let ready = 0;
    for (const [domain, some] of this.#domains) if ((this.#free.get(domain) ?? 0) <= now) ready += some.length;
    return ready;
  }

  /** @returns undefined when it is taken in, or stands there already; otherwise in how many milliseconds its domain may have room */
  push(one: T, now: number): number | undefined {
    if (this.#keys.has(one.key)) return undefined;
    const domain = domainOf(one);
    const some = this.#domains.get(domain) ?? [];
    if (this.#pace.perDomain) {
      const wait = Math.max((this.#free.get(domain) ?? 0) - now, 0) + (some.length * 1000) / this.#pace.perDomain;
      if (wait > longestMs) return wait;
    }
    some.push(one);
    this.#domains.set(domain, some);
    this.#keys.add(one.key);
    return undefined;
  }

  /** One that was taken and has not left: it is the first of its domain again. */
  giveBack(one: T): void {
    if (this.#keys.has(one.key)) return;
    const domain = domainOf(one);
    this.#domains.set(domain, [one, ...(this.#domains.get(domain) ?? [])]);
    this.#keys.add(one.key);
  }

  /** Whether any of those who wait is so. */
  some(so: (one: T) => boolean): boolean {
    return this.#domains.values().some((some) => some.some(so));
  }

  /** @returns one that may leave now; in how many milliseconds one may; or undefined when there is none */
  take(now: number): T | number | undefined {
    if (this.size === 0) return undefined;
    const { perSecond, perDomain } = this.#pace;
    if (perSecond && this.#allFree > now) return this.#allFree - now;
    let soonest = Number.POSITIVE_INFINITY;
    for (const [domain, some] of this.#domains) {
      const free = perDomain ? (this.#free.get(domain) ?? 0) : 0;
      if (free > now) {
        soonest = Math.min(soonest, free - now);
        continue;
      }
      // The domain goes to the end, so that they take turns.
      this.#domains.delete(domain);
      const one = some.shift() as T;
      if (some.length > 0) this.#domains.set(domain, some);
      this.#keys.delete(one.key);
      if (perSecond) this.#allFree = Math.max(this.#allFree, now - slackMs) + 1000 / perSecond;
      if (perDomain) this.#count(domain, Math.max(free, now - slackMs) + 1000 / perDomain, now);
      return one;
    }
    return soonest;
  }

  /** Forgets those of a campaign, or all. */
  drop(campaignId?: string): void {
    this.#keys.clear();
    for (const [domain, some] of this.#domains) {
      const left = campaignId === undefined ? [] : some.filter((one) => one.campaignId !== campaignId);
      if (left.length > 0) this.#domains.set(domain, left);
      else this.#domains.delete(domain);
      for (const { key } of left) this.#keys.add(key);
    }
  }

  #count(domain: string, free: number, now: number): void {
    this.#free.set(domain, free);
    if (this.#free.size < 10_000) return;
    for (const [one, until] of this.#free) if (until <= now) this.#free.delete(one);
  }
}

/** How many mails leave a second of late, counted over some seconds at a time. */
export class Speed {
  #paced = { left: 0, at: performance.now(), pace: 0 };

  /** @param left how many have left so far */
  after(left: number): number {
    const now = performance.now();
    const seconds = (now - this.#paced.at) / 1000;
    if (seconds >= 4) this.#paced = { left, at: now, pace: (left - this.#paced.left) / seconds };
    return this.#paced.pace;
  }
}
