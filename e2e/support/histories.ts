import { randomUUID } from 'node:crypto';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { restrictLead } from '#domain/lead/index.ts';
import { giveQuote } from '#domain/quote/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { sql, transact } from '#platform/db/index.ts';
import { aQuote, type House, organisationNumber } from './house.ts';
import { addDays, due, type Told } from './plain-model.ts';

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

export type Act = 'quote' | 'contract' | 'withdrawn' | 'objected' | 'erasure' | 'no-contract' | 'restrict' | 'lift';
export interface Planned {
  readonly at: number;
  readonly lead: number;
  readonly act: 'arrive' | Act;
}

const dayLong = 86_400;

/** What somebody does with a request, or tries to do: some of it comes too late, twice, or in the wrong order. */
export function history(lead: number, arrives: number, random: () => number): Planned[] {
  const whole = (from: number, to: number) => Math.floor(from + random() * (to - from));
  const acts: Planned[] = [{ at: arrives, lead, act: 'arrive' }];
  const add = (chanceOf: number, act: Act, after: number, most: number) => {
    if (random() < chanceOf) acts.push({ at: arrives + whole(after, most), lead, act });
  };
  add(0.6, 'quote', 60, 40 * dayLong);
  // In the last and the first minutes of the thirtieth day.
  add(0.05, 'quote', 30 * dayLong - 7200, 30 * dayLong + 7200);
  add(0.35, 'contract', dayLong, 380 * dayLong);
  add(0.08, 'withdrawn', 60, 300 * dayLong);
  add(0.03, 'objected', 60, 300 * dayLong);
  add(0.03, 'erasure', 60, 380 * dayLong);
  add(0.08, 'no-contract', dayLong, 300 * dayLong);
  add(0.06, 'restrict', 60, 60 * dayLong);
  add(0.05, 'lift', 30 * dayLong, 500 * dayLong);
  return acts;
}

/** Stores the n-th request of a simulation, with one supplier that has received it. @returns the ids an act needs */
export async function arrive(h: House, n: number, at: Temporal.Instant): Promise<{ id: string; referral: string }> {
  const { leadId } = await h.store({
    company: { email: `kund${n}@simulerad.example`, organisationNumber: organisationNumber(n % 10_000) },
    ticked: ['savera'],
  });
  const referral = randomUUID();
  await sql`with opened as (update brokerage.lead set state = 'open', routed_at = ${at} where id = ${leadId} returning id)
    insert into brokerage.referral (id, lead_id, lead_reference, supplier_id, service, locale, state, payload, policy_version, created_at, sent_at)
    select ${referral}, l.id, l.reference, 'savera', l.service, 'sv', 'sent', '{"annualKwh": 84000}', l.policy_version, ${at}, ${at}
    from brokerage.lead l join opened using (id)`.execute(h.ctx.db);
  return { id: leadId, referral };
}

/** Does what is planned, with the product's own actions. @returns whether the product let it happen */
export async function perform(h: House, ids: { id: string; referral: string }, act: Act): Promise<boolean> {
  const { ctx } = h;
  try {
    await transact(ctx.db, async (tx) => {
      if (act === 'quote') {
        const own = { id: ids.referral, leadId: ids.id, supplierId: 'savera', service: 'electricity' };
        await giveQuote(ctx, tx, own, aQuote);
      } else if (act === 'contract') await reportContract(ctx, tx, ids.referral, 'customer');
      else if (act === 'restrict') await restrictLead(tx, ids.id, ctx.clock.now());
      else if (act === 'lift') await restrictLead(tx, ids.id, null);
      else await endRequest(ctx, tx, ids.id, act);
    });
    return true;
  } catch (error) {
    if (error instanceof NotAllowed) return false;
    throw error;
  }
}

/** Writes into the plain account what the product says has happened. */
export function note(told: Told, act: Act, at: number): void {
  if (act === 'quote') told.quoted ??= at;
  else if (act === 'contract') told.contract = at;
  else if (act === 'restrict') told.restricted = at;
  else if (act === 'lift') delete told.restricted;
  else if (act !== 'no-contract') told.ended = at;
}

/** Whether the promises let an act happen at all: a quote after thirty days without any comes too late (P10). */
export const tooLate = (told: Told, act: Act, at: number): boolean =>
  act === 'quote' && told.quoted === undefined && at >= addDays(told.received, 30);

export { due };
