import {
  commonQuestions,
  formatDate,
  parseAnswers,
  parseFields,
  questionsOf,
  type Service,
  serviceById,
  serviceIds,
  type Values,
} from '#catalog/index.ts';
import type { NewLead } from '#domain/lead/index.ts';
import { mostSuppliers } from '#domain/routing/index.ts';
import { offeredFor } from '#domain/supplier/index.ts';
import { catalogueIn } from '#domain/text/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { retention } from '#policy/retention.ts';
import type { Face } from '../face.ts';
import { explained, type Form, formToken, one, openFormToken, rawOf, readForm } from '../forms.ts';
import { path } from '../paths.ts';
import { leadFrom, receiversOf } from '../request-form.ts';
import type { Visit } from '../sitemap.ts';
import type { Fault } from '../ui/error-summary.tsx';
import { renderPage } from '../ui/page.tsx';
import { consolePage } from './console.routes.tsx';
import { registrationFields } from './new-lead.fields.ts';
import { ChooseServicePage, NewLeadPage } from './new-lead.page.tsx';
import { newLeadWords } from './new-lead.texts.ts';

/** A request that came by telephone or mail, registered by staff: the same questions, the same door in, and how it came (P6). */
export function newLeadRoutes(face: Face): void {
  face.map.console('GET', 'consoleNewLead', 'lead.write', (visit) => {
    const service = serviceFrom(visit.c.req.query('service'));
    if (service) return show(face, visit, service, { form: { customerLanguage: [visit.locale] } });
    return visit.c.html(renderPage(<ChooseServicePage page={consolePage(face, visit)} />));
  });
  face.map.console('POST', 'consoleNewLead', 'lead.write', (visit) => register(face, visit));
}

const serviceFrom = (id: string | undefined): Service | undefined => {
  const known = serviceIds.find((one) => one === id);
  return known && serviceById(known);
};

async function register(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx, metrics } = face;
  const form = await readForm(visit.c.req.raw);
  const service = serviceFrom(one(form, 'service'));
  if (!service) return visit.c.redirect(path('consoleNewLead', visit.locale), 303);
  const t = newLeadWords(visit.locale).errors;
  const offered = offeredFor(await face.registry(), service.id);
  const ticked = offered.filter((s) => form.suppliers?.includes(s.id)).map((s) => s.id);
  const read = parse(face, service, form);
  const errors = {
    ...read.errors,
    ...(ticked.length === 0 ? { suppliers: both(visit, 'tickOne') } : {}),
    ...(one(form, 'told') === 'yes' ? {} : { told: both(visit, 'told') }),
  };
  if (Object.keys(errors).length > 0) return show(face, visit, service, { form, errors, status: 422 });
  const token = openFormToken(ctx, one(form, 'idempotencyKey'));
  if (!token) return show(face, visit, service, { form, problem: t.stale, renew: true, status: 422 });
  const result = await store(face, registered(visit, service, read.values, { ticked, idempotencyKey: token.key }));
  if (!result) return show(face, visit, service, { form, problem: t.unavailable, status: 503 });
  if (result.kind === 'dropped') {
    metrics.drops.inc({ reason: result.reason });
    if (result.reason === 'key-reused')
      return show(face, visit, service, { form, problem: t.keyReused, renew: true, status: 409 });
    return show(face, visit, service, { form, problem: t.rateLimited, status: 429 });
  }
  const { reference, repeated } = result.receipt;
  if (!repeated) metrics.leads.inc({ service: service.id });
  const done = repeated ? 'again' : 'registered';
  return visit.c.redirect(`${path('consoleLead', visit.locale, { reference })}?done=${done}`, 303);
}

/** Undefined when the database could not store it: then nothing is stored. */
const store = (face: Face, lead: NewLead) =>
  face.intake.store(lead, '').catch((error) => {
    face.onError(error);
    return undefined;
  });

/** Nobody's address is stored with it: whoever sent the form is not the customer. */
function registered(
  visit: Visit<'staff'>,
  service: Service,
  values: Values,
  rest: Pick<NewLead, 'ticked' | 'idempotencyKey'>,
): NewLead {
  const own = (ids: readonly { readonly id: string }[]): Values =>
    Object.fromEntries(ids.flatMap(({ id }) => (values[id] === undefined ? [] : [[id, values[id]]])));
  return leadFrom(service, own(service.questions), own(commonQuestions), {
    source: values.leadSource === 'email' ? 'email' : 'phone',
    registeredBy: visit.session.staffId,
    locale: values.customerLanguage === 'en' ? 'en' : 'sv',
    ip: null,
    ...rest,
  });
}

type Errors = ReturnType<typeof parseAnswers>['errors'];

/** What is asked of the customer is read as the site reads it. */
function parse(face: Face, service: Service, form: Form): { errors: Errors; values: Values } {
  const today = stockholmDate(face.ctx.clock.now());
  const about = parseFields(registrationFields, rawOf(registrationFields, form), { today });
  const answers = parseAnswers(service, rawOf(questionsOf(service), form), today);
  return {
    errors: { ...about.errors, ...answers.errors },
    values: { ...about.values, ...answers.values },
  };
}

const both = (visit: Visit<'staff'>, word: 'tickOne' | 'told') => {
  const text = newLeadWords(visit.locale).errors[word];
  return { sv: text, en: text };
};

interface View {
  readonly form: Form;
  readonly errors?: Errors;
  readonly problem?: string;
  readonly status?: 409 | 422 | 429 | 503;
  /** The key can't be used again: give the form a new one. */
  readonly renew?: boolean;
}

async function show(face: Face, visit: Visit<'staff'>, service: Service, view: View): Promise<Response> {
  const { ctx } = face;
  const { locale } = visit;
  const { form, errors = {}, problem } = view;
  const [registry, edited] = await Promise.all([face.registry(), face.texts()]);
  const catalogue = catalogueIn(edited);
  const offered = offeredFor(registry, service.id);
  const fields = [...registrationFields, ...questionsOf(service)];
  const { texts, faults } = explained(fields, errors, locale);
  const t = newLeadWords(locale);
  const more = (['suppliers', 'told'] as const).flatMap((field): Fault[] => {
    const message = errors[field]?.[locale];
    return message ? [{ field, label: field === 'told' ? t.told : t.who, message }] : [];
  });
  const own = Object.fromEntries(more.map(({ field, message }) => [field, message]));
  return visit.c.html(
    renderPage(
      <NewLeadPage
        page={consolePage(face, visit)}
        service={catalogue.services.find(({ id }) => id === service.id) ?? service}
        company={catalogue.commonQuestions}
        raw={rawOf(fields, form)}
        token={view.renew || !form.idempotencyKey ? formToken(ctx) : one(form, 'idempotencyKey')}
        told={one(form, 'told') === 'yes'}
        errors={{ ...texts, ...own }}
        faults={[...faults, ...more]}
        problem={problem}
        receivers={receiversOf(offered, service, questionsOf(service), form, locale)}
        most={mostSuppliers}
        erasedOn={formatDate(addPeriod(ctx.clock.now(), retention['lead.no-quote'].period), locale)}
      />,
    ),
    view.status ?? 200,
  );
}
