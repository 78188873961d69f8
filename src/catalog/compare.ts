import type { Text } from '#policy/text.ts';
import { commonQuoteFields } from './common.ts';
import { missing, number } from './cost.ts';
import type { Cost, Service, Values } from './types.ts';

export interface OfferedQuote {
  readonly id: string;
  readonly values: Values;
}

type Comparable = Extract<Cost, { comparable: true }>;

export interface Ranked {
  readonly id: string;
  readonly cost: Comparable;
  /** 1 is the lowest; equal costs (to the öre) share a place. Undefined when these quotes can't be put in order. */
  readonly rank: number | undefined;
  /** SEK per year above the lowest; undefined when these quotes can't be put in order. */
  readonly moreThanLowest: number | undefined;
}

export interface Sensitivity {
  readonly factor: 0.8 | 1 | 1.2;
  readonly volume: Text;
  /** Lowest first. */
  readonly ranked: readonly { readonly id: string; readonly annual: number }[];
}

export interface Comparison {
  /** The longest binding among the compared quotes, at least 12. */
  readonly horizonMonths: number;
  readonly ranked: readonly Ranked[];
  readonly notComparable: readonly { readonly id: string; readonly because: Text }[];
  readonly rankable: { readonly ok: true } | { readonly ok: false; readonly because: Text };
  /** Empty where volume has no meaning, or where there is no order to change. */
  readonly sensitivity: readonly Sensitivity[];
}

/**
 * Puts quotes side by side over one horizon, lowest annual cost first. Nothing but the answers and the quotes' own values
 * takes part: commission is not an argument, so it can't affect the order.
 */
export function compare(service: Service, answers: Values, quotes: readonly OfferedQuote[]): Comparison {
  const sorted = [...quotes].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const first = horizonOf(sorted);
  const complete = sorted.filter(({ values }) => price(service, answers, values, first).comparable);
  const horizonMonths = horizonOf(complete);
  const costs = sorted.map(({ id, values }) => ({ id, cost: price(service, answers, values, horizonMonths) }));
  const comparable = costs.filter((entry): entry is { id: string; cost: Comparable } => entry.cost.comparable);
  const rankable = service.rankable?.(complete.map(({ values }) => values)) ?? { ok: true };
  return {
    horizonMonths,
    ranked: rankable.ok
      ? rank(comparable)
      : comparable.map((e) => ({ ...e, rank: undefined, moreThanLowest: undefined })),
    notComparable: costs.flatMap(({ id, cost }) => (cost.comparable ? [] : [{ id, because: cost.because }])),
    rankable,
    sensitivity: rankable.ok ? sensitivity(service, answers, complete, horizonMonths) : [],
  };
}

const horizonOf = (quotes: readonly OfferedQuote[]) =>
  quotes.reduce((longest, { values }) => Math.max(longest, number(values, 'bindingMonths') ?? 0), 12);

function price(service: Service, answers: Values, values: Values, horizonMonths: number): Cost {
  const unbound = missing(values, commonQuoteFields, ['bindingMonths']);
  return unbound ? { comparable: false, because: unbound } : service.cost(answers, values, horizonMonths);
}

const ore = (annual: number) => Math.round(annual * 100);

function rank(costs: readonly { id: string; cost: Comparable }[]): Ranked[] {
  const ordered = costs.toSorted((a, b) => ore(a.cost.annual) - ore(b.cost.annual));
  return ordered.map((entry) => ({
    ...entry,
    rank: ordered.findIndex((other) => ore(other.cost.annual) === ore(entry.cost.annual)) + 1,
    moreThanLowest: entry.cost.annual - ordered[0]!.cost.annual,
  }));
}

function sensitivity(
  service: Service,
  answers: Values,
  quotes: readonly OfferedQuote[],
  horizon: number,
): Sensitivity[] {
  const { scale } = service;
  if (!scale || quotes.length === 0) return [];
  return ([0.8, 1, 1.2] as const).map((factor) => {
    const scaled = factor === 1 ? answers : scale(answers, factor);
    const priced = quotes.flatMap(({ id, values }) => {
      const cost = price(service, scaled, values, horizon);
      return cost.comparable ? [{ id, cost }] : [];
    });
    return {
      factor,
      volume: service.volume(scaled),
      ranked: rank(priced).map(({ id, cost }) => ({ id, annual: cost.annual })),
    };
  });
}
