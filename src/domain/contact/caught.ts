import { randomUUID } from 'node:crypto';
import { type Clock, isOver, sinceAtTheLatest } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { KeptMail } from '#platform/mail/index.ts';
import type { Sms } from '#platform/phone/index.ts';
import { retention } from '#policy/retention.ts';

/** Keeps a mail that has no server to leave by; a retry with the same Message-ID replaces it. */
export async function keepMail(db: Db, clock: Clock, mail: KeptMail): Promise<void> {
  await db.deleteFrom('caught.mail').where('message_id', '=', mail.messageId).execute();
  await db
    .insertInto('caught.mail')
    .values({
      id: randomUUID(),
      at: clock.now(),
      message_id: mail.messageId,
      recipient: mail.to,
      subject: mail.subject,
      html: mail.html,
      body: mail.text,
      headers: JSON.stringify({ from: mail.from, ...(mail.replyTo ? { replyTo: mail.replyTo } : {}), ...mail.headers }),
    })
    .execute();
}

/** Keeps a text message that nobody carries; one that is made again replaces it. Gone with what it says. */
export async function keepText(
  db: Db,
  clock: Clock,
  { reference, to, text }: Pick<Sms, 'reference' | 'to' | 'text'>,
): Promise<void> {
  await db.deleteFrom('caught.sms').where('message_id', '=', reference).execute();
  await sql`insert into caught.sms (id, at, message_id, recipient, body)
    select ${randomUUID()}, ${clock.now()}, id, ${to}, ${text} from brokerage.message where id = ${reference}`.execute(
    db,
  );
}

/** The latest caught text messages, newest first. */
export const caughtTexts = (db: Db) =>
  db.selectFrom('caught.sms').select(['id', 'at', 'recipient', 'body']).orderBy('at', 'desc').limit(200).execute();

/** Deletes what was caught and has had its time. @returns how many went */
export async function sweepCaught(db: Db, now: Temporal.Instant): Promise<number> {
  const { period } = retention['caught-mail'];
  let gone = 0;
  for (const table of ['caught.mail', 'caught.sms'] as const) {
    const rows = await db
      .selectFrom(table)
      .select(['id', 'at'])
      .where('at', '<=', sinceAtTheLatest(now, period))
      .execute();
    const ids = rows.filter(({ at }) => isOver(at, period, now)).map(({ id }) => id);
    if (ids.length > 0) await db.deleteFrom(table).where('id', 'in', ids).execute();
    gone += ids.length;
  }
  return gone;
}

/** The latest caught mails, newest first. */
export const caughtMails = (db: Db) =>
  db
    .selectFrom('caught.mail')
    .select(['id', 'at', 'message_id', 'recipient', 'subject', 'body'])
    .orderBy('at', 'desc')
    .limit(200)
    .execute();

/** One caught mail. */
export const caughtMail = (db: Db, id: string) =>
  db.selectFrom('caught.mail').select('html').where('id', '=', id).executeTakeFirst();
