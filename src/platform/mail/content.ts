import type { Locale } from '#policy/text.ts';

/**
 * A piece of running text. A plain string may come from anyone: it is escaped. `gone` is the apricot mark, which means one
 * thing: when data disappears. Links take https, mailto and tel, and http in development.
 */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly muted: string }
  | { readonly gone: string }
  | { readonly link: { readonly label: string; readonly url: string } }
  /** What an editor has marked, several ways at once; `url` makes it a link. */
  | { readonly run: Run }
  /** A new line in the same paragraph. */
  | { readonly br: true };

export interface Run {
  readonly text: string;
  readonly strong?: boolean;
  readonly em?: boolean;
  readonly url?: string;
}

export interface ListItem {
  readonly content: readonly Inline[];
  readonly inner?: List;
}

export interface List {
  /** The number of the first; a list with bullets has none. */
  readonly from?: number;
  readonly items: readonly ListItem[];
}

/** A picture of our own. It is loaded from our own address, the same for everybody who gets the mail. */
export interface Picture {
  readonly src: string;
  readonly alt: string;
  /** Pixels of the file itself; it is shown as wide as it is, at most as the mail. */
  readonly width: number;
  readonly height: number;
  readonly url?: string;
}

export interface Row {
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
}

export type Block =
  | { readonly p: readonly Inline[] | string }
  | { readonly h2: string }
  | { readonly button: { readonly label: string; readonly url: string; readonly note?: string } }
  /** Figures to compare, to the right. */
  | { readonly table: { readonly caption: string; readonly rows: readonly Row[]; readonly note?: string } }
  /** Label and value, to the left. */
  | { readonly facts: readonly Row[] }
  /** One fact at the moment it matters. */
  | { readonly notice: readonly Inline[] | string }
  /** A line of its own that says when data disappears. */
  | { readonly gone: string }
  /** What somebody wrote, with their line breaks. */
  | { readonly quote: string }
  /** What one of ours wrote: paragraphs with a blank line between, and line breaks as they stand. */
  | { readonly text: string }
  | { readonly h3: string }
  | { readonly list: List }
  | { readonly picture: Picture }
  /** What somebody has said, as an editor has marked it. */
  | { readonly said: readonly (readonly Inline[])[] }
  /** Beside each other, and below each other on a telephone. */
  | { readonly columns: readonly (readonly Block[])[] }
  | { readonly card: Card }
  | { readonly line: true };

/** Something to go on to, in a frame of its own. */
export interface Card {
  readonly title: string;
  readonly content: readonly Inline[];
  readonly label: string;
  readonly url: string;
}

export interface MailContent {
  readonly locale: Locale;
  /** Becomes the title; the Subject header is the mailer's. */
  readonly subject: string;
  /** What a list of mails shows after the subject. */
  readonly preheader: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Why the person gets this mail, and how to get no more. */
  readonly footerReason: readonly Inline[] | string;
}

export const inlines = (content: readonly Inline[] | string): readonly Inline[] =>
  typeof content === 'string' ? [content] : content;

/** Control characters and the marks that reverse the direction of text have no business in a mail; line breaks may stay. */
export const clean = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');

/** An address that is put in later, when it is known who gets the mail: a name between two private characters. */
const later = /^\uE000\w+\uE001$/;

/** @throws Error for an address a reader could not safely follow. */
export function safeUrl(url: string): string {
  if (later.test(url)) return url;
  if (!/^(https?:\/\/|mailto:|tel:)[^\s\p{Cc}]+$/u.test(url))
    throw new Error('a mail links only to https, mailto and tel');
  return url;
}
