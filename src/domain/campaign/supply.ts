import type { Context } from '../context.ts';
import type { Recipient } from './book.ts';
import * as book from './book.ts';
import { domainOf, type Pace, Queue } from './queue.ts';

const low = 250;
const full = 500;

/** Those who are next: taken from the book some hundred at a time, and each in one hand only until what became of them is written down. */
export class Supply {
  readonly #ctx: Context;
  readonly #pace: Pace;
  readonly #queue: Queue<Recipient>;
  readonly #marks = new Map<string, book.Mark>();
  /** Taken from here and not written down yet. */
  readonly #underWay = new Map<string, Recipient>();
  #asked = false;

  /** @param ctx whose sessions plan by keys */
  constructor(ctx: Context, pace: Pace) {
    this.#ctx = ctx;
    this.#pace = pace;
    this.#queue = new Queue(pace);
  }

  get size(): number {
    return this.#queue.size;
  }

  /** The next; in how many milliseconds there is one; or undefined when there is none. */
  take(): Recipient | number | undefined {
    const taken = this.#queue.take(performance.now());
    if (typeof taken === 'object') this.#underWay.set(taken.key, taken);
    return taken;
  }

  /** @returns whether it is time to ask the book for more; once */
  runsLow(): boolean {
    if (this.#asked || this.#queue.size >= low) return false;
    this.#asked = true;
    return true;
  }

  /** Takes the next of a campaign from the book, if there is room. @returns how many there were */
  async fill(campaignId: string): Promise<number> {
    this.#asked = false;
    if (this.#queue.ready(performance.now()) >= low || this.#queue.size >= full * 4) return 0;
    const found = await book.next(this.#ctx, campaignId, this.#marks.get(campaignId), full);
    const last = found.at(-1);
    if (last) this.#marks.set(campaignId, last);
    const off: { to: Recipient; dueAt: Temporal.Instant }[] = [];
    const perDomain = new Map<string, number>();
    for (const to of found) {
      if (this.#underWay.has(to.key)) continue;
      const wait = this.#queue.push(to, performance.now());
      if (wait === undefined) continue;
      const domain = domainOf(to);
      const before = perDomain.get(domain) ?? 0;
      perDomain.set(domain, before + 1);
      const milliseconds = Math.ceil(wait + (before * 1000) / (this.#pace.perDomain ?? 1));
      off.push({ to, dueAt: this.#ctx.clock.now().add({ milliseconds }) });
    }
    if (off.length > 0) await book.putOff(this.#ctx.db, off);
    return found.length;
  }

  /** Begins again with a campaign's first: by a clock that was set back some may stand before its mark. @returns whether it had come further */
  rewind(campaignId: string): boolean {
    return this.#marks.delete(campaignId);
  }

  /** One that has not left: it is the first of its domain again. */
  giveBack(to: Recipient): void {
    this.letGo(to);
    this.#queue.giveBack(to);
  }

  /** It is written down, or asked for again another time. */
  letGo(to: Recipient): void {
    this.#underWay.delete(to.key);
  }

  /** Whether somebody of a campaign is here or in a lane's hand. */
  holds(campaignId: string): boolean {
    const of = (to: Recipient) => to.campaignId === campaignId;
    return this.#queue.some(of) || this.#underWay.values().some(of);
  }

  /** Whether all who wait here are so. */
  every(so: (to: Recipient) => boolean): boolean {
    return !this.#queue.some((to) => !so(to));
  }

  /** Those of a campaign, or all, are asked for again if it goes on. */
  forget(campaignId?: string): void {
    this.#queue.drop(campaignId);
    if (campaignId === undefined) this.#marks.clear();
    else this.#marks.delete(campaignId);
  }
}
