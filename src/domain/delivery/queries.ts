import type { Db } from '#platform/db/index.ts';

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
    ])
    .select(['created_at as createdAt', 'due_at as dueAt', 'ended_at as endedAt'])
    .where('lead_id', '=', leadId)
    .orderBy('created_at')
    .execute();
}
