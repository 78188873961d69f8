import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

export interface Webhook {
  /** The same on every retry; the receiver tells duplicates by it. */
  readonly id: string;
  /** When this attempt is made; the receiver refuses one more than five minutes old. */
  readonly timestamp: Temporal.Instant;
  /** Exactly the text that is posted. */
  readonly body: string;
  readonly secret: string;
}

/** The key inside a secret. @throws Error when it is not one of ours, without repeating it. */
function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : '', 'base64');
  if (key.length < 24 || key.length > 64) throw new Error('not a webhook secret: whsec_ and 24 to 64 bytes in base64');
  return key;
}

/**
 * The headers that prove who sent a webhook, by the Standard Webhooks specification: HMAC-SHA256 over `id.seconds.body`.
 * Computed here because the library's own signing takes a Date; a test lets the library verify it.
 */
export function signWebhook({ id, timestamp, body, secret }: Webhook) {
  const seconds = Math.floor(timestamp.epochMilliseconds / 1_000);
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` } as const;
}

/** A fresh secret for one endpoint: 32 random bytes. */
export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}
