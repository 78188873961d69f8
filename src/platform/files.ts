import { open } from 'node:fs/promises';

/** Puts a folder's list of names on disk: a file whose bytes are there is lost all the same while its name is not. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
