import type { Tx } from '#platform/db/index.ts';
import { archivedOf, archiveRoom, rectifyArchived } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { record } from '../ledger/index.ts';
import { correctedFields, type Rectification } from '../personal.ts';
import { NotAllowed } from '../transitions.ts';
import {
  addressOf,
  answerCase,
  type CaseChannel,
  caseById,
  noteConfirmed,
  openCase,
  openOwnCase,
  openWaiting,
  type RightsCase,
  unsealCase,
} from './cases.ts';
import { havingAny, tellArchived, tellReceivers } from './recipients.ts';
import { ownLead, whoseIs } from './rights.ts';
import { rooms } from './rooms.ts';

/** How long a link to confirm a new address is good for; then the case lapses and nothing has been changed. */
export const addressLinkPeriod = 'P7D';

/**
 * Art. 16: corrects a request and what its suppliers were given, and tells those that have it what was corrected. While the request is
 * restricted they are told when that is lifted.
 * @param change validated by the caller with the questions' own rules
 * @returns how many suppliers are told
 */
export async function rectifyRequest(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  leadId: string,
  change: Rectification,
  channel: CaseChannel,
): Promise<number> {
  await ownLead(tx, emailKey, leadId);
  const fields = correctedFields(change);
  const id = await openCase(ctx, tx, { right: 'rectification', emailKey, leadId, channel, fields });
  const told = await rectifyOne(ctx, tx, leadId, change, id);
  await answerCase(ctx, tx, id, 'done');
  return told;
}

async function rectifyOne(ctx: Context, tx: Tx, leadId: string, change: Rectification, caseId: string) {
  const fields = correctedFields(change);
  const had = await havingAny(tx, leadId, fields);
  const whose = { leadIds: [leadId], emailKeys: [] };
  for (const room of rooms) if (room !== archiveRoom) await room.rectify(ctx, tx, whose, change);
  await record(ctx, tx, 'lead.rectified', { leadId }, { fields: fields.length });
  const { reference } = await tx
    .selectFrom('brokerage.lead')
    .select('reference')
    .where('id', '=', leadId)
    .executeTakeFirstOrThrow();
  await ctx.outside?.wished({ kind: 'corrected', leadId, reference });
  return tellReceivers(ctx, tx, leadId, 'supplier.rectified', { caseId, had });
}

/** What is kept of a company in the archive, and so can be corrected there. */
export const archivedFields = ['companyName', 'organisationNumber', 'contactName', 'phone'] as const;

/**
 * Art. 16 for what is archived: one request, or all of the person's.
 * @returns how many requests were corrected, and how many suppliers are told
 */
export async function rectifyArchive(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  change: Rectification,
  channel: CaseChannel,
  archiveId?: string,
): Promise<{ readonly requests: number; readonly told: number }> {
  const fields = correctedFields(change);
  if (fields.some((field) => !(archivedFields as readonly string[]).includes(field)))
    throw new NotAllowed('archive', 'rectify');
  const changed = new Set(await rectifyArchived(tx, emailKey, archiveId, change));
  const own = (await archivedOf(ctx, tx, emailKey, 'correction')).filter(({ id }) => changed.has(id));
  let told = 0;
  for (const { id: leadId, reference, recipients } of own) {
    const about = { right: 'rectification', purpose: 'archive', emailKey, leadId, channel, fields } as const;
    await ctx.outside?.wished({ kind: 'corrected', leadId, reference, emailKey: emailKey.toString('hex') });
    const id = await openCase(ctx, tx, about);
    told += await tellArchived(ctx, tx, recipients, 'supplier.rectified', id, fields);
    await answerCase(ctx, tx, id, 'done');
  }
  return { requests: own.length, told };
}

/**
 * Art. 16 for the address itself: mails a link to the new one, and changes nothing until it has been used. A newer wish replaces one
 * that waits.
 * @returns the case's id
 * @throws NotAllowed when it is the same address, or nothing is held by the old one
 */
export async function askAddress(
  ctx: Context,
  tx: Tx,
  emailKey: Buffer,
  newEmail: string,
  channel: CaseChannel,
): Promise<string> {
  const old = await addressOf(ctx, tx, emailKey);
  if (!old || emailKeyOf(ctx.vault, newEmail).equals(emailKey)) throw new NotAllowed('address', 'change');
  const before = await tx
    .selectFrom('privacy.rights_case')
    .select('id')
    .where('email_key', '=', emailKey)
    .where('purpose', '=', 'email')
    .where('state', '=', 'open')
    .forUpdate()
    .execute();
  for (const { id } of before) await answerCase(ctx, tx, id, 'replaced');
  const about = { right: 'rectification', purpose: 'email', channel, fields: ['email'], locale: old.locale } as const;
  return openWaiting(ctx, tx, about, { email: old.email, newEmail });
}

/**
 * The mailed link of a case has been used: it is the person, or the new address is theirs. A new address is put in the old one's place
 * everywhere, what was logged in by the old one is logged out, and whoever has it is told. Again is harmless.
 * @returns the case as it now stands; undefined when there is none that this link is good for
 */
export async function confirmCase(ctx: Context, tx: Tx, caseId: string): Promise<RightsCase | undefined> {
  const found = await caseById(tx, caseId);
  if (!found) return undefined;
  const first = await noteConfirmed(ctx, tx, caseId);
  if (first && found.purpose === 'email') await readdress(ctx, tx, found);
  else if (first) await enqueue(ctx, tx, [{ kind: 'staff.case', leadId: null, subjectId: caseId }]);
  return caseById(tx, caseId);
}

async function readdress(ctx: Context, tx: Tx, found: RightsCase): Promise<void> {
  const email = unsealCase(ctx, found)?.newEmail;
  if (!email || !found.emailKey) throw new NotAllowed('case', 'confirm');
  const emailKeys = [found.emailKey];
  const { leadIds } = await whoseIs(tx, found.emailKey);
  for (const leadId of leadIds) await rectifyOne(ctx, tx, leadId, { email }, found.id);
  const archived = await archivedOf(ctx, tx, found.emailKey, 'correction');
  // The answer goes to the address that was; only then does the case follow the person to the new one.
  await answerCase(ctx, tx, found.id, 'done');
  for (const room of rooms) await room.rectify(ctx, tx, { leadIds: [], emailKeys }, { email });
  const about = { right: 'rectification', purpose: 'archive', channel: 'page', fields: ['email'] } as const;
  for (const { id: leadId, reference, recipients } of archived) {
    await ctx.outside?.wished({ kind: 'corrected', leadId, reference, emailKey: found.emailKey.toString('hex') });
    const id = await openOwnCase(ctx, tx, { ...about, emailKey: emailKeyOf(ctx.vault, email), leadId });
    await tellArchived(ctx, tx, recipients, 'supplier.rectified', id, about.fields);
    await answerCase(ctx, tx, id, 'done');
  }
}

/** New addresses that nobody confirmed in time: the wish lapses, and the address that was hears of it. @returns how many */
export async function lapseAddresses(ctx: Context, tx: Tx, before: Temporal.Instant): Promise<number> {
  const late = await tx
    .selectFrom('privacy.rights_case')
    .select('id')
    .where('purpose', '=', 'email')
    .where('state', '=', 'open')
    .where('opened_at', '<=', before)
    .forUpdate()
    .skipLocked()
    .execute();
  for (const { id } of late) await answerCase(ctx, tx, id, 'lapsed');
  return late.length;
}
