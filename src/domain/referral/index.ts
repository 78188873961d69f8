export {
  acceptReferral,
  cancelReferrals,
  declineReferral,
  moveReferral,
  noteOpened,
  noteSettled,
  noticesTo,
  referLead,
  reopenReferrals,
} from './actions.ts';
export { addableStates, addSupplier, remindSuppliers } from './added.ts';
export { heldOf, heldUntil } from './hours.ts';
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
