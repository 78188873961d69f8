export { type BackupHeader, backup, type RowCounts } from './backup.ts';
export { BackupError, opened } from './envelope.ts';
export { type RemovedBackup, removeBackup } from './remove.ts';
export { checkBackup, loadBackup, type OpenFile } from './restore.ts';
