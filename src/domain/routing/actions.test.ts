import { beforeAll, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from '../../../e2e/support/house.ts';
import { retryWaiting } from '../flow.ts';
import { addPause, configureSupplier, type SupplierChange } from '../supplier/index.ts';
import { decisionsOf } from './queries.ts';
import { mostSuppliers } from './routing.ts';

let h: House;
beforeAll(async () => {
  h = await house();
});
const set = (id: string, change: SupplierChange) =>
  transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, id, change));
let n = 0;
const ask = (changes: Parameters<House['ask']>[0] = {}) =>
  h.ask({ ...changes, company: { organisationNumber: organisationNumber(++n) } });
const reasons = async (leadId: string) =>
  Object.fromEntries((await decisionsOf(h.ctx.db, leadId)).map((d) => [d.supplierId, d.reason]));
const receivers = async (leadId: string) =>
  (await h.ctx.db.selectFrom('brokerage.referral').select('supplier_id').where('lead_id', '=', leadId).execute())
    .map((r) => r.supplier_id)
    .sort();

const office = { openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' };
const always = { openDays: [1, 2, 3, 4, 5, 6, 7], opensAt: null, closesAt: null };
/** When what has not been sent goes to whom. */
const due = async (leadId: string) =>
  Object.fromEntries(
    (await h.deliveries('supplier.referral'))
      .filter((d) => d.lead_id === leadId)
      .map((d) => [d.supplier_id, d.due_at.toString()]),
  );

describe('P3: a request goes to ticked suppliers of its service in the registry, and the reasons are stored', () => {
  it('not to one that was unticked', async () => {
    const { leadId } = await ask({ ticked: ['savera'] });
    expect(await receivers(leadId)).toEqual(['savera']);
    expect(await reasons(leadId)).toEqual({
      savera: 'chosen',
      'tallmo-energi': 'not-ticked',
      'ljusakra-kraft': 'not-ticked',
    });
  });

  it('not to one that is not in the registry, or has another service, even if its id was ticked', async () => {
    const { leadId } = await ask({ ticked: ['savera', 'fortnox', 'martin-servera', 'nobody-we-know'] });
    expect(await receivers(leadId)).toEqual(['savera']);
    expect(Object.keys(await reasons(leadId)).sort()).toEqual(['ljusakra-kraft', 'savera', 'tallmo-energi']);
  });

  it('not to one that is inactive, can not be reached, or has its number for the day; a new day begins at midnight in Sweden', async () => {
    await set('savera', { active: false });
    await set('tallmo-energi', { email: null });
    await set('ljusakra-kraft', { dailyCap: 1 });
    h.clock.set('2026-03-20T22:30:00Z');
    const first = await ask();
    expect(await reasons(first.leadId)).toEqual({
      savera: 'inactive',
      'tallmo-energi': 'no-channel',
      'ljusakra-kraft': 'chosen',
    });
    const second = await ask();
    expect(await reasons(second.leadId)).toMatchObject({ 'ljusakra-kraft': 'daily-cap' });
    expect((await h.lead(second.leadId)).state).toBe('waiting');
    // 23:00 UTC is midnight in Stockholm.
    h.clock.set('2026-03-20T23:26:00Z');
    await retryWaiting(h.ctx);
    expect(await receivers(second.leadId)).toEqual(['ljusakra-kraft']);
    expect((await h.lead(second.leadId)).state).toBe('open');
    await set('savera', { active: true });
    await set('tallmo-energi', { email: 'offert@tallmo-energi.example' });
    await set('ljusakra-kraft', { dailyCap: null });
  });

  it('to one that is closed and opens within three days, for when it opens; not to one with a longer pause, and when that is all of them it waits', async () => {
    // Sunday the 22nd, 21:10 in Sweden.
    h.clock.set('2026-03-22T20:10:00Z');
    await set('savera', { hours: office });
    const pause = { from: '2026-03-20', to: '2026-03-29' };
    await transact(h.ctx.db, (tx) => addPause(h.ctx, tx, 'tallmo-energi', pause));
    const { leadId } = await ask();
    expect(await reasons(leadId)).toEqual({ savera: 'chosen', 'tallmo-energi': 'paused', 'ljusakra-kraft': 'chosen' });
    expect(await due(leadId)).toEqual({
      savera: '2026-03-23T07:00:00Z',
      'ljusakra-kraft': '2026-03-22T20:10:00Z',
    });
    const { leadId: alone } = await ask({ ticked: ['tallmo-energi'] });
    expect((await h.lead(alone)).state).toBe('waiting');
    // Three days before the 30th, and a minute later.
    h.clock.set('2026-03-26T21:59:00Z');
    await retryWaiting(h.ctx);
    expect(await receivers(alone)).toEqual([]);
    h.clock.set('2026-03-26T22:55:00Z');
    await retryWaiting(h.ctx);
    expect(await receivers(alone)).toEqual(['tallmo-energi']);
    expect(await due(alone)).toEqual({ 'tallmo-energi': '2026-03-29T22:00:00Z' });
    expect(await receivers(leadId), 'what was passed over stays passed over').not.toContain('tallmo-energi');
    await set('savera', { hours: always });
    h.clock.set('2026-03-31T08:00:00Z');
  });

  it('a number for the day is for the day on which it goes', async () => {
    await set('savera', { hours: office, dailyCap: 1 });
    // Tuesday evening twice, and Wednesday morning: all three would go on Wednesday.
    h.clock.set('2026-03-31T16:00:00Z');
    const { leadId: first } = await ask({ ticked: ['savera'] });
    const { leadId: second } = await ask({ ticked: ['savera'] });
    h.clock.set('2026-04-01T07:00:00Z');
    const { leadId: third } = await ask({ ticked: ['savera'] });
    for (const [leadId, reason] of [
      [first, 'chosen'],
      [second, 'daily-cap'],
      [third, 'daily-cap'],
    ] as const)
      expect(await reasons(leadId)).toMatchObject({ savera: reason });
    expect(await due(first)).toEqual({ savera: '2026-04-01T06:00:00Z' });
    // On Wednesday evening those that wait are for Thursday, one of them.
    h.clock.set('2026-04-01T15:30:00Z');
    await retryWaiting(h.ctx);
    expect(await due(second)).toEqual({ savera: '2026-04-02T06:00:00Z' });
    expect(await receivers(third)).toEqual([]);
    await set('savera', { hours: always, dailyCap: null });
  });

  it('says of one that was passed over for a pause when the form was sent never that it was unticked', async () => {
    h.clock.set('2026-04-07T08:00:00Z');
    await set('savera', { dailyCap: 0 });
    await transact(h.ctx.db, (tx) => addPause(h.ctx, tx, 'tallmo-energi', { from: '2026-04-07', to: '2026-04-11' }));
    const { leadId } = await ask({ ticked: ['savera'] });
    h.clock.set('2026-04-12T08:00:00Z');
    await set('savera', { dailyCap: null });
    await retryWaiting(h.ctx);
    expect(await reasons(leadId)).toEqual({
      savera: 'chosen',
      'tallmo-energi': 'paused',
      'ljusakra-kraft': 'not-ticked',
    });
  });

  it('P10: not to anybody once it has waited its 30 days', async () => {
    await set('savera', { active: false });
    const { leadId } = await ask({ ticked: ['savera'] });
    await set('savera', { active: true });
    h.clock.advance('P30D');
    await retryWaiting(h.ctx);
    expect(await receivers(leadId)).toEqual([]);
  });

  it('to at most four, and the others are not in turn', async () => {
    const services = ['electricity'] as const;
    const ticked = ['savera', 'tallmo-energi', 'ljusakra-kraft', 'nets', 'qred', 'fortnox'];
    for (const id of ticked.slice(3)) await set(id, { services });
    const { leadId } = await ask({ ticked });
    const all = Object.values(await reasons(leadId)).sort();
    expect(all).toEqual([...Array(mostSuppliers).fill('chosen'), 'not-in-turn', 'not-in-turn']);
    expect(await receivers(leadId)).toHaveLength(mostSuppliers);
  });
});
