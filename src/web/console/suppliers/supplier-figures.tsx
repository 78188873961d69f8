import { type ServiceId, serviceById } from '#catalog/index.ts';
import type { SupplierWeek } from '#domain/supplier/index.ts';
import type { Locale } from '#policy/text.ts';
import { BarChart } from '../chart.tsx';
import type { SupplierProps } from './supplier.view.ts';
import { responseText, shareText } from './supplier-words.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** How it has done with the requests it received: in all, by service, week by week. Counts, and nothing about anybody. */
export function SupplierFigures({ page, view }: SupplierProps) {
  const { locale } = page;
  const { one: t, period } = supplierPageWords(locale);
  const { all } = view.figures;
  const stat = (name: string, value: string | number, text: string) => (
    <div class="stat">
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd>{text}</dd>
    </div>
  );
  const of = (part: number) => (all.sent === 0 ? t.stats.none : t.stats.of(shareText(part, all.sent, locale)));
  const ofQuotes = all.quoted === 0 ? t.stats.none : t.stats.ofQuotes(shareText(all.won, all.quoted, locale));
  return (
    <section class="panel" aria-labelledby="figures">
      <h2 id="figures">{t.figures}</h2>
      <p class="small muted">{period}</p>
      <dl class="stats">
        {stat(t.stats.sent, all.sent, t.stats.sentText)}
        {stat(t.stats.answered, all.answered, of(all.answered))}
        {stat(t.stats.quoted, all.quoted, of(all.quoted))}
        {stat(t.stats.won, all.won, ofQuotes)}
        {stat(t.stats.hours, responseText(all.hours, locale), t.stats.hoursText)}
      </dl>
      {view.figures.services.length > 1 && <PerService view={view} locale={locale} />}
      <Charts weeks={view.weeks} locale={locale} />
    </section>
  );
}

function PerService({ view, locale }: { view: SupplierProps['view']; locale: Locale }) {
  const { head, one: t } = supplierPageWords(locale);
  const heads = [head.sent, head.answered, head.quoted, head.won, head.hours, head.rate];
  return (
    <table class="table table--cards">
      <thead>
        <tr>
          <th scope="col">{t.perService}</th>
          {heads.map((text) => (
            <th scope="col" class="num">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.figures.services.map(({ service, sent, answered, quoted, won, hours }) => {
          const cells = [sent, answered, quoted, won, responseText(hours, locale), shareText(won, quoted, locale)];
          return (
            <tr>
              <th scope="row">{serviceById(service as ServiceId).name[locale]}</th>
              {cells.map((cell, i) => (
                <td class="num" data-label={heads[i]}>
                  {cell}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Charts({ weeks, locale }: { weeks: readonly SupplierWeek[]; locale: Locale }) {
  const t = supplierPageWords(locale).one.charts;
  if (weeks.every((w) => w.requests + w.quotes + w.contracts === 0)) return <p class="muted">{t.nothing}</p>;
  return (
    <div class="charts charts--three">
      {(['requests', 'quotes', 'contracts'] as const).map((what) => {
        const points = weeks.map((w) => ({
          label: String(w.monday.weekOfYear),
          value: w[what],
          text: String(w[what]),
        }));
        const alt = `${t[what]}: ${points.map((p) => `${t.week.toLowerCase()} ${p.label} ${p.text}`).join(', ')}`;
        return (
          <BarChart
            {...{ title: t[what], lead: t.lead, alt, points }}
            unit=""
            head={[t.week, t.count]}
            asTable={t.asTable}
            running
          />
        );
      })}
    </div>
  );
}
