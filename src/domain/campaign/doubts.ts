import type { Noted, Recipient } from './book.ts';

/** What a mail server says of one mail. */
export type Said = 'taken' | 'no-address' | 'refused' | 'later';

/** 5 min, 30 min, 2 h, 8 h, 24 h; then it is given up. */
const usualSeconds = [300, 1800, 7200, 28_800, 86_400];
/** So many in a row that nobody was taken between: it is not about them. */
const mostInARow = 20;
/** So many of the last sixty whose address there isn't: nobody's list is like that, and what they lose is not to be had back. */
const mostGone = 20;
const lately = 60;

interface Held {
  readonly note: Noted;
  readonly at: number;
}

/**
 * How far a mail server is believed that says no. A no is written down once somebody has been taken after it, and that there is no such address once
 * sixty more answers look sound: until then it stands in memory alone, and whoever it is about is asked for again if the process ends. When the server
 * says no to everybody, nobody loses anything by it.
 */
export class Doubts {
  readonly #clock: { now(): Temporal.Instant };
  readonly #seconds: readonly number[];
  #held: Held[] = [];
  /** Put off, and written down so. */
  #putOff: Recipient[] = [];
  #gone: number[] = [];
  #answers = 0;
  #inARow = 0;
  /** Somebody has been taken since the server was last in doubt. */
  #sound = false;

  /** @param seconds until a mail is tried again, attempt by attempt */
  constructor(clock: { now(): Temporal.Instant }, seconds: readonly number[] = usualSeconds) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** @returns what can be written down now: of this one, if it can, and of those before that are certain by it */
  hear(to: Recipient, said: Said): Noted[] {
    this.#answers += 1;
    if (said === 'taken') {
      this.#inARow = 0;
      this.#putOff = [];
      this.#sound = true;
      return [{ to, kind: 'sent' }, ...this.#certain()];
    }
    this.#inARow += 1;
    if (said === 'no-address') this.#gone.push(this.#answers);
    const note: Noted = said === 'later' ? this.later(to) : { to, kind: said === 'no-address' ? 'bounced' : 'refused' };
    if (note.dueAt) {
      this.#putOff.push(to);
      return [note];
    }
    this.#held.push({ note, at: this.#answers });
    return [];
  }

  /** Not now: after a while, until that has been tried often enough. */
  later(to: Recipient): Noted {
    const seconds = this.#seconds[to.attempts];
    if (seconds === undefined) return { to, kind: 'failed' };
    return { to, kind: 'delayed', dueAt: this.#clock.now().add({ milliseconds: Math.round(seconds * 1000) }) };
  }

  /** Why nothing of what the server says can be about the recipients; undefined while it can. */
  halts(): 'recipients-unknown' | 'message-refused' | 'recipient-refused' | undefined {
    this.#gone = this.#gone.filter((at) => at > this.#answers - lately);
    if (this.#gone.length >= mostGone) return 'recipients-unknown';
    if (this.#inARow < mostInARow) return undefined;
    const refused = this.#held.filter(({ note }) => note.kind !== 'failed').length;
    return refused > this.#inARow / 2 ? 'message-refused' : 'recipient-refused';
  }

  /**
   * There is nobody left to tell by. Those who are held are believed if anybody at all has been taken; otherwise they are tried again later, as
   * whoever is put off is. @returns what is to be written down of them
   */
  settle(): Noted[] {
    return this.#held.splice(0).map(({ note }) => {
      const again = this.later(note.to);
      return this.#sound || !again.dueAt ? note : again;
    });
  }

  /** The server was in doubt, and everybody is asked for anew. @returns those who were put off by it, and those who were held */
  clear(): { readonly putOff: Recipient[]; readonly held: Recipient[] } {
    const cleared = { putOff: this.#putOff, held: this.#held.map(({ note }) => note.to) };
    [this.#putOff, this.#held, this.#gone, this.#inARow, this.#sound] = [[], [], [], 0, false];
    return cleared;
  }

  /** A campaign is over, or is not sent now. What it has shown of the server shows nothing of the next. @returns those who were held */
  forget(campaignId: string): Recipient[] {
    const of = ({ note }: Held) => note.to.campaignId === campaignId;
    const gone = this.#held.filter(of).map(({ note }) => note.to);
    this.#held = this.#held.filter((one) => !of(one));
    this.#sound = false;
    return gone;
  }

  #certain(): Noted[] {
    const certain = ({ note, at }: Held) => note.kind !== 'bounced' || at <= this.#answers - lately;
    const now = this.#held.filter(certain).map(({ note }) => note);
    if (now.length > 0) this.#held = this.#held.filter((one) => !certain(one));
    return now;
  }
}
