import { NotAllowed } from '#domain/transitions.ts';
import { type Db, type Tx, transact } from '#platform/db/index.ts';

/**
 * Does something that things as they stand may not allow any more: somebody else was first, or the page had lain open.
 * @returns false when it wasn't allowed, and then nothing is done; what goes wrong otherwise is thrown
 */
export async function attempt(db: Db, work: (tx: Tx) => Promise<unknown>): Promise<boolean> {
  try {
    await transact(db, work);
    return true;
  } catch (error) {
    if (error instanceof NotAllowed) return false;
    throw error;
  }
}
