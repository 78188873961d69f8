import { randomUUID } from 'node:crypto';
import { isOver, sinceAtTheLatest, stockholmDate } from '#platform/clock.ts';
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { closeLead, type Intake, isActive, leadById, type NewLead } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { type FormSource, formSourceById, mapSource, switchSource, type Reading as Ties } from '../source/index.ts';
import { offeredFor, suppliers } from '../supplier/index.ts';
import { NotAllowed } from '../transitions.ts';
import { heldOf, mostHeld } from './queries.ts';
import { missingIn, type Reading, readSubmission } from './reading.ts';
import { contentHash, emailKeysIn, type SentField, shapeOf } from './submission.ts';

/**
 * Stores a post as it came. The same again, from the same form while it is remembered, is known and not stored twice.
 * @returns its number, for whoever works on it; undefined for one that is known @throws NotAllowed when as many wait as are held
 */
export async function keepSubmission(
  ctx: Context,
  tx: Tx,
  sourceId: string,
  content: readonly SentField[],
  leftOut: readonly string[] = [],
): Promise<string | undefined> {
  const id = randomUUID();
  const hash = contentHash(ctx, sourceId, content);
  const known = tx.selectFrom('brokerage.submission').select('id').where('content_hash', '=', hash);
  if ((await heldOf(tx, sourceId)) >= mostHeld && !(await known.executeTakeFirst()))
    throw new NotAllowed('source', 'take more posts');
  const row = await tx
    .insertInto('brokerage.submission')
    .values({
      ...{ id, source_id: sourceId, received_at: ctx.clock.now(), state: 'new', content: JSON.stringify(content) },
      content_hash: hash,
      email_keys: emailKeysIn(ctx, content),
    })
    .onConflict((oc) => oc.column('content_hash').doNothing())
    .returning('id')
    .executeTakeFirst();
  const shape = JSON.stringify(shapeOf(content, leftOut));
  await sql`update brokerage.source set fields = ${shape}::jsonb where id = ${sourceId} and fields <> ${shape}::jsonb`.execute(
    tx,
  );
  return row?.id;
}

/** The request that a reading comes to. Whoever sent it is not the customer: no address of theirs is stored. */
const leadOf = (
  source: FormSource,
  { answers, company, suppliers: ticked }: Reading,
  submissionId: string,
): Parameters<LeadMaker> => [
  ...([source.service, answers, company] as const),
  {
    ...{ source: 'site', sourceId: source.id, locale: source.locale, ticked, ip: null },
    // One submission is one request, however often it is tried.
    ...{ idempotencyKey: keyOf(submissionId), submissionId },
  },
];
export const keyOf = (submissionId: string): string => `site.${submissionId}`;

/** Makes a request of answers that have been read: the web's own, so that there is one. */
export type LeadMaker = (
  service: FormSource['service'],
  answers: Reading['answers'],
  company: Reading['company'],
  rest: Omit<NewLead, 'service' | 'answers' | 'company'>,
) => NewLead;

/**
 * Makes a request of a post that has come, by the same intake as the site's own form; one that is not clear, or whose form isn't switched on,
 * waits for somebody. Done twice, it comes to the same.
 */
export async function workSubmission(
  ctx: Context,
  { intake, leadFrom }: { readonly intake: Intake; readonly leadFrom: LeadMaker },
  id: string,
): Promise<void> {
  const one = await ctx.db
    .selectFrom('brokerage.submission')
    .select(['source_id as sourceId', 'content'])
    .where('id', '=', id)
    .where('state', '=', 'new')
    .executeTakeFirst();
  const source = one && (await formSourceById(ctx.db, one.sourceId));
  if (!one || !source) return;
  const now = ctx.clock.now();
  const offered = offeredFor(await suppliers(ctx.db), source.service, now);
  const reading = readSubmission(source, one.content as unknown as SentField[], offered, stockholmDate(now));
  if (!source.switchedOnAt || reading.hindrances.length > 0) return wait(ctx.db, id);
  const result = await intake.store(leadFrom(...leadOf(source, reading, id)), '');
  if (result.kind === 'dropped') return wait(ctx.db, id);
  await transact(ctx.db, (tx) => settleSubmission(ctx, tx, id, result.receipt.leadId));
}

const wait = async (db: Db, id: string): Promise<void> => {
  await db
    .updateTable('brokerage.submission')
    .set({ state: 'waiting' })
    .where('id', '=', id)
    .where('state', '=', 'new')
    .execute();
};

/**
 * It has become a request: what was written is there now, and only the fingerprint is left for a while. Where its person's data was erased
 * between, the request is of what is to be nowhere, and ends by the same right (P8, P30).
 */
export async function settleSubmission(ctx: Context, tx: Tx, id: string, leadId: string): Promise<void> {
  const { numAffectedRows } = await sql`
    update brokerage.submission set state = 'registered', content = null, email_keys = '{}', dealt_at = ${ctx.clock.now()},
      lead_id = (select id from brokerage.lead where id = ${leadId})
    where id = ${id} and state in ('new', 'waiting')`.execute(tx);
  if (numAffectedRows) return;
  const left = await tx.selectFrom('brokerage.submission').select('id').where('id', '=', id).executeTakeFirst();
  const lead = left ? undefined : await leadById(tx, leadId);
  if (lead && isActive(lead.state)) await closeLead(ctx, tx, leadId, 'erasure');
}

/** Throws one away that waits: what was written goes at once. @throws NotAllowed when it has been dealt with */
export async function throwSubmission(ctx: Context, tx: Tx, id: string): Promise<void> {
  const now = ctx.clock.now();
  const { rows } = await sql`
    update brokerage.submission set state = 'thrown', content = null, email_keys = '{}', dealt_at = ${now}
    where id = ${id} and state = 'waiting' returning id`.execute(tx);
  if (rows.length === 0) throw new NotAllowed('submission', 'be thrown away');
  await audit(tx, now, ctx.actor ?? 'product', 'submission.thrown', id);
}

/** One whose job was lost is for somebody to see. @returns how many were deleted because their time is up */
export async function sweepSubmissions(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  await ctx.db
    .updateTable('brokerage.submission')
    .set({ state: 'waiting' })
    .where('state', '=', 'new')
    .where('received_at', '<=', now.subtract({ minutes: 15 }))
    .execute();
  const ids = await submissionsPast(ctx.db, now);
  if (ids.length === 0) return 0;
  return transact(ctx.db, async (tx) => {
    await tx.selectFrom('brokerage.submission').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute();
    // One that is becoming a request this very moment is left to whoever is at it: its end would be the request's.
    const { numAffectedRows } = await sql`
      delete from brokerage.submission s where id = any(${ids}::uuid[])
        and (dealt_at is not null or not exists (select from brokerage.lead where idempotency_key = 'site.' || s.id))`.execute(
      tx,
    );
    return Number(numAffectedRows ?? 0n);
  });
}

/** Posts that have had their time at an instant: counted forwards, as the calendar does (D7). */
export async function submissionsPast(
  db: Db,
  now: Temporal.Instant,
  rule?: 'submission.waiting' | 'submission.dealt',
): Promise<string[]> {
  const { period: waiting } = retention['submission.waiting'];
  const { period: dealt } = retention['submission.dealt'];
  const { rows } = await sql<{ id: string; receivedAt: Temporal.Instant; dealtAt: Temporal.Instant | null }>`
    select id, received_at as "receivedAt", dealt_at as "dealtAt" from brokerage.submission
    where dealt_at <= ${sinceAtTheLatest(now, dealt)} or (dealt_at is null and received_at <= ${sinceAtTheLatest(now, waiting)})`.execute(
    db,
  );
  return rows
    .filter(({ dealtAt }) => !rule || (dealtAt === null) === (rule === 'submission.waiting'))
    .filter(({ receivedAt, dealtAt }) => (dealtAt ? isOver(dealtAt, dealt, now) : isOver(receivedAt, waiting, now)))
    .map(({ id }) => id);
}

/**
 * Decides how a form's fields are read. One that is on and lacks something by it is switched off in the same moment: nothing of it becomes a
 * request that nobody vouches for (P3). @returns whether it was @throws NotAllowed when it has been shut, or is no form
 */
export async function tieFields(ctx: Context, tx: Tx, id: string, ties: Ties): Promise<boolean> {
  await mapSource(ctx, tx, id, ties);
  // The row is ours until the transaction ends.
  const source = await formSourceById(tx, id);
  if (!source?.switchedOnAt || missingIn(source).length === 0) return false;
  await switchSource(ctx, tx, id, false);
  return true;
}

/** Lets what a form sends become requests by itself. @throws NotAllowed when something is missing, or it is on or shut already */
export async function switchOn(ctx: Context, tx: Tx, id: string): Promise<void> {
  await switchSource(ctx, tx, id, true);
  const source = await formSourceById(tx, id);
  if (!source || missingIn(source).length > 0) throw new NotAllowed('source', 'be switched on');
}
