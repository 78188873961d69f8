import { sql, type Tx, transact } from '#platform/db/index.ts';
import { archivedList, askErasure, restrictArchived } from '../archive/index.ts';
import type { Context, Wish } from '../context.ts';
import { endRequest, reopenRequest } from '../contract/index.ts';
import { cancel, resume } from '../delivery/index.ts';
import { isActive, leadById, mayReopen, restrictLead } from '../lead/index.ts';
import { byFingerprint, setRestriction, suppressAgain } from '../newsletter/index.ts';
import { referralMoves } from '../referral/index.ts';
import { allows } from '../transitions.ts';
import type { Proofs } from './proofs.ts';
import { withdrawSupplier } from './take-back.ts';

/** One line of the list outside the database: what somebody has asked for, and when. */
export interface WishLine {
  readonly at: string;
  readonly wish: Wish;
}

/** What came of doing people's wishes again. */
export interface Granted {
  /** Wishes whose request, or whose address, is in the restored database. */
  readonly granted: number;
  /** References of requests that were corrected since the backup: what they were corrected to is in no list, so they are asked anew. */
  readonly corrected: readonly string[];
}

/**
 * Does again what people have asked for since the backup was made and what left no erasure behind: restrictions and their lifting, in the
 * order they were asked for, requests ended, erasures asked of the archive, addresses never to be written to, IP addresses given up. Done
 * without letters: who was to be told has been told. May be run again.
 * @param proofs keeps what must be found nowhere afterwards
 */
export async function grantAgain(ctx: Context, lines: readonly WishLine[], proofs: Proofs): Promise<Granted> {
  let granted = 0;
  const corrected = new Set<string>();
  for (const { at, wish } of lines) {
    const when = Temporal.Instant.from(at);
    await transact(ctx.db, async (tx) => {
      if (wish.kind === 'corrected') {
        if (await isThere(tx, wish)) corrected.add(wish.reference);
      } else if (await grant(ctx, tx, wish, when, proofs)) granted += 1;
    });
  }
  return { granted, corrected: [...corrected] };
}

async function grant(
  ctx: Context,
  tx: Tx,
  wish: Exclude<Wish, { kind: 'corrected' }>,
  at: Temporal.Instant,
  proofs: Proofs,
): Promise<boolean> {
  switch (wish.kind) {
    case 'restricted':
      return restrictAgain(ctx, tx, wish, at);
    case 'archive-restricted': {
      const key = Buffer.from(wish.emailKey, 'hex');
      return (await restrictArchived(tx, key, wish.archiveId, wish.on ? at : null)).length > 0;
    }
    case 'ended': {
      const lead = await lockedLead(tx, wish.leadId);
      if (!lead || !(isActive(lead.state) || lead.state === 'joined')) return false;
      await endRequest(ctx, tx, wish.leadId, wish.reason);
      return true;
    }
    case 'reopened': {
      const lead = await leadById(tx, wish.leadId);
      if (!lead || !mayReopen(lead, ctx.clock.now())) return false;
      await reopenRequest(ctx, tx, wish.leadId, false);
      return true;
    }
    case 'withdrawn':
      return withdrawAgain(ctx, tx, wish);
    case 'archive-erasure':
      return (await askErasure(ctx, tx, Buffer.from(wish.emailKey, 'hex'))) > 0;
    case 'suppressed': {
      const { changed, gone } = await suppressAgain(ctx, tx, bytes(wish.hashes), at);
      await proofs.keep(ctx, tx, gone);
      return changed > 0;
    }
    case 'lifted': {
      const { numAffectedRows } = await sql`
        delete from privacy.suppression where address_hash = any(${bytes(wish.hashes)}::bytea[]) and at <= ${at}`.execute(
        tx,
      );
      return Number(numAffectedRows ?? 0n) > 0;
    }
    case 'subscriber-restricted': {
      // A sign-up that was confirmed after the backup waits for that again: it is used for nothing, and keeps its seven days.
      const held = (await byFingerprint(ctx, tx, bytes([wish.hash]))).filter(({ state }) => state === 'confirmed');
      for (const one of held) await setRestriction(tx, one, wish.on ? at : null);
      return held.length > 0;
    }
    case 'no-address': {
      const { numAffectedRows } = await sql`
        update brokerage.lead set ip = null
        where email_key = ${Buffer.from(wish.emailKey, 'hex')} and ip is not null and received_at <= ${at}`.execute(tx);
      return Number(numAffectedRows ?? 0n) > 0;
    }
  }
}

const bytes = (hashes: readonly string[]): Buffer[] => hashes.map((hash) => Buffer.from(hash, 'hex'));

async function restrictAgain(
  ctx: Context,
  tx: Tx,
  { leadId, on }: Extract<Wish, { kind: 'restricted' }>,
  at: Temporal.Instant,
): Promise<boolean> {
  const lead = await lockedLead(tx, leadId);
  if (
    !lead ||
    (lead.restrictedAt !== null) === on ||
    ['withdrawn', 'objected', 'erasure'].includes(lead.closingReason ?? '')
  )
    return false;
  await restrictLead(tx, leadId, on ? at : null);
  if (on) await cancel(ctx, tx, { leadId, but: 'customer.login' }, 'restricted');
  else if (lead.restrictedAt) await resume(ctx, tx, leadId, lead.restrictedAt);
  return true;
}

async function withdrawAgain(
  ctx: Context,
  tx: Tx,
  { leadId, supplierId }: Extract<Wish, { kind: 'withdrawn' }>,
): Promise<boolean> {
  const lead = await lockedLead(tx, leadId);
  const referral = await tx
    .selectFrom('brokerage.referral')
    .select(['id', 'state'])
    .where('lead_id', '=', leadId)
    .where('supplier_id', '=', supplierId)
    .executeTakeFirst();
  if (!lead || !isActive(lead.state) || lead.restrictedAt || !referral) return false;
  if (!allows(referralMoves, 'withdraw', referral.state)) return false;
  await withdrawSupplier(ctx, tx, leadId, referral.id, false);
  return true;
}

/** Whether the restored database holds a request that was corrected, in the brokerage or in the archive. */
async function isThere(tx: Tx, { leadId, emailKey }: Extract<Wish, { kind: 'corrected' }>): Promise<boolean> {
  if (await lockedLead(tx, leadId)) return true;
  return (
    emailKey !== undefined && (await archivedList(tx, Buffer.from(emailKey, 'hex'))).some(({ id }) => id === leadId)
  );
}

const lockedLead = (tx: Tx, leadId: string) =>
  tx
    .selectFrom('brokerage.lead')
    .select(['state', 'restricted_at as restrictedAt', 'closing_reason as closingReason'])
    .where('id', '=', leadId)
    .forNoKeyUpdate()
    .executeTakeFirst();
