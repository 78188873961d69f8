import type { Context } from '#domain/context.ts';
import { trail } from '#domain/ledger/index.ts';
import {
  type CheckedChain,
  chains,
  checkChain,
  dueByRule,
  dueDays,
  heldPast,
  isWhole,
  lateNow,
  nextDue,
  noteHeads,
  openCases,
  openNotices,
  restrictedRequests,
  upkeepOf,
} from '#domain/privacy/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { timeZone } from '#policy/period.ts';
import type { Permission } from '#policy/roles.ts';
import type { Face } from '../../face.ts';
import { Fresh } from '../../fresh.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { consolePage } from '../console.routes.tsx';
import { PrivacyPage } from './privacy.page.tsx';
import { VerdictsPage } from './verdicts.page.tsx';

/** Today and thirty days: what comes today falls due on the last of them (P10). */
const dueDaysShown = 31;
const listed = 20;
const nearest = 10;

/** The privacy room: what falls due, what waits, and how the promises stand. */
export function privacyRoutes(face: Face): void {
  const { map, ctx } = face;
  const chained = new Fresh(ctx.clock, (at) => lookAtChains(ctx, at));
  map.console('GET', 'consolePrivacy', 'retention.read', (visit) => room(face, visit));
  map.console('GET', 'consoleVerdicts', 'retention.read', (visit) => verdicts(face, visit, chained));
  map.console('POST', 'consoleVerdicts', 'retention.read', async ({ c, locale }) => {
    await check(face, chained);
    return c.redirect(path('consoleVerdicts', locale), 303);
  });
}

async function room(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx } = face;
  const { db } = ctx;
  const now = ctx.clock.now();
  const today = stockholmDate(now);
  const end = today.add({ days: dueDaysShown }).toZonedDateTime(timeZone).toInstant();
  const ifMay = <T,>(permission: Permission, read: () => Promise<T>): Promise<T | undefined> =>
    staffMay(visit.session, permission) ? read() : Promise.resolve(undefined);
  const [days, late, upkeep, notices, next, restricted, cases, reads] = await Promise.all([
    dueDays(db, end),
    lateNow(db, now),
    upkeepOf(ctx),
    openNotices(db, listed),
    ifMay('lead.read', () => nextDue(db, nearest)),
    ifMay('lead.read', () => restrictedRequests(db, listed)),
    ifMay('case.read', () => openCases(db)),
    ifMay('audit.read', async () => (await trail(db, { action: 'archive.read' })).rows.slice(0, listed)),
  ]);
  const view = { today, days, byRule: dueByRule(days), late, upkeep, notices, next, restricted, cases, reads };
  return visit.c.html(renderPage(<PrivacyPage page={consolePage(face, visit)} view={view} />));
}

/** What `verify` says, as a page: what was found within the last minute. */
async function verdicts(face: Face, visit: Visit<'staff'>, chained: Fresh<Chained>): Promise<Response> {
  const [checked, { held, past }] = [await face.promises.latest(), await chained.latest()];
  return visit.c.html(
    renderPage(<VerdictsPage page={consolePage(face, visit)} checked={checked} chains={held} past={past} />),
  );
}

/** Looks again, and notes how the chains end when all is well, as `verify` does. */
async function check({ ctx, promises }: Face, chained: Fresh<Chained>): Promise<void> {
  const { verdicts } = await promises.now();
  const { held } = await chained.now();
  if (verdicts.every(({ state }) => state !== 'broken') && held.every(isWhole)) await noteHeads(ctx);
}

interface Chained {
  readonly at: Temporal.Instant;
  readonly held: readonly (CheckedChain & { readonly table: string })[];
  readonly past: Awaited<ReturnType<typeof heldPast>>;
}

async function lookAtChains(ctx: Context, at: Temporal.Instant): Promise<Chained> {
  const held = [];
  for (const table of chains) held.push({ table, ...(await checkChain(ctx, table)) });
  return { at, held, past: await heldPast(ctx, at) };
}
