import { type Db, sql } from '#platform/db/index.ts';

/**
 * What is counted of a campaign (P19). `sent`: the server has taken it. `delayed`: an attempt that is made again. `refused`: the server said no, to
 * the mail rather than to the address. `bounced`: there is no such address, said at once or by a mail later, and the subscription is ended by it.
 * `returned`: one of these that the server had taken first. `undelivered`: the server had taken it, and it came back for another reason. `failed`: given
 * up after the last attempt. `spared`: withdrawn or restricted before it left. `withdrawn`: ended by a link in it.
 */
export const tallyKinds = [
  'sent',
  'delayed',
  'refused',
  'bounced',
  'returned',
  'undelivered',
  'failed',
  'spared',
  'clicked',
  'withdrawn',
] as const;
export type TallyKind = (typeof tallyKinds)[number];

/**
 * Counts something that happened with a campaign, by the hour and without anybody's number (P19). One that doesn't exist is counted nowhere: a link
 * of it may be older than it is. Here and not with the campaigns, because a withdrawal is counted in its own transaction.
 * @param link which of its links it is about
 */
export async function tally(
  db: Db,
  at: Temporal.Instant,
  campaignId: string,
  kind: TallyKind,
  n = 1,
  link = -1,
): Promise<void> {
  if (n === 0 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(campaignId)) return;
  await sql`insert into newsletter.tally as t (campaign_id, hour, kind, link, n)
    select id, date_trunc('hour', ${at}::timestamptz, 'UTC'), ${kind}, ${link}::int, ${n}::bigint from newsletter.campaign
    where id = ${campaignId}::uuid for key share
    on conflict (campaign_id, kind, link, hour) do update set n = t.n + excluded.n`.execute(db);
}
