import { simpleParser } from 'mailparser';
import { plainAddress } from './address.ts';

/** What a server says of one recipient of a mail that it could not deliver (RFC 3464, 2.3). */
export interface Reported {
  /** In small letters: failed, delayed, delivered, relayed, expanded. */
  readonly action: string;
  /** RFC 3463, like 5.1.1; empty when none is said. */
  readonly status: string;
  /** Whom it could not be delivered to, in small letters. Where it was passed on, not the address it was sent to, which may be a list and live. */
  readonly recipient: string | undefined;
  /** What the server at the other end has said. */
  readonly diagnostic: string;
}

/** A mail by which a server tells that another mail could not be delivered. */
export interface Report {
  readonly recipients: readonly Reported[];
  /** Addresses by which the mail that came back could be declined (RFC 2369): we put a token of ours in one. */
  readonly declinedBy: readonly string[];
}

const most = { recipients: 20, bytes: 64_000, links: 5 } as const;

/** Reads a report (RFC 3464, RFC 6533); undefined for a mail that is none. @throws when it can't be read */
export async function readReport(source: Buffer): Promise<Report | undefined> {
  const { attachments } = await simpleParser(source, {
    ...{
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
    },
  });
  const text = (types: RegExp) =>
    attachments
      .filter(({ contentType }) => types.test(contentType))
      .map(({ content }) => content.subarray(0, most.bytes).toString('utf8'))
      .join('\n\n');
  const status = text(/^message\/(global-)?delivery-status$/);
  if (!status) return undefined;
  const returned = text(/^(message\/(rfc822|global)|(text|message)\/(rfc822|global)-headers)$/);
  return {
    recipients: groupsOf(status)
      .filter((group) => group.has('final-recipient') || group.has('action'))
      .slice(0, most.recipients)
      .map(reported),
    declinedBy: (fieldsOf(returned).get('list-unsubscribe') ?? []).flatMap((value) =>
      [...value.matchAll(/<([^<>\s]{1,1000})>/g)].slice(0, most.links).map(([, url]) => url ?? ''),
    ),
  };
}

type Fields = ReadonlyMap<string, readonly string[]>;

const reported = (group: Fields): Reported => {
  const first = (name: string) => group.get(name)?.[0]?.trim() ?? '';
  return {
    action: first('action').toLowerCase(),
    status: /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(first('status'))?.[1] ?? '',
    recipient: addressIn(first('final-recipient')),
    diagnostic: first('diagnostic-code').slice(0, 2000),
  };
};

/** "rfc822; anna@kunden.example": the type of the address is said before it. */
function addressIn(value: string): string | undefined {
  const address = plainAddress(value.replace(/^[\w-]+\s*;\s*/, '').replace(/^<|>$/g, ''));
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined;
}

const groupsOf = (text: string): Fields[] =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf);

/** The fields of one block of headers, up to the first empty line that follows one; a line that begins with a space goes on. */
function fieldsOf(text: string): Fields {
  const [head = ''] = text
    .replace(/\r\n?/g, '\n')
    .trimStart()
    .split(/\n[ \t]*\n/);
  const fields = new Map<string, string[]>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value = ''] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name) fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value]);
  }
  return fields;
}
