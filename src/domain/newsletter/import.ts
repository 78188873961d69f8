import { randomUUID } from 'node:crypto';
import { parseEmail } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { csvRows } from '#platform/csv.ts';
import { sql, type Tx, transact } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { enqueue } from '../delivery/index.ts';
import { audit, recordAll } from '../ledger/index.ts';
import { subscriberKeyOf, suppressionOf } from './newsletter.ts';
import { proofOf, rowOf, saidOf } from './proof.ts';

/** Longer lists are imported in parts. */
export const mostRows = 50_000;
const portion = 500;
/** How many of the mails that ask to confirm leave in a second at most: other mail is to come between them. */
const mailsPerSecond = 10;
const longest = { name: 80, source: 200 } as const;

/** What each column may be called, in small letters without anything but letters. */
export const importColumns = {
  email: ['epost', 'epostadress', 'mejl', 'mejladress', 'mail', 'mailadress', 'email', 'emailaddress'],
  name: ['namn', 'kontaktnamn', 'name', 'fullname', 'contactname'],
  language: ['språk', 'language', 'locale'],
  source: ['samtyckefrån', 'samtycke', 'samtyckeskälla', 'källa', 'consentsource', 'consentfrom', 'consent', 'source'],
  date: ['samtyckesdatum', 'datum', 'consentdate', 'date'],
} as const;
type Column = keyof typeof importColumns;
/** Without these nothing of a file is imported (P15). */
export const neededColumns = ['email', 'source', 'date'] as const satisfies readonly Column[];

const languages: Readonly<Record<string, Locale>> = {
  ...{ '': 'sv', sv: 'sv', svenska: 'sv', swedish: 'sv' },
  ...{ en: 'en', engelska: 'en', english: 'en' },
};

/** Why a row is passed over. The last four are about addresses: none is wrong with the row itself. */
export const rowFaults = [
  ...(['email', 'name', 'language', 'source', 'date', 'future', 'old'] as const),
  ...(['twice', 'known', 'suppressed'] as const),
] as const;
export type RowFault = (typeof rowFaults)[number];

/** What an import comes to, or came to. No address stands in it (D5). */
export interface Imported {
  /** Rows below the head. */
  readonly rows: number;
  readonly added: number;
  /** How many rows were passed over, by why. */
  readonly counts: Readonly<Record<RowFault, number>>;
  /** The first of them, by their lines in the file. */
  readonly faults: readonly { readonly line: number; readonly why: RowFault }[];
}
/** Nothing of the file can be imported: a column isn't there, there are too many rows, or it is empty. */
export type ImportRefusal = { readonly missing: readonly Column[] } | 'too-many' | 'empty';

const mostListed = 500;

interface Wanted {
  readonly line: number;
  readonly email: string;
  readonly key: Buffer;
  readonly name: string | undefined;
  readonly locale: Locale;
  readonly stated: string;
  readonly statedAt: Temporal.Instant;
}

/**
 * Goes through a list of people who have said yes elsewhere, row by row, and writes down those who may be asked to confirm it (P14). Nobody
 * subscribes by it. Rows without a stated consent and its date are passed over (P15), and so are addresses that are known or have said no (D4). It may be
 * carried out again, and after a process that died in the middle: whoever is there is known.
 * @param staffId who states it; undefined: nothing is written, and what would be is counted
 */
export async function importSubscribers(
  ctx: Context,
  bytes: Uint8Array,
  staffId: string | undefined,
): Promise<Imported | { readonly refused: ImportRefusal }> {
  const count = new Count();
  const seen = new Set<string>();
  let columns: ReadonlyMap<Column, number> | undefined;
  let waiting: Wanted[] = [];
  const flush = async () => {
    const some = waiting;
    waiting = [];
    if (some.length > 0) await transact(ctx.db, (tx) => take(ctx, tx, some, staffId, count));
  };
  for await (const { line, cells } of csvRows(bytes)) {
    if (!columns) {
      columns = columnsOf(cells);
      const missing = neededColumns.filter((name) => !columns?.has(name));
      if (missing.length > 0) return { refused: { missing } };
      continue;
    }
    count.rows += 1;
    if (count.rows > mostRows) return { refused: 'too-many' };
    const read = readRow(ctx, line, cells, columns);
    if (typeof read === 'string') count.pass(line, read);
    else if (seen.has(read.key.toString('base64'))) count.pass(line, 'twice');
    else {
      seen.add(read.key.toString('base64'));
      waiting.push(read);
      if (waiting.length === portion) await flush();
    }
  }
  if (count.rows === 0) return { refused: 'empty' };
  await flush();
  return count.told();
}

/** Which column each of ours is. */
function columnsOf(head: readonly string[]): ReadonlyMap<Column, number> {
  const names = head.map((cell) =>
    cell
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ''),
  );
  return new Map(
    (Object.keys(importColumns) as Column[]).flatMap((column) => {
      const at = names.findIndex((name) => (importColumns[column] as readonly string[]).includes(name));
      return at < 0 ? [] : [[column, at] as const];
    }),
  );
}

const oneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();

function readRow(
  ctx: Context,
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<Column, number>,
): Wanted | RowFault {
  const cell = (column: Column) => oneLine(cells[columns.get(column) ?? -1] ?? '');
  const email = parseEmail(cell('email'));
  if (!email.ok) return 'email';
  const [name, stated] = [cell('name'), cell('source')];
  if (name.length > longest.name) return 'name';
  const locale = languages[cell('language').toLowerCase()];
  if (!locale) return 'language';
  if (stated.length < 3 || stated.length > longest.source) return 'source';
  const day = dayIn(cell('date'));
  if (!day) return 'date';
  const statedAt = day.toZonedDateTime(timeZone).toInstant();
  const now = ctx.clock.now();
  if (Temporal.Instant.compare(statedAt, now) > 0) return 'future';
  // A consent that would have ended by now is none (P18).
  if (Temporal.Instant.compare(addPeriod(statedAt, retention['subscriber.inactive'].period), now) <= 0) return 'old';
  const address = String(email.value);
  const key = subscriberKeyOf(ctx.vault, address);
  return { line, email: address, key, name: name || undefined, locale, stated, statedAt };
}

/** 2026-03-12, 20260312 or either with a time behind it, which says nothing more. */
function dayIn(text: string): Temporal.PlainDate | undefined {
  const [, year, month, day] = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?$/.exec(text) ?? [];
  try {
    return year ? Temporal.PlainDate.from(`${year}-${month}-${day}`) : undefined;
  } catch {
    return undefined;
  }
}

class Count {
  rows = 0;
  added = 0;
  readonly #counts = Object.fromEntries(rowFaults.map((why) => [why, 0])) as Record<RowFault, number>;
  readonly #faults: { line: number; why: RowFault }[] = [];

  pass(line: number, why: RowFault): void {
    this.#counts[why] += 1;
    if (this.#faults.length < mostListed) this.#faults.push({ line, why });
  }

  told(): Imported {
    const faults = this.#faults.toSorted((a, b) => a.line - b.line);
    return { rows: this.rows, added: this.added, counts: this.#counts, faults };
  }
}

/** A portion, in one transaction: who of them may be asked is decided while nobody else can sign up or end it at the same address. */
async function take(
  ctx: Context,
  tx: Tx,
  some: readonly Wanted[],
  staffId: string | undefined,
  count: Count,
): Promise<void> {
  if (staffId) {
    const holds = some.map(({ key }) => `newsletter.${key.toString('hex')}`).sort();
    await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${holds}::text[]) with ordinality as h (name, place) order by place`.execute(
      tx,
    );
  }
  const hashes = some.map(({ email }) => suppressionOf(ctx.vault, email));
  const { rows } = await sql<{ known: boolean; suppressed: boolean }>`
    select exists (select from newsletter.subscriber s where s.email_key = w.key) as known,
      exists (select from privacy.suppression p where p.address_hash = w.hash) as suppressed
    from unnest(${some.map(({ key }) => key)}::bytea[], ${hashes}::bytea[]) with ordinality as w (key, hash, place) order by place`.execute(
    tx,
  );
  const taken = some.filter(({ line }, i) => {
    const why = rows[i]?.suppressed ? 'suppressed' : rows[i]?.known ? 'known' : undefined;
    if (why) count.pass(line, why);
    return !why;
  });
  if (staffId && taken.length > 0) await write(ctx, tx, taken, staffId, count.added);
  count.added += taken.length;
}

async function write(ctx: Context, tx: Tx, taken: readonly Wanted[], staffId: string, before: number): Promise<void> {
  const now = ctx.clock.now();
  const people = taken.map((one) => ({
    ...one,
    id: randomUUID(),
    consent: randomUUID(),
    wanted: { email: one.email, name: one.name, locale: one.locale, channel: 'import' as const },
  }));
  await tx
    .insertInto('newsletter.subscriber')
    .values(people.map(({ id, key, wanted }) => ({ id, email_key: key, ...rowOf(ctx, wanted, now) })))
    .execute();
  await tx
    .insertInto('newsletter.consent')
    .values(
      people.map(({ id, consent, wanted, stated, statedAt }) => ({
        ...{ id: consent, subscriber_id: id, recorded_by: staffId, stated },
        ...proofOf(wanted, statedAt, saidOf(ctx, wanted)),
      })),
    )
    .execute();
  await recordAll(
    ctx,
    tx,
    'newsletter.requested',
    people.map(() => ({})),
    { channel: 'import' },
  );
  await enqueue(
    ctx,
    tx,
    people.map(({ id }, i) => ({
      ...({ kind: 'subscriber.confirm', leadId: null, subjectId: id } as const),
      dueAt: now.add({ milliseconds: Math.round(((before + i) * 1000) / mailsPerSecond) }),
    })),
  );
}

/** Writes in the audit log that an import has begun: what it has done stands there even if it is cut off. */
export const beginImport = (ctx: Context, tx: Tx): Promise<void> =>
  audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'subscribers.import', null);

/** Writes in the audit log that a list has been imported: how many, and nobody's address. */
export const auditImport = (ctx: Context, tx: Tx, { rows, added, counts }: Imported): Promise<void> => {
  const { known, suppressed, twice } = counts;
  const faults = rows - added - known - suppressed - twice;
  return audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'subscribers.imported', null, {
    ...{ rows, added, known, suppressed, twice, faults },
  });
};
