export { archiveLead, askErasure, eraseArchived, recountArchived, restrictArchived } from './actions.ts';
export { type ArchivedRequest, archiveEnds, type ReadReason, type Recipient, readReasons } from './archive.ts';
export { archiveRoom } from './personal.ts';
export {
  archiveContains,
  archivedAddress,
  archivedIdOf,
  archivedNeedles,
  archivedOf,
  archiveStanding,
  type DueArchived,
  dueArchived,
  isArchived,
  type MovedArchived,
  movedArchived,
} from './queries.ts';
