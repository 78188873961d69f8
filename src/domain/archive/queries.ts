import type { ServiceId } from '#catalog/index.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { type ArchivedRequest, archiveEnds, type ReadReason } from './archive.ts';

const columns = sql`r.id, r.reference, r.service, r.locale, r.company_name as "companyName", r.organisation_number as "organisationNumber",
  r.contact_name as "contactName", r.email, r.email_key as "emailKey", r.phone, r.supplier_id as "supplierId", s.name as "supplierName", r.quote_values as "quoteValues",
  r.recipients, r.reported_by as "reportedBy", r.policy_version as "policyVersion", r.received_at as "receivedAt", r.contract_at as "contractAt",
  r.erase_at as "eraseAt", r.restricted_at as "restrictedAt"`;

/** A person's own archived requests, newest first. Each look is written in the audit log. */
export async function archivedOf(
  ctx: Context,
  db: Db,
  emailKey: Buffer,
  reason: 'subject-access' | 'correction',
): Promise<ArchivedRequest[]> {
  const { rows } = await sql<ArchivedRequest>`
    select ${columns} from archive.own(${emailKey}, ${reason}, ${ctx.actor ?? 'customer'}, ${ctx.clock.now()}) r
    join brokerage.supplier s on s.id = r.supplier_id`.execute(db);
  return rows;
}

/** The same as a list that says nothing about the person. */
export async function archivedList(
  db: Db,
  emailKey: Buffer,
): Promise<
  { readonly id: string; readonly reference: string; readonly service: ServiceId; readonly eraseAt: Temporal.Instant }[]
> {
  const { rows } = await sql<{ id: string; reference: string; service: ServiceId; eraseAt: Temporal.Instant }>`
    select id, reference, service, erase_at as "eraseAt" from archive.listed(${emailKey})`.execute(db);
  return rows;
}

/** The newest archived request of a person, by its id alone; undefined when there is none. */
export async function archivedIdOf(db: Db, emailKey: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`select archive.known(${emailKey}) as id`.execute(db);
  return rows[0]?.id ?? undefined;
}

/** Whether anything of a person is archived. */
export const isArchived = async (db: Db, emailKey: Buffer): Promise<boolean> =>
  (await archivedIdOf(db, emailKey)) !== undefined;

/** How many of these requests are in the archive. */
export async function archivedCount(db: Db, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select archive.count_of(${[...ids]}::uuid[]) as n`.execute(db);
  return rows[0]?.n ?? 0;
}

/**
 * Where to write to the person of an archived request, and in which language: for its log-in mail while that is being sent, which is
 * written in the audit log; undefined otherwise.
 */
export async function archivedAddress(
  ctx: Context,
  db: Db,
  archiveId: string,
): Promise<{ readonly email: string; readonly locale: Locale } | undefined> {
  const { rows } = await sql<{ email: string; locale: Locale }>`
    select * from archive.address(${archiveId}, ${ctx.clock.now()})`.execute(db);
  return rows[0];
}

/** When the next archived request is due; null when none is. Costs the same however much is archived. */
export const nextArchivedDue = sql<Temporal.Instant | null>`archive.next_due()`;

/** When what is stored in the archive ends before an instant, and whether its person has asked for it. Holds nothing else. */
export async function archivedEnds(
  db: Db,
  before: Temporal.Instant,
): Promise<{ readonly at: Temporal.Instant; readonly asked: boolean }[]> {
  const { rows } = await sql<{ contract_at: Temporal.Instant; asked_at: Temporal.Instant | null }>`
    select * from archive.coming(${before})`.execute(db);
  return rows.map((row) => ({ at: row.asked_at ?? archiveEnds(row.contract_at), asked: row.asked_at !== null }));
}

/** How many archived requests are restricted. */
export async function archivedRestricted(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select archive.restricted() as n`.execute(db);
  return rows[0]?.n ?? 0;
}

/** An archived request is restricted: its person has asked that nobody read it (art. 18). */
export class Restricted extends Error {}

/**
 * One archived request, read by an archivist in the console. The archive's own door looks whether the session is an archivist's, and
 * writes the reading in the audit log with the reason (P9).
 * @returns undefined when there is none with that reference; then nothing has been read
 * @throws Restricted; otherwise the database's error when the session isn't an archivist's
 */
export async function readArchived(
  ctx: Context,
  tx: Tx,
  staffSessionId: string,
  reference: string,
  reason: ReadReason,
): Promise<ArchivedRequest | undefined> {
  try {
    const { rows } = await sql<ArchivedRequest>`
      select ${columns} from archive.read_by(${staffSessionId}, ${reference}, ${reason}, ${ctx.clock.now()}) r
      join brokerage.supplier s on s.id = r.supplier_id`.execute(tx);
    return rows[0];
  } catch (error) {
    if ((error as { code?: string }).code === '42501' && String(error).includes('restricted')) throw new Restricted();
    throw error;
  }
}

/** What is due by the stored times, by why: what a sweep would erase. Holds nothing. */
export async function comingArchived(db: Db, now: Temporal.Instant): Promise<{ asked: number; over: number }> {
  const { rows } = await sql<{ contract_at: Temporal.Instant; asked_at: Temporal.Instant | null }>`
    select * from archive.coming(${now})`.execute(db);
  const asked = rows.filter((row) => row.asked_at).length;
  const over = rows.filter(
    (row) => !row.asked_at && Temporal.Instant.compare(archiveEnds(row.contract_at), now) <= 0,
  ).length;
  return { asked, over };
}

export interface MovedArchived {
  readonly id: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** Archived requests whose end is another by this period than the one that is stored, and how many there are in all. */
export async function movedArchived(db: Db, period: string): Promise<{ kept: number; moved: MovedArchived[] }> {
  const { rows } = await sql<{ id: string; contract_at: Temporal.Instant; erase_at: Temporal.Instant }>`
    select * from archive.clocks()`.execute(db);
  const moved = rows.flatMap((row) => {
    const to = archiveEnds(row.contract_at, period);
    return to.equals(row.erase_at) ? [] : [{ id: row.id, from: row.erase_at, to }];
  });
  return { kept: rows.length, moved };
}

export interface ArchiveLook {
  readonly rows: number;
  /** Of the words, those that archived requests hold, and those that are the whole of a value of theirs. */
  readonly held: readonly string[];
  readonly whole: readonly string[];
  /** Those that are held by what has been erased. */
  readonly remains: readonly string[];
}

/**
 * Which of these words the archive holds; nothing else of what it says. Reads in portions.
 * @param words in small letters, composed, with single spaces
 * @param gone ids that have been erased
 */
export async function lookInArchive(
  db: Db,
  words: readonly string[],
  gone: readonly string[],
  portion = 1000,
): Promise<ArchiveLook> {
  const all = { held: new Set<string>(), whole: new Set<string>(), remains: new Set<string>() };
  let after = '00000000-0000-0000-0000-000000000000';
  for (let rows = 0; ; ) {
    const { rows: found } = await sql<{ last: string | null; n: number } & Record<keyof typeof all, string[] | null>>`
      select * from archive.look(${[...words]}::text[], ${[...gone]}::uuid[], ${after}::uuid, ${portion})`.execute(db);
    const [page] = found;
    if (!page?.last) return { rows, held: [...all.held], whole: [...all.whole], remains: [...all.remains] };
    for (const key of ['held', 'whole', 'remains'] as const)
      for (const nr of page[key] ?? []) all[key].add(words[Number(nr) - 1]!);
    after = page.last;
    rows += page.n;
  }
}

/** How many requests are archived, and when the next one is due; nothing about any of them. */
export async function archiveStanding(db: Db): Promise<{
  readonly count: number;
  readonly nextEraseAt: Temporal.Instant | null;
  readonly oldestContractAt: Temporal.Instant | null;
}> {
  const { rows } = await sql<{
    count: number;
    nextEraseAt: Temporal.Instant | null;
    oldestContractAt: Temporal.Instant | null;
  }>`select kept as count, next_erase_at as "nextEraseAt", oldest_contract_at as "oldestContractAt" from archive.standing()`.execute(
    db,
  );
  return rows[0]!;
}
