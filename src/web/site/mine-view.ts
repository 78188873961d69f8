import type { Lead } from '#domain/lead/index.ts';
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';

/** All that a customer sees of one request. */
export interface RequestView {
  readonly lead: Lead;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly referrals: readonly ReferralRow[];
  readonly decisions: readonly {
    readonly supplierId: string;
    readonly name: string;
    readonly chosen: boolean;
    readonly reason: string;
  }[];
  readonly questions: readonly { readonly body: string; readonly askedAt: Temporal.Instant }[];
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  /** When the data disappears if nothing more is reported. */
  readonly goneOn: string;
  readonly fileUrl: (fileId: string) => string;
  /** The open request it was merged into, if that is the same person's. */
  readonly joinedReference?: string | undefined;
}
