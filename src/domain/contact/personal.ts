import { sql } from '#platform/db/index.ts';
import type { PersonalRoom, Whose } from '../personal.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** Questions to us, and mail that was caught for want of a server. Erased before deliveries and requests: it is found by them. */
export const contactRoom: PersonalRoom = {
  tables: ['brokerage.question', 'caught.mail'],
  async find(tx, whose) {
    const questions = await tx
      .selectFrom('brokerage.question')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .executeTakeFirstOrThrow();
    const { rows } = await sql<{ n: number }>`select count(*) as n from caught.mail m where ${isAbout(whose)}`.execute(
      tx,
    );
    return { 'brokerage.question': questions.n, 'caught.mail': rows[0]?.n ?? 0 };
  },
  async export(_ctx, tx, whose) {
    const questions = await tx
      .selectFrom('brokerage.question')
      .select(['lead_id as request', 'body', 'asked_at as askedAt'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('asked_at')
      .execute();
    const mails = await sql<object>`
      select at, recipient, subject, body from caught.mail m where ${isAbout(whose)} order by at`.execute(tx);
    return { 'brokerage.question': questions.map((row) => ({ ...row })), 'caught.mail': mails.rows };
  },
  rectify: async () => ({}),
  async erase(_ctx, tx, whose) {
    if (whose.leadIds.length === 0) return {};
    const mails = await sql`delete from caught.mail m where ${isAbout(whose)}`.execute(tx);
    const rows = await tx.deleteFrom('brokerage.question').where('lead_id', 'in', whose.leadIds).executeTakeFirst();
    return {
      'caught.mail': Number(mails.numAffectedRows ?? 0n),
      'brokerage.question': Number(rows.numDeletedRows),
    };
  },
};

/** SQL: a caught mail about these requests. Its Message-ID begins with its delivery's id; the text after the @ is ours. */
const isAbout = ({ leadIds }: Whose) => sql`split_part(ltrim(m.message_id, '<'), '@', 1) in (
  select d.id::text from brokerage.delivery d where d.lead_id = any(${[...leadIds]}::uuid[]))`;
