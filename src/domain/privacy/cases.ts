import { randomUUID } from 'node:crypto';
import { addPeriod } from '#platform/clock.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { type RightId, rightsDeadline } from '#policy/rights.ts';
import type { Locale } from '#policy/text.ts';
import { archivedOf } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { enqueue, mailTo, sealMail } from '../delivery/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { answerWords, type Outcome, type Refusal } from './case-words.ts';

/** Where a right was used. On a page the person has come by the mailed link, which confirms who it is. */
export type CaseChannel = 'page' | 'mail' | 'phone' | 'terminal';
export type CaseRight = Exclude<RightId, 'complaint'>;

/** The rights that somebody can ask for by mail or telephone. */
export const askedRights = ['access', 'portability', 'rectification', 'erasure', 'restriction', 'objection'] as const;

export interface NewCase {
  readonly right: CaseRight;
  readonly purpose?: string;
  readonly emailKey: Buffer;
  readonly leadId?: string;
  readonly channel: CaseChannel;
  /** When it reached us, if that was before now: the deadline is counted from it (P27). */
  readonly arrivedAt?: Temporal.Instant;
  /** Names of the questions that are corrected. */
  readonly fields?: readonly string[];
}

/** What a waiting case must know and nobody else may: where the answer goes, and an address that is to be confirmed. */
export interface CaseAddresses {
  readonly email: string;
  readonly newEmail?: string;
}

/** The person has not confirmed by the mailed link that it was they who asked. */
export class NotConfirmed extends Error {
  constructor(id: string) {
    super(`Case ${id} waits for the person to confirm it by the link that was mailed.`);
  }
}

const casePlace = (id: string): string => `case.${id}`;

/**
 * A right is being used: takes the case of the person's that waits for it, or opens one, to be answered within one calendar month (P27).
 * @throws NotConfirmed when one waits that the person has not confirmed, and it isn't the person itself who acts
 */
export async function openCase(ctx: Context, tx: Tx, wanted: NewCase): Promise<string> {
  const waiting = await takeWaiting(ctx, tx, wanted);
  return waiting ?? insertCase(ctx, tx, randomUUID(), wanted);
}

/** Opens a case of its own, whatever waits beside it. */
export const openOwnCase = (ctx: Context, tx: Tx, wanted: NewCase): Promise<string> =>
  insertCase(ctx, tx, randomUUID(), wanted);

async function takeWaiting(ctx: Context, tx: Tx, wanted: NewCase): Promise<string | undefined> {
  const found = await tx
    .selectFrom('privacy.rights_case')
    .select(['id', 'confirmed_at', 'purpose', 'lead_id', 'fields'])
    .where('email_key', '=', wanted.emailKey)
    .where('right_id', '=', wanted.right)
    .where('state', '=', 'open')
    .orderBy('opened_at')
    .forUpdate()
    .execute();
  const fits = (theirs: string | null, ours: string | undefined) => theirs === null || theirs === ours;
  const own = found.find(
    (one) => one.purpose !== 'email' && fits(one.purpose, wanted.purpose) && fits(one.lead_id, wanted.leadId),
  );
  if (!own) return undefined;
  if (!own.confirmed_at && wanted.channel !== 'page') throw new NotConfirmed(own.id);
  await tx
    .updateTable('privacy.rights_case')
    .set({
      confirmed_at: own.confirmed_at ?? ctx.clock.now(),
      purpose: own.purpose ?? wanted.purpose ?? null,
      lead_id: own.lead_id ?? wanted.leadId ?? null,
      fields: wanted.fields ? [...wanted.fields] : own.fields,
    })
    .where('id', '=', own.id)
    .execute();
  return own.id;
}

async function insertCase(
  ctx: Context,
  tx: Tx,
  id: string,
  wanted: NewCase,
  rest: { readonly sealed?: string; readonly locale?: Locale } = {},
): Promise<string> {
  const now = ctx.clock.now();
  const arrivedAt = wanted.arrivedAt ?? now;
  await tx
    .insertInto('privacy.rights_case')
    .values({
      id,
      right_id: wanted.right,
      purpose: wanted.purpose ?? null,
      email_key: wanted.emailKey,
      lead_id: wanted.leadId ?? null,
      channel: wanted.channel,
      state: 'open',
      opened_at: arrivedAt,
      confirmed_at: wanted.channel === 'page' && !rest.sealed ? now : null,
      due_at: addPeriod(arrivedAt, rightsDeadline),
      fields: wanted.fields ? [...wanted.fields] : null,
      ...rest,
    })
    .execute();
  const actor = ctx.actor ?? (wanted.channel === 'page' ? 'customer' : wanted.channel);
  await audit(tx, now, actor, 'case.opened', id, { right: wanted.right });
  return id;
}

/**
 * Opens a case that waits: for the person to confirm it by a link that is mailed, and then for an answer. The address is kept sealed
 * until it is answered; it may be one that nothing else is held about.
 */
export async function openWaiting(
  ctx: Context,
  tx: Tx,
  wanted: Omit<NewCase, 'emailKey'> & { readonly locale: Locale },
  addresses: CaseAddresses,
): Promise<string> {
  const id = randomUUID();
  const emailKey = emailKeyOf(ctx.vault, addresses.email);
  const { locale, ...rest } = wanted;
  const sealed = ctx.vault.seal(JSON.stringify(addresses), casePlace(id));
  await insertCase(ctx, tx, id, { ...rest, emailKey }, { sealed, locale });
  await enqueue(ctx, tx, [{ kind: 'customer.case', leadId: null, subjectId: id }]);
  return id;
}

/** What a waiting case keeps sealed. @throws SealError when it was sealed by another secret or for another case */
export const unsealCase = (ctx: Context, { id, sealed }: { id: string; sealed: string | null }) =>
  sealed === null ? undefined : (JSON.parse(ctx.vault.unseal(sealed, casePlace(id))) as CaseAddresses);

const shown = [
  'id',
  'right_id as right',
  'purpose',
  'channel',
  'state',
  'locale',
  'fields',
  'lead_id as leadId',
  'opened_at as openedAt',
  'confirmed_at as confirmedAt',
  'due_at as dueAt',
  'closed_at as closedAt',
  'outcome',
] as const;

/** One case, with whose it is; undefined for an id that is none's. */
export const caseById = (db: Db, id: string) =>
  db
    .selectFrom('privacy.rights_case')
    .select([...shown, 'email_key as emailKey', 'sealed'])
    .where('id', '=', id)
    .executeTakeFirst();
export type RightsCase = NonNullable<Awaited<ReturnType<typeof caseById>>>;

/** The person has confirmed by the mailed link that it was they who asked. Again is harmless. @returns false when it was so already */
export async function noteConfirmed(ctx: Context, tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .updateTable('privacy.rights_case')
    .set({ confirmed_at: ctx.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('confirmed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (row) await audit(tx, ctx.clock.now(), 'customer', 'case.confirmed', id, {});
  return row !== undefined;
}

/** Closes a case with what was done, and mails it to whoever did not ask on the page. @throws NotAllowed when it is closed already or doesn't exist */
export function answerCase(ctx: Context, tx: Tx, id: string, outcome: Outcome): Promise<boolean> {
  return close(ctx, tx, id, 'answered', outcome);
}

/** Closes a case with a no, and mails why and how to complain (P29). @returns whether there is an address to mail it to */
export function refuseCase(ctx: Context, tx: Tx, id: string, reason: Refusal): Promise<boolean> {
  return close(ctx, tx, id, 'refused', reason);
}

async function close(
  ctx: Context,
  tx: Tx,
  id: string,
  state: 'answered' | 'refused',
  outcome: Outcome | Refusal,
): Promise<boolean> {
  const before = await tx
    .selectFrom('privacy.rights_case')
    .select([...shown, 'email_key as emailKey', 'sealed'])
    .where('id', '=', id)
    .where('state', '=', 'open')
    .forUpdate()
    .executeTakeFirst();
  if (!before) throw new NotAllowed('case', state);
  const now = ctx.clock.now();
  await tx
    .updateTable('privacy.rights_case')
    .set({ state, outcome, closed_at: now, sealed: null })
    .where('id', '=', id)
    .execute();
  await audit(tx, now, ctx.actor ?? 'product', `case.${state}`, id, { outcome });
  // On the page the answer is the page. An erasure has a last message of its own, which says how to complain.
  const told = before.channel === 'page' && !before.sealed;
  if (told || outcome === 'erased' || outcome === 'ended') return true;
  return mailAnswer(ctx, tx, { ...before, state, outcome, closedAt: now }, before);
}

/** The answer is put into words now and sealed: it must arrive whatever becomes of the rest. */
async function mailAnswer(
  ctx: Context,
  tx: Tx,
  closed: Omit<RightsCase, 'sealed' | 'emailKey'>,
  { id, sealed, emailKey }: RightsCase,
): Promise<boolean> {
  const kept = unsealCase(ctx, { id, sealed });
  const to = kept ? { email: kept.email, locale: closed.locale as Locale } : await addressOf(ctx, tx, emailKey);
  if (!to) return false;
  const deliveryId = randomUUID();
  const mail = await mailTo(to.email, answerWords(ctx, closed, to.locale));
  if (mail.kind !== 'mail') return false;
  const about = { kind: 'customer.case-answer', leadId: null, subjectId: id } as const;
  await enqueue(ctx, tx, [{ ...about, id: deliveryId, sealed: sealMail(ctx, deliveryId, mail) }]);
  return true;
}

/** Where to write to a person, by the newest request or what is archived. */
export async function addressOf(ctx: Context, tx: Tx, emailKey: Buffer | null) {
  if (!emailKey) return undefined;
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select(['email', 'locale'])
    .where('email_key', '=', emailKey)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (lead) return { email: lead.email, locale: lead.locale as Locale };
  const [archived] = await archivedOf(ctx, tx, emailKey, 'correction');
  return archived && { email: archived.email, locale: archived.locale };
}

/** A person's cases, newest first. */
export const casesOf = (db: Db, emailKey: Buffer) =>
  db
    .selectFrom('privacy.rights_case')
    .select(shown)
    .where('email_key', '=', emailKey)
    .orderBy('opened_at', 'desc')
    .execute();

/** Cases that are not answered, the most urgent first. */
export const openCases = (db: Db) =>
  db.selectFrom('privacy.rights_case').select(shown).where('state', '=', 'open').orderBy('due_at').execute();

/** Cases that are over, the latest answered first. @param before the next page: closed before then */
export const closedCases = (db: Db, most: number, before?: Temporal.Instant) =>
  db
    .selectFrom('privacy.rights_case')
    .select(shown)
    .where('closed_at', 'is not', null)
    .$if(before !== undefined, (query) => query.where('closed_at', '<', before ?? null))
    .orderBy('closed_at', 'desc')
    .limit(most)
    .execute();
