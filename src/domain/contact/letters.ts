import { serviceById } from '#catalog/index.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { clean, type MailContent } from '#platform/mail/index.ts';
import { partsOf } from '#platform/phone/index.ts';
import type { Context } from '../context.ts';
import { cancelled, enqueue, mailTo, oneByOne, type Rendered } from '../delivery/index.ts';
import { isActive, type Lead, leadById } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { heldUntil, referralsOf } from '../referral/index.ts';
import { NotAllowed } from '../transitions.ts';
import { whyMail } from './messages.ts';
import { staffIn } from './notes.ts';
import { leavesAt, type SmsReport } from './sms.ts';
import { fillIn, gap, type Placeholder } from './templates.ts';

/** Longest subject and body, in characters, and most parts of a text message. */
export const letterLimits = { subject: 150, mail: 5000, sms: 900, parts: 6 } as const;

/** What somebody writes to a customer. */
export interface Letter {
  readonly channel: 'mail' | 'sms';
  /** What it was begun with. */
  readonly template: string | null;
  /** Null for a text message. */
  readonly subject: string | null;
  readonly body: string;
}

export type LetterFault = 'empty' | 'too-long' | 'several-lines' | 'gap';

/** What is wrong with a letter, by its part; empty when it may go. A subject of two lines is refused, not joined: it may be a header of somebody's making. */
export function faultsIn({ channel, subject, body }: Pick<Letter, 'channel' | 'subject' | 'body'>): {
  readonly subject?: LetterFault;
  readonly body?: LetterFault;
} {
  const found = (text: string, most: number): LetterFault | undefined => {
    if (clean(text).trim() === '') return 'empty';
    if (text.length > most) return 'too-long';
    return Object.values(gap).some((mark) => text.includes(mark)) ? 'gap' : undefined;
  };
  const wrong = {
    subject:
      subject === null
        ? undefined
        : /\p{Cc}|\p{Zl}|\p{Zp}/u.test(subject)
          ? ('several-lines' as const)
          : found(subject, letterLimits.subject),
    body:
      found(body, letterLimits[channel]) ??
      (channel === 'sms' && partsOf(clean(body).trim()).parts > letterLimits.parts ? ('too-long' as const) : undefined),
  };
  return { ...(wrong.subject ? { subject: wrong.subject } : {}), ...(wrong.body ? { body: wrong.body } : {}) };
}

/** Whether a request may be written and called about: open, and not restricted (P5, art. 18). */
export const mayContact = (lead: Pick<Lead, 'state' | 'restrictedAt'>): boolean =>
  lead.restrictedAt === null && isActive(lead.state);

/** Holds a request open until the transaction ends. @throws NotAllowed when it is gone, over or restricted */
export async function contactable(tx: Tx, leadId: string): Promise<void> {
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['state', 'restricted_at as restrictedAt'])
    .where('id', '=', leadId)
    .forKeyShare()
    .executeTakeFirst();
  if (!lead || !mayContact(lead)) throw new NotAllowed('lead', 'be contacted');
}

/** What a letter begins as: a template's words with the facts of the request in them. */
export async function fillsOf(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  lead: Pick<Lead, 'id' | 'locale' | 'contactName' | 'companyName' | 'service' | 'reference'>,
  staffName: string,
): Promise<(text: string) => string> {
  const { locale } = lead;
  // What waits for its supplier to open is not with it yet.
  const names = (await referralsOf(db, lead.id)).filter((r) => !heldUntil(r, clock.now())).map(({ name }) => name);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const values: Readonly<Record<Placeholder, string>> = {
    name: lead.contactName,
    company: lead.companyName,
    service: serviceById(lead.service).name[locale].toLowerCase(),
    reference: lead.reference,
    suppliers: names.length > 0 ? list.format(names) : locale === 'sv' ? 'leverantörerna' : 'the suppliers',
    staff: staffName,
    fill: gap[locale],
  };
  return (text) => clean(fillIn(text, values));
}

/**
 * Writes to a customer about its own open request: kept with the request, and booked to leave (P5).
 * @param key the form's own: sent twice, it is written once
 * @throws NotAllowed when the request is gone, over or restricted, or the same form has sent other words
 */
export async function writeLetter(ctx: Context, tx: Tx, leadId: string, letter: Letter, key: string): Promise<void> {
  await contactable(tx, leadId);
  const [id, at] = [ctx.vault.derivedId('message', `${leadId} ${key}`), ctx.clock.now()];
  const { channel, subject, body, template } = letter;
  const words = { channel, subject: subject === null ? null : clean(subject).trim(), body: clean(body).trim() };
  const written = await tx
    .insertInto('brokerage.message')
    .values({ id, lead_id: leadId, ...words, template, staff_id: staffIn(ctx), written_at: at })
    .onConflict((oc) => oc.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!written) return sameAsBefore(tx, id, words);
  await enqueue(ctx, tx, [
    channel === 'mail'
      ? { kind: 'customer.message', leadId, subjectId: id }
      : { kind: 'customer.sms', channel, leadId, subjectId: id, dueAt: leavesAt(at) },
  ]);
  await audit(tx, at, ctx.actor ?? 'product', `${channel}.written`, leadId);
}

/**
 * Stops a letter that waits to leave: a text message written at night can be taken back until the morning.
 * @throws NotAllowed when it has left, or is another request's
 */
export async function stopLetter(ctx: Context, tx: Tx, leadId: string, messageId: string): Promise<void> {
  const now = ctx.clock.now();
  const stopped = await tx
    .updateTable('brokerage.delivery')
    .set({ state: 'cancelled', reason: 'withdrawn', ended_at: now })
    .where('lead_id', '=', leadId)
    .where('subject_id', '=', messageId)
    .where('kind', 'in', ['customer.sms', 'customer.message'])
    .where('state', '=', 'pending')
    .returning('channel')
    .executeTakeFirst();
  if (!stopped) throw new NotAllowed('message', 'be stopped');
  await audit(tx, now, ctx.actor ?? 'product', `${stopped.channel}.stopped`, leadId);
}

async function sameAsBefore(tx: Tx, id: string, words: Pick<Letter, 'channel' | 'subject' | 'body'>) {
  const before = await tx
    .selectFrom('brokerage.message')
    .select(['channel', 'subject', 'body'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (before?.body !== words.body || before.channel !== words.channel || before.subject !== words.subject)
    throw new NotAllowed('message', 'be changed');
}

/** What has been written to a customer about a request, oldest first, with who wrote it while they work here, and how its delivery stands. */
export async function lettersOf(db: Db, leadId: string) {
  const { rows } = await sql<{
    id: string;
    channel: string;
    subject: string | null;
    body: string;
    at: Temporal.Instant;
    by: string | null;
    report: SmsReport | null;
    reportedAt: Temporal.Instant | null;
  }>`select m.id, m.channel, m.subject, m.body, m.report, m.reported_at as "reportedAt", m.written_at as at, s.name as by
    from brokerage.message m left join access.staff s on s.id = m.staff_id
    where m.lead_id = ${leadId} order by m.written_at`.execute(db);
  return rows;
}

/** A letter as it leaves, in the house's layout: for the dispatcher, and to be looked at before. */
export const letterContent = (
  ctx: Pick<Context, 'links'>,
  lead: Pick<Lead, 'locale' | 'reference'>,
  { subject, body }: { readonly subject: string; readonly body: string },
): MailContent => ({
  locale: lead.locale,
  subject,
  preheader: body.split(/\n+/).find((line) => line.length > 40) ?? body.slice(0, 90),
  heading: subject,
  blocks: [
    { text: body },
    {
      button: {
        label: lead.locale === 'sv' ? 'Öppna förfrågan' : 'Open the request',
        url: ctx.links.request(lead.locale, lead.reference),
      },
    },
  ],
  footerReason: whyMail(ctx, lead),
});

/** Reads what was written right before it leaves: by then the request may be over, restricted or another's (P5). */
export const letterMail = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const lead = await leadById(db, delivery.leadId);
  const written = await db
    .selectFrom('brokerage.message')
    .select(['subject', 'body'])
    .where('id', '=', delivery.subjectId ?? '')
    .where('lead_id', '=', delivery.leadId ?? '')
    .where('channel', '=', 'mail')
    .executeTakeFirst();
  if (!lead || !written) return cancelled('gone');
  if (lead.restrictedAt) return cancelled('restricted');
  if (!isActive(lead.state)) return cancelled('not-open');
  return mailTo(lead.email, letterContent(ctx, lead, { subject: written.subject ?? '', body: written.body }));
});
