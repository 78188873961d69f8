import { type RefusalReason, refusalOf } from '../mail/index.ts';

/**
 * What became of a mail, as far as the one who sends many must know. `taken`: the server has it. `no-address`: there is no such address, and
 * never will be. `refused`: not this mail, not ever. `later`: not this mail, not now; or nobody knows, since the line was lost after the mail had begun to leave.
 * `server`: nothing about this mail: the server takes none from us now.
 */
export type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'no-address' | 'refused' | 'later' | 'server'; readonly reason: RefusalReason };

interface SmtpError {
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** RFC 3463: no such mailbox, a mailbox that has moved without a trace (5.1.6), a disabled one, and a domain that takes no mail (5.1.10, RFC 7505). */
const noAddress = /^5\.(1\.1|1\.6|1\.10|2\.1)$/;
/** Says as little as no number at all. */
const unspoken = /^5\.(0|1|5)\.0$/;
/** What servers write that give no number. «Mailbox unavailable» is not among them: it is said of many things. */
const words =
  /\b(user|recipient|mailbox|address|account|addressee)\b.{0,40}\b(unknown|not found|does ?n['o]t exist|not exist|disabled|deactivated)|\b(unknown|no such|invalid|nonexistent|non-existent) (local )?(user|recipient|mailbox|address|account|addressee)|\bno mailbox\b/i;
/** With any of these it may be we whom they don't know: our address as the sender, which some servers try, or the machine that we call from. */
const ours =
  /\b(senders?|from|originator|envelope|verif\w*|call-?(out|back)s?|(rev)?ptr|r?dns|reverse|(host|client|server|domain)s?(name)?|ips?|ip-?(v[46]|address)\w*|helo|ehlo|relay\w*|connect\w*|spf|dkim|dmarc|reputation|(black|block|deny)(ed|list\w*)?|spam|polic\w+)\b/i;

/** The enhanced status code of an answer (RFC 2034), like 5.1.1. */
const statusOf = (response: string): string | undefined => /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];

/** Whether a server's number (RFC 3463) says nothing about what was wrong. */
export const isUnspoken = (status: string | undefined): boolean => !status || unspoken.test(status);

/** Whether a server says that there is no such address, and never will be: by its number, or where that says nothing in words, and only words about the recipient. */
export const saysNoAddress = (status: string | undefined, response: string): boolean =>
  isUnspoken(status) ? words.test(response) && !ours.test(response) : noAddress.test(status ?? '');

/**
 * What an error of nodemailer's connection means for the mail it was about.
 * @param begun whether the mail itself had begun to leave: then nobody knows whether it arrived
 * @param domain our own: words that name it are about us
 */
export function answerOf(error: unknown, begun: boolean, domain = ''): Answer {
  const { responseCode: code = 0, response = '', command = '' } = error as SmtpError;
  const { reason } = refusalOf(error);
  if (code < 400) return { kind: begun ? 'later' : 'server', reason };
  const aboutOne = command === 'RCPT TO' || command === 'DATA';
  if (code === 421 || !aboutOne) return { kind: 'server', reason };
  // That it wants its commands otherwise (500–504) or a password (530–538) is nobody's own matter; whether it says so to all is for whoever sends to see.
  if (code <= 504 || (code >= 530 && code <= 538)) return { kind: 'later', reason };
  // Words count where it was asked about the recipient, and speaks of nobody else.
  const aboutThem =
    code === 550 && command === 'RCPT TO' && !(domain && response.toLowerCase().includes(domain.toLowerCase()));
  const gone = saysNoAddress(statusOf(response), aboutThem ? response : '');
  return { kind: gone ? 'no-address' : 'refused', reason };
}
