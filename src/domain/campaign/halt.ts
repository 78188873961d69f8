import { sql, type Tx } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { allows, NotAllowed } from '../transitions.ts';
import { type CampaignMove, campaignMoves } from './campaign.ts';

/** Takes a campaign that is under way from one state to another. @throws NotAllowed when it can't be done from where it is */
async function move(ctx: Context, tx: Tx, id: string, to: Extract<CampaignMove, 'pause' | 'resume' | 'cancel'>) {
  const row = await tx
    .selectFrom('newsletter.campaign')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row || !allows(campaignMoves, to, row.state)) throw new NotAllowed('campaign', to);
  const { to: state } = campaignMoves[to];
  await tx
    .updateTable('newsletter.campaign')
    .set({ state, ...(to === 'cancel' ? { ended_at: ctx.clock.now(), filled_to: null } : {}) })
    .where('id', '=', id)
    .execute();
}

/** Stops a campaign for now: what is in the hands of the mail server arrives, and nothing more leaves. @throws NotAllowed unless it is being sent */
export async function pauseCampaign(ctx: Context, tx: Tx, id: string): Promise<void> {
  await move(ctx, tx, id, 'pause');
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.paused', id);
}

/** Lets it go on, to those who are still to get it. @throws NotAllowed unless it is paused */
export async function resumeCampaign(ctx: Context, tx: Tx, id: string): Promise<void> {
  await move(ctx, tx, id, 'resume');
  await ctx.wake(tx, 'campaigns');
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.resumed', id);
}

/**
 * Ends a campaign before everybody has got it. What has left can't be called back; those who were still to get it are forgotten.
 * @returns how many they were
 * @throws NotAllowed unless it is under way
 */
export async function cancelCampaign(ctx: Context, tx: Tx, id: string): Promise<number> {
  await move(ctx, tx, id, 'cancel');
  const { numAffectedRows } = await sql`delete from newsletter.recipient where campaign_id = ${id}`.execute(tx);
  const left = Number(numAffectedRows ?? 0n);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.cancelled', id, { left });
  return left;
}
