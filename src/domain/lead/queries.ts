import type { ServiceId, Values } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import { sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { joinableStates } from './lead.ts';

const columns = [
  'id',
  'reference',
  'service',
  'source',
  'registered_by as registeredBy',
  'source_id as sourceId',
  'locale',
  'state',
  'joined_to as joinedTo',
  'company_name as companyName',
  'organisation_number as organisationNumber',
  'sole_trader as soleTrader',
  'contact_name as contactName',
  'email',
  'phone',
  'postcode',
  'current_supplier as currentSupplier',
  'contract_ends as contractEnds',
  'message',
  'answers',
  'ticked',
  'policy_version as policyVersion',
  'received_at as receivedAt',
  'first_quote_at as firstQuoteAt',
  'closed_at as closedAt',
  'closing_reason as closingReason',
  'restricted_at as restrictedAt',
  'clock_rule as clockRule',
  'clock_at as clockAt',
] as const;

/** A lead with everything the customer wrote, the IP address excepted: no screen or message has a use for it (P4). */
export type Lead = NonNullable<Awaited<ReturnType<typeof leadById>>>;

type Typed<T> = Omit<T, 'service' | 'locale' | 'answers'> & {
  readonly service: ServiceId;
  readonly locale: Locale;
  readonly answers: Values;
};
const typed = <T extends { service: string; locale: string; answers: unknown }>(row: T | undefined) =>
  row as Typed<T> | undefined;

/** One lead by id; none for null. */
export async function leadById(db: Db, id: string | null) {
  if (id === null) return undefined;
  return typed(await db.selectFrom('brokerage.lead').select(columns).where('id', '=', id).executeTakeFirst());
}

/** One lead of the person who logged in: an address that isn't its own can't load it. */
export async function leadOf(db: Db, emailKey: Buffer, reference: string) {
  return typed(
    await db
      .selectFrom('brokerage.lead')
      .select(columns)
      .where('reference', '=', reference)
      .where('email_key', '=', emailKey)
      .executeTakeFirst(),
  );
}

/** Every lead of the person who logged in, newest first. */
export function leadsOf(db: Db, emailKey: Buffer) {
  return db
    .selectFrom('brokerage.lead')
    .select([
      'id',
      'reference',
      'service',
      'state',
      'company_name as companyName',
      'received_at as receivedAt',
      'joined_to as joinedTo',
    ])
    .select((eb) =>
      eb
        .selectFrom('brokerage.quote')
        .whereRef('brokerage.quote.lead_id', '=', 'brokerage.lead.id')
        .where('state', '<>', 'withdrawn')
        .select(eb.fn.countAll<number>().as('n'))
        .as('quotes'),
    )
    .where('email_key', '=', emailKey)
    .orderBy('received_at', 'desc')
    .orderBy('brokerage.lead.id')
    .execute();
}

/** Whether a request has been stored by this idempotency key. */
export const keyIsKnown = async (db: Db, idempotencyKey: string): Promise<boolean> =>
  (await db
    .selectFrom('brokerage.lead')
    .select('id')
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()) !== undefined;

/** The open request that a fresh one joins or will join, for the receipt to say so. */
export function openTwin(db: Db, leadId: string, since: Temporal.Instant) {
  return db
    .selectFrom('brokerage.lead as own')
    .innerJoin('brokerage.lead as open', (join) =>
      join.onRef('own.organisation_key', '=', 'open.organisation_key').onRef('own.service', '=', 'open.service'),
    )
    .select([
      'open.reference',
      'open.received_at as receivedAt',
      sql<boolean>`open.email_key = own.email_key`.as('sameSender'),
    ])
    .where('own.id', '=', leadId)
    .where((eb) =>
      eb.or([
        eb('open.id', '=', eb.ref('own.joined_to')),
        eb.and([
          eb('own.state', '=', 'received'),
          eb('open.id', '<>', eb.ref('own.id')),
          eb('open.restricted_at', 'is', null),
          eb('open.received_at', '>', since),
          eb.or([
            eb('open.state', 'in', [...joinableStates]),
            eb.and([
              eb('open.state', '=', 'received'),
              sql<boolean>`(open.received_at, open.id) < (own.received_at, own.id)`,
            ]),
          ]),
        ]),
      ]),
    )
    .orderBy('open.received_at')
    .limit(1)
    .executeTakeFirst();
}

/**
 * When the first clock of any request comes, and when the first customer is to be told: the first entries of two indexes, whatever plan
 * is made. Asked as "is there one before now?" a plan that is kept for every time reads the table. Null when there is none.
 */
export const firstClock = sql<Temporal.Instant | null>`(select clock_at from brokerage.lead where clock_at is not null order by clock_at limit 1)`;
export const firstNotice = sql<Temporal.Instant | null>`(select notice_at from brokerage.lead where notice_at is not null order by notice_at limit 1)`;
