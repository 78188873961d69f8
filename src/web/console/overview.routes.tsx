import { tasksDue } from '#domain/contact/index.ts';
import { failedDeliveries } from '#domain/delivery/index.ts';
import { byService, bySupplier, type Share, standing, unanswered, type Week, weeks } from '#domain/lead/index.ts';
import { dueDays, openCases } from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { submissionsWaiting } from '#domain/submission/index.ts';
import { stockholmDate, stockholmMidnight } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import type { Permission } from '#policy/roles.ts';
import type { Locale } from '#policy/text.ts';
import type { Face } from '../face.ts';
import { Fresh } from '../fresh.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { leadWords } from './leads/leads.texts.ts';
import { type Overview, OverviewPage } from './overview.page.tsx';
import { type Figures, serviceName, type Way, waysToShow } from './overview-figures.tsx';

const shownWeeks = 12;

/** The console's first page: for each what their roles reach. */
export function overviewRoutes(face: Face): void {
  const figures = figuresOf(face);
  face.map.console('GET', 'console', 'any', (visit) => overview(face, visit, figures));
}

async function overview(face: Face, visit: Visit<'staff'>, figures: Counted): Promise<Response> {
  const { db, clock } = face.ctx;
  const now = clock.now();
  const today = stockholmDate(now);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const midnightOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).toInstant();
  const ifMay = <T,>(permission: Permission, read: () => Promise<T>): Promise<T | undefined> =>
    staffMay(visit.session, permission) ? read() : Promise.resolve(undefined);
  const by = waysToShow.find((way) => way === visit.c.req.query('by')) ?? 'week';
  const [standingNow, shown, ages, due, tasks, failed, cases, submissions] = await Promise.all([
    ifMay('lead.read', () => standing(db, { now, midnight: stockholmMidnight(now), monday: midnightOf(monday) })),
    ifMay('lead.read', () => shownBy(face, figures, by, visit.locale)),
    ifMay('lead.read', () => unanswered(db, now)),
    ifMay('lead.read', () => dueDays(db, midnightOf(today.add({ days: 7 })))),
    ifMay('lead.write', () => tasksDue(db, today)),
    ifMay('delivery.read', () => failedDeliveries(db)),
    ifMay('case.read', () => openCases(db)),
    ifMay('lead.write', () => submissionsWaiting(db)),
  ]);
  return visit.c.html(
    renderPage(
      <OverviewPage
        page={consolePage(face, visit, 'overview')}
        view={{
          ...{ now, tasks, failed, cases, submissions, ages, due },
          ...{ standing: standingNow, figures: shown, notice: noticeOf(visit) },
        }}
      />,
    ),
  );
}

/** What came of something that was done here. */
function noticeOf({ c, locale }: Visit<'staff'>): Overview['notice'] {
  const { done, notAllowed } = leadWords(locale).lead;
  const said = c.req.query('done');
  if (said === 'resent') return { tone: 'done', text: done.resent ?? '' };
  return said === 'moved' ? { tone: 'bad', text: notAllowed } : undefined;
}

interface Counted {
  readonly week: Fresh<{ readonly at: Temporal.Instant; readonly weeks: readonly Week[] }>;
  readonly service: Fresh<{ readonly at: Temporal.Instant; readonly shares: readonly Share[] }>;
  readonly supplier: Counted['service'];
}

/** The last twelve weeks, the present one last. They read a good part of the event log: what was found is shown to all for a minute. */
function figuresOf({ ctx: { db, clock } }: Face): Counted {
  const firstMonday = (at: Temporal.Instant) => {
    const today = stockholmDate(at);
    return today.subtract({ days: today.dayOfWeek - 1, weeks: shownWeeks - 1 });
  };
  const since = (at: Temporal.Instant) => firstMonday(at).toZonedDateTime(timeZone).toInstant();
  return {
    week: new Fresh(clock, async (at) => ({ at, weeks: everyWeek(await weeks(db, since(at)), firstMonday(at)) })),
    service: new Fresh(clock, async (at) => ({ at, shares: await byService(db, since(at)) })),
    supplier: new Fresh(clock, async (at) => ({ at, shares: await bySupplier(db, since(at)) })),
  };
}

/** As the address asks for them. */
async function shownBy(face: Face, figures: Counted, by: Way, locale: Locale): Promise<Figures> {
  if (by === 'week') return { by, weeks: (await figures.week.latest()).weeks };
  const { shares } = await figures[by].latest();
  if (by === 'service') return { by, shares, nameOf: serviceName(locale) };
  const names = new Map((await face.registry()).map(({ id, name }) => [id, name]));
  return { by, shares, nameOf: (id) => names.get(id) ?? id };
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
