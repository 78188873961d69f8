import { certificateLinks, certificateList, certificatesOf, noticesOf } from '#domain/privacy/index.ts';
import type { Face } from '../../face.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { GonePage } from '../console.page.tsx';
import { consolePage, uuid } from '../console.routes.tsx';
import { CertificatePage, CertificatesPage } from './certificates.page.tsx';

const perPage = 50;

/** The proofs of erasure: all of them, and one by the number that its person was given. */
export function certificateRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleCertificates', 'retention.read', (visit) => list(face, visit));
  map.console('GET', 'consoleCertificate', 'retention.read', (visit) => one(face, visit));
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { c, locale } = visit;
  const { db } = face.ctx;
  const asked = c.req.query('number')?.trim().toLowerCase();
  if (asked) {
    const [found] = await certificatesOf(face.ctx, [uuid(asked)]);
    if (found) return c.redirect(path('consoleCertificate', locale, { id: found.erasureId }), 303);
  }
  const before = /^\d{1,15}$/.test(c.req.query('before') ?? '') ? Number(c.req.query('before')) : undefined;
  const rows = await certificateList(db, perPage + 1, before);
  const shown = rows.slice(0, perPage);
  const older = rows.length > perPage ? shown.at(-1)?.number : undefined;
  const page = consolePage(face, visit);
  const props = { page, rows: shown, older, before, missing: asked };
  return c.html(renderPage(<CertificatesPage {...props} />), asked ? 404 : 200);
}

async function one(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { db } = face.ctx;
  const page = consolePage(face, visit);
  const id = uuid(visit.c.req.param('id') ?? '');
  const found = (await certificatesOf(face.ctx, [id])).find(({ erasureId }) => erasureId === id);
  if (!found) return visit.c.html(renderPage(<GonePage page={page} />), 404);
  const [links, notices] = await Promise.all([certificateLinks(db, id), noticesOf(db, id)]);
  const named = await Promise.all(notices.map(async (n) => ({ ...n, name: await face.supplierName(n.supplierId) })));
  return visit.c.html(renderPage(<CertificatePage page={page} of={found} links={links} notices={named} />));
}
