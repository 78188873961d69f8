import type { Lead } from '#domain/lead/index.ts';
import { quoteMoves } from '#domain/quote/index.ts';
import { type ReferralRow, referralMoves } from '#domain/referral/index.ts';
import { allows } from '#domain/transitions.ts';

/** Whether a supplier could give, or correct, a quote now. @param quoteState of the quote it has; undefined when it has none */
export const mayEnterQuote = (
  lead: Pick<Lead, 'restrictedAt'>,
  referral: Pick<ReferralRow, 'state'>,
  quoteState: string | undefined,
): boolean =>
  lead.restrictedAt === null &&
  allows(referralMoves, 'quote', referral.state) &&
  (quoteState === undefined || allows(quoteMoves, 'correct', quoteState));
