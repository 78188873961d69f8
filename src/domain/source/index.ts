export type { Reading } from './actions.ts';
export {
  addSource,
  dropOldSecret,
  endSource,
  forgetOldSourceSecrets,
  mapSource,
  renameSource,
  rotateSourceSecret,
  switchSource,
} from './actions.ts';
export { formSourceById, sourceById, sourceBySecret, sources } from './queries.ts';
export { type FormField, type FormSource, type Source, type SourceKind, sourceKinds } from './source.ts';
