import { formatNumber } from '#catalog/index.ts';
import type { Funnel } from '#domain/visit/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { RowChart } from '../chart.tsx';
import { percent } from '../newsletter/results.page.tsx';
import { visitWords } from './visits.texts.ts';
import { nameOfQuestion, nameOfService, shy, type VisitView } from './visits.view.ts';

interface Props {
  readonly view: VisitView;
  readonly locale: Locale;
}

/** From the landing to the receipt, service by service, and one of them closer. */
export function VisitFunnels({ view, locale }: Props) {
  const t = visitWords(locale).funnel;
  return (
    <section class="stack" aria-labelledby="funnel">
      <div class="stack stack--2">
        <h2 id="funnel">{t.title}</h2>
        <p class="small muted">
          {t.lead} {t.why}
        </p>
      </div>
      <Table view={view} locale={locale} />
      {view.closer && <Closer funnel={view.closer} locale={locale} />}
    </section>
  );
}

function Table({ view, locale }: Props) {
  const { few, funnel: t } = visitWords(locale);
  const write = (n: number) => shy(n, (all) => formatNumber(all, locale, 0), few);
  const heads = [t.landed, t.begun, t.second, t.third, t.sent, t.share];
  const here = path('consoleVisits', locale);
  const span = view.days === undefined ? `day=${view.span.from}` : `days=${view.days}`;
  const shareOf = ({ landed, steps }: Funnel) =>
    landed < 5 || (steps[3] > 0 && steps[3] < 5) ? null : steps[3] / landed;
  return (
    <table class="table table--cards">
      <thead>
        <tr>
          <th scope="col">{t.service}</th>
          {heads.map((head) => (
            <th scope="col" class="num">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.funnels.map((one) => (
          <tr>
            <th scope="row">
              <a
                href={`${here}?${span}&service=${one.service}#funnel`}
                aria-current={view.closer?.service === one.service ? 'true' : undefined}
              >
                {nameOfService(one.service, locale)}
              </a>
            </th>
            {[write(one.landed), ...one.steps.map(write), percent(shareOf(one), locale)].map((text, i) => (
              <td class="num" data-label={heads[i]}>
                {text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Closer({ funnel, locale }: { funnel: Funnel; locale: Locale }) {
  const { few, funnel: t, asTable, visitors } = visitWords(locale);
  const { service, landed, steps, left, errors } = funnel;
  const write = (n: number) => shy(n, (all) => formatNumber(all, locale, 0), few);
  const value = (n: number) => (n > 0 && n < 5 ? null : n);
  const names = [t.landed, t.begun, t.second, t.third, t.sent];
  const reached = [landed, ...steps].map((n, i) => {
    const gone = i > 0 && i < 4 ? (left[i - 1] ?? 0) : 0;
    const label = gone > 0 ? `${names[i]}. ${t.left(write(gone))}` : (names[i] ?? '');
    return { label, value: value(n), text: write(n) };
  });
  const faults = errors.slice(0, 12).map(({ step, field, visitors: n }) => ({
    label: `${nameOfQuestion(service, field, locale)} (${t.step(step).toLowerCase()})`,
    value: value(n),
    text: write(n),
  }));
  const alt = (title: string, points: typeof reached) =>
    `${title}: ${points.map(({ label, text }) => `${label} ${text}`).join(', ')}`;
  const name = nameOfService(service, locale);
  return (
    <div class="charts">
      <RowChart
        title={name}
        lead={t.lead}
        alt={alt(name, reached)}
        points={reached}
        unit=""
        head={[t.service, visitors]}
        asTable={asTable}
      />
      {faults.length > 0 ? (
        <RowChart
          title={t.errors}
          lead={t.errorsLead}
          alt={alt(t.errors, faults)}
          points={faults}
          unit=""
          head={[t.question, visitors]}
          asTable={asTable}
        />
      ) : (
        <p class="muted">{t.noErrors}</p>
      )}
    </div>
  );
}
