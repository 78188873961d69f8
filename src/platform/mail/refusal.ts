import type { RefusalReason, Refused } from './mail.ts';

/** The parts of nodemailer's and node's errors that say what happened. */
interface SmtpError {
  readonly code?: string;
  /** What the system called it, when nodemailer has another name for all that happens to a connection. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** What the server answered to a step that concerns this mail and not the connection. */
const steps: Readonly<Record<string, RefusalReason>> = {
  'MAIL FROM': 'sender-refused',
  'RCPT TO': 'recipient-refused',
  DATA: 'message-refused',
};

function connectionReason(code: string): RefusalReason {
  if (/^(EAUTH|ENOAUTH|EOAUTH2)$/.test(code)) return 'authentication';
  if (/^(ETIMEDOUT|EABORT)$/.test(code)) return 'timeout';
  if (/^(EDNS|ENOTFOUND|EAI_AGAIN|ENODATA|ESERVFAIL)$/.test(code)) return 'dns';
  if (/^(ETLS|EREQUIRETLS|EPROTO$|CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code))
    return 'tls';
  if (/^(ECONN|ESOCKET|EHOST|ENET|EPIPE)/.test(code)) return 'connect';
  return 'protocol';
}

/**
 * A 5xx answer about the sender, the recipient or the message is permanent (503, commands out of order, is about the session and
 * so is not). Everything else is temporary, also a 5xx at the greeting or at log-in: those are about the server or our own
 * password, and a mail must not be lost because of them.
 */
export function refusalOf(error: unknown): Refused {
  const { code = '', originalCode = '', responseCode = 0, command = '' } = error as SmtpError;
  const step = steps[command];
  if (step && responseCode >= 400) {
    return { kind: 'refused', permanent: responseCode >= 500 && responseCode !== 503, reason: step };
  }
  // Without an answer of the server: nodemailer itself found no usable recipient.
  if (code === 'EENVELOPE' && responseCode === 0) return { kind: 'refused', permanent: true, reason: 'bad-address' };
  const named = connectionReason(originalCode);
  return { kind: 'refused', permanent: false, reason: named === 'protocol' ? connectionReason(code) : named };
}
