import { createReadStream } from 'node:fs';
import { type Needle, plain } from './needles.ts';

const head = 5;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** Letters and digits, of whatever script; the text is in small letters. */
const isPart = (code: number): boolean =>
  code < 0x80 ? isDigit(code) || (code >= 97 && code <= 122) : /[\p{L}\p{N}]/u.test(String.fromCharCode(code));
const numeric = /^\d+$/;

interface Word {
  readonly text: string;
  readonly needle: number;
  /** A letter or digit before it makes it another word; after it, unless it is the beginning of a longer one. */
  readonly bounds: { readonly before: boolean; readonly after: boolean };
  /** Before an address, these signs belong to it, too. */
  readonly address: boolean;
}

/**
 * Finds any of many words in a text in one pass. A place is looked at more closely only when the last five characters, five bits of each,
 * are those of some word's beginning.
 */
class Finder {
  readonly #heads = new Map<string, Word[]>();
  readonly #seen = new Uint32Array(1 << 20);

  add(word: Word): void {
    const start = word.text.slice(0, head);
    const list = this.#heads.get(start);
    if (list) list.push(word);
    else this.#heads.set(start, [word]);
    let mark = 0;
    for (let i = 0; i < head; i += 1) mark = ((mark << 5) ^ start.charCodeAt(i)) & 0x1ffffff;
    this.#seen[mark >>> 5]! |= 1 << (mark & 31);
  }

  get empty(): boolean {
    return this.#heads.size === 0;
  }

  /** @param cut whether something was taken away before this character, so that what stands before it is apart */
  find(text: string, found: Set<number>, cut: (at: number) => boolean = () => false): void {
    if (this.empty) return;
    let mark = 0;
    for (let i = 0; i < text.length; i += 1) {
      mark = ((mark << 5) ^ text.charCodeAt(i)) & 0x1ffffff;
      if ((this.#seen[mark >>> 5]! & (1 << (mark & 31))) === 0 || i < head - 1) continue;
      const start = i - head + 1;
      for (const word of this.#heads.get(text.slice(start, i + 1)) ?? [])
        if (!found.has(word.needle) && text.startsWith(word.text, start) && stands(text, start, word, cut))
          found.add(word.needle);
    }
  }
}

/** Whether a word stands by itself: «Anna Berg» is not in «Johanna Bergström», nor 203.0.113.7 in 203.0.113.77. */
function stands(text: string, start: number, { text: word, bounds, address }: Word, cut: (at: number) => boolean) {
  const end = start + word.length;
  if (bounds.before && start > 0 && !cut(start)) {
    const before = text.charCodeAt(start - 1);
    if (isPart(word.charCodeAt(0)) && isPart(before)) return false;
    if (address && '.-_+%'.includes(text[start - 1]!)) return false;
  }
  if (!bounds.after || end >= text.length || cut(end)) return true;
  return !(isPart(word.charCodeAt(word.length - 1)) && isPart(text.charCodeAt(end)));
}

/** Many values, each looked for in all ways in which it may be written down where it is. */
export class Search {
  readonly #words = new Finder();
  readonly #numbers = new Finder();
  readonly #bytes = new Finder();
  readonly #longest: number;

  /** What is found is told by the places in this list. */
  constructor(needles: readonly Needle[]) {
    needles.forEach(({ kind, forms, bytes, cut = false }, needle) => {
      for (const text of forms) {
        const bounds = { before: !bytes, after: !bytes && !(cut && text.length >= 60) };
        const word = { text, needle, bounds, address: kind === 'email' };
        this.#words.add(word);
        if (numeric.test(text)) this.#numbers.add(word);
      }
      if (bytes)
        this.#bytes.add({
          ...{ text: bytes.toString('latin1'), needle, address: false },
          bounds: { before: false, after: false },
        });
    });
    this.#longest = Math.max(4096, ...needles.flatMap(({ forms }) => forms.map((form) => form.length * 12)));
  }

  /** In a text: as written, as written in JSON, in an array, in HTML, in an address, in a mail; and numbers whatever is between their digits. */
  text(text: string, found: Set<number>): void {
    for (const version of versions(text)) {
      const even = plain(version);
      this.#words.find(even, found);
      if (this.#numbers.empty) continue;
      const cuts = new Set<number>();
      let gone = 0;
      const bare = even.replace(/(?<=\d)[\s()/.–-]+(?=\d)/g, (signs, at: number) => {
        cuts.add(at - gone);
        gone += signs.length;
        return '';
      });
      if (gone > 0) this.#numbers.find(bare, found, (at) => cuts.has(at));
    }
  }

  bytes(bytes: Buffer, found: Set<number>): void {
    this.#bytes.find(bytes.toString('latin1'), found);
    this.text(bytes.toString('utf8'), found);
  }

  /** @throws Error when the file can't be read to its end */
  async file(path: string, found: Set<number>): Promise<void> {
    let tail: Buffer = Buffer.alloc(0);
    let before = '';
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([tail, chunk]);
      this.#bytes.find(bytes.toString('latin1'), found);
      // A word that is cut by either end of a portion is whole in the one before or after.
      this.text(`${before}${bytes.toString('utf8')}x`, found);
      tail = bytes.subarray(-this.#longest);
      if (bytes.length > tail.length) before = 'x';
    }
    this.text(`${before}${tail.toString('utf8')}`, found);
  }
}

/** The same text as it may have been written before it was put where it is, one way inside another. */
function versions(text: string): Iterable<string> {
  if (!/[\\&<%=]|""/.test(text)) return [text];
  const all = new Set([text]);
  for (const version of all) {
    if (all.size > 16) break;
    for (const undo of [unescaped, unmarked, unquoted]) all.add(undo(version));
  }
  return all;
}

const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ' };

/** Escapes of JSON, of arrays, rows and bytes of the database, and of addresses. */
function unescaped(text: string): string {
  let out = text;
  if (out.includes('\\x')) out = out.replace(/\\+x((?:[0-9a-f]{2}){6,})/gi, (_, hex: string) => fromHex(hex));
  if (out.includes('\\'))
    out = out.replace(/\\(?:u([0-9a-f]{4})|(.))/gis, (_, code?: string, sign?: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (signs[sign!] ?? sign!),
    );
  // In the text of a row, a quotation mark is doubled.
  if (out.includes('""')) out = out.replaceAll('""', '"');
  if (out.includes('%')) out = out.replace(/(?:%[0-9a-f]{2})+/gi, (hex) => fromHex(hex.replaceAll('%', '')));
  return out;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** HTML without its marks. */
function unmarked(text: string): string {
  let out = text;
  if (out.includes('<')) out = out.replace(/<[^<>]{0,2000}>/g, ' ');
  if (out.includes('&'))
    out = out.replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi,
      (all, hex?: string, dec?: string, name?: string) => {
        const code = hex ? Number.parseInt(hex, 16) : dec ? Number(dec) : undefined;
        if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
        return entities[name!.toLowerCase()] ?? all;
      },
    );
  return out;
}

/** Quoted-printable (RFC 2045), in which a mail may have been stored. */
function unquoted(text: string): string {
  if (!text.includes('=')) return text;
  return text.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (hex) => fromHex(hex.replaceAll('=', '')));
}

const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString('utf8');
