import type { CheckedChain, heldPast, Verdict } from '#domain/privacy/index.ts';
import type { DecisionId, PromiseId } from '#policy/ids.ts';
import { decisions, promises } from '#policy/promises.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import type { Checked } from '../../site/promises.page.tsx';
import { promiseWords } from '../../site/promises.texts.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Crumbs, Heads, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { privacyWords } from './privacy.texts.ts';
import { ruleName } from './privacy-lists.tsx';

interface Props {
  readonly page: ConsoleContext;
  readonly checked: Checked;
  readonly chains: readonly (CheckedChain & { readonly table: string })[];
  readonly past: Awaited<ReturnType<typeof heldPast>>;
}

const textOf = (id: PromiseId | DecisionId, locale: Locale): string =>
  (id in promises ? promises[id as PromiseId].text : decisions[id as DecisionId])[locale];

const tones = { kept: 'ok', 'not-in-use': 'info', broken: 'bad' } as const;

/** How every promise stands and whether both chains are whole: what `verify` says. What is broken comes first. */
export function VerdictsPage({ page, checked, chains, past }: Props) {
  const { locale } = page;
  const t = privacyWords(locale);
  const words = promiseWords(locale);
  const broken = checked.verdicts.filter(({ state }) => state === 'broken');
  const rest = checked.verdicts.filter(({ state }) => state !== 'broken');
  return (
    <ConsolePage page={page} title={t.verdicts.title} current="privacy">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <Crumbs
            items={[{ href: path('consolePrivacy', locale), text: t.title }]}
            here={t.verdicts.title}
            locale={locale}
          />
          <h1>{t.verdicts.title}</h1>
          <p class="lead">{t.verdicts.lead}</p>
          <form class="row" method="post" action={path('consoleVerdicts', locale)}>
            <Button look="quiet">{t.verdicts.now}</Button>
            <span class="small muted">{t.verdicts.checked(formatDateTime(checked.at, locale))}</span>
          </form>
        </div>
        {broken.length > 0 && (
          <Notice tone="bad" title={words.brokenTitle(broken.length)}>
            {words.brokenText}
          </Notice>
        )}
        <Chains chains={chains} locale={locale} />
        <section class="panel" aria-labelledby="past">
          <h2 id="past">{t.verdicts.past}</h2>
          {past.length === 0 ? (
            <p class="muted">{t.verdicts.noPast}</p>
          ) : (
            <ul class="list">
              {past.map(({ rule, n }) => (
                <li>
                  {ruleName(rule, locale)} <strong class="danger">{n}</strong>
                </li>
              ))}
            </ul>
          )}
        </section>
        <table class="table table--cards table--sticky">
          <Heads of={Object.values(t.verdicts.head)} />
          <tbody>
            {[...broken, ...rest].map((verdict) => (
              <Row verdict={verdict} locale={locale} />
            ))}
          </tbody>
        </table>
      </div>
    </ConsolePage>
  );
}

function Row({ verdict, locale }: { verdict: Verdict; locale: Locale }) {
  const { id, state, evidence, checks } = verdict;
  const { head } = privacyWords(locale).verdicts;
  const words = promiseWords(locale);
  return (
    <tr>
      <th scope="row">
        <a href={`${path('promises', locale)}#${id}`}>{id}</a>
        <small class="block muted">{textOf(id, locale)}</small>
      </th>
      <td data-label={head.state}>
        <Badge tone={tones[state]}>{words.state[state]}</Badge>
      </td>
      <td data-label={head.why}>
        {evidence.map((line) => line[locale]).join(' ')}
        {checks
          .filter(({ ok }) => !ok)
          .map(({ name, value }) => (
            <span class="block danger" lang="en">
              {name}: {String(value)}
            </span>
          ))}
      </td>
    </tr>
  );
}

function Chains({ chains, locale }: { chains: Props['chains']; locale: Locale }) {
  const t = privacyWords(locale).verdicts;
  return (
    <section class="panel" aria-labelledby="chains">
      <h2 id="chains">{t.chains}</h2>
      <table class="table table--cards">
        <Heads of={Object.values(t.chainHead)} />
        <tbody>
          {chains.map(({ table, rows, broken, lost, noted, head }) => (
            <tr>
              <th scope="row">{t.chainNames[table] ?? table}</th>
              <td data-label={t.chainHead.rows}>{rows}</td>
              <td data-label={t.chainHead.state}>
                {broken !== null || lost !== null ? (
                  <Badge tone="bad">{broken !== null ? t.broken(broken) : t.lost(lost ?? 0)}</Badge>
                ) : (
                  <Badge tone={noted > 0 || rows === 0 ? 'ok' : 'wait'}>
                    {noted > 0 || rows === 0 ? t.whole : t.unnoted}
                  </Badge>
                )}
              </td>
              <td data-label={t.chainHead.head}>{head && <code class="wrap-any">{head.slice(0, 16)}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
