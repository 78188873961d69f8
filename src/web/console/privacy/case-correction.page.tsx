import { commonQuestions, type Question } from '#catalog/index.ts';
import { path } from '../../paths.ts';
import { ErrorSummary, type Fault } from '../../ui/error-summary.tsx';
import { Fields, type RawValues } from '../../ui/field.tsx';
import { Button, Crumbs, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { addressField } from './case.fields.ts';
import { Asking, Back } from './case-acts.page.tsx';
import { caseWords } from './cases.texts.ts';

/** What was answered, as it stands, to be corrected. */
export function CorrectionPage(props: {
  page: ConsoleContext;
  reference: string;
  archived: boolean;
  action: string;
  back: string;
  questions: readonly Question[];
  raw: RawValues;
  errors: Readonly<Record<string, string>>;
  faults: readonly Fault[];
  unchanged: boolean;
}) {
  const { page, reference, archived, action, back, questions, raw, errors, faults, unchanged } = props;
  const { locale } = page;
  const words = caseWords(locale);
  const t = words.correction;
  const isCommon = (q: Question) => commonQuestions.some(({ id }) => id === q.id);
  return (
    <ConsolePage page={page} title={t.title(reference)} current="cases">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <Crumbs
            items={[
              { href: path('consoleCases', locale), text: words.title },
              { href: back, text: words.answer.back },
            ]}
            here={reference}
            locale={locale}
          />
          <h1>{t.title(reference)}</h1>
          <p class="lead">{archived ? t.archivedWhat : t.what}</p>
        </div>
        {unchanged && <Notice tone="bad">{t.unchanged}</Notice>}
        <form class="form form--narrow" method="post" action={action} novalidate>
          <ErrorSummary faults={faults} locale={locale} />
          <Fields fields={questions.filter(isCommon)} values={raw} errors={errors} locale={locale} />
          <Fields fields={questions.filter((q) => !isCommon(q))} values={raw} errors={errors} locale={locale} />
          <div class="row">
            <Button>{t.confirm}</Button>
            <LinkButton look="link" href={back}>
              {words.answer.back}
            </LinkButton>
          </div>
        </form>
      </div>
    </ConsolePage>
  );
}

/** Another address: nothing changes until its link has been used. */
export function AddressPage(props: { page: ConsoleContext; id: string; value: string; error: string | undefined }) {
  const { page, id, value, error } = props;
  const { locale } = page;
  const t = caseWords(locale).address;
  const faults = error ? [{ field: addressField.id, label: t.label, message: error }] : [];
  return (
    <Asking page={page} id={id} title={t.title} lead={t.what}>
      <ErrorSummary faults={faults} locale={locale} />
      <form class="form form--narrow" method="post" action={path('consoleCaseAddress', locale, { id })} novalidate>
        <Fields
          fields={[addressField]}
          values={{ newEmail: value }}
          errors={error ? { newEmail: error } : {}}
          locale={locale}
        />
        <div class="row">
          <Button>{t.confirm}</Button>
          <Back page={page} id={id} />
        </div>
      </form>
    </Asking>
  );
}
