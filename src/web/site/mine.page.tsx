// Long because all that a customer sees of one request is one page, part by part.
import type { Child } from 'hono/jsx';
import { formatDate, formatKr, formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { isActive, type Lead } from '#domain/lead/index.ts';
import type { Comparison, QuoteRow } from '#domain/quote/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Button, Crumbs, Facts, Fold, LinkButton, Notice } from '../ui/parts.tsx';
import { Timeline, type TimelineItem } from '../ui/timeline.tsx';
import { ComparisonView } from './comparison.tsx';
import { mineWords } from './mine.texts.ts';

export interface RequestView {
  readonly lead: Lead;
  readonly quotes: readonly QuoteRow[];
  readonly comparison: Comparison;
  readonly referrals: readonly ReferralRow[];
  readonly decisions: readonly {
    readonly supplierId: string;
    readonly name: string;
    readonly chosen: boolean;
    readonly reason: string;
  }[];
  readonly questions: readonly { readonly body: string; readonly askedAt: Temporal.Instant }[];
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  /** When the data disappears if nothing more is reported. */
  readonly goneOn: string | undefined;
  readonly fileUrl: (fileId: string) => string;
  /** The open request it was merged into, if that is the same person's. */
  readonly joinedReference?: string | undefined;
}

/** The request's heading: what the comparison says in one line. */
export function headline(view: Pick<RequestView, 'lead' | 'quotes' | 'comparison'>, locale: Locale): string {
  const t = mineWords(locale);
  const service = serviceById(view.lead.service).name[locale];
  const lower = service.charAt(0).toLowerCase() + service.slice(1);
  const n = view.quotes.length;
  if (n === 0) return view.lead.state === 'closed' ? t.heading.closed(service) : t.heading.none(service);
  const sums = view.comparison.ranked.map((r) => r.cost.annual);
  const count = t.numbers[n] ?? String(n);
  if (sums.length === 0) return t.heading.unpriced(count, lower);
  const [low, high] = [formatKr(Math.min(...sums), locale), formatKr(Math.max(...sums), locale)];
  if (n === 1) return t.heading.one(lower, low);
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
          {...(view.lead.state === 'quoted'
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

/** What has happened, what is to be done now, and when it all disappears. */
function course({ lead, quotes, referrals, now, goneOn }: RequestView, locale: Locale): TimelineItem[] {
  const t = mineWords(locale).timeline;
  const items: TimelineItem[] = [
    {
      when: formatDateTime(lead.receivedAt, locale),
      title: t.sent,
      text: referrals.length > 0 ? t.sentTo(referrals.length) : lead.state === 'waiting' ? t.toNobody : undefined,
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
    .filter((q) => q.state === 'open')
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
  if (goneOn) items.push({ when: ending, title: t.gone(goneOn), state: 'end' });
  return items;
}

/** P13: exactly what each supplier was sent, when and why; and why the others were not. */
function WhoGotWhat({ view, locale }: { view: RequestView; locale: Locale }) {
  const t = mineWords(locale).who;
  const service = serviceById(view.lead.service);
  const passedOver = view.decisions.filter((d) => !d.chosen);
  return (
    <section class="section section--tight" id="who">
      <div class="wrap">
        <div class="section__head">
          <h2>{t.title}</h2>
        </div>
        <table class="table table--cards">
          <thead>
            <tr>
              {[t.receiver, t.when, t.what, t.why, t.contact].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.referrals.map((r) => (
              <tr>
                <th scope="row">{r.name}</th>
                <td data-label={t.when}>
                  <span>
                    {r.sentAt
                      ? formatDateTime(r.sentAt, locale)
                      : r.state === 'undeliverable'
                        ? t.undeliverable
                        : t.notYet}
                    <small class="block muted">
                      {r.declineReason
                        ? `${t.states[r.state]}: ${t.declined[r.declineReason as keyof typeof t.declined]}`
                        : t.states[r.state]}
                    </small>
                  </span>
                </td>
                <td data-label={t.what}>
                  <SentFields referral={r} locale={locale} />
                </td>
                <td data-label={t.why}>{t.because(service.name[locale].toLowerCase())}</td>
                <td data-label={t.contact}>
                  <Contact referral={r} locale={locale} />
                </td>
              </tr>
            ))}
            {passedOver.map((d) => (
              <tr>
                <th scope="row">{d.name}</th>
                <td data-label={t.when}>–</td>
                <td data-label={t.what}>{t.notSent}</td>
                <td data-label={t.why}>{t.routing[d.reason as keyof typeof t.routing]}</td>
                <td data-label={t.contact}>–</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="small muted">{t.nobodyElse}</p>
      </div>
    </section>
  );
}

function SentFields({ referral, locale }: { referral: ReferralRow; locale: Locale }) {
  const sent = questionsOf(serviceById(referral.service)).filter((q) => referral.payload[q.id] !== undefined);
  return (
    <details class="peek">
      <summary>{mineWords(locale).who.fields(sent.length)}</summary>
      <Facts
        items={sent.map((q) => ({ label: nameOf(q, locale), value: formatValue(q, referral.payload[q.id]!, locale) }))}
      />
    </details>
  );
}

function Contact({ referral, locale }: { referral: ReferralRow; locale: Locale }) {
  const { email, phone, website } = referral;
  if (!email && !phone && !website) return <>{mineWords(locale).who.noContact(controller.email)}</>;
  return (
    <span>
      {email && (
        <a class="block" href={`mailto:${email}`}>
          {email}
        </a>
      )}
      {phone && (
        <a class="block" href={`tel:${phone}`}>
          {phone}
        </a>
      )}
      {website && (
        <a class="block" href={website} rel="noreferrer">
          {website.replace(/^https?:\/\//, '')}
        </a>
      )}
    </span>
  );
}

function Choices({ view, locale }: { view: RequestView; locale: Locale }) {
  const t = mineWords(locale).actions;
  const { lead, quotes, questions } = view;
  const to = { reference: lead.reference };
  const active = isActive(lead.state);
  const quoted = quotes.filter((q) => q.state === 'open' || q.state === 'chosen');
  return (
    <section class="section section--tight section--split noprint" id="choices">
      <div class="wrap">
        <div class="section__head">
          <h2>{t.title}</h2>
          <p>{t.lead}</p>
        </div>
        <div>
          {active && (
            <Fold title={t.ask} open={questions.length > 0}>
              <form class="form" method="post" action={path('mineQuestion', locale, to)}>
                {questions.map((q) => (
                  <Notice tone="done" title={formatDateTime(q.askedAt, locale)}>
                    {q.body}
                  </Notice>
                ))}
                <div class="field">
                  <label for="f-question">{t.askLabel}</label>
                  <p class="hint">{t.askText}</p>
                  <div class="box">
                    <textarea id="f-question" name="question" rows={4} maxlength={1000} required />
                  </div>
                </div>
                <div>
                  <Button look="quiet">{t.askSend}</Button>
                </div>
              </form>
            </Fold>
          )}
          {active && quoted.length > 0 && (
            <Fold title={t.outcome}>
              <form class="form" method="post" action={path('mineOutcome', locale, to)}>
                <p class="hint">{t.outcomeText}</p>
                <fieldset>
                  <legend class="vh">{t.outcome}</legend>
                  {quoted.map((q) => (
                    <label class="check">
                      <input type="radio" name="outcome" value={q.referralId} required />
                      <span>{t.outcomeWith(q.name)}</span>
                    </label>
                  ))}
                  <label class="check">
                    <input type="radio" name="outcome" value="none" required />
                    <span>{t.outcomeNone}</span>
                  </label>
                </fieldset>
                <div>
                  <Button look="quiet">{t.outcomeSend}</Button>
                </div>
              </form>
            </Fold>
          )}
          {active && !lead.joinedTo && (
            <Fold title={t.close}>
              <p>{t.closeText}</p>
              <LinkButton look="danger" href={path('mineClosing', locale, to)}>
                {t.close}
              </LinkButton>
            </Fold>
          )}
          <Fold title={mineWords(locale).answers}>
            <Answers lead={lead} locale={locale} />
          </Fold>
          <p class="small muted">
            {t.mailUs} <a href={`mailto:${controller.email}`}>{controller.email}</a> {t.mailUsEnd}
          </p>
        </div>
      </div>
    </section>
  );
}

function Answers({ lead, locale }: { lead: Lead; locale: Locale }) {
  const common: Record<string, unknown> = { ...lead, contractEnds: lead.contractEnds?.toString() };
  const items = questionsOf(serviceById(lead.service)).flatMap((q) => {
    const value = lead.answers[q.id] ?? common[q.id];
    return value === undefined || value === null
      ? []
      : [{ label: nameOf(q, locale), value: formatValue(q, value as string, locale) }];
  });
  return <Facts items={items} />;
}

/** A question before something that can't be taken back: what will happen, once. */
export function ConfirmPage(props: {
  page: PageContext;
  title: string;
  text: string;
  action: string;
  hidden?: readonly (readonly [string, string])[];
  confirm: string;
  danger?: boolean;
  back: { readonly href: string; readonly text: string };
}) {
  const { page, title, text, action, hidden = [], confirm, danger = false, back } = props;
  return (
    <Page page={page} title={title} current="mine" unlisted>
      <section class="page">
        <div class="wrap stack">
          <h1>{title}</h1>
          <p class="lead">{text}</p>
          <form class="row" method="post" action={action}>
            {hidden.map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <Button look={danger ? 'danger' : 'filled'}>{confirm}</Button>
            <LinkButton look="link" href={back.href}>
              {back.text}
            </LinkButton>
          </form>
        </div>
      </section>
    </Page>
  );
}
