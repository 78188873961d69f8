import { randomUUID } from 'node:crypto';
import { isOver, sinceAtTheLatest } from '#platform/clock.ts';
import { type Db, sql, type Tx } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type AutomaticKind, fileTypeOf, type MailCondition, type MailKind, mostFileBytes } from './correspondence.ts';

/** How a mail is found again on the mail server, and answered in its thread. */
export interface Handle {
  readonly messageId?: string | undefined;
  /** It is known by its headers alone: the server can't hand over the whole. */
  readonly headers?: boolean;
}

export interface NewMail {
  /** Of its Message-ID and of what it says. */
  readonly mailKey: Buffer;
  readonly handle: Handle;
  readonly size: number;
  readonly arrivedAt: Temporal.Instant;
  readonly condition: MailCondition;
  readonly automatic: AutomaticKind | null;
  readonly suggestion: MailKind;
  /** Ids of the rules that suggest it. */
  readonly why: readonly string[];
  /** What somebody wrote; undefined of what is not kept. */
  readonly said?: {
    readonly name: string;
    readonly address: string;
    readonly addressKey: Buffer | null;
    readonly subject: string;
    readonly text: string;
    readonly html: string | undefined;
    readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  };
  readonly leadId?: string | undefined;
  readonly threadedBy?: 'token' | 'message' | undefined;
  readonly supplierId?: string | undefined;
  readonly withdrawnAt?: Temporal.Instant | undefined;
  /** Set for one that needs nobody. */
  readonly dealt?: MailKind | undefined;
  /** Nothing of it is to be kept, on the mail server either. */
  readonly forget?: boolean;
}

const handlePlace = 'mail.handle';

export const openHandle = (ctx: Context, sealed: string): Handle =>
  JSON.parse(ctx.vault.unseal(sealed, handlePlace)) as Handle;

/**
 * Stores a mail, once however often it comes and whoever fetches it.
 * @returns its id; undefined when it is here already, or was and is to be deleted from the mail server
 */
export async function storeMail(ctx: Context, tx: Tx, mail: NewMail): Promise<string | undefined> {
  const now = ctx.clock.now();
  const { said } = mail;
  const row = await tx
    .insertInto('brokerage.mail_in')
    .values({
      id: randomUUID(),
      mail_key: mail.mailKey,
      handle: ctx.vault.seal(JSON.stringify(mail.handle), handlePlace),
      size: mail.size,
      arrived_at: mail.arrivedAt,
      stored_at: now,
      condition: mail.condition,
      automatic: mail.automatic,
      from_name: said?.name || null,
      from_address: said?.address || null,
      from_key: said?.addressKey ?? null,
      subject: said?.subject || null,
      body: said?.text ?? null,
      html: said?.html ?? null,
      suggestion: mail.suggestion,
      why: [...mail.why],
      lead_id: mail.leadId ?? null,
      threaded_by: mail.leadId ? (mail.threadedBy ?? 'message') : null,
      supplier_id: mail.supplierId ?? null,
      withdrawn_at: mail.withdrawnAt ?? null,
      kind: mail.dealt ?? null,
      dealt_at: mail.dealt ? now : null,
    })
    .onConflict((oc) => oc.column('mail_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return undefined;
  // Looked for after the row is there: what deletes it at the same moment has committed by then.
  const { numDeletedRows } = await tx
    .deleteFrom('brokerage.mail_in as m')
    .where('m.id', '=', row.id)
    .where((eb) => eb.exists(eb.selectFrom('brokerage.mail_purge as p').whereRef('p.mail_key', '=', 'm.mail_key')))
    .executeTakeFirst();
  if (numDeletedRows > 0n) return undefined;
  if (said && said.files.length > 0) await storeFiles(tx, row.id, said.files);
  if (mail.forget) await bookPurge(tx, row.id);
  return row.id;
}

async function storeFiles(tx: Tx, mailId: string, files: NonNullable<NewMail['said']>['files']): Promise<void> {
  await tx
    .insertInto('brokerage.mail_file')
    .values(
      files.map(({ name, content }, place) => {
        const type = fileTypeOf(content);
        const kept = type !== 'other' && content.length <= mostFileBytes;
        return {
          id: randomUUID(),
          mail_id: mailId,
          ...{ place, name, type },
          bytes: content.length,
          content: kept ? content : null,
        };
      }),
    )
    .execute();
}

/** What somebody has written is forgotten here and on the mail server; that something came, and what was done, stays until its time. */
export async function forgetMail(ctx: Context, tx: Tx, id: string): Promise<void> {
  const nothing = {
    from_name: null,
    from_address: null,
    from_key: null,
    subject: null,
    body: null,
    html: null,
  } as const;
  await tx
    .updateTable('brokerage.mail_in')
    .set({ ...nothing, lead_id: null, threaded_by: null, withdrawn_at: ctx.clock.now() })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('brokerage.mail_file').where('mail_id', '=', id).execute();
  await bookPurge(tx, id);
}

const bookPurge = (tx: Tx, id: string) =>
  sql`insert into brokerage.mail_purge (mail_key, handle, size)
    select mail_key, handle, size from brokerage.mail_in where id = ${id} on conflict do nothing`.execute(tx);

export interface Sorting {
  readonly kind: MailKind;
  /** The request it is about. */
  readonly leadId?: string;
  /** The rights case it has become. */
  readonly caseId?: string;
}

const staffIn = (ctx: Context): string | null => /^staff:(.+)$/.exec(ctx.actor ?? '')?.[1] ?? null;

/** Somebody has decided what a mail is. @throws NotAllowed when it is decided already, or gone */
export async function sortMail(ctx: Context, tx: Tx, id: string, { kind, leadId, caseId }: Sorting): Promise<void> {
  const now = ctx.clock.now();
  const row = await tx
    .updateTable('brokerage.mail_in')
    .set((eb) => ({
      kind,
      dealt_at: now,
      dealt_by: staffIn(ctx),
      read_at: eb.fn.coalesce('read_at', eb.val(now)),
      ...(leadId
        ? {
            threaded_by: sql<string>`case when lead_id = ${leadId} then threaded_by else 'person' end`,
            lead_id: leadId,
          }
        : {}),
      ...(caseId ? { case_id: caseId } : {}),
    }))
    .where('id', '=', id)
    .where('dealt_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('mail', 'sort');
  await audit(tx, now, ctx.actor ?? 'product', 'mail.sorted', id, { kind });
}

/**
 * Takes a decision back: the mail waits again, and leaves a request that a person has put it on. A rights case it has become stands.
 * @throws NotAllowed when nothing is decided, or what was decided has left nothing to decide anew
 */
export async function unsortMail(ctx: Context, tx: Tx, id: string): Promise<void> {
  const now = ctx.clock.now();
  const row = await tx
    .updateTable('brokerage.mail_in')
    .set({
      kind: null,
      dealt_at: null,
      dealt_by: null,
      lead_id: sql<string | null>`case when threaded_by = 'person' then null else lead_id end`,
      threaded_by: sql<string | null>`case when threaded_by = 'person' then null else threaded_by end`,
    })
    .where('id', '=', id)
    .where('dealt_at', 'is not', null)
    .where('body', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new NotAllowed('mail', 'unsort');
  await audit(tx, now, ctx.actor ?? 'product', 'mail.unsorted', id);
}

/** A mail has been opened by somebody. Again is harmless. */
export async function noteRead(ctx: Context, db: Db, id: string): Promise<void> {
  await db
    .updateTable('brokerage.mail_in')
    .set({ read_at: ctx.clock.now() })
    .where('id', '=', id)
    .where('read_at', 'is', null)
    .execute();
}

/** Deletes what somebody has written to us from an address, whatever it was about. @returns how many mails */
export async function eraseMailFrom(tx: Tx, emailKey: Buffer): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('brokerage.mail_in')
    .where('from_key', '=', emailKey)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Deletes mail that has had its time (the rules `correspondence` and `correspondence.waiting`). @returns how many went */
export async function sweepMail(ctx: Context): Promise<number> {
  const ids = await mailPast(ctx.db, ctx.clock.now());
  if (ids.length > 0) await ctx.db.deleteFrom('brokerage.mail_in').where('id', 'in', ids).execute();
  return ids.length;
}

/** Mail that belongs to no request and has had its time at an instant: counted forwards, as the calendar does (D7). */
export async function mailPast(db: Db, now: Temporal.Instant, rule?: 'correspondence' | 'correspondence.waiting') {
  const { period: dealt } = retention.correspondence;
  const { period: waiting } = retention['correspondence.waiting'];
  const { rows } = await sql<{ id: string; storedAt: Temporal.Instant; dealtAt: Temporal.Instant | null }>`
    select id, stored_at as "storedAt", dealt_at as "dealtAt" from brokerage.mail_in
    where lead_id is null and (dealt_at <= ${sinceAtTheLatest(now, dealt)}
      or (dealt_at is null and stored_at <= ${sinceAtTheLatest(now, waiting)}))`.execute(db);
  return rows
    .filter(({ dealtAt }) => !rule || (dealtAt === null) === (rule === 'correspondence.waiting'))
    .filter(({ storedAt, dealtAt }) => (dealtAt ? isOver(dealtAt, dealt, now) : isOver(storedAt, waiting, now)))
    .map(({ id }) => id);
}
