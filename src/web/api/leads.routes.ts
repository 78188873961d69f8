import { formatComing, formatDate, serviceById, serviceIds } from '#catalog/index.ts';
import { keyIsKnown, type Receipt } from '#domain/lead/index.ts';
import { mostSuppliers } from '#domain/routing/index.ts';
import { sourceBySecret } from '#domain/source/index.ts';
import { fieldsFor, nextOpening, offeredFor, takesAt } from '#domain/supplier/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { retention } from '#policy/retention.ts';
import type { Face } from '../face.ts';
import { endpoints, path } from '../paths.ts';
import { leadFrom } from '../request-form.ts';
import { words } from '../site/request.texts.ts';
import type { Visit } from '../sitemap.ts';
import type { ProblemKind } from './api.texts.ts';
import { type LeadBody, readLead, unofferedIn } from './lead-body.ts';
import { languageOf, type Pointed, problem } from './problem.ts';

type Anyone = Visit<'anyone'>;

/** The door for other systems: a request as JSON, with an intake key. The form's questions, rules and intake are its own. */
export function leadApiRoutes(face: Face): void {
  face.map.route('POST', endpoints.apiLeads, 'anyone', (visit) =>
    withKey(face, visit, (id) => receive(face, visit, id)),
  );
  face.map.route('GET', endpoints.apiSuppliers, 'anyone', (visit) =>
    withKey(face, visit, () => receivers(face, visit)),
  );
}

const wrong = (face: Face, { c }: Anyone, kind: ProblemKind, errors?: readonly Pointed[]) =>
  problem(c, face.baseUrl, kind, errors);

async function withKey(face: Face, visit: Anyone, work: (id: string) => Promise<Response>): Promise<Response> {
  const secret = /^Bearer +(\S+)$/i.exec(visit.c.req.header('authorization') ?? '')?.[1] ?? '';
  const source = await sourceBySecret(face.ctx, 'api', secret);
  return source ? work(source.id) : wrong(face, visit, 'unauthorized');
}

/** A key of the caller's choosing, quoted as the draft standard has it or bare. What it says is not kept, only its keyed hash. */
function keyFrom({ ctx }: Face, visit: Anyone, sourceId: string): string | undefined {
  const given = visit.c.req.header('idempotency-key')?.trim() ?? '';
  const bare = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (!/^[\x21-\x7e]{8,200}$/.test(bare)) return undefined;
  return `api.${ctx.vault.keyedHash('api-key', `${sourceId} ${bare}`).toString('hex')}`;
}

async function receive(face: Face, visit: Anyone, sourceId: string): Promise<Response> {
  const { ctx, metrics } = face;
  const { c } = visit;
  const locale = languageOf(c);
  const key = keyFrom(face, visit, sourceId);
  if (!key) return wrong(face, visit, 'key-missing');
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(c.req.header('content-type') ?? ''))
    return wrong(face, visit, 'media-type');
  const input = await json(c.req.raw);
  if (input === undefined) return wrong(face, visit, 'malformed');
  const invalid = (errors: readonly Pointed[]) => {
    metrics.drops.inc({ reason: 'invalid' });
    return wrong(face, visit, 'invalid', errors);
  };
  const read = readLead(input, locale, stockholmDate(ctx.clock.now()));
  const { sent } = read;
  const offered = sent.service ? offeredFor(await face.registry(), sent.service.id, ctx.clock.now()) : undefined;
  const unoffered = offered ? unofferedIn(sent.suppliers, new Set(offered.map(({ id }) => id)), locale) : [];
  if (!read.ok) return invalid([...read.errors, ...unoffered]);
  const { service, suppliers } = read.body;
  // The same request again is answered as it was, also when a supplier has gone home since.
  if (unoffered.length > 0 && !(await keyIsKnown(ctx.db, key))) return invalid(unoffered);
  const lead = leadFrom(service, read.body.answers, read.body.company, {
    ...{ source: 'api', sourceId, locale: read.body.locale, ticked: suppliers, idempotencyKey: key },
    // Whoever sends it is not the customer.
    ip: null,
  });
  // What the database can't do now is answered apart from what is a fault of ours, where the app catches both.
  const result = await face.intake.store(lead, '');
  if (result.kind === 'stored') {
    if (!result.receipt.repeated) metrics.leads.inc({ service: service.id });
    return stored(face, visit, read.body, result.receipt);
  }
  metrics.drops.inc({ reason: result.reason });
  if (result.reason !== 'rate-limited') return wrong(face, visit, 'key-reused');
  c.header('Retry-After', String(Math.max(1, Math.ceil(ctx.clock.now().until(result.until).total('seconds')))));
  return wrong(face, visit, 'rate-limited');
}

/** The body as JSON; undefined when it is none, or not in UTF-8. */
async function json(request: Request): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer()));
  } catch {
    return undefined;
  }
}

/** Made of nothing but what was sent and when it was stored, so that the same again is answered the same, byte by byte. */
function stored(face: Face, { c }: Anyone, body: LeadBody, receipt: Receipt): Response {
  const { leadId, reference, receivedAt } = receipt;
  const expires = addPeriod(receivedAt, retention['receipt-link'].period);
  const token = face.ctx.vault.sign({ kind: 'receipt', id: leadId, expires });
  const address = `${face.baseUrl}${path('receipt', body.locale, { token })}`;
  c.header('Cache-Control', 'no-store');
  c.header('Location', address);
  if (receipt.repeated) c.header('Idempotent-Replayed', 'true');
  return c.json(
    {
      ...{ reference, receivedAt: receivedAt.toString({ smallestUnit: 'second' }) },
      ...{ service: body.service.id, suppliers: body.suppliers, receipt: address },
      erasedWithoutQuote: stockholmDate(addPeriod(receivedAt, retention['lead.no-quote'].period)).toString(),
    },
    201,
  );
}

/** «Vem får vad?» (P3, P4) for whoever asks the customer: the suppliers to choose among, and the words to show before the request is sent. */
async function receivers(face: Face, visit: Anyone): Promise<Response> {
  const { c } = visit;
  const id = serviceIds.find((one) => one === c.req.param('service'));
  if (!id) return wrong(face, visit, 'not-found');
  const locale = languageOf(c);
  const now = face.ctx.clock.now();
  const offered = offeredFor(await face.registry(), id, now);
  const t = words(locale);
  const erased = formatDate(addPeriod(now, retention['lead.no-quote'].period), locale);
  c.header('Cache-Control', 'no-store');
  c.header('Content-Language', locale);
  return c.json({
    service: id,
    suppliers: offered.map((supplier) => {
      const opens = takesAt(supplier, now) === 'open' ? undefined : nextOpening(supplier, now);
      return {
        ...{ id: supplier.id, name: supplier.name, receives: fieldsFor(id, supplier).map((q) => q.id) },
        ...(opens ? { opens: formatComing(opens, now, locale) } : {}),
      };
    }),
    show: {
      heading: t.who,
      text: [
        offered.length === 0 ? t.whoNone : t.whoLead(offered.length, serviceById(id).name[locale].toLowerCase()),
        ...(offered.length > mostSuppliers ? [t.whoMost(mostSuppliers)] : []),
        `${t.willBeStored} ${t.erasedOn(erased)}. ${t.toldBefore}`,
      ],
      policy: `${face.baseUrl}${path('policy', locale)}`,
    },
  });
}
