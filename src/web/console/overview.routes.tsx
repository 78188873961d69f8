import { tasksDue } from '#domain/contact/index.ts';
import { failedDeliveries } from '#domain/delivery/index.ts';
import { standing, type Week, weeks } from '#domain/lead/index.ts';
import { openCases } from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { stockholmDate, stockholmMidnight } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import type { Permission } from '#policy/roles.ts';
import type { Face } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { OverviewPage } from './overview.page.tsx';

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
  const [standingNow, lately, tasks, failed, cases] = await Promise.all([
    ifMay('lead.read', () => standing(db, { now, midnight: stockholmMidnight(now), monday: midnightOf(monday) })),
    ifMay('lead.read', () => weeks(db, midnightOf(first))),
    ifMay('lead.write', () => tasksDue(db, today)),
    ifMay('delivery.read', () => failedDeliveries(db)),
    ifMay('case.read', () => openCases(db)),
  ]);
  return visit.c.html(
    renderPage(
      <OverviewPage
        page={consolePage(face, visit, 'overview')}
        view={{
          ...{ now, tasks, failed },
          cases: cases && { open: cases.length, nextDue: cases[0]?.dueAt ?? null },
          standing: standingNow,
          weeks: lately && everyWeek(lately, first),
        }}
      />,
    ),
  );
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
