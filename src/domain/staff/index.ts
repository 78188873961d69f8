export {
  AddressTaken,
  answerStaffRequest,
  becomeFirst,
  beginSession,
  changeStaff,
  endSessions,
  inviteStaff,
  issueStaffLink,
  noteStaffRequest,
  OwnRoles,
  removePasskey,
  removeStaff,
  removeTotp,
  renewRecoveryCodes,
  type StaffDetails,
  sendStaffLinkTo,
  sweepStaff,
  useRecoveryCode,
  useStaffLink,
} from './actions.ts';
export { staffLinkMail } from './messages.ts';
export { staffRoom } from './personal.ts';
export {
  anyStaff,
  openStaffLink,
  type StaffMember,
  type StaffSessionRow,
  sessionsOf,
  staffMember,
  staffMembers,
  staffSessionOf,
  type WaysIn,
  waysIn,
} from './queries.ts';
export {
  deviceOf,
  type Factor,
  factors,
  recoveryCodes,
  rolesFrom,
  type StaffRole,
  type StaffSession,
  staffMay,
  staffRoles,
} from './staff.ts';
export { mostViews, removeView, type SavedView, savedViews, saveView, viewKeys } from './views.ts';
