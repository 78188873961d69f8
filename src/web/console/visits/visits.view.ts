import { commonQuestions, services } from '#catalog/index.ts';
import type { Share } from '#domain/lead/index.ts';
import {
  type Count,
  type Counts,
  type Dimension,
  type Funnel,
  fewest,
  type Hour,
  type Measured,
  type Span,
} from '#domain/visit/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { visitWords } from './visits.texts.ts';

/** How many days back the room looks, and one day by the hour. */
export const spans = [7, 28, 90, 365] as const;
export type Days = (typeof spans)[number];

export interface VisitView {
  readonly span: Span;
  /** undefined: one day, by the hour. */
  readonly days: Days | undefined;
  readonly today: Temporal.PlainDate;
  readonly counts: Counts;
  /** Of as many days before. */
  readonly earlier: Counts;
  readonly hours: readonly Hour[] | undefined;
  readonly live: number;
  readonly programs: number;
  readonly funnels: readonly Funnel[];
  /** The one that is looked at closer. */
  readonly closer: Funnel | undefined;
  readonly vitals: readonly Measured[];
  readonly business: readonly Share[];
  /** Nothing has ever been measured. */
  readonly empty: boolean;
}

/** A count as people may read it: few are not told how few. Nobody is nobody. */
export const shy = (visitors: number, write: (n: number) => string, few: string): string =>
  visitors === 0 || visitors >= fewest ? write(visitors) : few;

/** What has at least so many visitors, by itself; the rest together, without a name. */
export function split(counts: readonly Count[]): {
  readonly shown: readonly Count[];
  readonly rest: Count | undefined;
} {
  const shown = counts.filter(({ visitors }) => visitors >= fewest);
  const few = counts.filter(({ visitors }) => visitors > 0 && visitors < fewest);
  const sum = (of: (one: Count) => number) => few.reduce((all, one) => all + of(one), 0);
  const rest =
    few.length > 0 ? { value: '', n: sum(({ n }) => n), visitors: sum(({ visitors }) => visitors) } : undefined;
  return { shown, rest };
}

/** What things are counted by, in the order in which they are shown, each with the kind of event. */
export const shownBy: readonly (readonly [Dimension, 'view' | 'out'])[] = [
  ['page', 'view'],
  ['source', 'view'],
  ['campaign', 'view'],
  ['out', 'out'],
  ['country', 'view'],
  ['language', 'view'],
  ['device', 'view'],
  ['screen', 'view'],
  ['browser', 'view'],
  ['system', 'view'],
];

/** What a value is called. */
export function nameOfValue(dimension: Dimension, value: string, locale: Locale): string {
  const t = visitWords(locale);
  const named = (type: 'region' | 'language') => new Intl.DisplayNames(locale, { type }).of(value) ?? value;
  if (value === '') return dimension === 'source' ? t.direct : t.unknown;
  if (dimension === 'country') return named('region');
  if (dimension === 'language') return named('language');
  if (dimension === 'device' || dimension === 'screen') return t.named[value] ?? value;
  if ((dimension === 'browser' || dimension === 'system') && value === 'other') return t.unknown;
  return value;
}

/** Addresses of a service's page, in both languages. */
export const pagesOf = (id: string): string[] => {
  const service = services.find((one) => one.id === id);
  return service
    ? (['sv', 'en'] as const).map((locale) => path('service', locale, { service: service.slug[locale] }))
    : [];
};

/** What a question is called in the form. */
export function nameOfQuestion(service: string, field: string, locale: Locale): string {
  const own = [...(services.find(({ id }) => id === service)?.questions ?? []), ...commonQuestions];
  const found = own.find(({ id }) => id === field);
  return found ? (found.short ?? found.label)[locale] : field;
}

export const nameOfService = (id: string, locale: Locale): string =>
  services.find((one) => one.id === id)?.name[locale] ?? id;

export interface Bucket {
  readonly label: string;
  readonly tick: string;
  readonly value: number;
}

/** Days put together so that there is room for them: by the day, by seven days or by the month. */
export function buckets({ days }: Counts): { readonly by: 'day' | 'week' | 'month'; readonly all: readonly Bucket[] } {
  const by = days.length <= 31 ? 'day' : days.length <= 100 ? 'week' : 'month';
  const keyOf = (day: Temporal.PlainDate, i: number) =>
    by === 'month'
      ? day.toPlainYearMonth().toString()
      : by === 'day'
        ? day.toString()
        : (days[Math.floor(i / 7) * 7]?.day ?? day).toString();
  const sums = new Map<string, number>();
  days.forEach(({ day, visitors }, i) => {
    const key = keyOf(day, i);
    sums.set(key, (sums.get(key) ?? 0) + visitors);
  });
  const every = Math.ceil(sums.size / 10);
  const tickOf = (key: string) => {
    const [, month = '', day] = key.split('-').map((part) => String(Number(part)));
    return day ? `${day}/${month}` : month;
  };
  return {
    by,
    all: [...sums].map(([label, value], i) => ({ label, value, tick: i % every === 0 ? tickOf(label) : '' })),
  };
}
