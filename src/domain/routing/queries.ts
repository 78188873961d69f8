import type { Db } from '#platform/db/index.ts';

/** Why each supplier of the service was chosen or passed over for a lead. */
export function decisionsOf(db: Db, leadId: string) {
  return db
    .selectFrom('brokerage.routing_decision as d')
    .innerJoin('brokerage.supplier as s', 's.id', 'd.supplier_id')
    .select(['d.supplier_id as supplierId', 's.name', 'd.chosen', 'd.reason', 'd.rank', 'd.decided_at as decidedAt'])
    .where('d.lead_id', '=', leadId)
    .orderBy('d.chosen', 'desc')
    .orderBy('s.name')
    .execute();
}
