import { createHash } from 'node:crypto';
import { type AddressObject, type HeaderValue, type ParsedMail, simpleParser } from 'mailparser';
import { plainAddress } from './address.ts';
import { harmless, oneLine, tidy } from './harmless.ts';

export interface AttachedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** A mail as it was written, with everything cleaned that could do harm where it is shown. */
export interface ReadMail {
  /** With its angle brackets. */
  readonly messageId: string | undefined;
  /** In small letters, the domain in ASCII: as addresses are looked up. */
  readonly from: { readonly name: string; readonly address: string } | undefined;
  /** Everybody it was addressed to, in the same way. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Harmless; undefined when it has none. */
  readonly html: string | undefined;
  /** Message-IDs of what it answers, the nearest first. */
  readonly answers: readonly string[];
  /** Headers by which programs know each other, in small letters. */
  readonly marks: Readonly<
    Record<'auto-submitted' | 'precedence' | 'list-id' | 'return-path' | 'content-type', string>
  >;
  readonly files: readonly AttachedFile[];
}

const longest = { text: 200_000, html: 500_000, subject: 500, name: 200, address: 254, messageId: 500 } as const;
const mostFiles = 50;

/**
 * Reads a mail. @throws when it is none that can be read
 * @param source the whole of it, or its headers
 */
export async function readMail(source: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(source, {
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    maxHtmlLengthToParse: longest.html,
  });
  const from = firstOf(mail.from);
  const address = plainAddress(from?.address ?? '');
  const html = typeof mail.html === 'string' ? harmless(mail.html.slice(0, longest.html)) : undefined;
  return {
    messageId: messageIds(mail.messageId)[0],
    from: /^[^\s@<>"]+@[^\s@<>"]+$/.test(address)
      ? { name: oneLine(from?.name ?? '').slice(0, longest.name), address: oneLine(address).slice(0, longest.address) }
      : undefined,
    to: [mail.to, mail.cc].flat().flatMap((one) => addressesOf(one).map(plainAddress)),
    subject: oneLine(mail.subject ?? '').slice(0, longest.subject),
    text: tidy(mail.text ?? (html === undefined ? '' : wordsOf(html)))
      .slice(0, longest.text)
      .trim(),
    html: html && tidy(html),
    answers: [...messageIds(mail.inReplyTo), ...messageIds(mail.references).reverse()],
    marks: {
      'auto-submitted': mark(mail, 'auto-submitted'),
      precedence: mark(mail, 'precedence'),
      // The parser gathers the list headers under one name.
      'list-id': mark(mail, 'list-id') || (mail.headers.has('list') ? 'yes' : ''),
      'return-path': mark(mail, 'return-path'),
      'content-type': mark(mail, 'content-type'),
    },
    files: mail.attachments.slice(0, mostFiles).map(({ filename, content, contentType }) => ({
      name: oneLine(filename ?? contentType ?? '').slice(0, longest.name) || '–',
      content,
    })),
  };
}

/**
 * What a mail says, as a hash: the same when it arrives twice by different ways, whatever the servers on the way have written on it.
 * @param source the whole of it, or its headers when it is too large
 */
export function hashOfMail(source: Buffer): string {
  const end = source.indexOf('\r\n\r\n');
  const head = source
    .subarray(0, end < 0 ? source.length : end)
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ');
  const kept = head.split('\r\n').filter((line) => /^(message-id|from|date|subject):/i.test(line));
  const body = end < 0 ? Buffer.alloc(0) : source.subarray(end + 4);
  return createHash('sha256').update(kept.sort().join('\n')).update('\0').update(body).digest('hex');
}

const firstOf = (from: AddressObject | undefined) =>
  from?.value.flatMap((one) => (one.group ? one.group : [one])).find(({ address }) => address);

const addressesOf = (list: AddressObject | undefined): string[] =>
  (list?.value ?? []).flatMap((one) => (one.group ?? [one]).flatMap(({ address }) => address ?? []));

const messageIds = (value: string | readonly string[] | undefined): string[] =>
  [value ?? []]
    .flat()
    .join(' ')
    .match(/<[^\s<>]{1,300}@[^\s<>]{1,200}>/g)
    ?.slice(0, 50) ?? [];

function mark(mail: ParsedMail, name: string): string {
  const value: HeaderValue | undefined = mail.headers.get(name);
  return oneLine(saidIn(value)).toLowerCase().slice(0, 300);
}

function saidIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  // An address header has its text, a structured one its value.
  const { text, value: inner } = value as { text?: unknown; value?: unknown };
  return [text, inner].find((one) => typeof one === 'string') ?? '';
}

/** The words of a mail that has only HTML. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)[^>]*>/g, '\n')
    .replace(/<[^>]+>/g, ' ')
    .replace(
      /&(lt|gt|quot|amp|#39|nbsp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'", nbsp: ' ' })[name] ?? '',
    )
    .replace(/[ \t]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n');
