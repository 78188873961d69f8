import { asForm, type Errors, parseEmail, type Raw } from '#catalog/index.ts';
import { archivedOf } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { leadOf } from '#domain/lead/index.ts';
import type { Rectification } from '#domain/personal.ts';
import {
  archivedFields,
  askAddress,
  type Correctable,
  correctableArchived,
  correctableOf,
  readCorrection,
  rectifyArchive,
  rectifyRequest,
} from '#domain/privacy/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { explained, one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import { corrected } from '../../site/rights.routes.tsx';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { AddressPage, CorrectionPage } from './case-correction.page.tsx';
import { actOn, channelOf, type OpenCase, withConfirmed } from './case-door.tsx';
import { caseWords } from './cases.texts.ts';

type Staff = Visit<'staff'>;

/** Art. 16 from a case: one request or archived request at a time, and the address by a link that is mailed to it. */
export function correctionRoutes(face: Face): void {
  const { map } = face;
  const confirmed = (work: (visit: Staff, found: OpenCase) => Promise<Response>) => (visit: Staff) =>
    withConfirmed(face, visit, ['rectification'], (found) => work(visit, found));
  const show = confirmed((v, found) => withTarget(face, v, found, (target) => ask(face, v, found, target)));
  const save = confirmed((v, found) => withTarget(face, v, found, (target) => correct(face, v, found, target)));
  map.console('GET', 'consoleCaseCorrection', 'data.rectify', show);
  map.console('POST', 'consoleCaseCorrection', 'data.rectify', save);
  map.console(
    'GET',
    'consoleCaseAddress',
    'data.rectify',
    confirmed((v, found) => askNewAddress(face, v, found)),
  );
  map.console(
    'POST',
    'consoleCaseAddress',
    'data.rectify',
    confirmed((v, found) => address(face, v, found)),
  );
}

/** What is to be corrected, wherever it is kept. */
interface Target {
  readonly reference: string;
  readonly archived: boolean;
  readonly of: Correctable;
  save(ctx: Context, tx: Tx, change: Rectification): Promise<unknown>;
}

/** Loads by whose case it is: another's request is not found. An archived one is opened against a line in the audit log. */
async function withTarget(
  face: Face,
  visit: Staff,
  found: OpenCase,
  work: (target: Target) => Promise<Response>,
): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const { emailKey } = found;
  const channel = channelOf(found);
  const reference = visit.c.req.param('reference') ?? '';
  const lead = await leadOf(ctx.db, emailKey, reference);
  if (lead)
    return work({
      ...{ reference, archived: false, of: correctableOf(lead) },
      save: (own, tx, change) => rectifyRequest(own, tx, emailKey, lead.id, change, channel),
    });
  const kept = await transact(ctx.db, (tx) => archivedOf(ctx, tx, emailKey, 'correction'));
  const archived = kept.find((own) => own.reference === reference);
  if (archived)
    return work({
      ...{ reference, archived: true, of: correctableArchived(archived, archivedFields) },
      save: (own, tx, change) => rectifyArchive(own, tx, emailKey, change, channel, archived.id),
    });
  return visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function ask(
  face: Face,
  visit: Staff,
  { id }: OpenCase,
  target: Target,
  shown: { readonly raw?: Raw; readonly errors?: Errors; readonly unchanged?: boolean } = {},
): Promise<Response> {
  const { reference, archived, of } = target;
  const { texts, faults } = explained(of.questions, shown.errors ?? {}, visit.locale);
  const props = {
    ...{ page: consolePage(face, visit), reference, archived, faults, unchanged: shown.unchanged ?? false },
    action: path('consoleCaseCorrection', visit.locale, { id, reference }),
    back: path('consoleCase', visit.locale, { id }),
    ...{ questions: of.questions, raw: { ...asForm(of.values), ...shown.raw }, errors: texts },
  };
  return visit.c.html(renderPage(<CorrectionPage {...props} />), faults.length > 0 || shown.unchanged ? 422 : 200);
}

async function correct(face: Face, visit: Staff, found: OpenCase, target: Target): Promise<Response> {
  const raw = corrected(target.of, await readForm(visit.c.req.raw));
  const { change, errors } = readCorrection(target.of, raw, stockholmDate(face.ctx.clock.now()));
  if (Object.keys(errors).length > 0) return ask(face, visit, found, target, { raw, errors });
  if (Object.keys(change).length === 0) return ask(face, visit, found, target, { unchanged: true });
  return actOn(face, visit, found, async (ctx, tx) => {
    await target.save(ctx, tx, change);
    return 'corrected';
  });
}

function askNewAddress(face: Face, visit: Staff, { id }: OpenCase, value = '', error?: string) {
  const props = { page: consolePage(face, visit), id, value, error };
  return Promise.resolve(visit.c.html(renderPage(<AddressPage {...props} />), error ? 422 : 200));
}

async function address(face: Face, visit: Staff, found: OpenCase): Promise<Response> {
  const t = caseWords(visit.locale).address;
  const value = one(await readForm(visit.c.req.raw), 'newEmail');
  const read = parseEmail(value);
  if (!read.ok) return askNewAddress(face, visit, found, value, t.bad);
  const ctx = asStaff(face.ctx, visit);
  if (!(await attempt(ctx.db, (tx) => askAddress(ctx, tx, found.emailKey, read.value, channelOf(found)))))
    return askNewAddress(face, visit, found, value, t.same);
  return visit.c.redirect(`${path('consoleCase', visit.locale, { id: found.id })}?done=addressed`, 303);
}
