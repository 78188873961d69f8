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

/** The enhanced status code of an answer (RFC 2034), like 5.1.1. */
const statusOf = (response: string): string | undefined => /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];

/** Whether a server's number (RFC 3463) says nothing about what was wrong. */
export const isUnspoken = (status: string | undefined): boolean => !status || unspoken.test(status);

/** Whether a server says that there is no such address, and never will be: by its number, or in words where that says nothing. */
export const saysNoAddress = (status: string | undefined, response: string): boolean =>
  isUnspoken(status) ? words.test(response) : noAddress.test(status ?? '');

/**
 * What an error of nodemailer's connection means for the mail it was about.
 * @param begun whether the mail itself had begun to leave: then nobody knows whether it arrived
 */
export function answerOf(error: unknown, begun: boolean): Answer {
  const { responseCode: code = 0, response = '', command = '' } = error as SmtpError;
  const { reason } = refusalOf(error);
  if (code < 400) return { kind: begun ? 'later' : 'server', reason };
  // The whole server: it closes (421), wants its commands otherwise (500–504) or a password (530, 534, 535), or doesn't take us for a sender.
  const aboutUs = code === 421 || (code >= 500 && code <= 504) || (code >= 530 && code <= 538);
  if (aboutUs || (command !== 'RCPT TO' && command !== 'DATA')) return { kind: 'server', reason };
  if (code < 500) return { kind: 'later', reason };
  const gone = saysNoAddress(statusOf(response), code === 550 ? response : '');
  return { kind: gone ? 'no-address' : 'refused', reason };
}
