import { archivedList } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { leadsOf } from '#domain/lead/index.ts';
import { trail } from '#domain/ledger/index.ts';
import { type CaseRight, caseById, heldRows, NotConfirmed, type RightsCase, StillHeld } from '#domain/privacy/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { Face } from '../../face.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { CasePage, type CaseView } from './case.page.tsx';
import { caseWords } from './cases.texts.ts';

/** A case that something can be done about: open, confirmed by its person, and whose person is known. */
export type OpenCase = RightsCase & { readonly emailKey: Buffer };

/** Loads the case of an address; one that doesn't exist is not found. */
export async function withCase(
  face: Face,
  visit: Visit<'staff'>,
  work: (found: RightsCase) => Promise<Response>,
): Promise<Response> {
  const found = await caseById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return found ? work(found) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

/** The same, for what may be done only when its person has confirmed it, and only about these rights. Otherwise the case is shown as it stands. */
export function withConfirmed(
  face: Face,
  visit: Visit<'staff'>,
  rights: readonly CaseRight[],
  work: (found: OpenCase) => Promise<Response>,
): Promise<Response> {
  const { problems } = caseWords(visit.locale).one;
  return withCase(face, visit, async (found) => {
    const { emailKey } = found;
    const fits = (rights as readonly string[]).includes(found.right) && found.purpose !== 'email';
    if (found.state !== 'open' || !emailKey || !fits) return showCase(face, visit, found, problems.moved);
    if (!found.confirmedAt) return showCase(face, visit, found, problems.unconfirmed);
    return work({ ...found, emailKey });
  });
}

/** How a right is used that is carried out from a case: never by its person on a page, who needs no case to be confirmed. */
export const channelOf = ({ channel }: RightsCase): 'mail' | 'phone' => (channel === 'phone' ? 'phone' : 'mail');

async function viewOf(ctx: Context, found: RightsCase): Promise<CaseView> {
  const { db } = ctx;
  const { emailKey, state } = found;
  const open = state === 'open' && emailKey;
  const [steps, requests, archived, rows] = await Promise.all([
    trail(db, { subject: found.id }),
    open ? leadsOf(db, emailKey) : [],
    open ? archivedList(db, emailKey) : [],
    open ? transact(db, (tx) => heldRows(ctx, tx, emailKey)) : 0,
  ]);
  return {
    ...{ now: ctx.clock.now(), found, rows, steps: steps.rows.toReversed() },
    requests: requests.map(({ reference, service, state: at, receivedAt }) => ({
      ...{ reference, service, receivedAt, state: at },
    })),
    archived: archived.map(({ reference, service }) => ({ reference, service })),
  };
}

/** A case as it stands, with what has just been done, or why it was not. */
export async function showCase(
  face: Face,
  visit: Visit<'staff'>,
  found: RightsCase,
  problem?: string,
): Promise<Response> {
  const text = problem ?? caseWords(visit.locale).one.done[visit.c.req.query('done') ?? ''];
  const notice = text && <Notice tone={problem ? 'bad' : 'done'}>{text}</Notice>;
  const view = await viewOf(asStaff(face.ctx, visit), found);
  return visit.c.html(
    renderPage(<CasePage page={consolePage(face, visit)} view={view} notice={notice} />),
    problem ? 409 : 200,
  );
}

/** Does something about a case, as whoever is logged in; when that isn't possible the page says why and shows how things stand. */
export async function actOn(
  face: Face,
  visit: Visit<'staff'>,
  found: RightsCase,
  work: (ctx: Context, tx: Tx) => Promise<string>,
): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const { problems } = caseWords(visit.locale).one;
  try {
    const done = await transact(ctx.db, (tx) => work(ctx, tx));
    return visit.c.redirect(`${path('consoleCase', visit.locale, { id: found.id })}?done=${done}`, 303);
  } catch (error) {
    const problem =
      error instanceof NotConfirmed
        ? problems.unconfirmed
        : error instanceof StillHeld
          ? problems.held
          : error instanceof NotAllowed
            ? problems.moved
            : undefined;
    if (!problem) throw error;
    return showCase(face, visit, (await caseById(ctx.db, found.id)) ?? found, problem);
  }
}
