import type { Child } from 'hono/jsx';
import type { Question, Service } from '#catalog/index.ts';
import { consents } from '#policy/consents.ts';
import { controller } from '#policy/controller.ts';
import { path } from '../paths.ts';
import { ErrorSummary, type Fault } from '../ui/error-summary.tsx';
import { Fields, type RawValues } from '../ui/field.tsx';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Crumbs, Facts, Gone, Notice, Stepper } from '../ui/parts.tsx';
import { type Receiver, ReceiverList } from '../ui/receiver-list.tsx';
import { wordingOf } from './consent-words.ts';
import { words } from './request.texts.ts';

export interface RequestProps {
  readonly page: PageContext;
  readonly service: Service;
  readonly step: 1 | 2 | 3;
  /** Questions of the visible step; none in the third. */
  readonly fields: readonly Question[];
  readonly raw: RawValues;
  /** What the other steps hold, carried along: nothing is stored before it is sent. */
  readonly hidden: readonly (readonly [string, string])[];
  readonly token: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  /** Something about the whole form: too fast, too many, not available. */
  readonly problem?: string | undefined;
  readonly receivers: readonly Receiver[];
  /** Whether the newsletter's box is ticked; never before somebody has (P14). */
  readonly newsletter: boolean;
  readonly answered: readonly { readonly label: string; readonly value: string }[];
  readonly most: number;
  /** How long a request without a quote is kept, and the date that would be. */
  readonly keptFor: string;
  readonly erasedOn: string;
}

export function RequestPage(props: RequestProps) {
  const { page, service } = props;
  const { locale } = page;
  const t = words(locale);
  const home = path('home', locale);
  return (
    <Page page={page} title={service.name[locale]} description={service.lead[locale]} current="services">
      <section class="page">
        <div class="wrap">
          {!page.embedders && (
            <Crumbs
              locale={locale}
              here={service.name[locale]}
              items={[
                { href: home, text: t.start },
                { href: `${home}#services`, text: t.services },
              ]}
            />
          )}
          <div class="page__head">
            <h1>{service.title[locale]}</h1>
            <p class="lead">{service.lead[locale]}</p>
          </div>
          <div class="with-aside" data-steps>
            <RequestForm {...props} />
            <Aside {...props} />
          </div>
        </div>
      </section>
    </Page>
  );
}

function RequestForm(props: RequestProps) {
  const { page, service, step, hidden, token, faults, problem } = props;
  const { locale } = page;
  const t = words(locale);
  const heading = { 1: service.needHeading[locale], 2: t.company, 3: t.who }[step];
  return (
    <form
      class="form"
      method="post"
      action={`${page.path}#form`}
      id="form"
      aria-labelledby="step"
      novalidate
      data-enhance
      data-measure-service={service.id}
      data-measure-step={step}
    >
      <Stepper
        locale={locale}
        now={step}
        steps={[{ text: t.steps.need }, { text: t.steps.company }, { text: t.steps.send }]}
      />
      <ErrorSummary faults={faults} locale={locale} />
      {problem && <Notice tone="bad">{problem}</Notice>}
      <h2 id="step" tabindex={-1}>
        {heading}
      </h2>
      <input type="hidden" name="idempotencyKey" value={token} />
      <input type="hidden" name="step" value={String(step)} />
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {step === 3 ? (
        <>
          <Review {...props} />
          <input type="hidden" name="wording" value={wordingOf('newsletter-tick', locale)} />
          <label class="check">
            <input type="checkbox" name="newsletter" value="yes" checked={props.newsletter} />
            <span>{consents['newsletter-tick'].text[locale]}</span>
          </label>
        </>
      ) : (
        <Fields fields={props.fields} values={props.raw} errors={props.errors} locale={locale} />
      )}
      <div class="trap" aria-hidden="true">
        <label for="website">Website</label>
        <input id="website" name="website" tabindex={-1} autocomplete="off" />
      </div>
      <div class="form__end">
        {step !== 3 && <Notice>{t.nothingStored}</Notice>}
        {/* Enter in a field presses the form's first button, so the one that goes on stands first. */}
        <div class="row">
          <Button name="action" value={step === 3 ? 'send' : 'next'}>
            {{ 1: t.toCompany, 2: t.toReview, 3: t.send }[step]}
          </Button>
          {step > 1 && (
            <Button look="link" name="action" value="back">
              {t.back}
            </Button>
          )}
        </div>
        {step === 3 && (
          <p class="hint">
            {t.willBeStored} <Gone>{t.erasedOn(props.erasedOn)}</Gone>. {t.toldBefore}
          </p>
        )}
      </div>
    </form>
  );
}

function Review({ page, service, receivers, answered, most, errors }: RequestProps) {
  const { locale } = page;
  const t = words(locale);
  if (receivers.length === 0) return <Notice tone="bad">{t.whoNone}</Notice>;
  return (
    <div class="stack" id="f-suppliers">
      <p>{t.whoLead(receivers.length, service.name[locale].toLowerCase())}</p>
      {receivers.length > most && <p class="small muted">{t.whoMost(most)}</p>}
      {errors.suppliers && <p class="error">{errors.suppliers}</p>}
      <input type="hidden" name="suppliers" value="-" />
      <ReceiverList receivers={receivers} answered={answered.map((a) => a.label)} name="suppliers" locale={locale} />
    </div>
  );
}

function Aside(props: RequestProps) {
  const { page, service, step, answered, keptFor } = props;
  const { locale } = page;
  const t = words(locale);
  if (step === 3) {
    return (
      <aside class="stack">
        <div class="aside__head">
          <h2>{t.yourAnswers}</h2>
          <button class="btn btn--link small" type="submit" form="form" name="action" value="edit">
            {t.edit}
          </button>
        </div>
        <Facts items={answered} />
      </aside>
    );
  }
  const mail: Child = <a href={`mailto:${controller.email}`}>{controller.email}</a>;
  return (
    <aside class="stack">
      <h2>{t.goodToKnow}</h2>
      <Facts
        items={[
          { label: t.haveReady, value: service.bring[locale] },
          { label: t.goesTo, value: t.goesToValue },
          { label: t.withoutQuote, value: t.withoutQuoteValue(keptFor) },
          { label: t.order, value: t.orderValue },
          { label: t.excludes, value: service.excludes[locale] },
        ]}
      />
      <p class="small muted">
        {t.ratherMail} {mail} {t.ratherMailEnd}
      </p>
    </aside>
  );
}
