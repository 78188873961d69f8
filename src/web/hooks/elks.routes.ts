import { type CallEnd, callEnds, noteEnded, noteReport, type SmsReport, smsReports } from '#domain/contact/index.ts';
import { keepPrivate } from '../edge.ts';
import type { Face } from '../face.ts';
import { readForm } from '../forms.ts';
import { endpoints } from '../paths.ts';
import type { Visit } from '../sitemap.ts';

/** What can be a number of theirs. */
const numbered = (text: string) => /^[\w-]{1,64}$/.test(text);
const among = <T extends string>(all: readonly T[], text: string): T | undefined => all.find((one) => one === text);

/**
 * What 46elks tells of a text message (https://46elks.com/docs/sms-delivery-reports) and of a call that has ended. The address is the
 * key: made for this one and signed. Whoever knocks without it gets the same answer, and learns nothing.
 */
export function hookRoutes(face: Face): void {
  const { ctx, map } = face;
  map.route('POST', endpoints.smsReport, 'anyone', async (visit) => {
    const { own, said } = await heard(face, visit, 'sms-report');
    const [carrierId, report] = [said('id'), among<SmsReport>(smsReports, said('status'))];
    if (own && report && numbered(carrierId)) await noteReport(ctx, ctx.db, own, carrierId, report);
    return visit.c.body(null, 204);
  });
  map.route('POST', endpoints.callEnded, 'anyone', async (visit) => {
    const { own, said } = await heard(face, visit, 'call-ended');
    const [carrierId, end] = [said('id'), among<CallEnd>(callEnds, said('state'))];
    const seconds = /^\d{1,6}$/.test(said('duration')) ? Number(said('duration')) : null;
    if (own && end && numbered(carrierId)) await noteEnded(ctx.db, own, { carrierId, end, seconds });
    return visit.c.body(null, 204);
  });
}

/** Which of ours an address is about, undefined for a stranger's; and what is told of it, by the peer's own names. */
async function heard({ ctx }: Face, { c }: Pick<Visit, 'c'>, kind: string) {
  keepPrivate(c);
  const own = ctx.vault.open(kind, c.req.param('token') ?? '', ctx.clock.now());
  const told = own ? await readForm(c.req.raw).catch(() => ({})) : {};
  return { own, said: (name: string): string => (told as Record<string, readonly string[]>)[name]?.[0] ?? '' };
}
