import { archiveStanding, type ReadReason, Restricted, readArchived, readReasons } from '#domain/archive/index.ts';
import { parseReference } from '#platform/crypto.ts';
import { transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { type Form, one, readForm } from '../../forms.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { ArchivedRequestPage, ArchivePage, type Asked } from './archive.page.tsx';
import { privacyWords } from './privacy.texts.ts';

/**
 * The archive, for whoever keeps it (P9): first the reason, then one request by its reference, and a line in the audit log. What is
 * read stands in the answer to the form and at no address, so that nothing but a reading shows it.
 */
export function archiveRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleArchive', 'archive.read', (visit) => ask(face, visit, { faults: {} }, 200));
  map.console('POST', 'consoleArchive', 'archive.read', (visit) => read(face, visit));
}

async function ask(face: Face, visit: Visit<'staff'>, asked: Asked, status: 200 | 404 | 409 | 422): Promise<Response> {
  const standing = await archiveStanding(face.ctx.db);
  return visit.c.html(
    renderPage(<ArchivePage page={consolePage(face, visit)} standing={standing} asked={asked} />),
    status,
  );
}

const reasonIn = (form: Form): ReadReason | undefined => readReasons.find((each) => each === one(form, 'readReason'));

async function read(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const t = privacyWords(visit.locale).archive;
  const form = await readForm(visit.c.req.raw);
  const reason = reasonIn(form);
  const given = one(form, 'reference').trim().slice(0, 20);
  const reference = parseReference(given);
  const asked = { reason, reference: given };
  if (!reason || !reference) {
    const faults = {
      ...(reason ? {} : { readReason: t.noReason }),
      ...(reference ? {} : { reference: t.noReference }),
    };
    return ask(face, visit, { ...asked, faults }, 422);
  }
  try {
    const found = await transact(ctx.db, (tx) => readArchived(ctx, tx, visit.session.id, reference, reason));
    if (!found) return ask(face, visit, { ...asked, faults: {}, problem: t.notFound }, 404);
    return visit.c.html(
      renderPage(<ArchivedRequestPage page={consolePage(face, visit)} own={found} reason={reason} />),
    );
  } catch (error) {
    if (!(error instanceof Restricted)) throw error;
    return ask(face, visit, { ...asked, faults: {}, problem: t.restricted }, 409);
  }
}
