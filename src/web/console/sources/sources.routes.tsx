import { type Field, parseFields, type ServiceId } from '#catalog/index.ts';
import {
  addSource,
  dropOldSecret,
  endSource,
  formSourceById,
  renameSource,
  rotateSourceSecret,
  type Source,
  type SourceKind,
  sourceById,
  sources,
  switchSource,
} from '#domain/source/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { heldOf, switchOn } from '#domain/submission/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import type { FormState } from '../../forms.ts';
import { explained, type Form, one, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { nameFields, newSourceFields } from './sources.fields.ts';
import { EndSourcePage, SourcePage, SourcesPage } from './sources.page.tsx';
import { sourceWords } from './sources.texts.ts';

type Staff = Visit<'staff'>;

/** The systems that may send requests: let in, given another secret, shut. */
export function sourceRoutes(face: Face): void {
  const { map } = face;
  const at = (work: (face: Face, visit: Staff, source: Source) => Promise<Response>) => (visit: Staff) =>
    withSource(face, visit, (source) => work(face, visit, source));
  map.console('GET', 'consoleSources', 'source.read', (visit) => list(face, visit));
  map.console('POST', 'consoleSources', 'source.write', (visit) => add(face, visit));
  map.console(
    'GET',
    'consoleSource',
    'source.read',
    at((_, visit, source) => show(face, visit, source)),
  );
  map.console('POST', 'consoleSource', 'source.write', at(change));
  map.console('GET', 'consoleSourceEnd', 'source.write', at(asked));
  map.console('POST', 'consoleSourceEnd', 'source.write', at(end));
}

async function withSource(face: Face, visit: Staff, work: (source: Source) => Promise<Response>): Promise<Response> {
  const source = await sourceById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return source ? work(source) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

const empty = (fields: readonly Field[], values: FormState['values'] = {}): FormState => ({
  ...{ fields, values, errors: {}, faults: [] },
});

/** What a form says, or the form again with what is wrong. */
function read(face: Face, visit: Staff, form: Form, fields: readonly Field[]) {
  const raw = rawOf(fields, form);
  const { values, errors } = parseFields(fields, raw, { today: stockholmDate(face.ctx.clock.now()) });
  const { texts, faults } = explained(fields, errors, visit.locale);
  const again: FormState = { fields, values: raw, errors: texts, faults };
  return Object.keys(errors).length > 0 ? { again } : { values };
}

async function list(face: Face, visit: Staff, form?: FormState): Promise<Response> {
  const done = sourceWords(visit.locale).done[visit.c.req.query('done') ?? ''];
  return visit.c.html(
    renderPage(
      <SourcesPage
        page={consolePage(face, visit)}
        sources={await sources(face.ctx.db)}
        form={form ?? empty(newSourceFields, { sourceKind: 'api' })}
        may={staffMay(visit.session, 'source.write')}
        notice={done && <Notice tone="done">{done}</Notice>}
      />,
    ),
    form ? 422 : 200,
  );
}

async function add(face: Face, visit: Staff): Promise<Response> {
  const { values, again } = read(face, visit, await readForm(visit.c.req.raw), newSourceFields);
  if (!values) return list(face, visit, again);
  const kind = values.sourceKind as SourceKind;
  const service = kind === 'api' ? undefined : (values.service as ServiceId);
  const { id, secret } = await transact(face.ctx.db, (tx) =>
    addSource(asStaff(face.ctx, visit), tx, { name: String(values.sourceName), kind, service }),
  );
  const source = await sourceById(face.ctx.db, id);
  return show(face, visit, source!, { secret });
}

interface Shown {
  readonly form?: FormState | undefined;
  readonly secret?: string;
  readonly problem?: string;
}

async function show(
  face: Face,
  visit: Staff,
  source: Source,
  { form, secret, problem }: Shown = {},
): Promise<Response> {
  const done = sourceWords(visit.locale).done[visit.c.req.query('done') ?? ''];
  return visit.c.html(
    renderPage(
      <SourcePage
        page={consolePage(face, visit)}
        source={source}
        form={form ?? empty(nameFields, { sourceName: source.name })}
        may={staffMay(visit.session, 'source.write')}
        secret={secret}
        asForm={await formSourceById(face.ctx.db, source.id)}
        held={await heldOf(face.ctx.db, source.id)}
        baseUrl={face.baseUrl}
        notice={(problem || done) && <Notice tone={problem ? 'bad' : 'done'}>{problem ?? done}</Notice>}
      />,
    ),
    form ? 422 : problem ? 409 : 200,
  );
}

async function change(face: Face, visit: Staff, source: Source): Promise<Response> {
  const ctx = asStaff(face.ctx, visit);
  const form = await readForm(visit.c.req.raw);
  switch (one(form, 'action')) {
    case 'rename': {
      const { values, again } = read(face, visit, form, nameFields);
      if (!values) return show(face, visit, source, { form: again });
      return act(face, visit, source, 'saved', (tx) => renameSource(ctx, tx, source.id, String(values.sourceName)));
    }
    case 'rotate':
      return rotate(face, visit, source);
    case 'on':
      return act(face, visit, source, 'on', (tx) => switchOn(ctx, tx, source.id));
    case 'off':
      return act(face, visit, source, 'off', (tx) => switchSource(ctx, tx, source.id, false));
    case 'drop':
      return act(face, visit, source, 'dropped', (tx) => dropOldSecret(ctx, tx, source.id));
    default:
      return show(face, visit, source, { form: empty(nameFields, { sourceName: source.name }) });
  }
}

/** Makes a secret and shows it, this once: no address and no other page ever has it. */
async function rotate(face: Face, visit: Staff, { id }: Source): Promise<Response> {
  try {
    const secret = await transact(face.ctx.db, (tx) => rotateSourceSecret(asStaff(face.ctx, visit), tx, id));
    return await withSource(face, visit, (fresh) => show(face, visit, fresh, { secret }));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const problem = sourceWords(visit.locale).changed;
    return withSource(face, visit, (fresh) => show(face, visit, fresh, { problem }));
  }
}

async function act(
  face: Face,
  visit: Staff,
  source: Source,
  done: string,
  work: (tx: Tx) => Promise<void>,
): Promise<Response> {
  if (await attempt(face.ctx.db, work))
    return visit.c.redirect(`${path('consoleSource', visit.locale, { id: source.id })}?done=${done}`, 303);
  const problem = sourceWords(visit.locale).changed;
  return withSource(face, visit, (fresh) => show(face, visit, fresh, { problem }));
}

async function asked(face: Face, visit: Staff, source: Source): Promise<Response> {
  if (source.endedAt) return visit.c.redirect(path('consoleSource', visit.locale, { id: source.id }), 303);
  return visit.c.html(renderPage(<EndSourcePage page={consolePage(face, visit)} source={source} />));
}

const end = (face: Face, visit: Staff, source: Source): Promise<Response> =>
  act(face, visit, source, 'ended', (tx) => endSource(asStaff(face.ctx, visit), tx, source.id));
