import type { Child } from 'hono/jsx';
import { formatDate } from '#catalog/index.ts';
import type { FormSource } from '#domain/source/index.ts';
import { explainHindrance, type Reading, shown, targetOf, type Waiting } from '#domain/submission/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Crumbs, Empty, Gone, Heads, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { submissionWords } from './submissions.texts.ts';

/** A post that waits, as it is read now. */
export interface SubmissionView {
  readonly waiting: Waiting;
  /** With what its fields are taken to answer where nobody has decided. */
  readonly source: FormSource;
  readonly reading: Reading;
  readonly goneAt: Temporal.Instant;
}

/** Why it waits, in words, each about one thing. */
const reasons = ({ source, reading }: SubmissionView, locale: Locale): string[] => {
  const off = source.switchedOnAt ? [] : [submissionWords(locale).off];
  return [...off, ...reading.hindrances.map((one) => explainHindrance(one, source.service, locale))];
};

const nameIn = ({ raw }: Reading): string | undefined =>
  [raw.companyName, raw.contactName, raw.email].flatMap((one) => one ?? []).find((one) => one !== '');

/** All that waits, the oldest first. */
export function SubmissionsPage(props: { page: ConsoleContext; views: readonly SubmissionView[]; notice?: Child }) {
  const { page, views, notice } = props;
  const { locale } = page;
  const t = submissionWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="submissions">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {notice}
        {views.length === 0 ? (
          <Empty title={t.none}>{t.noneText}</Empty>
        ) : (
          <table class="table table--cards table--sticky">
            <Heads of={Object.values(t.head)} />
            <tbody>
              {views.map((view) => {
                const [first, ...more] = reasons(view, locale);
                return (
                  <tr>
                    <th scope="row">
                      <a href={path('consoleSubmission', locale, { id: view.waiting.id })} dir="auto">
                        {nameIn(view.reading) ?? t.nameless}
                      </a>
                    </th>
                    <td data-label={t.head.source}>{view.waiting.sourceName}</td>
                    <td data-label={t.head.came}>{formatDateTime(view.waiting.receivedAt, locale)}</td>
                    <td data-label={t.head.why} dir="auto">
                      <span>
                        {first} {more.length > 0 && <span class="muted">{t.more(more.length)}</span>}
                      </span>
                    </td>
                    <td data-label={t.head.gone}>{formatDate(view.goneAt, locale)}</td>
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

/** One post: what is in the way, what was sent, and what can be done about it. */
export function SubmissionPage({ page, view }: { page: ConsoleContext; view: SubmissionView }) {
  const { locale } = page;
  const t = submissionWords(locale);
  const { waiting, source } = view;
  const title = t.one(waiting.sourceName);
  const complete = `${path('consoleNewLead', locale)}?${new URLSearchParams({ service: source.service, submission: waiting.id })}`;
  return (
    <ConsolePage page={page} title={title} current="submissions">
      <div class="stack stack--6">
        <Crumbs items={[{ href: path('consoleSubmissions', locale), text: t.title }]} here={title} locale={locale} />
        <div class="stack stack--2">
          <h1>{title}</h1>
          <p>
            {t.came} {formatDateTime(waiting.receivedAt, locale)}.{' '}
            <Gone>{t.gone(formatDate(view.goneAt, locale))}</Gone>
          </p>
        </div>
        <section class="stack" aria-labelledby="wrong">
          <h2 id="wrong">{t.wrong}</h2>
          {reasons(view, locale).length === 0 ? <p>{t.clear}</p> : <Reasons view={view} locale={locale} />}
        </section>
        <section class="stack" aria-labelledby="written">
          <h2 id="written">{t.written}</h2>
          <Written view={view} locale={locale} />
        </section>
        <div class="row">
          <LinkButton href={complete}>{t.complete}</LinkButton>
        </div>
        <form method="post" action={path('consoleSubmission', locale, { id: waiting.id })} class="stack stack--2">
          <div>
            <Button look="danger">{t.throwAway}</Button>
          </div>
          <p class="hint">{t.throwText}</p>
        </form>
      </div>
    </ConsolePage>
  );
}

const Reasons = ({ view, locale }: { view: SubmissionView; locale: Locale }) => (
  <ul class="reasons">
    {reasons(view, locale).map((one) => (
      <li dir="auto">{one}</li>
    ))}
  </ul>
);

/** What stood in each field, as text and nothing else. */
const Written = ({ view: { waiting, source }, locale }: { view: SubmissionView; locale: Locale }) => (
  <dl class="facts">
    {waiting.content.map((field) => (
      <div>
        <dt dir="auto">{field.label}</dt>
        <dd dir="auto">
          {field.values.length > 0 ? (
            <span class="mail-text">
              {field.values.map((one) => shown(one, targetOf(source, field), locale)).join('\n')}
            </span>
          ) : (
            <span class="muted">{submissionWords(locale).empty}</span>
          )}
        </dd>
      </div>
    ))}
  </dl>
);

/** The same beside the form that makes a request of it, with what is in the way. */
export function WrittenBeside({ view, locale }: { view: SubmissionView; locale: Locale }) {
  const t = submissionWords(locale);
  return (
    <details class="panel" open>
      <summary>{t.one(view.waiting.sourceName)}</summary>
      {view.reading.hindrances.length > 0 && <Reasons view={view} locale={locale} />}
      <Written view={view} locale={locale} />
    </details>
  );
}
