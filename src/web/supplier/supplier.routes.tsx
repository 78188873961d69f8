// Long because one page has every action of a supplier, and each has its answers.
import { getCookie } from 'hono/cookie';
import { asForm, formatDate, serviceById } from '#catalog/index.ts';
import { logInSupplier, logOut, sessionOf, withinLimit } from '#domain/access/index.ts';
import { reportContract, reportLost } from '#domain/contract/index.ts';
import { enqueue } from '#domain/delivery/index.ts';
import { leadById } from '#domain/lead/index.ts';
import { giveQuote, ownQuote, quoteMoves, withdrawQuote } from '#domain/quote/index.ts';
import {
  acceptReferral,
  type DeclineReason,
  declineReasons,
  declineReferral,
  noteOpened,
  type OwnReferral,
  readableStates,
  referralById,
  referralFor,
  referralMoves,
} from '#domain/referral/index.ts';
import { allows } from '#domain/transitions.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { retention } from '#policy/retention.ts';
import { attempt } from '../attempt.ts';
import { dropSession, keepSession } from '../cookies.ts';
import { keepPrivate } from '../edge.ts';
import { notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { path } from '../paths.ts';
import { costFor, quoteFormFields, readQuote } from '../quote-form.ts';
import { cookies, type Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import {
  type QuoteFormView,
  SupplierFrontPage,
  SupplierLinkPage,
  SupplierRequestPage,
  Total,
} from './supplier.page.tsx';
import { supplierWords } from './supplier.texts.ts';

const longAgo = Temporal.Instant.fromEpochMilliseconds(0);
const freshLinksPerDay = 3;

/** The supplier's pages: a link of its own per request, a session for that request alone. GET shows, POST acts. */
export function supplierRoutes(face: Face): void {
  const { map } = face;
  map.page('GET', 'supplier', 'anyone', (visit) => front(face, visit));
  map.page('GET', 'supplierDone', 'anyone', (visit) => {
    keepPrivate(visit.c);
    const t = supplierWords(visit.locale).link;
    return visit.c.html(
      renderPage(<SupplierLinkPage page={pageOf(face, visit, 'portal')} title={t.doneTitle} lead={t.done} />),
    );
  });
  map.page('GET', 'supplierLink', 'anyone', (visit) => showLink(face, visit));
  map.page('POST', 'supplierLink', 'anyone', (visit) => openLink(face, visit));
  map.page('POST', 'supplierLogout', 'supplier', async (visit) => {
    await logOut(face.ctx.db, getCookie(visit.c, cookies.supplier) ?? '');
    dropSession(visit.c, 'supplier');
    return visit.c.redirect(path('supplier', visit.locale), 303);
  });
  map.page('GET', 'supplierRequest', 'supplier', (visit) => withReferral(face, visit, (r) => show(face, visit, r)));
  map.page('POST', 'supplierAnswer', 'supplier', (visit) => withReferral(face, visit, (r) => answer(face, visit, r)));
  map.page('POST', 'supplierQuote', 'supplier', (visit) => withReferral(face, visit, (r) => quote(face, visit, r)));
  map.page('POST', 'supplierOutcome', 'supplier', (visit) => withReferral(face, visit, (r) => outcome(face, visit, r)));
}

async function front(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  keepPrivate(visit.c);
  const token = getCookie(visit.c, cookies.supplier);
  const session = token ? await sessionOf(face.ctx, face.ctx.db, token) : undefined;
  if (session?.kind === 'supplier')
    return visit.c.redirect(path('supplierRequest', visit.locale, { id: session.referralId }), 303);
  return visit.c.html(renderPage(<SupplierFrontPage page={pageOf(face, visit, 'portal')} />));
}

/** Shows what kind of request it is and nothing about the customer: mail scanners open links, too. */
async function showLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const t = supplierWords(locale).link;
  const token = c.req.param('token') ?? '';
  const page = pageOf(face, visit, 'portal');
  const action = path('supplierLink', locale, { token });
  const id = ctx.vault.open('supplier', token, ctx.clock.now());
  const referral = id ? await referralById(ctx.db, id) : undefined;
  if (id && !referral) return over(face, visit);
  if (!referral) {
    const known = ctx.vault.open('supplier', token, longAgo);
    return c.html(
      renderPage(
        <SupplierLinkPage
          page={page}
          title={t.goneTitle}
          lead={t.gone}
          {...(known ? { action, button: t.fresh } : {})}
        />,
      ),
      410,
    );
  }
  if (await isRestricted(face, referral.leadId)) return restricted(face, visit);
  const service = serviceById(referral.service).name[locale].toLowerCase();
  return c.html(
    renderPage(
      <SupplierLinkPage
        page={page}
        title={t.title(service)}
        lead={t.lead(formatDate(referral.createdAt, locale))}
        action={action}
        button={t.open}
        hint={t.hours}
      />,
    ),
  );
}

/** Of a request that has been erased or archived: nothing of it is left to show. */
function over(face: Face, visit: Visit<'anyone'> | Visit<'supplier'>): Response | Promise<Response> {
  const t = supplierWords(visit.locale).link;
  const page = pageOf(face, visit, 'portal');
  return visit.c.html(renderPage(<SupplierLinkPage page={page} title={t.overTitle} lead={t.over} />), 410);
}

async function openLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const id = ctx.vault.open('supplier', token, ctx.clock.now());
  const referral = id ? await referralById(ctx.db, id) : undefined;
  if (id && !referral) return over(face, visit);
  if (!referral) return sendFreshLink(face, visit, ctx.vault.open('supplier', token, longAgo));
  if (await isRestricted(face, referral.leadId)) return restricted(face, visit);
  const secret = await transact(ctx.db, async (tx) => {
    await noteOpened(ctx, tx, referral);
    return logInSupplier(ctx, tx, referral.supplierId, referral.id);
  });
  keepSession(c, 'supplier', secret, face.secure, retention['supplier-session'].period);
  return c.redirect(path('supplierRequest', locale, { id: referral.id }), 303);
}

async function sendFreshLink(face: Face, visit: Visit<'anyone'>, id: string | undefined): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  const t = supplierWords(locale).link;
  const referral = id ? await referralById(ctx.db, id) : undefined;
  if (referral && (await isRestricted(face, referral.leadId))) return restricted(face, visit);
  const open = referral && (readableStates as readonly string[]).includes(referral.state);
  if (open && (await withinLimit(ctx, ctx.db, 'supplier.link', referral.id, freshLinksPerDay, 86_400))) {
    await transact(ctx.db, (tx) =>
      enqueue(ctx, tx, [
        { kind: 'supplier.link', leadId: referral.leadId, referralId: referral.id, supplierId: referral.supplierId },
      ]),
    );
  }
  return c.html(
    renderPage(<SupplierLinkPage page={pageOf(face, visit, 'portal')} title={t.goneTitle} lead={t.freshSent} />),
    410,
  );
}

/** Loads as the supplier: another's request, or another request than the session's, does not exist. */
async function withReferral(
  face: Face,
  visit: Visit<'supplier'>,
  work: (referral: OwnReferral) => Promise<Response>,
): Promise<Response> {
  keepPrivate(visit.c);
  const { supplierId, referralId } = visit.session;
  if (visit.c.req.param('id') !== referralId) return notFound(face, visit);
  const referral = await referralFor(face.ctx.db, supplierId, referralId);
  if (!referral) return over(face, visit);
  return (await isRestricted(face, referral.leadId)) ? restricted(face, visit) : work(referral);
}

const isRestricted = async (face: Face, leadId: string): Promise<boolean> =>
  Boolean((await leadById(face.ctx.db, leadId))?.restrictedAt);

/** The customer has asked that its data is not used: the supplier sees that, and nothing of it (P28). */
function restricted(face: Face, visit: Visit<'anyone'> | Visit<'supplier'>): Response | Promise<Response> {
  const t = supplierWords(visit.locale).link;
  const page = pageOf(face, visit, 'portal');
  return visit.c.html(renderPage(<SupplierLinkPage page={page} title={t.restrictedTitle} lead={t.restricted} />), 409);
}

interface Shown {
  readonly form?: Pick<QuoteFormView, 'raw' | 'errors' | 'faults' | 'fileError' | 'cost'>;
  readonly problem?: string;
  readonly reasonMissing?: boolean;
  readonly status?: 200 | 409 | 413 | 422;
}

async function show(face: Face, visit: Visit<'supplier'>, referral: OwnReferral, shown: Shown = {}): Promise<Response> {
  const { c, locale } = visit;
  const t = supplierWords(locale);
  const own = await ownQuote(face.ctx.db, referral.supplierId, referral.id);
  const readable = (readableStates as readonly string[]).includes(referral.state);
  const mayQuote = allows(referralMoves, 'quote', referral.state) && (!own || allows(quoteMoves, 'correct', own.state));
  const done: Record<string, string> = {
    accepted: t.answer.accepted,
    given: t.quote.sent,
    saved: t.quote.saved,
    withdrawn: t.quote.withdrawn,
    reported: t.outcome.saved,
  };
  const message = shown.problem ?? done[c.req.query('done') ?? ''];
  const form: QuoteFormView | undefined = mayQuote
    ? {
        fields: quoteFormFields(referral.service),
        errors: {},
        faults: [],
        raw: own && own.state === 'open' ? asForm(own.values) : {},
        cost: own && own.state === 'open' ? costFor(referral, own.values) : undefined,
        ...shown.form,
      }
    : undefined;
  return c.html(
    renderPage(
      <SupplierRequestPage
        page={{
          ...pageOf(face, visit, 'portal'),
          supplier: { name: await face.supplierName(referral.supplierId), logout: path('supplierLogout', locale) },
        }}
        referral={referral}
        answers={readable ? referral.payload : undefined}
        quote={own}
        form={form}
        notice={message && <Notice tone={shown.problem ? 'bad' : 'done'}>{message}</Notice>}
        reasonMissing={shown.reasonMissing ?? false}
      />,
    ),
    shown.status ?? 200,
  );
}

/** An action on the own referral; when things have changed meanwhile, the page says so and shows how they stand. */
async function act(
  face: Face,
  visit: Visit<'supplier'>,
  referral: OwnReferral,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  if (!(await attempt(face.ctx.db, work))) {
    const fresh = await referralFor(face.ctx.db, referral.supplierId, referral.id);
    return fresh
      ? show(face, visit, fresh, { problem: supplierWords(visit.locale).notAllowed, status: 409 })
      : over(face, visit);
  }
  return visit.c.redirect(`${path('supplierRequest', visit.locale, { id: referral.id })}?done=${done}`, 303);
}

async function answer(face: Face, visit: Visit<'supplier'>, referral: OwnReferral): Promise<Response> {
  const form = await visit.c.req.raw.formData();
  if (form.get('action') === 'accept')
    return act(face, visit, referral, 'accepted', (tx) => acceptReferral(face.ctx, tx, referral));
  const reason = declineReasons.find((r) => r === form.get('reason'));
  if (!reason) return show(face, visit, referral, { reasonMissing: true, status: 422 });
  return act(face, visit, referral, '', (tx) =>
    declineReferral(face.ctx, tx, referral, reason satisfies DeclineReason),
  );
}

async function quote(face: Face, visit: Visit<'supplier'>, referral: OwnReferral): Promise<Response> {
  const { c, locale } = visit;
  const data = await c.req.raw.formData();
  const action = data.get('action');
  const own = await ownQuote(face.ctx.db, referral.supplierId, referral.id);
  if (action === 'withdraw' && own)
    return act(face, visit, referral, 'withdrawn', (tx) => withdrawQuote(face.ctx, tx, referral, own.id));
  const { raw, values, cost, errors, faults, fileError, file } = await readQuote(face, visit, referral, data);
  if (c.req.header('x-part') === 'total') return c.html(String(<Total cost={cost} locale={locale} />));
  if (action === 'preview') return show(face, visit, referral, { form: { raw, errors: {}, faults: [], cost } });
  if (faults.length > 0)
    return show(face, visit, referral, { form: { raw, errors, faults, fileError, cost }, status: 422 });
  const correcting = own && own.state !== 'withdrawn';
  return act(face, visit, referral, correcting ? 'saved' : 'given', (tx) =>
    giveQuote(face.ctx, tx, referral, values, file),
  );
}

async function outcome(face: Face, visit: Visit<'supplier'>, referral: OwnReferral): Promise<Response> {
  const form = await visit.c.req.raw.formData();
  const won = form.get('outcome') === 'contract';
  const answer = await act(face, visit, referral, 'reported', (tx) =>
    won ? reportContract(face.ctx, tx, referral.id, 'supplier') : reportLost(face.ctx, tx, referral.id),
  );
  // A request with a contract is archived within moments: its page would not be there.
  return won && answer.status === 303 ? visit.c.redirect(path('supplierDone', visit.locale), 303) : answer;
}
