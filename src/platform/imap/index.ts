export { plainAddress } from './address.ts';
export {
  type Fetched,
  type MailStore,
  MailStoreError,
  openMailStore,
  type StoreOptions,
  type Trace,
} from './mail-store.ts';
export { type AttachedFile, hashOfMail, type ReadMail, readMail } from './read-mail.ts';
export { type Report, type Reported, readReport } from './read-report.ts';
export { Watch, type WatchOptions } from './watch.ts';
