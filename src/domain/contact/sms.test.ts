import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sql, transact } from '#platform/db/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import type { Context } from '../context.ts';
import { endRequest, reportContract } from '../contract/index.ts';
import { sweepDeliveries } from '../delivery/index.ts';
import { emailKeyOf } from '../lead/index.ts';
import { objectTo, restrictRequest } from '../privacy/index.ts';
import { chooseQuote } from '../quote/index.ts';
import { NotAllowed } from '../transitions.ts';
import { leavesAt, lettersOf, noteReport, writeLetter } from './index.ts';

let h: House;
let staff: Context;
let leadId = '';
beforeEach(async () => {
  h = await house();
  staff = { ...h.ctx, actor: `staff:${randomUUID()}` };
  leadId = (await h.ask({ ticked: ['savera'] })).leadId;
  await h.sendDue();
});

const write = (body = 'Hej!', channel: 'sms' | 'mail' = 'sms', key: string = randomUUID()) =>
  transact(h.ctx.db, (tx) =>
    writeLetter(staff, tx, leadId, { channel, template: null, subject: channel === 'mail' ? 'Ämne' : null, body }, key),
  );
const key = () => emailKeyOf(h.ctx.vault, 'inkop@norrgarden.example');
const states = async () =>
  (await h.deliveries('customer.sms')).map(({ state, reason }) => `${state} ${reason ?? ''}`).sort();

describe('quiet hours: no text message leaves between 20 and 08 in Sweden', () => {
  it.each([
    ['2026-03-12T08:14:00Z', '2026-03-12T08:14:00Z', 'by day at once'],
    ['2026-03-12T18:59:59Z', '2026-03-12T18:59:59Z', 'until the stroke of eight'],
    ['2026-03-12T19:00:00Z', '2026-03-13T07:00:00Z', 'from then in the morning'],
    ['2026-03-12T23:30:00Z', '2026-03-13T07:00:00Z', 'after midnight the same morning'],
    ['2026-03-13T06:59:59Z', '2026-03-13T07:00:00Z', 'until the last second'],
    ['2026-03-28T20:00:00Z', '2026-03-29T06:00:00Z', 'the night that loses an hour'],
    ['2026-03-29T00:59:00Z', '2026-03-29T06:00:00Z', 'right before it is lost'],
    ['2026-10-24T20:00:00Z', '2026-10-25T07:00:00Z', 'the night that gains one'],
    ['2026-10-25T00:30:00Z', '2026-10-25T07:00:00Z', 'the first time it is half past two'],
    ['2026-10-25T01:30:00Z', '2026-10-25T07:00:00Z', 'and the second'],
  ])('%s: %s, %s', (at, wanted) => {
    expect(leavesAt(Temporal.Instant.from(at)).toString()).toBe(wanted);
  });

  it('what is written in the evening waits, and one that is late is held back when it is to leave', async () => {
    h.clock.set('2026-03-28T19:30:00Z');
    await write('På kvällen');
    expect((await h.deliveries('customer.sms')).map((d) => d.due_at.toString())).toEqual(['2026-03-29T06:00:00Z']);
    h.clock.set('2026-03-29T05:59:59Z');
    await h.sendDue();
    expect(h.texts).toEqual([]);
    h.clock.set('2026-03-29T06:00:00Z');
    h.smsAnswer = async () => ({
      kind: 'refused',
      permanent: false,
      reason: 'carrier-down',
      retryAfterSeconds: 13 * 3600,
    });
    await h.sendDue();
    expect(h.texts).toHaveLength(1);
    // Its next try comes in the evening: it waits for the morning, and that was no try.
    h.clock.set('2026-03-29T19:05:00Z');
    await h.sendDue();
    const [waiting] = await h.deliveries('customer.sms');
    expect(waiting).toMatchObject({ state: 'pending', attempts: 1 });
    expect(waiting?.due_at.toString()).toBe('2026-03-30T06:00:00Z');
    expect(h.texts).toHaveLength(1);
    h.clock.set('2026-03-30T06:00:00Z');
    h.smsAnswer = async () => ({ kind: 'carried', id: 's1' });
    await h.sendDue();
    expect(await states()).toEqual(['delivered ']);
  });
});

describe('P5: a text message is about the customer’s own open request', () => {
  const night = () => h.clock.set('2026-03-12T22:00:00Z');
  const morning = async () => {
    h.clock.set('2026-03-13T07:00:00Z');
    await h.retain();
    await h.sendDue();
  };

  it('goes to the request’s own number as it is when it leaves, and to no other', async () => {
    night();
    await write();
    await h.ctx.db.updateTable('brokerage.lead').set({ phone: '+46701740699' }).where('id', '=', leadId).execute();
    await morning();
    expect(h.texts.map(({ to }) => to)).toEqual(['+46701740699']);
  });

  it('one that is somebody else’s by its row is not sent', async () => {
    const other = (await h.ask({ company: { email: 'annan@annan.example', organisationNumber: '5599000014' } })).leadId;
    await write();
    await h.ctx.db
      .updateTable('brokerage.delivery')
      .set({ lead_id: other })
      .where('kind', '=', 'customer.sms')
      .execute();
    await h.sendDue();
    expect(await states()).toEqual(['cancelled gone']);
    expect(h.texts).toEqual([]);
  });

  it.each([
    [
      'ended',
      () => transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'no-contract')),
      ['cancelled no-contract'],
    ],
    [
      'restricted',
      () => transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key(), leadId, true, 'page')),
      ['cancelled restricted'],
    ],
    ['objected to', () => transact(h.ctx.db, (tx) => objectTo(h.ctx, tx, key(), 'brokerage', 'page')), []],
    ['erased', () => transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure')), []],
    [
      'concluded and archived',
      async () => {
        const quoteId = await h.quote(leadId, 'savera');
        await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, leadId, quoteId));
        const { id } = await h.referral(leadId, 'savera');
        await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, id, 'customer'));
      },
      [],
    ],
  ])('queued at night and %s before the morning, it does not leave', async (_, happens, wanted) => {
    night();
    await write();
    await happens();
    await morning();
    expect(h.texts).toEqual([]);
    expect(await states()).toEqual(wanted);
    await expect(write('Efteråt')).rejects.toThrow(NotAllowed);
    await expect(write('Efteråt', 'mail')).rejects.toThrow(NotAllowed);
  });

  it('one whose claim had begun when the request ended is dropped when it is put into words', async () => {
    await write();
    await write('Mejl', 'mail');
    await h.ctx.db
      .updateTable('brokerage.lead')
      .set({ state: 'closed', closed_at: h.clock.now(), closing_reason: 'no-contract' })
      .where('id', '=', leadId)
      .execute();
    await h.sendDue();
    expect(await states()).toEqual(['cancelled not-open']);
    expect((await h.deliveries('customer.message')).map(({ reason }) => reason)).toEqual(['not-open']);
  });

  it('what a restriction stopped leaves when it is lifted, by day', async () => {
    night();
    await write();
    const restrict = (on: boolean) => transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key(), leadId, on, 'page'));
    await restrict(true);
    await restrict(false);
    await h.sendDue();
    expect(h.texts).toEqual([]);
    await morning();
    expect(h.texts).toHaveLength(1);
  });
});

describe('how it went', () => {
  const message = async () => (await lettersOf(h.ctx.db, leadId))[0]!;
  const carried = async () =>
    (await h.ctx.db.selectFrom('brokerage.message').select('carrier_id').executeTakeFirstOrThrow()).carrier_id;

  it('is tried again when the carrier is away, refused when it says so, and told to staff once a day when the account is empty', async () => {
    h.smsAnswer = async () => ({ kind: 'refused', permanent: true, reason: 'number-refused', status: 400 });
    await write();
    await h.sendDue();
    expect(await states()).toEqual(['refused number-refused']);
    h.smsAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'no-credit', status: 403 });
    await write('Två');
    await write('Tre');
    await h.sendDue();
    await h.sendDue();
    expect(h.mails.filter(({ subject }) => subject === 'Sms går inte iväg').map(({ to }) => to)).toEqual([
      'info@allkontrakt.se',
    ]);
    expect(await states()).toEqual(['pending ', 'pending ', 'refused number-refused']);
    h.smsAnswer = async () => ({ kind: 'carried', id: 's9' });
    h.clock.advance('PT6S');
    await h.sendDue();
    expect(await states()).toEqual(['delivered ', 'delivered ', 'refused number-refused']);
  });

  it('in whatever order it is told: what has arrived stays so, and a stranger’s number changes nothing', async () => {
    await write();
    await h.sendDue();
    expect(await carried()).toBe('s1');
    const { id } = await message();
    const tell = (report: 'sent' | 'failed' | 'delivered', as = 's1') => noteReport(h.ctx, h.ctx.db, id, as, report);
    await tell('delivered', 's2');
    expect((await message()).report).toBeNull();
    await tell('sent');
    expect((await message()).report).toBe('sent');
    await tell('failed');
    await tell('sent');
    expect((await message()).report).toBe('failed');
    await tell('delivered');
    const { reportedAt } = await message();
    h.clock.advance('PT1M');
    for (const again of ['sent', 'failed', 'delivered'] as const) await tell(again);
    expect(await message()).toMatchObject({ report: 'delivered', reportedAt });
  });

  it('one that is told before it was written down what it is called keeps the number it told', async () => {
    await write();
    const { id } = await message();
    await noteReport(h.ctx, h.ctx.db, id, 's7', 'delivered');
    expect(await message()).toMatchObject({ report: 'delivered' });
    expect(await carried()).toBe('s7');
  });

  it('one whose worker died when it had been handed over is not sent again, once its carrier has told of it', async () => {
    await write();
    await h.sendDue();
    const { id } = await message();
    const die = async () => {
      await sql`update brokerage.delivery set state = 'sending', ended_at = null, leased_until = ${h.clock.now()}
        where kind = 'customer.sms'`.execute(h.ctx.db);
      await sql`update brokerage.message set carrier_id = null where report is null`.execute(h.ctx.db);
      h.clock.advance('PT2M');
      await transact(h.ctx.db, (tx) => sweepDeliveries(tx, h.clock.now()));
    };
    await die();
    await h.sendDue();
    expect(h.texts, 'nobody knows that it was').toHaveLength(2);
    await die();
    await noteReport(h.ctx, h.ctx.db, id, 's2', 'sent');
    await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key(), leadId, true, 'page'));
    await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, key(), leadId, false, 'page'));
    await h.sendDue();
    expect(h.texts).toHaveLength(2);
    expect([await states(), await carried()]).toEqual([['delivered '], 's2']);
  });

  it('one whose answer was lost waits for its carrier to tell, and only then is made again', async () => {
    h.smsAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'timeout' });
    await write('Ett');
    await write('Två');
    await h.sendDue();
    const { id } = (await lettersOf(h.ctx.db, leadId)).find(({ body }) => body === 'Ett')!;
    await noteReport(h.ctx, h.ctx.db, id, 's1', 'delivered');
    h.smsAnswer = async () => ({ kind: 'carried', id: 's3' });
    h.clock.advance('PT1M');
    await h.sendDue();
    expect(h.texts).toHaveLength(2);
    h.clock.advance('PT5M');
    await h.sendDue();
    expect(h.texts.map(({ text }) => text).sort()).toEqual(['Ett', 'Två', 'Två']);
    expect(await states()).toEqual(['delivered ', 'delivered ']);
  });
});
