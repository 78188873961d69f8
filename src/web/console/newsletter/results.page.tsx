import { formatDate, formatNumber } from '#catalog/index.ts';
import { type CampaignState, type Outcome, type Rates, ratesOf } from '#domain/campaign/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { Badge, Crumbs, Empty, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { consoleWords } from '../console.texts.ts';
import { resultWords } from './results.texts.ts';

/** "12,4 %" / "12.4%"; a dash where nothing is told. */
export function percent(share: number | null, locale: Locale): string {
  if (share === null) return '–';
  const number = formatNumber(share * 100, locale, 1);
  return locale === 'sv' ? `${number}\u00a0%` : `${number}%`;
}

/** Clicks are counted by the hundred that arrived: they are not shares of people. */
export const perHundred = (rate: number | null, locale: Locale): string =>
  rate === null ? '–' : formatNumber(rate * 100, locale, 1);

const tones = {
  draft: 'wait',
  scheduled: 'wait',
  sending: 'info',
  paused: 'wait',
  sent: 'ok',
  cancelled: 'bad',
} as const satisfies Record<CampaignState, string>;

export const CampaignBadge = ({ state, locale }: { state: CampaignState; locale: Locale }) => (
  <Badge tone={tones[state]}>{resultWords(locale).state[state]}</Badge>
);

/** The newest mailings beside each other. */
export function ResultsPage({ page, outcomes }: { page: ConsoleContext; outcomes: readonly Outcome[] }) {
  const { locale } = page;
  const t = resultWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="campaigns">
      <div class="stack stack--6">
        <Crumbs
          items={[{ href: path('consoleCampaigns', locale), text: consoleWords(locale).menu.campaigns }]}
          here={t.title}
          locale={locale}
        />
        <div class="row row--apart">
          <h1>{t.title}</h1>
          {outcomes.length > 0 && (
            <LinkButton look="quiet" href={path('consoleResultsFile', locale)}>
              {t.file}
            </LinkButton>
          )}
        </div>
        <p class="muted">{t.lead}</p>
        {outcomes.length === 0 ? (
          <Empty title={t.empty}>{t.emptyText}</Empty>
        ) : (
          <table class="table table--cards table--sticky" data-rows>
            <thead>
              <tr>
                <th scope="col">{t.head.name}</th>
                <th scope="col">{t.head.started}</th>
                {(['sent', 'delivered', 'clicked', 'withdrawn'] as const).map((each) => (
                  <th scope="col" class="num">
                    {t.head[each]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {outcomes.map((one) => (
                <Row outcome={one} rates={ratesOf(one)} locale={locale} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </ConsolePage>
  );
}

function Row({ outcome, rates, locale }: { outcome: Outcome; rates: Rates; locale: Locale }) {
  const { head } = resultWords(locale);
  return (
    <tr>
      <th scope="row">
        <a href={path('consoleCampaignResults', locale, { id: outcome.id })}>{outcome.name}</a>
        <small class="block muted">{outcome.subject}</small>
      </th>
      <td data-label={head.started}>
        {formatDate(outcome.startedAt, locale)}{' '}
        {outcome.state !== 'sent' && <CampaignBadge state={outcome.state} locale={locale} />}
      </td>
      <td class="num" data-label={head.sent}>
        {formatNumber(outcome.counts.sent, locale, 0)}
      </td>
      <td class="num" data-label={head.delivered}>
        {percent(rates.delivered, locale)}
      </td>
      <td class="num" data-label={head.clicked}>
        {perHundred(rates.clicked, locale)}
      </td>
      <td class="num" data-label={head.withdrawn}>
        {percent(rates.withdrawn, locale)}
      </td>
    </tr>
  );
}
