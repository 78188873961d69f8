import type { Context } from '#domain/context.ts';
import { keepPrivate } from '../edge.ts';
import { type Face, pageOf } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import type { ConsoleContext } from './console.page.tsx';
import { liveAddress, type Topic } from './live.ts';

/**
 * What a page of the console needs to know about the request it answers. Nothing of it is cached or indexed.
 * @param topic what it shows that changes by itself; the answer to a form stays as it is
 */
export function consolePage(face: Pick<Face, 'assets'>, visit: Visit<'staff'>, topic?: Topic): ConsoleContext {
  const { c, locale, session } = visit;
  keepPrivate(c);
  const live = topic && c.req.method === 'GET' ? liveAddress(locale, topic, c.get('live') ?? '') : undefined;
  return {
    ...pageOf(face, visit, 'console'),
    who: session,
    live,
    mails: c.get('mails'),
    submissions: c.get('submissions'),
  };
}

/** The context of what somebody in the console does: the audit log names them by number. */
export const asStaff = (ctx: Context, visit: Visit<'staff'>): Context => ({
  ...ctx,
  actor: `staff:${visit.session.staffId}`,
});

/** An id as it stood in a form or an address; one that can't exist when it is no id, so that nothing is found. */
export const uuid = (text: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : '00000000-0000-0000-0000-000000000000';
