import { noteReport, type SmsReport, smsReports } from '#domain/contact/index.ts';
import { keepPrivate } from '../edge.ts';
import type { Face } from '../face.ts';
import { one, readForm } from '../forms.ts';
import { endpoints } from '../paths.ts';

/**
 * What 46elks tells of a text message (https://46elks.com/docs/sms-delivery-reports). Its address is the key: made for this one
 * message and signed. Whoever knocks without it gets the same answer, and learns nothing.
 */
export function hookRoutes(face: Face): void {
  const { ctx, map } = face;
  map.route('POST', endpoints.smsReport, 'anyone', async ({ c }) => {
    keepPrivate(c);
    const messageId = ctx.vault.open('sms-report', c.req.param('token') ?? '', ctx.clock.now());
    const form = messageId ? await readForm(c.req.raw).catch(() => ({})) : {};
    const [id, status] = [one(form, 'id'), one(form, 'status')];
    if (messageId && /^[\w-]{1,64}$/.test(id) && (smsReports as readonly string[]).includes(status))
      await noteReport(ctx, ctx.db, messageId, id, status as SmsReport);
    return c.body(null, 204);
  });
}
