import { open, rm } from 'node:fs/promises';
import { isBackup } from './envelope.ts';

/** removed: it was there. missing: somebody else has taken it away. other: something else has that name now, and was left alone. */
export type RemovedBackup = 'removed' | 'missing' | 'other';

/**
 * Removes a backup, if the file is one and is no younger than when it was made: its name may have been used again.
 * @param madeAt when the backup was begun; writing one takes less than a day
 * @throws Error when the file can't be read or removed
 */
export async function removeBackup(file: string, madeAt: Temporal.Instant): Promise<RemovedBackup> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return 'missing';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    const { mtimeMs } = await handle.stat();
    if (!isBackup(buffer.subarray(0, bytesRead)) || mtimeMs > madeAt.add({ hours: 24 }).epochMilliseconds)
      return 'other';
  } finally {
    await handle.close();
  }
  await rm(file);
  return 'removed';
}
