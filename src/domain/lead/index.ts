export { claimNext, closeLead, joinIfOpen, type LeadForRouting, lockLead, moveLead, putOff } from './actions.ts';
export { Intake, type IntakeLimits, intakeLimits } from './intake.ts';
export {
  activeStates,
  type DropReason,
  dropReasons,
  emailKeyOf,
  type IntakeResult,
  isActive,
  type LeadState,
  leadMoves,
  leadStates,
  type NewLead,
  type Receipt,
} from './lead.ts';
export { type Lead, leadById, leadOf, leadsOf, openTwin } from './queries.ts';
