import { beacon, browserOf, kindOf, noteDropped } from '#domain/visit/index.ts';
import { Flood } from '#platform/flood.ts';
import { clientAddress } from '#platform/ip.ts';
import { askedWhere } from '#policy/consents.ts';
import { keepPrivate, remoteAddress } from '../edge.ts';
import type { Face } from '../face.ts';
import { endpoints, localeOf, nameOfPage } from '../paths.ts';
import { answerOf } from './consent.routes.tsx';

const mostBytes = 8 << 10;
/** Beacons of one address within a minute: an office of some hundred people behind one, and no more. */
const mostAMinute = 300;

/**
 * Takes in what a page measures of a visit, after a yes and never otherwise (P23). The address is used for the country and forgotten (P21); what
 * holds anything but what is measured is refused whole (P20).
 */
export function visitRoutes(face: Face): void {
  const asked = askedWhere(face.google !== undefined);
  const flood = new Flood(face.ctx.clock, mostAMinute);
  face.map.route('POST', endpoints.visits, 'anyone', async ({ c }) => {
    const { ctx } = face;
    keepPrivate(c);
    const answer = answerOf(c, asked);
    if (answer?.choice !== 'yes' || !answer.id) return c.body(null, 403);
    const userAgent = c.req.header('user-agent');
    // Nothing at all is no browser either.
    const kind = userAgent ? kindOf(userAgent) : 'program';
    if (kind === 'program') {
      await noteDropped(ctx, 'program');
      return c.body(null, 204);
    }
    const address = clientAddress(remoteAddress(c), c.req.header('x-forwarded-for'), face.trust);
    if (flood.over(address ?? '')) return c.body(null, 429);
    const text = await c.req.text();
    const read = text.length > mostBytes ? undefined : beacon.safeParse(parsed(text));
    const page = read?.success ? nameOfPage(read.data.page) : undefined;
    if (!read?.success || !page) {
      await noteDropped(ctx, 'refused');
      return c.body(null, 422);
    }
    await face.visits.store({
      ...browserOf(kind, c.req.header('accept-language'), address),
      consentId: answer.id,
      ...{ page, locale: localeOf(page), beacon: read.data },
    });
    return c.body(null, 204);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
