import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { createVoice } from '#platform/phone/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import type { Context } from '../context.ts';
import { endRequest } from '../contract/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { restrictRequest } from '../privacy/index.ts';
import { NotAllowed } from '../transitions.ts';
import { beginCall, callList, callsOf, logCall, makeTask, noteDialled, noteEnded, tasksOf } from './index.ts';

let h: House;
let staff: Context;
let leadId = '';
beforeEach(async () => {
  h = await house();
  staff = { ...h.ctx, actor: `staff:${randomUUID()}` };
  leadId = (await h.ask({ ticked: ['savera'] })).leadId;
});

const day = (text: string) => Temporal.PlainDate.from(text);
const log = (next: string | null = null, key: string = randomUUID(), outcome: 'reached' | 'no-answer' = 'no-answer') =>
  transact(h.ctx.db, (tx) =>
    logCall(
      staff,
      tx,
      leadId,
      { outcome, note: 'Bra samtal', next: next ? { body: 'Ring igen', dueOn: day(next) } : null },
      key,
    ),
  );
const dial = (key: string = randomUUID()) => transact(h.ctx.db, (tx) => beginCall(staff, tx, leadId, key));
const listed = async () => (await callList(h.ctx.db)).map(({ body, dueOn, last }) => [body, dueOn.toString(), last]);

describe('calls', () => {
  it('are logged with what comes next, which puts the request on the call list until the next is logged', async () => {
    await log('2026-03-14');
    expect(await listed()).toEqual([['Ring igen', '2026-03-14', 'no-answer']]);
    await log('2026-03-20');
    expect(await listed()).toEqual([['Ring igen', '2026-03-20', 'no-answer']]);
    await log(null, randomUUID(), 'reached');
    expect(await listed()).toEqual([]);
    expect((await callsOf(h.ctx.db, leadId)).map(({ outcome, dueOn }) => [outcome, dueOn?.toString()])).toEqual([
      ['no-answer', '2026-03-14'],
      ['no-answer', '2026-03-20'],
      ['reached', undefined],
    ]);
  });

  it.each([
    ['one after the other', false, false],
    ['at the same moment', false, true],
    ['about a call that the product has dialled', true, false],
    ['about one that it has dialled, at the same moment', true, true],
  ])('a form that is sent twice is one call: %s', async (_, dialled, together) => {
    if (dialled) await dial();
    const sent = () => log('2026-03-14', 'same');
    if (together) await Promise.all([sent(), sent(), sent()]);
    else for (let n = 0; n < 3; n += 1) await sent();
    expect(await callsOf(h.ctx.db, leadId)).toHaveLength(1);
    expect(await tasksOf(h.ctx.db, leadId)).toHaveLength(1);
    await log('2026-03-15', 'another');
    expect(await callsOf(h.ctx.db, leadId)).toHaveLength(2);
  });

  it('are listed by day, and other things to do are not', async () => {
    await transact(h.ctx.db, async (tx) => {
      await makeTask(staff, tx, leadId, { body: 'Ring andra', dueOn: day('2026-03-15'), kind: 'call' });
      await makeTask(staff, tx, leadId, { body: 'Ring först', dueOn: day('2026-03-13'), kind: 'call' });
      await makeTask(staff, tx, leadId, { body: 'Läs avtalet', dueOn: day('2026-03-12') });
    });
    expect((await listed()).map(([body]) => body)).toEqual(['Ring först', 'Ring andra']);
  });

  it('one that the product has dialled is written down on its own line, with how it ended, which is told once', async () => {
    const call = await dial('d');
    expect(call).toMatchObject({ to: '+46701740605' });
    expect(await dial('d')).toBeUndefined();
    const { id } = call!;
    await noteDialled(h.ctx.db, id, 'c1');
    await noteEnded(h.ctx.db, id, { carrierId: 'c2', end: 'failed', seconds: null });
    await noteEnded(h.ctx.db, id, { carrierId: 'c1', end: 'success', seconds: 75 });
    await noteEnded(h.ctx.db, id, { carrierId: 'c1', end: 'failed', seconds: 0 });
    await log(null, randomUUID(), 'reached');
    expect(await callsOf(h.ctx.db, leadId)).toMatchObject([{ outcome: 'reached', ended: 'success', seconds: 75 }]);
  });

  it('P5: nobody is called, nor stands on the list, about a request that is over or restricted', async () => {
    await log('2026-03-14');
    const key = emailKeyOf(h.ctx.vault, 'inkop@norrgarden.example');
    const restrict = (on: boolean) => transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key, leadId, on, 'page'));
    const nobody = async () => {
      expect(await listed()).toEqual([]);
      await expect(log()).rejects.toThrow(NotAllowed);
      await expect(dial()).rejects.toThrow(NotAllowed);
    };
    await restrict(true);
    await nobody();
    await restrict(false);
    expect(await listed()).toHaveLength(1);
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract'));
    await nobody();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    await h.retain();
    await nobody();
    expect(await h.ctx.db.selectFrom('brokerage.call').selectAll().execute()).toEqual([]);
  });

  it('P5: no call is for marketing, and each goes from one whole number to another', async () => {
    const made: unknown[] = [];
    const voice = createVoice(async (call) => {
      made.push(call);
      return { kind: 'carried', id: 'c1' };
    });
    const call = {
      staff: '+46701740698',
      to: '+46701740605',
      class: 'service',
      endedUrl: 'https://a.example/',
    } as const;
    expect(await voice.connect({ ...call, class: 'marketing' })).toMatchObject({
      permanent: true,
      reason: 'marketing',
    });
    expect(await voice.connect({ ...call, to: '+46701740605","play":"x' })).toMatchObject({ reason: 'bad-number' });
    expect(await voice.connect({ ...call, staff: '0701740698' })).toMatchObject({ reason: 'bad-number' });
    expect(made).toEqual([]);
    expect(await voice.connect(call)).toEqual({ kind: 'carried', id: 'c1' });
  });
});
