import { stockholmDate, stockholmMidnight } from '#platform/clock.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

/** A request that a supplier has and has not answered, or has said yes to and not quoted. */
export interface WaitingReferral {
  readonly id: string;
  readonly service: string;
  readonly state: 'sent' | 'accepted';
  readonly sentAt: Temporal.Instant;
  readonly openedAt: Temporal.Instant | null;
  /** When the supplier was last reminded. */
  readonly remindedAt: Temporal.Instant | null;
  /** Of whose request it is; null for who may not read requests. */
  readonly company: string | null;
  readonly reference: string | null;
}

const remindedAt = sql<Temporal.Instant | null>`(
  select max(d.created_at) from brokerage.delivery d where d.referral_id = r.id and d.kind = 'supplier.reminder')`;

/** What waits for a supplier's answer, the longest first. @param reads whether whoever looks may read requests */
export async function waitingFor(db: Db, supplier: string, reads: boolean): Promise<readonly WaitingReferral[]> {
  const { rows } = await sql<WaitingReferral>`
    select r.id, r.service, r.state, r.sent_at as "sentAt", r.opened_at as "openedAt", ${remindedAt} as "remindedAt",
      case when ${reads} then l.company_name end as company, case when ${reads} then l.reference end as reference
    from brokerage.referral r join brokerage.lead l on l.id = r.lead_id
    where r.supplier_id = ${supplier} and r.state in ('sent', 'accepted') and r.sent_at is not null
      and l.restricted_at is null and l.state in ('open', 'quoted')
    order by r.sent_at limit 50`.execute(db);
  return rows;
}

/** Whether a supplier may be reminded of a request now: once a day, by the Swedish calendar. */
export const mayRemind = (waiting: Pick<WaitingReferral, 'remindedAt'>, now: Temporal.Instant): boolean =>
  waiting.remindedAt === null || Temporal.Instant.compare(waiting.remindedAt, stockholmMidnight(now)) < 0;

/**
 * Mails a supplier its link to a request once more, as a reminder. What its webhook was sent has nothing to be reminded by.
 * @throws NotAllowed when it has answered, the request is over or restricted, there is no address, or it was reminded today
 */
export async function remindSupplier(ctx: Context, tx: Tx, supplier: string, referralId: string): Promise<void> {
  const { rows } = await sql<{ leadId: string; remindedAt: Temporal.Instant | null }>`
    select r.lead_id as "leadId", ${remindedAt} as "remindedAt"
    from brokerage.referral r join brokerage.lead l on l.id = r.lead_id join brokerage.supplier s on s.id = r.supplier_id
    where r.id = ${referralId} and r.supplier_id = ${supplier} and r.state in ('sent', 'accepted') and s.email is not null
      and l.restricted_at is null and l.state in ('open', 'quoted')
    for update of r`.execute(tx);
  const [row] = rows;
  const now = ctx.clock.now();
  if (!row || !mayRemind(row, now)) throw new NotAllowed('referral', 'be reminded of');
  const once = stockholmDate(now).toString();
  await enqueue(ctx, tx, [{ kind: 'supplier.reminder', leadId: row.leadId, referralId, supplierId: supplier, once }]);
  await audit(tx, now, ctx.actor ?? 'product', 'supplier.reminded', referralId, { supplier });
}
