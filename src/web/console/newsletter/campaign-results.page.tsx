import type { Child } from 'hono/jsx';
import { formatNumber } from '#catalog/index.ts';
import {
  fewestShown,
  type LinkClicks,
  type Outcome,
  type Rates,
  ratesOf,
  type Slice,
  type SliceSize,
} from '#domain/campaign/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Crumbs, Facts, LinkButton, Notice } from '../../ui/parts.tsx';
import { BarChart } from '../chart.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { consoleWords } from '../console.texts.ts';
import { CampaignBadge, percent, perHundred } from './results.page.tsx';
import { resultWords } from './results.texts.ts';

export interface CampaignResultsProps {
  readonly page: ConsoleContext;
  readonly outcome: Outcome;
  readonly before: { readonly of: number; readonly median: Rates } | undefined;
  readonly links: readonly LinkClicks[];
  readonly slices: readonly Slice[];
  readonly size: SliceSize;
}

/** How one mailing went: what became of it, what was followed in it, and when. */
export function CampaignResultsPage(props: CampaignResultsProps) {
  const { page, outcome } = props;
  const { locale } = page;
  const t = resultWords(locale);
  const { id, name, subject, state, startedAt, endedAt, waiting, hidden } = outcome;
  return (
    <ConsolePage page={page} title={`${t.title}: ${name}`} current="campaigns">
      <div class="stack stack--6">
        <Crumbs
          items={[
            { href: path('consoleCampaigns', locale), text: consoleWords(locale).menu.campaigns },
            { href: path('consoleResults', locale), text: t.title },
          ]}
          here={name}
          locale={locale}
        />
        <div class="row row--apart">
          <div class="stack stack--2">
            <h1 class="wrap-any">{name}</h1>
            <CampaignBadge state={state} locale={locale} />
          </div>
          <LinkButton look="quiet" href={path('consoleCampaignResultsFile', locale, { id })}>
            {t.file}
          </LinkButton>
        </div>
        {waiting > 0 && <Notice tone="info">{t.waiting(formatNumber(waiting, locale, 0))}</Notice>}
        {hidden && <Notice>{t.hidden(fewestShown)}</Notice>}
        <Facts
          items={[
            { label: t.subject, value: subject },
            { label: t.started, value: formatDateTime(startedAt, locale) },
            { label: t.ended, value: endedAt ? formatDateTime(endedAt, locale) : t.running },
          ]}
        />
        <How {...props} />
        <Rest outcome={outcome} locale={locale} />
        <Links {...props} />
        <OverTime {...props} />
      </div>
    </ConsolePage>
  );
}

/** The four that people ask for, each with what it means and how it was before. */
function How({ page, outcome, before }: CampaignResultsProps) {
  const { locale } = page;
  const t = resultWords(locale);
  const { counts, delivered, hidden } = outcome;
  const rates = ratesOf(outcome);
  const median = (name: keyof Rates, write = percent) =>
    before && before.median[name] !== null ? t.median(write(before.median[name], locale), before.of) : undefined;
  const own = (n: number) => (hidden ? '–' : formatNumber(n, locale, 0));
  const of = (share: number | null, words: (text: string) => string, write = percent) =>
    share === null ? undefined : words(write(share, locale));
  const items = [
    ['sent', formatNumber(counts.sent, locale, 0)],
    ['delivered', formatNumber(delivered, locale, 0), of(rates.delivered, t.part), median('delivered')],
    ['clicked', own(counts.clicked), of(rates.clicked, t.each, perHundred), median('clicked', perHundred)],
    ['withdrawn', own(counts.withdrawn), of(rates.withdrawn, t.partDelivered), median('withdrawn')],
  ] as const;
  return (
    <section class="stack" aria-labelledby="how">
      <h2 id="how">{t.how}</h2>
      <dl class="stats">
        {items.map(([kind, value, ...notes]) => (
          <div class="stat">
            <dt>{t.kinds[kind]}</dt>
            <dd>{value}</dd>
            {notes.filter(Boolean).map((note) => (
              <dd>{note}</dd>
            ))}
            <dd>{t.why[kind]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const others = ['bounced', 'undelivered', 'refused', 'failed', 'spared', 'delayed'] as const;

/** Those it didn't reach, each by its reason. */
function Rest({ outcome, locale }: { outcome: Outcome; locale: Locale }) {
  const t = resultWords(locale);
  const { restHead: head } = t;
  return (
    <section class="stack" aria-labelledby="rest">
      <h2 id="rest">{t.rest}</h2>
      <table class="table table--cards">
        <thead>
          <tr>
            <th scope="col">{head.what}</th>
            <th scope="col">{head.means}</th>
            <th scope="col" class="num">
              {t.number}
            </th>
          </tr>
        </thead>
        <tbody>
          {others.map((kind) => (
            <tr>
              <th scope="row">{t.kinds[kind]}</th>
              <td data-label={head.means}>{t.why[kind]}</td>
              <td class="num" data-label={t.number}>
                {formatNumber(outcome.counts[kind], locale, 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Links({ page, outcome, links }: CampaignResultsProps) {
  const { locale } = page;
  const t = resultWords(locale);
  const { linkHead: head } = t;
  return (
    <section class="stack" aria-labelledby="links">
      <div class="stack stack--2">
        <h2 id="links">{t.links}</h2>
        <p class="small muted">{links.length === 0 ? t.noLinks : t.linksLead}</p>
      </div>
      {links.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              <th scope="col">{head.label}</th>
              <th scope="col">{head.url}</th>
              <th scope="col" class="num">
                {head.clicks}
              </th>
            </tr>
          </thead>
          <tbody>
            {links.map(({ label, url, clicks }) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="wrap-any" data-label={head.url}>
                  {url}
                </td>
                <td class="num" data-label={head.clicks}>
                  {outcome.hidden ? <span title={t.few}>–</span> : formatNumber(clicks, locale, 0)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** When it happened. Of a mailing that few got, only when it was sent. */
function OverTime({ page, outcome, slices, size }: CampaignResultsProps) {
  const { locale } = page;
  const t = resultWords(locale);
  const here = path('consoleCampaignResults', locale, { id: outcome.id });
  const kinds = outcome.hidden ? (['sent'] as const) : (['clicked', 'withdrawn', 'sent'] as const);
  return (
    <section class="stack" aria-labelledby="time">
      <div class="row row--apart">
        <h2 id="time">{t.time}</h2>
        <nav class="row" aria-label={t.by.name}>
          {(['hour', 'day'] as const).map((each) => (
            <a class="tab" href={`${here}?by=${each}#time`} aria-current={each === size ? 'true' : undefined}>
              {t.by[each]}
            </a>
          ))}
        </nav>
      </div>
      <div class="charts">
        {kinds.map((kind): Child => {
          const most = Math.max(0, ...slices.map((slice) => slice[kind]));
          return (
            <BarChart
              title={t.kinds[kind]}
              lead={t.span[size]}
              alt={t.alt(t.kinds[kind], formatNumber(most, locale, 0), t.slice[size])}
              points={slices.map((slice, i) => ({
                label: labelOf(slice.at, size),
                tick: i % Math.ceil(slices.length / 8) === 0 ? tickOf(slice.at, size) : '',
                value: slice[kind],
                text: formatNumber(slice[kind], locale, 0),
              }))}
              unit=""
              head={[t.slice[size], t.number]}
              asTable={t.asTable}
            />
          );
        })}
      </div>
    </section>
  );
}

const two = (n: number) => String(n).padStart(2, '0');
const dayOf = (at: Temporal.ZonedDateTime) => `${at.day}/${at.month}`;

/** The hour that comes twice in autumn is told by its offset. */
const labelOf = (at: Temporal.ZonedDateTime, size: SliceSize): string =>
  size === 'day' ? at.toPlainDate().toString() : `${at.toPlainDate()} ${two(at.hour)}:00 ${at.offset}`;

const tickOf = (at: Temporal.ZonedDateTime, size: SliceSize): string => (size === 'day' ? dayOf(at) : two(at.hour));
