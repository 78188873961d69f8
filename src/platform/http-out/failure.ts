import { Refusal } from './connector.ts';

/** Why there was no answer that counts. Closed: it is stored with the delivery and shown to staff. */
export const failureReasons = [
  'refused-address',
  'not-https',
  'dns',
  'connect',
  'tls',
  'timeout',
  'too-large',
  'redirect',
  'protocol',
  'aborted',
] as const;
export type FailureReason = (typeof failureReasons)[number];

const timeouts = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const tls = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH|EPROTO)/;
const connection =
  /^(ECONN|EHOST|ENET|EPIPE|EADDRNOTAVAIL|UND_ERR_SOCKET|UND_ERR_ABORTED|UND_ERR_DESTROYED|UND_ERR_CLOSED)/;

/** The reason behind an error of undici, a socket or our own guard; what nothing else explains is 'protocol'. */
export function failureReason(error: unknown): FailureReason {
  if (error instanceof Refusal) return error.reason;
  const { code = '', errors } = error as { code?: string; errors?: readonly unknown[] };
  if (timeouts.test(code)) return 'timeout';
  if (tls.test(code)) return 'tls';
  if (connection.test(code) || errors) return 'connect';
  return 'protocol';
}
