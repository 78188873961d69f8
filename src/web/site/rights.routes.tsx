// Long because every right has its question and its answer, and each is short.
import { asForm, commonQuestions, type Errors, parseEmail, type Question, type Raw } from '#catalog/index.ts';
import { withinLimit } from '#domain/access/index.ts';
import { type ArchivedRequest, archivedOf } from '#domain/archive/index.ts';
import type { Context } from '#domain/context.ts';
import { type Lead, leadOf } from '#domain/lead/index.ts';
import type { Rectification } from '#domain/personal.ts';
import {
  acknowledgeErasure,
  answerCase,
  archivedFields,
  askAddress,
  type Correctable,
  caseById,
  confirmCase,
  correctableArchived,
  correctableOf,
  erasePerson,
  exportPerson,
  noticeById,
  objectable,
  objectTo,
  openCase,
  personExportSchema,
  readCorrection,
  rectifyArchive,
  rectifyRequest,
  restrictArchive,
  restrictRequest,
} from '#domain/privacy/index.ts';
import { referralsOf } from '#domain/referral/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { makePdf } from '#platform/pdf.ts';
import type { Locale } from '#policy/text.ts';
import { keepPrivate } from '../edge.ts';
import { goneLink, notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { explained, type Form, one, rawOf, readForm } from '../forms.ts';
import { endpoints, path } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { ConfirmPage } from '../ui/confirm.page.tsx';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import { exportParts } from './rights.files.ts';
import {
  AddressPage,
  ArchivedPage,
  CasePage,
  CorrectionPage,
  FarewellPage,
  ObjectionPage,
  YourDataPage,
} from './rights.page.tsx';
import { rightsWords } from './rights.texts.ts';
import { AcknowledgePage } from './rights-supplier.page.tsx';

type Customer = Visit<'customer'>;

/** The rights of whoever is logged in by the mailed link, which confirms who it is (P8, P28, P29). */
export function rightsRoutes(face: Face): void {
  const { map, ctx } = face;
  map.page('GET', 'mineData', 'customer', (visit) => yourData(face, visit));
  map.page('POST', 'mineDataFile', 'customer', (visit) => file(face, visit));
  map.page('GET', 'mineArchived', 'customer', (visit) =>
    withArchived(face, visit, (own) => archived(face, visit, own)),
  );
  map.page('GET', 'mineCorrection', 'customer', (visit) =>
    withLead(face, visit, (lead) => correct(face, visit, ofLead(lead, visit.locale))),
  );
  map.page('POST', 'mineCorrection', 'customer', (visit) =>
    withLead(face, visit, (lead) => saveCorrection(face, visit, ofLead(lead, visit.locale))),
  );
  map.page('GET', 'mineArchivedCorrection', 'customer', (visit) =>
    withArchived(face, visit, (own) => correct(face, visit, ofArchived(own, visit.locale))),
  );
  map.page('POST', 'mineArchivedCorrection', 'customer', (visit) =>
    withArchived(face, visit, (own) => saveCorrection(face, visit, ofArchived(own, visit.locale))),
  );
  map.page('GET', 'mineRestriction', 'customer', (visit) =>
    withLead(face, visit, (lead) => askRestriction(face, visit, lead, 'mineRestriction')),
  );
  map.page('POST', 'mineRestriction', 'customer', (visit) =>
    withLead(face, visit, (lead) => saveRestriction(face, visit, lead, 'mineRestriction')),
  );
  map.page('GET', 'mineArchivedRestriction', 'customer', (visit) =>
    withArchived(face, visit, (own) => askRestriction(face, visit, own, 'mineArchivedRestriction')),
  );
  map.page('POST', 'mineArchivedRestriction', 'customer', (visit) =>
    withArchived(face, visit, (own) => saveRestriction(face, visit, own, 'mineArchivedRestriction')),
  );
  map.page('GET', 'mineAddress', 'customer', (visit) => {
    keepPrivate(visit.c);
    return visit.c.html(renderPage(<AddressPage page={pageOf(face, visit)} />));
  });
  map.page('POST', 'mineAddress', 'customer', (visit) => saveAddress(face, visit));
  map.page('GET', 'mineCase', 'anyone', (visit) => theCase(face, visit, false));
  map.page('POST', 'mineCase', 'anyone', (visit) => theCase(face, visit, true));
  map.page('GET', 'mineErasure', 'customer', (visit) => askErasure(face, visit));
  map.page('POST', 'mineErasure', 'customer', async (visit) => {
    await transact(ctx.db, (tx) => erasePerson(ctx, tx, visit.session.emailKey, 'page'));
    return visit.c.redirect(path('mineFarewell', visit.locale, { kind: 'erased' }), 303);
  });
  map.page('GET', 'mineObjection', 'customer', (visit) => askObjection(face, visit));
  map.page('POST', 'mineObjection', 'customer', (visit) => saveObjection(face, visit));
  map.page('GET', 'mineFarewell', 'anyone', (visit) => {
    keepPrivate(visit.c);
    const kind = (['erased', 'ended', 'reported'] as const).find((k) => k === visit.c.req.param('kind'));
    if (!kind) return notFound(face, visit);
    return visit.c.html(renderPage(<FarewellPage page={pageOf(face, visit)} kind={kind} />));
  });
  map.page('GET', 'supplierErasure', 'anyone', (visit) => acknowledge(face, visit, false));
  map.page('POST', 'supplierErasure', 'anyone', (visit) => acknowledge(face, visit, true));
  map.route('GET', endpoints.exportSchema, 'anyone', ({ c }) => c.json(personExportSchema()));
}

type Done = 'corrected' | 'unchanged' | 'restricted' | 'lifted' | 'objected' | 'addressSent';
const done = (visit: Customer, what: Done) => visit.c.redirect(`${path('mineData', visit.locale)}?done=${what}`, 303);

async function yourData(face: Face, visit: Customer, problem = false): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const t = rightsWords(locale);
  const data = await exportPerson(face.ctx, face.ctx.db, visit.session.emailKey);
  const { corrected, unchanged, restricted, lifted, objected, addressSent } = t;
  const said: Readonly<Record<string, string>> = { corrected, unchanged, restricted, lifted, objected, addressSent };
  const text = said[c.req.query('done') ?? ''];
  const notice = text ? <Notice tone="done">{text}</Notice> : undefined;
  return c.html(
    renderPage(<YourDataPage page={pageOf(face, visit)} data={data} notice={notice} />),
    problem ? 409 : 200,
  );
}

/** A copy of everything, to read (art. 15) or to take along (art. 20): asking for it is a case, and the file its answer. */
async function file(face: Face, visit: Customer): Promise<Response> {
  const { c } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const format = (['json', 'pdf'] as const).find((one) => one === c.req.param('format'));
  if (!format) return notFound(face, visit);
  const { emailKey } = visit.session;
  const right = format === 'pdf' ? 'access' : 'portability';
  const data = await transact(ctx.db, async (tx) => {
    await answerCase(ctx, tx, await openCase(ctx, tx, { right, emailKey, channel: 'page' }), 'done');
    return exportPerson(ctx, tx, emailKey);
  });
  c.header('Content-Disposition', `attachment; filename="${visit.locale === 'sv' ? 'uppgifter' : 'data'}.${format}"`);
  if (format === 'json') return c.json(data);
  const { title } = rightsWords(visit.locale);
  const pdf = await makePdf(exportParts(data, visit.locale), {
    title,
    author: data.controller.name,
    locale: visit.locale,
    foot: `${data.controller.name} · ${title}`,
  });
  c.header('Content-Type', 'application/pdf');
  return c.body(pdf);
}

function archived(face: Face, visit: Customer, own: ArchivedRequest): Response | Promise<Response> {
  return visit.c.html(renderPage(<ArchivedPage page={pageOf(face, visit)} own={own} />));
}

async function withArchived(
  face: Face,
  visit: Customer,
  show: (own: ArchivedRequest) => Promise<Response> | Response,
): Promise<Response> {
  keepPrivate(visit.c);
  const all = await archivedOf(face.ctx, face.ctx.db, visit.session.emailKey, 'subject-access');
  const own = all.find((one) => one.reference === visit.c.req.param('reference'));
  return own ? show(own) : notFound(face, visit);
}

/** Loads through the session; what has changed meanwhile is answered with how things stand. */
async function withLead(
  face: Face,
  visit: Customer,
  show: (lead: Lead) => Promise<Response> | Response,
): Promise<Response> {
  keepPrivate(visit.c);
  const lead = await leadOf(face.ctx.db, visit.session.emailKey, visit.c.req.param('reference') ?? '');
  if (!lead) return notFound(face, visit);
  try {
    return await show(lead);
  } catch (error) {
    if (error instanceof NotAllowed) return yourData(face, visit, true);
    throw error;
  }
}

/** Something that can be corrected, wherever it is kept. */
interface Correction {
  readonly reference: string;
  readonly of: Correctable;
  readonly action: string;
  lead(face: Face): Promise<string>;
  save(ctx: Context, tx: Tx, emailKey: Buffer, change: Rectification): Promise<unknown>;
}

const ofLead = (lead: Lead, locale: Locale): Correction => ({
  reference: lead.reference,
  of: correctableOf(lead),
  action: path('mineCorrection', locale, { reference: lead.reference }),
  lead: async ({ ctx }) =>
    rightsWords(locale).correctLead((await referralsOf(ctx.db, lead.id)).filter((r) => r.mayHave).length),
  save: (ctx, tx, emailKey, change) => rectifyRequest(ctx, tx, emailKey, lead.id, change, 'page'),
});

const ofArchived = (own: ArchivedRequest, locale: Locale): Correction => ({
  reference: own.reference,
  of: correctableArchived(own, archivedFields),
  action: path('mineArchivedCorrection', locale, { reference: own.reference }),
  lead: async () => rightsWords(locale).correctArchivedLead,
  save: (ctx, tx, emailKey, change) => rectifyArchive(ctx, tx, emailKey, change, 'page', own.id),
});

async function correct(
  face: Face,
  visit: Customer,
  what: Correction,
  shown: { readonly raw?: Raw; readonly errors?: Errors } = {},
): Promise<Response> {
  const { reference, of, action } = what;
  const { texts, faults } = explained(of.questions, shown.errors ?? {}, visit.locale);
  const page = (
    <CorrectionPage
      page={pageOf(face, visit)}
      reference={reference}
      action={action}
      lead={await what.lead(face)}
      questions={of.questions}
      raw={{ ...asForm(of.values), ...shown.raw }}
      errors={texts}
      faults={faults}
    />
  );
  return visit.c.html(renderPage(page), faults.length > 0 ? 422 : 200);
}

async function saveCorrection(face: Face, visit: Customer, what: Correction): Promise<Response> {
  const { ctx } = face;
  const raw = corrected(what.of, await readForm(visit.c.req.raw));
  const { change, errors } = readCorrection(what.of, raw, stockholmDate(ctx.clock.now()));
  if (Object.keys(errors).length > 0) return correct(face, visit, what, { raw, errors });
  if (Object.keys(change).length === 0) return done(visit, 'unchanged');
  await transact(ctx.db, (tx) => what.save(ctx, tx, visit.session.emailKey, change));
  return done(visit, 'corrected');
}

/** What the form sent. Boxes that are all unticked are sent by no browser: when the questions around them came, they are empty. */
export function corrected({ questions }: Correctable, form: Form): Raw {
  const raw = rawOf(questions, form);
  const whole = questions.some((q) => q.id !== 'companyName' && q.kind !== 'choices' && q.id in raw && !isCommon(q));
  const unticked = whole ? questions.filter((q) => q.kind === 'choices' && !(q.id in raw)) : [];
  return { ...raw, ...Object.fromEntries(unticked.map(({ id }) => [id, []])) };
}
const isCommon = (q: Question) => commonQuestions.some(({ id }) => id === q.id);

type Restrictable = { readonly id: string; readonly reference: string; readonly restrictedAt: Temporal.Instant | null };

/** The question says which way it goes, and so does what it sends: sent twice, it goes that way once. */
function askRestriction(
  face: Face,
  visit: Customer,
  own: Restrictable,
  name: 'mineRestriction' | 'mineArchivedRestriction',
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  const { locale } = visit;
  const t = rightsWords(locale);
  const on = own.restrictedAt === null;
  const archive = name === 'mineArchivedRestriction';
  const [what, lifted] = archive ? [t.restrictArchivedWhat, t.liftArchivedWhat] : [t.restrictWhat, t.liftWhat];
  const page = (
    <ConfirmPage
      page={pageOf(face, visit)}
      title={on ? t.restrictTitle(own.reference) : t.liftTitle(own.reference)}
      text={on ? what : lifted}
      action={path(name, locale, { reference: own.reference })}
      hidden={[['restriction', on ? 'on' : 'off']]}
      confirm={on ? t.restrictButton : t.liftButton}
      back={{ href: path('mineData', locale), text: t.title }}
    />
  );
  return visit.c.html(renderPage(page), status);
}

async function saveRestriction(
  face: Face,
  visit: Customer,
  own: Restrictable,
  name: 'mineRestriction' | 'mineArchivedRestriction',
): Promise<Response> {
  const { ctx } = face;
  const { emailKey } = visit.session;
  const wanted = one(await readForm(visit.c.req.raw), 'restriction');
  if (wanted !== 'on' && wanted !== 'off') return askRestriction(face, visit, own, name, 422);
  const on = wanted === 'on';
  await transact(ctx.db, async (tx) => {
    if (name === 'mineRestriction') await restrictRequest(ctx, tx, emailKey, own.id, on, 'page');
    else await restrictArchive(ctx, tx, emailKey, on, 'page', own.id);
  });
  return done(visit, on ? 'restricted' : 'lifted');
}

async function askErasure(face: Face, visit: Customer): Promise<Response> {
  const { locale } = visit;
  keepPrivate(visit.c);
  const t = rightsWords(locale);
  const data = await exportPerson(face.ctx, face.ctx.db, visit.session.emailKey);
  const page = (
    <ConfirmPage
      page={pageOf(face, visit)}
      title={t.eraseTitle}
      text={t.eraseWhat(data.requests.length + data.archived.length)}
      action={path('mineErasure', locale)}
      confirm={t.eraseButton}
      danger
      back={{ href: path('mineData', locale), text: t.keep }}
    />
  );
  return visit.c.html(renderPage(page));
}

/** Which purpose is asked first, and what follows from it then. */
function askObjection(face: Face, visit: Customer): Response | Promise<Response> {
  keepPrivate(visit.c);
  const { locale } = visit;
  const t = rightsWords(locale);
  const wanted = objectable.find((purpose) => purpose === visit.c.req.query('objection'));
  if (!wanted) return visit.c.html(renderPage(<ObjectionPage page={pageOf(face, visit)} />));
  const text = { brokerage: t.objectBrokerageText, archive: t.objectArchiveText, security: t.objectSecurityText };
  const page = (
    <ConfirmPage
      page={pageOf(face, visit)}
      title={t.objectSure[wanted]}
      text={`${text[wanted]} ${t.objectNoReturn}`}
      action={path('mineObjection', locale)}
      hidden={[['objection', wanted]]}
      confirm={t.objectButton}
      danger
      back={{ href: path('mineData', locale), text: t.keep }}
    />
  );
  return visit.c.html(renderPage(page));
}

async function saveObjection(face: Face, visit: Customer): Promise<Response> {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  const wanted = objectable.find((purpose) => purpose === one(form, 'objection'));
  keepPrivate(visit.c);
  if (!wanted) return visit.c.html(renderPage(<ObjectionPage page={pageOf(face, visit)} missing />), 422);
  await transact(ctx.db, (tx) => objectTo(ctx, tx, visit.session.emailKey, wanted, 'page'));
  if (wanted === 'brokerage') return visit.c.redirect(path('mineFarewell', visit.locale, { kind: 'erased' }), 303);
  return done(visit, 'objected');
}

const addressChangesPerDay = 5;

async function saveAddress(face: Face, visit: Customer): Promise<Response> {
  const { ctx } = face;
  const { emailKey } = visit.session;
  const t = rightsWords(visit.locale);
  const value = one(await readForm(visit.c.req.raw), 'newEmail');
  keepPrivate(visit.c);
  const again = (error: string, status: 422 | 429) =>
    visit.c.html(renderPage(<AddressPage page={pageOf(face, visit)} value={value} error={error} />), status);
  const read = parseEmail(value);
  if (!read.ok) return again(t.addressBad, 422);
  if (!(await withinLimit(ctx, ctx.db, 'address.change', emailKey.toString('hex'), addressChangesPerDay, 86_400)))
    return again(t.addressTooMany, 429);
  try {
    await transact(ctx.db, (tx) => askAddress(ctx, tx, emailKey, read.value, 'page'));
  } catch (error) {
    if (error instanceof NotAllowed) return again(t.addressSame, 422);
    throw error;
  }
  return done(visit, 'addressSent');
}

/** The mailed link of a case: GET shows what it is about, POST confirms that it is the person's, and again is harmless. */
async function theCase(face: Face, visit: Visit<'anyone'>, act: boolean): Promise<Response> {
  const { c } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const id = ctx.vault.open('case', token, ctx.clock.now());
  if (!id) return goneLink(face, visit);
  const found = act ? await transact(ctx.db, (tx) => confirmCase(ctx, tx, id)) : await caseById(ctx.db, id);
  if (!found) return goneLink(face, visit);
  return c.html(renderPage(<CasePage page={pageOf(face, visit)} token={token} of={found} />));
}

/** Art. 19: a supplier confirms that it has erased what it received. GET shows, POST acts, and again is harmless. */
async function acknowledge(face: Face, visit: Visit<'anyone'>, act: boolean): Promise<Response> {
  const { c } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const id = ctx.vault.open('erasure-notice', token, ctx.clock.now());
  if (!id) return goneLink(face, visit);
  if (act) await transact(ctx.db, (tx) => acknowledgeErasure(ctx, tx, id));
  const notice = await noticeById(ctx.db, id);
  if (!notice) return goneLink(face, visit);
  return c.html(renderPage(<AcknowledgePage page={pageOf(face, visit, 'portal')} token={token} notice={notice} />));
}
