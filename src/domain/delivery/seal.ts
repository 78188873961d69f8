import type { Tx } from '#platform/db/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import type { Context } from '../context.ts';
import { type Delivery, type DeliveryKind, type Rendered, type Renderer, sealedPlace } from './delivery.ts';
import { mailTo } from './render.ts';

/** The words of a mail, to be laid out when it leaves: a tenth of the layout's size, and made in no time. */
export interface Letter {
  readonly kind: 'letter';
  readonly to: string;
  readonly content: MailContent;
}

/** A mail as it lies in a delivery that outlives what it is about: encrypted, for this one row. */
export function sealMail(
  ctx: Context,
  deliveryId: string,
  mail: (Rendered & { readonly kind: 'mail' }) | Letter,
): string {
  return ctx.vault.seal(JSON.stringify(mail), sealedPlace(deliveryId));
}

/** What a sealed delivery says. @throws SealError when it was sealed by another secret or for another row */
export async function unsealMail(ctx: Context, delivery: Delivery): Promise<Rendered> {
  const mail = JSON.parse(ctx.vault.unseal(delivery.sealed ?? '', sealedPlace(delivery.id))) as Rendered | Letter;
  return mail.kind === 'letter' ? mailTo(mail.to, mail.content) : mail;
}

/**
 * Lets what waits to be mailed about some requests outlive them: it is put into words now, sealed, and cut loose. Kinds not
 * named are left as they are, and go with their requests.
 * @returns how many were cut loose
 */
export async function outlive(
  ctx: Context,
  tx: Tx,
  leadIds: readonly string[],
  kinds: readonly DeliveryKind[],
  renderers: Readonly<Record<DeliveryKind, Renderer>>,
): Promise<number> {
  if (leadIds.length === 0 || kinds.length === 0) return 0;
  const rows = await tx
    .selectFrom('brokerage.delivery')
    .select([
      'id',
      'kind',
      'channel',
      'lead_id as leadId',
      'referral_id as referralId',
      'supplier_id as supplierId',
      'subject_id as subjectId',
      'sealed',
      'attempts',
      'created_at as createdAt',
    ])
    .where('lead_id', 'in', leadIds)
    .where('kind', 'in', kinds)
    .where('state', '=', 'pending')
    .where('channel', '=', 'mail')
    .forUpdate()
    .execute();
  let loose = 0;
  for (const [kind, group] of Map.groupBy(rows as Delivery[], (d) => d.kind)) {
    const rendered = await renderers[kind](ctx, tx, group);
    for (const d of group) {
      const mail = rendered.get(d.id);
      if (mail?.kind !== 'mail') continue;
      await tx
        .updateTable('brokerage.delivery')
        .set({ lead_id: null, referral_id: null, sealed: sealMail(ctx, d.id, mail) })
        .where('id', '=', d.id)
        .execute();
      loose += 1;
    }
  }
  return loose;
}
