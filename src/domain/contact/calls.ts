import { type Db, sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { activeStates, lockLead } from '../lead/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { contactable } from './letters.ts';
import { makeTask, staffIn } from './notes.ts';

export const callOutcomes = ['reached', 'no-answer', 'voicemail', 'wrong-number', 'call-back'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** How a call went, and what comes next. */
export interface LoggedCall {
  readonly outcome: CallOutcome;
  readonly note: string | null;
  /** On this day in Stockholm; the request is then on the call list. */
  readonly next: { readonly body: string; readonly dueOn: Temporal.PlainDate } | null;
}

/**
 * Writes down a call about an open request (P5). What was to be called about is done; what comes next is on the call list. A call
 * that the product has dialled for the same person, and that nobody has written down, is this one.
 * @param key the form's own: sent twice, it is written once
 * @throws NotAllowed when the request is gone, over or restricted
 */
export async function logCall(ctx: Context, tx: Tx, leadId: string, call: LoggedCall, key: string): Promise<void> {
  await lockLead(tx, leadId);
  await contactable(tx, leadId);
  const [at, staffId] = [ctx.clock.now(), staffIn(ctx)];
  const id = ctx.vault.derivedId('call', `${leadId} ${key}`);
  const known = await sql`select 1 from brokerage.call where lead_id = ${leadId} and log_id = ${id}`.execute(tx);
  if (known.rows.length > 0) return;
  await sql`update brokerage.task set done_at = ${at}, done_by = ${staffId}
    where lead_id = ${leadId} and kind = 'call' and done_at is null`.execute(tx);
  const taskId = call.next ? await makeTask(ctx, tx, leadId, { ...call.next, kind: 'call' }) : null;
  const { rows } = await sql<{ id: string }>`select id from brokerage.call
    where lead_id = ${leadId} and staff_id = ${staffId} and dialled and outcome is null order by at desc limit 1`.execute(
    tx,
  );
  await sql`insert into brokerage.call (id, log_id, lead_id, staff_id, at, outcome, note, task_id)
    values (${rows[0]?.id ?? id}, ${id}, ${leadId}, ${staffId}, ${at}, ${call.outcome}, ${call.note}, ${taskId})
    on conflict (id) do update
      set outcome = excluded.outcome, note = excluded.note, task_id = excluded.task_id, log_id = excluded.log_id`.execute(
    tx,
  );
  await audit(tx, at, ctx.actor ?? 'product', 'call.logged', leadId);
}

/** Notes that a call is about to be dialled. @returns its id, and the request's own number @throws NotAllowed as logCall */
export async function beginCall(
  ctx: Context,
  tx: Tx,
  leadId: string,
  key: string,
): Promise<{ readonly id: string; readonly to: string } | undefined> {
  await contactable(tx, leadId);
  const at = ctx.clock.now();
  const id = ctx.vault.derivedId('call', `${leadId} ${key}`);
  const { rows } = await sql<{ phone: string }>`with made as (
      insert into brokerage.call (id, lead_id, staff_id, at, dialled) values (${id}, ${leadId}, ${staffIn(ctx)}, ${at}, true)
      on conflict (id) do nothing returning lead_id)
    select l.phone from brokerage.lead l join made on made.lead_id = l.id`.execute(tx);
  if (!rows[0]) return undefined;
  await audit(tx, at, ctx.actor ?? 'product', 'call.dialled', leadId);
  return { id, to: rows[0].phone };
}

/** A call that could not be dialled was none. */
export async function dropCall(db: Db, id: string): Promise<void> {
  await sql`delete from brokerage.call where id = ${id} and outcome is null`.execute(db);
}

/** Writes down what the carrier calls a call. */
export async function noteDialled(db: Db, id: string, carrierId: string | null): Promise<void> {
  await sql`update brokerage.call set carrier_id = coalesce(carrier_id, ${carrierId}) where id = ${id}`.execute(db);
}

export const callEnds = ['success', 'busy', 'failed'] as const;
export type CallEnd = (typeof callEnds)[number];

/** Writes down how a call ended, as its carrier tells: the first time it is told, and only by its own number. */
export async function noteEnded(
  db: Db,
  id: string,
  { carrierId, end, seconds }: { readonly carrierId: string; readonly end: CallEnd; readonly seconds: number | null },
): Promise<void> {
  await sql`update brokerage.call set ended = ${end}, seconds = ${seconds}, carrier_id = ${carrierId}
    where id = ${id} and dialled and ended is null and coalesce(carrier_id = ${carrierId}, true)`.execute(db);
}

/** The calls about a request, oldest first, with who made them while they work here and what came of them. */
export async function callsOf(db: Db, leadId: string) {
  const { rows } = await sql<{
    at: Temporal.Instant;
    outcome: CallOutcome | null;
    note: string | null;
    next: string | null;
    dueOn: Temporal.PlainDate | null;
    ended: CallEnd | null;
    seconds: number | null;
    by: string | null;
  }>`select c.at, c.outcome, c.note, t.body as next, t.due_on as "dueOn", c.ended, c.seconds, s.name as by
    from brokerage.call c left join brokerage.task t on t.id = c.task_id left join access.staff s on s.id = c.staff_id
    where c.lead_id = ${leadId} order by c.at`.execute(db);
  return rows;
}

/** Whom to call about what, the most urgent first: requests that may be called about, and that somebody has planned a call to. */
export async function callList(db: Db, most = 200) {
  const { rows } = await sql<{
    reference: string;
    companyName: string;
    contactName: string;
    phone: string;
    body: string;
    dueOn: Temporal.PlainDate;
    last: CallOutcome | null;
    lastAt: Temporal.Instant | null;
  }>`select l.reference, l.company_name as "companyName", l.contact_name as "contactName", l.phone, t.body, t.due_on as "dueOn",
      c.outcome as last, c.at as "lastAt"
    from brokerage.task t join brokerage.lead l on l.id = t.lead_id
    left join lateral (select outcome, at from brokerage.call where lead_id = l.id and outcome is not null order by at desc limit 1) c on true
    where t.done_at is null and t.kind = 'call' and l.restricted_at is null and l.state = any(${[...activeStates]}::text[])
    order by t.due_on, t.made_at limit ${most}`.execute(db);
  return rows;
}

/** Where somebody of ours is called first; null when they have not said. */
export async function ownPhone(db: Db, staffId: string): Promise<string | null> {
  const row = await db.selectFrom('access.staff').select('phone').where('id', '=', staffId).executeTakeFirst();
  return row?.phone ?? null;
}

/** Remembers where somebody of ours is called first, with their account. @throws NotAllowed when they have none any more */
export async function rememberPhone(tx: Tx, staffId: string, phone: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('access.staff')
    .set({ phone })
    .where('id', '=', staffId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new NotAllowed('staff', 'be called');
}
