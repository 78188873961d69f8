import { createTransport } from 'nodemailer';
import { checkMail, isAddress, type Mail, type Refused, refused } from './mail.ts';
import { refusalOf } from './refusal.ts';
import { mustEncrypt } from './smtp-url.ts';

export type Sent = { readonly kind: 'sent' };
export type KeptMail = Omit<Mail, 'class'> & { readonly from: string };

export interface MailerOptions {
  /** smtp:// or smtps://, with user and password if needed. Without it mail is handed to `keep`. */
  readonly smtpUrl?: string | undefined;
  /** "Name <address>" or an address. */
  readonly from: string;
  /** Takes the mail when there is no server; what it throws is the caller's to handle. */
  readonly keep?: (mail: KeptMail) => Promise<void>;
  /** Which marketing may leave (P14); none while nobody says. */
  readonly mayMarket?: (mail: Mail) => boolean;
  /** Longest silence of the server in any step; 15,000 when absent. A whole mail may take four times as long. */
  readonly timeoutMs?: number;
}

/** @throws Error when it is neither an address nor "Name <address>" on one line. */
export function parseFrom(from: string): { name: string; address: string } {
  const [, name = '', address = from.trim()] = /^\s*"?([^"<>]*?)"?\s*<([^<>]*)>\s*$/.exec(from) ?? [];
  if (/\p{Cc}/u.test(from) || !isAddress(address)) throw new Error('the sender must be an address or "Name <address>"');
  return { name, address };
}

function createPool(smtpUrl: string, timeoutMs: number) {
  return createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    // A connection that closes is a failed attempt for the delivery to count and space out, not for the pool to repeat.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    requireTLS: mustEncrypt(smtpUrl),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Field by field, so that nothing a caller passes along (an envelope, an attachment by path) reaches the library. */
function toMessage(mail: Mail, from: { name: string; address: string }) {
  const inReplyTo = mail.references?.at(-1);
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    messageId: mail.messageId,
    // Keeps absence notices from answering us.
    headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers },
    xMailer: false as const,
    ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    ...(inReplyTo === undefined ? {} : { references: [...(mail.references ?? [])], inReplyTo }),
  };
}

/**
 * Sends mail over SMTP, or hands it to `keep` where there is no server. `send` does not throw for what a server or a network
 * does: it answers sent, or refused with a reason from a closed list and whether trying again makes sense.
 * @throws Error at once when `from` is no address, or there is neither a server nor `keep`.
 */
export function createMailer({ smtpUrl, from, keep, mayMarket, timeoutMs = 15_000 }: MailerOptions) {
  const sender = parseFrom(from);
  const pool = smtpUrl ? createPool(smtpUrl, timeoutMs) : undefined;
  if (!pool && !keep) throw new Error('mail needs SMTP_URL or somewhere to be kept');

  async function send(mail: Mail): Promise<Sent | Refused> {
    if (mail.class !== 'service' && !mayMarket?.(mail)) return refused('marketing', 'class');
    const fault = checkMail(mail);
    if (fault) return fault;
    if (!pool) {
      await keep?.({ ...mail, from });
      return { kind: 'sent' };
    }
    try {
      await pool.sendMail({ ...toMessage(mail, sender), signal: AbortSignal.timeout(timeoutMs * 4) });
      return { kind: 'sent' };
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** Connects and logs in without sending anything; true without a server. */
  async function verify(): Promise<true | Refused> {
    try {
      return (await pool?.verify()) ?? true;
    } catch (error) {
      return refusalOf(error);
    }
  }

  return { send, verify, close: () => pool?.close() };
}

export type Mailer = ReturnType<typeof createMailer>;
