import { type BulkAct, bulkActs, candidatesOf, type LeftOut, leftOut, makeTask } from '#domain/contact/index.ts';
import type { Context } from '#domain/context.ts';
import { endRequest } from '#domain/contract/index.ts';
import { pageSize } from '#domain/lead/index.ts';
import { audit } from '#domain/ledger/index.ts';
import { remindSuppliers } from '#domain/referral/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { parseReference } from '#platform/crypto.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { Permission } from '#policy/roles.ts';
import type { Face } from '../../face.ts';
import { type Form, formToken, keyIn, one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { BulkDonePage, BulkPage } from './bulk.page.tsx';
import { bulkWords } from './bulk.texts.ts';
import { leadWords } from './leads.texts.ts';

const rights: Readonly<Record<BulkAct, Permission>> = {
  remind: 'lead.forward',
  task: 'lead.write',
  close: 'lead.write',
};

/** Several requests at once: which ones it is for is said first, each is done in a transaction of its own, and what came of each is told. */
export function bulkRoutes(face: Face): void {
  face.map.console('GET', 'consoleBulk', 'lead.write', (visit) => ask(face, visit, fromQuery(visit)));
  face.map.console('POST', 'consoleBulk', 'lead.write', async (visit) =>
    carryOut(face, visit, await readForm(visit.c.req.raw)),
  );
  face.map.console('GET', 'consoleBulkDone', 'lead.write', (visit) => tell(face, visit));
}

const fromQuery = (visit: Visit<'staff'>): Form => visit.c.req.queries();
const actOf = (form: Form): BulkAct | undefined => bulkActs.find((act) => act === one(form, 'act'));
const chosen = (form: Form): string[] =>
  [...new Set((form.lead ?? []).flatMap((text) => parseReference(text) ?? []))].slice(0, pageSize);

async function ask(face: Face, visit: Visit<'staff'>, form: Form, problem?: string): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  const act = actOf(form);
  const references = chosen(form);
  if (!act || references.length === 0 || !staffMay(visit.session, rights[act]))
    return c.redirect(`${path('consoleLeads', locale)}?done=nothing`, 303);
  const found = await candidatesOf(ctx.db, act, references, ctx.clock.now());
  return c.html(
    renderPage(
      <BulkPage
        page={consolePage(face, visit)}
        act={act}
        fit={found.filter(({ why }) => why === undefined)}
        left={found.flatMap((one) => (one.why ? [{ ...one, why: one.why }] : []))}
        problem={problem}
        formKey={one(form, 'idempotencyKey') || formToken(ctx)}
        today={stockholmDate(ctx.clock.now())}
      />,
    ),
    problem ? 422 : 200,
  );
}

async function carryOut(face: Face, visit: Visit<'staff'>, form: Form): Promise<Response> {
  const { locale } = visit;
  const ctx = asStaff(face.ctx, visit);
  const act = actOf(form);
  if (!act || !staffMay(visit.session, rights[act])) return ask(face, visit, {});
  const todo = doing(form, keyIn(ctx, form))[act];
  if (!todo) return ask(face, visit, form, leadWords(locale).lead.taskBad);
  const references = chosen(form);
  // Judged again: whatever has changed since the page was shown is left alone.
  const found = await candidatesOf(ctx.db, act, references, ctx.clock.now());
  const query = new URLSearchParams({ act });
  for (const { id, reference, why } of found) {
    const done = why === undefined && (await attempt(ctx, (tx) => todo(ctx, tx, id)));
    if (done) query.append('ok', reference);
    else query.append('no', `${reference}.${why ?? 'changed'}`);
  }
  for (const reference of references)
    if (!found.some((one) => one.reference === reference)) query.append('no', `${reference}.gone`);
  return visit.c.redirect(`${path('consoleBulkDone', locale)}?${query}`, 303);
}

type Todo = (ctx: Context, tx: Tx, leadId: string) => Promise<unknown>;

/** Undefined when what it takes was not filled in. */
function doing(form: Form, key: string | undefined): Readonly<Record<BulkAct, Todo | undefined>> {
  const body = one(form, 'task').trim().slice(0, 200);
  const due = one(form, 'taskDue');
  const dueOn = /^\d{4}-\d{2}-\d{2}$/.test(due) && isDate(due) ? Temporal.PlainDate.from(due) : undefined;
  return {
    remind: (ctx, tx, leadId) => remindSuppliers(ctx, tx, leadId),
    task: body && dueOn ? (ctx, tx, leadId) => makeTask(ctx, tx, leadId, { body, dueOn }, key) : undefined,
    close: async (ctx, tx, leadId) => {
      await endRequest(ctx, tx, leadId, 'no-contract');
      await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'lead.closed', leadId, { reason: 'no-contract' });
    },
  };
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

const attempt = (ctx: Context, work: (tx: Tx) => Promise<unknown>): Promise<boolean> =>
  transact(ctx.db, work).then(
    () => true,
    (error) => {
      if (error instanceof NotAllowed) return false;
      throw error;
    },
  );

async function tell(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const form = fromQuery(visit);
  const act = actOf(form) ?? 'task';
  const done = (form.ok ?? []).flatMap((text) => parseReference(text) ?? []).slice(0, pageSize);
  const left = (form.no ?? []).slice(0, pageSize).flatMap((text) => {
    const [reference = '', reason] = text.split('.');
    const why = leftOut.find((each): each is LeftOut => each === reason);
    const known = parseReference(reference);
    return why && known ? [{ reference: known, why }] : [];
  });
  const all = [...done, ...left.map(({ reference }) => reference)];
  const found = await candidatesOf(face.ctx.db, 'task', all, face.ctx.clock.now());
  const named = <T extends { reference: string }>(one: T) => ({
    ...one,
    companyName: found.find(({ reference }) => reference === one.reference)?.companyName ?? '',
  });
  return visit.c.html(
    renderPage(
      <BulkDonePage
        page={consolePage(face, visit)}
        act={act}
        done={done.map((reference) => named({ reference }))}
        left={left.map(named)}
      />,
    ),
  );
}

/** What the list says when nothing was chosen. */
export const bulkNotice = (locale: Visit['locale'], done: string | undefined): string | undefined =>
  done === 'nothing' ? bulkWords(locale).nothing : undefined;
