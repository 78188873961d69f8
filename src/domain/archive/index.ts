export {
  archiveLead,
  askErasure,
  eraseArchivedAgain,
  eraseDueArchived,
  type GoneArchived,
  readdressArchived,
  recountArchived,
  rectifyArchived,
  restrictArchived,
} from './actions.ts';
export { type ArchivedRequest, archiveEnds, type ReadReason, type Recipient, readReasons } from './archive.ts';
export { archiveRoom } from './personal.ts';
export {
  type ArchiveLook,
  archivedAddress,
  archivedCount,
  archivedEnds,
  archivedIdOf,
  archivedList,
  archivedOf,
  archivedRestricted,
  archiveStanding,
  comingArchived,
  isArchived,
  lookInArchive,
  type MovedArchived,
  movedArchived,
  nextArchivedDue,
  Restricted,
  readArchived,
} from './queries.ts';
