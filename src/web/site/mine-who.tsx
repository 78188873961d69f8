import { formatComing, formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { heldUntil, type ReferralRow } from '#domain/referral/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { formatDateTime } from '../ui/format.ts';
import { ExampleTag, Facts, Heads } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';
import type { RequestView } from './mine-view.ts';

/** P13: exactly what each supplier was sent, when and why; and why the others were not. */
export function WhoGotWhat({ view, locale }: { view: RequestView; locale: Locale }) {
  const t = mineWords(locale).who;
  const service = serviceById(view.lead.service);
  const why = (supplierId: string) => {
    const reason = view.decisions.find((d) => d.supplierId === supplierId)?.reason;
    const special = reason === 'added' || reason === 'withdrawn';
    return special ? t.routing[reason] : t.because(service.name[locale].toLowerCase());
  };
  const passedOver = view.decisions.filter((d) => !d.chosen);
  return (
    <section class="section section--tight" id="who">
      <div class="wrap">
        <div class="section__head">
          <h2>{t.title}</h2>
        </div>
        <table class="table table--cards">
          <Heads of={[t.receiver, t.when, t.what, t.why, t.contact]} />
          <tbody>
            {view.referrals.map((r) => {
              const held = heldUntil(r, view.now);
              return (
                <tr>
                  <th scope="row">
                    {r.name} {r.example && <ExampleTag locale={locale} />}
                  </th>
                  <td data-label={t.when}>
                    <span>
                      {r.sentAt
                        ? formatDateTime(r.sentAt, locale)
                        : held
                          ? t.goes(formatComing(held, view.now, locale))
                          : r.state === 'undeliverable'
                            ? t.undeliverable
                            : t.notYet}
                      <small class="block muted">
                        {r.declineReason
                          ? `${t.states[r.state]}: ${t.declined[r.declineReason as keyof typeof t.declined]}`
                          : held
                            ? t.whenOpen
                            : t.states[r.state]}
                      </small>
                    </span>
                  </td>
                  <td data-label={t.what}>
                    <SentFields referral={r} locale={locale} />
                  </td>
                  <td data-label={t.why}>{why(r.supplierId)}</td>
                  <td data-label={t.contact}>
                    <Contact referral={r} locale={locale} />
                  </td>
                </tr>
              );
            })}
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
