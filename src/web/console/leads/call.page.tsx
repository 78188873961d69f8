import { formatDate, formatPhone } from '#catalog/index.ts';
import type { callList } from '#domain/contact/index.ts';
import type { Lead } from '#domain/lead/index.ts';
import { path } from '../../paths.ts';
import { ErrorSummary, type Fault } from '../../ui/error-summary.tsx';
import { Field, Fields, type RawValues } from '../../ui/field.tsx';
import { Badge, Button, Empty, Heads, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { callFields, ownPhoneField } from './call.fields.ts';
import { contactWords } from './contact.texts.ts';
import { ContactFrame } from './lead-mail.page.tsx';

/** Whom to call, the most urgent first. */
export function CallsPage(props: {
  page: ConsoleContext;
  list: Awaited<ReturnType<typeof callList>>;
  today: Temporal.PlainDate;
}) {
  const { page, list, today } = props;
  const { locale } = page;
  const t = contactWords(locale);
  return (
    <ConsolePage page={page} title={t.calls.title} current="calls">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <h1>{t.calls.title}</h1>
          <p class="muted">{t.calls.lead}</p>
        </div>
        {list.length === 0 ? (
          <Empty title={t.calls.none}>{t.calls.noneText}</Empty>
        ) : (
          <table class="table table--cards table--sticky" data-rows>
            <Heads of={Object.values(t.calls.head)} action />
            <tbody>
              {list.map((one) => {
                const late = Temporal.PlainDate.compare(one.dueOn, today);
                const params = { reference: one.reference };
                return (
                  <tr>
                    <th scope="row">
                      <a href={path('consoleLead', locale, params)}>{one.companyName}</a>
                    </th>
                    <td data-label={t.calls.head.who}>{one.contactName}</td>
                    <td data-label={t.calls.head.phone}>
                      <a class="nowrap" href={`tel:${one.phone}`}>
                        {formatPhone(one.phone)}
                      </a>
                    </td>
                    <td data-label={t.calls.head.what}>
                      {one.body}
                      {one.last && one.lastAt && (
                        <small class="block muted">
                          {t.calls.last(t.outcomes[one.last], formatDate(one.lastAt, locale))}
                        </small>
                      )}
                    </td>
                    <td data-label={t.calls.head.due}>
                      <Badge tone={late < 0 ? 'bad' : late === 0 ? 'ok' : 'wait'}>
                        {late === 0 ? t.calls.today : formatDate(one.dueOn, locale)}
                      </Badge>
                    </td>
                    <td>
                      <a class="more" href={path('consoleCall', locale, params)}>
                        {t.calls.call}
                        <span class="vh"> {one.companyName}</span>
                      </a>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </ConsolePage>
  );
}

export interface CallForm {
  readonly values: RawValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** One call: the number, letting the product dial where it can, and how it went. */
export function CallPage(props: {
  page: ConsoleContext;
  lead: Lead;
  form: CallForm;
  keys: { readonly log: string; readonly dial: string };
  /** The number of one's own phone; undefined where nobody dials. */
  own: { readonly value: string; readonly error?: string | undefined } | undefined;
  done: string | undefined;
  problem: string | undefined;
}) {
  const { page, lead, form, keys, own, done, problem } = props;
  const { locale } = page;
  const t = contactWords(locale);
  const params = { reference: lead.reference };
  return (
    <ContactFrame page={page} lead={lead} title={t.callPage.title(lead.companyName)} here={t.calls.call}>
      <div class="stack stack--2">
        <h1>{t.callPage.title(lead.companyName)}</h1>
        <p class="muted">
          {lead.contactName}. {t.callPage.language[lead.locale]} {t.only}
        </p>
      </div>
      {done && <Notice tone="done">{done}</Notice>}
      {problem && <Notice tone="bad">{problem}</Notice>}
      <section class="panel" aria-labelledby="number">
        <h2 id="number">{t.callPage.number}</h2>
        <p>
          <a class="figure" href={`tel:${lead.phone}`}>
            {formatPhone(lead.phone)}
          </a>
        </p>
        {own && (
          <form class="stack form--narrow" method="post" action={path('consoleDialling', locale, params)} novalidate>
            <input type="hidden" name="idempotencyKey" value={keys.dial} />
            <Field field={ownPhoneField} values={{ staffPhone: own.value }} error={own.error} locale={locale} />
            <div>
              <Button look="quiet">{t.callPage.dial}</Button>
            </div>
          </form>
        )}
      </section>
      <section class="panel" aria-labelledby="log">
        <h2 id="log">{t.callPage.log}</h2>
        <ErrorSummary faults={form.faults} locale={locale} />
        <form id="form" class="form form--narrow" method="post" action={path('consoleCall', locale, params)} novalidate>
          <input type="hidden" name="idempotencyKey" value={keys.log} />
          <Fields fields={callFields} values={form.values} errors={form.errors} locale={locale} />
          <div class="row">
            <Button>{t.callPage.save}</Button>
            <LinkButton look="link" href={path('consoleLead', locale, params)}>
              {t.back}
            </LinkButton>
          </div>
        </form>
      </section>
    </ContactFrame>
  );
}
