import { type ServiceId, serviceIds } from '#catalog/index.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { type SubscriberState, subscriberKeyOf } from './newsletter.ts';

const shown = [
  'id',
  'email',
  'name',
  'locale',
  'interests',
  'state',
  'channel',
  'requested_at as requestedAt',
  'confirmed_at as confirmedAt',
  'used_at as usedAt',
  'erase_at as eraseAt',
  'restricted_at as restrictedAt',
] as const;

export interface Subscriber {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly locale: Locale;
  readonly interests: readonly ServiceId[];
  readonly state: SubscriberState;
  readonly channel: string;
  readonly requestedAt: Temporal.Instant;
  readonly confirmedAt: Temporal.Instant | null;
  readonly usedAt: Temporal.Instant;
  readonly eraseAt: Temporal.Instant | null;
  readonly restrictedAt: Temporal.Instant | null;
}

/** One subscriber; undefined for an id that is none's any more. */
export const subscriberById = (db: Db, id: string): Promise<Subscriber | undefined> =>
  db.selectFrom('newsletter.subscriber').select(shown).where('id', '=', id).executeTakeFirst() as Promise<
    Subscriber | undefined
  >;

/** Who subscribes by an address. */
export const subscriberAt = (
  { vault }: Pick<Context, 'vault'>,
  db: Db,
  address: string,
): Promise<Subscriber | undefined> =>
  db
    .selectFrom('newsletter.subscriber')
    .select(shown)
    .where('email_key', '=', subscriberKeyOf(vault, address))
    .executeTakeFirst() as Promise<Subscriber | undefined>;

/** The proofs of a subscriber's consent (P15), newest first, with the name of the account that wrote one down while it exists. */
export const consentsOf = (db: Db, subscriberId: string) =>
  db
    .selectFrom('newsletter.consent as c')
    .leftJoin('access.staff as s', 's.id', 'c.recorded_by')
    .select(['c.id', 'c.consent_id as consentId', 'c.consent_version as version', 'c.locale', 'c.text', 'c.channel'])
    .select(['c.stated', 'c.text_hash as textHash', 'c.given_at as givenAt', 'c.confirmed_at as confirmedAt'])
    .select(['c.policy_version as policyVersion', 'c.recorded_by as recordedBy', 's.name as recordedByName'])
    .where('c.subscriber_id', '=', subscriberId)
    .orderBy('c.given_at', 'desc')
    .execute();
export type ConsentProof = Awaited<ReturnType<typeof consentsOf>>[number];

/** Who a mailing goes to. Left out: everybody. */
export interface Segment {
  readonly locale?: Locale;
  /** Those who have chosen this service, and those who have chosen none: they read all. */
  readonly interest?: ServiceId;
}

/** Whether a subscriber, by the name it has in the statement, may be mailed now: confirmed, and not restricted. */
export const mailable = (name: string) =>
  sql<boolean>`${sql.ref(`${name}.state`)} = 'confirmed' and ${sql.ref(`${name}.restricted_at`)} is null`;

const inSegment = ({ locale, interest }: Segment) => sql<boolean>`state = 'confirmed' and restricted_at is null
  and (${locale ?? null}::text is null or locale = ${locale ?? null})
  and (${interest ?? null}::text is null or interests = '{}' or ${interest ?? null} = any(interests))`;

/**
 * A portion of those who may be mailed now, in the order of their numbers: confirmed, and not restricted. An address that has said no
 * has no row (P17). @param after the last number of the portion before
 */
export function recipients(
  db: Db,
  segment: Segment,
  after: string | undefined,
  limit: number,
): Promise<{ id: string; email: string; name: string | null; locale: Locale }[]> {
  return db
    .selectFrom('newsletter.subscriber')
    .select(['id', 'email', 'name', 'locale'])
    .where(inSegment(segment))
    .$if(after !== undefined, (query) => query.where('id', '>', after as string))
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<{ id: string; email: string; name: string | null; locale: Locale }[]>;
}

/** How many may be mailed now. */
export async function countRecipients(db: Db, segment: Segment): Promise<number> {
  const { n } = await db
    .selectFrom('newsletter.subscriber')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where(inSegment(segment))
    .executeTakeFirstOrThrow();
  return n;
}

/** Of some subscribers, those that may still be mailed: asked again right before each leaves. */
export async function stillRecipients(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('newsletter.subscriber')
    .select('id')
    .where('id', 'in', ids)
    .where(inSegment({}))
    .execute();
  return new Set(rows.map((row) => row.id));
}

export interface Standing {
  readonly confirmed: number;
  readonly pending: number;
  readonly restricted: number;
  /** Fingerprints of addresses that have said no. */
  readonly suppressed: number;
  readonly english: number;
  /** Confirmed subscribers who would read about each service. */
  readonly interests: Readonly<Record<ServiceId, number>>;
}

/** How many there are. */
export async function standingOf(db: Db): Promise<Standing> {
  const { rows } = await sql<Omit<Standing, 'interests'>>`
    select count(*) filter (where state = 'confirmed') as confirmed, count(*) filter (where state = 'pending') as pending,
      count(*) filter (where restricted_at is not null) as restricted,
      count(*) filter (where state = 'confirmed' and locale = 'en') as english,
      (select count(*) from privacy.suppression) as suppressed
    from newsletter.subscriber`.execute(db);
  const chosen = await sql<{ id: ServiceId; n: number }>`
    select w.id, count(s.id) as n from unnest(${[...serviceIds]}::text[]) as w (id)
    left join newsletter.subscriber s on s.state = 'confirmed' and (s.interests = '{}' or w.id = any(s.interests)) group by w.id`.execute(
    db,
  );
  const interests = Object.fromEntries(chosen.rows.map(({ id, n }) => [id, n])) as Record<ServiceId, number>;
  return { ...rows[0]!, interests };
}

export interface Week {
  /** Monday, in Sweden. */
  readonly week: Temporal.PlainDate;
  readonly given: number;
  readonly ended: number;
}

/** How many have confirmed and how many have ended it, week by week: counted from events that carry nobody's number. */
export async function growth(db: Db, now: Temporal.Instant, weeks = 12): Promise<readonly Week[]> {
  const { rows } = await sql<Week>`
    with calendar as (
      select (date_trunc('week', ${now}::timestamptz at time zone 'Europe/Stockholm') - i * interval '1 week')::date as week
      from generate_series(0, ${weeks - 1}::int) as i
    ), happened as (
      select date_trunc('week', at at time zone 'Europe/Stockholm')::date as week, type from ledger.event
      where (type in ('consent.given', 'consent.withdrawn') or (type = 'subscriber.erased' and detail ->> 'rule' = 'subscriber.inactive')) and at > ${now}::timestamptz - ${weeks}::int * interval '1 week'
    )
    select c.week, count(h.type) filter (where h.type = 'consent.given') as given,
      count(h.type) filter (where h.type <> 'consent.given') as ended
    from calendar c left join happened h on h.week = c.week group by c.week order by c.week`.execute(db);
  return rows;
}

export const subscriberPage = 50;
const escaped = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** A page of subscribers, newest first, narrowed to words of an address or a name. @param after the last of the page before */
export async function listSubscribers(
  db: Db,
  {
    text,
    state,
    after,
  }: {
    readonly text?: string | undefined;
    readonly state?: SubscriberState | undefined;
    readonly after?: { readonly at: Temporal.Instant; readonly id: string } | undefined;
  },
): Promise<{ readonly rows: readonly Subscriber[]; readonly more: boolean; readonly tooShort: boolean }> {
  const words = text?.trim().toLowerCase();
  if (words && words.length < 3) return { rows: [], more: false, tooShort: true };
  const rows = (await db
    .selectFrom('newsletter.subscriber')
    .select(shown)
    .$if(Boolean(words), (query) =>
      query.where(sql<boolean>`lower(email || ' ' || coalesce(name, '')) like ${`%${escaped(words ?? '')}%`}`),
    )
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(requested_at, id) < (${after?.at}, ${after?.id}::uuid)`),
    )
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(subscriberPage + 1)
    .execute()) as Subscriber[];
  return { rows: rows.slice(0, subscriberPage), more: rows.length > subscriberPage, tooShort: false };
}
