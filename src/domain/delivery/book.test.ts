import { beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from '../../../e2e/support/house.ts';
import { type Endpoint, supplierEndpoint } from '../../../e2e/support/peers.ts';
import { endRequest } from '../contract/index.ts';
import { sweep } from '../flow.ts';
import { noteSettled } from '../referral/index.ts';
import { claimDue } from './book.ts';
import { leaseSeconds, retrySeconds } from './delivery.ts';

const roomy = { sms: 9, mail: 10, webhook: 16, busy: {} };
let h: House;
let peer: Endpoint;
beforeEach(async () => {
  h = await house();
  peer = await supplierEndpoint();
  await h.webhook('savera', peer.url);
});
let n = 0;
const ask = (ticked: readonly string[] = ['savera']) =>
  h.ask({ ticked, company: { organisationNumber: organisationNumber(++n) } });
const claim = (room = roomy) => claimDue(h.ctx.db, room, h.clock.now());
const ids = (kind: string) => h.mails.filter((m) => m.subject.includes(kind)).map((m) => m.messageId);

describe('G2: at least once, with one stable id', () => {
  it('is made again with the same ids when its worker died after claiming it', async () => {
    await ask();
    const claimed = await claim();
    expect(claimed.map((d) => d.kind).sort()).toEqual([
      'customer.received',
      'supplier.referral',
      'supplier.referral.webhook',
    ]);
    h.clock.advance(`PT${leaseSeconds}S`);
    await sweep(h.ctx);
    await h.sendDue();
    expect(h.mails).toHaveLength(0);
    h.clock.advance('PT1S');
    await sweep(h.ctx);
    await h.sendDue();
    expect(peer.received.map((r) => r.headers['webhook-id'])).toEqual(
      claimed.filter((d) => d.channel === 'webhook').map((d) => d.id),
    );
    expect(h.mails.map((m) => m.messageId).sort()).toEqual(
      claimed
        .filter((d) => d.channel === 'mail')
        .map((d) => `<${d.id}@allkontrakt.se>`)
        .sort(),
    );
  });

  it('is made again when its worker died after sending it, before that was written down', async () => {
    await ask();
    await h.sendDue();
    await h.ctx.db
      .updateTable('brokerage.delivery')
      .set({ state: 'sending', ended_at: null, leased_until: h.clock.now() })
      .execute();
    h.clock.advance('PT1S');
    await sweep(h.ctx);
    await h.sendDue();
    const [first, second] = peer.received.map((r) => r.headers['webhook-id']);
    expect(second).toBe(first);
    expect(new Set(ids('Ny förfrågan')).size).toBe(1);
    expect(ids('Ny förfrågan')).toHaveLength(2);
  });

  it('keeps its Message-ID while the mail server says no, and its link', async () => {
    h.mailAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'message-refused' });
    await ask();
    await h.sendDue();
    h.clock.advance('PT5S');
    await h.sendDue();
    const tries = h.mails.filter((m) => m.subject.startsWith('Ny förfrågan'));
    expect(tries).toHaveLength(2);
    expect(tries[1]).toEqual(tries[0]);
  });

  it('a worker that dies again and again does not try for ever', async () => {
    const { leadId } = await ask();
    for (let i = 0; i < retrySeconds.length; i += 1) {
      await claim();
      h.clock.advance(`PT${leaseSeconds + 1}S`);
      await sweep(h.ctx);
    }
    expect((await h.deliveries()).map((d) => [d.state, d.reason])).toEqual(
      [1, 2, 3].map(() => ['dead', 'worker-lost']),
    );
    expect((await h.referral(leadId, 'savera')).state).toBe('undeliverable');
  });

  it('two workers never claim the same', async () => {
    await Promise.all([ask(), ask(), ask()]);
    const all = (await Promise.all([claim(), claim(), claim(), claim()])).flat().map((d) => d.id);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(9);
  });
});

describe('G2: nothing leaves after the customer has ended the request', () => {
  it('not what waits, not what is tried again, and what had left is followed by word of it', async () => {
    peer.answer = () => ({ status: 500 });
    h.mailAnswer = async (mail) =>
      mail.subject.startsWith('Ny') ? { kind: 'sent' } : { kind: 'refused', permanent: false, reason: 'timeout' };
    const { leadId } = await ask(['savera', 'tallmo-energi']);
    await h.sendDue();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'withdrawn'));
    // Stopped in the transaction that ended it, not when its turn comes.
    const waiting = (await h.deliveries()).filter((d) => d.state === 'pending').map((d) => d.kind);
    expect(waiting).toEqual([]);
    await h.retain();
    const before = [peer.received.length, h.mails.length];
    h.mailAnswer = async () => ({ kind: 'sent' });
    peer.answer = () => ({ status: 204 });
    h.clock.advance('P1D');
    await h.sendDue();
    expect(peer.received.slice(before[0]!).map(({ body }) => JSON.parse(body).type)).toEqual(['lead.erased']);
    expect(h.mails.slice(before[1]).map((m) => [m.to, m.subject.replace(/ [A-Z0-9]{4}-[A-Z0-9]{3}/, '')])).toEqual(
      expect.arrayContaining([
        ['offert@savera.example', 'Radera förfrågan'],
        ['offert@tallmo-energi.example', 'Radera förfrågan'],
      ]),
    );
    // And the customer a last word.
    expect(h.mails).toHaveLength(before[1]! + 3);
    expect((await h.deliveries()).every((d) => ['delivered', 'cancelled'].includes(d.state))).toBe(true);
  });

  it('P5: a claim that had begun before is dropped when it is put into words after, the customer’s own mail too', async () => {
    const { leadId } = await ask();
    const claimed = await claim();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'withdrawn'));
    h.clock.advance(`PT${leaseSeconds + 1}S`);
    await sweep(h.ctx);
    await h.sendDue();
    expect(peer.received).toHaveLength(0);
    expect(h.mails).toHaveLength(0);
    expect((await h.deliveries()).filter((d) => claimed.some((c) => c.id === d.id)).map((d) => d.state)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });

  it('P8, P13: one that arrived while the customer ended it was sent: its supplier is told, and the page says when', async () => {
    const { leadId } = await ask();
    const claimed = await claim();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'withdrawn'));
    const arrived = claimed
      .filter((d) => d.channel === 'webhook')
      .map((d) => ({ ...d, state: 'delivered' as const, status: 204 }));
    await transact(h.ctx.db, (tx) => noteSettled(h.ctx, tx, arrived));
    expect(await h.referral(leadId, 'savera')).toMatchObject({ state: 'cancelled', sent_at: h.clock.now() });
    expect(await h.deliveries('supplier.closed')).toHaveLength(1);
  });
});

describe('G2: nothing crosswise', () => {
  it('each supplier is sent its own referral and link, and no other', async () => {
    const other = await supplierEndpoint();
    await h.webhook('tallmo-energi', other.url);
    await Promise.all([ask(['savera', 'tallmo-energi']), ask(['savera', 'tallmo-energi'])]);
    await h.sendDue();
    for (const [supplierId, { received }] of [
      ['savera', peer],
      ['tallmo-energi', other],
    ] as const) {
      const own = await h.ctx.db
        .selectFrom('brokerage.referral')
        .select('id')
        .where('supplier_id', '=', supplierId)
        .execute();
      const bodies = received.map((r) => JSON.parse(r.body) as { data: { referral: string; link: string } });
      expect(bodies.map((b) => b.data.referral).sort()).toEqual(own.map((r) => r.id).sort());
      for (const { data } of bodies)
        expect(h.ctx.vault.open('supplier', data.link.split('/').at(-1) ?? '', h.clock.now())).toBe(data.referral);
    }
    expect(new Set([...peer.received, ...other.received].map((r) => r.headers['webhook-id'])).size).toBe(4);
  });
});

describe('G3: a slow supplier does not stand in the way of another', () => {
  it('each has room of its own, whatever waits for the others', async () => {
    const suppliers = ['savera', 'tallmo-energi', 'ljusakra-kraft'];
    for (const id of suppliers) await h.webhook(id, peer.url);
    for (let i = 0; i < 3; i += 1) await ask(suppliers);
    await ask(['ljusakra-kraft']);
    // Savera hangs: all its room is taken.
    const claimed = await claim({ mail: 0, sms: 0, webhook: 2, busy: { savera: 0 } });
    const lanes = claimed.map((d) => d.supplierId);
    expect(lanes.filter((id) => id === 'savera')).toHaveLength(0);
    expect(lanes.filter((id) => id === 'tallmo-energi')).toHaveLength(2);
    expect(lanes.filter((id) => id === 'ljusakra-kraft')).toHaveLength(2);
  });
});
