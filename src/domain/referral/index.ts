export {
  acceptReferral,
  cancelReferrals,
  declineReferral,
  moveReferral,
  noteOpened,
  noteSettled,
  noticesTo,
  referLead,
} from './actions.ts';
export { supplierMessages, webhookData } from './messages.ts';
export { referralRoom } from './personal.ts';
export {
  mayHaveReceived,
  type OwnReferral,
  type ReferralRow,
  referralById,
  referralFor,
  referralsOf,
} from './queries.ts';
export {
  answersOf,
  type DeclineReason,
  declineReasons,
  type ReferralState,
  readableStates,
  referralMoves,
  referralStates,
} from './referral.ts';
export { supplierWorkMessages } from './staff-messages.ts';
export { mayRemind, remindSupplier, type WaitingReferral, waitingFor } from './waiting.ts';
