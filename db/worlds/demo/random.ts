/** Chance that is the same every time: mulberry32 (public domain, Tommy Ettinger), seeded by a text. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  /** A number rounded to so many decimals. */
  amount(from: number, to: number, decimals?: number): number;
  pick<T>(of: readonly T[]): T;
  /** True once in `n`, on average. */
  once(n: number): boolean;
  shuffle<T>(of: readonly T[]): T[];
}

/** Chance for one thing, named by `seed`: what is drawn for it does not depend on what was drawn for anything else. */
export function chance(seed: string): Chance {
  let state = [...seed].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0,
    2_166_136_261,
  );
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    amount: (from, to, decimals = 2) => Number((from + next() * (to - from)).toFixed(decimals)),
    pick: (of) => of[whole(0, of.length - 1)]!,
    once: (n) => next() * n < 1,
    shuffle(of) {
      const left = [...of];
      return of.map(() => left.splice(whole(0, left.length - 1), 1)[0]!);
    },
  };
}
