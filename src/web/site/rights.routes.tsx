import { parseFields, type Values } from '#catalog/index.ts';
import { archivedOf } from '#domain/archive/index.ts';
import { type Lead, leadOf } from '#domain/lead/index.ts';
import type { Rectification } from '#domain/personal.ts';
import {
  acknowledgeErasure,
  erasePerson,
  exportPerson,
  noticeById,
  objectable,
  objectTo,
  personExportSchema,
  rectifyRequest,
  restrictRequest,
} from '#domain/privacy/index.ts';
import { referralsOf } from '#domain/referral/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { makePdf } from '#platform/pdf.ts';
import { keepPrivate } from '../edge.ts';
import { goneLink, notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { explained, one, rawOf, readForm } from '../forms.ts';
import { endpoints, path } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { ConfirmPage } from '../ui/confirm.page.tsx';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import { exportParts } from './rights.files.ts';
import {
  ArchivedPage,
  CorrectionPage,
  correctable,
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
  map.page('GET', 'mineDataFile', 'customer', (visit) => file(face, visit));
  map.page('GET', 'mineArchived', 'customer', (visit) => archived(face, visit));
  map.page('GET', 'mineCorrection', 'customer', (visit) => withLead(face, visit, (lead) => correct(face, visit, lead)));
  map.page('POST', 'mineCorrection', 'customer', (visit) =>
    withLead(face, visit, (lead) => saveCorrection(face, visit, lead)),
  );
  map.page('GET', 'mineRestriction', 'customer', (visit) =>
    withLead(face, visit, (lead) => askRestriction(face, visit, lead)),
  );
  map.page('POST', 'mineRestriction', 'customer', (visit) =>
    withLead(face, visit, async (lead) => {
      const on = lead.restrictedAt === null;
      await transact(ctx.db, (tx) => restrictRequest(ctx, tx, visit.session.emailKey, lead.id, on, 'page'));
      return done(visit, on ? 'restricted' : 'lifted');
    }),
  );
  map.page('GET', 'mineErasure', 'customer', (visit) => askErasure(face, visit));
  map.page('POST', 'mineErasure', 'customer', async (visit) => {
    await transact(ctx.db, (tx) => erasePerson(ctx, tx, visit.session.emailKey, 'page'));
    return visit.c.redirect(path('mineFarewell', visit.locale, { kind: 'erased' }), 303);
  });
  map.page('GET', 'mineObjection', 'customer', (visit) => {
    keepPrivate(visit.c);
    return visit.c.html(renderPage(<ObjectionPage page={pageOf(face, visit)} />));
  });
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

const done = (visit: Customer, what: 'corrected' | 'restricted' | 'lifted' | 'objected') =>
  visit.c.redirect(`${path('mineData', visit.locale)}?done=${what}`, 303);

async function yourData(face: Face, visit: Customer, problem = false): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const t = rightsWords(locale);
  const data = await exportPerson(face.ctx, face.ctx.db, visit.session.emailKey);
  const said = { corrected: t.corrected, restricted: t.restricted, lifted: t.lifted, objected: t.objected } as Record<
    string,
    string
  >;
  const text = said[c.req.query('done') ?? ''];
  const notice = text ? <Notice tone="done">{text}</Notice> : undefined;
  return c.html(
    renderPage(<YourDataPage page={pageOf(face, visit)} data={data} notice={notice} />),
    problem ? 409 : 200,
  );
}

async function file(face: Face, visit: Customer): Promise<Response> {
  const { c } = visit;
  keepPrivate(c);
  const format = (['json', 'pdf'] as const).find((one) => one === c.req.param('format'));
  if (!format) return notFound(face, visit);
  const data = await exportPerson(face.ctx, face.ctx.db, visit.session.emailKey);
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

async function archived(face: Face, visit: Customer): Promise<Response> {
  keepPrivate(visit.c);
  const all = await archivedOf(face.ctx, face.ctx.db, visit.session.emailKey, 'subject-access');
  const own = all.find((one) => one.reference === visit.c.req.param('reference'));
  if (!own) return notFound(face, visit);
  return visit.c.html(renderPage(<ArchivedPage page={pageOf(face, visit)} own={own} />));
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

const toldOf = async (face: Face, lead: Lead): Promise<number> =>
  (await referralsOf(face.ctx.db, lead.id)).filter((r) => r.sentAt).length;

async function correct(face: Face, visit: Customer, lead: Lead): Promise<Response> {
  const known = lead as unknown as Record<string, string | null>;
  const raw = Object.fromEntries(correctable.map((q) => [q.id, known[q.id] ?? '']));
  const told = await toldOf(face, lead);
  return visit.c.html(
    renderPage(<CorrectionPage page={pageOf(face, visit)} lead={lead} raw={raw} errors={{}} faults={[]} told={told} />),
  );
}

async function saveCorrection(face: Face, visit: Customer, lead: Lead): Promise<Response> {
  const { ctx } = face;
  const raw = rawOf(correctable, await readForm(visit.c.req.raw));
  const { values, errors } = parseFields(correctable, raw, { today: stockholmDate(ctx.clock.now()) });
  const { texts, faults } = explained(correctable, errors, visit.locale);
  if (faults.length > 0) {
    const told = await toldOf(face, lead);
    const page = pageOf(face, visit);
    return visit.c.html(
      renderPage(<CorrectionPage page={page} lead={lead} raw={raw} errors={texts} faults={faults} told={told} />),
      422,
    );
  }
  const change = changed(lead, values);
  if (Object.keys(change).length > 0)
    await transact(ctx.db, (tx) => rectifyRequest(ctx, tx, visit.session.emailKey, lead.id, change, 'page'));
  return done(visit, 'corrected');
}

/** Only what is different; an answer that was emptied is taken away. */
function changed(lead: Lead, values: Values): Rectification {
  const known = lead as unknown as Record<string, unknown>;
  return Object.fromEntries(
    correctable.flatMap(({ id }) => {
      const value = values[id] ?? null;
      return value === (known[id] ?? null) ? [] : [[id, value]];
    }),
  ) as Rectification;
}

function askRestriction(face: Face, visit: Customer, lead: Lead): Response | Promise<Response> {
  const { locale } = visit;
  const t = rightsWords(locale);
  const on = lead.restrictedAt === null;
  const page = (
    <ConfirmPage
      page={pageOf(face, visit)}
      title={on ? t.restrictTitle(lead.reference) : t.liftTitle(lead.reference)}
      text={on ? t.restrictWhat : t.liftWhat}
      action={path('mineRestriction', locale, { reference: lead.reference })}
      confirm={on ? t.restrictButton : t.liftButton}
      back={{ href: path('mineData', locale), text: t.title }}
    />
  );
  return visit.c.html(renderPage(page));
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

async function saveObjection(face: Face, visit: Customer): Promise<Response> {
  const { ctx } = face;
  const form = await readForm(visit.c.req.raw);
  const wanted = objectable.find((purpose) => purpose === one(form, 'objection'));
  keepPrivate(visit.c);
  if (!wanted) return visit.c.html(renderPage(<ObjectionPage page={pageOf(face, visit)} />), 422);
  await transact(ctx.db, (tx) => objectTo(ctx, tx, visit.session.emailKey, wanted, 'page'));
  if (wanted === 'brokerage') return visit.c.redirect(path('mineFarewell', visit.locale, { kind: 'erased' }), 303);
  return done(visit, 'objected');
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
