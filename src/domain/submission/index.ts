export {
  keepSubmission,
  keyOf,
  type LeadMaker,
  settleSubmission,
  submissionsPast,
  sweepSubmissions,
  switchOn,
  throwSubmission,
  tieFields,
  workSubmission,
} from './actions.ts';
export { submissionRoom } from './personal.ts';
export {
  heldOf,
  mostHeld,
  mostWaiting,
  sampleOf,
  submissionsWaiting,
  type Waiting,
  waitingById,
  waitingSubmissions,
} from './queries.ts';
export {
  explainHindrance,
  fieldQuestions,
  type Hindrance,
  ignored,
  mayJoin,
  missingIn,
  otherTargets,
  type Reading,
  readSubmission,
  targetOf,
} from './reading.ts';
export { type SentField, shown } from './submission.ts';
export { suggest } from './suggest.ts';
export { isNoTick, unreadable } from './words.ts';
