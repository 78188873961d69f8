import { type Fetched, type MailStore, MailStoreError } from '#platform/imap/index.ts';
import type { Context } from '../context.ts';
import { duePurges, notePurged, notePurgeFailed } from '../correspondence/index.ts';
import { mailKeyOf, type Part, takeIn } from './intake.ts';

/** Larger mails are not fetched: what their headers say is kept, and the whole lies on the mail server. */
export const mostMailBytes = 25 << 20;

/** So many in a row that can't be stored are not the fault of the mails. */
const patience = 3;

/** So often the connection may be lost over one mail, and then over its headers, before it is passed over. */
const mostLosses = 3;

/** How often the connection was lost over which mail. Whoever fetches keeps it from pass to pass; a new process begins anew. */
export type Losses = Map<string, number>;

/**
 * Takes in what lies in the inbox, oldest first. A mail leaves the inbox when it is stored and not before: whoever dies in between, loses the
 * connection or is handed the same mail twice, finds it there and knows it again. One that the server can't hand over is kept as what its
 * headers say, or as a mail that nothing is known of and that stays in the inbox: those behind it come in.
 * @returns how many were new
 */
export async function fetchMail(
  ctx: Context,
  store: MailStore,
  onError: (error: unknown) => void,
  losses: Losses = new Map(),
): Promise<number> {
  let taken = 0;
  let failed = 0;
  for (const uid of await store.waiting()) {
    const one = `${store.numbering()} ${uid}`;
    const mail = await fetchOne(ctx, store, uid, one, losses);
    if (!mail) continue;
    try {
      if (await takeIn(ctx, mail.fetched, mail.part)) taken += 1;
    } catch (error) {
      failed += 1;
      if (failed >= patience) throw error;
      onError(error);
      continue;
    }
    failed = 0;
    if (mail.part === 'nothing') losses.set(one, passedOver);
    else await store.putAway(uid);
  }
  return taken;
}

/** It is noted that it can't be had: it is not tried any more. */
const passedOver = 2 * mostLosses + 1;

/** As much of a mail as the server hands over; undefined when it is gone, or passed over. @throws MailStoreError, and counts it */
async function fetchOne(
  ctx: Context,
  store: MailStore,
  uid: number,
  one: string,
  losses: Losses,
): Promise<{ readonly fetched: Fetched; readonly part: Part } | undefined> {
  const lost = losses.get(one) ?? 0;
  if (lost === passedOver) return undefined;
  if (lost === passedOver - 1) {
    // Known by where it lies: that is all there is.
    const headers = Buffer.from(one);
    return { fetched: { uid, source: undefined, headers, size: 0, arrivedAt: ctx.clock.now() }, part: 'nothing' };
  }
  const part = lost < mostLosses ? 'whole' : 'headers';
  try {
    const fetched = await store.fetch(uid, part === 'whole' ? mostMailBytes : 0);
    return fetched && { fetched, part };
  } catch (error) {
    losses.set(one, lost + 1);
    throw error;
  }
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
        await store.remove(trace, purge.handle.headers ? 0 : mostMailBytes, (mail) =>
          mailKeyOf(ctx, mail).equals(purge.mailKey),
        );
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
