import { makeTask, notesOf, tasksOf, tickTask, writeNote } from '#domain/contact/index.ts';
import { deliveriesOf, deliveryById, replay } from '#domain/delivery/index.ts';
import { idByReference, type Lead, leadById, leadClock } from '#domain/lead/index.ts';
import { eventsOf } from '#domain/ledger/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { parseReference } from '#platform/crypto.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { Face } from '../face.ts';
import { one, readForm } from '../forms.ts';
import { path } from '../paths.ts';
import { requestFacts } from '../request-facts.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import { GonePage } from './console.page.tsx';
import { asStaff, consolePage, uuid } from './console.routes.tsx';
import { LeadPage } from './lead.page.tsx';
import type { LeadView } from './lead.view.ts';
import { leadWords } from './leads.texts.ts';

/** One request, as staff see and work it. */
export function leadRoutes(face: Face): void {
  const { map, ctx } = face;
  map.console('GET', 'consoleLead', 'lead.read', (visit) => withLead(face, visit, (lead) => show(face, visit, lead)));
  map.console('POST', 'consoleNotes', 'lead.write', (visit) =>
    withLead(face, visit, async (lead) => {
      const body = one(await readForm(visit.c.req.raw), 'note')
        .trim()
        .slice(0, 4000);
      if (!body) return show(face, visit, lead, { problem: leadWords(visit.locale).lead.noteEmpty, status: 422 });
      return act(face, visit, lead, 'noted', (tx) => writeNote(asStaff(ctx, visit), tx, lead.id, body));
    }),
  );
  map.console('POST', 'consoleTasks', 'lead.write', (visit) =>
    withLead(face, visit, (lead) => task(face, visit, lead)),
  );
  map.console('POST', 'consoleResending', 'delivery.replay', (visit) => resend(face, visit));
}

async function withLead(face: Face, visit: Visit<'staff'>, work: (lead: Lead) => Promise<Response>): Promise<Response> {
  const { db } = face.ctx;
  const reference = parseReference(visit.c.req.param('reference') ?? '');
  const lead = await leadById(db, (reference && (await idByReference(db, reference))) ?? null);
  return lead ? work(lead) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function viewOf(face: Face, lead: Lead): Promise<LeadView> {
  const { db } = face.ctx;
  const [facts, deliveries, events, notes, tasks, target] = await Promise.all([
    requestFacts(face, lead),
    deliveriesOf(db, lead.id),
    eventsOf(db, lead.id),
    notesOf(db, lead.id),
    tasksOf(db, lead.id),
    leadById(db, lead.joinedTo),
  ]);
  return {
    ...{ ...facts, deliveries, events, notes, tasks },
    clock: leadClock(lead),
    joinedReference: target?.reference,
  };
}

async function show(
  face: Face,
  visit: Visit<'staff'>,
  lead: Lead,
  shown: { readonly problem: string; readonly status: 409 | 422 } | undefined = undefined,
): Promise<Response> {
  const t = leadWords(visit.locale).lead;
  const text = shown?.problem ?? t.done[visit.c.req.query('done') ?? ''];
  return visit.c.html(
    renderPage(
      <LeadPage
        page={consolePage(face, visit)}
        view={await viewOf(face, lead)}
        notice={text && <Notice tone={shown ? 'bad' : 'done'}>{text}</Notice>}
      />,
    ),
    shown?.status ?? 200,
  );
}

/** Does something about a request; when things have changed meanwhile, the page says so and shows how they stand. */
async function act(
  face: Face,
  visit: Visit<'staff'>,
  { id, reference }: Pick<Lead, 'id' | 'reference'>,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  try {
    await transact(face.ctx.db, work);
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const fresh = await leadById(face.ctx.db, id);
    if (!fresh) return visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
    return show(face, visit, fresh, { problem: leadWords(visit.locale).lead.notAllowed, status: 409 });
  }
  return visit.c.redirect(`${path('consoleLead', visit.locale, { reference })}?done=${done}`, 303);
}

async function task(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const ctx = asStaff(face.ctx, visit);
  const action = one(form, 'action');
  if (action === 'done' || action === 'undo') {
    const id = uuid(one(form, 'taskId'));
    return act(face, visit, lead, 'ticked', (tx) => tickTask(ctx, tx, lead.id, id, action === 'done'));
  }
  const body = one(form, 'task').trim().slice(0, 200);
  const dueOn = dateFrom(one(form, 'taskDue'));
  if (!body || !dueOn) return show(face, visit, lead, { problem: leadWords(visit.locale).lead.taskBad, status: 422 });
  return act(face, visit, lead, 'task', (tx) => makeTask(ctx, tx, lead.id, { body, dueOn }));
}

function dateFrom(text: string): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined;
  } catch {
    return undefined;
  }
}

/** A delivery that never arrived, once more from the start. */
async function resend(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const delivery = await deliveryById(ctx.db, uuid(visit.c.req.param('id') ?? ''));
  const lead = delivery && (await leadById(ctx.db, delivery.leadId));
  if (!lead) return visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
  return act(face, visit, lead, 'resent', async (tx) => {
    if (lead.restrictedAt) throw new NotAllowed('lead', 'be sent');
    await replay(ctx, tx, delivery.id);
  });
}
