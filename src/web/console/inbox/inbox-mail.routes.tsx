import {
  filesOf,
  type Mail,
  mailById,
  mailKinds,
  noteRead,
  sortMail,
  unsortMail,
} from '#domain/correspondence/index.ts';
import { declineBy, openCaseOf, putOnRequest, requestsOf } from '#domain/inbox/index.ts';
import { parseReference } from '#platform/crypto.ts';
import type { Tx } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { inboxWords } from './inbox.texts.ts';
import { caseRights, plainKinds } from './inbox-decide.tsx';
import { InboxMailPage } from './inbox-mail.page.tsx';

/** One mail, as staff read and sort it. */
export function inboxMailRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleInboxMail', 'mail.read', (visit) =>
    withMail(face, visit, async (mail) => {
      await noteRead(face.ctx, face.ctx.db, mail.id);
      return show(face, visit, mail);
    }),
  );
  map.console('POST', 'consoleInboxSorting', 'mail.write', (visit) =>
    withMail(face, visit, (mail) => sort(face, visit, mail)),
  );
}

async function withMail(face: Face, visit: Visit<'staff'>, work: (mail: Mail) => Promise<Response>): Promise<Response> {
  const mail = await mailById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return mail ? work(mail) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function show(
  face: Face,
  visit: Visit<'staff'>,
  mail: Mail,
  shown: { readonly problem: string; readonly status: 409 | 422 } | undefined = undefined,
): Promise<Response> {
  const { ctx } = face;
  const expires = ctx.clock.now().add({ minutes: 10 });
  const [files, requests] = await Promise.all([filesOf(ctx.db, mail.id), requestsOf(ctx.db, mail.fromKey)]);
  const text = shown?.problem ?? inboxWords(visit.locale).said[visit.c.req.query('done') ?? ''];
  return visit.c.html(
    renderPage(
      <InboxMailPage
        page={consolePage(face, visit)}
        mail={mail}
        files={files.map((file) => ({
          ...file,
          token: file.kept ? ctx.vault.sign({ kind: 'mail-file', id: file.id, expires }) : undefined,
        }))}
        requests={requests}
        notice={text && <Notice tone={shown ? 'bad' : 'done'}>{text}</Notice>}
      />,
    ),
    shown?.status ?? 200,
  );
}

/** Carries out what somebody has decided. */
async function sort(face: Face, visit: Visit<'staff'>, mail: Mail): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const ctx = asStaff(face.ctx, visit);
  const kind = mailKinds.find((each) => each === one(form, 'kind'));
  switch (one(form, 'action')) {
    case 'undo':
      return act(face, visit, mail, 'undone', (tx) => unsortMail(ctx, tx, mail.id));
    case 'link': {
      const reference = parseReference(one(form, 'reference')) ?? '';
      const as = kind === 'quote' ? 'quote' : 'reply';
      const problem = inboxWords(visit.locale).noRequest;
      return act(face, visit, mail, 'linked', (tx) => putOnRequest(ctx, tx, mail.id, reference, as), problem);
    }
    case 'case': {
      const right = caseRights.find((each) => each === one(form, 'right'));
      if (right) return act(face, visit, mail, 'opened', (tx) => openCaseOf(ctx, tx, mail.id, right));
      break;
    }
    case 'decline':
      return act(face, visit, mail, 'declined', (tx) => declineBy(ctx, tx, mail.id));
    case 'done':
      if (kind && (plainKinds.includes(kind) || (kind === 'reply' && mail.leadId)))
        return act(face, visit, mail, 'finished', (tx) => sortMail(ctx, tx, mail.id, { kind }));
      break;
  }
  return show(face, visit, mail, { problem: inboxWords(visit.locale).notAllowed, status: 422 });
}

/** Does something about a mail; when things have changed meanwhile, the page says so and shows how they stand. */
async function act(
  face: Face,
  visit: Visit<'staff'>,
  mail: Mail,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
  problem = inboxWords(visit.locale).notAllowed,
): Promise<Response> {
  if (!(await attempt(face.ctx.db, work)))
    return withMail(face, visit, (fresh) => show(face, visit, fresh, { problem, status: 409 }));
  return visit.c.redirect(`${path('consoleInboxMail', visit.locale, { id: mail.id })}?done=${done}`, 303);
}
