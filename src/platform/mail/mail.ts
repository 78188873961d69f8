import type { MessageClass } from '#policy/message-class.ts';

/** One mail to one person. Every string may hold text from outside; `checkMail` decides whether it may go into a header. */
export interface Mail {
  /** A bare address. A display name would be one more place to hide a second recipient. */
  readonly to: string;
  /** What it is for; marketing is refused unless the mailer has been told what marketing may go. */
  readonly class: MessageClass;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** With angle brackets; the same on every attempt, so that a mail delivered twice is shown once. */
  readonly messageId: string;
  readonly replyTo?: string;
  /** Extra headers, such as List-Unsubscribe. Not those that say who writes to whom. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Message-IDs of the thread, oldest first; the last one is the mail this answers. */
  readonly references?: readonly string[];
}

/** Why a mail did not leave. Closed: it is stored with the delivery and shown to staff. */
export const refusalReasons = [
  'marketing',
  'line-break',
  'bad-address',
  'bad-header',
  'sender-refused',
  'recipient-refused',
  'message-refused',
  'authentication',
  'connect',
  'tls',
  'dns',
  'timeout',
  'protocol',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Refused {
  readonly kind: 'refused';
  /** The same mail will never get through. */
  readonly permanent: boolean;
  readonly reason: RefusalReason;
  /** Which part of the mail was wrong, when we refused it ourselves. Never its content. */
  readonly field?: string;
}

const addressPattern = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u;
const messageIdPattern = /^<[^\s<>\p{C}]+@[^\s<>\p{C}]+>$/u;
const ownHeaders =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|references|in-reply-to|return-path|received|mime-.*|content-.*|auto-submitted|dkim-.*)$/i;

/** One address and nothing else: no name, no list, no comment. */
export const isAddress = (text: string) => text.length <= 254 && addressPattern.test(text);

function headerLines(mail: Mail): (readonly [field: string, value: string])[] {
  return [
    ['to', mail.to],
    ['subject', mail.subject],
    ['messageId', mail.messageId],
    ['replyTo', mail.replyTo ?? ''],
    ...(mail.references ?? []).map((reference) => ['references', reference] as const),
    ...Object.entries(mail.headers ?? {}).flatMap(([name, value]) => [
      ['headers', name] as const,
      ['headers', value] as const,
    ]),
  ];
}

export const refused = (reason: RefusalReason, field: string): Refused => ({
  kind: 'refused',
  permanent: true,
  reason,
  field,
});

/** Refuses whatever could become a header of its own, before any library sees it; undefined when the mail may go. */
export function checkMail(mail: Mail): Refused | undefined {
  const broken = headerLines(mail).find(([, value]) => /\p{Cc}/u.test(value));
  if (broken) return refused('line-break', broken[0]);
  if (!isAddress(mail.to)) return refused('bad-address', 'to');
  if (mail.replyTo !== undefined && !isAddress(mail.replyTo)) return refused('bad-address', 'replyTo');
  if (![mail.messageId, ...(mail.references ?? [])].every((id) => messageIdPattern.test(id)))
    return refused('bad-header', 'messageId');
  const strange = Object.keys(mail.headers ?? {}).some(
    (name) => !/^[A-Za-z0-9-]+$/.test(name) || ownHeaders.test(name),
  );
  return strange ? refused('bad-header', 'headers') : undefined;
}
