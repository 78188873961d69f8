// Long because the way in is one flow: link, key or code, recovery, and setting them up.
import { renderSVG } from 'uqr';
import { type Field, parseFields } from '#catalog/index.ts';
import { withinLimit } from '#domain/access/index.ts';
import {
  AddressTaken,
  becomeFirst,
  deviceOf,
  openStaffLink,
  renewRecoveryCodes,
  type StaffSession,
  useRecoveryCode,
  useStaffLink,
  type WaysIn,
  waysIn,
} from '#domain/staff/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { clientAddress, rateKey } from '#platform/ip.ts';
import type { Locale } from '#policy/text.ts';
import { keepPrivate, remoteAddress } from '../../edge.ts';
import { type Face, pageOf } from '../../face.ts';
import { explained, type FormState, one, rawOf, readForm } from '../../forms.ts';
import { endpoints, path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { letIn, passCookies, staffAt, takeIn, wanted } from './door.ts';
import {
  ConfirmFactorPage,
  EnterPage,
  FirstPage,
  RecoveryCodesPage,
  ScanPage,
  SetUpPage,
  StaffLinkGonePage,
  StaffLinkPage,
  StaffLinkSentPage,
} from './enter.page.tsx';
import { enterWords } from './enter.texts.ts';
import { detailFields } from './people.fields.ts';

/** Who asks doesn't matter yet. */
type Asked = Pick<Visit, 'c' | 'locale'>;

const attempts = { linksPerHour: 20, challengesPerHour: 120, codesPerQuarter: 10 };

/** How staff get in, and how they set up what lets them in. GET shows, POST acts. */
export function enterRoutes(face: Face): void {
  const { map } = face;
  map.page('GET', 'consoleEnter', 'anyone', (visit) => enter(face, visit));
  map.page('POST', 'consoleEnter', 'anyone', (visit) => askForLink(face, visit));
  map.page('GET', 'consoleLink', 'anyone', (visit) => showLink(face, visit));
  map.page('POST', 'consoleLink', 'anyone', (visit) => openLink(face, visit));
  map.page('GET', 'consoleConfirm', 'staff-entry', (visit) => confirm(face, visit));
  map.page('POST', 'consoleConfirm', 'staff-entry', (visit) => showFactor(face, visit));
  map.page('POST', 'consoleCode', 'staff-entry', (visit) => setUpCode(face, visit));
  map.page('POST', 'consoleKeys', 'anyone', (visit) => key(face, visit));
  map.route('POST', endpoints.consoleChallenge, 'anyone', (visit) => challenge(face, visit));
  map.page('POST', 'consoleLeave', 'anyone', async (visit) => {
    passCookies(visit.c, (await face.auth.end(visit.c.req.header('cookie'))).cookies);
    return visit.c.redirect(path('consoleEnter', visit.locale), 303);
  });
}

function within(face: Face, { c }: Asked, what: string, limit: number, seconds: number): Promise<boolean> {
  const address = rateKey(clientAddress(remoteAddress(c), c.req.header('x-forwarded-for'), face.trust));
  return withinLimit(face.ctx, face.ctx.db, what, address, limit, seconds);
}

type Shown = { readonly problem?: string; readonly error?: string; readonly email?: string; readonly next?: string };

async function enter(face: Face, visit: Asked, shown: Shown = {}): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const next = wanted(c, shown.next ?? c.req.query('next') ?? '');
  const session = await staffAt(face, c);
  if (session) return c.redirect(session.factor ? next : path('consoleConfirm', locale), 303);
  const { next: _, ...rest } = shown;
  const wrong = shown.problem !== undefined || shown.error !== undefined;
  return c.html(
    renderPage(<EnterPage page={pageOf(face, visit, 'console')} next={next} {...rest} />),
    wrong ? 422 : 200,
  );
}

async function askForLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const email = one(await readForm(c.req.raw), 'email').trim();
  const t = enterWords(locale);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return enter(face, visit, { error: t.errors.email, email });
  if (await within(face, visit, 'staff.link', attempts.linksPerHour, 3600)) await face.requestStaffLink(email);
  return c.html(renderPage(<StaffLinkSentPage page={pageOf(face, visit, 'console')} />));
}

const firstFields: readonly Field[] = detailFields.filter(({ id }) => id !== 'roles');

async function showLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const page = pageOf(face, visit, 'console');
  const link = await openStaffLink(face.ctx, face.ctx.db, token);
  if (!link) return c.html(renderPage(<StaffLinkGonePage page={page} />), 410);
  if (link.kind !== 'first') return c.html(renderPage(<StaffLinkPage page={page} token={token} />));
  const form: FormState = { fields: firstFields, values: { locale }, errors: {}, faults: [] };
  return c.html(renderPage(<FirstPage page={page} token={token} form={form} />));
}

async function openLink(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const token = c.req.param('token') ?? '';
  const page = pageOf(face, visit, 'console');
  const link = await openStaffLink(ctx, ctx.db, token);
  const gone = () => c.html(renderPage(<StaffLinkGonePage page={page} />), 410);
  if (!link) return gone();
  let staffId: string | undefined;
  if (link.kind === 'first') {
    const raw = rawOf(firstFields, await readForm(c.req.raw));
    const { values, errors } = parseFields(firstFields, raw, { today: stockholmDate(ctx.clock.now()) });
    const { texts, faults } = explained(firstFields, errors, locale);
    if (faults.length > 0) {
      const form = { fields: firstFields, values: raw, errors: texts, faults };
      return c.html(renderPage(<FirstPage page={page} token={token} form={form} />), 422);
    }
    const who = {
      name: String(values.personName),
      email: String(values.staffEmail),
      locale: values.locale as Locale,
    };
    staffId = await transact(ctx.db, (tx) => becomeFirst(ctx, tx, token, who)).catch((error) => {
      if (error instanceof AddressTaken) return undefined;
      throw error;
    });
  } else staffId = await transact(ctx.db, (tx) => useStaffLink(ctx, tx, token));
  if (!staffId) return gone();
  await letIn(face, c, staffId, null, await staffAt(face, c));
  return c.redirect(path('consoleConfirm', locale), 303);
}

/** Only who is all the way in, or has nothing to show yet, may set up another way in. */
const maySetUp = (session: StaffSession, ways: WaysIn): boolean =>
  session.factor !== null || (ways.passkeys.length === 0 && !ways.totp);

async function confirm(
  face: Face,
  visit: Visit<'staff-entry'>,
  shown: { error?: string; recoveryError?: string } = {},
): Promise<Response> {
  const { c, locale, session } = visit;
  keepPrivate(c);
  if (session.factor) return c.redirect(path('console', locale), 303);
  const ways = await waysIn(face.ctx.db, session.staffId);
  const page = pageOf(face, visit, 'console');
  const status = shown.error || shown.recoveryError ? 422 : 200;
  if (maySetUp(session, ways))
    return c.html(renderPage(<SetUpPage page={page} name={session.name} problem={shown.error} />), status);
  return c.html(renderPage(<ConfirmFactorPage page={page} name={session.name} ways={ways} {...shown} />), status);
}

/** Counts an attempt at a code; ten wrong ones in a quarter of an hour are enough, whatever kind they are of. */
const mayTry = (face: Face, session: StaffSession) =>
  withinLimit(face.ctx, face.ctx.db, 'staff.code', session.staffId, attempts.codesPerQuarter, 900);

/** A code that has let somebody in lets nobody in again while it lasts. */
const firstUse = (face: Face, session: StaffSession, code: string) =>
  withinLimit(face.ctx, face.ctx.db, 'staff.code-used', `${session.staffId}.${code}`, 1, 3600);

const digits = (text: string) => text.replace(/\D/g, '');

async function showFactor(face: Face, visit: Visit<'staff-entry'>): Promise<Response> {
  const { c, locale, session } = visit;
  const { ctx } = face;
  keepPrivate(c);
  const t = enterWords(locale).errors;
  const form = await readForm(c.req.raw);
  if (session.factor) return c.redirect(path('console', locale), 303);
  const recovery = one(form, 'action') === 'recovery';
  const wrong = (text: string) => confirm(face, visit, recovery ? { recoveryError: text } : { error: text });
  if (!(await mayTry(face, session))) return wrong(t.tooMany);
  if (recovery) {
    const code = one(form, 'recoveryCode');
    const good = await transact(ctx.db, (tx) => useRecoveryCode(ctx, tx, session.staffId, code));
    if (!good) return wrong(t.recovery);
    await letIn(face, c, session.staffId, 'recovery', session);
    return c.redirect(path('consoleSecurity', locale), 303);
  }
  const ways = await waysIn(ctx.db, session.staffId);
  const code = digits(one(form, 'code'));
  if (!ways.totp || !(await face.auth.showTotp(c.req.header('cookie'), code)).ok) return wrong(t.code);
  if (!(await firstUse(face, session, code))) return wrong(t.code);
  await letIn(face, c, session.staffId, 'totp', session);
  return c.redirect(path('console', locale), 303);
}

/** The secret of an otpauth address (Key Uri Format): what an app is told, or a person types. */
const secretOf = (uri: string) => new URL(uri).searchParams.get('secret') ?? '';

async function setUpCode(face: Face, visit: Visit<'staff-entry'>): Promise<Response> {
  const { c, locale, session } = visit;
  keepPrivate(c);
  const t = enterWords(locale).errors;
  const form = await readForm(c.req.raw);
  const ways = await waysIn(face.ctx.db, session.staffId);
  if (!maySetUp(session, ways) || ways.totp) return confirm(face, visit, { error: t.notNow });
  const cookie = c.req.header('cookie');
  const page = pageOf(face, visit, 'console');
  const place = `staff.totp.${session.id}`;
  if (one(form, 'action') === 'begin') {
    const begun = await face.auth.beginTotp(cookie);
    if (!begun.ok) return confirm(face, visit, { error: t.notNow });
    const uri = (begun.body as { totpURI: string }).totpURI;
    // Until the first code is shown, the page is told the secret again by what it sends back, sealed for this session.
    const kept = face.ctx.vault.seal(uri, place);
    return c.html(renderPage(<ScanPage page={page} svg={renderSVG(uri)} secret={secretOf(uri)} sealed={kept} />));
  }
  const sealed = one(form, 'token');
  const again = (error: string) => {
    try {
      const uri = face.ctx.vault.unseal(sealed, place);
      return c.html(
        renderPage(<ScanPage page={page} svg={renderSVG(uri)} secret={secretOf(uri)} sealed={sealed} error={error} />),
        422,
      );
    } catch {
      return confirm(face, visit, { error: t.notNow });
    }
  };
  if (!(await mayTry(face, session))) return again(t.tooMany);
  const code = digits(one(form, 'code'));
  if (!(await face.auth.showTotp(cookie, code)).ok) return again(t.code);
  await firstUse(face, session, code);
  return inForTheFirstTime(face, visit, session, 'totp', ways);
}

/** What follows when a way in has been added: recovery codes with the first, and back to where one was otherwise. */
async function inForTheFirstTime(
  face: Face,
  visit: Asked,
  session: StaffSession,
  factor: 'passkey' | 'totp',
  before: WaysIn,
): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  await letIn(face, c, session.staffId, factor, session);
  const security = path('consoleSecurity', locale);
  if (before.recoveryCodes > 0) return c.redirect(`${security}?done=added`, 303);
  const codes = await transact(ctx.db, (tx) =>
    renewRecoveryCodes({ ...ctx, actor: `staff:${session.staffId}` }, tx, session.staffId),
  );
  const first = before.passkeys.length === 0 && !before.totp;
  const next = first ? path('console', locale) : security;
  return c.html(renderPage(<RecoveryCodesPage page={pageOf(face, visit, 'console')} codes={codes} next={next} />));
}

/** What the browser's passkey dialogue needs: for logging in, or for a new key. */
async function challenge(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c } = visit;
  keepPrivate(c);
  if (!(await within(face, visit, 'staff.challenge', attempts.challengesPerHour, 3600))) return c.json({}, 429);
  const cookie = c.req.header('cookie');
  const creating = one(await readForm(c.req.raw), 'action') === 'create';
  const session = await staffAt(face, c);
  if (creating && !(session && maySetUp(session, await waysIn(face.ctx.db, session.staffId)))) return c.json({}, 403);
  const asked = await (creating ? face.auth.passkeyRegistration(cookie) : face.auth.passkeyChallenge(cookie));
  passCookies(c, asked.cookies);
  return c.json(asked.ok ? asked.body : {}, asked.ok ? 200 : 403);
}

/** A passkey that was shown, or made. */
async function key(face: Face, visit: Visit<'anyone'>): Promise<Response> {
  const { c, locale } = visit;
  keepPrivate(c);
  const t = enterWords(locale).errors;
  const form = await readForm(c.req.raw);
  const credential = parsed(one(form, 'credential'));
  const cookie = c.req.header('cookie');
  const session = await staffAt(face, c);
  const next = one(form, 'next');
  const wrong = (error: string): Promise<Response> =>
    session ? confirm(face, { ...visit, session }, { error }) : enter(face, visit, { problem: error, next });
  if (!credential) return wrong(t.key);
  if ('attestationObject' in credential.response) {
    const ways = session && (await waysIn(face.ctx.db, session.staffId));
    if (!session || !ways || !maySetUp(session, ways)) return wrong(t.notNow);
    const name = deviceOf(c.req.header('user-agent')) || String(ways.passkeys.length + 1);
    if (!(await face.auth.addPasskey(cookie, credential, name)).ok) return wrong(t.notNow);
    return inForTheFirstTime(face, visit, session, 'passkey', ways);
  }
  const answer = await face.auth.enterByPasskey(cookie, credential);
  if (!(await takeIn(face, c, answer, 'passkey', session))) return wrong(t.keyUnknown);
  return c.redirect(wanted(c, next), 303);
}

function parsed(text: string): { readonly response: object } | undefined {
  try {
    const value = JSON.parse(text) as { response?: unknown };
    return value && typeof value.response === 'object' && value.response ? (value as { response: object }) : undefined;
  } catch {
    return undefined;
  }
}
