import type { Locale } from '#policy/text.ts';
import { visitWords } from './visits.texts.ts';
import { nameOfQuestion, nameOfService, nameOfValue, shownBy, shy, split, type VisitView } from './visits.view.ts';

type Row = readonly (string | number)[];

/** The room as a table: everything that it shows, with the same things left out. */
export function rowsOf({ span, counts, funnels, business }: VisitView, locale: Locale): readonly Row[] {
  const t = visitWords(locale);
  const time = [span.from.toString(), span.to.toString()] as const;
  const number = (n: number): string | number => (shy(n, String, t.few) === t.few ? t.few : n);
  const steps = [t.funnel.begun, t.funnel.second, t.funnel.third, t.funnel.sent];
  return [
    [t.csv.from, t.csv.to, t.csv.what, t.csv.value, t.csv.visitors, t.csv.n],
    ...counts.days.map(({ day, views, visitors }): Row => {
      const few = visitors > 0 && number(visitors) === t.few;
      return [day.toString(), day.toString(), t.csv.day, '', number(visitors), few ? '' : views];
    }),
    ...shownBy.flatMap(([dimension, kind]) => {
      const { shown, rest } = split(counts.of(dimension, kind));
      const title = t.by[dimension]?.[0] ?? dimension;
      return [
        ...shown.map(
          ({ value, visitors, n }): Row => [...time, title, nameOfValue(dimension, value, locale), visitors, n],
        ),
        ...(rest ? [[...time, title, t.others, '', ''] as Row] : []),
      ];
    }),
    ...funnels.flatMap(({ service, landed, steps: reached, errors }) => [
      [...time, nameOfService(service, locale), t.funnel.landed, number(landed), ''] as Row,
      ...reached.map((n, i): Row => [...time, nameOfService(service, locale), steps[i] ?? '', number(n), '']),
      ...errors.map(({ field, visitors }): Row => {
        const what = `${nameOfService(service, locale)}: ${t.funnel.errors}`;
        return [...time, what, nameOfQuestion(service, field, locale), number(visitors), ''];
      }),
    ]),
    ...business.flatMap((one) =>
      (['requests', 'quotes', 'contracts'] as const).map(
        (what): Row => [...time, nameOfService(one.id, locale), t.business.head[what], '', one[what]],
      ),
    ),
  ];
}
