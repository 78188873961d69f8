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
async function viewsOf(face: Face, all: readonly Waiting[]): Promise<SubmissionView[]> {
  const now = face.ctx.clock.now();
  const registry = await face.registry();
  const views: SubmissionView[] = [];
  for (const [sourceId, posts] of Map.groupBy(all, (one) => one.sourceId)) {
    const source = await formSourceById(face.ctx.db, sourceId);
    if (!source) continue;
    const offered = offeredFor(registry, source.service, now);
    for (const waiting of posts) {
      const open = waiting.content.filter((field) => targetOf(source, field) === undefined);
      const as = { ...source, mapping: { ...suggest(source.service, open), ...source.mapping } };
      const reading = readSubmission(as, waiting.content, offered, stockholmDate(now));
      const goneAt = addPeriod(waiting.receivedAt, retention['submission.waiting'].period);
      views.push({ waiting, source: as, reading, goneAt });
    }
  }
  // In the order that they were asked for, whichever form each is from.
  return all.flatMap((one) => views.find(({ waiting }) => waiting === one) ?? []);
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
