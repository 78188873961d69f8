export { heldRows, outcomeOf, StillHeld } from './answer.ts';
export { backupEnds, removeBackups } from './backups.ts';
export { answerWords, type Outcome, outcomes, outcomeText, type Refusal, refusals, refusalText } from './case-words.ts';
export {
  addressOf,
  answerCase,
  askedRights,
  type CaseChannel,
  type CaseRight,
  caseById,
  casesOf,
  closedCases,
  NotConfirmed,
  openCase,
  openCases,
  openWaiting,
  type RightsCase,
  refuseCase,
  unsealCase,
} from './cases.ts';
export {
  type Certificate,
  certificateLinks,
  certificateList,
  certificateOf,
  certificatesOf,
  certify,
  type ListedCertificate,
  uncertified,
} from './certificate.ts';
export {
  type CheckedChain,
  chains,
  checkChain,
  isWhole,
  noteHeads,
  noteOpened,
  noteRestored,
  verifyChain,
} from './chains.ts';
export {
  archivedFields,
  askAddress,
  confirmCase,
  lapseAddresses,
  rectifyArchive,
  rectifyRequest,
} from './correct.ts';
export {
  type Correctable,
  correctableArchived,
  correctableOf,
  readCorrection,
} from './correction.ts';
export { type DueDay, type DueRequest, dueByRule, dueDays, lateNow, nextDue, sweepInterval } from './due.ts';
export { type Erased, eraseDue, eraseRooms } from './erase.ts';
export { exportPerson } from './export.ts';
export { checkExport, type PersonExport, personExportSchema } from './export-schema.ts';
export { forgetCases } from './forget-cases.ts';
export { privacyMessages } from './messages.ts';
export { formsOf, type Needle, needleOf, type Sought, soughtOf } from './needles.ts';
export { acknowledgeErasure, chaseNotices, forgetNotices, noteTold, noticeById, noticesOf } from './notices.ts';
export { heldPast, periodsAtWork, type RunningRule, type Work } from './periods.ts';
export {
  type Applied,
  applyPolicy,
  type Ensured,
  ensurePolicyApplied,
  isApplied,
  type PolicyPreview,
  policyApplied,
  previewPolicy,
  type RuleChange,
  rulesFingerprint,
} from './policy-applied.ts';
export { type Check, checkDecisions, checkPromises, type PromiseState, type Verdict } from './promises.ts';
export { Proofs } from './proofs.ts';
export { type Activity, type Register, registerOf } from './register.ts';
export { type OutsideLine, type Replayed, replay } from './replay.ts';
export { forgetRestored, proveRestored, RestoredProofs } from './restored.ts';
export { restrictArchive, restrictRequest } from './restrict.ts';
export {
  erasePerson,
  eraseRequest,
  findPerson,
  type Objectable,
  objectable,
  objectTo,
  wholePerson,
  whoseIs,
} from './rights.ts';
export { brokerageRooms, rooms } from './rooms.ts';
export { type ScanResult, scan } from './scan.ts';
export type { Folder } from './scan-files.ts';
export { portionQuery } from './scan-tables.ts';
export { type Keeping, retentionPass, type SweepReport, sweepNow } from './sweep.ts';
export { withdrawSupplier } from './take-back.ts';
export {
  type OpenNotice,
  openNotices,
  type Run,
  type RunKind,
  restrictedRequests,
  type Upkeep,
  upkeepOf,
} from './upkeep.ts';
export { withheld } from './withheld.ts';
