import type { ServiceId } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Campaign, CampaignState } from './campaign.ts';

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
