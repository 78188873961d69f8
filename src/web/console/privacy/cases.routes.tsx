import { type Field, parseFields } from '#catalog/index.ts';
import { type CaseRight, closedCases, type Objectable, openCases, openWaiting } from '#domain/privacy/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Face } from '../../face.ts';
import type { FormState } from '../../forms.ts';
import { explained, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { openingFields } from './case.fields.ts';
import { CasesPage } from './cases.page.tsx';

const perPage = 50;
const blank: FormState = {
  fields: openingFields,
  values: { caseChannel: 'mail', locale: 'sv' },
  errors: {},
  faults: [],
};

/** Every case of a right: those that wait, most urgent first, and those that are answered (P27). */
export function casesRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleCases', 'case.read', (visit) => list(face, visit));
  map.console('POST', 'consoleCases', 'case.write', (visit) => open(face, visit));
}

async function list(face: Face, visit: Visit<'staff'>, form = blank): Promise<Response> {
  const { db, clock } = face.ctx;
  const before = beforeIn(visit.c.req.query('before'));
  const [waiting, closed] = await Promise.all([openCases(db), closedCases(db, perPage + 1, before)]);
  const shown = closed.slice(0, perPage);
  const last = closed.length > perPage ? shown.at(-1)?.closedAt : undefined;
  const older = last ? String(last.epochNanoseconds / 1000n) : undefined;
  const view = { now: clock.now(), waiting: before ? [] : waiting, closed: shown, older, later: before !== undefined };
  return visit.c.html(
    renderPage(<CasesPage page={consolePage(face, visit)} view={view} form={form} />),
    form.faults.length > 0 ? 422 : 200,
  );
}

/** An instant in microseconds, as the address of the page of older ones has it. */
const beforeIn = (text = ''): Temporal.Instant | undefined =>
  /^\d{1,17}$/.test(text) ? Temporal.Instant.fromEpochNanoseconds(BigInt(text) * 1000n) : undefined;

/** Somebody has written or rung: a case with a month's deadline, and a link by which they confirm that it is theirs. */
async function open(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const fields: readonly Field[] = openingFields;
  const raw = rawOf(fields, await readForm(visit.c.req.raw));
  const { values, errors } = parseFields(fields, raw, { today: stockholmDate(ctx.clock.now()) });
  if (Object.keys(errors).length > 0) {
    const { texts, faults } = explained(fields, errors, visit.locale);
    return list(face, visit, { fields, values: raw, errors: texts, faults });
  }
  const right = values.caseRight as CaseRight;
  const about = {
    right,
    locale: values.locale as Locale,
    channel: values.caseChannel as 'mail' | 'phone',
    ...(right === 'objection' ? { purpose: values.objection as Objectable } : {}),
  };
  const id = await transact(ctx.db, (tx) => openWaiting(ctx, tx, about, { email: String(values.caseEmail) }));
  return visit.c.redirect(`${path('consoleCase', visit.locale, { id })}?done=opened`, 303);
}
