import type { Socket } from 'node:net';
import { type Answer, answerOf } from './answer.ts';

/** The two addresses of a mail's envelope. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** Longer than any answer: what goes on for longer is none. */
const longestAnswer = 65_536;
const stepOf = { MAIL: 'MAIL FROM', RCPT: 'RCPT TO', DATA: 'DATA', RSET: 'RSET' } as const;
type Verb = keyof typeof stepOf;
const steps: readonly Verb[] = ['MAIL', 'RCPT', 'DATA'];
const stepsAnew: readonly Verb[] = ['RSET', ...steps];

const commandOf = (verb: Verb, { from, to }: Envelope): string => {
  if (verb === 'MAIL') return `MAIL FROM:<${from}>\r\n`;
  return verb === 'RCPT' ? `RCPT TO:<${to}>\r\n` : `${verb}\r\n`;
};

/** One mail on its way: what has been asked for it, and what was answered so far. */
interface Errand {
  readonly envelope: Envelope;
  readonly steps: readonly Verb[];
  readonly message: Buffer;
  readonly done: (answer: Answer) => void;
  /** How many of the commands are answered. */
  answered: number;
  /** The first no. */
  no?: { readonly verb: Verb; readonly code: number; readonly response: string };
  begun: boolean;
}

/**
 * What is said on an open line about one mail after another (RFC 5321): the envelope in one write where the server takes that (PIPELINING, RFC 2920), and
 * the mail, as it is, in another. After a no the next envelope begins with RSET.
 */
export class Talk {
  readonly #socket: Socket;
  readonly #pipelining: boolean;
  readonly #close: () => void;
  readonly #begun: (begun: boolean) => void;
  #errand: Errand | undefined;
  #held = '';
  #unclean = false;
  #closed = false;

  /**
   * @param close ends the connection; called for answers that can't be, and when the server says that it closes
   * @param begun told when a whole mail has been written, and when it has been answered
   */
  constructor(socket: Socket, pipelining: boolean, close: () => void, begun: (begun: boolean) => void) {
    this.#socket = socket;
    this.#pipelining = pipelining;
    this.#close = close;
    this.#begun = begun;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
  }

  get busy(): boolean {
    return this.#errand !== undefined;
  }

  /** Whether a mail has begun to leave, and nobody knows yet what becomes of it. */
  get begun(): boolean {
    return this.#errand?.begun ?? false;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @param message with the dot that ends it, as `compose` makes it */
  send(envelope: Envelope, message: Buffer): Promise<Answer> {
    if (/[\r\n<>]/.test(envelope.from + envelope.to))
      return Promise.resolve({ kind: 'refused', reason: 'bad-address' });
    return new Promise((done) => {
      const all = this.#unclean ? stepsAnew : steps;
      this.#unclean = false;
      this.#errand = { envelope, steps: all, message, done, answered: 0, begun: false };
      if (this.#closed) return this.lost({ code: 'ECONNECTION' });
      const now = this.#pipelining ? all : all.slice(0, 1);
      this.#say(now.map((verb) => commandOf(verb, envelope)).join(''));
    });
  }

  /** The line is gone, or is given up: whoever waits is told what that means for the mail. */
  lost(error: unknown): void {
    this.#closed = true;
    this.#finish((errand) => answerOf(error, errand.begun));
  }

  quit(): void {
    this.#closed = true;
    this.#say('QUIT\r\n');
  }

  #say(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  #finish(answer: (errand: Errand) => Answer): void {
    const errand = this.#errand;
    this.#errand = undefined;
    if (errand?.begun) this.#begun(false);
    errand?.done(answer(errand));
  }

  #hear(chunk: Buffer): void {
    this.#held += chunk.toString('latin1');
    let begins = 0;
    for (let at = 0; ; ) {
      const end = this.#held.indexOf('\n', at);
      if (end < 0) break;
      // «250-» goes on, «250 » is the last line.
      if (this.#held[at + 3] !== '-') {
        this.#answer(this.#held.slice(begins, end).trimEnd());
        begins = end + 1;
      }
      at = end + 1;
    }
    this.#held = this.#held.slice(begins);
    if (this.#held.length > longestAnswer) this.#breakOff({ code: 'EPROTOCOL' });
  }

  #breakOff(error: unknown): void {
    this.lost(error);
    this.#close();
  }

  #answer(response: string): void {
    const code = Number(/^\d{3}(?=[ -]|$)/.exec(response)?.[0] ?? 0);
    const errand = this.#errand;
    // After goodbye, or when nothing was asked: it closes.
    if (!errand || code === 0) this.#breakOff({ code: 'EPROTOCOL' });
    // The server goes, and answers to nothing that was asked with it.
    else if (code === 421) this.#breakOff({ responseCode: code, response, code: 'ECONNECTION', command: 'CONN' });
    else if (!errand.begun) this.#step(errand, code, response);
    else this.#finish(() => (code >= 200 && code < 300 ? { kind: 'taken' } : said('DATA', code, response, errand)));
  }

  /** One more of an envelope's commands is answered. */
  #step(errand: Errand, code: number, response: string): void {
    const verb = errand.steps[errand.answered] ?? 'DATA';
    errand.answered += 1;
    const yes = verb === 'DATA' ? code === 354 : code >= 200 && code < 300;
    if (!yes && verb !== 'RSET') errand.no ??= { verb, code, response };
    if (verb === 'DATA' && yes) {
      if (!errand.no) {
        errand.begun = true;
        this.#begun(true);
        this.#socket.write(errand.message);
        return;
      }
      // It waits for a mail although there is nobody to get one: an empty one is refused, and says no more than we know (RFC 2920, 3.1).
      this.#say('.\r\n');
      return;
    }
    const { no } = errand;
    const next = errand.steps[errand.answered];
    if (next && !(no && !this.#pipelining)) {
      if (!this.#pipelining) this.#say(commandOf(next, errand.envelope));
      return;
    }
    this.#unclean = true;
    this.#finish(() => said(no?.verb ?? 'DATA', no?.code ?? 0, no?.response ?? '', errand));
  }
}

const said = (verb: Verb, responseCode: number, response: string, { begun, envelope: { from } }: Errand): Answer =>
  answerOf({ responseCode, response, command: stepOf[verb] }, begun, from.slice(from.lastIndexOf('@') + 1));
