import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { caughtOf, forgetCaught } from '../delivery/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import type { PersonalRoom } from '../personal.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

const written = [
  'brokerage.question',
  'brokerage.note',
  'brokerage.call',
  'brokerage.task',
  'brokerage.message',
] as const;

/** Questions to us, what we write, note, call about and mean to do, and mail that was caught for want of a server. Erased before deliveries and requests: it is found by them. */
export const contactRoom: PersonalRoom = {
  tables: [...written, 'caught.mail', 'caught.sms'],
  async find(_ctx, tx, whose) {
    const counts: Record<string, number> = {};
    for (const table of written) {
      const found = await tx
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('lead_id', 'in', [...whose.leadIds, nobody])
        .executeTakeFirstOrThrow();
      counts[table] = found.n;
    }
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from caught.mail m where ${caughtOf(whose.leadIds)}`.execute(tx);
    const texts = await sql<{
      n: number;
    }>`select count(*) as n from caught.sms t where ${textOf(whose.leadIds)}`.execute(tx);
    return { ...counts, 'caught.mail': rows[0]?.n ?? 0, 'caught.sms': texts.rows[0]?.n ?? 0 };
  },
  async export(_ctx, tx, whose) {
    const questions = await tx
      .selectFrom('brokerage.question')
      .select(['lead_id as request', 'body', 'asked_at as askedAt'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('asked_at')
      .execute();
    const notes = await tx
      .selectFrom('brokerage.note')
      .select(['lead_id as request', 'body', 'written_at as writtenAt'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('written_at')
      .execute();
    const tasks = await tx
      .selectFrom('brokerage.task')
      .select(['lead_id as request', 'body', 'due_on as dueOn', 'done_at as doneAt'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('made_at')
      .execute();
    const messages = await tx
      .selectFrom('brokerage.message')
      .select(['lead_id as request', 'direction', 'channel', 'subject', 'body', 'written_at as writtenAt'])
      .select(['carrier_id as carrierId', 'report', 'reported_at as reportedOn'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('written_at')
      .execute();
    const calls = await tx
      .selectFrom('brokerage.call')
      .select(['lead_id as request', 'at', 'outcome', 'note as body', 'carrier_id as carrierId', 'ended', 'seconds'])
      .where('lead_id', 'in', [...whose.leadIds, nobody])
      .orderBy('at')
      .execute();
    const mails = await sql<object>`
      select at, recipient, subject, body from caught.mail m where ${caughtOf(whose.leadIds)} order by at`.execute(tx);
    const texts = await sql<object>`
      select at, recipient, body from caught.sms t where ${textOf(whose.leadIds)} order by at`.execute(tx);
    const plain = (rows: readonly object[]) => rows.map((row) => ({ ...row }));
    return {
      'brokerage.question': plain(questions),
      'brokerage.note': plain(notes),
      'brokerage.task': plain(tasks),
      'brokerage.message': plain(messages),
      'brokerage.call': plain(calls),
      'caught.mail': mails.rows,
      'caught.sms': texts.rows,
    };
  },
  rectify: async () => ({}),
  async erase(ctx, tx, { leadIds, emailKeys }) {
    const mails = (await forgetCaught(tx, leadIds)) + (await forgetCaughtTo(ctx, tx, emailKeys));
    if (leadIds.length === 0) return { 'caught.mail': mails };
    const texts = await sql`delete from caught.sms t where ${textOf(leadIds)}`.execute(tx);
    const counts: Record<string, number> = { 'caught.mail': mails, 'caught.sms': Number(texts.numAffectedRows ?? 0n) };
    for (const table of written) {
      const rows = await tx.deleteFrom(table).where('lead_id', 'in', leadIds).executeTakeFirst();
      counts[table] = Number(rows.numDeletedRows);
    }
    return counts;
  },
};

/** SQL: a caught text message `t` that was written about these requests. */
const textOf = (leadIds: readonly string[]) => sql<boolean>`t.message_id in (
  select id from brokerage.message where lead_id = any(${[...leadIds]}::uuid[]))`;

/**
 * Deletes what was caught to addresses of which nothing remains: what was written to somebody whose request has been archived or
 * was never found. Only where there is no mail server, so there are few.
 */
async function forgetCaughtTo(ctx: Context, tx: Tx, emailKeys: readonly Buffer[]): Promise<number> {
  if (emailKeys.length === 0) return 0;
  const keys = new Set(emailKeys.map((key) => key.toString('hex')));
  const { rows } = await sql<{ recipient: string }>`select distinct recipient from caught.mail`.execute(tx);
  const theirs = rows.map((row) => row.recipient).filter((to) => keys.has(emailKeyOf(ctx.vault, to).toString('hex')));
  if (theirs.length === 0) return 0;
  const gone = await tx.deleteFrom('caught.mail').where('recipient', 'in', theirs).executeTakeFirst();
  return Number(gone.numDeletedRows);
}
