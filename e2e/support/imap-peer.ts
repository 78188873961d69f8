// Long because it is a whole server: as much of IMAP4rev1 (RFC 3501, 2177, 4315, 6851) as a mail program needs.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

interface Message {
  uid: number;
  readonly source: Buffer;
  readonly date: string;
  readonly flags: Set<string>;
}
interface Folder {
  uidValidity: number;
  nextUid: number;
  messages: Message[];
}

/** A mail server of a test's own. */
export interface MailServer {
  readonly url: string;
  /** Puts a mail in the inbox. @param at when it arrived */
  deliver(source: Buffer, at?: Temporal.Instant): Promise<void>;
  /** How many mails lie in a folder; 0 when it isn't there. */
  count(folder: string): Promise<number>;
  /** Every mail in every folder, as text. */
  everything(): Promise<string[]>;
  /** All connections end, all folders get another UIDVALIDITY and all mails another number. */
  renumber(): Promise<void>;
  /** Puts the mails of a folder back in the inbox. */
  putBack(folder: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface ImapPeer extends MailServer {
  /** The connection is cut in the middle of the next mails that are fetched. */
  cuts: number;
  /** The connection is cut each time that a mail which holds this is fetched; its headers come, or, with a `!` before it, not even they. */
  poison: string | undefined;
  /** Whether MOVE is offered: without it mails are copied and expunged. */
  move: boolean;
  /** Whether deleting is refused. */
  readOnly: boolean;
  /** How many mails have been sent whole. */
  readonly sent: { bodies: number };
  /** How many connections rest in IDLE now. */
  idling(): number;
}

/** Splits a command into words, lists and literals; literals stand as their place in `literals`. */
type Token = string | Token[];
function tokens(line: string, literals: readonly Buffer[]): Token[] {
  let at = 0;
  let literal = 0;
  const list = (): Token[] => {
    const found: Token[] = [];
    while (at < line.length) {
      const letter = line[at]!;
      if (letter === ' ') at += 1;
      else if (letter === ')') {
        at += 1;
        return found;
      } else if (letter === '(') {
        at += 1;
        found.push(list());
      } else if (letter === '"') {
        const [, words = ''] = /^"((?:[^"\\]|\\.)*)"/.exec(line.slice(at)) ?? [];
        at += words.length + 2;
        found.push(words.replace(/\\(.)/g, '$1'));
      } else if (/^\{\d+\+?\}/.test(line.slice(at))) {
        at += /^\{\d+\+?\}/.exec(line.slice(at))![0].length;
        found.push(literals[literal++]!.toString('latin1'));
      } else {
        const word = /^[^\s()"[\]]*(?:\[[^\]]*\])?[^\s()"]*/.exec(line.slice(at))![0] || letter;
        at += word.length;
        found.push(word);
      }
    }
    return found;
  };
  return list();
}

const capabilities = ['IMAP4rev1', 'IDLE', 'UIDPLUS', 'ID', 'NAMESPACE'];
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');
export function internalDate(at: Temporal.Instant): string {
  const { day, month, year, hour, minute, second } = at.toZonedDateTimeISO('UTC');
  return `${two(day)}-${months[month - 1]}-${year} ${two(hour)}:${two(minute)}:${two(second)} +0000`;
}

class Connection {
  readonly #socket: Socket;
  readonly #server: Server;
  #buffer: Buffer = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();
  folder: string | undefined;
  idle: string | undefined;

  constructor(socket: Socket, server: Server) {
    this.#socket = socket;
    this.#server = server;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#work = this.#work.then(() => this.#read());
    });
    this.write('* OK [CAPABILITY IMAP4rev1] ready');
  }

  write(line: string | Buffer): void {
    if (this.#socket.destroyed) return;
    if (typeof line === 'string') this.#socket.write(`${line}\r\n`);
    else this.#socket.write(line);
  }

  cut(): void {
    this.#socket.destroy();
  }

  #read(): void {
    for (;;) {
      let line = '';
      let at = 0;
      const literals: Buffer[] = [];
      for (;;) {
        const end = this.#buffer.indexOf('\r\n', at);
        if (end < 0) return;
        const piece = this.#buffer.subarray(at, end).toString('latin1');
        line += piece;
        at = end + 2;
        const [, length, plus] = /\{(\d+)(\+?)\}$/.exec(piece) ?? [];
        if (length === undefined) break;
        if (this.#buffer.length < at + Number(length)) {
          if (!plus) this.write('+ go on');
          return;
        }
        literals.push(this.#buffer.subarray(at, at + Number(length)));
        at += Number(length);
      }
      this.#buffer = this.#buffer.subarray(at);
      if (this.idle !== undefined && /^done$/i.test(line)) {
        this.write(`${this.idle} OK IDLE`);
        this.idle = undefined;
      } else this.#command(line, literals);
    }
  }

  #command(line: string, literals: readonly Buffer[]): void {
    const [tag = '', name = '', ...rest] = tokens(line, literals);
    const byUid = String(name).toUpperCase() === 'UID';
    const command = String(byUid ? rest.shift() : name).toUpperCase();
    const answer = this.#server.answer(this, command, rest, byUid, String(tag));
    if (answer !== undefined) this.write(`${tag} ${answer}`);
  }
}

class Server implements ImapPeer {
  url = '';
  cuts = 0;
  poison: string | undefined;
  move = true;
  readOnly = false;
  readonly sent = { bodies: 0 };
  readonly #folders = new Map<string, Folder>([['INBOX', { uidValidity: 1, nextUid: 1, messages: [] }]]);
  readonly #connections = new Set<Connection>();
  readonly #listener = createServer((socket) => {
    const connection = new Connection(socket, this);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  });
  #port = 0;

  async start(): Promise<void> {
    this.#listener.listen(this.#port, '127.0.0.1');
    await once(this.#listener, 'listening');
    this.#port = (this.#listener.address() as AddressInfo).port;
    this.url = `imap://info:hemligt@127.0.0.1:${this.#port}/INBOX`;
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.cut();
    if (!this.#listener.listening) return;
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  idling = () => [...this.#connections].filter(({ idle }) => idle !== undefined).length;

  async deliver(source: Buffer, at: Temporal.Instant = Temporal.Instant.from('2026-03-12T08:00:00Z')): Promise<void> {
    this.#add('INBOX', source, internalDate(at));
  }

  async count(folder: string): Promise<number> {
    return this.#folders.get(folder)?.messages.length ?? 0;
  }

  async everything(): Promise<string[]> {
    return [...this.#folders.values()].flatMap(({ messages }) => messages.map(({ source }) => source.toString()));
  }

  async renumber(): Promise<void> {
    for (const connection of this.#connections) connection.cut();
    for (const folder of this.#folders.values()) {
      folder.uidValidity += 1;
      folder.nextUid = 1;
      for (const message of folder.messages) message.uid = folder.nextUid++;
    }
  }

  async putBack(folder: string): Promise<void> {
    for (const { source, date } of this.#folders.get(folder)?.messages.splice(0) ?? [])
      this.#add('INBOX', source, date);
  }

  #add(name: string, source: Buffer, date: string): number {
    const folder = this.#folders.get(name)!;
    const uid = folder.nextUid++;
    folder.messages.push({ uid, source, date, flags: new Set() });
    for (const connection of this.#connections)
      if (connection.folder === name && connection.idle !== undefined)
        connection.write(`* ${folder.messages.length} EXISTS`);
    return uid;
  }

  /** @returns what stands after the tag; undefined when it is answered later, or never */
  answer(to: Connection, command: string, args: Token[], byUid: boolean, tag: string): string | undefined {
    switch (command) {
      case 'CAPABILITY':
        to.write(`* CAPABILITY ${[...capabilities, ...(this.move ? ['MOVE'] : [])].join(' ')}`);
        return 'OK';
      case 'ID':
        to.write('* ID NIL');
        return 'OK';
      case 'LOGIN':
        return args[1] === 'hemligt' ? 'OK' : 'NO [AUTHENTICATIONFAILED] no';
      case 'NAMESPACE':
        to.write('* NAMESPACE (("" "/")) NIL NIL');
        return 'OK';
      case 'LIST':
      case 'LSUB':
        for (const name of this.#folders.keys()) to.write(`* ${command} () "/" ${quoted(name)}`);
        return 'OK';
      case 'CREATE':
        this.#folders.set(String(args[0]), { uidValidity: 1, nextUid: 1, messages: [] });
        return 'OK';
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(to, String(args[0]));
      case 'NOOP':
      case 'SUBSCRIBE':
      case 'CHECK':
        return 'OK';
      case 'IDLE':
        to.idle = tag;
        to.write('+ idling');
        return undefined;
      case 'LOGOUT':
        to.write('* BYE');
        return 'OK';
      case 'SEARCH':
        return this.#search(to, args);
      case 'FETCH':
        return this.#fetch(to, args, byUid);
      case 'COPY':
      case 'MOVE':
        return this.#copy(to, args, byUid, command === 'MOVE');
      case 'STORE':
        return this.#store(to, args, byUid);
      case 'EXPUNGE':
      case 'CLOSE':
        return this.#expunge(to, ({ flags }) => flags.has('\\Deleted'));
      default:
        return 'BAD unknown';
    }
  }

  #select(to: Connection, name: string): string {
    const folder = this.#folders.get(name);
    if (!folder) return 'NO no such folder';
    to.folder = name;
    to.write(`* ${folder.messages.length} EXISTS`);
    to.write('* 0 RECENT');
    to.write('* FLAGS (\\Seen \\Deleted)');
    to.write(`* OK [UIDVALIDITY ${folder.uidValidity}]`);
    to.write(`* OK [UIDNEXT ${folder.nextUid}]`);
    return 'OK [READ-WRITE]';
  }

  #of = (to: Connection): Folder => this.#folders.get(to.folder ?? '')!;

  #search(to: Connection, args: Token[]): string {
    const words = args.map(String);
    const after = (name: string, places = 1) => {
      const at = words.findIndex((word) => word.toUpperCase() === name);
      return at < 0 ? undefined : words[at + places];
    };
    const [id, larger, smaller] = [after('HEADER', 2), after('LARGER'), after('SMALLER')];
    const found = this.#of(to).messages.filter(
      ({ source }) =>
        (id === undefined || headOf(source).toString('latin1').toLowerCase().includes(id.toLowerCase())) &&
        (larger === undefined || source.length > Number(larger)) &&
        (smaller === undefined || source.length < Number(smaller)),
    );
    to.write(`* SEARCH ${found.map(({ uid }) => uid).join(' ')}`.trim());
    return 'OK';
  }

  #inSet(to: Connection, set: Token | undefined, byUid: boolean): [number, Message][] {
    const { messages } = this.#of(to);
    const ranges = String(set)
      .split(',')
      .map((range) => range.split(':').map((n) => (n === '*' ? Number.POSITIVE_INFINITY : Number(n))));
    return messages.flatMap((message, i): [number, Message][] => {
      const n = byUid ? message.uid : i + 1;
      return ranges.some(([a = 0, b = a]) => n >= a && n <= b) ? [[i + 1, message]] : [];
    });
  }

  #fetch(to: Connection, [set, what]: Token[], byUid: boolean): string | undefined {
    const items = [what].flat(9).map((item) => String(item).toUpperCase());
    for (const [n, { uid, source, date, flags }] of this.#inSet(to, set, byUid)) {
      const parts: (string | Buffer)[] = [`* ${n} FETCH (UID ${uid}`];
      if (this.#poisoned(source, items)) {
        to.cut();
        return undefined;
      }
      for (const item of items) {
        if (item === 'RFC822.SIZE') parts.push(` RFC822.SIZE ${source.length}`);
        else if (item === 'INTERNALDATE') parts.push(` INTERNALDATE "${date}"`);
        else if (item === 'FLAGS') parts.push(` FLAGS (${[...flags].join(' ')})`);
        else if (/^BODY(\.PEEK)?\[HEADER/.test(item)) parts.push(...literal('BODY[HEADER]', headOf(source)));
        else if (/^BODY(\.PEEK)?\[\]/.test(item)) {
          if (this.cuts > 0) {
            this.cuts -= 1;
            const whole = literal('BODY[]', source);
            to.write(bytes([...parts, ...whole]).subarray(0, -source.length / 2));
            to.cut();
            return undefined;
          }
          this.sent.bodies += 1;
          parts.push(...literal('BODY[]', source));
        }
      }
      to.write(bytes([...parts, ')\r\n']));
    }
    return 'OK';
  }

  #poisoned(source: Buffer, items: readonly string[]): boolean {
    const [, head, words] = /^(!?)(.+)$/.exec(this.poison ?? '') ?? [];
    if (!words || !source.includes(words)) return false;
    return items.some((item) => item.startsWith('BODY') && (head || item.endsWith('[]')));
  }

  #copy(to: Connection, [set, target]: Token[], byUid: boolean, move: boolean): string {
    const name = String(target);
    if (!this.#folders.has(name)) return 'NO [TRYCREATE] no such folder';
    const chosen = this.#inSet(to, set, byUid);
    for (const [, { source, date }] of chosen) this.#add(name, source, date);
    return move ? this.#expunge(to, (message) => chosen.some(([, one]) => one === message)) : 'OK';
  }

  #store(to: Connection, [set, how, flags]: Token[], byUid: boolean): string {
    if (this.readOnly) return 'NO read-only';
    for (const [, message] of this.#inSet(to, set, byUid))
      for (const flag of [flags].flat(9))
        if (String(how).startsWith('-')) message.flags.delete(String(flag));
        else message.flags.add(String(flag));
    return 'OK';
  }

  #expunge(to: Connection, gone: (message: Message) => boolean): string {
    const folder = this.#of(to);
    for (let i = folder.messages.length - 1; i >= 0; i -= 1) {
      if (!gone(folder.messages[i]!)) continue;
      folder.messages.splice(i, 1);
      to.write(`* ${i + 1} EXPUNGE`);
    }
    return 'OK';
  }
}

const headOf = (source: Buffer): Buffer => {
  const end = source.indexOf('\r\n\r\n');
  return end < 0 ? source : source.subarray(0, end + 4);
};
const bytes = (parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
const literal = (name: string, content: Buffer): (string | Buffer)[] => [` ${name} {${content.length}}\r\n`, content];

/** A mail server with faults to order. */
export async function imapPeer(): Promise<ImapPeer> {
  const server = new Server();
  await server.start();
  return server;
}
