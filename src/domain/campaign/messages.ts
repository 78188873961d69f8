import { randomUUID } from 'node:crypto';
import type { Tx } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { type Context, staffOf } from '../context.ts';
import { cancelled, enqueue, oneByOne, type Renderer, sealMail } from '../delivery/index.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';
import { type Composed, slotPattern } from './campaign.ts';
import { compose } from './compose.ts';
import { imagesOf } from './images.ts';
import { campaignById } from './queries.ts';

/** A campaign for somebody who is no subscriber: where theirs would be told apart, both ways lead to the newsletter's own page. */
export function withWays({ links }: Pick<Context, 'links'>, composed: Composed, locale: Locale): Composed {
  const filled = (part: string) => part.replace(slotPattern, () => links.newsletter(locale));
  return { subject: composed.subject, html: filled(composed.html), text: filled(composed.text) };
}

/**
 * Books a campaign as it stands to whoever of ours asks: to their own address and no other. It leads straight to where its links lead, and nothing
 * of it is counted.
 */
export async function testCampaign(ctx: Context, tx: Tx, campaignId: string): Promise<void> {
  const campaign = await campaignById(tx, campaignId);
  const who = await tx
    .selectFrom('access.staff')
    .select('email')
    .where('id', '=', staffOf(ctx) ?? '')
    .executeTakeFirst();
  if (!campaign || !who) throw new NotAllowed('campaign', 'test');
  const made = await compose(ctx, campaign, await imagesOf(tx, campaignId), 'straight');
  const { subject, html, text } = withWays(ctx, made.composed, campaign.locale);
  const id = randomUUID();
  const sealed = sealMail(ctx, id, {
    ...{ kind: 'mail', to: who.email, subject: `[${mark[campaign.locale]}] ${subject}`, html, text },
  });
  await enqueue(ctx, tx, [{ id, kind: 'staff.campaign-test', leadId: null, subjectId: id, sealed }]);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.tested', campaignId);
}

const mark = { sv: 'Prov', en: 'Test' } as const satisfies Record<Locale, string>;

/** What a campaign sends to those who write it. The campaign itself has a way of its own. */
export const campaignMessages = {
  // Always sealed: one without words has nothing to say.
  'staff.campaign-test': oneByOne(async () => cancelled('gone')),
} as const satisfies Record<string, Renderer>;
