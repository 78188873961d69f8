import { sql } from '#platform/db/index.ts';
import type { PersonalRoom } from '../personal.ts';
import { asSent } from './referral.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** What each supplier was given of a request. */
export const referralRoom: PersonalRoom = {
  tables: ['brokerage.referral'],
  async find(_ctx, tx, { leadIds }) {
    const { n } = await tx
      .selectFrom('brokerage.referral')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', 'in', [...leadIds, nobody])
      .executeTakeFirstOrThrow();
    return { 'brokerage.referral': n };
  },
  async export(_ctx, tx, { leadIds }) {
    const rows = await tx
      .selectFrom('brokerage.referral as r')
      .innerJoin('brokerage.supplier as s', 's.id', 'r.supplier_id')
      .leftJoin('brokerage.routing_decision as d', (join) =>
        join.onRef('d.lead_id', '=', 'r.lead_id').onRef('d.supplier_id', '=', 'r.supplier_id'),
      )
      .select([
        'r.lead_id as request',
        's.name as supplier',
        'd.reason as why',
        'r.state',
        'r.payload as sent',
        'r.policy_version as policyVersion',
        'r.created_at as createdAt',
        'r.sent_at as sentAt',
        'r.opened_at as openedAt',
        'r.decline_reason as declineReason',
      ])
      .where('r.lead_id', 'in', [...leadIds, nobody])
      .orderBy('r.created_at')
      .execute();
    return { 'brokerage.referral': rows.map((row) => ({ ...row })) };
  },
  /** Only fields that the supplier was given are corrected: a correction gives it nothing more (P4). */
  async rectify(_ctx, tx, { leadIds }, change) {
    const fields = JSON.stringify(asSent(change));
    const { numAffectedRows } = await sql`
      update brokerage.referral r set payload = r.payload || (
        select coalesce(jsonb_object_agg(c.key, c.value), '{}') from jsonb_each(${fields}::jsonb) c
        where r.payload ? c.key and c.value <> 'null'::jsonb)
      where r.lead_id = any(${[...leadIds]}::uuid[])`.execute(tx);
    await sql`
      update brokerage.referral r set payload = r.payload - (
        select coalesce(array_agg(c.key), '{}') from jsonb_each(${fields}::jsonb) c where c.value = 'null'::jsonb)
      where r.lead_id = any(${[...leadIds]}::uuid[])`.execute(tx);
    return { 'brokerage.referral': Number(numAffectedRows ?? 0n) };
  },
  async erase(_ctx, tx, { leadIds }) {
    if (leadIds.length === 0) return {};
    const rows = await tx.deleteFrom('brokerage.referral').where('lead_id', 'in', leadIds).executeTakeFirst();
    return { 'brokerage.referral': Number(rows.numDeletedRows) };
  },
};
