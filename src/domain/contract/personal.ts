import type { PersonalRoom } from '../personal.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** What was reported about contracts. */
export const contractRoom: PersonalRoom = {
  tables: ['brokerage.outcome'],
  async find(_ctx, tx, { leadIds }) {
    const { n } = await tx
      .selectFrom('brokerage.outcome')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', 'in', [...leadIds, nobody])
      .executeTakeFirstOrThrow();
    return { 'brokerage.outcome': n };
  },
  async export(_ctx, tx, { leadIds }) {
    const rows = await tx
      .selectFrom('brokerage.outcome')
      .select(['lead_id as request', 'reported_by as reportedBy', 'outcome', 'reported_at as reportedAt'])
      .where('lead_id', 'in', [...leadIds, nobody])
      .execute();
    return { 'brokerage.outcome': rows.map((row) => ({ ...row })) };
  },
  rectify: async () => ({}),
  async erase(_ctx, tx, { leadIds }) {
    if (leadIds.length === 0) return {};
    const rows = await tx.deleteFrom('brokerage.outcome').where('lead_id', 'in', leadIds).executeTakeFirst();
    return { 'brokerage.outcome': Number(rows.numDeletedRows) };
  },
};
