import { randomUUID } from 'node:crypto';
import type { Db, Tx } from '#platform/db/index.ts';
import { type Image, type ImageFault, readImage } from '#platform/image.ts';
import type { Context } from '../context.ts';
import { audit } from '../ledger/index.ts';
import { NotAllowed } from '../transitions.ts';

export const imageLimits = { bytes: 2 * 1024 * 1024, side: 4000, perCampaign: 30 } as const;

/** A picture of a campaign, but for its content. */
export interface ImageFacts {
  readonly id: string;
  readonly type: Image['type'];
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** What a picture is called in the text. */
export const nameOfImage = (id: string): string => `bild:${id.slice(0, 8)}`;

/** The pictures of a campaign, in the order they came. */
export async function imagesOf(db: Db, campaignId: string): Promise<readonly ImageFacts[]> {
  const rows = await db
    .selectFrom('newsletter.campaign_image')
    .select(['id', 'type', 'width', 'height'])
    .select((eb) => eb.fn<number>('octet_length', ['content']).as('bytes'))
    .where('campaign_id', '=', campaignId)
    .orderBy('added_at')
    .orderBy('id')
    .execute();
  return rows as ImageFacts[];
}

/** A picture as anybody may fetch it who knows its address. */
export async function imageContent(
  db: Db,
  id: string,
): Promise<{ readonly type: Image['type']; readonly content: Buffer } | undefined> {
  const row = await db
    .selectFrom('newsletter.campaign_image')
    .select(['type', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { type: row.type as Image['type'], content: row.content };
}

/** Why a picture wasn't taken. */
export type ImageRefusal = ImageFault | 'too-heavy' | 'too-large' | 'too-many';

/**
 * Adds a picture to a draft, as what its bytes are and without what a camera writes beside (where it was taken, by whom).
 * @throws NotAllowed when the campaign is no draft any more
 */
export async function addImage(
  ctx: Context,
  tx: Tx,
  campaignId: string,
  bytes: Uint8Array,
): Promise<{ readonly name: string } | { readonly refused: ImageRefusal }> {
  if (bytes.length > imageLimits.bytes) return { refused: 'too-heavy' };
  const image = readImage(bytes);
  if ('fault' in image) return { refused: image.fault };
  if (Math.max(image.width, image.height) > imageLimits.side) return { refused: 'too-large' };
  await draftOnly(tx, campaignId);
  const there = await imagesOf(tx, campaignId);
  if (there.length >= imageLimits.perCampaign) return { refused: 'too-many' };
  const id = await storeImage(ctx, tx, campaignId, image, there);
  await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.image-added', campaignId);
  return { name: nameOfImage(id) };
}

async function storeImage(ctx: Context, tx: Tx, campaignId: string, image: Image, there: readonly ImageFacts[]) {
  let id = randomUUID();
  while (there.some((one) => nameOfImage(one.id) === nameOfImage(id))) id = randomUUID();
  const { type, width, height, content } = image;
  await tx
    .insertInto('newsletter.campaign_image')
    .values({ id, campaign_id: campaignId, type, width, height, content, added_at: ctx.clock.now() })
    .execute();
  return id;
}

/** Removes a picture from a draft. @throws NotAllowed when the campaign is no draft any more */
export async function removeImage(ctx: Context, tx: Tx, campaignId: string, imageId: string): Promise<void> {
  await draftOnly(tx, campaignId);
  const { numDeletedRows } = await tx
    .deleteFrom('newsletter.campaign_image')
    .where('campaign_id', '=', campaignId)
    .where('id', '=', imageId)
    .executeTakeFirst();
  if (numDeletedRows > 0n)
    await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'campaign.image-removed', campaignId);
}

/** Copies the pictures of one campaign to another. @returns the names they had, and the names they have got */
export async function copyImages(ctx: Context, tx: Tx, from: string, to: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const old of await imagesOf(tx, from)) {
    const id = randomUUID();
    await tx
      .insertInto('newsletter.campaign_image')
      .columns(['id', 'campaign_id', 'type', 'width', 'height', 'content', 'added_at'])
      .expression((eb) =>
        eb
          .selectFrom('newsletter.campaign_image')
          .select((e) => [
            e.val(id).$castTo<string>().as('id'),
            e.val(to).$castTo<string>().as('campaign_id'),
            'type',
            'width',
            'height',
            'content',
            e.val(ctx.clock.now()).as('added_at'),
          ])
          .where('id', '=', old.id),
      )
      .execute();
    names.set(nameOfImage(old.id), nameOfImage(id));
  }
  return names;
}

/** Holds a draft until the transaction ends. */
async function draftOnly(tx: Tx, campaignId: string): Promise<void> {
  const row = await tx
    .selectFrom('newsletter.campaign')
    .select('state')
    .where('id', '=', campaignId)
    .forUpdate()
    .executeTakeFirst();
  if (row?.state !== 'draft') throw new NotAllowed('campaign', 'change');
}
