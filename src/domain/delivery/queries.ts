import { type Db, sql } from '#platform/db/index.ts';

/** Every delivery of a lead, oldest first; the words are not kept, only that they left. */
export function deliveriesOf(db: Db, leadId: string) {
  return db
    .selectFrom('brokerage.delivery')
    .select([
      'id',
      'kind',
      'channel',
      'audience',
      'state',
      'reason',
      'attempts',
      'referral_id as referralId',
      'supplier_id as supplierId',
      'subject_id as subjectId',
    ])
    .select(['created_at as createdAt', 'due_at as dueAt', 'ended_at as endedAt'])
    .where('lead_id', '=', leadId)
    .orderBy('created_at')
    .execute();
}

/** Every attempt at what is bound for the suppliers of a lead, in their order. Nothing of what was said or answered is kept. */
export function attemptsOf(db: Db, leadId: string) {
  return db
    .selectFrom('brokerage.delivery_attempt as a')
    .innerJoin('brokerage.delivery as d', 'd.id', 'a.delivery_id')
    .select(['a.delivery_id as deliveryId', 'a.number', 'a.at', 'a.outcome', 'a.status', 'a.ms'])
    .where('d.lead_id', '=', leadId)
    .where('d.audience', '=', 'supplier')
    .orderBy('a.at')
    .orderBy('a.number')
    .execute();
}

/** Which request a delivery is about. */
export function deliveryById(db: Db, id: string) {
  return db
    .selectFrom('brokerage.delivery')
    .select(['id', 'lead_id as leadId', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The latest deliveries to a supplier, and how the last attempt was answered. @param reads whether whoever looks may read requests */
export async function deliveriesTo(db: Db, supplier: string, reads: boolean, most = 25): Promise<readonly SentTo[]> {
  const { rows } = await sql<SentTo>`
    select d.id, d.kind, d.channel, d.state, d.reason, d.attempts, d.created_at as "createdAt", d.due_at as "dueAt", d.ended_at as "endedAt",
      (select a.status from brokerage.delivery_attempt a where a.delivery_id = d.id order by a.number desc limit 1) as status,
      case when ${reads} then l.reference end as reference, case when ${reads} then l.company_name end as company
    from brokerage.delivery d left join brokerage.lead l on l.id = d.lead_id
    where d.supplier_id = ${supplier} and d.audience = 'supplier' order by d.created_at desc, d.id limit ${most}`.execute(
    db,
  );
  return rows;
}

export interface SentTo {
  readonly id: string;
  readonly kind: string;
  readonly channel: 'mail' | 'webhook';
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant | null;
  /** The HTTP status of the last attempt. */
  readonly status: number | null;
  /** Of whose request; null for who may not read requests, and when it is gone. */
  readonly reference: string | null;
  readonly company: string | null;
}

/** How many deliveries the book holds, by channel and state. */
export function deliveryCounts(db: Db) {
  return db
    .selectFrom('brokerage.delivery')
    .select((eb) => ['channel', 'state', eb.fn.countAll<number>().as('count')])
    .groupBy(['channel', 'state'])
    .execute();
}

/** Deliveries that ended without arriving, newest first: what staff may look into and replay. */
export function failedDeliveries(db: Db) {
  return (
    db
      .selectFrom('brokerage.delivery as d')
      // What outlives its request has none.
      .leftJoin('brokerage.lead as l', 'l.id', 'd.lead_id')
      .leftJoin('brokerage.supplier as s', 's.id', 'd.supplier_id')
      .select([
        'd.id',
        'd.kind',
        'd.audience',
        'd.state',
        'd.reason',
        'd.attempts',
        'd.supplier_id as supplierId',
        's.name as supplierName',
        'd.ended_at as endedAt',
        'l.reference',
      ])
      .select(sql<boolean>`l.restricted_at is not null`.as('restricted'))
      .where('d.state', 'in', ['dead', 'refused'])
      .orderBy('d.ended_at', 'desc')
      .limit(200)
      .execute()
  );
}

/** SQL: a caught mail `m` that is a delivery about these requests. Its Message-ID begins with the delivery's id; the text after the @ is ours. */
export const caughtOf = (leadIds: readonly string[]) => sql<boolean>`split_part(ltrim(m.message_id, '<'), '@', 1) in (
  select d.id::text from brokerage.delivery d where d.lead_id = any(${[...leadIds]}::uuid[]))`;
