import { type Db, type RawBuilder, sql, type Tx } from '#platform/db/index.ts';
import { tables as declared } from '#policy/personal-data.ts';
import { beginning, type Needle } from './needles.ts';
import type { Search } from './search.ts';

/** What has been seen of some needles, by their places in the list. */
export interface Sightings {
  /** Places, as schema.table.column, and what each holds. */
  readonly places: Map<string, Set<number>>;
  /** What is also somebody else's, and rightly there. */
  readonly theirs: Set<number>;
  /** Tables that could not be read. */
  readonly unread: string[];
  tables: number;
  columns: number;
  rows: number;
}

interface Table {
  readonly name: string;
  readonly room: string;
  readonly table: string;
  readonly readable: boolean;
  readonly texts: readonly string[];
  readonly bytes: readonly string[];
  readonly pages: number;
  /** Bytes of the table and of what it keeps elsewhere. */
  readonly size: number;
}

/** Whose a row is: tables whose rows say what a remaining request, or a remaining subscriber, holds as its own. */
const owners: Readonly<Record<string, RawBuilder<unknown>>> = {
  'brokerage.lead': sql`t.id`,
  'brokerage.referral': sql`t.lead_id`,
  'brokerage.quote': sql`t.lead_id`,
  'brokerage.question': sql`t.lead_id`,
  'brokerage.note': sql`t.lead_id`,
  'brokerage.task': sql`t.lead_id`,
  'brokerage.call': sql`t.lead_id`,
  'brokerage.message': sql`t.lead_id`,
  'caught.sms': sql`(select m.lead_id from brokerage.message m where m.id = t.message_id)`,
  'caught.mail': sql`(select d.lead_id from brokerage.delivery d where d.id::text = split_part(ltrim(t.message_id, '<'), '@', 1))`,
  // One that belongs to no request is whoever's who wrote it.
  'brokerage.mail_in': sql`coalesce(t.lead_id, t.id)`,
  'brokerage.mail_file': sql`(select coalesce(m.lead_id, m.id) from brokerage.mail_in m where m.id = t.mail_id)`,
  'brokerage.submission': sql`coalesce(t.lead_id, t.id)`,
  'newsletter.subscriber': sql`t.id`,
  'brokerage.quote_file': sql`(select q.lead_id from brokerage.quote q where q.id = t.quote_id)`,
};
/** The house's own: the registry, who works here, and what the programs have written about themselves. Nothing of it is about a request. */
const ours = [
  'access.staff',
  'brokerage.supplier',
  'brokerage.supplier_service',
  'jobs.schedule',
  'jobs.queue',
  'jobs.version',
  'public.migration',
  'privacy.recipient',
];
/** Looked through by a function of its own: the app has no right on it. */
const apart = ['archive.request'];
/** A file that somebody has uploaded or attached to something that remains is theirs whatever it says, and there may be gigabytes. */
const uploaded = { 'brokerage.quote_file': ['content'], 'brokerage.mail_file': ['content'] } as Readonly<
  Record<string, readonly string[]>
>;

/** Types that can't hold anything that is looked for. */
const empty = [
  'bool',
  'uuid',
  'int2',
  'int4',
  'float4',
  'float8',
  'timestamptz',
  'timestamp',
  'date',
  'time',
  'timetz',
  'interval',
  'oid',
  'regclass',
  'xid',
  'tid',
  'pg_lsn',
];
const rooms = [...new Set(Object.keys(declared).map((name) => name.split('.')[0]!)), 'jobs', 'public'];

/** Bytes of a table that are read at once. */
const portion = 4 << 20;

/** Every table of the database, with the columns that are looked at: all but those of types that hold no words, numbers or bytes. */
async function tablesOf(db: Db): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select format('%s.%s', n.nspname, c.relname) as name, n.nspname as room, c.relname as "table",
      has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where t.typname <> 'bytea'), '{}') as texts,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where t.typname = 'bytea'), '{}') as bytes,
      pg_relation_size(c.oid) / current_setting('block_size')::int as pages, pg_table_size(c.oid) as size
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and t.typname <> all(${empty}::text[]) and t.typname <> all(${empty.map((type) => `_${type}`)}::text[])
    group by c.oid, n.oid, n.nspname, c.relname order by 1`.execute(db);
  return rows;
}

/** The requests and subscribers that are there although they have been erased: what they hold is nobody's. */
async function remaining(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from brokerage.lead where id in (select unnest(lead_ids) from privacy.erasure)
    union all select id from newsletter.subscriber where id in (select unnest(lead_ids) from privacy.erasure)`.execute(
    db,
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Looks through every table that the app can read, each as it was at one moment, in portions of some megabytes by the place of the rows in
 * the file: no order is made and no row read twice, however many there are.
 */
export async function scanTables(db: Db, needles: readonly Needle[], search: Search): Promise<Sightings> {
  const seen: Sightings = { places: new Map(), theirs: new Set(), unread: [], tables: 0, columns: 0, rows: 0 };
  const gone = await remaining(db);
  for (const table of await tablesOf(db)) {
    if (apart.includes(table.name)) continue;
    // Somebody else's tables in the same database are not ours to read; one of ours that can't be read is not clean.
    if (!table.readable) {
      if (rooms.includes(table.room)) seen.unread.push(table.name);
      continue;
    }
    seen.tables += 1;
    seen.columns += table.texts.length + table.bytes.length;
    if (needles.length > 0) await inTable(db, table, { needles, search, gone, seen });
  }
  await inStatistics(db, search, seen);
  return seen;
}

interface Look {
  readonly needles: readonly Needle[];
  readonly search: Search;
  readonly gone: ReadonlySet<string>;
  readonly seen: Sightings;
}

type Row = Readonly<Record<string, string | Buffer | boolean | null>>;

async function inTable(db: Db, table: Table, look: Look): Promise<void> {
  const step = Math.max(1, Math.floor(portion / Math.max(8192, table.size / Math.max(1, table.pages))));
  // A row that is changed while it is looked for can't be written to a page that has been read already: all is read as it was when it began.
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const pages = await pagesOf(tx, table);
      for (let from = 0; from < pages; from += step)
        for (const row of (await portionQuery(table, from, from + step).execute(tx)).rows) inRow(table, row, look);
    });
}

/** Counted when the portions begin: by then, the table may have grown. */
async function pagesOf(tx: Tx, { room, table }: Table): Promise<number> {
  const { rows } = await sql<{ pages: number }>`
    select pg_relation_size(format('%I.%I', ${room}::text, ${table}::text)::regclass) / current_setting('block_size')::int as pages`.execute(
    tx,
  );
  return rows[0]?.pages ?? 0;
}

/** One portion of a table, by the numbers of its pages: PostgreSQL goes to them and reads no others. */
export function portionQuery(
  table: Pick<Table, 'name' | 'room' | 'table' | 'texts' | 'bytes'>,
  from: number,
  to: number,
): RawBuilder<Row> {
  const owner = owners[table.name];
  const columns = [
    ...table.texts.map((column) => sql`t.${sql.ref(column)}::text as ${sql.ref(column)}`),
    ...table.bytes.map((column) =>
      owner && uploaded[table.name]?.includes(column)
        ? sql`case when ${owner} is null then t.${sql.ref(column)} end as ${sql.ref(column)}`
        : sql`t.${sql.ref(column)}`,
    ),
    owner ? sql`${owner}::text as "#owner"` : sql`null as "#owner"`,
    table.name === 'caught.mail' ? sql`${farewell} as "#farewell"` : sql`false as "#farewell"`,
  ];
  return sql<Row>`select ${sql.join(columns)} from ${sql.id(table.room, table.table)} as t
    where t.ctid >= ${`(${from},0)`}::tid and t.ctid < ${`(${to},0)`}::tid`;
}

/** The last message (D3), caught for want of a server: it is written when the rest is gone, and its address rightly stands in it. */
const farewell = sql`exists (select from brokerage.delivery d
  where d.kind = 'customer.erased' and d.id::text = split_part(ltrim(t.message_id, '<'), '@', 1))`;

function inRow({ name, texts }: Table, row: Row, { needles, search, gone, seen }: Look): void {
  const { '#owner': owner, '#farewell': last, ...values } = row;
  seen.rows += 1;
  // Nearly every row holds nothing: its columns are looked at one by one only when together they hold something.
  const together = Object.values(values).filter((value) => typeof value === 'string');
  const some = new Set<number>();
  search.text(together.join('\u0001'), some);
  const own = ours.includes(name) || (typeof owner === 'string' && !gone.has(owner));
  for (const [column, value] of Object.entries(values)) {
    const found = new Set<number>();
    if (Buffer.isBuffer(value)) search.bytes(value, found);
    else if (typeof value === 'string' && some.size > 0) search.text(value, found);
    for (const at of found) {
      const needle = needles[at]!;
      if (last === true && needle.kind === 'email') continue;
      if (own && (needle.manner !== 'own' || (texts.includes(column) && isWhole(String(value), needle))))
        seen.theirs.add(at);
      note(seen.places, `${name}.${column}`, at);
    }
  }
}

export function note(places: Map<string, Set<number>>, place: string, needle: number): void {
  const there = places.get(place);
  if (there) there.add(needle);
  else places.set(place, new Set([needle]));
}

/** Whether a value is just what is looked for, or one of those in a list of answers is. */
function isWhole(value: string, { forms }: Needle): boolean {
  if (forms.includes(beginning(value.replace(/\/(32|128)$/, '')))) return true;
  if (!/^\s*[{[]/.test(value)) return false;
  try {
    return Object.values(JSON.parse(value) as object).some(
      (one) => typeof one === 'string' && forms.includes(beginning(one)),
    );
  } catch {
    return false;
  }
}

/** What the planner has gathered of the columns that the app can read. */
async function inStatistics(db: Db, search: Search, seen: Sightings): Promise<void> {
  const { rows } = await sql<{ place: string; said: string }>`
    select format('pg_stats.%s.%s.%s', schemaname, tablename, attname) as place,
      concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text) as said
    from pg_stats where schemaname not in ('pg_catalog', 'information_schema')`.execute(db);
  for (const { place, said } of rows) {
    const found = new Set<number>();
    search.text(said, found);
    for (const at of found) note(seen.places, place, at);
  }
}
