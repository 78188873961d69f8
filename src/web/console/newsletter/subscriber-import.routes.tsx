import { createHash } from 'node:crypto';
import {
  auditImport,
  beginImport,
  type ImportRefusal,
  importColumns,
  importSubscribers,
} from '#domain/newsletter/index.ts';
import { CsvFault } from '#platform/csv.ts';
import { transact } from '#platform/db/index.ts';
import { keepPrivate } from '../../edge.ts';
import type { Face } from '../../face.ts';
import { one, textsOf } from '../../forms.ts';
import type { Visit } from '../../sitemap.ts';
import { spreadsheet } from '../../spreadsheet.ts';
import { formatList } from '../../ui/format.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { ImportPage, type ImportProps } from './subscriber-import.page.tsx';
import { importWords } from './subscriber-import.texts.ts';

/**
 * A list of people who have said yes elsewhere: tried first, and then carried out with the same file sent once more, so that no list of addresses
 * lies anywhere in between (docs/decisions/0034).
 */
export function subscriberImportRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleSubscriberImport', 'subscriber.write', (visit) => show(face, visit, {}));
  map.console('POST', 'consoleSubscriberImport', 'subscriber.write', (visit) => take(face, visit));
  map.console('GET', 'consoleSubscriberTemplate', 'subscriber.write', ({ c, locale }) => {
    const t = importWords(locale);
    keepPrivate(c);
    c.header('Content-Disposition', `attachment; filename="${t.templateFile}.csv"`);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    return c.body(spreadsheet([Object.keys(importColumns).map((column) => t.names[column as keyof typeof t.names])]));
  });
}

type Staff = Visit<'staff'>;

const show = (face: Face, visit: Staff, props: Omit<ImportProps, 'page'>, status: 200 | 422 = 200) =>
  visit.c.html(renderPage(<ImportPage page={consolePage(face, visit)} {...props} />), status);

const kind = 'subscriber-import';

async function take(face: Face, visit: Staff): Promise<Response> {
  const { c, locale, session } = visit;
  const ctx = asStaff(face.ctx, visit);
  const t = importWords(locale);
  const data = await c.req.formData().catch(() => new FormData());
  const entry = data.get('file');
  if (!(entry instanceof File) || entry.size === 0) return show(face, visit, { problem: t.refused.none }, 422);
  const bytes = new Uint8Array(await entry.arrayBuffer());
  const which = createHash('sha256').update(bytes).digest('base64url');
  const tried = ctx.vault.open(kind, one(textsOf(data), 'token'), ctx.clock.now());
  if (tried !== undefined && tried !== which) return show(face, visit, { problem: t.refused.other }, 422);
  const carriedOut = tried === which;
  try {
    if (carriedOut) await transact(ctx.db, (tx) => beginImport(ctx, tx));
    const imported = await importSubscribers(ctx, bytes, carriedOut ? session.staffId : undefined);
    if ('refused' in imported) return show(face, visit, { problem: said(imported.refused, locale) }, 422);
    if (carriedOut) await transact(ctx.db, (tx) => auditImport(ctx, tx, imported));
    const expires = ctx.clock.now().add({ hours: 1 });
    const token = carriedOut || imported.added === 0 ? undefined : ctx.vault.sign({ kind, id: which, expires });
    return show(face, visit, { result: { kind: carriedOut ? 'done' : 'tried', imported }, token });
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    return show(face, visit, { problem: t.refused.broken(error.line) }, 422);
  }
}

function said(refused: ImportRefusal, locale: Staff['locale']): string {
  const t = importWords(locale);
  if (typeof refused === 'string') return t.refused[refused];
  return t.refused.missing(
    formatList(
      refused.missing.map((column) => `«${t.names[column]}»`),
      locale,
    ),
  );
}
