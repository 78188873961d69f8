import { type Field, formatValue, nameOf, type Question, serviceById } from '#catalog/index.ts';
import type { FormSource } from '#domain/source/index.ts';
import { explainHindrance, ignored, type Reading } from '#domain/submission/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Fields } from '../../ui/field.tsx';
import { formatDateTime, formatList } from '../../ui/format.ts';
import { Button, Crumbs, Empty, Facts, Heads, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { languageFields } from '../leads/new-lead.fields.ts';
import { sourceWords } from './sources.texts.ts';
import { submissionWords } from './submissions.texts.ts';

/** One field of a form, with what it is said to answer. */
export interface FieldChoice {
  readonly key: string;
  readonly label: string;
  readonly target: string;
  readonly suggested: boolean;
  /** What was written in it; empty for whoever may not see requests. */
  readonly values: readonly string[];
}

export interface SourceFieldsProps {
  readonly page: ConsoleContext;
  readonly source: FormSource;
  readonly fields: readonly FieldChoice[];
  readonly targets: readonly Question[];
  readonly undecided: string;
  /** All that have the service, also those that are away just now. */
  readonly suppliers: readonly { readonly id: string; readonly name: string; readonly away: boolean }[];
  /** Names of fields that are never let in. */
  readonly leftOut: readonly string[];
  readonly sampleAt: Temporal.Instant | undefined;
  readonly reading: Reading | undefined;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
  readonly problem?: string | undefined;
}

/** Which field answers what, beside the latest post, and what would come of it. */
export function SourceFieldsPage(props: SourceFieldsProps) {
  const { page, source, fields, mayWrite, problem } = props;
  const { locale } = page;
  const t = submissionWords(locale).fields;
  const here = path('consoleSourceFields', locale, { id: source.id });
  return (
    <ConsolePage page={page} title={t.title} current="sources">
      <div class="stack stack--6">
        <Crumbs
          items={[
            { href: path('consoleSources', locale), text: sourceWords(locale).title },
            { href: path('consoleSource', locale, { id: source.id }), text: source.name },
          ]}
          here={t.title}
          locale={locale}
        />
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead(source.name, serviceById(source.service).name[locale].toLowerCase())}</p>
          {props.sampleAt && (
            <p class="small muted">
              {t.latest} {formatDateTime(props.sampleAt, locale)}. {!props.mayRead && t.hidden}
            </p>
          )}
        </div>
        {problem && <Notice tone="bad">{problem}</Notice>}
        {fields.length === 0 ? (
          <Empty title={t.noPost}>{t.noPostText}</Empty>
        ) : (
          <form method="post" action={here} class="stack stack--6">
            <FieldTable {...props} />
            <LeftOut {...props} />
            <Receivers {...props} />
            {mayWrite && (
              <div class="row">
                <Button name="action" value="save">
                  {t.save}
                </Button>
                <Button look="quiet" name="action" value="try">
                  {t.try}
                </Button>
              </div>
            )}
          </form>
        )}
        <DryRun {...props} />
      </div>
    </ConsolePage>
  );
}

function FieldTable({ page, fields, targets, undecided, mayRead, mayWrite }: SourceFieldsProps) {
  const { locale } = page;
  const t = submissionWords(locale).fields;
  const others = [
    ['suppliers', t.suppliers],
    ['told', t.told],
    [ignored, t.ignore],
  ] as const;
  return (
    <table class="table table--cards">
      <Heads of={[t.head.field, ...(mayRead ? [t.head.value] : []), t.head.target]} />
      <tbody>
        {fields.map((field, index) => (
          <tr>
            <th scope="row" dir="auto">
              <span id={`field-${index}`}>{field.label}</span>
              {field.key !== field.label && <small class="block muted">{field.key}</small>}
            </th>
            {mayRead && (
              <td data-label={t.head.value} dir="auto">
                <span class="mail-text">{field.values.join('\n')}</span>
              </td>
            )}
            <td data-label={t.head.target}>
              <div class="field">
                <input type="hidden" name="fieldKey" value={field.key} />
                <div class="box">
                  <select name="fieldTarget" aria-labelledby={`field-${index}`} disabled={!mayWrite}>
                    <option value={undecided} selected={field.target === undecided}>
                      {t.undecided}
                    </option>
                    {targets.map((question) => (
                      <option value={question.id} selected={field.target === question.id}>
                        {nameOf(question, locale)}
                        {question.required ? ' *' : ''}
                      </option>
                    ))}
                    {others.map(([id, text]) => (
                      <option value={id} selected={field.target === id}>
                        {text}
                      </option>
                    ))}
                  </select>
                </div>
                {field.suggested && <small class="muted">{t.suggested}</small>}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Receivers({ page, source, suppliers, mayWrite }: SourceFieldsProps) {
  const { locale } = page;
  const t = submissionWords(locale).fields;
  const asked: readonly Field[] = [
    {
      ...{ id: 'receivers', kind: 'choices', label: said('who'), hint: said('whoText') },
      options: suppliers.map((one) => ({ id: one.id, label: { sv: calledIn('sv', one), en: calledIn('en', one) } })),
    },
    { ...languageFields[0]!, label: said('language') },
  ];
  const words: Field = {
    ...{ id: 'toldWords', kind: 'longtext', maxLength: 2000, label: said('toldWords'), hint: said('toldWordsText') },
  };
  return (
    <fieldset class="stack stack--5 form--narrow" disabled={!mayWrite}>
      <legend class="vh">{t.who}</legend>
      <Fields
        fields={asked}
        values={{ receivers: source.suppliers, customerLanguage: source.locale }}
        errors={{}}
        locale={locale}
      />
      <div class="field">
        <label class="check">
          <input type="checkbox" name="formTold" value="yes" checked={source.told} aria-describedby="vouch-h" />
          <strong>{t.vouch}</strong>
        </label>
        <p class="hint" id="vouch-h">
          {t.vouchText}
        </p>
      </div>
      <Fields fields={[words]} values={{ toldWords: source.toldWords.join('\n') }} errors={{}} locale={locale} />
    </fieldset>
  );
}

const calledIn = (locale: Locale, { name, away }: SourceFieldsProps['suppliers'][number]): string =>
  away ? `${name} (${submissionWords(locale).fields.away})` : name;

/** Fields that bear a name of the plugin's own: said, so that nobody looks for an answer in vain. */
function LeftOut({ page, leftOut }: SourceFieldsProps) {
  if (leftOut.length === 0) return null;
  const t = submissionWords(page.locale).fields;
  return (
    <p class="small muted" dir="auto">
      {t.leftOut}: {formatList(leftOut, page.locale)}. {t.leftOutText}
    </p>
  );
}

const said = (word: 'who' | 'whoText' | 'language' | 'toldWords' | 'toldWordsText') => ({
  sv: submissionWords('sv').fields[word],
  en: submissionWords('en').fields[word],
});

/** What the latest post would become, as the choices on the page stand. What was written is for those who may see requests. */
function DryRun({ page, source, reading, mayRead, targets, suppliers }: SourceFieldsProps) {
  if (!reading) return null;
  const { locale } = page;
  const t = submissionWords(locale).fields;
  const values = { ...reading.answers, ...reading.company };
  const named = suppliers.filter(({ id }) => reading.suppliers.includes(id)).map(({ name }) => name);
  const told = targets.flatMap((question) => {
    const value = values[question.id];
    return value === undefined
      ? []
      : [{ label: nameOf(question, locale), value: formatValue(question, value, locale) }];
  });
  const well = reading.hindrances.length === 0;
  return (
    <section class="panel" aria-labelledby="dry" id="dry-run">
      <h2 id="dry">{t.dry}</h2>
      <p>
        <strong>{well ? t.dryOk : t.dryBad}</strong>
      </p>
      {!well && (
        <ul class="reasons">
          {reading.hindrances.map((one) => (
            <li dir="auto">{explainHindrance(one, source.service, locale)}</li>
          ))}
        </ul>
      )}
      {mayRead && (
        <Facts
          items={[...told, ...(named.length > 0 ? [{ label: t.receivers, value: formatList(named, locale) }] : [])]}
        />
      )}
    </section>
  );
}
