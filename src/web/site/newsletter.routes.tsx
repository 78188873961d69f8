import { type Errors, parseEmail, parseFields, type ServiceId } from '#catalog/index.ts';
import { withinLimit } from '#domain/access/index.ts';
import type { Context } from '#domain/context.ts';
import {
  changePreferences,
  confirmable,
  confirmSignUp,
  consentsOf,
  endToken,
  openEndToken,
  preferencesToken,
  restrictSubscriber,
  type SignUp,
  type Subscriber,
  subscriberAt,
  subscriberById,
  subscriberKeyOf,
  withdraw,
  withdrawByLink,
} from '#domain/newsletter/index.ts';
import { wholePerson } from '#domain/privacy/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
import { clientAddress, rateKey } from '#platform/ip.ts';
import type { Locale } from '#policy/text.ts';
import { keepPrivate, remoteAddress } from '../edge.ts';
import { notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { explained, one, rawOf, readForm } from '../forms.ts';
import { endpoints, path } from '../paths.ts';
import type { Visit } from '../sitemap.ts';
import { renderPage } from '../ui/page.tsx';
import { Notice } from '../ui/parts.tsx';
import { wordingOf } from './consent-words.ts';
import { choiceFields, signUpFields } from './newsletter.fields.ts';
import {
  AskedPage,
  ChoicesPage,
  ConfirmSignUpPage,
  EndSubscriptionPage,
  type FormState,
  GoneSubscriptionPage,
  NewsletterDonePage,
  SignUpPage,
} from './newsletter.page.tsx';
import { newsletterWords } from './newsletter.texts.ts';
import { MineNewsletterPage } from './newsletter-mine.page.tsx';

const signUps = { addressHour: 20, emailDay: 3 };

/** The newsletter (P14–P18): asking for it, confirming, choosing, and ending it in each of the ways that are promised. */
export function newsletterRoutes(face: Face): void {
  const { map } = face;
  map.page('GET', 'newsletter', 'anyone', (visit) =>
    face.kept.answer(visit.c, '', () => renderPage(<SignUpPage page={pageOf(face, visit)} />)),
  );
  map.page('POST', 'newsletter', 'anyone', (visit) => ask(face, visit));
  map.page('GET', 'newsletterConfirm', 'anyone', (visit) => showConfirm(face, visit));
  map.page('POST', 'newsletterConfirm', 'anyone', (visit) => confirm(face, visit));
  map.page('GET', 'newsletterPreferences', 'anyone', (visit) =>
    withOwn(face, visit, (own, token) => choices(face, visit, own, token)),
  );
  map.page('POST', 'newsletterPreferences', 'anyone', (visit) =>
    withOwn(face, visit, (own, token) => choose(face, visit, own, token)),
  );
  map.page('POST', 'newsletterPause', 'anyone', (visit) =>
    withOwn(face, visit, (own, token) => pause(face, visit, own, token)),
  );
  map.page('GET', 'newsletterEnd', 'anyone', (visit) => showEnd(face, visit));
  map.page('POST', 'newsletterEnd', 'anyone', (visit) => end(face, visit));
  map.page('GET', 'newsletterDone', 'anyone', (visit) => {
    keepPrivate(visit.c);
    const kind = (['confirmed', 'ended'] as const).find((each) => each === visit.c.req.param('kind'));
    if (!kind) return notFound(face, visit);
    return visit.c.html(renderPage(<NewsletterDonePage page={pageOf(face, visit)} kind={kind} />));
  });
  map.route('GET', endpoints.newsletterOneClick, 'anyone', (visit) => openOneClick(face, visit));
  map.route('POST', endpoints.newsletterOneClick, 'anyone', (visit) => oneClick(face, visit));
  map.page('GET', 'mineNewsletter', 'customer', (visit) => mine(face, visit));
  map.page('POST', 'mineNewsletter', 'customer', (visit) => endMine(face, visit));
}

type Anyone = Visit<'anyone'>;
const tokenOf = ({ c }: Anyone): string => c.req.param('token') ?? '';

/** Whether another sign-up for an address is taken: each is a mail to somebody who may not have asked. */
export const maySignUp = (ctx: Context, email: string): Promise<boolean> =>
  withinLimit(
    ctx,
    ctx.db,
    'newsletter.email',
    subscriberKeyOf(ctx.vault, email).toString('hex'),
    signUps.emailDay,
    86_400,
  );

/** The same answer for every address: whether it is known is looked up by a job, after the answer. */
async function ask(face: Face, visit: Anyone): Promise<Response> {
  const { c, locale } = visit;
  const { ctx } = face;
  const t = newsletterWords(locale).errors;
  const form = await readForm(c.req.raw);
  const values = rawOf(signUpFields, form);
  keepPrivate(c);
  const again = (state: Partial<FormState>, status: 422 | 429) =>
    c.html(
      renderPage(<SignUpPage page={pageOf(face, visit)} form={{ values, errors: {}, faults: [], ...state }} />),
      status,
    );
  if (one(form, 'website') !== '') return again({ problem: t.honeypot }, 422);
  const email = parseEmail(one(form, 'email'));
  if (!email.ok) {
    const errors: Errors = {
      email: { sv: newsletterWords('sv').errors.email, en: newsletterWords('en').errors.email },
    };
    const { texts, faults } = explained(signUpFields, errors, locale);
    return again({ errors: texts, faults }, 422);
  }
  if (one(form, 'wording') !== wordingOf('newsletter-form', locale)) return again({ problem: t.wording }, 422);
  const address = rateKey(clientAddress(remoteAddress(c), c.req.header('x-forwarded-for'), face.trust));
  const within =
    (await withinLimit(ctx, ctx.db, 'newsletter.address', address, signUps.addressHour, 3600)) &&
    (await maySignUp(ctx, email.value));
  if (!within) return again({ problem: t.tooMany }, 429);
  const name = one(form, 'contactName').trim().slice(0, 80);
  const wanted: SignUp = { email: email.value, locale, channel: 'form', ...(name ? { name } : {}) };
  await face.requestNewsletter(wanted);
  return c.html(renderPage(<AskedPage page={pageOf(face, visit)} />));
}

const gone = (face: Face, visit: Pick<Visit, 'c' | 'locale'>) =>
  visit.c.html(renderPage(<GoneSubscriptionPage page={pageOf(face, visit)} />), 410);

async function showConfirm(face: Face, visit: Anyone): Promise<Response> {
  keepPrivate(visit.c);
  const found = await confirmable(face.ctx, face.ctx.db, tokenOf(visit));
  if (!found) return gone(face, visit);
  const page = pageOf(face, visit);
  return visit.c.html(renderPage(<ConfirmSignUpPage page={page} token={tokenOf(visit)} said={found} />));
}

async function confirm(face: Face, visit: Anyone): Promise<Response> {
  keepPrivate(visit.c);
  const own = await transact(face.ctx.db, (tx) => confirmSignUp(face.ctx, tx, tokenOf(visit)));
  if (!own) return gone(face, visit);
  return visit.c.redirect(path('newsletterDone', visit.locale, { kind: 'confirmed' }), 303);
}

/** Loads through the link: whose it is, and nobody else. */
async function withOwn(
  face: Face,
  visit: Anyone,
  show: (own: Subscriber, token: string) => Promise<Response>,
): Promise<Response> {
  keepPrivate(visit.c);
  const { ctx } = face;
  const id = ctx.vault.open('preferences', tokenOf(visit), ctx.clock.now());
  const own = id ? await subscriberById(ctx.db, id) : undefined;
  return own?.state === 'confirmed' ? show(own, tokenOf(visit)) : gone(face, visit);
}

async function choices(face: Face, visit: Anyone, own: Subscriber, token: string, form?: FormState): Promise<Response> {
  const { c, locale } = visit;
  const [proof] = await consentsOf(face.ctx.db, own.id);
  const saved = c.req.query('done') === 'saved';
  const values = { contactName: own.name ?? '', language: own.locale, interests: own.interests };
  return c.html(
    renderPage(
      <ChoicesPage
        page={pageOf(face, visit)}
        own={own}
        proof={proof}
        token={token}
        end={path('newsletterEnd', locale, { token: endToken(face.ctx.vault, own.id) })}
        form={form ?? { values, errors: {}, faults: [] }}
        notice={saved ? <Notice tone="done">{newsletterWords(locale).choices.saved}</Notice> : undefined}
      />,
    ),
    form ? 422 : 200,
  );
}

const back = (visit: Anyone, token: string, done = '') =>
  visit.c.redirect(`${path('newsletterPreferences', visit.locale, { token })}${done}`, 303);

async function choose(face: Face, visit: Anyone, own: Subscriber, token: string): Promise<Response> {
  const { ctx } = face;
  const raw = rawOf(choiceFields, await readForm(visit.c.req.raw));
  const { values, errors } = parseFields(choiceFields, raw, { today: stockholmDate(ctx.clock.now()) });
  if (Object.keys(errors).length > 0) {
    const { texts, faults } = explained(choiceFields, errors, visit.locale);
    return choices(face, visit, own, token, { values: raw, errors: texts, faults });
  }
  const to = {
    name: (values.contactName as string | undefined) ?? null,
    locale: values.language as Locale,
    interests: (values.interests as readonly ServiceId[] | undefined) ?? [],
  };
  const kept = await transact(ctx.db, (tx) => changePreferences(tx, own.id, to));
  return kept ? back(visit, token, '?done=saved') : gone(face, visit);
}

async function pause(face: Face, visit: Anyone, own: Subscriber, token: string): Promise<Response> {
  const wanted = one(await readForm(visit.c.req.raw), 'restriction');
  if (wanted === 'on' || wanted === 'off')
    await transact(face.ctx.db, (tx) => restrictSubscriber(face.ctx, tx, own.id, wanted === 'on'));
  return back(visit, token);
}

/** GET shows: programs that look at mail open its links. */
async function showEnd(face: Face, visit: Anyone): Promise<Response> {
  keepPrivate(visit.c);
  const opened = openEndToken(face.ctx, tokenOf(visit));
  if (!opened) return gone(face, visit);
  if (!(await subscriberById(face.ctx.db, opened.id)))
    return visit.c.redirect(path('newsletterDone', visit.locale, { kind: 'ended' }), 303);
  const action = path('newsletterEnd', visit.locale, { token: tokenOf(visit) });
  const page = pageOf(face, visit);
  return visit.c.html(
    renderPage(<EndSubscriptionPage page={page} action={action} back={path('home', visit.locale)} />),
  );
}

/** POST acts; again is harmless. */
async function end(face: Face, visit: Anyone): Promise<Response> {
  keepPrivate(visit.c);
  const ended = await transact(face.ctx.db, (tx) => withdrawByLink(face.ctx, tx, tokenOf(visit), 'link'));
  if (ended === 'forged') return gone(face, visit);
  return visit.c.redirect(path('newsletterDone', visit.locale, { kind: 'ended' }), 303);
}

/** A person has opened the address that is meant for mail programs: it is shown what it ends, in its language. */
async function openOneClick(face: Face, visit: Anyone): Promise<Response> {
  keepPrivate(visit.c);
  const opened = openEndToken(face.ctx, tokenOf(visit));
  const own = opened && (await subscriberById(face.ctx.db, opened.id));
  return visit.c.redirect(path('newsletterEnd', own?.locale ?? 'sv', { token: tokenOf(visit) }), 303);
}

/**
 * RFC 8058: a mail program ends the subscription by one POST, from anywhere, without cookies, and gets its answer at once and where it
 * asked. The body says that it is meant, in whichever of the two encodings.
 */
async function oneClick(face: Face, { c }: Anyone): Promise<Response> {
  keepPrivate(c);
  const body = await c.req.text();
  if (!/List-Unsubscribe/i.test(body) || !/One-Click/i.test(body))
    return c.text('List-Unsubscribe=One-Click expected.', 400);
  const ended = await transact(face.ctx.db, (tx) =>
    withdrawByLink(face.ctx, tx, c.req.param('token') ?? '', 'one-click'),
  );
  return ended === 'forged' ? c.text('Unknown.', 404) : c.text('Unsubscribed.');
}

/** The address that somebody on «Min sida» is logged in by. */
async function addressOf({ ctx }: Face, { session }: Visit<'customer'>): Promise<string | undefined> {
  return (await wholePerson(ctx, ctx.db, session.emailKey)).addresses?.[0];
}

async function mine(face: Face, visit: Visit<'customer'>): Promise<Response> {
  keepPrivate(visit.c);
  const { ctx } = face;
  const address = await addressOf(face, visit);
  const own = address ? await subscriberAt(ctx, ctx.db, address) : undefined;
  const choicesAt =
    own?.state === 'confirmed'
      ? path('newsletterPreferences', visit.locale, { token: preferencesToken(ctx, own.id) })
      : undefined;
  return visit.c.html(renderPage(<MineNewsletterPage page={pageOf(face, visit)} own={own} choices={choicesAt} />));
}

async function endMine(face: Face, visit: Visit<'customer'>): Promise<Response> {
  const { ctx } = face;
  keepPrivate(visit.c);
  const address = await addressOf(face, visit);
  if (address) await transact(ctx.db, (tx) => withdraw(ctx, tx, address, 'page'));
  return visit.c.redirect(path('newsletterDone', visit.locale, { kind: 'ended' }), 303);
}
