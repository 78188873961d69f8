import type { deliveriesOf } from '#domain/delivery/index.ts';
import type { Lead, LeadClock } from '#domain/lead/index.ts';
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';

/** All that staff see of one request. */
export interface LeadView {
  readonly lead: Lead;
  readonly clock: LeadClock;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly referrals: readonly ReferralRow[];
  readonly decisions: readonly {
    readonly supplierId: string;
    readonly name: string;
    readonly chosen: boolean;
    readonly reason: string;
  }[];
  readonly deliveries: Awaited<ReturnType<typeof deliveriesOf>>;
  readonly events: readonly {
    readonly id: number;
    readonly at: Temporal.Instant;
    readonly type: string;
    readonly supplier_id: string | null;
  }[];
  readonly questions: readonly { readonly body: string; readonly askedAt: Temporal.Instant }[];
  readonly notes: readonly { readonly body: string; readonly at: Temporal.Instant; readonly by: string | null }[];
  readonly tasks: readonly {
    readonly id: string;
    readonly body: string;
    readonly dueOn: Temporal.PlainDate;
    readonly doneAt: Temporal.Instant | null;
    readonly by: string | null;
  }[];
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  readonly fileUrl: (fileId: string) => string;
  /** Where it was merged into. */
  readonly joinedReference: string | undefined;
}
