import { callsOf, lettersOf, notesOf, tasksOf } from '#domain/contact/index.ts';
import { mailOf } from '#domain/correspondence/index.ts';
import { attemptsOf, deliveriesOf } from '#domain/delivery/index.ts';
import { idByReference, type Lead, leadById, leadClock } from '#domain/lead/index.ts';
import { eventsOf } from '#domain/ledger/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { parseReference } from '#platform/crypto.ts';
import type { Tx } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { formToken } from '../../forms.ts';
import { path } from '../../paths.ts';
import { requestFacts } from '../../request-facts.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { consolePage, uuid } from '../console.routes.tsx';
import { liveWords } from '../live.texts.ts';
import { Done, type Undo } from '../undo.tsx';
import { contactWords } from './contact.texts.ts';
import { LeadPage } from './lead.page.tsx';
import type { LeadView } from './lead.view.ts';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

/** Loads the request of an address for a page; one that is gone, or archived, is not found. */
export async function withLead(
  face: Face,
  visit: Visit<'staff'>,
  work: (lead: Lead) => Promise<Response>,
): Promise<Response> {
  const { db } = face.ctx;
  const reference = parseReference(visit.c.req.param('reference') ?? '');
  const lead = await leadById(db, (reference && (await idByReference(db, reference))) ?? null);
  return lead ? work(lead) : gone(face, visit);
}

/** What is not there, or not any more. */
export const gone = (face: Face, visit: Visit<'staff'>): Response | Promise<Response> =>
  visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);

/** What can't be done as things stand: the page says so and shows how they do. */
export const refused = (face: Face, visit: Visit<'staff'>, lead: Lead): Promise<Response> =>
  show(face, visit, lead, { problem: leadWords(visit.locale).lead.notAllowed, status: 409 });

async function viewOf(face: Face, { session }: Visit<'staff'>, lead: Lead): Promise<LeadView> {
  const { db } = face.ctx;
  const [facts, deliveries, attempts, events, calls, letters, mails, notes, tasks, target] = await Promise.all([
    requestFacts(face, lead),
    deliveriesOf(db, lead.id),
    attemptsOf(db, lead.id),
    eventsOf(db, lead.id),
    callsOf(db, lead.id),
    lettersOf(db, lead.id),
    staffMay(session, 'mail.read') ? mailOf(db, lead.id) : [],
    notesOf(db, lead.id),
    tasksOf(db, lead.id),
    leadById(db, lead.joinedTo),
  ]);
  return {
    ...{ ...facts, deliveries, attempts, events, calls, letters, mails, notes, tasks },
    clock: leadClock(lead),
    formKey: formToken(face.ctx),
    joinedReference: target?.reference,
  };
}

/** The page of a request as it stands, with what has just been done, or why it was not. Only for who may read requests, whatever led here. */
export async function show(
  face: Face,
  visit: Visit<'staff'>,
  lead: Lead,
  shown: { readonly problem: string; readonly status: 409 | 422 } | undefined = undefined,
): Promise<Response> {
  if (!staffMay(visit.session, 'lead.read')) return gone(face, visit);
  const t = leadWords(visit.locale).lead;
  const done = visit.c.req.query('done') ?? '';
  const { locale } = visit;
  const said =
    t.done[done] ?? contactWords(locale).done[done] ?? workWords(locale).done[done] ?? liveWords(locale).undone[done];
  const text = shown?.problem ?? said;
  const undo = undoOf(visit, lead, done, visit.c.req.query('undo'));
  return visit.c.html(
    renderPage(
      <LeadPage
        page={consolePage(face, visit, `lead:${lead.id}`)}
        view={await viewOf(face, visit, lead)}
        notice={
          text &&
          (shown ? (
            <Notice tone="bad">{text}</Notice>
          ) : (
            <Done locale={visit.locale} undo={undo}>
              {text}
            </Done>
          ))
        }
      />,
    ),
    shown?.status ?? 200,
  );
}

/** What takes back what was just done, by what that was: which form, and what it posts of the thing's id. */
const undoing = {
  noted: (id) => ({ page: 'consoleNotes', fields: { action: 'undo', noteId: id } }),
  task: (id) => ({ page: 'consoleTasks', fields: { action: 'remove', taskId: id } }),
  ticked: (id) => ({ page: 'consoleTasks', fields: { action: 'undo', taskId: id } }),
  unticked: (id) => ({ page: 'consoleTasks', fields: { action: 'done', taskId: id } }),
} satisfies Record<string, (id: string) => { page: 'consoleNotes' | 'consoleTasks'; fields: Record<string, string> }>;
const canUndo = (done: string): done is keyof typeof undoing => Object.hasOwn(undoing, done);

function undoOf(
  { locale, session }: Visit<'staff'>,
  { reference, restrictedAt }: Lead,
  done: string,
  id: string | undefined,
): Undo | undefined {
  if (!id || !canUndo(done) || restrictedAt || !staffMay(session, 'lead.write')) return undefined;
  const { page, fields } = undoing[done](uuid(id));
  return { action: path(page, locale, { reference }), fields };
}

/**
 * Does something about a request; when things have changed meanwhile, the page says so and shows how they stand.
 * @param work its answer is the id of what can be taken back
 */
export async function act(
  face: Face,
  visit: Visit<'staff'>,
  { id, reference }: Pick<Lead, 'id' | 'reference'>,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  let made: unknown;
  const allowed = await attempt(face.ctx.db, async (tx) => {
    made = await work(tx);
  });
  if (!allowed) {
    const fresh = await leadById(face.ctx.db, id);
    return fresh ? refused(face, visit, fresh) : gone(face, visit);
  }
  const query = new URLSearchParams({ done, ...(canUndo(done) && typeof made === 'string' ? { undo: made } : {}) });
  return visit.c.redirect(`${path('consoleLead', visit.locale, { reference })}?${query}`, 303);
}
