import { type Db, sql } from '#platform/db/index.ts';
import type { TallyKind } from './campaign.ts';

/** Counts something that happened with a campaign, by the hour and without anybody's number (P19). @param link which of its links it is about */
export async function tally(
  db: Db,
  at: Temporal.Instant,
  campaignId: string,
  kind: TallyKind,
  n = 1,
  link = -1,
): Promise<void> {
  if (n === 0) return;
  await sql`insert into newsletter.tally as t (campaign_id, hour, kind, link, n)
    values (${campaignId}, date_trunc('hour', ${at}::timestamptz), ${kind}, ${link}, ${n})
    on conflict (campaign_id, kind, link, hour) do update set n = t.n + excluded.n`.execute(db);
}
