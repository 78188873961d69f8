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

/** Which request a delivery is about. */
export function deliveryById(db: Db, id: string) {
  return db
    .selectFrom('brokerage.delivery')
    .select(['id', 'lead_id as leadId', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
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
      .select([
        'd.id',
        'd.kind',
        'd.state',
        'd.reason',
        'd.attempts',
        'd.supplier_id as supplierId',
        'd.ended_at as endedAt',
        'l.reference',
      ])
      .where('d.state', 'in', ['dead', 'refused'])
      .orderBy('d.ended_at', 'desc')
      .limit(200)
      .execute()
  );
}

/** SQL: a caught mail `m` that is a delivery about these requests. Its Message-ID begins with the delivery's id; the text after the @ is ours. */
export const caughtOf = (leadIds: readonly string[]) => sql<boolean>`split_part(ltrim(m.message_id, '<'), '@', 1) in (
  select d.id::text from brokerage.delivery d where d.lead_id = any(${[...leadIds]}::uuid[]))`;
