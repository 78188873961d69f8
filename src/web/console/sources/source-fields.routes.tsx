import { nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { type FormSource, formSourceById, mapSource } from '#domain/source/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import {
  ignored,
  mayJoin,
  otherTargets,
  readSubmission,
  sampleOf,
  suggest,
  targetOf,
} from '#domain/submission/index.ts';
import { offeredFor } from '#domain/supplier/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { type Form, one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { type FieldChoice, SourceFieldsPage } from './source-fields.page.tsx';
import { sourceWords } from './sources.texts.ts';
import { submissionWords } from './submissions.texts.ts';

type Staff = Visit<'staff'>;
/** What is chosen on the page, saved or not. */
type Chosen = Pick<FormSource, 'mapping' | 'suppliers' | 'locale' | 'told'>;

/** Which field of a form answers which question: chosen beside the latest post, tried on it, and saved. */
export function sourceFieldRoutes(face: Face): void {
  const at = (work: (visit: Staff, source: FormSource) => Promise<Response>) => async (visit: Staff) => {
    const source = await formSourceById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
    return source && !source.endedAt
      ? work(visit, source)
      : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
  };
  face.map.console(
    'GET',
    'consoleSourceFields',
    'source.read',
    at((visit, source) => show(face, visit, source)),
  );
  face.map.console(
    'POST',
    'consoleSourceFields',
    'source.write',
    at((visit, source) => submit(face, visit, source)),
  );
}

/** What may be answered: no list of twelve months, which is not one field. */
const targetsOf = ({ service }: FormSource) =>
  questionsOf(serviceById(service)).filter(({ kind }) => kind !== 'months');

async function submit(face: Face, visit: Staff, source: FormSource): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const t = submissionWords(visit.locale).fields;
  const chosen = chosenIn(form, source);
  if (!chosen) return show(face, visit, source, { problem: t.unknown });
  const twice = targetsOf(source).find(
    (question) =>
      !mayJoin(question) && Object.values(chosen.mapping).filter((target) => target === question.id).length > 1,
  );
  if (twice) return show(face, visit, source, { chosen, problem: t.twice(nameOf(twice, visit.locale)) });
  if (one(form, 'action') !== 'save') return show(face, visit, source, { chosen });
  if (!(await attempt(face.ctx.db, (tx) => mapSource(asStaff(face.ctx, visit), tx, source.id, chosen))))
    return show(face, visit, source, { chosen, problem: sourceWords(visit.locale).changed });
  return visit.c.redirect(`${path('consoleSource', visit.locale, { id: source.id })}?done=mapped`, 303);
}

/** Undefined for a form that no page of ours has. Fields that the latest post lacked keep what was decided about them. */
function chosenIn(form: Form, source: FormSource): Chosen | undefined {
  const keys = form.fieldKey ?? [];
  const targets = form.fieldTarget ?? [];
  const known = new Set<string>([...targetsOf(source).map(({ id }) => id), ...otherTargets, ignored]);
  if (keys.length !== targets.length || targets.some((target) => target !== undecided && !known.has(target)))
    return undefined;
  const pairs = keys.map((key, index) => [key, targets[index]!] as const);
  const mapping = Object.fromEntries([
    ...Object.entries(source.mapping).filter(([key]) => !keys.includes(key)),
    ...pairs.filter(([, target]) => target !== undecided),
  ]);
  return {
    mapping,
    suppliers: (form.receivers ?? []).filter((id) => id !== '-').sort(),
    locale: one(form, 'customerLanguage') === 'en' ? 'en' : 'sv',
    told: one(form, 'formTold') === 'yes',
  };
}
/** Nobody has decided: what stands in such a field makes a post wait. */
const undecided = '?';

interface Shown {
  readonly chosen?: Chosen;
  readonly problem?: string;
}

async function show(face: Face, visit: Staff, source: FormSource, { chosen, problem }: Shown = {}): Promise<Response> {
  const now = face.ctx.clock.now();
  const [sample, registry] = await Promise.all([sampleOf(face.ctx.db, source.id), face.registry()]);
  const offered = offeredFor(registry, source.service, now);
  const mayRead = staffMay(visit.session, 'lead.read');
  const shape = sample?.content ?? source.fields.map((one) => ({ ...one, values: [] }));
  const suggested = suggest(source.service, shape);
  const fields = shape.map(({ key, label, values }): FieldChoice => {
    const decided = targetOf(chosen ?? source, { key, label });
    const target = decided ?? (chosen ? undecided : suggested[key]);
    return {
      ...{ key, label, target: target ?? undecided },
      suggested: decided === undefined && target === suggested[key] && target !== undefined,
      values: mayRead ? values : [],
    };
  });
  // Suggestions are tried on the post, too: what is shown is what saving the page as it stands would come to.
  const mapping = Object.fromEntries(
    fields.flatMap(({ key, target }) => (target === undecided ? [] : [[key, target]])),
  );
  const as: FormSource = { ...source, ...chosen, mapping: { ...source.mapping, ...mapping } };
  const reading = sample && readSubmission(as, sample.content, offered, stockholmDate(now));
  return visit.c.html(
    renderPage(
      <SourceFieldsPage
        page={consolePage(face, visit)}
        source={as}
        fields={fields}
        targets={targetsOf(source)}
        undecided={undecided}
        suppliers={offered.map(({ id, name }) => ({ id, name }))}
        sampleAt={sample?.receivedAt}
        reading={reading}
        mayRead={mayRead}
        mayWrite={staffMay(visit.session, 'source.write')}
        problem={problem}
      />,
    ),
    problem ? 422 : 200,
  );
}
