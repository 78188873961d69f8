import { archivedList } from '#domain/archive/index.ts';
import { leadsOf } from '#domain/lead/index.ts';
import { audit } from '#domain/ledger/index.ts';
import {
  answerCase,
  answerWords,
  caseById,
  erasePerson,
  eraseRequest,
  exportPerson,
  findPerson,
  type Objectable,
  objectTo,
  outcomeOf,
  type Refusal,
  refusals,
  refuseCase,
  restrictArchive,
  restrictRequest,
  StillHeld,
  unsealCase,
} from '#domain/privacy/index.ts';
import { transact } from '#platform/db/index.ts';
import { makePdf } from '#platform/pdf.ts';
import type { Locale } from '#policy/text.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { exportParts } from '../../site/rights.files.ts';
import { rightsWords } from '../../site/rights.texts.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { AnswerPage, CopyPage, ErasurePage, RefusalPage, RestrictionPage, type Scope } from './case-acts.page.tsx';
import { correctionRoutes } from './case-correction.routes.tsx';
import { actOn, channelOf, type OpenCase, showCase, withCase, withConfirmed } from './case-door.tsx';
import { caseWords } from './cases.texts.ts';

type Staff = Visit<'staff'>;
const readable = ['access', 'portability'] as const;
const all = ['access', 'portability', 'rectification', 'erasure', 'restriction', 'objection'] as const;

/** One case: how it stands, and what may be done about it. Each act asks once, takes a right of its own, and is the command's own (P28). */
export function caseRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleCase', 'case.read', (v) => withCase(face, v, (found) => showCase(face, v, found)));
  map.console('GET', 'consoleCaseAnswer', 'case.write', (v) =>
    withConfirmed(face, v, all, (found) => askAnswer(face, v, found)),
  );
  map.console('POST', 'consoleCaseAnswer', 'case.write', (v) =>
    withConfirmed(face, v, all, (found) =>
      actOn(face, v, found, async (ctx, tx) => {
        await answerCase(ctx, tx, found.id, await outcomeOf(ctx, tx, found.id));
        return 'answered';
      }),
    ),
  );
  map.console('GET', 'consoleCaseRefusal', 'case.write', (v) => withCase(face, v, () => askRefusal(face, v)));
  map.console('POST', 'consoleCaseRefusal', 'case.write', (v) => refuse(face, v));
  map.console('GET', 'consoleCaseCopy', 'data.export', (v) =>
    withConfirmed(face, v, readable, async ({ id }) =>
      v.c.html(renderPage(<CopyPage page={consolePage(face, v)} id={id} />)),
    ),
  );
  map.console('POST', 'consoleCaseCopy', 'data.export', (v) =>
    withConfirmed(face, v, readable, (found) => copy(face, v, found)),
  );
  map.console('GET', 'consoleCaseErasure', 'data.erase', (v) =>
    withConfirmed(face, v, ['erasure', 'objection'], (found) => askErasure(face, v, found)),
  );
  map.console('POST', 'consoleCaseErasure', 'data.erase', (v) =>
    withConfirmed(face, v, ['erasure', 'objection'], (found) => erase(face, v, found)),
  );
  map.console('GET', 'consoleCaseRestriction', 'data.restrict', (v) =>
    withConfirmed(face, v, ['restriction'], (found) => askRestriction(face, v, found)),
  );
  map.console('POST', 'consoleCaseRestriction', 'data.restrict', (v) =>
    withConfirmed(face, v, ['restriction'], (found) => restrict(face, v, found)),
  );
  correctionRoutes(face);
}

/** What is mailed stands there before it is; what would be untrue is not offered. */
async function askAnswer(face: Face, visit: Staff, found: OpenCase): Promise<Response> {
  const { ctx } = face;
  try {
    const outcome = await transact(ctx.db, (tx) => outcomeOf(ctx, tx, found.id));
    const closed = { ...found, state: 'answered', outcome, closedAt: ctx.clock.now() };
    const mail = answerWords(ctx, closed, found.locale as Locale);
    return visit.c.html(renderPage(<AnswerPage page={consolePage(face, visit)} id={found.id} mail={mail} />));
  } catch (error) {
    if (!(error instanceof StillHeld)) throw error;
    return showCase(face, visit, found, caseWords(visit.locale).one.problems.held);
  }
}

function askRefusal(face: Face, visit: Staff, missing = false): Promise<Response> {
  return withCase(face, visit, async (found) => {
    if (found.state !== 'open') return showCase(face, visit, found, caseWords(visit.locale).one.problems.moved);
    const props = { page: consolePage(face, visit), id: found.id, missing };
    return visit.c.html(renderPage(<RefusalPage {...props} />), missing ? 422 : 200);
  });
}

/** P29: a no says why, and how to complain. */
async function refuse(face: Face, visit: Staff): Promise<Response> {
  const given = one(await readForm(visit.c.req.raw), 'ground');
  return withCase(face, visit, async (found) => {
    const ground = refusals.find((each): each is Refusal => each === given);
    if (!ground) return askRefusal(face, visit, true);
    return actOn(face, visit, found, async (ctx, tx) =>
      (await refuseCase(ctx, tx, found.id, ground)) ? 'refused' : 'refusedNoMail',
    );
  });
}

/** Everything that is held about the person, as a file for somebody who can't fetch it on «Min sida»; that it was taken out is logged. */
async function copy(face: Face, visit: Staff, found: OpenCase): Promise<Response> {
  const { c } = visit;
  const ctx = asStaff(face.ctx, visit);
  const format = one(await readForm(c.req.raw), 'format') === 'json' ? 'json' : 'pdf';
  const locale = found.locale as Locale;
  const address = unsealCase(ctx, found)?.email;
  const data = await transact(ctx.db, async (tx) => {
    await audit(tx, ctx.clock.now(), ctx.actor ?? 'product', 'data.exported', found.id, { format });
    return exportPerson(ctx, tx, found.emailKey, address);
  });
  consolePage(face, visit);
  c.header('Content-Disposition', `attachment; filename="${locale === 'sv' ? 'uppgifter' : 'data'}.${format}"`);
  if (format === 'json') return c.json(data);
  const { title } = rightsWords(locale);
  const foot = `${data.controller.name} · ${title}`;
  c.header('Content-Type', 'application/pdf');
  return c.body(await makePdf(exportParts(data, locale), { title, author: data.controller.name, locale, foot }));
}

/** What of the person's is meant: one request, archived ones included, or all; a case about one request is about that one. */
async function scopeOf(face: Face, { emailKey, leadId }: OpenCase): Promise<Scope> {
  const { db } = face.ctx;
  const [leads, archived] = await Promise.all([leadsOf(db, emailKey), archivedList(db, emailKey)]);
  const own = <T extends { readonly id: string }>(some: readonly T[]) =>
    some.filter(({ id }) => leadId === null || id === leadId);
  return { leads: own(leads), archived: own(archived), whole: leadId === null };
}

async function askErasure(face: Face, visit: Staff, found: OpenCase, missing = false): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const counts = await transact(ctx.db, (tx) => findPerson(ctx, tx, found.emailKey));
  const props = { page: consolePage(face, visit), found, scope: await scopeOf(face, found), counts, missing };
  return visit.c.html(renderPage(<ErasurePage {...props} />), missing ? 422 : 200);
}

async function erase(face: Face, visit: Staff, found: OpenCase): Promise<Response> {
  const { emailKey } = found;
  const channel = channelOf(found);
  if (found.right === 'objection')
    return actOn(face, visit, found, async (ctx, tx) => {
      await objectTo(ctx, tx, emailKey, found.purpose as Objectable, channel);
      return 'objected';
    });
  const wanted = one(await readForm(visit.c.req.raw), 'scope');
  const scope = await scopeOf(face, found);
  const lead = scope.leads.find(({ reference }) => reference === wanted);
  if (!lead && !(wanted === 'all' && scope.whole)) return askErasure(face, visit, found, true);
  return actOn(face, visit, found, async (ctx, tx) => {
    if (lead) await eraseRequest(ctx, tx, emailKey, lead.id, channel);
    else await erasePerson(ctx, tx, emailKey, channel);
    return 'erased';
  });
}

async function askRestriction(face: Face, visit: Staff, found: OpenCase, missing = false): Promise<Response> {
  const props = { page: consolePage(face, visit), found, scope: await scopeOf(face, found), missing };
  return visit.c.html(renderPage(<RestrictionPage {...props} />), missing ? 422 : 200);
}

async function restrict(face: Face, visit: Staff, found: OpenCase): Promise<Response> {
  const { emailKey } = found;
  const form = await readForm(visit.c.req.raw);
  const [wanted, way] = [one(form, 'scope'), one(form, 'restriction')];
  const scope = await scopeOf(face, found);
  const meant = <T extends { readonly reference: string }>(some: readonly T[]) =>
    some.filter(({ reference }) => wanted === 'all' || reference === wanted);
  const [leads, archived] = [meant(scope.leads), meant(scope.archived)];
  if ((way !== 'on' && way !== 'off') || leads.length + archived.length === 0)
    return askRestriction(face, visit, found, true);
  const [on, channel] = [way === 'on', channelOf(found)];
  return actOn(face, visit, found, async (ctx, tx) => {
    for (const { id } of leads) await restrictRequest(ctx, tx, emailKey, id, on, channel);
    for (const { id } of archived) await restrictArchive(ctx, tx, emailKey, on, channel, id);
    // All of it was so already: that is the answer, too.
    const still = await caseById(tx, found.id);
    if (still?.state === 'open') await answerCase(ctx, tx, found.id, on ? 'restricted' : 'lifted');
    return on ? 'restricted' : 'lifted';
  });
}
