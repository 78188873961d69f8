import { withinLimit } from '#domain/access/index.ts';
import { sourceBySecret } from '#domain/source/index.ts';
import { mostHeld } from '#domain/submission/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { apiBytes } from '../api/gate.ts';
import { keepPrivate } from '../edge.ts';
import { notFound } from '../errors.tsx';
import type { Face } from '../face.ts';
import { endpoints } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { type FormKind, readPayload } from './form-payload.ts';

/** Far more than a form is sent. What waits has a limit of its own, so that nobody who has the address can fill the disk. */
const perHour = 2000;

/**
 * What form plugins on other sites post: docs/forms.md. The address is the key. It is answered as soon as it is stored; a job makes a request of
 * it. Each plugin has a door of its own, so that what comes is read in one way only.
 */
export function formHookRoutes(face: Face): void {
  face.map.route('POST', endpoints.elementorHook, 'anyone', (visit) => receive(face, visit, 'elementor'));
  face.map.route('POST', endpoints.cf7Hook, 'anyone', (visit) => receive(face, visit, 'cf7'));
  face.map.route('POST', endpoints.gravityHook, 'anyone', (visit) => receive(face, visit, 'gravity'));
}

async function receive(face: Face, visit: Visit<'anyone'>, kind: FormKind): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  keepPrivate(c);
  const source = await sourceBySecret(ctx, kind, c.req.param('secret') ?? '');
  if (!source) return notFound(face, visit);
  const refused = (status: 413 | 415 | 422 | 429, text: string) => {
    face.metrics.drops.inc({ reason: status === 429 ? 'rate-limited' : 'invalid' });
    return c.text(text, status);
  };
  const body = new Uint8Array(await c.req.raw.arrayBuffer());
  if (body.length > apiBytes) return refused(413, `Too large: ${apiBytes / 1024} kB at most.`);
  const read = readPayload(kind, c.req.header('content-type'), body);
  if (!read.ok) return refused(read.status, `Not what this form plugin sends. ${read.because}`);
  if (!(await withinLimit(ctx, ctx.db, 'form-hook', source.id, perHour, 3600))) {
    c.header('Retry-After', String(3600 - (Math.floor(ctx.clock.now().epochMilliseconds / 1000) % 3600)));
    return refused(429, `Not stored: over ${perHour} posts in this hour. Send it again when Retry-After says.`);
  }
  try {
    await face.keepSubmission(source.id, read.fields, read.leftOut);
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    c.header('Retry-After', '3600');
    return refused(
      429,
      `Not stored: ${mostHeld} posts of this form wait. Deal with them under “Inskickat” in the console.`,
    );
  }
  return c.text('OK');
}
