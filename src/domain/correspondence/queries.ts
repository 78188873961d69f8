import { type Db, sql } from '#platform/db/index.ts';
import type { AutomaticKind, FileType, MailCondition, MailKind } from './correspondence.ts';

export interface MailFilter {
  /** Those that wait for somebody, those that don't, or all. */
  readonly state?: 'waiting' | 'sorted' | undefined;
  readonly kind?: MailKind | undefined;
  /** Those about one request. */
  readonly leadId?: string | undefined;
  /** Older than this one: the next page. */
  readonly after?: { readonly arrivedAt: Temporal.Instant; readonly id: string } | undefined;
}

export interface ListedMail {
  readonly id: string;
  readonly arrivedAt: Temporal.Instant;
  readonly condition: MailCondition;
  readonly automatic: AutomaticKind | null;
  readonly fromName: string | null;
  readonly fromAddress: string | null;
  readonly subject: string | null;
  readonly suggestion: MailKind;
  readonly why: readonly string[];
  readonly kind: MailKind | null;
  readonly leadId: string | null;
  readonly reference: string | null;
  readonly withdrawnAt: Temporal.Instant | null;
  readonly readAt: Temporal.Instant | null;
  readonly dealtAt: Temporal.Instant | null;
  readonly files: number;
}

export interface Mail extends Omit<ListedMail, 'files'> {
  readonly storedAt: Temporal.Instant;
  readonly size: number;
  readonly fromKey: Buffer | null;
  readonly body: string | null;
  readonly html: string | null;
  readonly threadedBy: string | null;
  readonly supplierId: string | null;
  readonly caseId: string | null;
  readonly dealtBy: string | null;
  readonly handle: string;
}

export const mailPageSize = 50;

const listed = sql`m.id, m.arrived_at as "arrivedAt", m.condition, m.automatic, m.from_name as "fromName", m.from_address as "fromAddress",
  m.subject, m.suggestion, m.why, m.kind, m.lead_id as "leadId", l.reference, m.withdrawn_at as "withdrawnAt", m.read_at as "readAt",
  m.dealt_at as "dealtAt"`;

/** A page of the inbox, newest first, and whether there is more. */
export async function listMail(
  db: Db,
  { state, kind, leadId, after }: MailFilter,
): Promise<{ readonly mails: readonly ListedMail[]; readonly more: boolean }> {
  const waiting = state === 'waiting' ? sql`m.dealt_at is null` : state ? sql`m.dealt_at is not null` : sql`true`;
  const { rows } = await sql<ListedMail>`
    select ${listed}, (select count(*) from brokerage.mail_file f where f.mail_id = m.id) as files
    from brokerage.mail_in m left join brokerage.lead l on l.id = m.lead_id
    where ${waiting} and (${kind ?? null}::text is null or coalesce(m.kind, m.suggestion) = ${kind ?? null})
      and (${leadId ?? null}::uuid is null or m.lead_id = ${leadId ?? null}::uuid)
      and (${after?.arrivedAt ?? null}::timestamptz is null
        or (m.arrived_at, m.id) < (${after?.arrivedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by m.arrived_at desc, m.id desc limit ${mailPageSize + 1}`.execute(db);
  return { mails: rows.slice(0, mailPageSize), more: rows.length > mailPageSize };
}

/** One mail; undefined for an id that is none's. */
export async function mailById(db: Db, id: string): Promise<Mail | undefined> {
  const { rows } = await sql<Mail>`
    select ${listed}, m.stored_at as "storedAt", m.size, m.from_key as "fromKey", m.body, m.html, m.threaded_by as "threadedBy",
      m.supplier_id as "supplierId", m.case_id as "caseId", s.name as "dealtBy", m.handle
    from brokerage.mail_in m left join brokerage.lead l on l.id = m.lead_id left join access.staff s on s.id = m.dealt_by
    where m.id = ${id}::uuid`.execute(db);
  return rows[0];
}

/** What was attached to a mail, in its order. */
export async function filesOf(db: Db, mailId: string) {
  const { rows } = await sql<{ id: string; name: string; type: FileType; bytes: number; kept: boolean }>`
    select id, name, type, bytes, content is not null as kept from brokerage.mail_file where mail_id = ${mailId} order by place`.execute(
    db,
  );
  return rows;
}

/** The bytes of an attached file that was kept. */
export async function mailFile(db: Db, id: string) {
  const row = await db
    .selectFrom('brokerage.mail_file')
    .select(['type', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.content ? { type: row.type as FileType, content: row.content } : undefined;
}

/** What has come about a request, oldest first. */
export async function mailOf(db: Db, leadId: string) {
  const { rows } = await sql<ListedMail>`
    select ${listed}, 0 as files from brokerage.mail_in m join brokerage.lead l on l.id = m.lead_id
    where m.lead_id = ${leadId} order by m.arrived_at`.execute(db);
  return rows;
}

/** How many wait for somebody; counted to a hundred. */
export async function mailWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from brokerage.mail_in where dealt_at is null limit 100) as few`.execute(db);
  return rows[0]?.n ?? 0;
}
