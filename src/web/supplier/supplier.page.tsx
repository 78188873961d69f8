// Long because all that a supplier sees of one request is one page, part by part.
import type { Child } from 'hono/jsx';
import {
  type Cost,
  commonQuestions,
  type Field,
  formatDate,
  formatKr,
  formatValue,
  nameOf,
  serviceById,
  type Values,
} from '#catalog/index.ts';
import type { ownQuote } from '#domain/quote/index.ts';
import { declineReasons, type OwnReferral, referralMoves } from '#domain/referral/index.ts';
import { allows } from '#domain/transitions.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { fileSize } from '../site/comparison.tsx';
import { CostLines } from '../site/reckoning.tsx';
import { ErrorSummary, type Fault } from '../ui/error-summary.tsx';
import { Fields, type RawValues } from '../ui/field.tsx';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Badge, Button, Facts, Fold, Notice } from '../ui/parts.tsx';
import { supplierWords } from './supplier.texts.ts';

type Quote = Awaited<ReturnType<typeof ownQuote>>;

export interface QuoteFormView {
  readonly fields: readonly Field[];
  readonly raw: RawValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly fileError?: string | undefined;
  readonly cost: Cost | undefined;
}

export interface SupplierRequestProps {
  readonly page: PageContext;
  readonly referral: OwnReferral;
  /** What the supplier may see; undefined when nothing any more. */
  readonly answers: Values | undefined;
  readonly quote: Quote;
  readonly form: QuoteFormView | undefined;
  readonly notice?: Child;
  readonly reasonMissing?: boolean;
}

const badge = {
  accepted: 'info',
  quoted: 'info',
  chosen: 'ok',
  won: 'ok',
  declined: 'bad',
  lost: 'bad',
  cancelled: 'bad',
  'passed-over': 'bad',
} as const;

export function SupplierRequestPage(props: SupplierRequestProps) {
  const { page, referral, answers, notice } = props;
  const { locale } = page;
  const t = supplierWords(locale);
  const service = serviceById(referral.service);
  const title = t.heading(service.name[locale], referral.reference);
  const tone = badge[referral.state as keyof typeof badge] ?? 'wait';
  return (
    <Page page={page} title={title} face="portal" unlisted>
      <section class="page">
        <div class="wrap stack">
          {notice}
          <div class="row row--spread">
            <h1>{title}</h1>
            <Badge tone={tone}>{t.states[referral.state]}</Badge>
          </div>
          {t.explain[referral.state] && <p class="lead">{t.explain[referral.state]}</p>}
          <div class="portal-grid">
            <div class="stack">
              {answers ? <Answers {...props} answers={answers} /> : <p class="muted">{t.hidden}</p>}
            </div>
            <div class="stack">
              <Answer {...props} />
              {props.form && <QuoteForm {...props} form={props.form} />}
              <Outcome {...props} />
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

function Answers({ page, referral, answers }: SupplierRequestProps & { answers: Values }) {
  const { locale } = page;
  const t = supplierWords(locale);
  const service = serviceById(referral.service);
  const facts = (fields: readonly Field[]) =>
    fields
      .filter((f) => answers[f.id] !== undefined)
      .map((f) => ({ label: nameOf(f, locale), value: formatValue(f, answers[f.id]!, locale) }));
  return (
    <>
      <section class="panel">
        <h2>{t.need}</h2>
        <Facts items={facts(service.questions)} />
      </section>
      <section class="panel">
        <h2>{t.customer}</h2>
        <Facts
          items={[...facts(commonQuestions), { label: t.received, value: formatDateTime(referral.createdAt, locale) }]}
        />
        <p class="small muted">{t.responsible}</p>
      </section>
    </>
  );
}

function Answer({ page, referral, reasonMissing }: SupplierRequestProps) {
  const { locale } = page;
  const t = supplierWords(locale).answer;
  const mayAccept = allows(referralMoves, 'accept', referral.state);
  const mayDecline = allows(referralMoves, 'decline', referral.state);
  if (!mayDecline) return null;
  const action = path('supplierAnswer', locale, { id: referral.id });
  return (
    <section class="panel">
      {mayAccept && <h2>{t.title}</h2>}
      {mayAccept && (
        <form method="post" action={action}>
          <Button look="quiet" name="action" value="accept">
            {t.accept}
          </Button>
        </form>
      )}
      <Fold title={t.decline} open={reasonMissing ?? false}>
        <form class="form" method="post" action={action}>
          <fieldset class={reasonMissing ? 'field--bad' : undefined}>
            <legend class="legend">{t.why}</legend>
            {reasonMissing && <p class="error">{t.pick}</p>}
            {declineReasons.map((reason) => (
              <label class="check">
                <input type="radio" name="reason" value={reason} />
                <span>{t.reasons[reason]}</span>
              </label>
            ))}
          </fieldset>
          <div>
            <Button look="danger" name="action" value="decline">
              {t.decline}
            </Button>
          </div>
        </form>
      </Fold>
    </section>
  );
}

function QuoteForm({ page, referral, quote, form }: SupplierRequestProps & { form: QuoteFormView }) {
  const { locale } = page;
  const t = supplierWords(locale).quote;
  const existing = quote && quote.state !== 'withdrawn' ? quote : undefined;
  return (
    <section class="panel" id="quote">
      <h2>{existing ? t.correctTitle : t.title}</h2>
      {existing && (
        <p class="small muted">
          {t.givenOn(formatDate(existing.receivedAt, locale))}
          {existing.correctedAt && `, ${t.corrected(formatDate(existing.correctedAt, locale))}`}. {t.untilChosen}
        </p>
      )}
      {existing?.enteredBy && <Notice tone="info">{t.entered(controller.brand)}</Notice>}
      <form
        class="form"
        id="quote-form"
        method="post"
        action={`${path('supplierQuote', locale, { id: referral.id })}#quote`}
        enctype="multipart/form-data"
        novalidate
        data-live-total
      >
        <ErrorSummary faults={form.faults} locale={locale} />
        <p class="small muted">{t.money}</p>
        <Fields fields={form.fields} values={form.raw} errors={form.errors} locale={locale} />
        <div class={form.fileError ? 'field field--bad' : 'field'}>
          <label for="f-file">{t.file}</label>
          <input id="f-file" type="file" name="file" accept="application/pdf,.pdf" aria-describedby="f-file-h" />
          {form.fileError && <p class="error">{form.fileError}</p>}
          <p class="hint" id="f-file-h">
            {t.fileHint} {existing?.fileBytes ? `${fileSize(existing.fileBytes, locale)}. ${t.fileKeep}` : ''}{' '}
            {form.faults.length > 0 ? t.fileAgain : ''}
          </p>
        </div>
        <div id="total" aria-live="polite">
          <Total cost={form.cost} locale={locale} />
        </div>
        <div class="row">
          <Button name="action" value="give">
            {existing ? t.correct : t.give}
          </Button>
          <Button look="quiet" name="action" value="preview">
            {t.calculate}
          </Button>
        </div>
      </form>
      {existing && (
        <Fold title={t.withdraw}>
          <p>{t.withdrawText}</p>
          <form method="post" action={path('supplierQuote', locale, { id: referral.id })}>
            <Button look="danger" name="action" value="withdraw">
              {t.withdraw}
            </Button>
          </form>
        </Fold>
      )}
    </section>
  );
}

/** The live total: the customer's cost per year by the formula everybody is compared with. */
export function Total({ cost, locale }: { cost: Cost | undefined; locale: Locale }) {
  const t = supplierWords(locale).quote;
  return (
    <section class="total">
      <h3>{t.total}</h3>
      {cost?.comparable ? (
        <>
          <p class="figure">{formatKr(cost.annual, locale)}</p>
          <CostLines cost={cost} locale={locale} />
        </>
      ) : (
        <p class="muted">{cost ? cost.because[locale] : t.totalText}</p>
      )}
    </section>
  );
}

function Outcome({ page, referral }: SupplierRequestProps) {
  const { locale } = page;
  const t = supplierWords(locale).outcome;
  const mayWin = allows(referralMoves, 'win', referral.state) && referral.state !== 'passed-over';
  if (!mayWin) return null;
  return (
    <section class="panel">
      <h2>{t.title}</h2>
      <p class="small muted">{t.text}</p>
      <form class="row" method="post" action={path('supplierOutcome', locale, { id: referral.id })}>
        <Button look="quiet" name="outcome" value="contract">
          {t.won}
        </Button>
        <Button look="quiet" name="outcome" value="none">
          {t.lost}
        </Button>
      </form>
    </section>
  );
}

export function SupplierLinkPage({
  page,
  title,
  lead,
  action,
  button,
  hint,
}: {
  page: PageContext;
  title: string;
  lead: string;
  action?: string;
  button?: string;
  hint?: string;
}) {
  return (
    <Page page={page} title={title} face="portal" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
          {action && button && (
            <form method="post" action={action}>
              <Button>{button}</Button>
            </form>
          )}
          {hint && <p class="small muted">{hint}</p>}
        </div>
      </section>
    </Page>
  );
}

export function SupplierFrontPage({ page }: { page: PageContext }) {
  const t = supplierWords(page.locale).front;
  return (
    <Page page={page} title={t.title} face="portal" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
          <p>
            {t.lost} <a href={`mailto:${controller.email}`}>{controller.email}</a>.
          </p>
        </div>
      </section>
    </Page>
  );
}
