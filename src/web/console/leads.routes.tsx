import { type ServiceId, serviceIds } from '#catalog/index.ts';
import {
  activeStates,
  idByReference,
  type LeadFilter,
  type LeadState,
  leadStates,
  listLeads,
} from '#domain/lead/index.ts';
import { parseReference } from '#platform/crypto.ts';
import type { Face } from '../face.ts';
import { one, readForm } from '../forms.ts';
import { path } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { LeadsPage } from './leads.page.tsx';

/** The list of requests. What is asked for stands in the address, so that it can be kept and shared. */
export function leadsRoutes(face: Face): void {
  face.map.console('GET', 'consoleLeads', 'lead.read', (visit) => list(face, visit));
  face.map.console('POST', 'consoleLeads', 'lead.read', (visit) => find(face, visit));
}

const place = 'console.search';

/**
 * What is looked for is often a name or a number, and no such thing stands in an address: it is posted, and the address of the answer
 * has it sealed. A whole reference means one request, without a list to look at first.
 */
async function find(face: Face, { c, locale }: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const text = one(await readForm(c.req.raw), 'q')
    .trim()
    .slice(0, 100);
  const list = path('consoleLeads', locale);
  if (!text) return c.redirect(list, 303);
  const reference = parseReference(text);
  if (reference && (await idByReference(ctx.db, reference)))
    return c.redirect(path('consoleLead', locale, { reference }), 303);
  return c.redirect(`${list}?${new URLSearchParams({ q: ctx.vault.seal(text, place) })}`, 303);
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  const query = c.req.query();
  const filter = { ...read(query), text: opened(face, query.q) };
  const [found, registry] = await Promise.all([listLeads(ctx.db, ctx.vault, filter), face.registry()]);
  const last = found.leads.at(-1);
  return c.html(
    renderPage(
      <LeadsPage
        page={consolePage(face, visit, 'leads')}
        filter={filter}
        sealed={filter.text && query.q}
        found={found}
        suppliers={registry}
        older={found.more && last ? olderThan(c.req.url, last) : undefined}
      />,
    ),
  );
}

function opened({ ctx }: Face, sealed: string | undefined): string | undefined {
  try {
    return sealed ? ctx.vault.unseal(sealed, place) : undefined;
  } catch {
    return undefined;
  }
}

/** The filter of an address. What can't be understood is left out. */
function read(query: Readonly<Record<string, string>>): LeadFilter & { readonly active: boolean } {
  const state = leadStates.find((each) => each === query.state);
  const active = query.state === 'active';
  const [at = '', id = ''] = (query.after ?? '').split('_');
  const micro = /^\d{1,17}$/.test(at) && /^[0-9a-f-]{36}$/.test(id) ? BigInt(at) : undefined;
  return {
    active,
    states: active ? ([...activeStates] as LeadState[]) : state ? [state] : undefined,
    service: serviceIds.find((each): each is ServiceId => each === query.service),
    supplier: /^[a-z0-9-]{1,40}$/.test(query.supplier ?? '') ? query.supplier : undefined,
    restricted: query.restricted === 'yes',
    after: micro === undefined ? undefined : { receivedAt: Temporal.Instant.fromEpochNanoseconds(micro * 1000n), id },
  };
}

function olderThan(url: string, { receivedAt, id }: { receivedAt: Temporal.Instant; id: string }): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('after', `${receivedAt.epochNanoseconds / 1000n}_${id}`);
  return `${pathname}?${searchParams}`;
}
