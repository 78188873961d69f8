import { formSourceById } from '#domain/source/index.ts';
import {
  readSubmission,
  suggest,
  targetOf,
  throwSubmission,
  type Waiting,
  waitingById,
  waitingSubmissions,
} from '#domain/submission/index.ts';
import { offeredFor } from '#domain/supplier/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { retention } from '#policy/retention.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { SubmissionPage, SubmissionsPage, type SubmissionView } from './submissions.page.tsx';
import { submissionWords } from './submissions.texts.ts';

/** What forms on other sites have sent and nobody has dealt with. */
export function submissionRoutes(face: Face): void {
  face.map.console('GET', 'consoleSubmissions', 'lead.write', (visit) => list(face, visit));
  face.map.console('GET', 'consoleSubmission', 'lead.write', (visit) => show(face, visit));
  face.map.console('POST', 'consoleSubmission', 'lead.write', (visit) => discard(face, visit));
}

/** A post with how it is read as things stand now. A field that nobody has decided about is read as its name suggests: somebody looks at it. */
export const viewOf = async (face: Face, waiting: Waiting): Promise<SubmissionView | undefined> =>
  (await viewsOf(face, [waiting]))[0];

/** The same of several; each form is read once, however many of its posts wait. */
async function viewsOf({ ctx, registry }: Face, all: readonly Waiting[]): Promise<SubmissionView[]> {
  const now = ctx.clock.now();
  const suppliers = await registry();
  const ids = [...new Set(all.map(({ sourceId }) => sourceId))];
  const forms = await Promise.all(ids.map((id) => formSourceById(ctx.db, id)));
  return all.flatMap((waiting) => {
    const source = forms[ids.indexOf(waiting.sourceId)];
    if (!source) return [];
    const open = waiting.content.filter((field) => targetOf(source, field) === undefined);
    const as = { ...source, mapping: { ...suggest(source.service, open), ...source.mapping } };
    const offered = offeredFor(suppliers, source.service, now);
    const reading = readSubmission(as, waiting.content, offered, stockholmDate(now));
    const goneAt = addPeriod(waiting.receivedAt, retention['submission.waiting'].period);
    return [{ waiting, source: as, reading, goneAt }];
  });
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const views = await viewsOf(face, await waitingSubmissions(face.ctx.db));
  const done = visit.c.req.query('done') === 'thrown';
  return visit.c.html(
    renderPage(
      <SubmissionsPage
        page={consolePage(face, visit, 'submissions')}
        views={views}
        notice={done && <Notice tone="done">{submissionWords(visit.locale).thrown}</Notice>}
      />,
    ),
  );
}

async function show(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const waiting = await waitingById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  const view = waiting && (await viewOf(face, waiting));
  const page = consolePage(face, visit);
  if (!view) return visit.c.html(renderPage(<GonePage page={page} />), 404);
  return visit.c.html(renderPage(<SubmissionPage page={page} view={view} />));
}

async function discard(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const id = uuid(visit.c.req.param('id') ?? '');
  if (await attempt(ctx.db, (tx) => throwSubmission(ctx, tx, id)))
    return visit.c.redirect(`${path('consoleSubmissions', visit.locale)}?done=thrown`, 303);
  return visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}
