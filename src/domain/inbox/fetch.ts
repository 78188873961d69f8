import { type MailStore, MailStoreError } from '#platform/imap/index.ts';
import type { Context } from '../context.ts';
import { duePurges, notePurged, notePurgeFailed } from '../correspondence/index.ts';
import { mailKeyOf, takeIn } from './intake.ts';

/** Larger mails are not fetched: what their headers say is kept, and the whole lies on the mail server. */
export const mostMailBytes = 25 << 20;

/** So many in a row that can't be stored are not the fault of the mails. */
const patience = 3;

/**
 * Takes in what lies in the inbox, oldest first. A mail leaves the inbox when it is stored and not before: whoever dies in between, loses the
 * connection or is handed the same mail twice, finds it there and knows it again.
 * @returns how many were new
 */
export async function fetchMail(ctx: Context, store: MailStore, onError: (error: unknown) => void): Promise<number> {
  let taken = 0;
  let failed = 0;
  for (const uid of await store.waiting()) {
    const mail = await store.fetch(uid, mostMailBytes);
    if (!mail) continue;
    try {
      if (await takeIn(ctx, mail)) taken += 1;
    } catch (error) {
      failed += 1;
      if (failed >= patience) throw error;
      onError(error);
      continue;
    }
    failed = 0;
    await store.putAway(uid);
  }
  return taken;
}

/**
 * Deletes from the mail server what is erased here (P30). What can't be deleted now waits, is counted and shown, and is tried again.
 * @param open connects; asked only when there is something to delete
 * @returns how many are gone there
 */
export async function purgeMail(
  ctx: Context,
  open: () => Promise<MailStore>,
  onError: (error: unknown) => void,
): Promise<number> {
  const due = await duePurges(ctx);
  if (due.length === 0) return 0;
  let store: MailStore;
  try {
    store = await open();
  } catch (error) {
    onError(error);
    await notePurgeFailed(ctx);
    return 0;
  }
  let gone = 0;
  try {
    for (const purge of due) {
      try {
        const trace = { messageId: purge.handle.messageId, size: purge.size };
        await store.remove(trace, mostMailBytes, (mail) => mailKeyOf(ctx, mail).equals(purge.mailKey));
        await notePurged(ctx.db, purge);
        gone += 1;
      } catch (error) {
        onError(error);
        await notePurgeFailed(ctx, purge);
        if (error instanceof MailStoreError && !error.code.endsWith('-refused')) break;
      }
    }
  } finally {
    await store.close();
  }
  return gone;
}
