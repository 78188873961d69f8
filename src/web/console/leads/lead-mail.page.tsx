import type { PropsWithChildren } from 'hono/jsx';
import { type LetterFault, letterLimits, mailTemplates } from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import type { Locale, Text } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Button, Crumbs, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { contactWords } from './contact.texts.ts';
import { leadWords } from './leads.texts.ts';

/** What is being written, as it came from the form. */
export interface MailDraft {
  readonly template: keyof typeof mailTemplates | null;
  /** The form's own key: sent twice, it is sent once. */
  readonly key: string;
  readonly subject: string;
  readonly body: string;
  readonly faults?: { readonly subject?: LetterFault; readonly body?: LetterFault };
  readonly problem?: string | undefined;
}

interface Props {
  readonly page: ConsoleContext;
  readonly lead: Lead;
  readonly draft: MailDraft;
}

/** The head that every page of contact has: whose request, and the way back to it. */
export function ContactFrame(
  props: PropsWithChildren<{ page: ConsoleContext; lead: Lead; title: string; here: string }>,
) {
  const { page, lead, title, here, children } = props;
  const { locale } = page;
  return (
    <ConsolePage page={page} title={title} current="leads">
      <div class="stack stack--6">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleLeads', locale), text: leadWords(locale).list.title },
            { href: path('consoleLead', locale, { reference: lead.reference }), text: lead.reference },
          ]}
          here={here}
        />
        {children}
      </div>
    </ConsolePage>
  );
}

/** What there is to begin with. Choosing one fills the form anew. */
export function Templates(props: {
  of: Readonly<Record<string, { readonly name: Text }>>;
  address: string;
  chosen: string | null;
  locale: Locale;
}) {
  const { of, address, chosen, locale } = props;
  const t = contactWords(locale);
  return (
    <nav class="row small" aria-label={t.templates}>
      <span class="muted">{t.templates}:</span>
      {Object.entries(of).map(([id, { name }]) => (
        <a class="more" href={`${address}?template=${id}`} aria-current={chosen === id ? 'true' : undefined}>
          {name[locale]}
        </a>
      ))}
      <a class="more" href={address}>
        {t.blank}
      </a>
    </nav>
  );
}

/** Writes a mail: from a template, or from nothing. */
export function MailPage({ page, lead, draft }: Props) {
  const { locale } = page;
  const t = contactWords(locale);
  const address = path('consoleMail', locale, { reference: lead.reference });
  const wrong = draft.faults ?? {};
  const faults = (['subject', 'body'] as const).flatMap((part) =>
    wrong[part] ? [{ field: names[part], label: t.mailPage[part], message: t.faults[wrong[part]] }] : [],
  );
  return (
    <ContactFrame page={page} lead={lead} title={t.mailPage.title(lead.companyName)} here={t.mail}>
      <div class="stack stack--2">
        <h1>{t.mailPage.title(lead.companyName)}</h1>
        <p class="muted">
          {t.mailPage.to(lead.contactName, lead.email)}. {t.mailPage.language[lead.locale]} {t.only}
        </p>
      </div>
      {draft.problem && <Notice tone="bad">{draft.problem}</Notice>}
      <ErrorSummary faults={faults} locale={locale} />
      <Templates of={mailTemplates} address={address} chosen={draft.template} locale={locale} />
      <form id="form" class="form form--narrow" method="post" action={address} novalidate data-turbo="false">
        <Carried draft={draft} />
        <div class="form__group">
          <div class={wrong.subject ? 'field field--bad' : 'field'}>
            <div class="field__name">
              <label for="f-messageSubject">{t.mailPage.subject}</label>
            </div>
            <div class="box">
              <input
                id="f-messageSubject"
                name="messageSubject"
                value={draft.subject}
                maxlength={letterLimits.subject}
                autocomplete="off"
                aria-required="true"
                aria-invalid={wrong.subject ? 'true' : undefined}
                aria-describedby={wrong.subject ? 'f-messageSubject-e' : undefined}
              />
            </div>
            <Fault id="f-messageSubject-e" text={wrong.subject && t.faults[wrong.subject]} />
          </div>
          <div class={wrong.body ? 'field field--bad' : 'field'}>
            <div class="field__name">
              <label for="f-messageBody">{t.mailPage.body}</label>
            </div>
            <div class="box">
              <textarea
                id="f-messageBody"
                name="messageBody"
                rows={14}
                maxlength={letterLimits.mail}
                lang={lead.locale}
                aria-required="true"
                aria-invalid={wrong.body ? 'true' : undefined}
                aria-describedby={wrong.body ? 'f-messageBody-e f-messageBody-h' : 'f-messageBody-h'}
              >
                {draft.body}
              </textarea>
            </div>
            <Fault id="f-messageBody-e" text={wrong.body && t.faults[wrong.body]} />
            <p class="hint" id="f-messageBody-h">
              {t.mailPage.bodyHint}
            </p>
          </div>
        </div>
        <div class="row">
          <Button name="action" value="preview">
            {t.preview}
          </Button>
          <LinkButton look="link" href={path('consoleLead', locale, { reference: lead.reference })}>
            {t.back}
          </LinkButton>
        </div>
      </form>
    </ContactFrame>
  );
}

const names = { subject: 'messageSubject', body: 'messageBody' } as const;

/** What a form carries along besides what is written. */
function Carried({ draft }: { draft: MailDraft }) {
  return (
    <>
      <input type="hidden" name="idempotencyKey" value={draft.key} />
      <input type="hidden" name="template" value={draft.template ?? ''} />
    </>
  );
}

export function Fault({ id, text }: { id: string; text: string | undefined }) {
  return text ? (
    <p class="error" id={id}>
      <Icon name="circle-alert" />
      <span>{text}</span>
    </p>
  ) : null;
}

/** The mail as it will look, and the last chance to change it. */
export function MailPreviewPage({ page, lead, draft, html }: Props & { html: string }) {
  const { locale } = page;
  const t = contactWords(locale);
  return (
    <ContactFrame page={page} lead={lead} title={t.mailPage.ready} here={t.mail}>
      <div class="stack stack--2">
        <h1>{t.mailPage.ready}</h1>
        <p class="muted">
          {t.mailPage.to(lead.contactName, lead.email)}. {t.mailPage.kept}
        </p>
      </div>
      <iframe class="mail-frame" title={t.mailPage.frame} sandbox="" srcdoc={html} />
      <form
        id="form"
        class="actions"
        method="post"
        action={path('consoleMail', locale, { reference: lead.reference })}
        data-turbo="false"
      >
        <Carried draft={draft} />
        <input type="hidden" name="messageSubject" value={draft.subject} />
        <input type="hidden" name="messageBody" value={draft.body} />
        <Button name="action" value="send">
          {t.mailPage.send}
        </Button>
        <Button look="quiet" name="action" value="edit">
          {t.change}
        </Button>
      </form>
    </ContactFrame>
  );
}
