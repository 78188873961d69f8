export {
  addSource,
  dropOldSecret,
  endSource,
  forgetOldSourceSecrets,
  renameSource,
  rotateSourceSecret,
} from './actions.ts';
export { sourceById, sourceBySecret, sources } from './queries.ts';
export { type Source, type SourceKind, sourceKinds } from './source.ts';
