/** An amount of money (any currency, never negative) and when it moves, in years from the first draw; a month is 1/12. */
export interface Flow {
  readonly amount: number;
  readonly years: number;
}

/** The search stops here: e^600 is a rate with 260 digits, and the next thing to happen is overflow. */
const LARGEST_EXPONENT = 600;

/**
 * Whether the draws or the payments are worth more at the instant rate d (1 + X = e^d): 1, −1, or 0 when equal. Worth is taken
 * at the flow that weighs most, so that no exponential overflows and only what no longer matters becomes zero.
 */
function heavier(flows: readonly Flow[], d: number): number {
  const times = flows.map(({ years }) => years);
  const reference = d < 0 ? Math.max(...times) : Math.min(...times);
  return Math.sign(flows.reduce((sum, { amount, years }) => sum + amount * Math.exp(-d * (years - reference)), 0));
}

/** Widens from zero in both directions until the other side weighs more; the end nearest zero comes first. */
function bracket(flows: readonly Flow[]): readonly [number, number] | undefined {
  const other = -heavier(flows, 0);
  for (let inner = 0, outer = 0.0625; inner < LARGEST_EXPONENT; inner = outer, outer *= 2) {
    for (const side of [1, -1]) {
      const edge = side * Math.min(outer, LARGEST_EXPONENT);
      if (heavier(flows, edge) === other) return [side * inner, edge];
    }
  }
  return undefined;
}

/** A hundred halvings leave nothing between the ends: slower than Newton, and it cannot leave the bracket. */
function bisect(flows: readonly Flow[], [inner, outer]: readonly [number, number]): number {
  const beyond = heavier(flows, outer);
  let [near, far] = [inner, outer];
  for (let step = 0; step < 100; step++) {
    const middle = (near + far) / 2;
    if (heavier(flows, middle) === beyond) far = middle;
    else near = middle;
  }
  return (near + far) / 2;
}

/**
 * The effective rate X that solves Σ C_k (1+X)^−t_k = Σ D_l (1+X)^−s_l, as a fraction (0.129 is 12.9 %).
 * Source: directive 2008/48/EC, annex I, part I. Precise to 1e-9, relative to 1 + X where the rate is enormous.
 * Negative rates are found too (less is paid back than was lent). Where payments stand between draws the equation can have
 * several solutions; one from the search interval closest to zero is returned.
 * Undefined, never NaN: no draws or no payments worth anything, an amount that is negative or not a number, everything at one
 * moment, or no rate that solves the equation (charges on day one that swallow the whole loan).
 */
export function effectiveRate(draws: readonly Flow[], payments: readonly Flow[]): number | undefined {
  const all = [...draws, ...payments];
  const sound = all.every(({ amount, years }) => Number.isFinite(amount) && amount >= 0 && Number.isFinite(years));
  const worth = (list: readonly Flow[]) => list.some(({ amount }) => amount > 0);
  if (!sound || !worth(draws) || !worth(payments)) return undefined;
  const flows = [...draws, ...payments.map(({ amount, years }) => ({ amount: -amount, years }))].filter(
    (f) => f.amount,
  );
  if (flows.every(({ years }) => years === flows[0]?.years)) return undefined;
  if (heavier(flows, 0) === 0) return 0;
  const found = bracket(flows);
  return found && Math.expm1(bisect(flows, found));
}
