import type { MessageClass } from '#policy/message-class.ts';
import { clean } from '../mail/index.ts';

/** A number as the whole world dials it (E.164), and nothing else. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);

/** One text message to one person. */
export interface Sms {
  readonly to: string;
  readonly text: string;
  readonly class: MessageClass;
  /** Ours, and opaque: what a message that is caught is found by. */
  readonly reference: string;
  /** Where its carrier tells how it went. */
  readonly reportUrl: string;
}

/** Why a text message or a call did not leave. Closed: it is stored with the delivery and shown to staff. */
export const phoneReasons = [
  ...(['marketing', 'bad-number', 'empty', 'number-refused', 'message-refused'] as const),
  ...(['no-credit', 'authentication', 'busy', 'carrier-down', 'not-connected'] as const),
  ...(['refused-address', 'not-https', 'dns', 'connect', 'tls', 'timeout', 'too-large', 'redirect'] as const),
  ...(['protocol', 'aborted'] as const),
] as const;
export type PhoneReason = (typeof phoneReasons)[number];

export interface PhoneRefused {
  readonly kind: 'refused';
  /** The same will never get through. */
  readonly permanent: boolean;
  readonly reason: PhoneReason;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}
/** Taken by whoever carries it, under a number of theirs; null when they gave none. */
export type Carried = { readonly kind: 'carried'; readonly id: string | null };

export interface SmsPort {
  send(sms: Sms): Promise<Carried | PhoneRefused>;
}

const refused = (reason: PhoneReason): PhoneRefused => ({ kind: 'refused', permanent: true, reason });

/**
 * The only way out for text messages. Whoever carries them is asked last: marketing never is a text message (P5), a number is one
 * number, and what could hide or turn the text around is taken out of it.
 * @param carry takes what may go; undefined where nobody is connected, and then it waits
 */
export function createSms(carry: SmsPort['send'] | undefined): SmsPort {
  return {
    async send(sms) {
      if (sms.class !== 'service') return refused('marketing');
      if (!isE164(sms.to)) return refused('bad-number');
      const text = clean(sms.text).trim();
      if (text === '') return refused('empty');
      return carry ? carry({ ...sms, text }) : { kind: 'refused', permanent: false, reason: 'not-connected' };
    },
  };
}
