import { randomUUID } from 'node:crypto';
import { addImage, createCampaign, type Draft, saveCampaign } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import { subscriberKeyOf, useKeyOf } from '#domain/newsletter/index.ts';
import { type Db, transact } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import { plantStaff } from './staff.ts';

/** One red point. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** A subscriber who has confirmed, put there. @returns its id */
export async function plantSubscriber(
  ctx: Context,
  owner: Db,
  locale: Locale = 'sv',
  email = `${randomUUID()}@bokby.example`,
) {
  const id = randomUUID();
  const now = ctx.clock.now();
  const keys = { email_key: subscriberKeyOf(ctx.vault, email), use_key: useKeyOf(ctx.vault, email) };
  const times = { requested_at: now, confirmed_at: now, used_at: now, erase_at: now.add({ hours: 24 * 700 }) };
  await owner
    .insertInto('newsletter.subscriber')
    .values({ id, email, locale, state: 'confirmed', channel: 'form', ...keys, ...times })
    .execute();
  return id;
}

/** What a campaign says unless a test says otherwise. */
export const words: Draft = {
  ...{ name: 'Hösten', locale: 'sv', subject: 'Nytt om el', preheader: 'Så blev det', body: 'Läs [mer](/el).' },
  ...{ segmentLocale: null, segmentInterest: null },
};

/** The context of one of ours who writes newsletters. */
export const asMarketer = async (ctx: Context): Promise<Context> => ({
  ...ctx,
  actor: `staff:${await plantStaff(ctx, ['marketer'])}`,
});

/** A draft, saved once. @returns its id */
export async function plantDraft(staff: Context, changes: Partial<Draft> = {}): Promise<string> {
  return transact(staff.db, async (tx) => {
    const id = await createCampaign(staff, tx, 'Ny', 'sv');
    await saveCampaign(staff, tx, id, 1, { ...words, ...changes });
    return id;
  });
}

/** A picture of a draft. @returns its name in the text */
export async function plantImage(staff: Context, campaignId: string, bytes: Uint8Array = pixel): Promise<string> {
  const added = await transact(staff.db, (tx) => addImage(staff, tx, campaignId, bytes));
  if ('refused' in added) throw new Error(added.refused);
  return added.name;
}
