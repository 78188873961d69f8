import { deliveriesTo } from '#domain/delivery/index.ts';
import { waitingFor } from '#domain/referral/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import {
  changesOf,
  channelsOf,
  figuresOf,
  isRemovable,
  pausesOf,
  type RegisteredSupplier,
  type SupplierWeek,
  suppliers,
  supplierWeeks,
} from '#domain/supplier/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import type { Tx } from '#platform/db/index.ts';
import { timeZone } from '#policy/period.ts';
import type { Text } from '#policy/text.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { consolePage } from '../console.routes.tsx';
import { SupplierPage } from './supplier.page.tsx';
import type { Shown, SupplierView, Written } from './supplier.view.ts';
import { figuresPeriod } from './suppliers.routes.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** What a route of one supplier does with it. */
export type Work = (face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier) => Promise<Response>;
export type At = (work: Work) => (visit: Visit<'staff'>) => Promise<Response>;

const shownWeeks = 12;

/** Loads the supplier of an address for a page. */
export async function withSupplier(
  face: Face,
  visit: Visit<'staff'>,
  work: (supplier: RegisteredSupplier) => Promise<Response>,
): Promise<Response> {
  const id = visit.c.req.param('id') ?? '';
  const supplier = (await suppliers(face.ctx.db)).find((one) => one.id === id);
  return supplier ? work(supplier) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function viewOf(face: Face, visit: Visit<'staff'>, supplier: RegisteredSupplier): Promise<SupplierView> {
  const { db, clock } = face.ctx;
  const { id } = supplier;
  const now = clock.now();
  const today = stockholmDate(now);
  const first = today.subtract({ days: today.dayOfWeek - 1 }).subtract({ weeks: shownWeeks - 1 });
  // Whose a request is, is for those who may read requests: it is not loaded for anybody else.
  const reads = staffMay(visit.session, 'lead.read');
  const [channels, figures, weeks, waiting, deliveries, pauses, changes, removable] = await Promise.all([
    channelsOf(db),
    figuresOf(db, id, addPeriod(now, figuresPeriod)),
    supplierWeeks(db, id, first.toZonedDateTime(timeZone).toInstant()),
    waitingFor(db, id, reads),
    staffMay(visit.session, 'delivery.read') ? deliveriesTo(db, id, reads) : [],
    pausesOf(db, id, today),
    changesOf(db, id),
    isRemovable(db, id),
  ]);
  return {
    ...{ supplier, now, figures, waiting, deliveries, pauses, changes, removable },
    channel: channels.get(id),
    weeks: everyWeek(weeks, first),
  };
}

/** A week in which nothing happened is a week, too. */
const everyWeek = (known: readonly SupplierWeek[], first: Temporal.PlainDate): SupplierWeek[] =>
  Array.from({ length: shownWeeks }, (_, i) => {
    const monday = first.add({ weeks: i });
    return known.find((week) => week.monday.equals(monday)) ?? { monday, requests: 0, quotes: 0, contracts: 0 };
  });

/** The page of a supplier as it stands, with what has just been done, or why it was not. */
export async function show(
  face: Face,
  visit: Visit<'staff'>,
  supplier: RegisteredSupplier,
  shown: Shown = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const done = supplierPageWords(visit.locale).one.done[visit.c.req.query('done') ?? ''];
  const text = shown.problem ?? (visit.c.req.method === 'GET' ? done : undefined);
  const may = (permission: 'supplier.write' | 'delivery.replay') => staffMay(visit.session, permission);
  return visit.c.html(
    renderPage(
      <SupplierPage
        page={consolePage(face, visit)}
        view={await viewOf(face, visit, supplier)}
        shown={shown}
        may={{ write: may('supplier.write'), replay: may('delivery.replay') }}
        notice={text && <Notice tone={shown.problem ? 'bad' : 'done'}>{text}</Notice>}
      />,
    ),
    status,
  );
}

/** Does something about a supplier; when things have changed meanwhile, the page says so and shows how they stand. */
export async function act(
  face: Face,
  visit: Visit<'staff'>,
  { id }: Pick<RegisteredSupplier, 'id'>,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  if (!(await attempt(face.ctx.db, work)))
    return withSupplier(face, visit, (fresh) =>
      show(face, visit, fresh, { problem: supplierPageWords(visit.locale).one.changed }, 409),
    );
  return visit.c.redirect(`${path('consoleSupplier', visit.locale, { id })}?done=${done}`, 303);
}

/** Errors of a form whose fields are not the catalogue's: their labels are words of the page. */
export function written(
  values: Written['values'],
  errors: Readonly<Record<string, Text>>,
  labels: Readonly<Record<string, string>>,
  { locale }: Visit<'staff'>,
): Written {
  const texts = Object.entries(errors).map(([field, text]) => [field, text[locale]] as const);
  return {
    values,
    errors: Object.fromEntries(texts),
    faults: texts.map(([field, message]) => ({ field, message, label: labels[field] ?? field })),
  };
}
