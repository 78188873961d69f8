// Long because each step of the way in is a small page of its own.
import { raw } from 'hono/html';
import type { PropsWithChildren } from 'hono/jsx';
import type { WaysIn } from '#domain/staff/index.ts';
import { controller } from '#policy/controller.ts';
import type { FormState } from '../../forms.ts';
import { endpoint, path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { LanguageLink } from '../../ui/header.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Document, type PageContext } from '../../ui/page.tsx';
import { Button, Fold, LinkButton, Notice } from '../../ui/parts.tsx';
import { enterWords } from './enter.texts.ts';

/** One question at a time, in the middle of nothing else. */
function Gate({ page, title, lead, children }: PropsWithChildren<{ page: PageContext; title: string; lead?: string }>) {
  return (
    <Document page={page} title={title} unlisted dense>
      <header class="top">
        <div class="wrap">
          <a class="logo" href={path('console', page.locale)}>
            {controller.brand}
          </a>
          <LanguageLink page={page} />
        </div>
      </header>
      <main id="main" class="page">
        <div class="wrap">
          <div class="gate">
            <h1>{title}</h1>
            {lead && <p class="lead">{lead}</p>}
            {children}
          </div>
        </div>
      </main>
    </Document>
  );
}

/** A button for the browser's passkey dialogue. The script fills the hidden field and sends the form; without it, a sentence. */
export function PasskeyButton(props: {
  page: PageContext;
  act: 'get' | 'create';
  action: string;
  next?: string;
  label: string;
  quiet?: boolean;
}) {
  const { page, act, action, next, label, quiet } = props;
  const t = enterWords(page.locale);
  return (
    <form
      method="post"
      action={action}
      class="stack stack--2"
      data-passkey={act}
      data-challenge={endpoint('consoleChallenge')}
      data-unsupported={t.errors.unsupported}
      data-cancelled={t.errors.cancelled}
      data-turbo="false"
    >
      <input type="hidden" name="credential" value="" />
      {next && <input type="hidden" name="next" value={next} />}
      <Button look={quiet ? 'quiet' : 'filled'}>
        <Icon name="fingerprint" />
        {label}
      </Button>
      <p class="error" role="alert" hidden data-problem />
      <noscript>
        <p class="hint">{t.noScript}</p>
      </noscript>
    </form>
  );
}

/** A line of text with its name above and, when it went wrong, what to do below. */
function Line(props: {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  value?: string;
  attributes: Readonly<Record<string, string>>;
}) {
  const { id, label, hint, error, value = '', attributes } = props;
  const notes = [error && `f-${id}-e`, hint && `f-${id}-h`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field field--bad' : 'field'}>
      <label for={`f-${id}`}>{label}</label>
      <div class="box box--m">
        <input
          id={`f-${id}`}
          name={id}
          value={value}
          {...attributes}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={notes || undefined}
        />
      </div>
      <div class="field__notes">
        {error && (
          <p class="error" id={`f-${id}-e`}>
            <Icon name="circle-alert" />
            <span>{error}</span>
          </p>
        )}
        {hint && (
          <p class="hint" id={`f-${id}-h`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

export function EnterPage(props: {
  page: PageContext;
  next: string;
  email?: string;
  error?: string;
  problem?: string;
}) {
  const { page, next, email = '', error, problem } = props;
  const t = enterWords(page.locale);
  return (
    <Gate page={page} title={t.title} lead={t.lead}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <PasskeyButton page={page} act="get" action={path('consoleKeys', page.locale)} next={next} label={t.withKey} />
      <p class="muted">{t.or}</p>
      <form method="post" action={path('consoleEnter', page.locale)} class="stack" novalidate data-turbo="false">
        <Line
          id="email"
          label={t.email}
          hint={t.emailHint}
          error={error}
          value={email}
          attributes={{ type: 'email', autocomplete: 'username', spellcheck: 'false', autocapitalize: 'off' }}
        />
        <div>
          <Button look="quiet">{t.send}</Button>
        </div>
      </form>
    </Gate>
  );
}

export function StaffLinkSentPage({ page }: { page: PageContext }) {
  const t = enterWords(page.locale);
  return (
    <Gate page={page} title={t.sentTitle} lead={t.sent}>
      <p class="muted">{t.notThere}</p>
      <p>
        <a href={path('consoleEnter', page.locale)}>{t.again}</a>
      </p>
    </Gate>
  );
}

export function StaffLinkPage({ page, token }: { page: PageContext; token: string }) {
  const t = enterWords(page.locale);
  return (
    <Gate page={page} title={t.linkTitle} lead={t.link}>
      <form method="post" action={path('consoleLink', page.locale, { token })} data-turbo="false">
        <Button>{t.open}</Button>
      </form>
    </Gate>
  );
}

export function StaffLinkGonePage({ page }: { page: PageContext }) {
  const t = enterWords(page.locale);
  return (
    <Gate page={page} title={t.goneTitle} lead={t.gone}>
      <div>
        <LinkButton href={path('consoleEnter', page.locale)}>{t.title}</LinkButton>
      </div>
    </Gate>
  );
}

export function FirstPage({ page, token, form }: { page: PageContext; token: string; form: FormState }) {
  const { locale } = page;
  const t = enterWords(locale);
  return (
    <Gate page={page} title={t.firstTitle} lead={t.first}>
      <ErrorSummary faults={form.faults} locale={locale} />
      <form method="post" action={path('consoleLink', locale, { token })} class="form" novalidate data-turbo="false">
        <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
        <div>
          <Button>{t.create}</Button>
        </div>
      </form>
    </Gate>
  );
}

/** Asks for the second thing: key, code or recovery code, as far as there are such. */
export function ConfirmFactorPage(props: {
  page: PageContext;
  name: string;
  ways: WaysIn;
  error?: string | undefined;
  recoveryError?: string | undefined;
}) {
  const { page, name, ways, error, recoveryError } = props;
  const { locale } = page;
  const t = enterWords(locale);
  return (
    <Gate page={page} title={t.confirmTitle(name)} lead={t.confirm}>
      {error && ways.passkeys.length > 0 && !ways.totp && <Notice tone="bad">{error}</Notice>}
      {ways.passkeys.length > 0 && (
        <PasskeyButton page={page} act="get" action={path('consoleKeys', locale)} label={t.showKey} />
      )}
      {ways.totp && (
        <form method="post" action={path('consoleConfirm', locale)} class="stack" novalidate data-turbo="false">
          <Line
            id="code"
            label={t.code}
            hint={t.codeHint}
            error={error}
            attributes={{ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '7' }}
          />
          <div>
            <Button look={ways.passkeys.length > 0 ? 'quiet' : 'filled'} name="action" value="code">
              {t.sendCode}
            </Button>
          </div>
        </form>
      )}
      {ways.recoveryCodes > 0 && (
        <Fold title={t.lost} open={recoveryError !== undefined} ruled>
          <form method="post" action={path('consoleConfirm', locale)} class="stack" novalidate data-turbo="false">
            <Line
              id="recoveryCode"
              label={t.recovery}
              hint={t.recoveryHint}
              error={recoveryError}
              attributes={{ autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' }}
            />
            <div>
              <Button look="quiet" name="action" value="recovery">
                {t.useRecovery}
              </Button>
            </div>
          </form>
        </Fold>
      )}
    </Gate>
  );
}

export function SetUpPage({ page, name, problem }: { page: PageContext; name: string; problem?: string | undefined }) {
  const { locale } = page;
  const t = enterWords(locale);
  return (
    <Gate page={page} title={t.setUpTitle(name)} lead={t.setUp}>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <section class="card stack">
        <h2>{t.keyTitle}</h2>
        <p>{t.key}</p>
        <PasskeyButton page={page} act="create" action={path('consoleKeys', locale)} label={t.addKey} />
      </section>
      <section class="card stack">
        <h2>{t.appTitle}</h2>
        <p>{t.app}</p>
        <form method="post" action={path('consoleCode', locale)} data-turbo="false">
          <Button look="quiet" name="action" value="begin">
            <Icon name="smartphone" />
            {t.addApp}
          </Button>
        </form>
      </section>
    </Gate>
  );
}

export function ScanPage(props: {
  page: PageContext;
  svg: string;
  secret: string;
  sealed: string;
  error?: string | undefined;
}) {
  const { page, svg, secret, sealed, error } = props;
  const { locale } = page;
  const t = enterWords(locale);
  return (
    <Gate page={page} title={t.scanTitle} lead={t.scan}>
      <div class="qr" role="img" aria-label={t.qr}>
        {raw(svg)}
      </div>
      <dl class="facts">
        <div>
          <dt>{t.secret}</dt>
          <dd>
            <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>
          </dd>
        </div>
      </dl>
      <form method="post" action={path('consoleCode', locale)} class="stack" novalidate data-turbo="false">
        <input type="hidden" name="token" value={sealed} />
        <Line
          id="code"
          label={t.code}
          error={error}
          attributes={{ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '7' }}
        />
        <div>
          <Button name="action" value="show">
            {t.sendCode}
          </Button>
        </div>
      </form>
    </Gate>
  );
}

/** The only time the codes are shown. */
export function RecoveryCodesPage({
  page,
  codes,
  next,
}: {
  page: PageContext;
  codes: readonly string[];
  next: string;
}) {
  const t = enterWords(page.locale);
  return (
    <Gate page={page} title={t.codesTitle} lead={t.codes}>
      <ol class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div>
        <LinkButton href={next}>{t.codesSaved}</LinkButton>
      </div>
    </Gate>
  );
}
