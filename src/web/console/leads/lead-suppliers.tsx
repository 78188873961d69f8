import { formatComing, formatDate, formatKr, formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { heldUntil, type ReferralRow } from '#domain/referral/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ComparisonView } from '../../site/comparison.tsx';
import { mineWords } from '../../site/mine.texts.ts';
import { Badge, ExampleTag, Facts, Fold } from '../../ui/parts.tsx';
import type { LeadProps } from './lead.view.ts';
import { LeadAttempts } from './lead-attempts.tsx';
import { mayEnterQuote, mayWithdraw } from './lead-may.ts';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

/** Who has the request, why, what they have answered, and the comparison as the customer sees it. */
export function LeadSuppliers({ page, view }: LeadProps) {
  const { locale } = page;
  const { lead, quotes, comparison, referrals, decisions } = view;
  const t = leadWords(locale).lead;
  const who = mineWords(locale).who;
  const ranked = new Map(comparison.ranked.map((r) => [r.id, r.cost]));
  const passed = decisions.filter((d) => !d.chosen);
  const { seen } = workWords(locale);
  const routed = (reason: string) => seen.words[reason] ?? who.routing[reason as keyof typeof who.routing];
  const taken = (r: ReferralRow) =>
    r.state === 'cancelled' && decisions.some((d) => d.supplierId === r.supplierId && d.reason === 'withdrawn');
  const stands = (r: ReferralRow) => {
    const held = heldUntil(r, view.now);
    if (held) return who.goes(formatComing(held, view.now, locale));
    return taken(r) ? seen.takenBack : who.states[r.state];
  };
  return (
    <section class="panel" aria-labelledby="suppliers">
      <h2 id="suppliers">{t.suppliers(referrals.length)}</h2>
      {referrals.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              {Object.entries(t.head).map(([id, head]) => (
                <th scope="col" class={id === 'cost' ? 'num' : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {referrals.map((r) => {
              const quote = quotes.find((q) => q.referralId === r.id);
              const cost = quote && ranked.get(quote.id);
              return (
                <tr>
                  <th scope="row">
                    {r.name} {r.example && <ExampleTag locale={locale} />}
                  </th>
                  <td data-label={t.head.got}>
                    <Sent referral={r} locale={locale} />
                  </td>
                  <td data-label={t.head.answered}>
                    {quote ? formatDate(quote.receivedAt, locale) : '–'}
                    {quote?.enteredBy && <small class="block muted">{workWords(locale).quote.entered}</small>}
                  </td>
                  <td data-label={t.head.valid}>{quote ? formatDate(quote.validUntil, locale) : '–'}</td>
                  <td data-label={t.head.state}>
                    <Badge tone={badges[r.state] ?? 'wait'}>{stands(r)}</Badge>
                    {r.declineReason && (
                      <small class="block muted">
                        {seen.words[r.declineReason] ?? who.declined[r.declineReason as keyof typeof who.declined]}
                      </small>
                    )}
                  </td>
                  <td class="num" data-label={t.head.cost}>
                    {cost ? formatKr(cost.annual, locale) : '–'}
                    <Links page={page} view={view} referral={r} quoteState={quote?.state} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <LeadAttempts page={page} view={view} />
      {decisions.length > 0 && (
        <Fold title={t.why}>
          <ul class="plain small">
            {decisions
              .filter((d) => d.chosen)
              .map((d) => (
                <li>
                  <strong>{d.name}:</strong>{' '}
                  {d.reason === 'added' || d.reason === 'withdrawn'
                    ? routed(d.reason)
                    : seen.because(serviceById(lead.service).name[locale].toLowerCase())}
                </li>
              ))}
            {passed.map((d) => (
              <li>
                <strong>{d.name}:</strong> {routed(d.reason)}
              </li>
            ))}
          </ul>
        </Fold>
      )}
      {quotes.length > 0 && (
        <Fold title={t.comparison}>
          <ComparisonView
            lead={lead}
            quotes={quotes}
            comparison={comparison}
            today={view.today}
            locale={locale}
            fileUrl={view.fileUrl}
          />
        </Fold>
      )}
    </section>
  );
}

const badges: Readonly<Record<string, 'ok' | 'wait' | 'bad' | 'info'>> = {
  quoted: 'ok',
  chosen: 'ok',
  won: 'ok',
  accepted: 'info',
  declined: 'bad',
  lost: 'bad',
  undeliverable: 'bad',
  cancelled: 'info',
  'passed-over': 'info',
};

/** What can be done about one supplier of the request. */
function Links({
  page,
  view: { lead },
  referral,
  quoteState,
}: LeadProps & { referral: ReferralRow; quoteState: string | undefined }) {
  const { locale, who } = page;
  const t = workWords(locale);
  const to = { reference: lead.reference, id: referral.id };
  return (
    <>
      {staffMay(who, 'quote.write') && mayEnterQuote(lead, referral, quoteState) && (
        <span class="block small">
          <a href={path('consoleQuote', locale, to)}>
            {quoteState ? t.quote.correct : t.quote.enter}
            <span class="vh"> {referral.name}</span>
          </a>
        </span>
      )}
      {staffMay(who, 'lead.forward') && mayWithdraw(lead, referral) && (
        <span class="block small">
          <a href={path('consoleWithdrawal', locale, to)}>
            {t.withdrawal.button}
            <span class="vh"> {referral.name}</span>
          </a>
        </span>
      )}
    </>
  );
}

function Sent({ referral, locale }: { referral: ReferralRow; locale: Locale }) {
  const sent = questionsOf(serviceById(referral.service)).filter((q) => referral.payload[q.id] !== undefined);
  return (
    <details class="peek">
      <summary>{leadWords(locale).lead.fields(sent.length)}</summary>
      <Facts
        items={sent.map((q) => ({ label: nameOf(q, locale), value: formatValue(q, referral.payload[q.id]!, locale) }))}
      />
    </details>
  );
}
