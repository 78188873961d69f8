// Long because it is one machine: what a lane does depends on what all the others have met.
import { randomUUID } from 'node:crypto';
import type { Db } from '#platform/db/index.ts';
import type { Carrier, Line } from '#platform/smtp/index.ts';
import type { Context } from '../context.ts';
import type { Noted, Recipient, Turn } from './book.ts';
import * as book from './book.ts';
import { bounceAddress } from './bounces.ts';
import { Letters, type Sender } from './letters.ts';
import { Notebook } from './notebook.ts';
import { domainOf, type Pace, Queue } from './queue.ts';

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

/** 5 min, 30 min, 2 h, 8 h, 24 h; then it is given up. */
const retrySeconds = [300, 1800, 7200, 28_800, 86_400];
const waitSeconds = [10, 30, 60, 300, 900];
/** So many in a row that nobody was taken between: it is not about them. */
const mostInARow = 20;
const low = 250;
const full = 500;
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
  readonly #queue: Queue<Recipient>;
  readonly #letters: Letters;
  readonly #notebook: Notebook;
  readonly #marks = new Map<string, book.Mark>();
  /** Taken from the queue and not written down yet. */
  readonly #underWay = new Set<string>();
  readonly #lost = new Set<string>();
  readonly #lines = new Set<Line>();
  #row: Noted[] = [];
  #lanes = 0;
  #most: number;
  #halted: string | undefined;
  #waits = 0;
  #waiting = false;
  #stopping = false;
  #wakeLanes = new AbortController();
  #asked = false;
  #left = 0;
  #paced = { left: 0, at: performance.now(), pace: 0 };
  /** Set by the loop that runs it: asks for another pass. */
  onRoom: () => void = () => {};

  constructor(ctx: Context, ports: SenderPorts) {
    this.#ctx = ctx;
    this.#quick = { ...ctx, db: ports.db };
    this.#ports = ports;
    this.#queue = new Queue(ports);
    this.#most = ports.lanes ?? 10;
    this.#letters = new Letters(ctx, ports);
    const written = (to: Recipient) => {
      this.#underWay.delete(keyOf(to));
      this.#lost.delete(keyOf(to));
    };
    this.#notebook = new Notebook(this.#quick, this.#me, written, ports.onError);
  }

  /** One pass: notes recipients, takes the next of them, keeps the lanes going. @returns how much was done */
  async pass(): Promise<number> {
    if (this.#stopping) return 0;
    const campaigns = await book.underWay(this.#ctx.db);
    if (campaigns.length === 0 && !this.#waiting) return 0;
    const { mine, waitsUntil } = await book.hold(this.#ctx, this.#me, this.#pace());
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
    for (const { id, filled } of campaigns) if (!filled) done += await book.fill(this.#quick, id);
    for (const { id } of campaigns) done += await this.#take(id);
    this.#startLanes();
    if (this.#lanes === 0 && done === 0)
      for (const { id, filled } of campaigns) if (filled && (await book.end(this.#ctx, id))) this.#forget(id);
    return done;
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

  /** Mails a second, counted over some seconds at a time. */
  #pace(): number {
    const now = performance.now();
    const seconds = (now - this.#paced.at) / 1000;
    if (seconds >= 4) this.#paced = { left: this.#left, at: now, pace: (this.#left - this.#paced.left) / seconds };
    return this.#paced.pace;
  }

  async #take(campaignId: string): Promise<number> {
    this.#asked = false;
    if (this.#queue.ready(performance.now()) >= low || this.#queue.size >= full * 4) return 0;
    const found = await book.next(this.#quick, campaignId, this.#marks.get(campaignId), full);
    const last = found.at(-1);
    if (last) this.#marks.set(campaignId, last);
    const off: { to: Recipient; dueAt: Temporal.Instant }[] = [];
    const perDomain = new Map<string, number>();
    for (const to of found) {
      if (this.#underWay.has(keyOf(to))) continue;
      const wait = this.#queue.push(to, performance.now());
      if (wait === undefined) continue;
      const domain = domainOf(to);
      const before = perDomain.get(domain) ?? 0;
      perDomain.set(domain, before + 1);
      const milliseconds = Math.ceil(wait + (before * 1000) / (this.#ports.perDomain ?? 1));
      off.push({ to, dueAt: this.#ctx.clock.now().add({ milliseconds }) });
    }
    if (off.length > 0) await book.putOff(this.#quick.db, off);
    return found.length;
  }

  #startLanes(): void {
    while (this.#lanes < this.#most && this.#lanes < this.#queue.size) {
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
        const taken = this.#resting() ? undefined : this.#queue.take(performance.now());
        if (typeof taken !== 'object') {
          if (note) await this.#notebook.settle(note, undefined);
          note = undefined;
          if (taken === undefined) return;
          await this.#pause(taken);
          continue;
        }
        this.#underWay.add(keyOf(taken));
        this.#askForMore();
        if (!line?.usable) {
          if (note) await this.#notebook.settle(note, undefined);
          note = undefined;
          carried = 0;
          if (line) this.#lines.delete(line);
          const opened = await this.#ports.carrier.open();
          if ('kind' in opened) return this.#troubled(taken, 'reason' in opened ? opened.reason : 'connect');
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
        if (message === 'absent') {
          // The campaign's matter, and not theirs.
          this.#giveBack(taken);
          continue;
        }
        if (message === 'unwritable') {
          // Refused before any server can.
          note = { to: taken, kind: 'refused' };
          continue;
        }
        const from = bounceAddress(this.#ctx, taken.subscriberId, taken.campaignId) ?? this.#ports.from.address;
        const answer = await line.send({ from, to: taken.email }, message);
        if (answer.kind === 'server') {
          // One that has carried something may only have had enough of this connection: another is opened at once.
          if (carried === 0 || this.#lost.has(keyOf(taken))) return this.#troubled(taken, answer.reason);
          this.#lost.add(keyOf(taken));
          this.#giveBack(taken);
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

  #askForMore(): void {
    if (this.#asked || this.#queue.size >= low) return;
    this.#asked = true;
    this.onRoom();
  }

  #resting(): boolean {
    return this.#stopping || this.#halted !== undefined || (this.#ports.closed?.() ?? false);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#wakeLanes;
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(milliseconds, 1000));
      signal.addEventListener('abort', end);
    });
  }

  /** What is written down of an answer. A row of refusals with nobody taken between is the server's own matter, and the campaign waits. */
  #outcome(to: Recipient, kind: 'taken' | 'no-address' | 'refused' | 'later'): Noted {
    if (kind === 'taken') {
      this.#row = [];
      this.#waits = 0;
      this.#left += 1;
      return { to, kind: 'sent' };
    }
    const noted = this.#missed(to, kind);
    if (kind !== 'no-address') this.#row.push(noted);
    if (this.#row.length >= mostInARow) this.#halted ??= kind === 'refused' ? 'message-refused' : 'recipient-refused';
    return noted;
  }

  #missed(to: Recipient, kind: 'no-address' | 'refused' | 'later'): Noted {
    if (kind === 'no-address') return { to, kind: 'bounced' };
    if (kind === 'refused') return { to, kind: 'refused' };
    const seconds = (this.#ports.retrySeconds ?? retrySeconds)[to.attempts];
    if (seconds === undefined) return { to, kind: 'failed' };
    return { to, kind: 'delayed', dueAt: this.#ctx.clock.now().add({ milliseconds: Math.round(seconds * 1000) }) };
  }

  /** Somebody who may not be sent to now. */
  #passedOver(to: Recipient, turn: Turn | undefined): Noted | undefined {
    if (turn === 'spared') return { to, kind: 'spared' };
    if (turn === 'taken') return { to, kind: 'sent' };
    this.#underWay.delete(keyOf(to));
    if (turn !== 'gone') this.#forget(to.campaignId);
    return undefined;
  }

  /** Those of a campaign that are held here are asked for again, if it goes on. */
  #forget(campaignId: string): void {
    this.#queue.drop(campaignId);
    this.#marks.delete(campaignId);
    this.#letters.forget(campaignId);
  }

  #giveBack(to: Recipient): void {
    this.#underWay.delete(keyOf(to));
    this.#queue.giveBack(to);
  }

  /** A connection that could carry nothing. When it was the last, the whole server takes nothing now. */
  async #troubled(to: Recipient, reason: string): Promise<void> {
    if (this.#lost.delete(keyOf(to))) {
      // Twice with the same mail, and others have gone: it has its turn later.
      await this.#notebook.settle(this.#missed(to, 'later'), undefined);
    } else this.#giveBack(to);
    if (this.#lanes === 1) this.#halted ??= reason;
    else {
      // So many connections and no more, it seems; in half a minute one more is tried.
      this.#most = Math.max(this.#lanes - 1, 1);
      setTimeout(() => {
        this.#most = Math.min(this.#most + 1, this.#ports.lanes ?? 10);
      }, 30_000).unref();
    }
  }

  /** Nothing leaves for a while, and nobody's attempts are spent by it. */
  async #wait(reason: string): Promise<void> {
    const steps = this.#ports.waitSeconds ?? waitSeconds;
    const seconds = steps[Math.min(this.#waits, steps.length - 1)] ?? 60;
    const now = this.#ctx.clock.now();
    const unspent = this.#row.filter(({ kind }) => kind === 'delayed').map(({ to }) => to);
    if (unspent.length > 0) await book.unspend(this.#quick.db, now, unspent);
    await book.noteWait(this.#ctx.db, now.add({ milliseconds: Math.round(seconds * 1000) }), reason);
    this.#waits += 1;
    this.#waiting = true;
    this.#row = [];
    this.#lost.clear();
    this.#queue.drop();
    this.#marks.clear();
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

const keyOf = (to: Recipient): string => `${to.campaignId}.${to.subscriberId}`;
