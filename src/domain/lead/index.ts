export {
  type ClosingReason,
  claimNext,
  closeLead,
  joinIfOpen,
  type LeadForRouting,
  lockLead,
  moveLead,
  putOff,
  releaseLeads,
  reopenLead,
  resetClock,
  restrictLead,
} from './actions.ts';
export { type LeadClock, type LeadFacts, type LeadRule, type LeadRules, leadClock, mayReopen } from './clock.ts';
export { Intake, type IntakeLimits, intakeLimits } from './intake.ts';
export {
  activeStates,
  type DropReason,
  dropReasons,
  emailKeyOf,
  type IntakeResult,
  isActive,
  type LeadSource,
  type LeadState,
  leadMoves,
  leadSources,
  leadStates,
  type NewLead,
  type Receipt,
} from './lead.ts';
export { idByReference, type LeadFilter, type LeadPage, type ListedLead, listLeads, pageSize } from './list.ts';
export { type Standing, standing, type Week, weeks } from './numbers.ts';
export { leadRoom } from './personal.ts';
export { firstClock, firstNotice, keyIsKnown, type Lead, leadById, leadOf, leadsOf, openTwin } from './queries.ts';
export { byService, bySupplier, quoteAges, type Share, unanswered } from './shares.ts';
