import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, sql } from '#platform/db/index.ts';
import { archiveContains } from '../archive/index.ts';
import { isAddressKey, type Needle } from './needles.ts';

/** What was looked for, where, and what was found. No values: places are columns and file names. */
export interface ScanResult {
  /** Values looked for, in all their forms. */
  readonly needles: number;
  /** Not looked for: another request, an archived one or the registry holds the same value as its own. */
  readonly shared: number;
  readonly tables: number;
  readonly columns: number;
  readonly rows: number;
  readonly files: number;
  /** How many columns or files hold one. 0 is what must be. */
  readonly found: number;
  readonly places: readonly string[];
}

/** Finds any of many words in a text in one pass: every place is looked up by its first characters. */
export class Finder {
  readonly #heads = new Map<string, string[]>();
  static readonly #head = 5;

  constructor(words: Iterable<string>) {
    for (const word of words) {
      const head = word.slice(0, Finder.#head);
      const list = this.#heads.get(head);
      if (list) list.push(word);
      else this.#heads.set(head, [word]);
    }
  }

  get empty(): boolean {
    return this.#heads.size === 0;
  }

  has(text: string): boolean {
    const last = text.length - Finder.#head;
    for (let i = 0; i <= last; i += 1) {
      const words = this.#heads.get(text.slice(i, i + Finder.#head));
      if (words?.some((word) => text.startsWith(word, i))) return true;
    }
    return false;
  }
}

const isDigits = (word: string): boolean => /^\d+$/.test(word);

/** Words, numbers and bytes, each looked for as it is written down where it is. */
class Search {
  readonly words: Finder;
  readonly numbers: Finder;
  readonly bytes: Finder;
  readonly #longest: number;

  constructor(needles: readonly Needle[]) {
    const forms = needles.flatMap((needle) => needle.forms);
    const bytes = needles.flatMap((needle) => needle.bytes ?? []).map((b) => b.toString('latin1'));
    this.words = new Finder(forms);
    this.numbers = new Finder(forms.filter(isDigits));
    this.bytes = new Finder([...bytes, ...forms.map((form) => Buffer.from(form).toString('latin1'))]);
    this.#longest = Math.max(64, ...forms.map((form) => form.length * 2));
  }

  /** In a text: as written, and with what people put between the digits of a number taken away. */
  inText(text: string): boolean {
    const small = text.normalize('NFC').toLowerCase();
    if (this.words.has(small)) return true;
    return !this.numbers.empty && this.numbers.has(small.replaceAll(/(?<=\d)[\s()/.–-]+(?=\d)/g, ''));
  }

  inBytes(bytes: Buffer): boolean {
    return this.bytes.has(bytes.toString('latin1')) || this.inText(bytes.toString('utf8'));
  }

  async inFile(path: string): Promise<boolean> {
    let tail: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([tail, chunk]);
      if (this.inBytes(bytes)) return true;
      tail = bytes.subarray(-this.#longest);
    }
    return false;
  }
}

/**
 * Looks for what has been erased in every text, json and bytes column of every table that the app can read, in the archive (by
 * a count) and in every file of the folders, where keyed hashes of addresses are passed over. Run when the deletion has committed;
 * reads in portions.
 * @param since of the erasure: mail caught from then on (in development) is the last message itself, and rightly there
 */
export async function scan(
  db: Db,
  needles: readonly Needle[],
  { folders = [], since }: { readonly folders?: readonly string[]; readonly since?: Temporal.Instant } = {},
): Promise<ScanResult> {
  const { own, shared } = await apart(db, needles);
  const search = new Search(own);
  const places: string[] = [];
  const { rows: columns } = await sql<{ room: string; name: string; columns: string[]; bytes: string[] }>`
    select n.nspname as room, c.relname as name, coalesce(array_agg(a.attname::text) filter (where t.typname <> 'bytea'), '{}') as columns,
      coalesce(array_agg(a.attname::text) filter (where t.typname = 'bytea'), '{}') as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
      and (t.typname in ('text', 'varchar', 'bpchar', 'name', 'json', 'jsonb', 'xml', 'inet', 'citext', 'bytea', 'xml') or t.typname = '_text')
    group by 1, 2`.execute(db);
  let read = 0;
  if (own.length > 0) {
    for (const table of columns) {
      const { rows, hits } = await inTable(db, search, table, since);
      read += rows;
      places.push(...hits);
    }
    // In portions: thousands of words at once would be looked for in every row at a time.
    const words = own.flatMap((needle) => needle.forms);
    for (let i = 0; i < words.length; i += 500) {
      if ((await archiveContains(db, words.slice(i, i + 500))) > 0) {
        places.push('archive.request');
        break;
      }
    }
  }
  const inFiles = new Search(own.filter((needle) => !isAddressKey(needle)));
  let files = 0;
  for (const folder of folders) {
    for (const path of await filesIn(folder)) {
      files += 1;
      if (own.length > 0 && (await inFiles.inFile(path).catch(() => false))) places.push(path.slice(folder.length + 1));
    }
  }
  return {
    needles: own.length,
    shared,
    tables: columns.length + 1,
    columns: columns.reduce((n, table) => n + table.columns.length + table.bytes.length, 0),
    rows: read,
    files,
    found: places.length,
    places,
  };
}

const portion = 2000;

async function inTable(
  db: Db,
  search: Search,
  table: { readonly room: string; readonly name: string; readonly columns: string[]; readonly bytes: string[] },
  since: Temporal.Instant | undefined,
): Promise<{ rows: number; hits: string[] }> {
  const hits = new Set<string>();
  const texts = table.columns.map((column) => sql`${sql.ref(column)}::text as ${sql.ref(column)}`);
  const bytes = table.bytes.map((column) => sql`${sql.ref(column)}`);
  // Small letters and forms are of the words looked for; ctid makes portions without any key.
  let after = '(0,0)';
  let rows = 0;
  const caught = `${table.room}.${table.name}` === 'caught.mail';
  const but = caught && since ? sql`and at < ${since}` : sql``;
  for (;;) {
    const { rows: found } = await sql<Record<string, string | Buffer | null>>`
      select ctid::text as "#", ${sql.join([...texts, ...bytes])} from ${sql.id(table.room, table.name)}
      where ctid > ${after}::tid ${but} order by ctid limit ${portion}`.execute(db);
    for (const { '#': at, ...values } of found) {
      after = at as string;
      for (const [column, value] of Object.entries(values)) {
        if (value === null || value === undefined) continue;
        const there = Buffer.isBuffer(value) ? search.inBytes(value) : search.inText(String(value));
        if (there) hits.add(`${table.room}.${table.name}.${column}`);
      }
    }
    rows += found.length;
    if (found.length < portion) return { rows, hits: [...hits] };
  }
}

/**
 * Parts what can be proved from what cannot: a value that a remaining request, an archived one or a supplier has as its own
 * (the same person's other request, a namesake, the same sentence in another's quote) is theirs, and rightly there.
 */
async function apart(db: Db, needles: readonly Needle[]): Promise<{ own: Needle[]; shared: number }> {
  if (needles.length === 0) return { own: [], shared: 0 };
  const forms = [...new Set(needles.flatMap((needle) => needle.forms))];
  const { rows } = await sql<{ form: string }>`
    with looked as (select unnest(${forms}::text[]) as form)
    select distinct form from looked join (
      select lower(v) as v from brokerage.lead l, unnest(array[l.email, l.phone, l.organisation_number, l.contact_name, l.company_name, left(l.message, 60),
        encode(l.email_key, 'hex'), encode(l.organisation_key, 'hex')]) as v
      union select left(lower(a.value), 60) from brokerage.lead l, jsonb_each_text(l.answers) a
      union select left(lower(v.value), 60) from brokerage.quote q, jsonb_each_text(q.values) v
      union select left(lower(body), 60) from brokerage.question
      union select lower(email) from brokerage.supplier union select phone from brokerage.supplier union select lower(name) from brokerage.supplier
    ) as held on held.v = looked.form`.execute(db);
  const theirs = new Set(rows.map((row) => row.form));
  const { rows: kept } = await sql<{ form: string }>`
    select form from unnest(${forms}::text[]) as form where archive.holds(form)`.execute(db);
  for (const { form } of kept) theirs.add(form);
  const own = needles.flatMap((needle): Needle[] => {
    if (!needle.forms.some((form) => theirs.has(form))) return [needle];
    // Of two fingerprints one may be shared, and the other not.
    if (!needle.bytes) return [];
    const bytes = needle.bytes.filter((b) => !theirs.has(b.toString('hex')));
    const left = bytes.flatMap((b) => [b.toString('hex'), b.toString('base64').toLowerCase()]);
    return left.length > 0 ? [{ ...needle, forms: left, bytes }] : [];
  });
  return { own, shared: needles.length - own.length };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
