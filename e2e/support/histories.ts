import type { Act, Asked } from './plain-brokerage.ts';
import { addDays, addMonths, published } from './plain-model.ts';

/** A fixed sequence of numbers from 0 to 1 for a seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const electricity = ['savera', 'tallmo-energi', 'ljusakra-kraft'] as const;

/** Something planned at an instant, in seconds since 1970. */
export type Planned = { readonly at: number } & ({ readonly arrives: Asked } | { readonly act: Act });

const day = 86_400;

/**
 * A company's request and all that is done with it, or tried: by several suppliers, its customer, a colleague whose request is merged
 * into it and later by the archive. Some of it comes too late, twice or in the wrong order, and some within a second of a limit.
 * @param n the company, and the number of its first request; a merged one has n + 0.5
 * @param pace of the people: 0.5 does everything in half the time
 */
export function history(n: number, arrives: number, random: () => number, pace = 1): Planned[] {
  const plan: Planned[] = [];
  const some = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const request = (lead: number, at: number, person: string): string[] => {
    const ticked = electricity.filter(() => random() < 0.6);
    if (ticked.length === 0) ticked.push(some(electricity));
    plan.push({ at, arrives: { lead, company: n, person, ticked } });
    return ticked;
  };
  const own = `kund${n}`;
  const ticked = request(n, arrives, own);
  const act = (likely: number, from: number, to: number, what: Act, since = arrives): void => {
    if (random() < likely) plan.push({ at: Math.floor(since + pace * (from + random() * (to - from))), act: what });
  };
  const answers = (lead: number, since: number, suppliers: readonly string[]): void => {
    const tenth = 30 * day;
    for (const supplier of suppliers) {
      act(0.4, 60, 40 * day, { what: 'quote', lead, supplier }, since);
      act(0.08, tenth - 7200, tenth + 7200, { what: 'quote', lead, supplier }, since);
      act(0.08, day, 90 * day, { what: 'quote', lead, supplier }, since);
      act(0.1, day, 60 * day, { what: 'take-back', lead, supplier }, since);
      act(0.1, 60, 30 * day, { what: 'decline', lead, supplier }, since);
      act(0.05, 10 * day, 300 * day, { what: 'lost', lead, supplier }, since);
    }
    // The last second of the thirtieth day, its end, and the first after it.
    if (random() < 0.1) {
      const at = addDays(since, published.noQuoteDays) + Math.floor(random() * 3) - 1;
      plan.push({ at, act: { what: 'quote', lead, supplier: some(suppliers) } });
    }
    act(0.35, day, 80 * day, { what: 'choose', lead, supplier: some(suppliers) }, since);
    act(0.08, 30 * day, 200 * day, { what: 'choose', lead, supplier: some(electricity) }, since);
    for (const by of ['customer', 'supplier'] as const)
      act(0.3, 5 * day, 380 * day, { what: 'contract', lead, supplier: some(suppliers), by }, since);
    if (random() < 0.03) {
      const at = addMonths(since, published.noContractMonths) + Math.floor(random() * 3) - 1;
      plan.push({ at, act: { what: 'contract', lead, supplier: some(suppliers), by: 'customer' } });
    }
    act(0.05, 60, 300 * day, { what: 'withdrawn', lead }, since);
    act(0.07, day, 300 * day, { what: 'no-contract', lead }, since);
    if (random() < 0.08) {
      act(1, 60, 60 * day, { what: 'restrict', lead }, since);
      act(0.7, 60 * day, 500 * day, { what: 'lift', lead }, since);
    }
    act(0.02, 60, 400 * day, { what: 'lift', lead }, since);
  };
  answers(n, arrives, ticked);
  act(0.03, 60, 300 * day, { what: 'object', lead: n });
  act(0.03, 60, 380 * day, { what: 'erase-person', lead: n });
  act(0.05, 200 * day, 1000 * day, { what: 'erase-person', lead: n });
  if (random() < 0.06) {
    act(1, 60 * day, 700 * day, { what: 'restrict-archive', lead: n });
    act(0.6, 700 * day, 1000 * day, { what: 'lift-archive', lead: n });
  }
  if (random() < 0.25) {
    const twin = n + 0.5;
    const at = arrives + Math.floor(60 + random() * 9 * day);
    const person = random() < 0.5 ? own : `kollega${n}`;
    answers(twin, at, request(twin, at, person));
    if (person !== own) act(0.05, 60, 200 * day, { what: 'erase-person', lead: twin });
  }
  return plan;
}
