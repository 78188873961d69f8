import type { Db } from '#platform/db/index.ts';
import { type MailContent, renderMail } from '#platform/mail/index.ts';
import type { Context } from '../context.ts';
import type { Delivery, Rendered, Renderer } from './delivery.ts';

/** A mail in the house's layout, to one address. */
export const mailTo = async (to: string, content: MailContent, replyTo?: string): Promise<Rendered> => ({
  kind: 'mail',
  to,
  subject: content.subject,
  ...(await renderMail(content)),
  ...(replyTo ? { replyTo } : {}),
});

/** What a delivery was about is gone or no longer so: it is cancelled with the reason. */
export const cancelled = (reason: string): Rendered => ({ kind: 'cancel', reason });

/** A renderer that makes one delivery at a time. */
export const oneByOne =
  (render: (ctx: Context, db: Db, delivery: Delivery) => Promise<Rendered>): Renderer =>
  async (ctx, db, deliveries) => {
    const rendered = new Map<string, Rendered>();
    for (const delivery of deliveries) rendered.set(delivery.id, await render(ctx, db, delivery));
    return rendered;
  };
