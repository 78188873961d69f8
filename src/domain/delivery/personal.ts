import type { PersonalRoom } from '../personal.ts';

/** Deliveries: which messages left about somebody's requests. What they said is not kept, but for a sealed last message. */
export const deliveryRoom: PersonalRoom = {
  tables: ['brokerage.delivery'],
  async find(_ctx, tx, { leadIds }) {
    const { n } = await tx
      .selectFrom('brokerage.delivery')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', 'in', [...leadIds, nobody])
      .executeTakeFirstOrThrow();
    return { 'brokerage.delivery': n };
  },
  async export(_ctx, tx, { leadIds }) {
    const rows = await tx
      .selectFrom('brokerage.delivery')
      .select([
        'kind',
        'channel',
        'audience',
        'lead_id as request',
        'supplier_id as supplier',
        'state',
        'created_at as createdAt',
        'ended_at as endedAt',
      ])
      .where('lead_id', 'in', [...leadIds, nobody])
      .orderBy('created_at')
      .execute();
    return { 'brokerage.delivery': rows.map((row) => ({ ...row })) };
  },
  rectify: async () => ({}),
  async erase(_ctx, tx, { leadIds }) {
    if (leadIds.length === 0) return {};
    const attempts = await tx
      .deleteFrom('brokerage.delivery_attempt')
      .where('delivery_id', 'in', (eb) =>
        eb.selectFrom('brokerage.delivery').select('id').where('lead_id', 'in', leadIds),
      )
      .executeTakeFirst();
    const rows = await tx.deleteFrom('brokerage.delivery').where('lead_id', 'in', leadIds).executeTakeFirst();
    return {
      'brokerage.delivery_attempt': Number(attempts.numDeletedRows),
      'brokerage.delivery': Number(rows.numDeletedRows),
    };
  },
};

/** A list in SQL can't be empty. */
const nobody = '00000000-0000-0000-0000-000000000000';
