import { formatPhone } from '#catalog/index.ts';
import { type LetterFault, letterLimits, smsTemplates } from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import type { Parts } from '#platform/phone/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Button, LinkButton, Notice } from '../../ui/parts.tsx';
import type { ConsoleContext } from '../console.page.tsx';
import { contactWords } from './contact.texts.ts';
import { ContactFrame, Fault, Templates } from './lead-mail.page.tsx';

/** What is being written, as it came from the form, and what it takes to send. */
export interface SmsDraft {
  readonly template: keyof typeof smsTemplates | null;
  readonly key: string;
  readonly body: string;
  readonly parts: Parts;
  readonly fault?: LetterFault | undefined;
  readonly problem?: string | undefined;
}

interface Props {
  readonly page: ConsoleContext;
  readonly lead: Lead;
  readonly draft: SmsDraft;
  /** Undefined when it leaves at once. */
  readonly leaves: Temporal.Instant | undefined;
}

/** How many letters and messages a text is. */
export function Count({ parts, locale }: { parts: Parts; locale: Locale }) {
  const t = contactWords(locale).smsPage;
  return (
    <>
      {t.count(parts.characters, Math.max(1, parts.parts))}, {t.left(parts.left)}. {parts.alphabet === 'ucs2' && t.wide}
    </>
  );
}

function When({ leaves, locale }: { leaves: Temporal.Instant | undefined; locale: Locale }) {
  const t = contactWords(locale).smsPage;
  return leaves ? <Notice tone="info">{t.later(formatDateTime(leaves, locale))}</Notice> : <p>{t.now}</p>;
}

/** Writes a text message: from a template, or from nothing. The count follows what is typed. */
export function SmsPage({ page, lead, draft, leaves }: Props) {
  const { locale } = page;
  const t = contactWords(locale);
  const address = path('consoleSms', locale, { reference: lead.reference });
  const { fault } = draft;
  const faults = fault ? [{ field: 'messageBody', label: t.smsPage.body, message: t.faults[fault] }] : [];
  return (
    <ContactFrame page={page} lead={lead} title={t.smsPage.title(lead.companyName)} here="Sms">
      <div class="stack stack--2">
        <h1>{t.smsPage.title(lead.companyName)}</h1>
        <p class="muted">
          {t.smsPage.to(lead.contactName, formatPhone(lead.phone))}. {t.mailPage.language[lead.locale]} {t.only}
        </p>
      </div>
      {draft.problem && <Notice tone="bad">{draft.problem}</Notice>}
      <ErrorSummary faults={faults} locale={locale} />
      <Templates of={smsTemplates} address={address} chosen={draft.template} locale={locale} />
      <form
        id="form"
        class="form form--narrow"
        method="post"
        action={address}
        data-live-count
        novalidate
        data-turbo="false"
      >
        <Carried draft={draft} />
        <div class={fault ? 'field field--bad' : 'field'}>
          <div class="field__name">
            <label for="f-messageBody">{t.smsPage.body}</label>
          </div>
          <div class="box">
            <textarea
              id="f-messageBody"
              name="messageBody"
              rows={6}
              maxlength={letterLimits.sms}
              lang={lead.locale}
              aria-required="true"
              aria-invalid={fault ? 'true' : undefined}
              aria-describedby={fault ? 'f-messageBody-e count f-messageBody-h' : 'count f-messageBody-h'}
            >
              {draft.body}
            </textarea>
          </div>
          <Fault id="f-messageBody-e" text={fault && t.faults[fault]} />
          <p class="hint" id="count">
            <Count parts={draft.parts} locale={locale} />
          </p>
          <p class="hint" id="f-messageBody-h">
            {t.smsPage.bodyHint}
          </p>
        </div>
        <When leaves={leaves} locale={locale} />
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

function Carried({ draft }: { draft: SmsDraft }) {
  return (
    <>
      <input type="hidden" name="idempotencyKey" value={draft.key} />
      <input type="hidden" name="template" value={draft.template ?? ''} />
    </>
  );
}

/** The message as it reads on a phone, what it takes and when it leaves. */
export function SmsPreviewPage({ page, lead, draft, leaves }: Props) {
  const { locale } = page;
  const t = contactWords(locale);
  return (
    <ContactFrame page={page} lead={lead} title={t.smsPage.ready} here="Sms">
      <div class="stack stack--2">
        <h1>{t.smsPage.ready}</h1>
        <p class="muted">
          {t.smsPage.to(lead.contactName, formatPhone(lead.phone))}. {t.mailPage.kept}
        </p>
      </div>
      <div class="stack stack--2">
        <p class="bubble" dir="auto" lang={lead.locale}>
          {draft.body.trim()}
        </p>
        <p class="hint">
          <Count parts={draft.parts} locale={locale} />
        </p>
      </div>
      <When leaves={leaves} locale={locale} />
      <form
        id="form"
        class="actions"
        method="post"
        action={path('consoleSms', locale, { reference: lead.reference })}
        data-turbo="false"
      >
        <Carried draft={draft} />
        <input type="hidden" name="messageBody" value={draft.body} />
        <Button name="action" value="send">
          {t.smsPage.send}
        </Button>
        <Button look="quiet" name="action" value="edit">
          {t.change}
        </Button>
      </form>
    </ContactFrame>
  );
}
