import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newWebhookSecret, signWebhook } from './webhook.ts';

const timestamp = Temporal.Instant.from('2026-03-12T08:00:00.999Z');
const body = '{"company":"Norrgårdens Bageri AB"}';

afterEach(() => vi.useRealTimers());

const receivedAt = (instant: string) => vi.useFakeTimers({ now: Temporal.Instant.from(instant).epochMilliseconds });

describe('signWebhook', () => {
  it('is what the library verifies', () => {
    receivedAt('2026-03-12T08:01:00Z');
    const secret = newWebhookSecret();
    const headers = signWebhook({ id: 'msg_1', timestamp, body, secrets: [secret] });
    expect(new Webhook(secret).verify(body, headers)).toEqual({ company: 'Norrgårdens Bageri AB' });
    expect(headers['webhook-timestamp']).toBe('1773302400');
  });

  it.each(['id', 'body', 'secret'] as const)('does not verify with another %s', (part) => {
    receivedAt('2026-03-12T08:01:00Z');
    const secret = newWebhookSecret();
    const changed = {
      id: 'msg_1',
      timestamp,
      body,
      ...{ [part]: '{}' },
      secrets: [part === 'secret' ? newWebhookSecret() : secret],
    };
    const headers = { ...signWebhook(changed), 'webhook-id': 'msg_1' };
    expect(() => new Webhook(secret).verify(body, headers)).toThrow(/signature/);
  });

  it('by two secrets is verified by whoever knows either, and by nobody else', () => {
    receivedAt('2026-03-12T08:01:00Z');
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const headers = signWebhook({ id: 'msg_1', timestamp, body, secrets });
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow(/signature/);
  });

  it('is refused by the library when it is old', () => {
    receivedAt('2026-03-12T08:06:00Z');
    const secret = newWebhookSecret();
    expect(() =>
      new Webhook(secret).verify(body, signWebhook({ id: 'a', timestamp, body, secrets: [secret] })),
    ).toThrow(/too old/);
  });

  it.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='])(
    'refuses %j as a secret',
    (secret) => {
      expect(() => signWebhook({ id: 'a', timestamp, body, secrets: [secret] })).toThrow(/not a webhook secret/);
    },
  );
});

describe('newWebhookSecret', () => {
  it('is 32 bytes and never the same', () => {
    expect(Buffer.from(newWebhookSecret().slice(6), 'base64')).toHaveLength(32);
    expect(newWebhookSecret()).not.toBe(newWebhookSecret());
  });
});
