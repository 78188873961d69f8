import { type Db, sql, type Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { forgetMail, type Mail, type MailKind, mailById, sortMail } from '../correspondence/index.ts';
import { isActive, type LeadState } from '../lead/index.ts';
import { withdraw } from '../newsletter/index.ts';
import { addressOf, type CaseRight, casesOf, openWaiting } from '../privacy/index.ts';
import { NotAllowed } from '../transitions.ts';
import { confirmWithdrawal } from './messages.ts';
import { languageOf } from './words.ts';

/** The mail that waits for a decision. @throws NotAllowed when it is gone, decided, or has no address to act upon */
async function waitingMail(
  tx: Tx,
  id: string,
): Promise<Mail & { readonly fromAddress: string; readonly fromKey: Buffer }> {
  const mail = await mailById(tx, id);
  if (!mail || mail.dealtAt || !mail.fromAddress || !mail.fromKey) throw new NotAllowed('mail', 'act upon');
  return { ...mail, fromAddress: mail.fromAddress, fromKey: mail.fromKey };
}

/**
 * The mail asks for a right: it becomes a case, to be answered within one calendar month from when the mail reached the server (P27). Whoever
 * asks confirms it by a link that is mailed to the address; a case that waits for the same is not opened twice.
 * @returns the id of the case
 */
export async function openCaseOf(ctx: Context, tx: Tx, mailId: string, right: CaseRight): Promise<string> {
  const mail = await waitingMail(tx, mailId);
  const open = (await casesOf(tx, mail.fromKey)).find((one) => one.right === right && one.state === 'open');
  const caseId = open?.id ?? (await newCase(ctx, tx, mail, right));
  await sortMail(ctx, tx, mailId, { kind: 'rights', caseId });
  return caseId;
}

async function newCase(
  ctx: Context,
  tx: Tx,
  mail: Mail & { readonly fromAddress: string; readonly fromKey: Buffer },
  right: CaseRight,
): Promise<string> {
  const known = await addressOf(ctx, tx, mail.fromKey);
  const locale: Locale = known?.locale ?? languageOf(`${mail.subject} ${mail.body}`);
  const wanted = { right, channel: 'mail', locale, arrivedAt: mail.arrivedAt } as const;
  return openWaiting(ctx, tx, wanted, { email: mail.fromAddress });
}

/** Whoever wrote wants no newsletter: from now on none is sent (P17), and nothing of the mail is kept. */
export async function declineBy(ctx: Context, tx: Tx, mailId: string): Promise<void> {
  const mail = await waitingMail(tx, mailId);
  await sortMail(ctx, tx, mailId, { kind: 'withdrawal' });
  const fresh = await withdraw(ctx, tx, mail.fromAddress, 'mail');
  if (fresh && !mail.automatic)
    await confirmWithdrawal(ctx, tx, mail.fromAddress, languageOf(`${mail.subject} ${mail.body}`), 'erased');
  await forgetMail(ctx, tx, mailId);
}

/** The mail is about a request, or has become one: it stands on its page from now on, and goes with it. @throws NotAllowed for one that is over or restricted */
export async function putOnRequest(
  ctx: Context,
  tx: Tx,
  mailId: string,
  reference: string,
  kind: Extract<MailKind, 'reply' | 'quote' | 'new-request'>,
): Promise<void> {
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['id', 'state', 'restricted_at as restrictedAt'])
    .where('reference', '=', reference)
    .forKeyShare()
    .executeTakeFirst();
  if (!lead || lead.restrictedAt || !isActive(lead.state as LeadState))
    throw new NotAllowed('lead', 'be written about');
  await sortMail(ctx, tx, mailId, { kind, leadId: lead.id });
}

/** Open requests of the address that a mail came from, newest first: those it may be about. */
export async function requestsOf(db: Db, fromKey: Buffer | null) {
  if (!fromKey) return [];
  const { rows } = await sql<{ reference: string; service: string; state: LeadState }>`
    select reference, service, state from brokerage.lead
    where email_key = ${fromKey} and restricted_at is null order by received_at desc limit 20`.execute(db);
  return rows.filter(({ state }) => isActive(state));
}
