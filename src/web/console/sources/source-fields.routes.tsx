import { nameOf } from '#catalog/index.ts';
import { type FormSource, formSourceById } from '#domain/source/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import {
  fieldQuestions,
  ignored,
  isNoTick,
  mayJoin,
  otherTargets,
  readSubmission,
  sampleOf,
  shown,
  suggest,
  targetOf,
  tieFields,
} from '#domain/submission/index.ts';
import { offeredFor } from '#domain/supplier/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import type { Tx } from '#platform/db/index.ts';
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
type Chosen = Pick<FormSource, 'mapping' | 'suppliers' | 'locale' | 'told' | 'toldWords'>;

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

async function submit(face: Face, visit: Staff, source: FormSource): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const t = submissionWords(visit.locale).fields;
  const chosen = chosenIn(form, source);
  if (!chosen) return show(face, visit, source, { problem: t.unknown });
  const twice = fieldQuestions(source.service).find(
    (question) =>
      !mayJoin(question) && Object.values(chosen.mapping).filter((target) => target === question.id).length > 1,
  );
  if (twice) return show(face, visit, source, { chosen, problem: t.twice(nameOf(twice, visit.locale)) });
  const noTick = chosen.toldWords.find(isNoTick);
  if (noTick !== undefined) return show(face, visit, source, { chosen, problem: t.noTick(noTick) });
  if (one(form, 'action') !== 'save') return show(face, visit, source, { chosen });
  let off = false;
  const tie = async (tx: Tx) => {
    off = await tieFields(asStaff(face.ctx, visit), tx, source.id, chosen);
  };
  if (!(await attempt(face.ctx.db, tie)))
    return show(face, visit, source, { chosen, problem: sourceWords(visit.locale).changed });
  const done = off ? 'mapped-off' : 'mapped';
  return visit.c.redirect(`${path('consoleSource', visit.locale, { id: source.id })}?done=${done}`, 303);
}

/** Undefined for a form that no page of ours has. Fields that the latest post lacked keep what was decided about them. */
function chosenIn(form: Form, source: FormSource): Chosen | undefined {
  const keys = form.fieldKey ?? [];
  const targets = form.fieldTarget ?? [];
  const known = new Set<string>([...fieldQuestions(source.service).map(({ id }) => id), ...otherTargets, ignored]);
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
    toldWords: linesIn(one(form, 'toldWords')),
  };
}
/** A few short lines: what a box says and no more. */
const linesIn = (text: string): string[] =>
  [...new Set(text.split('\n').map((line) => line.trim().slice(0, 500)))].filter(Boolean).slice(0, 10);
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
  const shape = sample?.content ?? source.fields.filter((one) => !one.leftOut).map((one) => ({ ...one, values: [] }));
  const suggested = suggest(source.service, shape);
  const fields = shape.map(({ key, label, values }): FieldChoice => {
    const decided = targetOf(chosen ?? source, { key, label });
    const target = decided ?? (chosen ? undecided : suggested[key]);
    return {
      ...{ key, label, target: target ?? undecided },
      suggested: decided === undefined && target === suggested[key] && target !== undefined,
      values: mayRead ? values.map((one) => shown(one, target, visit.locale)) : [],
    };
  });
  // Suggestions are tried on the post, too: what is shown is what saving the page as it stands would come to.
  const mapping = Object.fromEntries(
    fields.flatMap(({ key, target }) => (target === undecided ? [] : [[key, target]])),
  );
  const as: FormSource = { ...source, ...chosen, mapping: { ...(chosen ?? source).mapping, ...mapping } };
  const reading = sample && readSubmission(as, sample.content, offered, stockholmDate(now));
  return visit.c.html(
    renderPage(
      <SourceFieldsPage
        page={consolePage(face, visit)}
        source={as}
        fields={fields}
        targets={fieldQuestions(source.service)}
        leftOut={source.fields.filter((one) => one.leftOut).map(({ label }) => label)}
        undecided={undecided}
        suppliers={registry
          .filter(({ id, services }) => services.includes(source.service) || as.suppliers.includes(id))
          .map(({ id, name }) => ({ id, name, away: !offered.some((one) => one.id === id) }))}
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
