import { sql } from '#platform/db/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import type { PersonalRoom, Whose } from '../personal.ts';

/** What became some requests, and what an address stands in of which everything is meant. */
const theirs = ({ leadIds, emailKeys }: Whose) =>
  sql<boolean>`(s.lead_id = any(${[...leadIds]}::uuid[]) or s.email_keys && ${[...emailKeys]}::bytea[])`;

/** What forms on other sites have sent, until it is a request. */
export const submissionRoom: PersonalRoom = {
  tables: ['brokerage.submission'],
  async find(_ctx, tx, whose) {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from brokerage.submission s where ${theirs(whose)}`.execute(tx);
    return { 'brokerage.submission': rows[0]?.n ?? 0 };
  },
  async export(_ctx, tx, whose) {
    const { rows } = await sql<object>`
      select s.lead_id as request, o.name as "from", s.received_at as "receivedAt", s.state, s.content
      from brokerage.submission s join brokerage.source o on o.id = s.source_id where ${theirs(whose)} order by s.received_at`.execute(
      tx,
    );
    return { 'brokerage.submission': rows };
  },
  /** It follows its person to another address: erasing that erases this. What was written stands as it was written. */
  async rectify(ctx, tx, { emailKeys }, { email }) {
    if (email === undefined) return {};
    const { numAffectedRows } = await sql`
      update brokerage.submission set email_keys = email_keys || ${emailKeyOf(ctx.vault, email)}::bytea
      where email_keys && ${[...emailKeys]}::bytea[]`.execute(tx);
    return { 'brokerage.submission': Number(numAffectedRows ?? 0n) };
  },
  async erase(_ctx, tx, whose) {
    const { numAffectedRows } = await sql`delete from brokerage.submission s where ${theirs(whose)}`.execute(tx);
    return { 'brokerage.submission': Number(numAffectedRows ?? 0n) };
  },
};
