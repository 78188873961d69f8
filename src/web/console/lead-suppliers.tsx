import { formatDate, formatKr, formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import type { ReferralRow } from '#domain/referral/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { ComparisonView } from '../site/comparison.tsx';
import { mineWords } from '../site/mine.texts.ts';
import { Badge, ExampleTag, Facts, Fold } from '../ui/parts.tsx';
import type { LeadProps } from './lead.view.ts';
import { mayEnterQuote } from './lead-may.ts';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

/** Who has the request, why, what they have answered, and the comparison as the customer sees it. */
export function LeadSuppliers({ page, view }: LeadProps) {
  const { locale, who: staff } = page;
  const { lead, quotes, comparison, referrals, decisions } = view;
  const words = workWords(locale);
  const t = leadWords(locale).lead;
  const who = mineWords(locale).who;
  const ranked = new Map(comparison.ranked.map((r) => [r.id, r.cost]));
  const passed = decisions.filter((d) => !d.chosen);
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
                    {quote?.enteredBy && <small class="block muted">{words.quote.entered}</small>}
                  </td>
                  <td data-label={t.head.valid}>{quote ? formatDate(quote.validUntil, locale) : '–'}</td>
                  <td data-label={t.head.state}>
                    <Badge tone={badges[r.state] ?? 'wait'}>{who.states[r.state]}</Badge>
                    {r.declineReason && (
                      <small class="block muted">{who.declined[r.declineReason as keyof typeof who.declined]}</small>
                    )}
                  </td>
                  <td class="num" data-label={t.head.cost}>
                    {cost ? formatKr(cost.annual, locale) : '–'}
                    {staffMay(staff, 'quote.write') && mayEnterQuote(lead, r, quote?.state) && (
                      <a
                        class="block small"
                        href={path('consoleQuote', locale, { reference: lead.reference, id: r.id })}
                      >
                        {quote ? words.quote.correct : words.quote.enter}
                        <span class="vh"> {r.name}</span>
                      </a>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {decisions.length > 0 && (
        <Fold title={t.why}>
          <ul class="plain small">
            {decisions
              .filter((d) => d.chosen)
              .map((d) => (
                <li>
                  <strong>{d.name}:</strong> {who.because(serviceById(lead.service).name[locale].toLowerCase())}
                </li>
              ))}
            {passed.map((d) => (
              <li>
                <strong>{d.name}:</strong> {who.routing[d.reason as keyof typeof who.routing]}
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
