import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { brokerageRules } from '#policy/brokerage-rules.ts';
import { controller } from '#policy/controller.ts';
import { timeZone } from '#policy/period.ts';
import type { Context } from '../context.ts';
import { cancelled, type Ended, enqueue, mailTo, oneByOne, type Rendered } from '../delivery/index.ts';
import { isActive, leadById } from '../lead/index.ts';

const { from, until } = brokerageRules.quietHours;

/** When a text message that is ready at an instant may leave: at once by day, otherwise when the Swedish morning comes. */
export function leavesAt(at: Temporal.Instant): Temporal.Instant {
  const local = at.toZonedDateTimeISO(timeZone);
  if (local.hour >= until && local.hour < from) return at;
  const day = local.hour >= from ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate();
  return day.toZonedDateTime({ timeZone, plainTime: { hour: until } }).toInstant();
}

/** How long whoever carries a text message may tell of it: they try for a day or two, and say so for some hours. */
const reportsFor = { hours: 7 * 24 };

/** Reads what was written right before it leaves: by then it may be night, or the request over, restricted or another's (P5). */
export const textMessage = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const now = ctx.clock.now();
  const lead = await leadById(db, delivery.leadId);
  const written = await db
    .selectFrom('brokerage.message')
    .select(['id', 'body', 'report', 'carrier_id as carrierId'])
    .where('id', '=', delivery.subjectId ?? '')
    .where('lead_id', '=', delivery.leadId ?? '')
    .where('channel', '=', 'sms')
    .executeTakeFirst();
  if (!lead || !written) return cancelled('gone');
  // Its carrier takes no key that would tell it the same message again; but what has been told of, they have.
  if (written.report !== null) return { kind: 'carried', peerId: written.carrierId };
  if (lead.restrictedAt) return cancelled('restricted');
  if (!isActive(lead.state)) return cancelled('not-open');
  const dueAt = leavesAt(now);
  if (!dueAt.equals(now)) return { kind: 'later', dueAt };
  const token = ctx.vault.sign({ kind: 'sms-report', id: written.id, expires: now.add(reportsFor) });
  const to = { to: lead.phone, text: written.body, reference: written.id };
  return { kind: 'sms', ...to, reportUrl: ctx.links.smsReport(token) };
});

/** Writes down what the carrier calls a text message, and tells staff when it won't carry any. In the transaction that writes the outcome. */
export async function noteCarried(ctx: Context, tx: Tx, ended: readonly Ended[]): Promise<void> {
  for (const { kind, state, subjectId, peerId } of ended) {
    if (kind !== 'customer.sms' || state !== 'delivered' || !peerId) continue;
    await sql`update brokerage.message set carrier_id = ${peerId} where id = ${subjectId}`.execute(tx);
  }
  const stopped = ended.find(({ kind, outcome = '' }) => kind === 'customer.sms' && Object.hasOwn(stops, outcome));
  if (!stopped) return;
  const day = ctx.clock.now().toZonedDateTimeISO(timeZone).toPlainDate();
  const id = ctx.vault.derivedId('sms-stopped', `${day} ${stopped.outcome}`);
  await enqueue(ctx, tx, [{ id, kind: 'staff.sms-stopped', leadId: null, subjectId: stopped.id }]);
}

/** What stops every text message until a person does something about it. */
const stops: Readonly<Record<string, string>> = {
  'no-credit': 'Kontot för sms är tomt. Fyll på det, så går de av sig själva.',
  authentication: 'Inloggningen till sms-tjänsten avvisas. Rätta ELKS_USERNAME och ELKS_PASSWORD och starta om.',
  'not-connected': 'Ingen sms-tjänst är inkopplad. Ange ELKS_USERNAME och ELKS_PASSWORD och starta om.',
};

/** Told once a day and cause, however many wait. */
export const smsStopped = oneByOne(async (_ctx, db, delivery) => {
  const last = await db
    .selectFrom('brokerage.delivery_attempt')
    .select('outcome')
    .where('delivery_id', '=', delivery.subjectId ?? '')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const why = stops[last?.outcome ?? ''];
  if (!why) return cancelled('state-changed');
  const subject = 'Sms går inte iväg';
  return mailTo(controller.email, {
    locale: 'sv',
    subject,
    preheader: why,
    heading: subject,
    blocks: [{ p: why }, { p: 'Det som väntar försöker igen med allt längre mellanrum, som mest i tre dygn.' }],
    footerReason: 'Driftmeddelande.',
  });
});

export const smsReports = ['sent', 'failed', 'delivered'] as const;
export type SmsReport = (typeof smsReports)[number];

/**
 * Writes down what the carrier tells of a text message. In whatever order and however often it is told, what has arrived stays
 * so. One about another number than the message was given is nobody's and changes nothing.
 */
export async function noteReport(ctx: Context, db: Db, messageId: string, carrierId: string, report: SmsReport) {
  await sql`update brokerage.message set report = ${report}, reported_at = ${ctx.clock.now()}, carrier_id = ${carrierId}
    where id = ${messageId} and channel = 'sms' and coalesce(carrier_id = ${carrierId}, true)
      and coalesce(array_position(${[...smsReports]}::text[], report), 0) < array_position(${[...smsReports]}::text[], ${report}::text)`.execute(
    db,
  );
}
