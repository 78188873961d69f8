import type { Child } from 'hono/jsx';
import { formatDate, type Raw } from '#catalog/index.ts';
import type { ConsentProof, Subscriber } from '#domain/newsletter/index.ts';
import { consents } from '#policy/consents.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { ErrorSummary, type Fault } from '../ui/error-summary.tsx';
import { Fields } from '../ui/field.tsx';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Crumbs, Facts, Fold, LinkButton, Notice } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { wordingOf } from './consent-words.ts';
import { choiceFields, signUpFields } from './newsletter.fields.ts';
import { newsletterWords } from './newsletter.texts.ts';

function Simple(props: { page: PageContext; title: string; listed?: boolean; description?: string; children: Child }) {
  const { page, title, listed = false, description, children } = props;
  const { locale } = page;
  return (
    <Page page={page} title={title} unlisted={!listed} {...(description ? { description } : {})}>
      <section class="page">
        <div class="wrap stack">
          {listed && (
            <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={title} locale={locale} />
          )}
          <h1>{title}</h1>
          {children}
        </div>
      </section>
    </Page>
  );
}

export interface FormState {
  readonly values: Raw;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly problem?: string | undefined;
}
const untouched: FormState = { values: {}, errors: {}, faults: [] };

/** The words that somebody says yes to, as the proof has them (P15): in the language they were asked in. */
function Consent({ text, locale, lang = locale }: { text: string; locale: Locale; lang?: string }) {
  return (
    <div class="notice">
      <div>
        <strong>{newsletterWords(locale).agree}</strong>
        <p lang={lang === locale ? undefined : lang}>{text}</p>
      </div>
    </div>
  );
}

/** The form that asks for it: on the home page, and on a page of its own. */
export function SignUpForm({ locale, form = untouched }: { locale: Locale; form?: FormState }) {
  return (
    <form class="form form--narrow" id="form" method="post" action={path('newsletter', locale)} novalidate data-enhance>
      <ErrorSummary faults={form.faults} locale={locale} />
      {form.problem && <Notice tone="bad">{form.problem}</Notice>}
      <Fields fields={signUpFields} values={form.values} errors={form.errors} locale={locale} />
      <div class="trap" aria-hidden="true">
        <label for="website">Website</label>
        <input id="website" name="website" tabindex={-1} autocomplete="off" />
      </div>
      <Consent text={consents['newsletter-form'].text[locale]} locale={locale} />
      <input type="hidden" name="wording" value={wordingOf('newsletter-form', locale)} />
      <div>
        <Button>{consents['newsletter-form'].accept[locale]}</Button>
      </div>
    </form>
  );
}

export function SignUpPage({ page, form }: { page: PageContext; form?: FormState }) {
  const { locale } = page;
  const t = newsletterWords(locale);
  return (
    <Simple page={page} title={t.title} description={t.description} listed>
      <p class="lead">{t.lead}</p>
      <SignUpForm locale={locale} {...(form ? { form } : {})} />
      <p class="small muted">{t.already}</p>
    </Simple>
  );
}

/** The same for every address. */
export function AskedPage({ page }: { page: PageContext }) {
  const t = newsletterWords(page.locale).asked;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead}</p>
      <p class="muted">{t.text}</p>
      <p>
        <a href={path('newsletter', page.locale)}>{t.again}</a>
      </p>
    </Simple>
  );
}

/** What the mailed link opens: nothing has happened yet. */
export function ConfirmSignUpPage(props: {
  page: PageContext;
  token: string;
  said: { readonly text: string; readonly locale: string };
}) {
  const { page, token, said } = props;
  const { locale } = page;
  const t = newsletterWords(locale).confirm;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead}</p>
      <div class="narrow">
        <Consent text={wordsIn(said)} locale={locale} lang={said.locale} />
      </div>
      <form method="post" action={path('newsletterConfirm', locale, { token })}>
        <Button>{t.button}</Button>
      </form>
      <p class="muted">{t.not}</p>
    </Simple>
  );
}

export function GoneSubscriptionPage({ page }: { page: PageContext }) {
  const t = newsletterWords(page.locale).gone;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead}</p>
      <div>
        <LinkButton href={path('newsletter', page.locale)}>{t.button}</LinkButton>
      </div>
    </Simple>
  );
}

export function NewsletterDonePage({ page, kind }: { page: PageContext; kind: 'confirmed' | 'ended' }) {
  const { done } = newsletterWords(page.locale);
  return (
    <Simple page={page} title={done[kind].title}>
      <p class="lead">{done[kind].lead}</p>
      {kind === 'ended' && <p>{done.ended.kept}</p>}
      <div>
        <LinkButton look="quiet" href={path('home', page.locale)}>
          {done.home}
        </LinkButton>
      </div>
    </Simple>
  );
}

/** Asks once. Shows nothing about whoever it is: a mail may have been passed on. */
export function EndSubscriptionPage({ page, action, back }: { page: PageContext; action: string; back: string }) {
  const t = newsletterWords(page.locale).end;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead}</p>
      <form class="row" method="post" action={action}>
        <Button look="danger">{t.button}</Button>
        <LinkButton look="link" href={back}>
          {t.keep}
        </LinkButton>
      </form>
    </Simple>
  );
}

/** A subscriber's own choices, and what is held of it. */
export function ChoicesPage(props: {
  page: PageContext;
  own: Subscriber;
  proof: ConsentProof | undefined;
  token: string;
  end: string;
  form: FormState;
  notice?: Child;
}) {
  const { page, own, token, form, notice } = props;
  const { locale } = page;
  const t = newsletterWords(locale).choices;
  return (
    <Simple page={page} title={t.title}>
      <p class="lead">{t.lead(own.email)}</p>
      {notice}
      {own.restrictedAt && <Notice tone="info">{t.paused}</Notice>}
      <form
        class="form form--narrow"
        id="form"
        method="post"
        action={path('newsletterPreferences', locale, { token })}
        novalidate
        data-enhance
      >
        <ErrorSummary faults={form.faults} locale={locale} />
        <Fields fields={choiceFields} values={form.values} errors={form.errors} locale={locale} />
        <div>
          <Button>{t.save}</Button>
        </div>
      </form>
      <div class="form__end form--narrow">
        <form class="stack stack--2" method="post" action={path('newsletterPause', locale, { token })}>
          <input type="hidden" name="restriction" value={own.restrictedAt ? 'off' : 'on'} />
          {!own.restrictedAt && <p class="small muted">{t.pauseText}</p>}
          <div>
            <Button look="quiet">{own.restrictedAt ? t.resume : t.pause}</Button>
          </div>
        </form>
        <div class="stack stack--2">
          <p class="small muted">{t.endText}</p>
          <div>
            <LinkButton look="danger" href={props.end}>
              {t.end}
            </LinkButton>
          </div>
        </div>
      </div>
      <Held {...props} locale={locale} />
    </Simple>
  );
}

function Held({ own, proof, locale }: { own: Subscriber; proof: ConsentProof | undefined; locale: Locale }) {
  const t = newsletterWords(locale).choices;
  const text = proof && Object.hasOwn(consents, proof.consentId) ? saidIn(proof) : '';
  return (
    <div class="narrow">
      <Fold title={t.held} ruled>
        <Facts
          items={[
            { label: newsletterWords(locale).email, value: <span class="wrap-any">{own.email}</span> },
            { label: newsletterWords(locale).name, value: own.name ?? '–' },
            { label: t.since, value: own.confirmedAt ? formatDate(own.confirmedAt, locale) : '–' },
            { label: t.said, value: text },
            { label: t.goes, value: own.eraseAt ? formatDate(own.eraseAt, locale) : t.never },
          ]}
        />
      </Fold>
    </div>
  );
}

/** The words of a proof without its first lines, which are its name, version and language. */
export const saidIn = ({ text }: { readonly text: string }): string =>
  text.split('\n').slice(3).filter(Boolean).join(' / ');

/** Those of them that stand beside the control that says yes. */
const wordsIn = ({ text }: { readonly text: string }): string => text.split('\n')[3] ?? '';
