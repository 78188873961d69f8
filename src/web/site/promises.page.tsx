import type { Check, Verdict } from '#domain/privacy/index.ts';
import { type DecisionId, decisionIds, type PromiseId, promiseIds } from '#policy/ids.ts';
import { decisions, type PromiseGroup, promiseGroups, promises } from '#policy/promises.ts';
import type { Locale, Text } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, Notice } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { promiseWords, type Shown } from './promises.texts.ts';

/** What was found, and when. */
export interface Checked {
  readonly at: Temporal.Instant;
  readonly verdicts: readonly Verdict[];
}

const icons: Readonly<Record<Shown, IconName>> = {
  kept: 'circle-check',
  'not-in-use': 'clock',
  broken: 'circle-alert',
  unknown: 'info',
};

/** «Löften»: every promise and decision with how it stands. @param checked undefined when it could not be found out */
export function PromisesPage({ page, checked }: { page: PageContext; checked: Checked | undefined }) {
  const { locale } = page;
  const t = promiseWords(locale);
  const byId = new Map(checked?.verdicts.map((verdict) => [verdict.id, verdict]));
  const groups = Object.entries(promiseGroups) as [PromiseGroup, Text][];
  return (
    <Page page={page} title={t.title} description={t.description}>
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={t.title} locale={locale} />
          <div class="page__head">
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
            <Summary locale={locale} checked={checked} />
          </div>
          <div class="with-toc">
            <nav aria-label={t.contents}>
              <ul class="toc">
                {groups.map(([id, name]) => (
                  <li>
                    <a href={`#${id}`}>{name[locale]}</a>
                  </li>
                ))}
                <li>
                  <a href="#decisions">{t.decisions}</a>
                </li>
              </ul>
            </nav>
            <div class="prose">
              {groups.map(([group, name]) => (
                <section id={group} aria-labelledby={`${group}-h`}>
                  <h2 id={`${group}-h`}>{name[locale]}</h2>
                  <ul class="promises">
                    {promiseIds
                      .filter((id) => promises[id].group === group)
                      .map((id) => (
                        <Item id={id} text={promises[id].text} verdict={byId.get(id)} locale={locale} />
                      ))}
                  </ul>
                </section>
              ))}
              <section id="decisions" aria-labelledby="decisions-h">
                <h2 id="decisions-h">{t.decisions}</h2>
                <p>{t.decisionsText}</p>
                <ul class="promises">
                  {decisionIds.map((id) => (
                    <Item id={id} text={decisions[id]} verdict={byId.get(id)} locale={locale} />
                  ))}
                </ul>
              </section>
              <p>
                <a href={path('policy', locale)}>{t.policy}</a>
              </p>
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

/** How many are kept; or that something is wrong, or that nothing is known. */
function Summary({ locale, checked }: { locale: Locale; checked: Checked | undefined }) {
  const t = promiseWords(locale);
  if (!checked) {
    return (
      <Notice tone="bad" title={t.failedTitle}>
        {t.failedText}
      </Notice>
    );
  }
  const count = (state: Shown) => checked.verdicts.filter((verdict) => verdict.state === state).length;
  const broken = count('broken');
  return (
    <>
      {broken > 0 && (
        <Notice tone="bad" title={t.brokenTitle(broken)}>
          {t.brokenText}
        </Notice>
      )}
      <ul class="tally">
        {(['kept', 'not-in-use', 'broken'] as const).map((state) => (
          <li>
            <b>{count(state)}</b> {t.tally[state]}
          </li>
        ))}
      </ul>
      <p class="small muted">{t.checked(formatDateTime(checked.at, locale))}</p>
    </>
  );
}

interface ItemProps {
  id: PromiseId | DecisionId;
  text: Text;
  verdict: Verdict | undefined;
  locale: Locale;
}

function Item({ id, text, verdict, locale }: ItemProps) {
  const t = promiseWords(locale);
  const state: Shown = verdict?.state ?? 'unknown';
  return (
    <li id={id} class={`promise promise--${state}`}>
      <h3>
        <span class="promise__id">{id}</span> {text[locale]}
      </h3>
      <p class="promise__state">
        <Icon name={icons[state]} /> {t.state[state]}
      </p>
      {verdict && (
        <div class="promise__why">
          {verdict.evidence.length > 0 && <p>{verdict.evidence.map((line) => line[locale]).join(' ')}</p>}
          <Tried verdict={verdict} locale={locale} />
        </div>
      )}
    </li>
  );
}

/** Folded away: the questions that were put, and the test's name. Open where one fails. */
function Tried({ verdict, locale }: { verdict: Verdict; locale: Locale }) {
  const t = promiseWords(locale);
  const [file, name] = verdict.test.split(' › ');
  return (
    <details class="peek" open={verdict.state === 'broken'}>
      <summary>
        {t.how}
        <span class="vh"> {verdict.id}</span>
      </summary>
      <p class="promise__note">{t.checks}</p>
      <dl class="facts" lang="en">
        {verdict.checks.map((check) => (
          <CheckLine check={check} fails={t.fails} locale={locale} />
        ))}
      </dl>
      <p class="promise__note">{t.test}</p>
      <p lang="en">
        {name}
        <br />
        <code>{file}</code>
      </p>
    </details>
  );
}

function CheckLine({ check: { name, ok, value }, fails, locale }: { check: Check; fails: string; locale: Locale }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {String(value)}
        {!ok && (
          <span class="promise__fault" lang={locale}>
            {' '}
            <Icon name="circle-alert" /> {fails}
          </span>
        )}
      </dd>
    </div>
  );
}
