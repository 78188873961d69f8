import { randomUUID } from 'node:crypto';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

/** Who of ours acts. @throws TypeError when nobody does */
export const staffIn = (ctx: Context): string => {
  const id = /^staff:(.+)$/.exec(ctx.actor ?? '')?.[1];
  if (!id) throw new TypeError('only staff do this');
  return id;
};

/** A request that may be worked on: there, and not restricted. @throws NotAllowed otherwise */
async function workable(tx: Tx, leadId: string): Promise<void> {
  const lead = await tx
    .selectFrom('brokerage.lead')
    .select('restricted_at')
    .where('id', '=', leadId)
    .forKeyShare()
    .executeTakeFirst();
  if (!lead || lead.restricted_at) throw new NotAllowed('lead', 'be noted about');
}

/** The same words by the same form are the same thing: sent twice, they are written once. */
const idOf = (ctx: Context, what: 'note' | 'task', leadId: string, words: string, key: string): string =>
  ctx.vault.derivedId(what, `${leadId} ${staffIn(ctx)} ${key} ${words}`);

/**
 * Writes something down about a request.
 * @param key the form's own
 * @returns its id
 * @throws NotAllowed when the request is gone or restricted
 */
export async function writeNote(
  ctx: Context,
  tx: Tx,
  leadId: string,
  body: string,
  key: string = randomUUID(),
): Promise<string> {
  await workable(tx, leadId);
  const [id, at] = [idOf(ctx, 'note', leadId, body, key), ctx.clock.now()];
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('brokerage.note')
    .values({ id, lead_id: leadId, body: body.trim(), staff_id: staffIn(ctx), written_at: at })
    .onConflict((oc) => oc.column('id').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows) await audit(tx, at, ctx.actor ?? 'product', 'note.written', leadId);
  return id;
}

/** How long somebody may take back what they have just written. */
const regret = { hours: 1 } as const;

/** Takes back one's own note of the last hour. @throws NotAllowed for any other */
export async function takeBackNote(ctx: Context, tx: Tx, leadId: string, noteId: string): Promise<void> {
  await workable(tx, leadId);
  const at = ctx.clock.now();
  const { numDeletedRows } = await tx
    .deleteFrom('brokerage.note')
    .where('id', '=', noteId)
    .where('lead_id', '=', leadId)
    .where('staff_id', '=', staffIn(ctx))
    .where('written_at', '>', at.subtract(regret))
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new NotAllowed('note', 'be taken back');
  await audit(tx, at, ctx.actor ?? 'product', 'note.withdrawn', leadId);
}

/**
 * Something to be done about a request by a day in Stockholm; a call is on the call list.
 * @param key the form's own
 * @returns its id
 * @throws NotAllowed when the request is gone or restricted
 */
export async function makeTask(
  ctx: Context,
  tx: Tx,
  leadId: string,
  { body, dueOn, kind = 'other' }: NewTask,
  key: string = randomUUID(),
): Promise<string> {
  await workable(tx, leadId);
  const [id, at] = [idOf(ctx, 'task', leadId, `${kind} ${dueOn} ${body}`, key), ctx.clock.now()];
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('brokerage.task')
    .values({ id, lead_id: leadId, body: body.trim(), staff_id: staffIn(ctx), due_on: dueOn, made_at: at, kind })
    .onConflict((oc) => oc.column('id').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows) await audit(tx, at, ctx.actor ?? 'product', 'task.made', leadId);
  return id;
}

interface NewTask {
  readonly body: string;
  readonly dueOn: Temporal.PlainDate;
  readonly kind?: 'other' | 'call';
}

/** Takes back one's own task of the last hour that nobody has done. @throws NotAllowed for any other */
export async function takeBackTask(ctx: Context, tx: Tx, leadId: string, taskId: string): Promise<void> {
  await workable(tx, leadId);
  const at = ctx.clock.now();
  const { numDeletedRows } = await tx
    .deleteFrom('brokerage.task')
    .where('id', '=', taskId)
    .where('lead_id', '=', leadId)
    .where('staff_id', '=', staffIn(ctx))
    .where('done_at', 'is', null)
    .where('made_at', '>', at.subtract(regret))
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new NotAllowed('task', 'be taken back');
  await audit(tx, at, ctx.actor ?? 'product', 'task.withdrawn', leadId);
}

/** Ticks a task off, or back on. @throws NotAllowed when there is none */
export async function tickTask(ctx: Context, tx: Tx, leadId: string, taskId: string, done: boolean): Promise<void> {
  const at = ctx.clock.now();
  const { numUpdatedRows } = await tx
    .updateTable('brokerage.task')
    .set({ done_at: done ? at : null, done_by: done ? staffIn(ctx) : null })
    .where('id', '=', taskId)
    .where('lead_id', '=', leadId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new NotAllowed('task', 'be done');
  await audit(tx, at, ctx.actor ?? 'product', done ? 'task.done' : 'task.reopened', leadId);
}

/** What staff have written about a request, oldest first, with who did while they work here. */
export async function notesOf(db: Db, leadId: string) {
  const { rows } = await sql<{ body: string; at: Temporal.Instant; by: string | null }>`
    select n.body, n.written_at as at, s.name as by from brokerage.note n left join access.staff s on s.id = n.staff_id
    where n.lead_id = ${leadId} order by n.written_at`.execute(db);
  return rows;
}

/** What is to be done about a request: what is open first, the earliest due on top. */
export async function tasksOf(db: Db, leadId: string) {
  const { rows } = await sql<{
    id: string;
    body: string;
    dueOn: Temporal.PlainDate;
    doneAt: Temporal.Instant | null;
    by: string | null;
  }>`select t.id, t.body, t.due_on as "dueOn", t.done_at as "doneAt", s.name as by
    from brokerage.task t left join access.staff s on s.id = t.staff_id
    where t.lead_id = ${leadId} order by t.done_at is not null, t.due_on, t.made_at`.execute(db);
  return rows;
}

/** Open tasks that are due by a day, of all requests, the most urgent first. */
export async function tasksDue(db: Db, by: Temporal.PlainDate, most = 50) {
  const { rows } = await sql<{ body: string; dueOn: Temporal.PlainDate; reference: string; companyName: string }>`
    select t.body, t.due_on as "dueOn", l.reference, l.company_name as "companyName"
    from brokerage.task t join brokerage.lead l on l.id = t.lead_id
    where t.done_at is null and t.due_on <= ${by} and l.restricted_at is null order by t.due_on, t.made_at limit ${most}`.execute(
    db,
  );
  return rows;
}
