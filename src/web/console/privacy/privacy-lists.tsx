import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import type { DueRequest, OpenNotice, restrictedRequests } from '#domain/privacy/index.ts';
import { type RetentionRuleId, retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Heads } from '../../ui/parts.tsx';
import { privacyWords } from './privacy.texts.ts';

/** What a rule is about, in the policy's own words. */
export const ruleName = (rule: string, locale: Locale): string =>
  Object.hasOwn(retention, rule) ? retention[rule as RetentionRuleId].condition[locale] : rule;

const nameOfService = (id: string, locale: Locale) => serviceById(id as ServiceId).name[locale];

/** The requests whose clocks come first. */
export function Nearest({ next, locale }: { next: readonly DueRequest[]; locale: Locale }) {
  const t = privacyWords(locale).next;
  return (
    <section class="panel" aria-labelledby="next">
      <h2 id="next">{t.title}</h2>
      <table class="table table--cards table--sticky" data-rows>
        <Heads of={Object.values(t.head)} />
        <tbody>
          {next.map(({ reference, service, rule, at, told }) => (
            <tr>
              <th scope="row">
                <a href={path('consoleLead', locale, { reference })}>{reference}</a>
                <small class="block muted">{nameOfService(service, locale)}</small>
              </th>
              <td data-label={t.head.rule}>{ruleName(rule, locale)}</td>
              <td data-label={t.head.at}>{formatDateTime(at, locale)}</td>
              <td data-label={t.head.told}>
                <Badge tone={told ? 'ok' : 'wait'}>{told ? t.told : t.untold}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Art. 18: what stands still. */
export function Restricted({
  restricted,
  locale,
}: {
  restricted: Awaited<ReturnType<typeof restrictedRequests>>;
  locale: Locale;
}) {
  const t = privacyWords(locale).restricted;
  return (
    <section class="panel" aria-labelledby="restricted">
      <h2 id="restricted">{t.title}</h2>
      {restricted.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={Object.values(t.head)} />
          <tbody>
            {restricted.map(({ reference, service, since }) => (
              <tr>
                <th scope="row">
                  <a href={path('consoleLead', locale, { reference })}>{reference}</a>
                  <small class="block muted">{nameOfService(service, locale)}</small>
                </th>
                <td data-label={t.head.since}>{formatDateTime(since, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Art. 19: who has been told to erase, and has not said that it has. */
export function Notices({ notices, locale }: { notices: readonly OpenNotice[]; locale: Locale }) {
  const t = privacyWords(locale).notices;
  return (
    <section class="panel" aria-labelledby="notices">
      <h2 id="notices">{t.title}</h2>
      {notices.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <>
          <p class="muted">{t.lead}</p>
          <table class="table table--cards">
            <Heads of={Object.values(t.head)} />
            <tbody>
              {notices.map(({ reference, name, toldAt, chases, nextAt, erasureId }) => (
                <tr>
                  <th scope="row">
                    <a href={path('consoleCertificate', locale, { id: erasureId })}>{reference}</a>
                  </th>
                  <td data-label={t.head.supplier}>{name}</td>
                  <td data-label={t.head.told}>{toldAt ? formatDateTime(toldAt, locale) : t.untold}</td>
                  <td data-label={t.head.chases}>{chases}</td>
                  <td data-label={t.head.next}>
                    {nextAt ? formatDate(nextAt, locale) : <Badge tone="bad">{t.last}</Badge>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
