import {
  beforeIt,
  clicksOf,
  newestOutcomes,
  type Outcome,
  outcomeById,
  overTime,
  slices,
  tallyLines,
} from '#domain/campaign/index.ts';
import { timeZone } from '#policy/period.ts';
import { keepPrivate } from '../../edge.ts';
import type { Face } from '../../face.ts';
import type { Visit } from '../../sitemap.ts';
import { spreadsheet } from '../../spreadsheet.ts';
import { renderPage } from '../../ui/page.tsx';
import { GonePage } from '../console.page.tsx';
import { consolePage, uuid } from '../console.routes.tsx';
import { CampaignResultsPage } from './campaign-results.page.tsx';
import { ResultsPage } from './results.page.tsx';
import { resultWords } from './results.texts.ts';

/** How the newsletter went, in numbers alone (P19). */
export function resultRoutes(face: Face): void {
  const { map, ctx } = face;
  map.console('GET', 'consoleResults', 'mailing.results', async (visit) =>
    visit.c.html(renderPage(<ResultsPage page={consolePage(face, visit)} outcomes={await newestOutcomes(ctx.db)} />)),
  );
  map.console('GET', 'consoleResultsFile', 'mailing.results', async (visit) =>
    sendFile(visit, resultWords(visit.locale).csv.all, allRows(await newestOutcomes(ctx.db, 10_000), visit)),
  );
  map.console('GET', 'consoleCampaignResults', 'mailing.results', (visit) =>
    withOutcome(face, visit, (outcome) => show(face, visit, outcome)),
  );
  map.console('GET', 'consoleCampaignResultsFile', 'mailing.results', (visit) =>
    withOutcome(face, visit, async (outcome) =>
      sendFile(
        visit,
        `${resultWords(visit.locale).csv.one}-${outcome.startedAt.toZonedDateTimeISO(timeZone).toPlainDate()}`,
        await ownRows(face, visit, outcome),
      ),
    ),
  );
}

type Staff = Visit<'staff'>;
type Rows = readonly (readonly (string | number)[])[];

async function withOutcome(face: Face, visit: Staff, work: (outcome: Outcome) => Promise<Response>): Promise<Response> {
  const outcome = await outcomeById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return outcome ? work(outcome) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function show(face: Face, visit: Staff, outcome: Outcome): Promise<Response> {
  const { ctx } = face;
  const now = ctx.clock.now();
  const young = Temporal.Instant.compare(outcome.startedAt.add({ hours: slices.hour }), now) > 0;
  const asked = visit.c.req.query('by');
  const size = asked === 'hour' || asked === 'day' ? asked : young ? 'hour' : 'day';
  const [before, links, over] = await Promise.all([
    beforeIt(ctx.db, outcome),
    clicksOf(ctx.db, outcome.id),
    overTime(ctx.db, outcome, size, now),
  ]);
  const page = consolePage(face, visit);
  return visit.c.html(renderPage(<CampaignResultsPage {...{ page, outcome, before, links, size }} slices={over} />));
}

/** "2026-03-12 09:00", in Sweden: what spreadsheets take for a time. */
const stamp = (at: Temporal.Instant | null): string =>
  at ? at.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ') : '';

function allRows(outcomes: readonly Outcome[], { locale }: Staff): Rows {
  const { csv, kinds, state } = resultWords(locale);
  const counted = ['sent', 'bounced', 'undelivered', 'refused', 'failed', 'spared', 'delayed'] as const;
  const read = ['clicked', 'withdrawn'] as const;
  return [
    [csv.name, csv.subject, csv.state, csv.started, csv.ended, csv.waiting, kinds.delivered]
      .concat(counted.map((kind) => kinds[kind]))
      .concat(read.map((kind) => kinds[kind])),
    ...outcomes.map((one) => [
      ...[
        one.name,
        one.subject,
        state[one.state],
        stamp(one.startedAt),
        stamp(one.endedAt),
        one.waiting,
        one.delivered,
      ],
      ...counted.map((kind) => one.counts[kind]),
      ...read.map((kind) => (one.hidden ? '' : one.counts[kind])),
    ]),
  ];
}

async function ownRows({ ctx }: Face, { locale }: Staff, outcome: Outcome): Promise<Rows> {
  const { csv, kinds } = resultWords(locale);
  const lines = await tallyLines(ctx.db, outcome);
  return [
    [csv.hour, csv.kind, csv.link, csv.url, csv.n],
    ...lines.map(({ hour, kind, label, url, n }) => [stamp(hour), kinds[kind], label ?? '', url ?? '', n]),
  ];
}

function sendFile({ c }: Staff, name: string, rows: Rows): Response {
  keepPrivate(c);
  c.header('Content-Disposition', `attachment; filename="${name}.csv"`);
  c.header('Content-Type', 'text/csv; charset=utf-8');
  return c.body(spreadsheet(rows));
}
