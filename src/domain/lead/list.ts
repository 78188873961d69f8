import { parseOrganisationNumber, parsePhone, type ServiceId } from '#catalog/index.ts';
import { parseReference, type Vault } from '#platform/crypto.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { LeadState } from './lead.ts';

/** What staff look for. Everything given must hold. */
export interface LeadFilter {
  /** A reference, an organisation number, a telephone number or its beginning, or words of a name, a company or an address, in any order. */
  readonly text?: string | undefined;
  readonly states?: readonly LeadState[] | undefined;
  readonly service?: ServiceId | undefined;
  readonly supplier?: string | undefined;
  readonly restricted?: boolean | undefined;
  /** Not older than this. */
  readonly since?: Temporal.Instant | undefined;
  /** Older than this row: the next page. */
  readonly after?: { readonly receivedAt: Temporal.Instant; readonly id: string } | undefined;
}

export interface ListedLead {
  readonly id: string;
  readonly reference: string;
  readonly service: ServiceId;
  readonly state: LeadState;
  readonly companyName: string;
  readonly contactName: string;
  readonly receivedAt: Temporal.Instant;
  readonly restrictedAt: Temporal.Instant | null;
  readonly clockAt: Temporal.Instant | null;
  readonly clockRule: string | null;
  /** Suppliers that have it, and how many of them have answered. */
  readonly referred: number;
  readonly answered: number;
  readonly quotes: number;
  readonly source: string;
}

export interface LeadPage {
  readonly leads: readonly ListedLead[];
  /** There are older ones. */
  readonly more: boolean;
  /** The words are too short to search by. */
  readonly tooShort: boolean;
}

export const pageSize = 50;
/** How many of the newest are read through before the index of words is asked: common words are found there, rare ones by the index. */
const newest = 5000;

/** The words of a request, as the index lead_words has them. */
const words = sql<string>`lower(l.company_name || ' ' || l.contact_name || ' ' || l.email || ' ' || l.phone)`;
const escaped = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

const beginsNumber = /^\s*[0+][\d\s()-]{2,}$/;
/** The beginning of a telephone number, as whole ones are stored: 070-174 is +4670174. */
const partOfNumber = (text: string) =>
  text
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+')
    .replace(/^0/, '+46');

/** What was typed, as a condition: by key where it is a number that means one thing, by its letters otherwise. */
function condition(text: string, vault: Pick<Vault, 'keyedHash'>) {
  const reference = parseReference(text);
  if (reference) return { kind: 'key', sql: sql<boolean>`l.reference = ${reference}` } as const;
  const organisation = parseOrganisationNumber(text);
  if (organisation.ok) {
    const key = vault.keyedHash('organisation', organisation.value);
    return { kind: 'key', sql: sql<boolean>`l.organisation_key = ${key}` } as const;
  }
  const phone = parsePhone(text);
  if (phone.ok) return { kind: 'key', sql: sql<boolean>`l.phone = ${phone.value}` } as const;
  const letters = (beginsNumber.test(text) ? partOfNumber(text) : text).trim().toLowerCase().replace(/\s+/g, ' ');
  if (letters.length < 3) return { kind: 'short' } as const;
  // The index knows nothing of what is shorter; beside a longer word it narrows the hits down.
  const parts = letters.split(' ').some((part) => part.length >= 3) ? letters.split(' ') : [letters];
  const each = parts.map((part) => sql<boolean>`${words} like ${`%${escaped(part)}%`}`);
  return { kind: 'words', sql: sql<boolean>`(${all(each)})` } as const;
}

/**
 * A page of requests, newest first. It never counts them all, and costs the same however many there are: at most a page is read from an
 * index, or the newest few thousand for words that are common, or what the index of words has for those that are not.
 */
export async function listLeads(db: Db, vault: Pick<Vault, 'keyedHash'>, filter: LeadFilter): Promise<LeadPage> {
  const asked = filter.text?.trim() ? condition(filter.text, vault) : undefined;
  if (asked?.kind === 'short') return { leads: [], more: false, tooShort: true };
  const plain = [
    // One state is one place in an index; several are looked for along the way.
    filter.states?.length === 1 ? sql<boolean>`l.state = ${filter.states[0]}` : undefined,
    (filter.states?.length ?? 0) > 1 ? sql<boolean>`l.state = any(${[...(filter.states ?? [])]})` : undefined,
    filter.service ? sql<boolean>`l.service = ${filter.service}` : undefined,
    filter.restricted ? sql<boolean>`l.restricted_at is not null` : undefined,
    filter.since ? sql<boolean>`l.received_at >= ${filter.since}` : undefined,
    filter.supplier
      ? sql<boolean>`exists (select from brokerage.referral r where r.lead_id = l.id and r.supplier_id = ${filter.supplier})`
      : undefined,
  ].flatMap((one) => (one ? [one] : []));
  const older = (than: LeadFilter['after']) =>
    than ? [sql<boolean>`(l.received_at, l.id) < (${than.receivedAt}, ${than.id}::uuid)`] : [];
  const ids =
    asked?.kind === 'words'
      ? await byWords(db, asked.sql, plain, older, filter.after)
      : asked
        ? await byKey(db, [asked.sql, ...plain, ...older(filter.after)])
        : await page(db, [...plain, ...older(filter.after)]);
  const rows = await details(db, ids.slice(0, pageSize));
  return { leads: rows, more: ids.length > pageSize, tooShort: false };
}

type Condition = ReturnType<typeof sql<boolean>>;
interface Place {
  readonly id: string;
  readonly receivedAt: Temporal.Instant;
}
const all = (conditions: readonly Condition[]) =>
  conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;

async function page(db: Db, conditions: readonly Condition[]): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    select l.id, l.received_at as "receivedAt" from brokerage.lead l where ${all(conditions)}
    order by l.received_at desc, l.id desc limit ${pageSize + 1}`.execute(db);
  return rows;
}

/** By a number: found first and put in order then. The planner knows nothing of how often one occurs, and would walk through the newest for it. */
async function byKey(db: Db, conditions: readonly Condition[]): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    with hits as materialized (select l.id, l.received_at from brokerage.lead l where ${all(conditions)})
    select id, received_at as "receivedAt" from hits order by received_at desc, id desc limit ${pageSize + 1}`.execute(
    db,
  );
  return rows;
}

async function byWords(
  db: Db,
  matches: Condition,
  plain: readonly Condition[],
  older: (than: LeadFilter['after']) => Condition[],
  after: LeadFilter['after'],
): Promise<readonly Place[]> {
  const near = await sql<Place & { last: boolean }>`
    with window_ as materialized (
      select l.id, l.received_at, ${matches} as fits from brokerage.lead l where ${all([...plain, ...older(after)])}
      order by l.received_at desc, l.id desc limit ${newest})
    select id, received_at as "receivedAt", false as last from window_ where fits
    union all (select id, received_at, true from window_ order by received_at desc, id desc offset ${newest - 1} limit 1)
    order by 2 desc, 1 desc`.execute(db);
  // Only a full window has anything beyond it.
  const end = near.rows.find((row) => row.last);
  const found = near.rows.filter((row) => !row.last);
  if (found.length > pageSize || !end) return found.slice(0, pageSize + 1);
  const rest = await sql<Place>`
    with hits as materialized (select l.id, l.received_at from brokerage.lead l where ${all([matches, ...plain, ...older(end)])})
    select id, received_at as "receivedAt" from hits order by received_at desc, id desc limit ${pageSize + 1 - found.length}`.execute(
    db,
  );
  return [...found, ...rest.rows];
}

async function details(db: Db, places: readonly Place[]): Promise<readonly ListedLead[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<ListedLead>`
    select l.id, l.reference, l.service, l.state, l.source, l.company_name as "companyName", l.contact_name as "contactName",
      l.received_at as "receivedAt", l.restricted_at as "restrictedAt", l.clock_at as "clockAt", l.clock_rule as "clockRule",
      r.referred, r.answered, q.quotes
    from brokerage.lead l
    cross join lateral (select count(*) as referred,
      count(*) filter (where state not in ('queued', 'sent', 'undeliverable', 'cancelled')) as answered
      from brokerage.referral where lead_id = l.id) r
    cross join lateral (select count(*) as quotes from brokerage.quote where lead_id = l.id and state <> 'withdrawn') q
    where l.id = any(${places.map(({ id }) => id)}::uuid[])
    order by l.received_at desc, l.id desc`.execute(db);
  return rows;
}

/** One request by its reference, for staff; undefined when there is none, or when it is archived. */
export async function idByReference(db: Db, reference: string): Promise<string | undefined> {
  const row = await db.selectFrom('brokerage.lead').select('id').where('reference', '=', reference).executeTakeFirst();
  return row?.id;
}
