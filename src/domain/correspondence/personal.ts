import { sql } from '#platform/db/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import type { PersonalRoom, Whose } from '../personal.ts';

/** What belongs to some requests, and what came from an address of which everything is meant. */
const theirs = ({ leadIds, emailKeys }: Whose) =>
  sql<boolean>`(m.lead_id = any(${[...leadIds]}::uuid[]) or m.from_key = any(${[...emailKeys]}::bytea[]))`;

/** Mail to us, and what the mail server still has of it: deleting a row books that (brokerage.purge_mail). */
export const correspondenceRoom: PersonalRoom = {
  // What brokerage.mail_purge holds is of mail that is gone, and goes when the mail server has done its part.
  tables: ['brokerage.mail_in', 'brokerage.mail_file', 'brokerage.mail_purge'],
  async find(_ctx, tx, whose) {
    const { rows } = await sql<{ mails: number; files: number }>`
      select count(*) as mails, coalesce(sum((select count(*) from brokerage.mail_file f where f.mail_id = m.id)), 0)::int as files
      from brokerage.mail_in m where ${theirs(whose)}`.execute(tx);
    return { 'brokerage.mail_in': rows[0]?.mails ?? 0, 'brokerage.mail_file': rows[0]?.files ?? 0 };
  },
  async export(_ctx, tx, whose) {
    const mails = await sql<object>`
      select m.lead_id as request, m.arrived_at as "arrivedAt", m.from_name as "fromName", m.from_address as "from", m.subject, m.body
      from brokerage.mail_in m where ${theirs(whose)} order by m.arrived_at`.execute(tx);
    const files = await sql<{ content: Buffer | null }>`
      select m.lead_id as request, f.name, f.bytes, f.content from brokerage.mail_file f join brokerage.mail_in m on m.id = f.mail_id
      where ${theirs(whose)} order by m.arrived_at, f.place`.execute(tx);
    return {
      'brokerage.mail_in': mails.rows,
      'brokerage.mail_file': files.rows.map(({ content, ...row }) => ({
        ...row,
        ...(content ? { content: content.toString('base64') } : {}),
      })),
    };
  },
  /** Mail follows its person to another address: erasing that erases this. What they wrote stands as it was written. */
  async rectify(ctx, tx, { emailKeys }, { email }) {
    if (email === undefined) return {};
    const { numAffectedRows } = await sql`
      update brokerage.mail_in set from_key = ${emailKeyOf(ctx.vault, email)} where from_key = any(${[...emailKeys]}::bytea[])`.execute(
      tx,
    );
    return { 'brokerage.mail_in': Number(numAffectedRows ?? 0n) };
  },
  async erase(_ctx, tx, whose) {
    const files = await sql`
      delete from brokerage.mail_file f using brokerage.mail_in m where m.id = f.mail_id and ${theirs(whose)}`.execute(
      tx,
    );
    const mails = await sql`delete from brokerage.mail_in m where ${theirs(whose)}`.execute(tx);
    return {
      'brokerage.mail_file': Number(files.numAffectedRows ?? 0n),
      'brokerage.mail_in': Number(mails.numAffectedRows ?? 0n),
    };
  },
};
