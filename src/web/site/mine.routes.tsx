// Long because «Min sida» has every action of a customer on a request, and each has its answers.
import { getCookie } from 'hono/cookie';
import { formatDate, parseEmail, type ServiceId } from '#catalog/index.ts';
import { logIn, logOut, sessionOf, withinLimit } from '#domain/access/index.ts';
import { archivedList, archiveEnds } from '#domain/archive/index.ts';
import { askQuestion } from '#domain/contact/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { emailKeyOf, isActive, type Lead, leadById, leadClock, leadOf, leadsOf } from '#domain/lead/index.ts';
import { chooseQuote, comparisonOf, quotesOf } from '#domain/quote/index.ts';
import { referralsOf } from '#domain/referral/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { stockholmDate } from '#platform/clock.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { clientAddress, rateKey } from '#platform/ip.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { attempt } from '../attempt.ts';
import { dropSession, keepSession } from '../cookies.ts';
import { keepPrivate, remoteAddress } from '../edge.ts';
import { goneLink, notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { one, readForm } from '../forms.ts';
import { path } from '../paths.ts';
import { requestFacts } from '../request-facts.ts';
import { cookies, type Visit } from '../sitemap.ts';
import { ConfirmPage } from '../ui/confirm.page.tsx';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import { RequestOverview } from './mine.page.tsx';
import { mineWords } from './mine.texts.ts';
import { LinkSentPage, LoginPage, OpenLinkPage, RequestListPage, UsedLinkPage } from './mine-login.page.tsx';
import { RestrictedQuotesPage, SharedQuotesPage } from './mine-quotes.page.tsx';
import type { RequestView } from './mine-view.ts';
import { rightsRoutes } from './rights.routes.tsx';

const loginsPerHour = { address: 20, email: 5 };

/** «Min sida»: log-in by an e-mailed link, and everything a customer can see and do about its own requests. */
export function mineRoutes(face: Face): void {
  const { map } = face;
  map.page('GET', 'mine', 'anyone', (visit) => front(face, visit));
  map.page('POST', 'mineLinks', 'anyone', (visit) => requestLink(face, visit));
  map.page('GET', 'mineLink', 'anyone', (visit) => {
    keepPrivate(visit.c);
    return visit.c.html(
      renderPage(<OpenLinkPage page={pageOf(face, visit)} token={visit.c.req.param('token') ?? ''} />),
    );
  });
  map.page('POST', 'mineLink', 'anyone', (visit) => useLink(face, visit));
  map.page('POST', 'mineLogout', 'customer', async (visit) => {
    await logOut(face.ctx.db, getCookie(visit.c, cookies.customer) ?? '');
    dropSession(visit.c, 'customer');
    return visit.c.redirect(path('mine', visit.locale), 303);
  });
  map.page('GET', 'mineQuotes', 'anyone', (visit) => sharedQuotes(face, visit));
  map.page('GET', 'mineRequest', 'customer', (visit) => withLead(face, visit, (lead) => overview(face, visit, lead)));
  map.page('GET', 'mineChoice', 'customer', (visit) =>
    withLead(face, visit, (lead) => confirmChoice(face, visit, lead)),
  );
  map.page('POST', 'mineChoice', 'customer', (visit) =>
    act(face, visit, 'chosen', async (tx, lead, form) =>
      chooseQuote(face.ctx, tx, lead.id, uuid(one(form, 'quoteId'))),
    ),
  );
  map.page('POST', 'mineQuestion', 'customer', (visit) =>
    act(face, visit, 'asked', (tx, lead, form) => ask(face, tx, lead, one(form, 'question'))),
  );
  map.page('POST', 'mineOutcome', 'customer', (visit) =>
    act(
      face,
      visit,
      (form) => (one(form, 'outcome') === 'none' ? 'noted' : 'reported'),
      (tx, lead, form) => report(face, tx, lead, one(form, 'outcome')),
    ),
  );
  map.page('GET', 'mineClosing', 'customer', (visit) =>
    withLead(face, visit, (lead) => confirmClosing(face, visit, lead)),
  );
  map.page('POST', 'mineClosing', 'customer', (visit) =>
    act(face, visit, 'ended', (tx, lead) => endRequest(face.ctx, tx, lead.id, 'withdrawn')),
  );
  rightsRoutes(face);
}

async function front(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = getCookie(c, cookies.customer);
  const session = token ? await sessionOf(ctx, ctx.db, token) : undefined;
  if (session?.kind !== 'customer') return c.html(renderPage(<LoginPage page={pageOf(face, visit)} />));
  const requests = await leadsOf(ctx.db, session.emailKey);
  const archived = await archivedList(ctx.db, session.emailKey);
  return c.html(
    renderPage(
      <RequestListPage page={pageOf(face, visit)} requests={requests} archived={archived} until={session.expiresAt} />,
    ),
  );
}

/** The same answer for every address: whether it is known is looked up by a job, after the answer. */
async function requestLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  const t = mineWords(locale).login;
  const form = await readForm(c.req.raw);
  const shared = one(form, 'token');
  const lead = shared ? await leadById(ctx.db, ctx.vault.open('quotes', shared, ctx.clock.now()) ?? noId) : undefined;
  const email = lead ? ({ ok: true, value: lead.email } as const) : parseEmail(one(form, 'email'));
  keepPrivate(c);
  if (!email.ok)
    return c.html(renderPage(<LoginPage page={pageOf(face, visit)} email={one(form, 'email')} error={t.bad} />), 422);
  const emailKey = emailKeyOf(ctx.vault, email.value);
  const address = rateKey(clientAddress(remoteAddress(c), c.req.header('x-forwarded-for'), face.trust));
  const within =
    (await withinLimit(ctx, ctx.db, 'login.address', address, loginsPerHour.address, 3600)) &&
    (await withinLimit(ctx, ctx.db, 'login.email', emailKey.toString('hex'), loginsPerHour.email, 3600));
  if (!within)
    return c.html(
      renderPage(<LoginPage page={pageOf(face, visit)} email={one(form, 'email')} error={t.tooMany} />),
      429,
    );
  await face.requestLogin(emailKey);
  return c.html(renderPage(<LinkSentPage page={pageOf(face, visit)} />));
}

async function useLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const secret = await transact(face.ctx.db, (tx) => logIn(face.ctx, tx, c.req.param('token') ?? ''));
  if (!secret) return c.html(renderPage(<UsedLinkPage page={pageOf(face, visit)} />), 410);
  keepSession(c, 'customer', secret, face.secure, retention['customer-session'].period);
  return c.redirect(path('mine', locale), 303);
}

const noId = '00000000-0000-0000-0000-000000000000';
const uuid = (text: string): string => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : noId);

/** Loads through the session: a request that isn't the visitor's own does not exist. */
async function withLead(
  face: Face,
  visit: Visit<'customer'>,
  show: (lead: Lead) => Promise<Response> | Response,
): Promise<Response> {
  keepPrivate(visit.c);
  const lead = await leadOf(face.ctx.db, visit.session.emailKey, visit.c.req.param('reference') ?? '');
  return lead ? show(lead) : notFound(face, visit);
}

async function viewOf(face: Face, lead: Lead, locale: Locale): Promise<RequestView> {
  const target = await leadById(face.ctx.db, lead.joinedTo);
  return {
    ...(await requestFacts(face, lead)),
    goneOn: formatDate(goneInstant(lead), locale),
    joinedReference: target && target.email === lead.email ? target.reference : undefined,
  };
}

async function overview(face: Face, visit: Visit<'customer'>, lead: Lead, status: 200 | 409 = 200): Promise<Response> {
  const { c, locale } = visit;
  const t = mineWords(locale).actions;
  const view = await viewOf(face, lead, locale);
  const done = c.req.query('done');
  const chosen = view.quotes.find((q) => q.state === 'chosen')?.name ?? '';
  const texts: Record<string, string> = {
    chosen: t.chosen(chosen),
    asked: t.asked,
    noted: t.reported,
  };
  const notice =
    status === 409 ? (
      <Notice tone="bad">{t.notAllowed}</Notice>
    ) : done && texts[done] ? (
      <Notice tone="done">{texts[done]}</Notice>
    ) : undefined;
  return c.html(renderPage(<RequestOverview page={pageOf(face, visit)} view={view} notice={notice} />), status);
}

/** When the data disappears, if nothing more is reported: what the clock beside the request says. */
function goneInstant(lead: Lead): Temporal.Instant {
  if (lead.state === 'contracted' && lead.closedAt) return archiveEnds(lead.closedAt);
  return leadClock({ ...lead, restrictedAt: null }).at ?? lead.receivedAt;
}

/** One action on the visitor's own request; when things have changed meanwhile, the page says so and shows how they stand. */
function act(
  face: Face,
  visit: Visit<'customer'>,
  done: string | ((form: Awaited<ReturnType<typeof readForm>>) => string),
  work: (tx: Tx, lead: Lead, form: Awaited<ReturnType<typeof readForm>>) => Promise<void>,
): Promise<Response> {
  return withLead(face, visit, async (lead) => {
    const form = await readForm(visit.c.req.raw);
    if (!(await attempt(face.ctx.db, (tx) => work(tx, lead, form)))) {
      const fresh = await leadById(face.ctx.db, lead.id);
      return fresh ? overview(face, visit, fresh, 409) : notFound(face, visit);
    }
    const what = typeof done === 'string' ? done : done(form);
    // What has ended or is archived is gone within moments: its page would not be there.
    if (what === 'ended' || what === 'reported')
      return visit.c.redirect(path('mineFarewell', visit.locale, { kind: what }), 303);
    return visit.c.redirect(`${path('mineRequest', visit.locale, { reference: lead.reference })}?done=${what}`, 303);
  });
}

async function ask(face: Face, tx: Tx, lead: Lead, body: string): Promise<void> {
  const text = body.trim().slice(0, 1000);
  if (!isActive(lead.state) || text === '') throw new NotAllowed('lead', 'ask');
  await askQuestion(face.ctx, tx, lead.id, text);
}

async function report(face: Face, tx: Tx, lead: Lead, outcome: string): Promise<void> {
  if (outcome === 'none') return endRequest(face.ctx, tx, lead.id, 'no-contract');
  const own = (await referralsOf(tx, lead.id)).find((r) => r.id === outcome);
  if (!own) throw new NotAllowed('lead', 'report');
  await reportContract(face.ctx, tx, own.id, 'customer');
}

async function confirmChoice(face: Face, visit: Visit<'customer'>, lead: Lead): Promise<Response> {
  const { c, locale } = visit;
  const t = mineWords(locale).actions;
  const quote = (await quotesOf(face.ctx.db, lead.id)).find((q) => q.id === c.req.query('quoteId'));
  if (!quote) return notFound(face, visit);
  if (lead.state !== 'quoted' || quote.state !== 'open') return overview(face, visit, lead, 409);
  const to = { reference: lead.reference };
  return c.html(
    renderPage(
      <ConfirmPage
        page={pageOf(face, visit)}
        title={t.chooseTitle(quote.name)}
        text={t.chooseWhat(quote.name)}
        action={path('mineChoice', locale, to)}
        hidden={[['quoteId', quote.id]]}
        confirm={t.chooseButton(quote.name)}
        back={{ href: path('mineRequest', locale, to), text: t.back }}
      />,
    ),
  );
}

async function confirmClosing(face: Face, visit: Visit<'customer'>, lead: Lead): Promise<Response> {
  const { c, locale } = visit;
  const t = mineWords(locale).actions;
  if (!isActive(lead.state)) return overview(face, visit, lead, 409);
  const reached = (await referralsOf(face.ctx.db, lead.id)).filter((r) => r.sentAt).length;
  const to = { reference: lead.reference };
  return c.html(
    renderPage(
      <ConfirmPage
        page={pageOf(face, visit)}
        title={t.closeTitle}
        text={t.closeWhat(reached)}
        action={path('mineClosing', locale, to)}
        confirm={t.closeButton}
        danger
        back={{ href: path('mineRequest', locale, to), text: t.keep }}
      />,
    ),
  );
}

/** The comparison by the link in a quote mail: for reading, seven days, and without contact data (D9). */
async function sharedQuotes(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const id = ctx.vault.open('quotes', token, ctx.clock.now());
  const lead = id ? await leadById(ctx.db, id) : undefined;
  if (!lead) return goneLink(face, visit);
  if (lead.restrictedAt) return c.html(renderPage(<RestrictedQuotesPage page={pageOf(face, visit)} />), 409);
  const quotes = await quotesOf(ctx.db, lead.id);
  return c.html(
    renderPage(
      <SharedQuotesPage
        page={pageOf(face, visit)}
        token={token}
        service={lead.service as ServiceId}
        answers={lead.answers}
        state={lead.state}
        quotes={quotes}
        comparison={comparisonOf(lead, quotes, stockholmDate(ctx.clock.now()))}
        today={stockholmDate(ctx.clock.now())}
      />,
    ),
  );
}
