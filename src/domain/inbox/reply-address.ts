import { timingSafeEqual } from 'node:crypto';
import type { Db } from '#platform/db/index.ts';
import type { Context } from '../context.ts';
import type { DeliveryKind, Renderer } from '../delivery/index.ts';

/** Sixty-four bits in small hex digits: mail programs change the case of an address, and cut it at 64 letters. */
const markOf = (ctx: Context, leadId: string): string =>
  ctx.vault.keyedHash('reply', leadId).subarray(0, 8).toString('hex');

const plain = (reference: string): string => reference.replace('-', '').toLowerCase();

/** Where replies about one request come back to: our own mailbox, with a mark that only we can make (RFC 5233). */
export function replyAddress(
  ctx: Context,
  lead: { readonly id: string; readonly reference: string },
): string | undefined {
  if (!ctx.mailbox?.marksReplies) return undefined;
  const [local = '', domain = ''] = ctx.mailbox.address.split('@');
  return `${local}+${plain(lead.reference)}-${markOf(ctx, lead.id)}@${domain}`;
}

/** The requests that a mail's recipients name, as they are to be proved by `isMarked`. */
export function referencesIn(
  ctx: Context,
  to: readonly string[],
): { readonly reference: string; readonly mark: string }[] {
  const [local = '', domain = ''] = (ctx.mailbox?.address ?? '').toLowerCase().split('@');
  return to.flatMap((address) => {
    const [who = '', where] = address.toLowerCase().split('@');
    const [, word = '', mark = ''] = /^\+([a-z0-9]{7})-([0-9a-f]{16})$/.exec(who.slice(local.length)) ?? [];
    if (where !== domain || !domain || !who.startsWith(local) || !mark) return [];
    return [{ reference: `${word.slice(0, 4)}-${word.slice(4)}`.toUpperCase(), mark }];
  });
}

/** Whether the mark of an address was made by us for this request. */
export const isMarked = (ctx: Context, leadId: string, mark: string): boolean =>
  timingSafeEqual(Buffer.from(markOf(ctx, leadId)), Buffer.from(mark));

/** Every mail to a customer about a request gets the address by which the answer finds back to it. */
export function withReplyAddress(
  renderers: Readonly<Record<DeliveryKind, Renderer>>,
): Readonly<Record<DeliveryKind, Renderer>> {
  const wrapped = Object.entries(renderers).map(([kind, renderer]) => [
    kind,
    kind.startsWith('customer.') ? marked(renderer) : renderer,
  ]);
  return Object.fromEntries(wrapped) as Record<DeliveryKind, Renderer>;
}

const marked =
  (renderer: Renderer): Renderer =>
  async (ctx, db, deliveries) => {
    const rendered = await renderer(ctx, db, deliveries);
    if (!ctx.mailbox?.marksReplies) return rendered;
    const references = await referencesOf(
      db,
      deliveries.flatMap(({ leadId }) => leadId ?? []),
    );
    return new Map(
      [...rendered].map(([id, mail]) => {
        const lead = references.get(deliveries.find((d) => d.id === id)?.leadId ?? '');
        const replyTo = lead && replyAddress(ctx, lead);
        return [id, mail.kind === 'mail' && replyTo && !mail.replyTo ? { ...mail, replyTo } : mail];
      }),
    );
  };

async function referencesOf(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { id: string; reference: string }>();
  const rows = await db.selectFrom('brokerage.lead').select(['id', 'reference']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}
