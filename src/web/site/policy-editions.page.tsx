import { formatDate } from '#catalog/index.ts';
import type { RecipientPeriod } from '#domain/supplier/index.ts';
import { policyDiff, type SectionChange } from '#policy/diff.ts';
import { type Edition, editions } from '#policy/editions.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Badge, Crumbs, Fold, Heads } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { PolicyBlock } from './policy.page.tsx';
import { policyWords } from './policy.texts.ts';
import { RecipientHistory } from './policy-recipients.tsx';

interface Step {
  readonly edition: Edition;
  /** Undefined for the first one, which has nothing before it. */
  readonly diff: readonly SectionChange[] | undefined;
}

const stepsIn = (locale: Locale): Step[] =>
  editions.map((edition, index) => {
    const before = editions[index + 1];
    return { edition, diff: before && policyDiff(before.document[locale], edition.document[locale]) };
  });

const dateOf = ({ date }: Edition, locale: Locale) => formatDate(Temporal.PlainDate.from(date), locale);

/** P26: every edition of the policy, with what differs from the one before it. */
export function PolicyEditionsPage(props: { page: PageContext; recipients: readonly RecipientPeriod[] }) {
  const { page, recipients } = props;
  const { locale } = page;
  const t = policyWords(locale);
  const policy = editions[0]?.document[locale].title ?? '';
  const above = [
    { href: path('home', locale), text: ui(locale).start },
    { href: path('policy', locale), text: policy },
  ];
  const steps = stepsIn(locale);
  return (
    <Page page={page} title={t.title} description={t.lead}>
      <section class="page">
        <div class="wrap stack">
          <Crumbs items={above} here={t.title} locale={locale} />
          <div class="page__head">
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
          </div>
          <List steps={steps} locale={locale} />
          {steps.map((step) => (
            <>
              {step.diff && <Diff edition={step.edition} diff={step.diff} locale={locale} />}
              <Whole edition={step.edition} locale={locale} />
            </>
          ))}
          <RecipientHistory periods={recipients} locale={locale} />
        </div>
      </section>
    </Page>
  );
}

function List({ steps, locale }: { steps: readonly Step[]; locale: Locale }) {
  const t = policyWords(locale);
  const count = (diff: readonly SectionChange[], kind: 'added' | 'removed') =>
    diff.flatMap(({ sentences }) => sentences).filter((one) => one.kind === kind).length;
  return (
    <table class="table table--cards">
      <Heads of={[t.version, t.from, t.what]} />
      <tbody>
        {steps.map(({ edition, diff }, index) => (
          <tr>
            <th scope="row">
              {edition.name} {index === 0 && <Badge tone="ok">{t.inForce}</Badge>}
            </th>
            <td data-label={t.from}>
              <span>{dateOf(edition, locale)}</span>
            </td>
            <td data-label={t.what}>
              {diff ? (
                <a href={`#v-${edition.date}`}>{t.changes(count(diff, 'added'), count(diff, 'removed'))}</a>
              ) : (
                <span>{t.first}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Diff({ edition, diff, locale }: { edition: Edition; diff: readonly SectionChange[]; locale: Locale }) {
  const t = policyWords(locale);
  const same = diff.filter(({ kind }) => kind === 'same');
  return (
    <section class="stack" id={`v-${edition.date}`} aria-labelledby={`v-${edition.date}-h`}>
      <h2 id={`v-${edition.date}-h`}>{t.heading(dateOf(edition, locale))}</h2>
      <p class="small muted">{t.legend}</p>
      {diff
        .filter(({ kind }) => kind !== 'same')
        .map((section) => (
          <SectionDiff section={section} locale={locale} />
        ))}
      {same.length > 0 && (
        <p class="small muted">
          {t.rest} {same.map(({ heading }) => heading).join(' · ')}
        </p>
      )}
    </section>
  );
}

/** Changed sentences with the one before and after each, so that they can be understood; what is further away is a gap. */
function SectionDiff({ section: { heading, kind, sentences }, locale }: { section: SectionChange; locale: Locale }) {
  const t = policyWords(locale);
  const near = sentences.map((_, at) => [at - 1, at, at + 1].some((i) => sentences[i] && sentences[i].kind !== 'same'));
  const whole = { added: t.newSection, removed: t.goneSection, changed: undefined, same: undefined }[kind];
  return (
    <section class="diff">
      <h3>
        {heading}
        {whole && ` (${whole})`}
      </h3>
      <ul>
        {sentences.map((sentence, at) => {
          if (!near[at]) return near[at - 1] ? <li class="diff__gap">…</li> : null;
          if (sentence.kind === 'same') return <li>{sentence.text}</li>;
          const Mark = sentence.kind === 'added' ? 'ins' : 'del';
          return (
            <li class={`diff__${sentence.kind}`}>
              <strong>{t[sentence.kind]}</strong> <Mark>{sentence.text}</Mark>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Whole({ edition: { name, document }, locale }: { edition: Edition; locale: Locale }) {
  const t = policyWords(locale);
  return (
    <Fold title={t.whole(name)} ruled>
      <div class="prose">
        <p class="small muted">{t.wholeNote}</p>
        {document[locale].sections.map(({ heading, blocks }) => (
          <section>
            <h3>{heading}</h3>
            {blocks.map((block) => (
              <PolicyBlock block={block} />
            ))}
          </section>
        ))}
      </div>
    </Fold>
  );
}
