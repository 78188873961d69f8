import { type TrailFilter, trail, trailChoices } from '#domain/ledger/index.ts';
import type { Face } from '../face.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { TrailPage } from './trail.page.tsx';

/** The audit log: who did what to which number. */
export function trailRoutes(face: Face): void {
  face.map.console('GET', 'consoleTrail', 'audit.read', (visit) => list(face, visit));
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { db } = face.ctx;
  const filter = read(visit.c.req.query());
  const [{ rows, more }, { actors, actions }, registry] = await Promise.all([
    trail(db, filter),
    trailChoices(db),
    face.registry(),
  ]);
  const names = new Map(registry.map(({ id, name }) => [id, name]));
  const last = rows.at(-1);
  const older = more && last ? olderThan(visit.c.req.url, last.id) : undefined;
  const page = consolePage(face, visit);
  return visit.c.html(renderPage(<TrailPage {...{ page, filter, rows, actors, actions, names, older }} />));
}

/** The filter of an address. What can't be understood is left out. */
function read(query: Readonly<Record<string, string>>): TrailFilter {
  const matching = (text: string | undefined, form: RegExp) => (text && form.test(text) ? text : undefined);
  const before = Number(matching(query.before, /^\d{1,15}$/) ?? Number.NaN);
  return {
    actor: matching(query.actor, /^[a-z-]+(:[0-9a-f-]{36})?$/),
    action: matching(query.act, /^[a-z.-]{1,60}$/),
    subject: matching(query.subject?.trim().toLowerCase(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    day: dayFrom(query.day),
    before: Number.isNaN(before) ? undefined : before,
  };
}

function olderThan(url: string, id: number): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('before', String(id));
  return `${pathname}?${searchParams}`;
}

function dayFrom(text = ''): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined;
  } catch {
    return undefined;
  }
}
