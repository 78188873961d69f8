export {
  addSupplier,
  configureSupplier,
  disableEndpoints,
  isRemovable,
  NameTaken,
  type NewSupplier,
  removeSupplier,
  type SupplierChange,
  seedRegistry,
} from './actions.ts';
export {
  enableEndpoint,
  endOverlap,
  endpointsOf,
  forgetOldSecrets,
  rotateSecret,
  type TestAnswer,
  testEndpoint,
} from './channel.ts';
export {
  changesOf,
  type Figures,
  figuresBySupplier,
  figuresOf,
  type SupplierChangeRow,
  type SupplierWeek,
  supplierWeeks,
} from './figures.ts';
export { addPause, pausesOf, removePause } from './pauses.ts';
export { supplierRoom } from './personal.ts';
export { type ChannelState, channelsOf, offeredFor, suppliers } from './queries.ts';
export { noteRecipients, type RecipientPeriod, recipientPeriods, recipientsAmiss } from './recipients.ts';
export {
  newSupplierFields,
  pauseFields,
  readHours,
  readPause,
  readSettings,
  settingsFields,
  settingsOf,
} from './settings.ts';
export {
  fieldsFor,
  hasChannel,
  idFrom,
  nextOpening,
  opensInTime,
  type RegisteredSupplier,
  type Schedule,
  type Standing,
  standingOf,
  takesAt,
  takesInTime,
} from './supplier.ts';
