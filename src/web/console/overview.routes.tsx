import { tasksDue } from '#domain/contact/index.ts';
import { failedDeliveries } from '#domain/delivery/index.ts';
import { byService, bySupplier, standing, unanswered, type Week, weeks } from '#domain/lead/index.ts';
import { dueDays, openCases } from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { stockholmDate, stockholmMidnight } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import type { Permission } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import type { Face } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { OverviewPage } from './overview.page.tsx';
import { type Figures, serviceName, type Way, waysToShow } from './overview-figures.tsx';

const shownWeeks = 12;

/** The console's first page: for each what their roles reach. */
export function overviewRoutes(face: Face): void {
  face.map.console('GET', 'console', 'any', (visit) => overview(face, visit));
}

async function overview(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { db, clock } = face.ctx;
  const now = clock.now();
  const today = stockholmDate(now);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const first = monday.subtract({ weeks: shownWeeks - 1 });
  const midnightOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).toInstant();
  const ifMay = <T,>(permission: Permission, read: () => Promise<T>): Promise<T | undefined> =>
    staffMay(visit.session, permission) ? read() : Promise.resolve(undefined);
  const by = waysToShow.find((way) => way === visit.c.req.query('by')) ?? 'week';
  const [standingNow, figures, ages, due, tasks, failed, cases] = await Promise.all([
    ifMay('lead.read', () => standing(db, { now, midnight: stockholmMidnight(now), monday: midnightOf(monday) })),
    ifMay('lead.read', () => figuresBy(face, by, first, visit.locale)),
    ifMay('lead.read', () => unanswered(db, now)),
    ifMay('lead.read', () => dueDays(db, midnightOf(today.add({ days: 7 })))),
    ifMay('lead.write', () => tasksDue(db, today)),
    ifMay('delivery.read', () => failedDeliveries(db)),
    ifMay('case.read', () => openCases(db)),
  ]);
  return visit.c.html(
    renderPage(
      <OverviewPage
        page={consolePage(face, visit, 'overview')}
        view={{
          ...{ now, tasks, failed, cases, figures, ages, due },
          standing: standingNow,
        }}
      />,
    ),
  );
}

/** The last twelve weeks, as the address asks for them. */
async function figuresBy(face: Face, by: Way, first: Temporal.PlainDate, locale: Locale): Promise<Figures> {
  const { db } = face.ctx;
  const since = first.toZonedDateTime(timeZone).toInstant();
  if (by === 'week') return { by, weeks: everyWeek(await weeks(db, since), first) };
  if (by === 'service') return { by, shares: await byService(db, since), nameOf: serviceName(locale) };
  const names = new Map((await face.registry()).map(({ id, name }) => [id, name]));
  return { by, shares: await bySupplier(db, since), nameOf: (id) => names.get(id) ?? id };
}

/** A week in which nothing happened is a week, too. */
function everyWeek(known: readonly Week[], first: Temporal.PlainDate): Week[] {
  return Array.from({ length: shownWeeks }, (_, i) => {
    const monday = first.add({ weeks: i });
    return (
      known.find((week) => week.monday.equals(monday)) ?? {
        monday,
        requests: 0,
        quotes: 0,
        contracts: 0,
        hoursToQuote: null,
      }
    );
  });
}
