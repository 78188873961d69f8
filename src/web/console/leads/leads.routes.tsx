import { type ServiceId, serviceIds } from '#catalog/index.ts';
import {
  activeStates,
  idByReference,
  type LeadFilter,
  type LeadState,
  leadStates,
  listLeads,
} from '#domain/lead/index.ts';
import { removeView, savedViews, saveView, viewKeys } from '#domain/staff/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmMidnight } from '#platform/clock.ts';
import { parseReference } from '#platform/crypto.ts';
import { transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { olderThan, openedQuery, placeIn, sealedQuery } from '../listing.ts';
import { bulkWords } from './bulk.texts.ts';
import { workWords } from './lead-work.texts.ts';
import { LeadsPage } from './leads.page.tsx';

/** The list of requests. What is asked for stands in the address, so that it can be kept and shared. */
export function leadsRoutes(face: Face): void {
  face.map.console('GET', 'consoleLeads', 'lead.read', (visit) => list(face, visit));
  face.map.console('POST', 'consoleLeads', 'lead.read', (visit) => find(face, visit));
  face.map.console('POST', 'consoleViews', 'lead.read', (visit) => keepView(face, visit));
}

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
  return c.redirect(list + sealedQuery(ctx.vault, 'search', text), 303);
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const { c } = visit;
  const query = c.req.query();
  const filter = { ...read(query, ctx.clock.now()), text: openedQuery(ctx.vault, 'search', query.q) };
  const [found, registry, views] = await Promise.all([
    listLeads(ctx.db, ctx.vault, filter),
    face.registry(),
    savedViews(ctx.db, visit.session.staffId),
  ]);
  const last = found.leads.at(-1);
  return c.html(
    renderPage(
      <LeadsPage
        page={consolePage(face, visit, 'leads')}
        filter={filter}
        sealed={filter.text && query.q}
        found={found}
        done={said(visit, query.done)}
        views={views}
        asked={askedFor(query, filter)}
        suppliers={registry}
        older={found.more && last ? olderThan(c.req.url, { at: last.receivedAt, id: last.id }) : undefined}
      />,
    ),
  );
}

/** The filter of an address. What can't be understood is left out. */
function read(
  query: Readonly<Record<string, string>>,
  now: Temporal.Instant,
): LeadFilter & { readonly active: boolean } {
  const state = leadStates.find((each) => each === query.state);
  const active = query.state === 'active';
  const after = placeIn(query.after);
  return {
    active,
    states: active ? ([...activeStates] as LeadState[]) : state ? [state] : undefined,
    service: serviceIds.find((each): each is ServiceId => each === query.service),
    supplier: /^[a-z0-9-]{1,40}$/.test(query.supplier ?? '') ? query.supplier : undefined,
    restricted: query.restricted === 'yes',
    since: sinceOf(query.received, now),
    after: after && { receivedAt: after.at, id: after.id },
  };
}

/** From midnight in Sweden, or the last seven days. */
const sinceOf = (received: string | undefined, now: Temporal.Instant): Temporal.Instant | undefined => {
  if (received === 'today') return stockholmMidnight(now);
  return received === 'week' ? stockholmMidnight(now).subtract({ hours: 6 * 24 }) : undefined;
};

/** What of an address is a view: what it was understood as, and never what was searched for. */
function askedFor(query: Readonly<Record<string, string>>, filter: ReturnType<typeof read>): Record<string, string> {
  const { active, states, service, supplier, restricted, since } = filter;
  const known = { state: active ? 'active' : states?.[0], service, supplier, received: since && query.received };
  const all = { ...known, restricted: restricted ? 'yes' : undefined };
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value ? [[key, value] as const] : [])));
}

const said = (visit: Visit<'staff'>, done = ''): string | undefined => {
  const { views, nothing } = bulkWords(visit.locale);
  const own: Record<string, string> = { nothing, saved: views.saved, removed: views.removed, refused: views.refused };
  return own[done] ?? workWords(visit.locale).done[done];
};

/** Keeps the filter under a name, or forgets one: somebody's own, whatever is posted. */
async function keepView(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { c, locale, session } = visit;
  const form = await readForm(c.req.raw);
  const ctx = asStaff(face.ctx, visit);
  const filter = Object.fromEntries(viewKeys.map((key) => [key, one(form, key)] as const));
  const understood = askedFor(filter, read(filter, ctx.clock.now()));
  const removing = one(form, 'action') === 'remove';
  const done = await transact(ctx.db, (tx) =>
    removing
      ? removeView(ctx, tx, session.staffId, uuid(one(form, 'viewId')))
      : saveView(ctx, tx, session.staffId, one(form, 'viewName'), understood),
  ).then(
    () => (removing ? 'removed' : 'saved'),
    (error) => {
      if (error instanceof NotAllowed) return 'refused';
      throw error;
    },
  );
  const query = new URLSearchParams({ ...(removing ? {} : understood), done });
  return c.redirect(`${path('consoleLeads', locale)}?${query}`, 303);
}
