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
import { type Mail, mailById } from '#domain/correspondence/index.ts';
import { putOnRequest } from '#domain/inbox/index.ts';
import type { NewLead } from '#domain/lead/index.ts';
import { mostSuppliers } from '#domain/routing/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { keyOf, settleSubmission, waitingById } from '#domain/submission/index.ts';
import { offeredFor } from '#domain/supplier/index.ts';
import { catalogueIn } from '#domain/text/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { explained, type Form, formToken, one, openFormToken, rawOf, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import { leadFrom, receiversOf } from '../../request-form.ts';
import type { Visit } from '../../sitemap.ts';
import type { Fault } from '../../ui/error-summary.tsx';
import { renderPage } from '../../ui/page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import type { SubmissionView } from '../sources/submissions.page.tsx';
import { viewOf } from '../sources/submissions.routes.tsx';
import { languageFields, ofTheCustomer, registrationFields } from './new-lead.fields.ts';
import { ChooseServicePage, NewLeadPage } from './new-lead.page.tsx';
import { newLeadWords } from './new-lead.texts.ts';

/** A request that came by telephone or mail, registered by staff: the same questions, the same door in, and how it came (P6). */
export function newLeadRoutes(face: Face): void {
  face.map.console('GET', 'consoleNewLead', 'lead.write', async (visit) => {
    const service = serviceFrom(visit.c.req.query('service'));
    const mail = await mailFor(face, visit, visit.c.req.query('mail'));
    const submission = await submissionFor(face, visit.c.req.query('submission'), service);
    if (service) return show(face, visit, service, { form: begun(visit, mail, submission), mail, submission });
    return visit.c.html(renderPage(<ChooseServicePage page={consolePage(face, visit)} mail={mail} />));
  });
  face.map.console('POST', 'consoleNewLead', 'lead.write', (visit) => register(face, visit));
}

const serviceFrom = (id: string | undefined): Service | undefined => {
  const known = serviceIds.find((one) => one === id);
  return known && serviceById(known);
};

/** The mail that a request is made of, for whoever may read it and as long as nothing else has been done about it. */
async function mailFor(face: Face, visit: Visit<'staff'>, id: string | undefined): Promise<Mail | undefined> {
  if (!id || !staffMay(visit.session, 'mail.read') || !staffMay(visit.session, 'mail.write')) return undefined;
  const mail = await mailById(face.ctx.db, uuid(id));
  return mail?.fromAddress && !mail.dealtAt ? mail : undefined;
}

/** What a form on another site sent about the service, as long as nobody has dealt with it. */
async function submissionFor(
  face: Face,
  id: string | undefined,
  service: Service | undefined,
): Promise<SubmissionView | undefined> {
  const waiting = id && service ? await waitingById(face.ctx.db, uuid(id)) : undefined;
  const view = waiting && (await viewOf(face, waiting));
  return view?.source.service === service?.id ? view : undefined;
}

/** What is known before anything is filled in. */
function begun(visit: Visit<'staff'>, mail: Mail | undefined, submission: SubmissionView | undefined): Form {
  if (submission) {
    const { source, reading } = submission;
    const raw = Object.entries(reading.raw).map(([id, value]) => [id, [value].flat()]);
    // Whom the customer chose and nobody else, also when they can't take it now (P3).
    const suppliers = ['-', ...reading.suppliers];
    return { ...Object.fromEntries(raw), suppliers, customerLanguage: [source.locale] };
  }
  const language = { customerLanguage: [visit.locale] };
  if (!mail?.fromAddress) return language;
  const { fromAddress, fromName } = mail;
  return {
    ...{ ...language, leadSource: ['email'], email: [fromAddress] },
    ...(fromName ? { contactName: [fromName] } : {}),
  };
}

async function register(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { ctx, metrics } = face;
  const form = await readForm(visit.c.req.raw);
  const service = serviceFrom(one(form, 'service'));
  if (!service) return visit.c.redirect(path('consoleNewLead', visit.locale), 303);
  const t = newLeadWords(visit.locale).errors;
  const offered = offeredFor(await face.registry(), service.id, ctx.clock.now());
  const ticked = offered.filter((s) => form.suppliers?.includes(s.id)).map((s) => s.id);
  const mail = await mailFor(face, visit, one(form, 'mailId'));
  const submission = await submissionFor(face, one(form, 'submissionId'), service);
  const read = parse(face, service, form, submission !== undefined);
  const again = (view: Omit<View, 'form' | 'mail' | 'submission'>) =>
    show(face, visit, service, { form, mail, submission, ...view });
  if (one(form, 'submissionId') !== '' && !submission) return again({ problem: t.dealt, status: 409 });
  const errors = {
    ...read.errors,
    ...(ticked.length === 0 ? { suppliers: both(visit, 'tickOne') } : {}),
    ...(one(form, 'told') === 'yes' ? {} : { told: both(visit, 'told') }),
  };
  if (Object.keys(errors).length > 0) return again({ errors, status: 422 });
  const token = openFormToken(ctx, one(form, 'idempotencyKey'));
  if (!token) return again({ problem: t.stale, renew: true, status: 422 });
  const rest = submission
    ? {
        ...{ ticked, idempotencyKey: keyOf(submission.waiting.id), sourceId: submission.source.id },
        submissionId: submission.waiting.id,
      }
    : { ticked, idempotencyKey: token.key };
  const result = await store(face, registered(visit, service, read.values, rest));
  if (!result) return again({ problem: t.unavailable, status: 503 });
  if (result.kind === 'dropped') {
    metrics.drops.inc({ reason: result.reason });
    if (result.reason === 'gone') return again({ problem: t.dealt, status: 409 });
    if (result.reason === 'key-reused') return again({ problem: t.keyReused, renew: true, status: 409 });
    return again({ problem: t.rateLimited, status: 429 });
  }
  const { reference, repeated, leadId } = result.receipt;
  if (submission)
    await transact(ctx.db, (tx) => settleSubmission(asStaff(ctx, visit), tx, submission.waiting.id, leadId));
  if (!repeated) metrics.leads.inc({ service: service.id });
  if (mail) await takeAlong(face, visit, mail.id, reference);
  const done = repeated ? 'again' : 'registered';
  return visit.c.redirect(`${path('consoleLead', visit.locale, { reference })}?done=${done}`, 303);
}

/** The mail stands on the request from now on; one that somebody has decided about meanwhile stays where it is. */
async function takeAlong(face: Face, visit: Visit<'staff'>, mailId: string, reference: string): Promise<void> {
  const ctx = asStaff(face.ctx, visit);
  await attempt(ctx.db, (tx) => putOnRequest(ctx, tx, mailId, reference, 'new-request'));
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
  rest: Pick<NewLead, 'ticked' | 'idempotencyKey' | 'sourceId' | 'submissionId'>,
): NewLead {
  const own = (ids: readonly { readonly id: string }[]): Values =>
    Object.fromEntries(ids.flatMap(({ id }) => (values[id] === undefined ? [] : [[id, values[id]]])));
  return leadFrom(service, own(service.questions), own(commonQuestions), {
    source: rest.sourceId ? 'site' : values.leadSource === 'email' ? 'email' : 'phone',
    registeredBy: visit.session.staffId,
    locale: values.customerLanguage === 'en' ? 'en' : 'sv',
    ip: null,
    ...rest,
  });
}

type Errors = ReturnType<typeof parseAnswers>['errors'];

/** What is asked of the customer is read as the site reads it. */
function parse(face: Face, service: Service, form: Form, sent: boolean): { errors: Errors; values: Values } {
  const today = stockholmDate(face.ctx.clock.now());
  const fields = sent ? languageFields : registrationFields;
  const about = parseFields(fields, rawOf(fields, form), { today });
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
  readonly mail: Mail | undefined;
  readonly submission: SubmissionView | undefined;
  readonly errors?: Errors;
  readonly problem?: string;
  readonly status?: 409 | 422 | 429 | 503;
  /** The key can't be used again: give the form a new one. */
  readonly renew?: boolean;
}

async function show(face: Face, visit: Visit<'staff'>, service: Service, view: View): Promise<Response> {
  const { ctx } = face;
  const { locale } = visit;
  const { form, mail, submission, errors = {}, problem } = view;
  const [registry, edited] = await Promise.all([face.registry(), face.texts()]);
  const catalogue = catalogueIn(edited);
  const offered = offeredFor(registry, service.id, ctx.clock.now());
  const about = submission ? languageFields : registrationFields;
  const fields = [...about, ...questionsOf(service)];
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
        mail={mail}
        submission={submission}
        about={about}
        service={catalogue.services.find(({ id }) => id === service.id) ?? service}
        company={ofTheCustomer(catalogue.commonQuestions)}
        raw={rawOf(fields, form)}
        token={view.renew || !form.idempotencyKey ? formToken(ctx) : one(form, 'idempotencyKey')}
        told={one(form, 'told') === 'yes'}
        errors={{ ...texts, ...own }}
        faults={[...faults, ...more]}
        problem={problem}
        receivers={receiversOf(offered, service, questionsOf(service), form, locale, ctx.clock.now())}
        most={mostSuppliers}
        erasedOn={formatDate(addPeriod(ctx.clock.now(), retention['lead.no-quote'].period), locale)}
      />,
    ),
    view.status ?? 200,
  );
}
