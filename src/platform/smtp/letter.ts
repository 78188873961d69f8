import { isAddress } from '../mail/index.ts';
import { type DkimKey, type Header, signature } from './dkim.ts';
import { headerMailbox, headerText, quoted } from './encode.ts';

/** A mail to many as it is written once. Where recipients differ a place stands in it, which `slots` finds. */
export interface Letter {
  /** Opaque: it makes the mark between the parts. */
  readonly id: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Finds the places, and their names in its first group. */
  readonly slots: RegExp;
  /** Headers that are the same for all. */
  readonly headers: Readonly<Record<string, string>>;
  readonly dkim?: DkimKey | undefined;
}

/** What one recipient's copy has of its own. */
export interface Copy {
  readonly to: string;
  readonly messageId: string;
  /** For the Date header, from `headerDate`. */
  readonly date: string;
  /** By the names of the places. */
  readonly slots: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What ends a mail's DATA; a copy brings it along, so that it leaves in one write. */
export const endMark = '.\r\n';

/** The address of one recipient can't stand in a mail: a copy's own fault, and the next may be well. */
export class BadAddress extends RangeError {
  override name = 'BadAddress';
}

/** Copies of a letter. All of it is encoded when it is composed; for a copy the pieces are joined and nothing is encoded but what fills the places. */
export interface Composed {
  /** Whole and in bytes of its own, as DATA takes it: 7-bit, CRLF, no line that begins with a dot but the last, which ends it. */
  copy(of: Copy): Promise<Buffer>;
}

type Piece =
  | Buffer
  | { readonly slot: string; readonly plain: boolean; readonly before: string; readonly after: string };
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] as string);

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A part in pieces. What fills a place gets lines of its own by soft line breaks, wherever it stands. @param plain whether it is no HTML */
function pieces(part: string, slots: RegExp, plain: boolean): Piece[] {
  const all: Piece[] = [];
  let at = 0;
  for (const found of part.matchAll(
    new RegExp(slots.source, slots.flags.includes('g') ? slots.flags : `${slots.flags}g`),
  )) {
    const text = part.slice(at, found.index);
    if (text) all.push(bytesOf(quoted(text)));
    at = found.index + found[0].length;
    all.push({
      ...{ slot: found[1] ?? '', plain },
      before: text === '' || text.endsWith('\n') ? '' : '=\r\n',
      after: /^(\r?\n|$)/.test(part.slice(at)) ? '' : '=\r\n',
    });
  }
  if (at < part.length) all.push(bytesOf(quoted(part.slice(at))));
  return all;
}

function filled(
  { slot, plain, before, after }: Exclude<Piece, Buffer>,
  slots: Readonly<Record<string, string>>,
): string {
  const value = slots[slot];
  // A mail without its way out must not leave.
  if (value === undefined) throw new RangeError('a place of the letter is not filled');
  return before + quoted(plain ? value : escapeHtml(value)) + after;
}

/** The pieces one after another, in one piece of memory. */
function joined(all: readonly (Buffer | string)[]): Buffer {
  // Of what is not yet in bytes every letter is one.
  const bytes = Buffer.allocUnsafe(all.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of all) at += typeof one === 'string' ? bytes.write(one, at, 'latin1') : one.copy(bytes, at);
  return bytes;
}

const oneLine = ([name, value]: Header): Header => {
  if (!/^[A-Za-z-]+$/.test(name) || /\p{Cc}/u.test(value) || !/^[ -~]*$/.test(value) || value.length > 900)
    throw new RangeError('a header is one line of plain text');
  return [name, value];
};

/**
 * Composes a letter.
 * @throws RangeError for a subject or a header that is more than one line
 */
export function compose(letter: Letter): Composed {
  const { from, id, dkim } = letter;
  // Quoted text has no «=_».
  const mark = `=_${id.replace(/[^A-Za-z0-9]/g, '')}`;
  const part = (type: string) =>
    bytesOf(`--${mark}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`);
  const body = [
    ...[part('text/plain'), ...pieces(letter.text, letter.slots, true), bytesOf('\r\n')],
    ...[part('text/html'), ...pieces(letter.html, letter.slots, false), bytesOf(`\r\n--${mark}--\r\n`)],
  ];
  const before: Header[] = [['From', headerMailbox(from)]];
  const after: Header[] = [
    ['Subject', headerText(letter.subject)],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${mark}"`],
    ...Object.entries(letter.headers).map(oneLine),
  ];
  const [beforeText, afterText] = [written(before), written(after)];
  return {
    async copy({ to, messageId, date, slots, headers }) {
      if (!isAddress(to) || !/^[ -~]+$/.test(to)) throw new BadAddress('an address of plain letters');
      const own = (
        [
          ['To', to],
          ['Date', date],
          ['Message-ID', messageId],
        ] as const
      ).map(oneLine);
      const more = Object.entries(headers).map(oneLine);
      const parts = body.map((one) => (Buffer.isBuffer(one) ? one : filled(one, slots)));
      const signed = dkim ? [await signature(dkim, [...before, ...own, ...after, ...more], joined(parts))] : [];
      const head = `${written(signed)}${beforeText}${written(own)}${afterText}${written(more)}\r\n`;
      return joined([head, ...parts, endMark]);
    },
  };
}

const written = (headers: readonly Header[]): string =>
  headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
