import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

export interface Webhook {
  /** The same on every retry; the receiver tells duplicates by it. */
  readonly id: string;
  /** When this attempt is made; the receiver refuses one more than five minutes old. */
  readonly timestamp: Temporal.Instant;
  /** Exactly the text that is posted. */
  readonly body: string;
  /** Each signs: the newest first, and beside it the one that it is to take the place of. */
  readonly secrets: readonly string[];
}

/** The key inside a secret. @throws Error when it is not one of ours, without repeating it. */
function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : '', 'base64');
  if (key.length < 24 || key.length > 64) throw new Error('not a webhook secret: whsec_ and 24 to 64 bytes in base64');
  return key;
}

/**
 * The headers that prove who sent a webhook, by the Standard Webhooks specification: HMAC-SHA256 over `id.seconds.body`,
 * and several signatures with a space between. Computed here because the library's own signing takes a Date; a test lets the library verify it.
 */
export function signWebhook({ id, timestamp, body, secrets }: Webhook) {
  const seconds = Math.floor(timestamp.epochMilliseconds / 1_000);
  const signed = (secret: string) =>
    `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  const signature = secrets.map(signed).join(' ');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature } as const;
}

/** A fresh secret for one endpoint: 32 random bytes. */
export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}
