import { randomUUID } from 'node:crypto';
import { addPeriod, isOver, sinceAtTheLatest } from '#platform/clock.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import { complaintLine, type RightId, rightsDeadline } from '#policy/rights.ts';
import type { Text } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

/** Where a right was used. On a page the person has come by the mailed link, which confirms who it is. */
export type CaseChannel = 'page' | 'mail' | 'terminal';
export type CaseRight = Exclude<RightId, 'complaint'>;

export interface NewCase {
  readonly right: CaseRight;
  readonly purpose?: string;
  readonly emailKey: Buffer;
  readonly leadId?: string;
  readonly channel: CaseChannel;
}

/** Opens a case, to be answered within one calendar month (P27). One that a person must answer is also mailed to staff. */
export async function openCase(ctx: Context, tx: Tx, wanted: NewCase, needsPerson = false): Promise<string> {
  const id = randomUUID();
  const now = ctx.clock.now();
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
      opened_at: now,
      confirmed_at: wanted.channel === 'page' ? now : null,
      due_at: addPeriod(now, rightsDeadline),
    })
    .execute();
  const actor = wanted.channel === 'page' ? 'customer' : wanted.channel;
  await audit(tx, now, actor, 'case.opened', id, { right: wanted.right });
  if (needsPerson) await enqueue(ctx, tx, [{ kind: 'staff.case', leadId: null, subjectId: id }]);
  return id;
}

/** Why a right can be refused (art. 12.5, 15.4, 17.3, 18, 21.1). */
export const refusals = ['not-identified', 'unfounded', 'others-rights', 'legal-claims', 'legal-obligation'] as const;
export type Refusal = (typeof refusals)[number];

const reasons: Readonly<Record<Refusal, Text>> = {
  'not-identified': {
    sv: 'Vi har inte kunnat bekräfta att det är du.',
    en: 'We have not been able to confirm that it is you.',
  },
  unfounded: {
    sv: 'Begäran är uppenbart ogrundad eller orimlig.',
    en: 'The request is manifestly unfounded or excessive.',
  },
  'others-rights': {
    sv: 'Det skulle påverka andras rättigheter.',
    en: 'It would adversely affect the rights of others.',
  },
  'legal-claims': {
    sv: 'Uppgifterna behövs för rättsliga anspråk.',
    en: 'The data is needed for legal claims.',
  },
  'legal-obligation': { sv: 'Lagen kräver att vi sparar uppgifterna.', en: 'The law requires us to keep the data.' },
};

/** What whoever is refused is told: why, and how to complain (P29). */
export const refusalText = (reason: Refusal): Text => ({
  sv: `${reasons[reason].sv} ${complaintLine.sv}`,
  en: `${reasons[reason].en} ${complaintLine.en}`,
});

/** Closes a case with what was done. @throws NotAllowed when it is closed already or doesn't exist */
export async function answerCase(ctx: Context, tx: Tx, id: string, outcome: string): Promise<void> {
  await close(ctx, tx, id, 'answered', outcome);
}

/** Closes a case with a no. @returns what the person must be told */
export async function refuseCase(ctx: Context, tx: Tx, id: string, reason: Refusal): Promise<Text> {
  await close(ctx, tx, id, 'refused', reason);
  return refusalText(reason);
}

async function close(ctx: Context, tx: Tx, id: string, state: 'answered' | 'refused', outcome: string): Promise<void> {
  const row = await tx
    .updateTable('privacy.rights_case')
    .set({ state, outcome, closed_at: ctx.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('case', state);
  await audit(tx, ctx.clock.now(), 'product', `case.${state}`, id, { outcome });
}

/** A person's cases, newest first. */
export const casesOf = (db: Db, emailKey: Buffer) =>
  db
    .selectFrom('privacy.rights_case')
    .select([
      'id',
      'right_id as right',
      'purpose',
      'state',
      'opened_at as openedAt',
      'due_at as dueAt',
      'closed_at as closedAt',
      'outcome',
    ])
    .where('email_key', '=', emailKey)
    .orderBy('opened_at', 'desc')
    .execute();

/** Cases that are not answered, the most urgent first. */
export const openCases = (db: Db) =>
  db
    .selectFrom('privacy.rights_case')
    .select(['id', 'right_id as right', 'channel', 'opened_at as openedAt', 'due_at as dueAt'])
    .where('state', '=', 'open')
    .orderBy('due_at')
    .execute();

/** Forgets whose a case was, a month after its answer (the rule `rights-case`). @returns how many were forgotten */
export async function forgetCases(ctx: Context): Promise<number> {
  const past = await casesPast(ctx.db, ctx.clock.now());
  const { numAffectedRows } = await sql`
    update privacy.rights_case set email_key = null where email_key is not null and id = any(${past}::uuid[])`.execute(
    ctx.db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Cases whose person should be forgotten by an instant: counted forwards from the answer, as the calendar does (D7). */
export async function casesPast(db: Db, now: Temporal.Instant): Promise<string[]> {
  const { period } = retention['rights-case'];
  const { rows } = await sql<{
    id: string;
    closed: Temporal.Instant;
  }>`select id, closed_at as closed from privacy.rights_case
    where email_key is not null and closed_at <= ${sinceAtTheLatest(now, period)}`.execute(db);
  return rows.filter(({ closed }) => isOver(closed, period, now)).map(({ id }) => id);
}
