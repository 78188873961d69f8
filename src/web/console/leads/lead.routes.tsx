import { makeTask, takeBackNote, takeBackTask, tickTask, writeNote } from '#domain/contact/index.ts';
import { deliveryById, replay } from '#domain/delivery/index.ts';
import { type Lead, leadById } from '#domain/lead/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { keyIn, one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { asStaff, uuid } from '../console.routes.tsx';
import { act, gone, show, withLead } from './lead-door.tsx';
import { leadWords } from './leads.texts.ts';

/** One request, as staff see and work it. */
export function leadRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleLead', 'lead.read', (visit) => withLead(face, visit, (lead) => show(face, visit, lead)));
  map.console('POST', 'consoleNotes', 'lead.write', (visit) =>
    withLead(face, visit, (lead) => note(face, visit, lead)),
  );
  map.console('POST', 'consoleTasks', 'lead.write', (visit) =>
    withLead(face, visit, (lead) => task(face, visit, lead)),
  );
  map.console('POST', 'consoleResending', 'delivery.replay', (visit) => resend(face, visit));
}

async function note(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const ctx = asStaff(face.ctx, visit);
  if (one(form, 'action') === 'undo') {
    const id = uuid(one(form, 'noteId'));
    return act(face, visit, lead, 'noteBack', (tx) => takeBackNote(ctx, tx, lead.id, id));
  }
  const body = one(form, 'note').trim().slice(0, 4000);
  if (!body) return show(face, visit, lead, { problem: leadWords(visit.locale).lead.noteEmpty, status: 422 });
  return act(face, visit, lead, 'noted', (tx) => writeNote(ctx, tx, lead.id, body, keyIn(ctx, form)));
}

async function task(face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const ctx = asStaff(face.ctx, visit);
  const action = one(form, 'action');
  if (action === 'done' || action === 'undo') {
    const id = uuid(one(form, 'taskId'));
    return act(face, visit, lead, action === 'done' ? 'ticked' : 'unticked', async (tx) => {
      await tickTask(ctx, tx, lead.id, id, action === 'done');
      return id;
    });
  }
  if (action === 'remove') {
    const id = uuid(one(form, 'taskId'));
    return act(face, visit, lead, 'taskBack', (tx) => takeBackTask(ctx, tx, lead.id, id));
  }
  const body = one(form, 'task').trim().slice(0, 200);
  const dueOn = dateFrom(one(form, 'taskDue'));
  if (!body || !dueOn) return show(face, visit, lead, { problem: leadWords(visit.locale).lead.taskBad, status: 422 });
  const kind = one(form, 'taskKind') === 'call' ? 'call' : 'other';
  return act(face, visit, lead, 'task', (tx) => makeTask(ctx, tx, lead.id, { body, dueOn, kind }, keyIn(ctx, form)));
}

function dateFrom(text: string): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined;
  } catch {
    return undefined;
  }
}

/** A delivery that never arrived, once more from the start. Whoever may not read requests is taken back to where the button was. */
async function resend(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const delivery = await deliveryById(ctx.db, uuid(visit.c.req.param('id') ?? ''));
  const lead = delivery && (await leadById(ctx.db, delivery.leadId));
  if (!lead) return gone(face, visit);
  const work = (tx: Tx) => replay(ctx, tx, delivery.id);
  if (staffMay(visit.session, 'lead.read')) return act(face, visit, lead, 'resent', work);
  const done = await transact(ctx.db, work).then(
    () => 'resent',
    (error) => {
      if (error instanceof NotAllowed) return 'moved';
      throw error;
    },
  );
  return visit.c.redirect(`${path('console', visit.locale)}?done=${done}`, 303);
}
