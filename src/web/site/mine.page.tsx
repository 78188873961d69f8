import type { Child } from 'hono/jsx';
import { formatDate, formatKr, serviceById } from '#catalog/index.ts';
import { isActive } from '#domain/lead/index.ts';
import { isLive, type QuoteRow } from '#domain/quote/index.ts';
import { heldOf } from '#domain/referral/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, LinkButton, Notice } from '../ui/parts.tsx';
import { Timeline, type TimelineItem } from '../ui/timeline.tsx';
import { ComparisonView } from './comparison.tsx';
import { mineWords } from './mine.texts.ts';
import { Choices } from './mine-choices.tsx';
import type { RequestView } from './mine-view.ts';
import { WhoGotWhat } from './mine-who.tsx';
import { rightsWords } from './rights.texts.ts';

/** The request's heading: what the comparison says in one line. */
export function headline(view: Pick<RequestView, 'lead' | 'quotes' | 'comparison'>, locale: Locale): string {
  const t = mineWords(locale);
  const service = serviceById(view.lead.service).name[locale];
  const lower = service.charAt(0).toLowerCase() + service.slice(1);
  const n = view.quotes.length;
  if (view.lead.state === 'joined') return t.heading.joined(service);
  if (n === 0) return view.lead.state === 'closed' ? t.heading.closed(service) : t.heading.none(service);
  const sums = view.comparison.ranked.map((r) => r.cost.annual);
  const count = t.numbers[n] ?? String(n);
  if (sums.length === 0) return n === 1 ? t.heading.unpricedOne(lower) : t.heading.unpriced(count, lower);
  const [low, high] = [formatKr(Math.min(...sums), locale), formatKr(Math.max(...sums), locale)];
  if (sums.length === 1) return n === 1 ? t.heading.one(lower, low) : t.heading.same(count, lower, low);
  return low === high ? t.heading.same(count, lower, low) : t.heading.many(count, lower, low, high);
}

function lead(view: RequestView, locale: Locale): string {
  const t = mineWords(locale);
  if (view.lead.joinedTo) return view.joinedReference ? t.joinedLead(view.joinedReference) : t.joinedOtherLead;
  const [first, second] = view.comparison.ranked;
  if (second?.moreThanLowest !== undefined && first) return t.difference(formatKr(second.moreThanLowest, locale));
  return view.quotes.length === 0 && isActive(view.lead.state) ? t.waitingLead : '';
}

export function RequestOverview({ page, view, notice }: { page: PageContext; view: RequestView; notice?: Child }) {
  const { locale } = page;
  const t = mineWords(locale);
  const title = headline(view, locale);
  const service = serviceById(view.lead.service);
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap">
          <Crumbs
            locale={locale}
            items={[{ href: path('mine', locale), text: t.title }]}
            here={`${service.name[locale]}, ${view.lead.reference}`}
          />
          {notice}
          {view.lead.restrictedAt && <Notice tone="info">{rightsWords(locale).restrictedBanner}</Notice>}
          <div class="page__head">
            <h1>{title}</h1>
            <p class="lead">{lead(view, locale)}</p>
          </div>
          <Timeline flat label={t.timeline.label} items={course(view, locale)} />
        </div>
      </section>
      {!view.lead.joinedTo && (
        <ComparisonView
          lead={view.lead}
          quotes={view.quotes}
          comparison={view.comparison}
          today={view.today}
          locale={locale}
          fileUrl={view.fileUrl}
          noneYet={noneYet(view, locale)}
          {...(view.lead.state === 'quoted' && !view.lead.restrictedAt
            ? {
                choose: (q: QuoteRow, best: boolean) => (
                  <ChooseLink view={view} quote={q} best={best} locale={locale} />
                ),
              }
            : {})}
        />
      )}
      {!view.lead.joinedTo && <WhoGotWhat view={view} locale={locale} />}
      <Choices view={view} locale={locale} />
    </Page>
  );
}

function ChooseLink({
  view,
  quote,
  best,
  locale,
}: {
  view: RequestView;
  quote: QuoteRow;
  best: boolean;
  locale: Locale;
}) {
  const href = `${path('mineChoice', locale, { reference: view.lead.reference })}?quoteId=${quote.id}`;
  return (
    <LinkButton wide look={best ? 'filled' : 'quiet'} href={href}>
      {mineWords(locale).quotes.choose(quote.name)}
    </LinkButton>
  );
}

/** How many it has gone to, and when it goes to those that are closed. */
function sentTo({ referrals, now }: RequestView, locale: Locale): string {
  const t = mineWords(locale).timeline;
  const held = heldOf(referrals, now, locale);
  const [first] = held;
  if (!first) return t.sentTo(referrals.length);
  const n = held.reduce((sum, { names }) => sum + names.length, 0);
  if (n === referrals.length) return t.heldAll(n, first.when);
  return `${t.sentTo(referrals.length - n)}. ${t.heldToo(n, first.when)}`;
}

/** What stands in place of quotes while the request waits for suppliers to open; undefined when it has gone to all. */
function noneYet({ referrals, now }: RequestView, locale: Locale): string | undefined {
  const held = heldOf(referrals, now, locale);
  const n = held.reduce((sum, { names }) => sum + names.length, 0);
  return held[0] && mineWords(locale).quotes.heldText(n < referrals.length, held[0].when);
}

/** What has happened, what is to be done now, and when it all disappears. */
function course(view: RequestView, locale: Locale): TimelineItem[] {
  const { lead, quotes, referrals, now, today, goneOn } = view;
  const t = mineWords(locale).timeline;
  const items: TimelineItem[] = [
    {
      when: formatDateTime(lead.receivedAt, locale),
      title: t.sent,
      text: referrals.length > 0 ? sentTo(view, locale) : lead.state === 'waiting' ? t.toNobody : undefined,
      state: 'done',
    },
  ];
  const answered = referrals.filter((r) => !['queued', 'sent', 'undeliverable'].includes(r.state)).length;
  const first = quotes[0];
  if (first)
    items.push({
      when: formatDate(first.receivedAt, locale),
      title: t.quotes(quotes.length),
      text: t.quotesOf(answered, referrals.length),
      state: 'done',
    });
  const chosen = quotes.find((q) => q.state === 'chosen');
  const earliest = quotes
    .filter((q) => q.state === 'open' && isLive(q, today))
    .map((q) => q.validUntil)
    .sort(Temporal.PlainDate.compare)[0];
  const nowIs = `${t.now}, ${formatDate(now, locale)}`;
  if (lead.state === 'quoted')
    items.push({
      when: nowIs,
      title: t.compare,
      text: earliest && t.firstOut(formatDate(earliest, locale)),
      state: 'now',
    });
  if (chosen) items.push({ when: nowIs, title: t.chosen(chosen.name), text: t.chosenText, state: 'now' });
  if (isActive(lead.state) && quotes.length === 0) items.push({ when: nowIs, title: t.awaiting, state: 'now' });
  if (lead.state === 'contracted')
    items.push({
      when: lead.closedAt ? formatDate(lead.closedAt, locale) : '',
      title: t.contract,
      text: t.contractText,
      state: 'done',
    });
  if (lead.state === 'closed')
    items.push({ when: lead.closedAt ? formatDate(lead.closedAt, locale) : '', title: t.closed, state: 'stopped' });
  const ending = lead.state === 'contracted' ? t.archivedUntil : quotes.length > 0 ? t.ifNone : t.ifNoQuote;
  if (lead.restrictedAt) items.push({ when: '', title: rightsWords(locale).paused, state: 'end' });
  else items.push({ when: ending, title: t.gone(goneOn), state: 'end' });
  return items;
}
