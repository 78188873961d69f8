import type { Context } from '#domain/context.ts';
import { keepPrivate } from '../edge.ts';
import { type Face, pageOf } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import type { ConsoleContext } from './console.page.tsx';

/** What a page of the console needs to know about the request it answers. Nothing of it is cached or indexed. */
export function consolePage(face: Pick<Face, 'assets'>, visit: Visit<'staff'>): ConsoleContext {
  keepPrivate(visit.c);
  return { ...pageOf(face, visit, 'console'), who: visit.session };
}

/** The context of what somebody in the console does: the audit log names them by number. */
export const asStaff = (ctx: Context, visit: Visit<'staff'>): Context => ({
  ...ctx,
  actor: `staff:${visit.session.staffId}`,
});

/** An id as it stood in a form or an address; one that can't exist when it is no id, so that nothing is found. */
export const uuid = (text: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : '00000000-0000-0000-0000-000000000000';
