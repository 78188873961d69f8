import type { Vault } from '#platform/crypto.ts';
import type { Db, Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { always } from '../newsletter/index.ts';

/** A link of a campaign: its number in it, what it says, and where it leads. */
export interface CampaignLink {
  readonly n: number;
  readonly label: string;
  readonly url: string;
}

/** The token of a link: of a campaign and the link's number in it, the same in everybody's mail (P19). It leads on as long as there is a campaign. */
export const linkToken = (vault: Pick<Vault, 'sign'>, campaignId: string, n: number): string =>
  vault.sign({ kind: 'newsletter-link', id: `${campaignId}.${n}`, expires: always });

/** Which link of which campaign a token is of; undefined for one that isn't ours. */
export function openLinkToken(
  { vault, clock }: Pick<Context, 'vault' | 'clock'>,
  token: string,
): { readonly campaignId: string; readonly n: number } | undefined {
  const [campaignId, n] = vault.open('newsletter-link', token, clock.now())?.split('.') ?? [];
  return campaignId && n ? { campaignId, n: Number(n) } : undefined;
}

/** Writes down where the links of a campaign lead, in the transaction that begins it. */
export async function writeLinks(tx: Tx, campaignId: string, links: readonly CampaignLink[]): Promise<void> {
  if (links.length === 0) return;
  await tx
    .insertInto('newsletter.campaign_link')
    .values(links.map((link) => ({ campaign_id: campaignId, ...link })))
    .execute();
}

/** Where a link leads. It isn't noted that anybody asked. */
export const linkTarget = async (db: Db, campaignId: string, n: number): Promise<string | undefined> =>
  (
    await db
      .selectFrom('newsletter.campaign_link')
      .select('url')
      .where('campaign_id', '=', campaignId)
      .where('n', '=', n)
      .executeTakeFirst()
  )?.url;
