export {
  eraseMailFrom,
  forgetMail,
  type Handle,
  mailPast,
  type NewMail,
  noteRead,
  openHandle,
  type Sorting,
  sortMail,
  storeMail,
  sweepMail,
  unsortMail,
} from './actions.ts';
export {
  type AutomaticKind,
  automaticKinds,
  type FileType,
  fileTypeOf,
  type MailCondition,
  type MailKind,
  mailKinds,
  mostFileBytes,
} from './correspondence.ts';
export { correspondenceRoom } from './personal.ts';
export { duePurges, notePurged, notePurgeFailed, type Purge, purgesPast, purgesWaiting } from './purge.ts';
export {
  filesOf,
  type ListedMail,
  listMail,
  type Mail,
  type MailFilter,
  mailById,
  mailFile,
  mailOf,
  mailPageSize,
  mailWaiting,
} from './queries.ts';
