import type { ServiceId, Values } from '#catalog/index.ts';
import { asSupplier, type Db, sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { nothingLeft } from '../delivery/index.ts';
import type { ReferralState } from './referral.ts';

/** A referral as its supplier may see it, or undefined: row-level security hides every other supplier's. */
export async function referralFor(db: Db, supplierId: string, referralId: string) {
  const row = await asSupplier(db, supplierId, (tx) =>
    tx
      .selectFrom('brokerage.referral')
      .select([
        'id',
        'lead_id as leadId',
        'lead_reference as reference',
        'supplier_id as supplierId',
        'service',
        'locale',
        'state',
        'payload',
      ])
      .select([
        'created_at as createdAt',
        'sent_at as sentAt',
        'decline_reason as declineReason',
        'closed_at as closedAt',
      ])
      .where('id', '=', referralId)
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  return {
    ...row,
    service: row.service as ServiceId,
    locale: row.locale as Locale,
    state: row.state as ReferralState,
    payload: row.payload as Values,
  };
}
export type OwnReferral = NonNullable<Awaited<ReturnType<typeof referralFor>>>;

/**
 * SQL: whether a referral's supplier has the request, or may have it: one whose server took it and then hung may, whatever the book says.
 * @param referral alias of brokerage.referral in the query
 */
export const mayHaveReceived = (referral: string) => sql<boolean>`(
  ${sql.ref(`${referral}.sent_at`)} is not null or ${sql.ref(`${referral}.opened_at`)} is not null or exists (
    select from brokerage.delivery d join brokerage.delivery_attempt a on a.delivery_id = d.id
    where d.referral_id = ${sql.ref(`${referral}.id`)} and d.kind in ('supplier.referral', 'supplier.referral.webhook')
      and (a.status is not null or a.outcome <> all(${[...nothingLeft]}::text[]))))`;

/** What a link leads to, before anybody has logged in: nothing about the customer. */
export async function referralById(db: Db, id: string) {
  const row = await db
    .selectFrom('brokerage.referral')
    .select([
      'id',
      'lead_id as leadId',
      'lead_reference as reference',
      'supplier_id as supplierId',
      'service',
      'state',
      'created_at as createdAt',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { ...row, service: row.service as ServiceId };
}

/** SQL: when a referral `r` leaves that nobody has tried to send yet. */
const goesAt = sql<Temporal.Instant | null>`(select min(d.due_at) from brokerage.delivery d
  where d.referral_id = r.id and r.sent_at is null and r.state = 'queued'
    and d.kind in ('supplier.referral', 'supplier.referral.webhook') and d.state = 'pending' and d.attempts = 0)`;

/** Who got what of a lead, when, and how to reach them (P12, P13). */
export async function referralsOf(db: Db, leadId: string) {
  const rows = await db
    .selectFrom('brokerage.referral as r')
    .innerJoin('brokerage.supplier as s', 's.id', 'r.supplier_id')
    .select([
      'r.id',
      'r.supplier_id as supplierId',
      's.name',
      's.example',
      's.email',
      's.phone',
      's.website',
      'r.service',
      'r.state',
      'r.payload',
    ])
    .select(['r.created_at as createdAt', 'r.sent_at as sentAt', 'r.decline_reason as declineReason'])
    .select(mayHaveReceived('r').as('mayHave'))
    .select(goesAt.as('goesAt'))
    .where('r.lead_id', '=', leadId)
    .orderBy('r.created_at')
    .orderBy('s.name')
    .execute();
  return rows.map((r) => ({
    ...r,
    service: r.service as ServiceId,
    state: r.state as ReferralState,
    payload: r.payload as Values,
  }));
}
export type ReferralRow = Awaited<ReturnType<typeof referralsOf>>[number];
