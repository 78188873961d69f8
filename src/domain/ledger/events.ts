/** Everything that happens in the brokerage, in the order it usually happens. */
export const eventTypes = [
  'lead.received',
  'lead.joined',
  'lead.released',
  'lead.waiting',
  'lead.routed',
  'referral.sent',
  'referral.undeliverable',
  'referral.opened',
  'referral.accepted',
  'referral.declined',
  'referral.added',
  'referral.withdrawn',
  'quote.received',
  'quote.corrected',
  'quote.withdrawn',
  'quote.chosen',
  'question.asked',
  'contract.reported',
  'contract.denied',
  'lead.closed',
  'lead.reopened',
  'lead.restricted',
  'lead.unrestricted',
  'lead.rectified',
  'lead.notified',
  'lead.archived',
  'lead.erased',
  'archive.erased',
  'newsletter.requested',
  'consent.given',
  'consent.withdrawn',
  'subscriber.erased',
  'campaign.sent',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Opaque ids only: an event never carries anything about a person (D5). */
export interface EventIds {
  readonly leadId?: string;
  readonly referralId?: string;
  readonly quoteId?: string;
  readonly supplierId?: string;
}
