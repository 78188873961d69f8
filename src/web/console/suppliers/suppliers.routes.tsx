import { type Errors, serviceIds } from '#catalog/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import {
  addSupplier,
  channelsOf,
  figuresBySupplier,
  NameTaken,
  newSupplierFields,
  readSettings,
  standingOf,
  suppliers,
} from '#domain/supplier/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import type { FormState } from '../../forms.ts';
import { explained, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { noFigures } from './supplier-words.tsx';
import { fits, type SupplierFilter, SuppliersPage } from './suppliers.page.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** What the figures of suppliers cover. */
export const figuresPeriod = '-P90D';

/** The registry, and a new supplier in it. */
export function suppliersRoutes(face: Face): void {
  face.map.console('GET', 'consoleSuppliers', 'supplier.read', (visit) => list(face, visit));
  face.map.console('POST', 'consoleSuppliers', 'supplier.write', (visit) => add(face, visit));
}

async function list(face: Face, visit: Visit<'staff'>, form?: FormState): Promise<Response> {
  const { ctx } = face;
  const { c, locale, session } = visit;
  const now = ctx.clock.now();
  const filter = read(c.req.query());
  const [all, channels, figures] = await Promise.all([
    suppliers(ctx.db),
    channelsOf(ctx.db),
    figuresBySupplier(ctx.db, addPeriod(now, figuresPeriod)),
  ]);
  const rows = all.map((supplier) => ({
    supplier,
    standing: standingOf(supplier, now),
    channel: channels.get(supplier.id),
    figures: figures.get(supplier.id) ?? noFigures,
  }));
  const done = supplierPageWords(locale).one.done[c.req.query('done') ?? ''];
  const empty = { fields: newSupplierFields, values: { locale: 'sv' }, errors: {}, faults: [] };
  return c.html(
    renderPage(
      <SuppliersPage
        page={consolePage(face, visit)}
        filter={filter}
        rows={rows.filter((row) => fits(filter, row))}
        form={staffMay(session, 'supplier.write') ? (form ?? empty) : undefined}
        notice={done && <Notice tone="done">{done}</Notice>}
      />,
    ),
    form ? 422 : 200,
  );
}

/** The filter of an address. What can't be understood is left out. */
const read = (query: Readonly<Record<string, string>>): SupplierFilter => ({
  service: serviceIds.find((id) => id === query.service),
  state: (['takes', 'silent', 'trouble'] as const).find((id) => id === query.state),
});

async function add(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const raw = rawOf(newSupplierFields, await readForm(visit.c.req.raw));
  const settings = readSettings(newSupplierFields, raw, stockholmDate(ctx.clock.now()));
  const refused = (errors: Errors) => {
    const { texts, faults } = explained(newSupplierFields, errors, visit.locale);
    return list(face, visit, { fields: newSupplierFields, values: raw, errors: texts, faults });
  };
  if ('errors' in settings) return refused(settings.errors);
  try {
    const { change, name } = settings;
    const id = await transact(ctx.db, (tx) => addSupplier(asStaff(ctx, visit), tx, { ...change, name }));
    return visit.c.redirect(`${path('consoleSupplier', visit.locale, { id })}?done=added`, 303);
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
    const taken = (locale: 'sv' | 'en') => supplierPageWords(locale).add.taken;
    return refused({ supplierName: { sv: taken('sv'), en: taken('en') } });
  }
}
