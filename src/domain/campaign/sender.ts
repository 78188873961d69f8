import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Db } from '#platform/db/index.ts';
import type { Carrier, Line } from '#platform/smtp/index.ts';
import type { Context } from '../context.ts';
import type { Noted, Recipient, Turn } from './book.ts';
import * as book from './book.ts';
import { bounceAddress } from './bounces.ts';
import { Doubts, type Said } from './doubts.ts';
import { Letters, type Sender } from './letters.ts';
import { Notebook } from './notebook.ts';
import { type Pace, Speed } from './queue.ts';
import { Supply } from './supply.ts';
import { Suspects } from './suspects.ts';

export interface SenderPorts extends Pace, Sender {
  readonly carrier: Carrier;
  /** Whose sessions plan by keys (`byKeys`): for what is asked with every mail. */
  readonly db: Db;
  /** Connections at a time; ten when left out. */
  readonly lanes?: number | undefined;
  /** Seconds until a mail is tried again, attempt by attempt; for tests. */
  readonly retrySeconds?: readonly number[] | undefined;
  /** Seconds that a server is left alone that takes nothing, time after time; for tests. */
  readonly waitSeconds?: readonly number[] | undefined;
  /** Whether nothing may be done now: a restored backup is not cleaned yet. */
  readonly closed?: () => boolean;
}

const waitSeconds = [10, 30, 60, 300, 900];

/**
 * Sends campaigns: the one way that marketing leaves the house. A lane is a connection that sends one mail at a time, and writes down what became of
 * it before it begins the next, so that a process that is killed repeats one mail for each lane at most.
 */
export class CampaignSender {
  readonly #ctx: Context;
  /** The same, by sessions that plan by keys. */
  readonly #quick: Context;
  readonly #ports: SenderPorts;
  readonly #me = randomUUID();
  readonly #supply: Supply;
  readonly #letters: Letters;
  readonly #notebook: Notebook;
  readonly #doubts: Doubts;
  readonly #suspects = new Suspects();
  readonly #lines = new Set<Line>();
  #lanes = 0;
  #pausing = 0;
  #most: number;
  #halted: string | undefined;
  #waits = 0;
  #waiting = false;
  #stopping = false;
  #wakeLanes = new AbortController();
  #left = 0;
  readonly #speed = new Speed();
  /** Set by the loop that runs it: asks for another pass. */
  onRoom: () => void = () => {};

  constructor(ctx: Context, ports: SenderPorts) {
    this.#ctx = ctx;
    this.#quick = { ...ctx, db: ports.db };
    this.#ports = ports;
    this.#supply = new Supply(this.#quick, ports);
    this.#doubts = new Doubts(ctx.clock, ports.retrySeconds);
    this.#most = ports.lanes ?? 10;
    this.#letters = new Letters(ctx, ports);
    const written = ({ to, dueAt }: Noted) => {
      this.#supply.letGo(to);
      this.#suspects.answered(to, !dueAt);
    };
    this.#notebook = new Notebook(this.#quick, this.#me, written, ports.onError);
  }

  /** One pass: notes recipients, takes the next of them, keeps the lanes going. @returns how much was done */
  async pass(): Promise<number> {
    if (this.#stopping) return 0;
    const campaigns = await book.underWay(this.#ctx.db);
    if (campaigns.length === 0 && !this.#waiting) return 0;
    const { mine, waitsUntil } = await book.hold(this.#ctx, this.#me, this.#speed.after(this.#left));
    if (!mine) return 0;
    if (this.#halted !== undefined) {
      if (this.#lanes === 0) await this.#wait(this.#halted);
      return 0;
    }
    if (waitsUntil) {
      if (Temporal.Instant.compare(waitsUntil, this.#ctx.clock.now()) > 0) return 0;
      await book.noteWait(this.#ctx.db, null, null);
    }
    this.#waiting = false;
    let done = 0;
    for (const { id, filled } of campaigns) {
      if (!filled) done += await book.fill(this.#quick, id);
      done += await this.#take(id, filled);
    }
    this.#startLanes();
    // There is nobody left to tell by whether what was refused is to be believed.
    if (done === 0 && this.#lanes === 0 && this.#supply.size === 0) this.#writeDown(this.#doubts.settle());
    return done;
  }

  /** Takes more of a campaign from the book; one that nobody is left to get has ended, whatever others do. */
  async #take(id: string, filled: boolean): Promise<number> {
    const found = await this.#supply.fill(id);
    if (found > 0 || !filled || this.#supply.holds(id)) return found;
    if (await book.end(this.#ctx, id)) this.#forget(id);
    else if (this.#supply.rewind(id)) return this.#supply.fill(id);
    return 0;
  }

  /** Lets what is under way be answered and writes it down; what hangs is cut off after some seconds. */
  async stop(milliseconds = 4000): Promise<void> {
    this.#stopping = true;
    this.#notebook.stop();
    this.#wakeLanes.abort();
    const ended = async () => {
      while (this.#lanes > 0 || this.#notebook.writing) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await Promise.race([ended(), new Promise((resolve) => setTimeout(resolve, milliseconds).unref())]);
    for (const line of this.#lines) line.close();
    await Promise.race([ended(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    await book.release(this.#ctx.db, this.#me).catch(this.#ports.onError);
  }

  #startLanes(): void {
    // Those whose hands are full take nobody else; one that is started has somebody at once.
    while (this.#lanes < this.#most && this.#pausing < this.#supply.size) {
      this.#lanes += 1;
      void this.#lane()
        .catch(this.#ports.onError)
        .finally(() => {
          this.#lanes -= 1;
          this.onRoom();
        });
    }
  }

  /** One connection, from its first mail until there is none left for it. */
  async #lane(): Promise<void> {
    let line: Line | undefined;
    let carried = 0;
    let note: Noted | undefined;
    try {
      for (;;) {
        const taken = this.#resting() ? undefined : this.#supply.take();
        if (typeof taken !== 'object') {
          if (note) await this.#notebook.settle(note, undefined);
          note = undefined;
          if (taken === undefined) return;
          this.#pausing += 1;
          await after(Math.min(taken, 1000), undefined, { signal: this.#wakeLanes.signal }).catch(() => {});
          this.#pausing -= 1;
          continue;
        }
        if (this.#supply.runsLow()) this.onRoom();
        if (!line?.usable) {
          if (note) await this.#notebook.settle(note, undefined);
          note = undefined;
          carried = 0;
          if (line) this.#lines.delete(line);
          const opened = await this.#ports.carrier.open();
          if ('kind' in opened) return this.#troubled(taken, 'reason' in opened ? opened.reason : 'connect', false);
          line = opened;
          this.#lines.add(line);
        }
        const message = await this.#write(taken);
        const turn = await this.#notebook.settle(note, taken);
        note = undefined;
        if (turn !== 'go') {
          note = this.#passedOver(taken, turn);
          continue;
        }
        // Absent is the campaign's matter, and not theirs; unwritable is refused before any server can.
        if (message === 'absent') this.#supply.giveBack(taken);
        if (message === 'unwritable') note = { to: taken, kind: 'refused' };
        if (typeof message === 'string') continue;
        const from = bounceAddress(this.#ctx, taken.subscriberId, taken.campaignId) ?? this.#ports.from.address;
        const answer = await line.send({ from, to: taken.email }, message);
        if (answer.kind === 'server') {
          // One that has carried something may only have had enough of this connection: another is opened at once.
          if (carried === 0 || !this.#suspects.lost(taken)) return this.#troubled(taken, answer.reason, true);
          this.#supply.giveBack(taken);
          continue;
        }
        carried += 1;
        note = this.#outcome(taken, answer.kind);
      }
    } finally {
      if (line) {
        this.#lines.delete(line);
        line.close();
      }
    }
  }

  #resting(): boolean {
    return this.#stopping || this.#halted !== undefined || (this.#ports.closed?.() ?? false);
  }

  /** What is written down of an answer, before the lane goes on; what has become certain by it is written beside that. */
  #outcome(to: Recipient, said: Said): Noted | undefined {
    if (said === 'taken') {
      this.#waits = 0;
      this.#left += 1;
    }
    const notes = this.#doubts.hear(to, said);
    if (said !== 'taken') this.#halted ??= this.#doubts.halts();
    const own = notes[0]?.to === to ? notes.shift() : undefined;
    this.#writeDown(notes);
    return own;
  }

  #writeDown(notes: readonly Noted[]): void {
    if (notes.length === 0) return;
    void Promise.all(notes.map((note) => this.#notebook.settle(note, undefined))).then(() => this.onRoom());
  }

  /** Somebody who may not be sent to now. */
  #passedOver(to: Recipient, turn: Turn | undefined): Noted | undefined {
    if (turn === 'spared') return { to, kind: 'spared' };
    if (turn === 'taken') return { to, kind: 'sent' };
    this.#supply.letGo(to);
    if (turn !== 'gone') this.#forget(to.campaignId);
    return undefined;
  }

  /** Those of a campaign that are held here are asked for again, if it goes on. */
  #forget(campaignId: string): void {
    this.#supply.forget(campaignId);
    this.#letters.forget(campaignId);
    for (const to of this.#doubts.forget(campaignId)) this.#supply.letGo(to);
  }

  /** A connection that could carry nothing. When it was the last, the whole server takes nothing now. @param inHand whether it was lost by this mail */
  async #troubled(to: Recipient, reason: string, inHand: boolean): Promise<void> {
    const whose = inHand
      ? this.#suspects.blame(to, this.#left, (suspect) => !this.#supply.every(suspect))
      : 'the server';
    // It has its turn later.
    if (whose !== 'the server') await this.#notebook.settle(this.#doubts.later(to), undefined);
    else this.#supply.giveBack(to);
    if (whose === 'its own') return;
    // Whoever it was is behind the others next time.
    if (whose === 'the server' && inHand) await this.#putBack([to]);
    if (this.#lanes === 1) this.#halted ??= reason;
    else {
      // So many connections and no more, it seems; in half a minute one more is tried.
      this.#most = Math.max(this.#lanes - 1, 1);
      setTimeout(() => {
        this.#most = Math.min(this.#most + 1, this.#ports.lanes ?? 10);
      }, 30_000).unref();
    }
  }

  /** Behind the others, without an attempt. */
  async #putBack(some: readonly Recipient[]): Promise<void> {
    const dueAt = this.#ctx.clock.now();
    const off = some.map((to) => ({ to, dueAt }));
    if (off.length > 0) await book.putOff(this.#quick.db, off).catch(this.#ports.onError);
  }

  /** Nothing leaves for a while, and nobody's attempts are spent by it. Whoever was said no to is asked for again, behind the others. */
  async #wait(reason: string): Promise<void> {
    const steps = this.#ports.waitSeconds ?? waitSeconds;
    const seconds = steps[Math.min(this.#waits, steps.length - 1)] ?? 60;
    const now = this.#ctx.clock.now();
    const { putOff, held } = this.#doubts.clear();
    if (putOff.length > 0) await book.unspend(this.#quick.db, now, putOff);
    await this.#putBack(held);
    for (const to of held) this.#supply.letGo(to);
    await book.noteWait(this.#ctx.db, now.add({ milliseconds: Math.round(seconds * 1000) }), reason);
    this.#waits += 1;
    this.#waiting = true;
    this.#suspects.clear();
    this.#supply.forget();
    this.#most = this.#ports.lanes ?? 10;
    this.#halted = undefined;
  }

  /** One recipient's mail. A campaign that can't be a mail halts everything until somebody has looked. */
  async #write(to: Recipient): Promise<Buffer | 'unwritable' | 'absent'> {
    try {
      return await this.#letters.to(to);
    } catch (error) {
      this.#ports.onError(error);
      this.#halted ??= 'bad-header';
      return 'absent';
    }
  }
}
