/** Why a supplier was chosen for a request, or passed over. Shown to the customer and the staff. */
export const routingReasons = [
  'chosen',
  'added',
  'withdrawn',
  'not-ticked',
  'inactive',
  'no-channel',
  'paused',
  'out-of-hours',
  'daily-cap',
  'not-in-turn',
] as const;
export type RoutingReason = (typeof routingReasons)[number];

/** A request goes to at most this many suppliers, however many are ticked. */
export const mostSuppliers = 4;

export interface Candidate {
  readonly supplierId: string;
  readonly active: boolean;
  readonly reachable: boolean;
  /** Whether it takes requests now or opens in time; otherwise what keeps it closed. */
  readonly takes: 'open' | 'paused' | 'out-of-hours';
  /** When it would get the request: at once, or when it opens; null for one that doesn't open in time. */
  readonly goesAt: Temporal.Instant | null;
  readonly dailyCap: number | null;
  /** Requests it is given for the day on which it would get this one, Stockholm time. */
  readonly today: number;
  /** 1–100: how large a share it should have among those in turn. */
  readonly weight: number;
  /** Requests given to it in the last 30 days. */
  readonly recent: number;
}

export interface Decision {
  readonly supplierId: string;
  readonly chosen: boolean;
  readonly reason: RoutingReason;
  /** 1 = first in turn; null for those never in the running. */
  readonly rank: number | null;
  /** When it goes there; null for those that are not chosen. */
  readonly dueAt: Temporal.Instant | null;
}

export function excluded(c: Candidate, ticked: ReadonlySet<string>): RoutingReason | undefined {
  // First what kept it off the form: of a supplier the customer never saw, the page must not say that it was unticked.
  if (!c.active) return 'inactive';
  if (!c.reachable) return 'no-channel';
  if (c.takes !== 'open') return c.takes;
  if (!ticked.has(c.supplierId)) return 'not-ticked';
  if (c.dailyCap !== null && c.today >= c.dailyCap) return 'daily-cap';
  return undefined;
}

/**
 * Decides who receives a request. Pure: the same facts always give the same answer. When more fit than `max`, those
 * furthest behind their weighted share go first, so that over time each gets requests in proportion to its weight.
 * @param ticked the suppliers the customer left ticked (P3)
 */
export function decide(candidates: readonly Candidate[], ticked: readonly string[], max: number): Decision[] {
  const wanted = new Set(ticked);
  const running = candidates.filter((c) => !excluded(c, wanted));
  const inTurn = [...running].sort((a, b) => share(a) - share(b) || (a.supplierId < b.supplierId ? -1 : 1));
  const rank = new Map(inTurn.map((c, i) => [c.supplierId, i + 1]));
  return candidates.map((c) => {
    const place = rank.get(c.supplierId) ?? null;
    const reason = excluded(c, wanted) ?? (place !== null && place <= max ? 'chosen' : 'not-in-turn');
    const chosen = reason === 'chosen';
    return { supplierId: c.supplierId, chosen, reason, rank: place, dueAt: chosen ? c.goesAt : null };
  });
}

const share = (c: Candidate): number => (c.recent + 1) / c.weight;
