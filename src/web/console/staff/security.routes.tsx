import { endSessions, removePasskey, removeTotp, renewRecoveryCodes, sessionsOf, waysIn } from '#domain/staff/index.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import { type Face, pageOf } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { RecoveryCodesPage } from './enter.page.tsx';
import { SecurityPage } from './security.page.tsx';
import { securityWords } from './security.texts.ts';

/** One's own keys, codes and sessions: for everybody in the console. */
export function securityRoutes(face: Face): void {
  const { map, ctx } = face;
  map.console('GET', 'consoleSecurity', 'any', (visit) => show(face, visit));
  map.console('POST', 'consoleSecurity', 'any', async (visit) => {
    const form = await readForm(visit.c.req.raw);
    const { staffId } = visit.session;
    return act(face, visit, 'removed', (tx) =>
      one(form, 'action') === 'remove-app'
        ? removeTotp(asStaff(ctx, visit), tx, staffId)
        : removePasskey(asStaff(ctx, visit), tx, staffId, uuid(one(form, 'keyId'))),
    );
  });
  map.console('POST', 'consoleSessions', 'any', async (visit) => {
    const form = await readForm(visit.c.req.raw);
    const { staffId, id } = visit.session;
    const which = one(form, 'action') === 'others' ? { allBut: id } : { id: uuid(one(form, 'sessionId')) };
    return act(face, visit, 'ended', (tx) => endSessions(asStaff(ctx, visit), tx, staffId, which));
  });
  map.console('POST', 'consoleRecovery', 'any', async (visit) => {
    const codes = await transact(ctx.db, (tx) => renewRecoveryCodes(asStaff(ctx, visit), tx, visit.session.staffId));
    const next = path('consoleSecurity', visit.locale);
    return visit.c.html(
      renderPage(<RecoveryCodesPage page={pageOf(face, visit, 'console')} codes={codes} next={next} />),
    );
  });
}

async function show(face: Face, visit: Visit<'staff'>, problem?: string): Promise<Response> {
  const { c, locale, session } = visit;
  const t = securityWords(locale).security;
  const done = t.done[c.req.query('done') ?? ''];
  const message = problem ?? done;
  return c.html(
    renderPage(
      <SecurityPage
        page={consolePage(face, visit)}
        ways={await waysIn(face.ctx.db, session.staffId)}
        sessions={await sessionsOf(face.ctx.db, session.staffId)}
        notice={message && <Notice tone={problem ? 'bad' : 'done'}>{message}</Notice>}
      />,
    ),
    problem ? 409 : 200,
  );
}

async function act(
  face: Face,
  visit: Visit<'staff'>,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  if (!(await attempt(face.ctx.db, work))) return show(face, visit, securityWords(visit.locale).security.lastWay);
  return visit.c.redirect(`${path('consoleSecurity', visit.locale)}?done=${done}`, 303);
}
