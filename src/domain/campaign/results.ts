import { type Db, sql } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';
import { type TallyKind, tallyKinds } from '../newsletter/index.ts';
import type { CampaignState } from './campaign.ts';

/** Fewer than so many: what they did with it could be told of each of them, so it is shown of none (P19). */
export const fewestShown = 5;
/** How many campaigns before it one is compared with. */
export const comparedWith = 10;

export type Counted = Readonly<Record<TallyKind, number>>;

/** What became of a campaign, as far as it is known. */
export interface Outcome {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly state: CampaignState;
  readonly startedAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant | null;
  /** Still to get it. */
  readonly waiting: number;
  readonly counts: Counted;
  /** What the server has taken and nobody has sent back. */
  readonly delivered: number;
  /** Nothing is told of what readers did: too few got it. */
  readonly hidden: boolean;
}

/** Shares of what was delivered, or of what was tried, between 0 and 1; null where they are not told or nothing was sent. */
export interface Rates {
  readonly delivered: number | null;
  readonly bounced: number | null;
  readonly clicked: number | null;
  readonly withdrawn: number | null;
}

export interface LinkClicks {
  readonly n: number;
  readonly label: string;
  readonly url: string;
  readonly clicks: number;
}

/** What happened in an hour or a day of Sweden's, beginning at. */
export interface Slice {
  readonly at: Temporal.ZonedDateTime;
  readonly sent: number;
  readonly clicked: number;
  readonly withdrawn: number;
}

/** Shares that can be compared from one campaign to the next. Clicks may be more than readers: one may click twice. */
export function ratesOf({ counts, delivered, hidden }: Pick<Outcome, 'counts' | 'delivered' | 'hidden'>): Rates {
  // Addresses that were known at once not to exist; those said later had been taken first.
  const tried = counts.sent + counts.refused + counts.failed + counts.bounced - counts.returned;
  const of = (n: number, all: number) => (all > 0 ? n / all : null);
  return {
    delivered: of(delivered, tried),
    bounced: of(tried - delivered, tried),
    clicked: hidden ? null : of(counts.clicked, delivered),
    withdrawn: hidden ? null : of(counts.withdrawn, delivered),
  };
}

interface Row extends Omit<Outcome, 'counts' | 'delivered' | 'hidden'> {
  readonly tallied: Readonly<Record<string, number>> | null;
}

const outcomes = (where: ReturnType<typeof sql>, limit: number) => sql<Row>`
  select c.id, c.name, c.subject, c.state, c.started_at as "startedAt", c.ended_at as "endedAt",
    (select count(*) from newsletter.recipient r where r.campaign_id = c.id) as waiting,
    (select jsonb_object_agg(kind, n) from (select kind, sum(n) as n from newsletter.tally t where t.campaign_id = c.id group by kind) as k) as tallied
  from newsletter.campaign c where c.started_at is not null and (${where}) order by c.started_at desc, c.id desc limit ${limit}`;

function outcomeOf({ tallied, ...row }: Row): Outcome {
  const counts = Object.fromEntries(tallyKinds.map((kind) => [kind, Number(tallied?.[kind] ?? 0)])) as Counted;
  return {
    ...row,
    counts,
    delivered: Math.max(0, counts.sent - counts.returned - counts.undelivered),
    hidden: counts.sent < fewestShown,
  };
}

/** The newest campaigns that have begun, with what became of them. */
export async function newestOutcomes(db: Db, limit = 50): Promise<readonly Outcome[]> {
  const { rows } = await outcomes(sql`true`, limit).execute(db);
  return rows.map(outcomeOf);
}

/** What became of one; undefined for one that has not begun, or is none. */
export async function outcomeById(db: Db, id: string): Promise<Outcome | undefined> {
  const { rows } = await outcomes(sql`c.id = ${id}`, 1).execute(db);
  return rows[0] && outcomeOf(rows[0]);
}

/** The middle of the campaigns before one, share by share; undefined when there are none that tell anything. */
export async function beforeIt(
  db: Db,
  { startedAt, id }: Outcome,
): Promise<{ readonly of: number; readonly median: Rates } | undefined> {
  const { rows } = await outcomes(
    sql`c.started_at < ${startedAt} and c.id <> ${id} and c.state in ('sent', 'cancelled')`,
    comparedWith,
  ).execute(db);
  const rates = rows
    .map(outcomeOf)
    .filter(({ hidden }) => !hidden)
    .map(ratesOf);
  if (rates.length === 0) return undefined;
  const middle = (name: keyof Rates) => median(rates.flatMap((one) => one[name] ?? []));
  return {
    of: rates.length,
    median: {
      delivered: middle('delivered'),
      bounced: middle('bounced'),
      clicked: middle('clicked'),
      withdrawn: middle('withdrawn'),
    },
  };
}

/** Of an even number, the mean of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** How often each link was followed, in the order of the mail. */
export async function clicksOf(db: Db, campaignId: string): Promise<readonly LinkClicks[]> {
  const { rows } = await sql<LinkClicks>`
    select l.n, l.label, l.url, coalesce(sum(t.n), 0)::bigint as clicks
    from newsletter.campaign_link l
    left join newsletter.tally t on t.campaign_id = l.campaign_id and t.kind = 'clicked' and t.link = l.n
    where l.campaign_id = ${campaignId} group by l.n, l.label, l.url order by l.n`.execute(db);
  return rows;
}

/** Hours are shown of the first two days, days of the first six weeks: later there is hardly anything. */
export const slices = { hour: 48, day: 42 } as const;
export type SliceSize = keyof typeof slices;

/**
 * How it went over time, from when it began: every hour or day up to now, those without anything as well, at most as many as are shown.
 * An hour is one of the clock's; a day has 23 to 25 of them (D7).
 */
export async function overTime(
  db: Db,
  { id, startedAt }: Outcome,
  size: SliceSize,
  now: Temporal.Instant,
): Promise<readonly Slice[]> {
  const first = startedAt.toZonedDateTimeISO(timeZone).round({ smallestUnit: size, roundingMode: 'floor' });
  const step = size === 'hour' ? { hours: 1 } : { days: 1 };
  const all: Temporal.ZonedDateTime[] = [];
  for (let at = first; all.length < slices[size]; at = at.add(step)) {
    if (all.length > 0 && Temporal.Instant.compare(at.toInstant(), now) > 0) break;
    all.push(at);
  }
  const past = (all.at(-1) ?? first).add(step).toInstant();
  const { rows } = await sql<{ hour: Temporal.Instant; kind: string; n: number }>`
    select hour, kind, sum(n)::bigint as n from newsletter.tally
    where campaign_id = ${id} and kind in ('sent', 'clicked', 'withdrawn') and hour >= ${first.toInstant()} and hour < ${past}
    group by hour, kind`.execute(db);
  const sums = new Map<string, number>();
  for (const { hour, kind, n } of rows) {
    const at = hour.toZonedDateTimeISO(timeZone).round({ smallestUnit: size, roundingMode: 'floor' });
    const key = `${kind} ${at.epochMilliseconds}`;
    sums.set(key, (sums.get(key) ?? 0) + n);
  }
  const n = (at: Temporal.ZonedDateTime, kind: string) => sums.get(`${kind} ${at.epochMilliseconds}`) ?? 0;
  return all.map((at) => ({ at, sent: n(at, 'sent'), clicked: n(at, 'clicked'), withdrawn: n(at, 'withdrawn') }));
}

/** One line of the file: an hour, what was counted in it, and of which link. */
export interface TallyLine {
  readonly hour: Temporal.Instant;
  readonly kind: TallyKind;
  readonly label: string | null;
  readonly url: string | null;
  readonly n: number;
}

/** Everything counted of a campaign, as the file has it; of a hidden one without what readers did. */
export async function tallyLines(db: Db, { id, hidden }: Outcome): Promise<readonly TallyLine[]> {
  const { rows } = await sql<TallyLine>`
    select t.hour, t.kind, l.label, l.url, t.n from newsletter.tally t
    left join newsletter.campaign_link l on l.campaign_id = t.campaign_id and l.n = t.link
    where t.campaign_id = ${id} and not (${hidden} and t.kind in ('clicked', 'withdrawn')) order by t.hour, t.kind, t.link`.execute(
    db,
  );
  return rows;
}
