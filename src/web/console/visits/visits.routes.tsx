import { services } from '#catalog/index.ts';
import { byService } from '#domain/lead/index.ts';
import {
  before,
  countsOf,
  droppedIn,
  funnelOf,
  lastDays,
  liveNow,
  perHour,
  type Span,
  type Tail,
  tailOf,
  vitalsIn,
} from '#domain/visit/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import { keepPrivate } from '../../edge.ts';
import type { Face } from '../../face.ts';
import { Fresh } from '../../fresh.ts';
import type { Visit } from '../../sitemap.ts';
import { spreadsheet } from '../../spreadsheet.ts';
import { renderPage } from '../../ui/page.tsx';
import { consolePage } from '../console.routes.tsx';
import { rowsOf } from './visits.file.ts';
import { VisitsPage } from './visits.page.tsx';
import { visitWords } from './visits.texts.ts';
import { type Days, pagesOf, spans, type VisitView } from './visits.view.ts';

/** How the site is used, in counts alone. */
export function visitResultRoutes(face: Face): void {
  const { db, clock } = face.ctx;
  // What today has brought is counted from the events themselves: for all who look, once a minute.
  const tail = new Fresh<Tail>(clock, (at) => tailOf(db, at));
  face.map.console('GET', 'consoleVisits', 'visit.results', async (visit) => {
    const view = await viewOf(face, visit, await tail.latest());
    return visit.c.html(renderPage(<VisitsPage page={consolePage(face, visit)} view={view} />));
  });
  face.map.console('GET', 'consoleVisitsFile', 'visit.results', async (visit) => {
    const { c, locale } = visit;
    const view = await viewOf(face, visit, await tail.latest());
    keepPrivate(c);
    const name = `${visitWords(locale).fileName}-${view.span.from}-${view.span.to}`;
    c.header('Content-Disposition', `attachment; filename="${name}.csv"`);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    return c.body(spreadsheet(rowsOf(view, locale)));
  });
}

/** The span of an address: so many days, or one day. What can't be understood is the usual one. */
function asked(visit: Visit<'staff'>, now: Temporal.Instant): { span: Span; days: Days | undefined } {
  const day = dayFrom(visit.c.req.query('day'));
  if (day && Temporal.PlainDate.compare(day, stockholmDate(now)) <= 0)
    return { span: { from: day, to: day }, days: undefined };
  const days = spans.find((one) => String(one) === visit.c.req.query('days')) ?? 28;
  return { span: lastDays(now, days), days };
}

async function viewOf({ ctx }: Face, visit: Visit<'staff'>, tail: Tail): Promise<VisitView> {
  const { db, clock } = ctx;
  const now = clock.now();
  const { span, days } = asked(visit, now);
  const [counts, earlier, hours, live, dropped, business] = await Promise.all([
    countsOf(db, span, tail),
    countsOf(db, before(span), tail),
    days === undefined ? perHour(db, span.from) : undefined,
    liveNow(db, now),
    droppedIn(db, span),
    days === undefined ? [] : byService(db, span.from.toZonedDateTime(timeZone).toInstant()),
  ]);
  const funnels = services.map(({ id }) => funnelOf(counts, id, pagesOf(id)));
  const service = visit.c.req.query('service');
  return {
    ...{ span, days, counts, earlier, hours, live, funnels, business },
    today: stockholmDate(now),
    programs: dropped.program ?? 0,
    closer: funnels.find((one) => one.service === service),
    vitals: vitalsIn(counts),
    empty: tail.rows.length === 0 && [counts, earlier].every((one) => one.of('all').length === 0),
  };
}

function dayFrom(text = ''): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined;
  } catch {
    return undefined;
  }
}
