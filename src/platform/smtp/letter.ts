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

/** Copies of a letter. All of it is encoded when it is composed; for a copy the pieces are joined and nothing is encoded but what fills the places. */
export interface Composed {
  /** Whole and in bytes of its own, ready for DATA: 7-bit, CRLF, no line that begins with a dot. */
  copy(of: Copy): Promise<Buffer>;
}

type Piece = { readonly text: string } | { readonly slot: string; readonly before: string; readonly after: string };
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] as string);

/** A part in pieces. What fills a place gets lines of its own by soft line breaks, wherever it stands. */
function pieces(part: string, slots: RegExp): Piece[] {
  const all: Piece[] = [];
  let at = 0;
  for (const found of part.matchAll(
    new RegExp(slots.source, slots.flags.includes('g') ? slots.flags : `${slots.flags}g`),
  )) {
    const text = part.slice(at, found.index);
    if (text) all.push({ text: quoted(text) });
    at = found.index + found[0].length;
    all.push({
      slot: found[1] ?? '',
      before: text === '' || text.endsWith('\n') ? '' : '=\r\n',
      after: /^(\r?\n|$)/.test(part.slice(at)) ? '' : '=\r\n',
    });
  }
  if (at < part.length) all.push({ text: quoted(part.slice(at)) });
  return all;
}

function fill(all: readonly Piece[], slots: Readonly<Record<string, string>>, plain: (text: string) => string): string {
  let text = '';
  for (const piece of all) {
    if ('text' in piece) text += piece.text;
    else {
      const value = slots[piece.slot];
      // A mail without its way out must not leave.
      if (value === undefined) throw new RangeError('a place of the letter is not filled');
      text += piece.before + quoted(plain(value)) + piece.after;
    }
  }
  return text;
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
  const html = pieces(letter.html, letter.slots);
  const text = pieces(letter.text, letter.slots);
  // Quoted text has no «=_».
  const mark = `=_${id.replace(/[^A-Za-z0-9]/g, '')}`;
  const part = (type: string) =>
    `--${mark}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
  const before: Header[] = [['From', headerMailbox(from)]];
  const after: Header[] = [
    ['Subject', headerText(letter.subject)],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${mark}"`],
    ...Object.entries(letter.headers).map(oneLine),
  ];
  const [first, second, last] = [part('text/plain'), `\r\n${part('text/html')}`, `\r\n--${mark}--\r\n`];
  return {
    async copy({ to, messageId, date, slots, headers }) {
      if (!isAddress(to) || !/^[ -~]+$/.test(to)) throw new RangeError('an address of plain letters');
      const own: Header[] = [
        ['To', to],
        ['Date', date],
        ['Message-ID', messageId],
      ];
      const all = [...before, ...own, ...after, ...Object.entries(headers)].map((one) =>
        one[1].includes('\r\n ') ? one : oneLine(one),
      );
      const body = first + fill(text, slots, (value) => value) + second + fill(html, slots, escapeHtml) + last;
      const signed = dkim ? [await signature(dkim, all, body), ...all] : all;
      return Buffer.from(`${signed.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`, 'latin1');
    },
  };
}
