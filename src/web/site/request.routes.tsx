import {
  commonQuestions,
  type Errors,
  formatDate,
  formatValue,
  isAsked,
  nameOf,
  parseFields,
  type Question,
  questionsOf,
  type Service,
  services,
  type Values,
} from '#catalog/index.ts';
import type { NewLead } from '#domain/lead/index.ts';
import { mostSuppliers } from '#domain/routing/index.ts';
import { offeredFor, type RegisteredSupplier } from '#domain/supplier/index.ts';
import { catalogueIn, type Edited } from '#domain/text/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { clientAddress, rateKey } from '#platform/ip.ts';
import { periodText } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { remoteAddress } from '../edge.ts';
import { type Face, pageOf } from '../face.ts';
import { explained, type Form, formToken, namesOf, one, openFormToken, rawOf, readForm } from '../forms.ts';
import { mark } from '../kept.ts';
import { isEmbedded, path } from '../paths.ts';
import { leadFrom, receiversOf } from '../request-form.ts';
import type { Visit } from '../sitemap.ts';
import { type PageContext, renderPage } from '../ui/page.tsx';
import { wordingOf } from './consent-words.ts';
import { maySignUp } from './newsletter.routes.tsx';
import { RequestPage } from './request.page.tsx';
import { words } from './request.texts.ts';

type Step = 1 | 2 | 3;
/** What the first two steps were answered with. */
type Read = Readonly<Record<1 | 2, Values>>;
type Problem = keyof ReturnType<typeof words>['errors'];

/** A form sent faster than this was not filled in by a person. */
const shortestSeconds = 3;

/** The eight service pages with their three-step form. Between the steps the answers live in the page alone. */
export function requestRoutes(face: Face): void {
  for (const service of services) {
    for (const locale of ['sv', 'en'] as const) {
      const pattern = path('service', locale, { service: service.slug[locale] });
      face.map.route('GET', pattern, 'anyone', (visit) => freshRequest(face, visit, service), locale);
      face.map.route('POST', pattern, 'anyone', (visit) => submitRequest(face, visit, service), locale);
    }
  }
}

/** A form nobody has begun on: the same for all but for its key. */
export async function freshRequest(face: Face, visit: Visit<'anyone'>, service: Service): Promise<Response> {
  const edited = await face.texts();
  const view = { step: 1, form: { idempotencyKey: [mark] } } as const;
  return face.kept.fill(visit.c, String(edited.revision), formToken(face.ctx), () =>
    page(face, pageOf(face, visit), service, view, [], edited),
  );
}

/** A service's page as it would look with other words, in a step of the form that shows them. */
export const draftOfService = (face: Face, at: PageContext, service: Service, step: 1 | 2, edited: Edited): string =>
  page(face, at, service, { step, form: {} }, [], edited);

const fieldsOf = (service: Service, step: Step): readonly Question[] =>
  step === 1 ? service.questions : step === 2 ? commonQuestions : [];

function parse(face: Face, service: Service, step: 1 | 2, form: Form) {
  const fields = fieldsOf(service, step);
  const check = step === 1 ? service.check : undefined;
  return parseFields(fields, rawOf(fields, form), { today: stockholmDate(face.ctx.clock.now()), check });
}

/** A step of the form that was sent: the next, the same with what to correct, or the receipt. */
export async function submitRequest(face: Face, visit: Visit<'anyone'>, service: Service): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const step = ({ '1': 1, '2': 2, '3': 3 } as const)[one(form, 'step')] ?? 1;
  const action = one(form, 'action');
  if (action === 'back' || action === 'edit')
    return show(face, visit, service, { step: action === 'edit' || step < 3 ? 1 : 2, form });
  // Every earlier step is read again: what a page carries in hidden fields is as free to be changed as what it shows.
  const read = { 1: {} as Values, 2: {} as Values };
  for (const earlier of ([1, 2] as const).filter((n) => n <= step)) {
    const { errors, values } = parse(face, service, earlier, form);
    if (Object.keys(errors).length > 0)
      return dropped(face, visit, service, { step: earlier, form, errors }, 'invalid');
    read[earlier] = values;
  }
  if (step === 3) return send(face, visit, service, form, read);
  return show(face, visit, service, { step: step === 1 ? 2 : 3, form });
}

async function send(face: Face, visit: Visit<'anyone'>, service: Service, form: Form, read: Read): Promise<Response> {
  const { ctx, intake, metrics } = face;
  const view = { step: 3 as const, form };
  const token = openFormToken(ctx, one(form, 'idempotencyKey'));
  const offered = offeredFor(await face.registry(), service.id, ctx.clock.now());
  const ticked = offered.filter((s) => form.suppliers?.includes(s.id)).map((s) => s.id);
  if (one(form, 'website') !== '') return dropped(face, visit, service, { ...view, problem: 'honeypot' }, 'honeypot');
  if (!token) return dropped(face, visit, service, { ...view, problem: 'stale', renew: true }, 'stale-form');
  if (token.ageSeconds < shortestSeconds)
    return dropped(face, visit, service, { ...view, problem: 'tooFast' }, 'too-fast');
  if (ticked.length === 0)
    return dropped(face, visit, service, { ...view, problem: offered.length > 0 ? 'tickOne' : undefined }, 'invalid');
  if (ticksBox(form) && !knowsBox(form, visit.locale))
    return dropped(face, visit, service, { ...view, problem: 'wording' }, 'invalid');
  const ip = clientAddress(remoteAddress(visit.c), visit.c.req.header('x-forwarded-for'), face.trust);
  const about = { source: 'form', locale: visit.locale, ticked, idempotencyKey: token.key, ip: ip ?? null } as const;
  const lead = leadFrom(service, read[1], read[2], about);
  let result: Awaited<ReturnType<typeof intake.store>>;
  try {
    result = await intake.store(lead, rateKey(ip));
  } catch (error) {
    face.onError(error);
    return show(face, visit, service, { ...view, problem: 'unavailable', status: 503 });
  }
  if (result.kind === 'dropped') {
    if (result.reason === 'key-reused')
      return dropped(face, visit, service, { ...view, problem: 'keyReused', renew: true, status: 409 }, 'key-reused');
    return dropped(face, visit, service, { ...view, problem: 'rateLimited', status: 429 }, 'rate-limited');
  }
  if (!result.receipt.repeated) metrics.leads.inc({ service: service.id });
  const expires = addPeriod(result.receipt.receivedAt, retention['receipt-link'].period);
  const receipt = ctx.vault.sign({ kind: 'receipt', id: result.receipt.leadId, expires });
  const asked = ticksBox(form);
  if (asked && !result.receipt.repeated) await signUp(face, lead);
  const page = isEmbedded(visit.c.req.path) ? 'embedReceipt' : 'receipt';
  return visit.c.redirect(`${path(page, visit.locale, { token: receipt })}${asked ? '?newsletter=asked' : ''}`, 303);
}

const ticksBox = (form: Form): boolean => one(form, 'newsletter') === 'yes';
/** Whether the words beside the box are those of now: a tick beside others is no yes to these (P15). */
const knowsBox = (form: Form, locale: Locale): boolean => one(form, 'wording') === wordingOf('newsletter-tick', locale);

/** The box was ticked: a sign-up of its own, which knows nothing of the request. The request is stored, whatever becomes of this. */
async function signUp(face: Face, { company, locale }: NewLead): Promise<void> {
  const { email, contactName: name } = company;
  try {
    if (await maySignUp(face.ctx, email)) await face.requestNewsletter({ email, name, locale, channel: 'request' });
  } catch (error) {
    face.onError(error);
  }
}

interface View {
  readonly step: Step;
  readonly form: Form;
  readonly errors?: Errors;
  readonly problem?: Problem | undefined;
  readonly status?: 409 | 422 | 429 | 503;
  /** The key can't be used again: give the form a new one. */
  readonly renew?: boolean;
}

function dropped(face: Face, visit: Visit<'anyone'>, service: Service, view: View, reason: string): Promise<Response> {
  face.metrics.drops.inc({ reason });
  return show(face, visit, service, { status: 422, ...view });
}

async function show(face: Face, visit: Visit<'anyone'>, service: Service, view: View): Promise<Response> {
  const offered = view.step === 3 ? offeredFor(await face.registry(), service.id, face.ctx.clock.now()) : [];
  // Each form has a key of its own: a shared cache must not hand one to two people. Going back still shows what was typed.
  visit.c.header('Cache-Control', 'private, no-cache');
  return visit.c.html(page(face, pageOf(face, visit), service, view, offered, await face.texts()), view.status ?? 200);
}

function page(
  face: Face,
  at: PageContext,
  service: Service,
  view: View,
  offered: readonly RegisteredSupplier[],
  edited: Edited,
): string {
  const { step, form, errors = {}, problem } = view;
  const { locale } = at;
  const t = words(locale);
  const catalogue = catalogueIn(edited);
  const shown = catalogue.services.find(({ id }) => id === service.id) ?? service;
  const now = face.ctx.clock.now();
  const kept = retention['lead.no-quote'].period;
  const { texts, faults } = explained(fieldsOf(service, step), errors, locale);
  const answers: Values =
    step === 3 ? { ...parse(face, service, 1, form).values, ...parse(face, service, 2, form).values } : {};
  const asked =
    step === 3 ? questionsOf(service).filter((q) => answers[q.id] !== undefined && isAsked(q, answers)) : [];
  const token = view.renew || !form.idempotencyKey ? formToken(face.ctx) : one(form, 'idempotencyKey');
  const missingTick = problem === 'tickOne';
  return renderPage(
    <RequestPage
      page={at}
      service={shown}
      step={step}
      fields={step === 1 ? shown.questions : step === 2 ? catalogue.commonQuestions : []}
      raw={Object.fromEntries(
        Object.entries(form).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
      )}
      hidden={carried(service, step, form)}
      token={token}
      errors={missingTick ? { suppliers: t.errors.tickOne } : texts}
      faults={missingTick ? [{ field: 'suppliers', label: t.errors.suppliers, message: t.errors.tickOne }] : faults}
      problem={problem && !missingTick ? t.errors[problem] : undefined}
      receivers={step === 3 ? receiversOf(offered, service, asked, form, locale, now) : []}
      newsletter={ticksBox(form) && knowsBox(form, locale)}
      answered={asked.map((q) => ({ label: nameOf(q, locale), value: formatValue(q, answers[q.id]!, locale) }))}
      most={mostSuppliers}
      keptFor={periodText(kept, locale)}
      erasedOn={formatDate(addPeriod(now, kept), locale)}
    />,
  );
}

/** What the other steps hold, to be carried along in hidden fields. */
function carried(service: Service, step: Step, form: Form): (readonly [string, string])[] {
  const others = ([1, 2] as const).filter((n) => n !== step).flatMap((n) => fieldsOf(service, n));
  const names = [...others.flatMap(namesOf), ...(step === 3 ? [] : ['suppliers', 'newsletter', 'wording'])];
  return names.flatMap((name) => (form[name] ?? []).map((value) => [name, value] as const));
}
