import type { PersonalRoom } from '../personal.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** Quotes about somebody's requests, and their files. */
export const quoteRoom: PersonalRoom = {
  tables: ['brokerage.quote', 'brokerage.quote_file'],
  async find(_ctx, tx, { leadIds }) {
    const ids = [...leadIds, nobody];
    const quotes = await tx
      .selectFrom('brokerage.quote')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', 'in', ids)
      .executeTakeFirstOrThrow();
    const files = await tx
      .selectFrom('brokerage.quote_file as f')
      .innerJoin('brokerage.quote as q', 'q.id', 'f.quote_id')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('q.lead_id', 'in', ids)
      .executeTakeFirstOrThrow();
    return { 'brokerage.quote_file': files.n, 'brokerage.quote': quotes.n };
  },
  async export(_ctx, tx, { leadIds }) {
    const ids = [...leadIds, nobody];
    const quotes = await tx
      .selectFrom('brokerage.quote as q')
      .innerJoin('brokerage.supplier as s', 's.id', 'q.supplier_id')
      .select([
        'q.lead_id as request',
        's.name as supplier',
        'q.state',
        'q.values',
        'q.valid_until as validUntil',
        'q.revision',
        'q.received_at as receivedAt',
      ])
      .where('q.lead_id', 'in', ids)
      .orderBy('q.received_at')
      .execute();
    const files = await tx
      .selectFrom('brokerage.quote_file as f')
      .innerJoin('brokerage.quote as q', 'q.id', 'f.quote_id')
      .innerJoin('brokerage.supplier as s', 's.id', 'q.supplier_id')
      .select([
        'q.lead_id as request',
        's.name as supplier',
        'f.bytes',
        'f.sha256',
        'f.content',
        'f.created_at as createdAt',
      ])
      .where('q.lead_id', 'in', ids)
      .execute();
    return {
      'brokerage.quote': quotes.map((row) => ({ ...row })),
      'brokerage.quote_file': files.map(({ sha256, content, ...row }) => ({
        ...row,
        sha256: sha256.toString('hex'),
        pdf: content.toString('base64'),
      })),
    };
  },
  rectify: async () => ({}),
  async erase(_ctx, tx, { leadIds }) {
    if (leadIds.length === 0) return {};
    const own = tx.selectFrom('brokerage.quote').select('id').where('lead_id', 'in', leadIds);
    const files = await tx.deleteFrom('brokerage.quote_file').where('quote_id', 'in', own).executeTakeFirst();
    const reminders = await tx.deleteFrom('brokerage.reminder').where('quote_id', 'in', own).executeTakeFirst();
    const rows = await tx.deleteFrom('brokerage.quote').where('lead_id', 'in', leadIds).executeTakeFirst();
    return {
      'brokerage.quote_file': Number(files.numDeletedRows),
      'brokerage.reminder': Number(reminders.numDeletedRows),
      'brokerage.quote': Number(rows.numDeletedRows),
    };
  },
};
