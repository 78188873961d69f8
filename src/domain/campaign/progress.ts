import { type Db, sql } from '#platform/db/index.ts';
import { countRecipients } from '../newsletter/index.ts';
import type { TallyKind } from './campaign.ts';
import { campaignById } from './queries.ts';

/** How far a campaign has come. */
export interface Progress {
  /** How many it goes to: as many as there are until all have been found, then as many as were found. */
  readonly all: number;
  /** Still to get it. */
  readonly left: number;
  readonly outcomes: Readonly<Partial<Record<TallyKind, number>>>;
  /** Waiting for an attempt that is made again. */
  readonly again: number;
  /** The soonest of those; null when there is none. */
  readonly againAt: Temporal.Instant | null;
  /** Mails a second of late, whichever campaigns they are of; null when nobody is sending. */
  readonly pace: number | null;
  /** Until when the mail server is left alone, and why; null when nothing stands in the way. */
  readonly waits: { readonly until: Temporal.Instant; readonly reason: string } | null;
}

/** How far a campaign has come; undefined for an id that is none's, and for one that has not begun. */
export async function progressOf(db: Db, id: string, now: Temporal.Instant): Promise<Progress | undefined> {
  const campaign = await campaignById(db, id);
  if (!campaign?.startedAt) return undefined;
  const { rows } = await sql<{
    planned: number;
    filled: boolean;
    left: number;
    again: number;
    againAt: Temporal.Instant | null;
    until: Temporal.Instant | null;
    reason: string | null;
    pace: number | null;
    tallied: Partial<Record<TallyKind, number>> | null;
  }>`
    select c.planned, c.filled, s.waits_until as until, s.waits_for as reason,
      case when s.held_until > ${now} then s.pace end as pace,
      (select count(*) from newsletter.recipient r where r.campaign_id = c.id) as left,
      (select count(*) from newsletter.recipient r where r.campaign_id = c.id and r.due_at > ${now}) as again,
      (select min(due_at) from newsletter.recipient r where r.campaign_id = c.id and r.due_at > ${now}) as "againAt",
      (select jsonb_object_agg(kind, n) from (select kind, sum(n) as n from newsletter.tally t where t.campaign_id = c.id group by kind) as k) as tallied
    from newsletter.campaign c cross join newsletter.sender s where c.id = ${id}`.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const { planned, filled, left, again, againAt, until, reason, pace, tallied } = row;
  const waiting = campaign.state === 'sending' && until && reason && Temporal.Instant.compare(until, now) > 0;
  return {
    ...{ left, again, againAt },
    all: filled || campaign.endedAt ? planned : Math.max(planned, await countRecipients(db, campaign.segment)),
    outcomes: tallied ?? {},
    pace: campaign.state === 'sending' && !waiting ? pace : null,
    waits: waiting ? { until, reason } : null,
  };
}
