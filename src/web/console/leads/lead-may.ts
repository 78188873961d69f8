import { isActive, type Lead, mayReopen } from '#domain/lead/index.ts';
import { type QuoteRow, quoteMoves } from '#domain/quote/index.ts';
import { addableStates, type ReferralRow, referralMoves } from '#domain/referral/index.ts';
import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import { allows } from '#domain/transitions.ts';
import type { Permission } from '#policy/roles.ts';

/** Whether a supplier could give, or correct, a quote now. @param quoteState of the quote it has; undefined when it has none */
export const mayEnterQuote = (
  lead: Pick<Lead, 'restrictedAt'>,
  referral: Pick<ReferralRow, 'state'>,
  quoteState: string | undefined,
): boolean =>
  lead.restrictedAt === null &&
  allows(referralMoves, 'quote', referral.state) &&
  (quoteState === undefined || allows(quoteMoves, 'correct', quoteState));

/** Whether a request can be taken back from a supplier: one that has it, and that the customer has not chosen. */
export const mayWithdraw = (
  lead: Pick<Lead, 'restrictedAt' | 'state'>,
  referral: Pick<ReferralRow, 'state'>,
): boolean => lead.restrictedAt === null && isActive(lead.state) && allows(referralMoves, 'withdraw', referral.state);

/** What the quote's customer, or its supplier, may report of it: that it became a contract, or (the supplier) that it did not. */
export const mayReport = (
  lead: Pick<Lead, 'restrictedAt' | 'state'>,
  quote: Pick<QuoteRow, 'state'>,
  what: 'win' | 'lose',
): boolean => lead.restrictedAt === null && isActive(lead.state) && allows(quoteMoves, what, quote.state);

/** What staff can do with a request as a whole, each with the right that it takes. */
export const acts = {
  closing: {
    right: 'lead.write',
    may: (lead: Lead) => lead.restrictedAt === null && isActive(lead.state),
  },
  reopening: { right: 'lead.write', may: (lead: Lead, now: Temporal.Instant) => mayReopen(lead, now) },
  outcome: {
    right: 'outcome.report',
    may: (lead: Lead) => lead.restrictedAt === null && (lead.state === 'quoted' || lead.state === 'chosen'),
  },
  supplier: {
    right: 'lead.forward',
    may: (lead: Lead) => lead.restrictedAt === null && addableStates.includes(lead.state),
  },
  restriction: {
    right: 'data.restrict',
    may: (lead: Lead) => !['withdrawn', 'objected', 'erasure'].includes(lead.closingReason ?? ''),
  },
  erasure: {
    right: 'lead.erase',
    may: (lead: Lead) =>
      isActive(lead.state) ||
      lead.state === 'joined' ||
      lead.state === 'contracted' ||
      lead.closingReason === 'no-contract',
  },
} as const satisfies Record<
  string,
  { readonly right: Permission; readonly may: (lead: Lead, now: Temporal.Instant) => boolean }
>;
export type Act = keyof typeof acts;

/** Whether somebody may do something with a request now: their role, and how it stands. */
export const mayAct = (who: StaffSession, act: Act, lead: Lead, now: Temporal.Instant): boolean =>
  staffMay(who, acts[act].right) && acts[act].may(lead, now);
