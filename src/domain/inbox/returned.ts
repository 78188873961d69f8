import type { Tx } from '#platform/db/index.ts';
import type { ReadMail, Report } from '#platform/imap/index.ts';
import { noteReturned, openBounceAddress, returnKind, type Whose } from '../campaign/index.ts';
import type { Context } from '../context.ts';
import { openEndToken } from '../newsletter/index.ts';

/** A newsletter that has come back, and what its report says; no report when a program has answered it otherwise. */
export interface CameBack {
  readonly whose: Whose;
  readonly report: Report | undefined;
}

/**
 * Whether a mail that a program has written is about a newsletter of ours: by the address it was sent to, or by the link in what it returns. We alone
 * can make either. A report without them, whoever it names, is somebody's mail like any other.
 */
export function cameBack(ctx: Context, mail: ReadMail, report: Report | undefined): CameBack | undefined {
  const marked = mail.to.map((address) => openBounceAddress(ctx, address)).find(Boolean);
  const whose = marked ?? report?.declinedBy.map((url) => byToken(ctx, url)).find(Boolean);
  return whose && { whose, report };
}

function byToken(ctx: Context, url: string): Whose | undefined {
  const [, token = ''] = /\/([^/?#]+)$/.exec(url) ?? [];
  const opened = openEndToken(ctx, token);
  return opened && { subscriberId: opened.id, campaign: opened.mailing };
}

/** Carries out what it says. Only what has failed for good counts: a server that goes on trying will tell again. */
export async function noteCameBack(ctx: Context, tx: Tx, { whose, report }: CameBack): Promise<void> {
  const failed = (report?.recipients ?? []).filter(({ action }) => action === 'failed');
  if (failed.length === 0) return;
  const gone = failed.filter(({ status, diagnostic }) => returnKind(status, diagnostic) === 'gone');
  const about = gone.flatMap(({ recipient }) => recipient ?? []);
  await noteReturned(ctx, tx, whose, gone.length > 0 ? 'gone' : 'undelivered', about);
}
