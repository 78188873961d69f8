import { type Count, type Counts, fewest } from './results.ts';

export const vitals = ['lcp', 'cls', 'inp'] as const;
export type Vital = (typeof vitals)[number];

/** What is good, what is poor, and where the last class begins: web.dev's limits, in ms and for layout shift as it is. */
const limits = {
  lcp: { good: 2500, poor: 4000, last: 6000 },
  cls: { good: 0.1, poor: 0.25, last: 1 },
  inp: { good: 200, poor: 500, last: 1500 },
} as const satisfies Record<Vital, object>;

export interface Measured {
  readonly vital: Vital;
  /** Three quarters of the pages were at least as quick as this: the upper end of its class. */
  readonly p75: number;
  /** It is more than that: the last class has no upper end. */
  readonly more: boolean;
  readonly verdict: 'good' | 'middling' | 'poor';
  /** How many times it was measured. */
  readonly n: number;
}

/** The web vitals of a span, those that have been measured often enough to say something. */
export function vitalsIn(counts: Counts): readonly Measured[] {
  const all = counts.of('vital', 'vital');
  return vitals.flatMap((vital) => {
    const own = all
      .filter(({ value }) => value.startsWith(`${vital} `))
      .map(({ value, n }) => [Number(value.split(' ')[1]), n] as const)
      .sort(([a], [b]) => a - b);
    const n = own.reduce((sum, [, each]) => sum + each, 0);
    if (n < fewest) return [];
    let sum = 0;
    const [upper = 0] =
      own.find(([, each]) => {
        sum += each;
        return sum >= 0.75 * n;
      }) ?? [];
    const { good, poor, last } = limits[vital];
    const more = upper > last;
    const verdict = upper <= good ? 'good' : upper <= poor ? 'middling' : 'poor';
    return [{ vital, p75: more ? last : upper, more, verdict, n }];
  });
}

export interface Fault {
  readonly step: number;
  readonly field: string;
  readonly n: number;
  readonly visitors: number;
}

export interface Funnel {
  readonly service: string;
  /** Visitors of the service's page. */
  readonly landed: number;
  /** Visitors who reached each step: began to write, the second, the third, and the receipt. */
  readonly steps: readonly [number, number, number, number];
  /** Visitors who left the page at each of the first three. */
  readonly left: readonly [number, number, number];
  /** What was answered wrongly, by step and question. */
  readonly errors: readonly Fault[];
}

/** How far visitors came with the request of a service. @param pages addresses of the service's page */
export function funnelOf(counts: Counts, service: string, pages: readonly string[]): Funnel {
  const sum = (some: readonly Count[]) => some.reduce((all, { visitors }) => all + visitors, 0);
  const at = (kind: 'step' | 'left', step: number) =>
    sum(counts.of('step', kind).filter(({ value }) => value === `${service} ${step}`));
  return {
    service,
    landed: sum(counts.of('page').filter(({ value }) => pages.includes(value))),
    steps: [at('step', 1), at('step', 2), at('step', 3), at('step', 4)],
    left: [at('left', 1), at('left', 2), at('left', 3)],
    errors: counts.of('field', 'error').flatMap(({ value, n, visitors }) => {
      const [of, step, field] = value.split(' ');
      return of === service && step && field ? [{ step: Number(step), field, n, visitors }] : [];
    }),
  };
}
