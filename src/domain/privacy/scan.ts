import { type Db, sql } from '#platform/db/index.ts';
import { archivedCount, lookInArchive } from '../archive/index.ts';
import type { Needle } from './needles.ts';
import { type Folder, scanFiles } from './scan-files.ts';
import { note, scanTables } from './scan-tables.ts';
import { Search } from './search.ts';

/** What was looked for, where, and what was found. No values: places are columns and file names. */
export interface ScanResult {
  /** Values looked for, in all their forms. */
  readonly needles: number;
  /** Of the values, those that can't be proved: a remaining request, an archived one or the registry holds the same as its own. */
  readonly shared: number;
  readonly tables: number;
  readonly columns: number;
  readonly rows: number;
  readonly files: number;
  /** How many columns or files hold one, or could not be read. 0 is what must be; null: nothing could be looked for. */
  readonly found: number | null;
  readonly places: readonly string[];
}

/**
 * Looks for what has been erased in every column of every table that the app can read, in the planner's statistics, in the archive (by a function
 * that tells which words it holds and no more) and in every file of the folders; and for the requests themselves, by their ids. Run when the
 * deletion has committed.
 * @param gone ids of the requests and archived ones that were erased
 */
export async function scan(
  db: Db,
  needles: readonly Needle[],
  { folders = [], gone = [] }: { readonly folders?: readonly Folder[]; readonly gone?: readonly string[] } = {},
): Promise<ScanResult> {
  const search = new Search(needles);
  const seen = await scanTables(db, needles, search);
  await inArchive(db, needles, gone, seen);
  const files = await scanFiles(folders, needles, search);
  const own = (found: ReadonlySet<number>) => [...found].some((at) => !seen.theirs.has(at));
  const places = [
    ...[...seen.places, ...files.places].filter(([, found]) => own(found)).map(([place]) => place),
    ...(await placesOfIds(db, gone)),
    ...[...seen.unread, ...files.unread].map((place) => `${place} (could not be read)`),
  ];
  const unlike = [...new Set(places)].sort();
  return {
    needles: needles.length - seen.theirs.size,
    shared: seen.theirs.size,
    tables: seen.tables + 1,
    columns: seen.columns,
    rows: seen.rows,
    files: files.files,
    found: unlike.length,
    places: unlike,
  };
}

const archive = 'archive.request';

async function inArchive(
  db: Db,
  needles: readonly Needle[],
  gone: readonly string[],
  seen: Awaited<ReturnType<typeof scanTables>>,
): Promise<void> {
  const byForm = Map.groupBy(
    needles.flatMap(({ forms }, at) => forms.map((form) => ({ form, at }))),
    ({ form }) => form,
  );
  if (byForm.size === 0) return;
  const look = await lookInArchive(db, [...byForm.keys()], gone);
  seen.rows += look.rows;
  const each = (forms: readonly string[], tell: (at: number) => void) => {
    for (const form of forms) for (const { at } of byForm.get(form) ?? []) tell(at);
  };
  each([...look.held, ...look.remains], (at) => note(seen.places, archive, at));
  each(look.whole, (at) => seen.theirs.add(at));
  each(look.held, (at) => {
    if (needles[at]?.manner !== 'own') seen.theirs.add(at);
  });
}

/** Tables that still have rows of requests or subscribers that were erased, by their ids: the brokerage's, the newsletter's and the archive. */
export async function placesOfIds(db: Db, gone: readonly string[]): Promise<string[]> {
  if (gone.length === 0) return [];
  const { rows: columns } = await sql<{ name: string; column: string }>`
    select format('%I.%I', table_schema, table_name) as name, column_name as "column" from information_schema.columns
    where (table_schema = 'brokerage' and (column_name = 'lead_id' or (table_name = 'lead' and column_name = 'id')))
      or (table_schema = 'newsletter' and (column_name = 'subscriber_id' or (table_name = 'subscriber' and column_name = 'id')))`.execute(
    db,
  );
  const places: string[] = [];
  for (const { name, column } of columns) {
    const { rows } = await sql`select 1 from ${sql.raw(name)}
      where ${sql.ref(column)} = any(${[...gone]}::uuid[]) limit 1`.execute(db);
    if (rows.length > 0) places.push(`${name}.${column}`);
  }
  return (await archivedCount(db, gone)) > 0 ? [...places, archive] : places;
}
