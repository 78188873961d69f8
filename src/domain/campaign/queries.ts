import type { ServiceId } from '#catalog/index.ts';
import { type Db, sql } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Campaign, CampaignState, Composed } from './campaign.ts';
import type { Finding } from './checks.ts';

/** One campaign; undefined for an id that is none's. */
export async function campaignById(db: Db, id: string): Promise<Campaign | undefined> {
  const row = await db.selectFrom('newsletter.campaign').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  return {
    ...{ id: row.id, name: row.name, state: row.state as CampaignState, locale: row.locale as Locale },
    ...{ subject: row.subject, preheader: row.preheader, body: row.body, version: row.version },
    segment: {
      ...(row.segment_locale && { locale: row.segment_locale as Locale }),
      ...(row.segment_interest && { interest: row.segment_interest as ServiceId }),
    },
    ...{ createdAt: row.created_at, createdBy: row.created_by, changedAt: row.changed_at },
    ...{ startsAt: row.starts_at, startedAt: row.started_at, endedAt: row.ended_at },
  };
}

/** What held a draft back when its time had come. */
export async function heldFor(db: Db, id: string): Promise<readonly Finding[]> {
  const row = await db.selectFrom('newsletter.campaign').select('held').where('id', '=', id).executeTakeFirst();
  return (row?.held ?? []) as unknown as readonly Finding[];
}

/** A campaign as it was composed when it began; undefined for one that hasn't. */
export async function leftAs(db: Db, id: string): Promise<Composed | undefined> {
  const row = await db.selectFrom('newsletter.campaign').select('composed').where('id', '=', id).executeTakeFirst();
  return (row?.composed ?? undefined) as Composed | undefined;
}

/** A campaign in the list of them. */
export interface CampaignRow
  extends Pick<Campaign, 'id' | 'name' | 'state' | 'subject' | 'changedAt' | 'startsAt' | 'startedAt' | 'endedAt'> {
  /** How many the server has taken. */
  readonly sent: number;
  /** Whose it is, while the account exists. */
  readonly by: string | null;
}

/** The campaigns, what is under way and to come first, then the newest. @param most how many */
export async function campaigns(db: Db, most = 100): Promise<readonly CampaignRow[]> {
  const { rows } = await sql<CampaignRow>`
    select c.id, c.name, c.state, c.subject, c.changed_at as "changedAt", c.starts_at as "startsAt", c.started_at as "startedAt",
      c.ended_at as "endedAt", s.name as by,
      (select coalesce(sum(t.n), 0)::bigint from newsletter.tally t where t.campaign_id = c.id and t.kind = 'sent') as sent
    from newsletter.campaign c left join access.staff s on s.id = c.created_by
    order by array_position(array['sending', 'paused', 'scheduled', 'draft'], c.state), c.created_at desc, c.id desc
    limit ${most}`.execute(db);
  return rows;
}
