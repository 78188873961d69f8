import { sql, type Tx } from '#platform/db/index.ts';
import { isUnspoken, saysNoAddress } from '#platform/smtp/index.ts';
import type { Context } from '../context.ts';
import { tally, withdrawById } from '../newsletter/index.ts';

/** What has come back after a server had taken it: there is no such address, or another reason. */
export type ReturnKind = 'gone' | 'undelivered';

/** A number among words, and no piece of an IP address. */
const written = /(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?!\.?\d)/;

/**
 * What a server's word means. Only one that is about the address itself says that it is gone, as when it says so at once: a full mailbox, a policy and
 * everything of class 4 are undelivered. @param diagnostic its own words, asked when the number says nothing
 */
export function returnKind(status: string, diagnostic = ''): ReturnKind {
  if (status.startsWith('4')) return 'undelivered';
  const number = isUnspoken(status) ? written.exec(diagnostic)?.[1] : status;
  return saysNoAddress(number, diagnostic) ? 'gone' : 'undelivered';
}

/** Whose mail has come back, and of which campaign, by its number or how that begins; none when nothing tells. */
export interface Whose {
  readonly subscriberId: string;
  readonly campaign?: string | undefined;
}

/**
 * A mail that had been taken has come back. When the address is gone the subscription ends: everything about it is erased, and the address is
 * remembered as a fingerprint (D4). Otherwise it is counted and no more. Whoever is gone already is counted by nobody: again is harmless.
 * @param about the addresses that are said to be gone. One that isn't the subscriber's own, a member of a list say, ends nothing
 * @returns what was done; undefined when there is no such subscriber any more
 */
export async function noteReturned(
  ctx: Context,
  tx: Tx,
  { subscriberId, campaign }: Whose,
  kind: ReturnKind,
  about: readonly string[] | 'own',
): Promise<ReturnKind | undefined> {
  const to = await tx
    .selectFrom('newsletter.subscriber')
    .select('email')
    .where('id', '=', subscriberId)
    .executeTakeFirst();
  if (!to) return undefined;
  const own =
    about === 'own' || about.some((address) => address.trim().toLowerCase() === to.email.trim().toLowerCase());
  const mailing = campaign ? await campaignBeginning(tx, campaign) : undefined;
  const done = kind === 'gone' && own ? 'gone' : 'undelivered';
  // Locks the address and then the row, as every way out does: the row first would make one wait for the other for ever.
  if (done === 'gone' && !(await withdrawById(ctx, tx, subscriberId, 'bounce', mailing))) return undefined;
  if (mailing) await tally(tx, ctx.clock.now(), mailing, done === 'gone' ? 'returned' : 'undelivered');
  return done;
}

/** The campaign whose number begins so; none when several do. */
async function campaignBeginning(tx: Tx, start: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{8}[0-9a-f-]*$/.test(start)) return undefined;
  const filled = (digit: '0' | 'f') =>
    start + '########-####-####-####-############'.replaceAll('#', digit).slice(start.length);
  const { rows } = await sql<{ id: string }>`
    select id from newsletter.campaign where id between ${filled('0')}::uuid and ${filled('f')}::uuid limit 2`.execute(
    tx,
  );
  return rows.length === 1 ? rows[0]?.id : undefined;
}
