// Long because every statement of the sender's stands here, and nowhere else.
import { type Db, sql, type Tx, transact } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { record } from '../ledger/index.ts';
import { mailable, recipients, type Segment, suppressionOf, withdrawById } from '../newsletter/index.ts';
import type { Composed, TallyKind } from './campaign.ts';

/** How long a process that says nothing more is taken to be sending. */
const holdSeconds = 15;
const portion = 1000;

/** A campaign under way. */
export interface UnderWay {
  readonly id: string;
  readonly filled: boolean;
}

/** Somebody who is to get a campaign. */
export interface Recipient {
  /** Names it in memory: one person in one campaign. */
  readonly key: string;
  readonly campaignId: string;
  readonly subscriberId: string;
  readonly email: string;
  /** Attempts made before. */
  readonly attempts: number;
  readonly dueAt: Temporal.Instant;
  /** What each mail is known by: the same on every attempt (G2), and nobody without the key can make or read it. */
  readonly messageId: string;
  readonly hash: Buffer;
}

/** What became of one. With `dueAt` it is tried again then. */
export interface Noted {
  readonly to: Recipient;
  readonly kind: Extract<TallyKind, 'sent' | 'delayed' | 'refused' | 'bounced' | 'failed' | 'spared'>;
  readonly dueAt?: Temporal.Instant;
}

/** Whether somebody may be sent to now. `halted`: its campaign is paused or over, or another process sends. `gone`: not this one, and the rest may. */
export type Turn = 'go' | 'halted' | 'gone' | 'spared' | 'taken';

/** Campaigns that are being sent, the oldest first. */
export const underWay = (db: Db): Promise<UnderWay[]> =>
  db
    .selectFrom('newsletter.campaign')
    .select(['id', 'filled'])
    .where('state', '=', 'sending')
    .orderBy('started_at')
    .orderBy('id')
    .execute();

export interface Hold {
  readonly mine: boolean;
  /** Until when nothing is tried; null when nothing stands in the way. */
  readonly waitsUntil: Temporal.Instant | null;
}

/**
 * Takes it upon this process to send, or goes on: who has it has it for fifteen seconds at a time.
 * @param pace mails a second of late
 */
export async function hold(ctx: Context, me: string, pace: number): Promise<Hold> {
  const now = ctx.clock.now();
  await sql`update newsletter.sender set holder = ${me}, pace = ${pace}, held_until = ${now}::timestamptz + make_interval(secs => ${holdSeconds})
    where held_until is null or held_until <= ${now} or (holder = ${me} and held_until <= ${now}::timestamptz + make_interval(secs => ${holdSeconds - 5}))`.execute(
    ctx.db,
  );
  const row = await ctx.db
    .selectFrom('newsletter.sender')
    .select(['holder', 'waits_until as waitsUntil'])
    .executeTakeFirst();
  return { mine: row?.holder === me, waitsUntil: row?.waitsUntil ?? null };
}

/** Lets another process send at once. */
export const release = (db: Db, me: string) =>
  db.updateTable('newsletter.sender').set({ holder: null, held_until: null }).where('holder', '=', me).execute();

/** Notes that nothing is tried for a while, and why; null that it goes on. */
export const noteWait = (db: Db, until: Temporal.Instant | null, reason: string | null) =>
  sql`with waits as (update newsletter.sender set waits_until = ${until}, waits_for = ${reason} returning 1)
    select pg_notify('allkontrakt_live', gen_random_uuid() || ' campaign') from waits`.execute(db);

/**
 * Notes the next portion of those who are to get a campaign, in the order of their numbers; the campaign remembers how far it has come. Addresses that have
 * said no are passed over, although none should be there. @returns how many were looked at; 0 when there are no more
 */
export async function fill(ctx: Context, campaignId: string): Promise<number> {
  return transact(ctx.db, async (tx) => {
    const campaign = await tx
      .selectFrom('newsletter.campaign')
      .select(['segment_locale', 'segment_interest', 'filled_to as filledTo'])
      .where('id', '=', campaignId)
      .where('state', '=', 'sending')
      .where('filled', '=', false)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!campaign) return 0;
    const segment = {
      ...(campaign.segment_locale && { locale: campaign.segment_locale }),
      ...(campaign.segment_interest && { interest: campaign.segment_interest }),
    } as Segment;
    const found = await recipients(tx, segment, campaign.filledTo ?? undefined, portion);
    const added = await add(ctx, tx, campaignId, found);
    await sql`update newsletter.campaign set planned = planned + ${added}, filled = ${found.length < portion},
      filled_to = case when ${found.length === portion} then coalesce(${found.at(-1)?.id ?? null}::uuid, filled_to) end where id = ${campaignId}`.execute(
      tx,
    );
    return found.length;
  });
}

async function add(
  ctx: Context,
  tx: Tx,
  campaignId: string,
  found: readonly { readonly id: string; readonly email: string }[],
): Promise<number> {
  if (found.length === 0) return 0;
  const hashes = found.map(({ email }) => suppressionOf(ctx.vault, email));
  // Held against an erasure that runs at the same time: whoever is gone by then has no row to hold.
  const { numAffectedRows } = await sql`
    insert into newsletter.recipient (campaign_id, subscriber_id, due_at)
    select ${campaignId}, s.id, ${ctx.clock.now()} from newsletter.subscriber s
    join unnest(${found.map(({ id }) => id)}::uuid[], ${hashes}::bytea[]) as f (id, hash) on f.id = s.id
    where ${mailable('s')} and not exists (select from privacy.suppression p where p.address_hash = f.hash)
    for key share of s on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Where the last portion that was taken ended. */
export interface Mark {
  readonly dueAt: Temporal.Instant;
  readonly subscriberId: string;
}

/** The next of those who are to get a campaign now, in the order in which they fell due. */
export async function next(
  ctx: Context,
  campaignId: string,
  after: Mark | undefined,
  limit: number,
): Promise<Recipient[]> {
  const { rows } = await sql<
    Pick<Recipient, 'subscriberId' | 'email' | 'attempts' | 'dueAt'>
  >`/* prepared campaign-next */
    select r.subscriber_id as "subscriberId", r.attempts, r.due_at as "dueAt", s.email
    from newsletter.recipient r join newsletter.subscriber s on s.id = r.subscriber_id
    where r.campaign_id = ${campaignId} and r.due_at <= ${ctx.clock.now()}
      and (r.due_at, r.subscriber_id) > (${after?.dueAt ?? '-infinity'}::timestamptz, ${after?.subscriberId ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    order by r.due_at, r.subscriber_id limit ${limit}`.execute(ctx.db);
  return rows.map(({ subscriberId, attempts, dueAt, email }) => {
    const key = `${campaignId}.${subscriberId}`;
    const messageId = ctx.vault.derivedId('campaign-mail', key);
    return { key, campaignId, subscriberId, attempts, dueAt, email, messageId, hash: suppressionOf(ctx.vault, email) };
  });
}

/** Puts some off without counting an attempt: their domain has all that it may get for a while. */
export const putOff = (db: Db, some: readonly { readonly to: Recipient; readonly dueAt: Temporal.Instant }[]) =>
  sql`update newsletter.recipient r set due_at = p.due_at
    from unnest(${some.map(({ to }) => to.campaignId)}::uuid[], ${some.map(({ to }) => to.subscriberId)}::uuid[], ${some.map(({ dueAt }) => dueAt.toString())}::timestamptz[]) as p (campaign, subscriber, due_at)
    where r.campaign_id = p.campaign and r.subscriber_id = p.subscriber`.execute(db);

/** Takes back attempts that were the server's fault and nobody's own: they are due at once. */
export const unspend = (db: Db, now: Temporal.Instant, some: readonly Recipient[]) =>
  sql`update newsletter.recipient r set attempts = greatest(r.attempts - 1, 0), due_at = ${now}
    from unnest(${some.map((to) => to.campaignId)}::uuid[], ${some.map((to) => to.subscriberId)}::uuid[]) as p (campaign, subscriber)
    where r.campaign_id = p.campaign and r.subscriber_id = p.subscriber`.execute(db);

/** What a campaign is, as it leaves; undefined when it is not being sent. */
export async function composedOf(
  db: Db,
  campaignId: string,
): Promise<{ readonly composed: Composed; readonly locale: Locale } | undefined> {
  const row = await db
    .selectFrom('newsletter.campaign')
    .select(['composed', 'locale'])
    .where('id', '=', campaignId)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  return row?.composed ? { composed: row.composed as unknown as Composed, locale: row.locale as Locale } : undefined;
}

/**
 * Writes down what has become of some, and asks of others whether they may be sent to: in one statement, since both are asked for with every mail. Whoever
 * has withdrawn or been restricted by then may not (P17), and what the list outside the database knows as sent is not sent again (G6).
 * Those whose address there isn't are erased in the same transaction, and only then is anybody asked about: what was asked before that would be old by then.
 * @param tell whether open pages are told
 * @param again whether it may have been written down already, and only the answer was lost: nobody is counted twice
 */
export async function settleAndAsk(
  ctx: Context,
  me: string,
  noted: readonly Noted[],
  asked: readonly Recipient[],
  tell: boolean,
  again = false,
): Promise<Turn[]> {
  const bounced = noted.filter(({ kind }) => kind === 'bounced');
  if (bounced.length === 0) return settle(ctx, ctx.db, me, noted, asked, tell, again);
  await transact(ctx.db, async (tx) => {
    await settle(ctx, tx, me, noted, [], tell, again);
    for (const { to } of bounced) await withdrawById(ctx, tx, to.subscriberId, 'bounce');
  });
  return asked.length > 0 ? settle(ctx, ctx.db, me, [], asked, false, false) : [];
}

async function settle(
  ctx: Context,
  db: Db,
  me: string,
  noted: readonly Noted[],
  asked: readonly Recipient[],
  tell: boolean,
  again: boolean,
): Promise<Turn[]> {
  const now = ctx.clock.now();
  const { rows } = await sql<{ turn: Turn }>`/* prepared campaign-turn */
    with noted as materialized (
      select * from unnest(${noted.map(({ to }) => to.campaignId)}::uuid[], ${noted.map(({ to }) => to.subscriberId)}::uuid[],
        ${noted.map(({ kind }) => kind)}::text[], ${noted.map(({ dueAt }) => dueAt?.toString() ?? null)}::timestamptz[],
        ${noted.map(({ to }) => to.attempts)}::int[]) as n (campaign, subscriber, kind, due_at, attempts)
    ), ended as (
      delete from newsletter.recipient r using noted n where r.campaign_id = n.campaign and r.subscriber_id = n.subscriber and n.due_at is null
      returning r.campaign_id, r.subscriber_id
    ), kept as (
      update newsletter.recipient r set attempts = n.attempts + 1, due_at = n.due_at
      from noted n where r.campaign_id = n.campaign and r.subscriber_id = n.subscriber and n.due_at is not null and r.attempts = n.attempts
      returning r.campaign_id, r.subscriber_id
    ), counted as (
      insert into newsletter.tally as t (campaign_id, hour, kind, n)
      select campaign, date_trunc('hour', ${now}::timestamptz, 'UTC'), kind, count(*) from noted
      where not ${again}::boolean or (campaign, subscriber) in (select * from ended union all select * from kept)
      group by campaign, kind order by campaign, kind
      on conflict (campaign_id, kind, link, hour) do update set n = t.n + excluded.n
    ), told as (
      select pg_notify('allkontrakt_live', gen_random_uuid() || ' campaign') as said where ${tell}::boolean
    )
    select case
      when c.id is null or not exists (select from newsletter.sender where holder = ${me} and held_until > ${now}) then 'halted'
      when r.due_at is null then 'gone'
      when s.id is null or exists (select from privacy.suppression p where p.address_hash = a.hash) then 'spared'
      when exists (select from brokerage.taken t where t.id = a.message) then 'taken'
      else 'go' end as turn, (select count(said) from told)
    from unnest(${asked.map((to) => to.campaignId)}::uuid[], ${asked.map((to) => to.subscriberId)}::uuid[], ${asked.map((to) => to.hash)}::bytea[],
      ${asked.map((to) => to.messageId)}::uuid[]) with ordinality as a (campaign, subscriber, hash, message, place)
    left join newsletter.campaign c on c.id = a.campaign and c.state = 'sending'
    left join newsletter.recipient r on r.campaign_id = a.campaign and r.subscriber_id = a.subscriber and r.due_at <= ${now}
    left join newsletter.subscriber s on s.id = a.subscriber and ${mailable('s')}
    order by a.place`.execute(db);
  return rows.map(({ turn }) => turn);
}

/** Ends a campaign that nobody is left to get. @returns whether it has ended now */
export async function end(ctx: Context, campaignId: string): Promise<boolean> {
  return transact(ctx.db, async (tx) => {
    const { numAffectedRows } = await sql`
      update newsletter.campaign c set state = 'sent', ended_at = ${ctx.clock.now()}
      where c.id = ${campaignId} and c.state = 'sending' and c.filled
        and not exists (select from newsletter.recipient r where r.campaign_id = c.id)`.execute(tx);
    if (!numAffectedRows) return false;
    await record(ctx, tx, 'campaign.sent', {}, { mailing: campaignId });
    return true;
  });
}
