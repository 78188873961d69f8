import type { MessageClass } from '#policy/message-class.ts';
import { type Carried, isE164, type PhoneRefused } from './sms.ts';

/** A call that first rings at one of ours, and then connects to one person. */
export interface Call {
  /** Of one of ours: the phone that rings first. */
  readonly staff: string;
  readonly to: string;
  readonly class: MessageClass;
  /** Where its carrier tells how it ended. */
  readonly endedUrl: string;
}

export interface VoicePort {
  connect(call: Call): Promise<Carried | PhoneRefused>;
}

/** The only way out for calls that the product dials. Marketing never is a call (P5), and each number is one number. */
export function createVoice(carry: VoicePort['connect']): VoicePort {
  return {
    async connect(call) {
      if (call.class !== 'service') return { kind: 'refused', permanent: true, reason: 'marketing' };
      if (!isE164(call.staff) || !isE164(call.to)) return { kind: 'refused', permanent: true, reason: 'bad-number' };
      return carry(call);
    },
  };
}
