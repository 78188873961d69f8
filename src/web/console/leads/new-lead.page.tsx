import { type Field, nameOf, type Question, questionsOf, type Service, services } from '#catalog/index.ts';
import type { Mail } from '#domain/correspondence/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary, type Fault } from '../../ui/error-summary.tsx';
import { Fields, type RawValues } from '../../ui/field.tsx';
import { Button, Crumbs, Gone, Notice } from '../../ui/parts.tsx';
import { type Receiver, ReceiverList } from '../../ui/receiver-list.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { type SubmissionView, WrittenBeside } from '../sources/submissions.page.tsx';
import { leadWords } from './leads.texts.ts';
import { newLeadWords } from './new-lead.texts.ts';

const newLeadPath = (locale: Locale, service: string | undefined, mail: Mail | undefined): string => {
  const query = new URLSearchParams({ ...(service && { service }), ...(mail && { mail: mail.id }) }).toString();
  return `${path('consoleNewLead', locale)}${query && `?${query}`}`;
};

/** What the customer wrote, beside what is asked. */
function Written({ mail, page: { locale } }: { mail: Mail; page: ConsoleContext }) {
  const t = newLeadWords(locale);
  return (
    <details class="panel" open>
      <summary dir="auto">{mail.subject ?? t.mail}</summary>
      <div class="mail-text" dir="auto">
        {mail.body || t.mailEmpty}
      </div>
      <p>
        <a href={path('consoleInboxMail', locale, { id: mail.id })}>{t.mailWhole}</a>
      </p>
    </details>
  );
}

/** Which service a request that came by telephone or mail is about. */
export function ChooseServicePage({ page, mail }: { page: ConsoleContext; mail: Mail | undefined }) {
  const { locale } = page;
  const t = newLeadWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="leads">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[{ href: path('consoleLeads', locale), text: leadWords(locale).list.title }]}
          here={t.title}
        />
        <div class="stack">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {mail && <Written mail={mail} page={page} />}
        <nav class="stack" aria-labelledby="choose">
          <h2 id="choose">{t.choose}</h2>
          <ul class="list narrow">
            {services.map(({ id, name }) => (
              <li>
                <a class="more" href={newLeadPath(locale, id, mail)}>
                  {name[locale]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </ConsolePage>
  );
}

export interface NewLeadProps {
  readonly page: ConsoleContext;
  /** What it is made of. */
  readonly mail: Mail | undefined;
  readonly submission: SubmissionView | undefined;
  /** What is asked of whoever registers it. */
  readonly about: readonly Field[];
  /** With the words that staff have given its questions. */
  readonly service: Service;
  readonly company: readonly Question[];
  readonly raw: RawValues;
  readonly token: string;
  readonly told: boolean;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly problem?: string | undefined;
  readonly receivers: readonly Receiver[];
  readonly most: number;
  readonly erasedOn: string;
}

/** The site's form on one page, for somebody who has the customer on the telephone, or its mail beside them. */
export function NewLeadPage(props: NewLeadProps) {
  const { page, mail, submission, service, raw, token, errors, faults, problem } = props;
  const { locale } = page;
  const t = newLeadWords(locale);
  const title = t.formTitle(service.name[locale].toLowerCase());
  const action = path('consoleNewLead', locale);
  const choose = newLeadPath(locale, undefined, mail);
  const part = (heading: string, fields: Parameters<typeof Fields>[0]['fields']) => (
    <section class="stack">
      <h2>{heading}</h2>
      <Fields fields={fields} values={raw} errors={errors} locale={locale} />
    </section>
  );
  return (
    <ConsolePage page={page} title={title} current="leads">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[
            { href: path('consoleLeads', locale), text: leadWords(locale).list.title },
            { href: choose, text: t.title },
          ]}
          here={service.name[locale]}
        />
        <div class="row row--apart">
          <h1>{title}</h1>
          <a class="more" href={choose}>
            {t.other}
          </a>
        </div>
        {mail && <Written mail={mail} page={page} />}
        {submission && <WrittenBeside view={submission} locale={locale} />}
        <form class="form form--narrow" id="form" method="post" action={action} novalidate>
          <ErrorSummary faults={faults} locale={locale} />
          {problem && <Notice tone="bad">{problem}</Notice>}
          <input type="hidden" name="idempotencyKey" value={token} />
          <input type="hidden" name="service" value={service.id} />
          {mail && <input type="hidden" name="mailId" value={mail.id} />}
          {submission && <input type="hidden" name="submissionId" value={submission.waiting.id} />}
          {part(t.how, props.about)}
          {part(service.needHeading[locale], service.questions)}
          {part(t.company, props.company)}
          <Receivers {...props} />
        </form>
      </div>
    </ConsolePage>
  );
}

function Receivers({ page, service, receivers, most, errors, told, erasedOn }: NewLeadProps) {
  const { locale } = page;
  const t = newLeadWords(locale);
  if (receivers.length === 0) return <Notice tone="bad">{t.whoNone}</Notice>;
  return (
    <>
      <section class="stack" id="f-suppliers" tabindex={-1}>
        <h2>{t.who}</h2>
        <p>
          {t.whoLead} {receivers.length > most && t.whoMost(most)}
        </p>
        {errors.suppliers && <p class="error">{errors.suppliers}</p>}
        <input type="hidden" name="suppliers" value="-" />
        <ReceiverList
          receivers={receivers}
          answered={questionsOf(service).map((q) => nameOf(q, locale))}
          name="suppliers"
          locale={locale}
        />
      </section>
      <div class="form__end">
        <div class={errors.told ? 'field field--bad' : 'field'}>
          <label class="check">
            <input
              type="checkbox"
              id="f-told"
              name="told"
              value="yes"
              checked={told}
              aria-describedby={errors.told ? 'f-told-e f-told-h' : 'f-told-h'}
            />
            <strong>{t.told}</strong>
          </label>
          {errors.told && (
            <p class="error" id="f-told-e">
              {errors.told}
            </p>
          )}
          <p class="hint" id="f-told-h">
            {t.toldHint}
          </p>
        </div>
        <div>
          <Button>{t.send}</Button>
        </div>
        <p class="hint">
          {t.willBeStored} <Gone>{t.erasedOn(erasedOn)}</Gone>.
        </p>
      </div>
    </>
  );
}
