export {
  type Added,
  addSubscriber,
  answerSignUp,
  changePreferences,
  confirmable,
  confirmSignUp,
  isSuppressed,
  issueConfirmToken,
  noteSignUp,
  noteUse,
  type Preferences,
  restrictSubscriber,
  setRestriction,
} from './actions.ts';
export { byFingerprint, eraseDueSubscribers, nextSubscriberDue, suppressAgain } from './erase.ts';
export {
  auditImport,
  beginImport,
  type Imported,
  type ImportRefusal,
  importColumns,
  importSubscribers,
  mostRows,
  neededColumns,
  type RowFault,
  rowFaults,
} from './import.ts';
export { subscriberMessages } from './messages.ts';
export {
  consentOf,
  endHeaders,
  endToken,
  openEndToken,
  preferencesToken,
  type SignUp,
  type SignUpChannel,
  type SubscriberState,
  staffChannels,
  subscriberClock,
  subscriberKeyOf,
  subscriberMoves,
  subscriberStates,
  suppressionOf,
  useKeyOf,
  type WithdrawalChannel,
  withdrawalChannels,
} from './newsletter.ts';
export { newsletterRoom } from './personal.ts';
export {
  type ConsentProof,
  consentsOf,
  countRecipients,
  growth,
  listSubscribers,
  mailable,
  recipients,
  type Segment,
  type Standing,
  type Subscriber,
  standingOf,
  stillRecipients,
  subscriberAt,
  subscriberById,
  subscriberPage,
  type Week,
} from './queries.ts';
export { type TallyKind, tally, tallyKinds } from './tally.ts';
export { endSubscription, suppress, withdraw, withdrawById, withdrawByLink } from './withdrawal.ts';
