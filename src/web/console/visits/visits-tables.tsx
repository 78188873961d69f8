import { formatNumber } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import { Badge } from '../../ui/parts.tsx';
import { visitWords } from './visits.texts.ts';
import { nameOfService, type VisitView } from './visits.view.ts';

const tones = { good: 'ok', middling: 'wait', poor: 'bad' } as const;

/** How quick the pages were. */
export function Vitals({ view, locale }: { view: VisitView; locale: Locale }) {
  const t = visitWords(locale).vitals;
  return (
    <section class="stack" aria-labelledby="vitals">
      <div class="stack stack--2">
        <h2 id="vitals">{t.title}</h2>
        <p class="small muted">{view.vitals.length === 0 ? t.none : t.lead}</p>
      </div>
      {view.vitals.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              <th scope="col">{t.head.what}</th>
              <th scope="col">{t.head.p75}</th>
              <th scope="col">{t.head.verdict}</th>
              <th scope="col" class="num">
                {t.head.n}
              </th>
            </tr>
          </thead>
          <tbody>
            {view.vitals.map(({ vital, p75, more, verdict, n }) => {
              const value = vital === 'cls' ? formatNumber(p75, locale, 3) : `${formatNumber(p75, locale, 0)} ms`;
              return (
                <tr>
                  <th scope="row">
                    {t.name[vital][0]}
                    <small class="block muted">{t.name[vital][1]}</small>
                  </th>
                  <td data-label={t.head.p75}>{more ? t.more(value) : t.atMost(value)}</td>
                  <td data-label={t.head.verdict}>
                    <Badge tone={tones[verdict]}>{t.verdict[verdict]}</Badge>
                  </td>
                  <td class="num" data-label={t.head.n}>
                    {formatNumber(n, locale, 0)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** How the business went meanwhile, from the event log: counts of everything, whoever was measured. */
export function Business({ view, locale }: { view: VisitView; locale: Locale }) {
  const t = visitWords(locale).business;
  const kinds = ['requests', 'quotes', 'contracts'] as const;
  return (
    <section class="stack" aria-labelledby="business">
      <div class="stack stack--2">
        <h2 id="business">{t.title}</h2>
        <p class="small muted">{view.business.length === 0 ? t.none : t.lead}</p>
      </div>
      {view.business.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              <th scope="col">{t.head.service}</th>
              {kinds.map((kind) => (
                <th scope="col" class="num">
                  {t.head[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.business.map((one) => (
              <tr>
                <th scope="row">{nameOfService(one.id, locale)}</th>
                {kinds.map((kind) => (
                  <td class="num" data-label={t.head[kind]}>
                    {formatNumber(one[kind], locale, 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
