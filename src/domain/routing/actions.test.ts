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

  it('not to one that has a pause or is outside its hours; when that is all of them the request waits, and goes when one opens', async () => {
    // Sunday the 22nd, 21:10 in Sweden.
    h.clock.set('2026-03-22T20:10:00Z');
    const office = { openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' };
    await set('savera', { hours: office });
    await transact(h.ctx.db, (tx) => addPause(h.ctx, tx, 'tallmo-energi', { from: '2026-03-20', to: '2026-03-24' }));
    const { leadId: other } = await ask();
    expect(await reasons(other)).toEqual({
      savera: 'out-of-hours',
      'tallmo-energi': 'paused',
      'ljusakra-kraft': 'chosen',
    });
    const { leadId } = await ask({ ticked: ['savera', 'tallmo-energi'] });
    expect(await reasons(leadId)).toMatchObject({ savera: 'out-of-hours', 'tallmo-energi': 'paused' });
    expect((await h.lead(leadId)).state).toBe('waiting');
    // Five to eight on Monday, and five past: the hourly try after it opens.
    h.clock.set('2026-03-23T06:55:00Z');
    await retryWaiting(h.ctx);
    expect(await receivers(leadId)).toEqual([]);
    h.clock.set('2026-03-23T08:05:00Z');
    await retryWaiting(h.ctx);
    expect(await receivers(leadId)).toEqual(['savera']);
    expect(await reasons(leadId)).toMatchObject({ savera: 'chosen', 'tallmo-energi': 'paused' });
    // The one that was passed over while another took it stays passed over.
    expect(await receivers(other)).toEqual(['ljusakra-kraft']);
    await set('savera', { hours: { openDays: [1, 2, 3, 4, 5, 6, 7], opensAt: null, closesAt: null } });
    h.clock.set('2026-03-25T08:00:00Z');
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
