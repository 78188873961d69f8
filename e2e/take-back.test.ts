import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endRequest, reopenRequest } from '#domain/contract/index.ts';
import { whenSettled } from '#domain/flow.ts';
import { Proofs, replay, withdrawSupplier } from '#domain/privacy/index.ts';
import { addSupplier } from '#domain/referral/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { transact } from '#platform/db/index.ts';
import { type House, house } from './support/house.ts';

let h: House;
let leadId = '';
beforeAll(async () => {
  h = await house();
});
let n = 0;
beforeEach(async () => {
  n += 1;
  const company = { organisationNumber: `55990${n}0000`, email: `kund${n}@norrgarden.example` };
  ({ leadId } = await h.ask({ ticked: ['savera'], company }));
  await h.sendDue();
});

const add = (supplierId: string) => transact(h.ctx.db, (tx) => addSupplier(h.ctx, tx, leadId, supplierId));
const state = async (supplierId: string) => (await h.referral(leadId, supplierId)).state;
const mailsOf = async (kind: string) => (await h.deliveries(kind)).filter((d) => d.lead_id === leadId).length;
const again = (...wishes: object[]) =>
  replay(h.ctx, wishes.map((wish) => ({ at: h.clock.now().toString(), wish })) as never, whenSettled, new Proofs());

describe('P3: a supplier is added by the action itself only when it may have the request', () => {
  it.each(['savera', 'fortnox', 'martin-servera', 'nobody-we-know'])('not %s', async (supplierId) => {
    await expect(add(supplierId)).rejects.toBeInstanceOf(NotAllowed);
  });

  it('nor a fifth, nor one that takes none, nor one that it was taken back from', async () => {
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'tallmo-energi', { dailyCap: 0 }));
    await expect(add('tallmo-energi')).rejects.toBeInstanceOf(NotAllowed);
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'tallmo-energi', { dailyCap: null }));
    const { id } = await h.referral(leadId, 'savera');
    await transact(h.ctx.db, (tx) => withdrawSupplier(h.ctx, tx, leadId, id));
    await expect(add('savera')).rejects.toBeInstanceOf(NotAllowed);
    for (const supplierId of ['nets', 'qred', 'fortnox'])
      await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, supplierId, { services: ['electricity'] }));
    for (const supplierId of ['nets', 'qred', 'tallmo-energi']) await add(supplierId);
    await expect(add('ljusakra-kraft')).rejects.toBeInstanceOf(NotAllowed);
    for (const supplierId of ['nets', 'qred', 'fortnox'])
      await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, supplierId, { services: [] }));
  });

  it('P10: a request that nobody could take is open when one can', async () => {
    const company = { organisationNumber: '5599000899', email: 'ingen@norrgarden.example' };
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { dailyCap: 0 }));
    ({ leadId } = await h.ask({ ticked: ['savera'], company }));
    expect((await h.lead(leadId)).state).toBe('waiting');
    await add('ljusakra-kraft');
    expect((await h.lead(leadId)).state).toBe('open');
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { dailyCap: null }));
  });
});

describe('G6: a restored backup is brought to the same, and nobody is written to again', () => {
  it('taken back from a supplier', async () => {
    await again({ kind: 'withdrawn', leadId, supplierId: 'savera' });
    expect(await state('savera')).toBe('cancelled');
    expect(await mailsOf('customer.supplier-withdrawn')).toBe(0);
    await again({ kind: 'withdrawn', leadId, supplierId: 'savera' });
    expect(await state('savera')).toBe('cancelled');
  });

  it('closed and opened again', async () => {
    await again({ kind: 'ended', leadId, reason: 'no-contract' }, { kind: 'reopened', leadId });
    expect(await h.lead(leadId)).toMatchObject({ state: 'open', closing_reason: null });
    expect(await state('savera')).toBe('sent');
    expect(await mailsOf('customer.reopened')).toBe(0);
    await again({ kind: 'ended', leadId, reason: 'withdrawn' }, { kind: 'reopened', leadId });
    expect((await h.lead(leadId)).state).toBe('closed');
  });
});

describe('opened again', () => {
  it('one that waited for suppliers waits again, and what had not left leaves', async () => {
    const company = { organisationNumber: '5599000907', email: 'vantar@norrgarden.example' };
    ({ leadId } = await h.ask({ ticked: ['savera'], company }));
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract'));
    expect(await state('savera')).toBe('cancelled');
    await transact(h.ctx.db, (tx) => reopenRequest(h.ctx, tx, leadId));
    expect(await state('savera')).toBe('queued');
    await h.sendDue();
    expect(await state('savera')).toBe('sent');
    expect(await mailsOf('supplier.closed')).toBe(0);
    expect(await mailsOf('supplier.reopened')).toBe(0);
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { dailyCap: 0 }));
    const other = { organisationNumber: '5599000915', email: 'vantar2@norrgarden.example' };
    ({ leadId } = await h.ask({ ticked: ['savera'], company: other }));
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract'));
    await transact(h.ctx.db, (tx) => reopenRequest(h.ctx, tx, leadId));
    expect((await h.lead(leadId)).state).toBe('waiting');
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { dailyCap: null }));
  });

  it('one that was chosen can be chosen from again, and not what was taken back', async () => {
    await add('tallmo-energi');
    await h.sendDue();
    await h.quote(leadId, 'savera');
    await h.quote(leadId, 'tallmo-energi');
    const { id } = await h.referral(leadId, 'tallmo-energi');
    await transact(h.ctx.db, (tx) => withdrawSupplier(h.ctx, tx, leadId, id));
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract'));
    await transact(h.ctx.db, (tx) => reopenRequest(h.ctx, tx, leadId));
    expect([await state('savera'), await state('tallmo-energi')]).toEqual(['quoted', 'cancelled']);
    expect((await h.lead(leadId)).state).toBe('quoted');
  });
});
