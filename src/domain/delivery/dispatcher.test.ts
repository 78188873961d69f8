import { type AddressInfo, createServer } from 'node:net';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { type House, house, organisationNumber } from '../../../e2e/support/house.ts';
import { type Endpoint, type EndpointAnswer, supplierEndpoint } from '../../../e2e/support/peers.ts';
import { sweep } from '../flow.ts';
import { disableEndpoints } from '../supplier/index.ts';
import { replay } from './actions.ts';
import { breakerAfter, retrySeconds } from './delivery.ts';

let h: House;
let peer: Endpoint;
beforeAll(async () => {
  h = await house();
  peer = await supplierEndpoint();
});
beforeEach(async () => {
  // What an earlier test left behind does not come along.
  await h.ctx.db.deleteFrom('brokerage.delivery').execute();
  h.mails.length = 0;
  await h.webhook('savera', peer.url);
  peer.answer = () => ({ status: 204 });
  peer.received.length = 0;
});

let n = 0;
/** A fresh request with a webhook on its way to one supplier. @returns that delivery, whenever asked */
async function webhookTo(supplierId = 'savera') {
  const { leadId } = await h.ask({ ticked: [supplierId], company: { organisationNumber: organisationNumber(++n) } });
  const now = () =>
    h.ctx.db
      .selectFrom('brokerage.delivery')
      .selectAll()
      .where('lead_id', '=', leadId)
      .where('channel', '=', 'webhook')
      .executeTakeFirstOrThrow();
  const attempts = async () =>
    h.ctx.db
      .selectFrom('brokerage.delivery_attempt')
      .selectAll()
      .where('delivery_id', '=', (await now()).id)
      .orderBy('number')
      .execute();
  return { leadId, now, attempts };
}
const supplier = (id = 'savera') =>
  h.ctx.db.selectFrom('brokerage.supplier').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const later = (seconds: number) => h.clock.advance(`PT${seconds}S`);

const tenMegabytes = new Uint8Array(10 * 1024 * 1024);

describe('G3: what one answer of a supplier’s server makes of a delivery', () => {
  it.each<
    [string, EndpointAnswer, { state: string; reason?: string; waits?: number; outcome: string; status: number | null }]
  >([
    ['200', { status: 200 }, { state: 'delivered', outcome: 'delivered', status: 200 }],
    ['202', { status: 202 }, { state: 'delivered', outcome: 'delivered', status: 202 }],
    [
      '200 with a page of HTML, which nobody reads',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>OK</h1>' },
      { state: 'delivered', outcome: 'delivered', status: 200 },
    ],
    [
      '301 is not followed',
      { status: 301, headers: { location: 'http://127.0.0.1/' } },
      { state: 'pending', waits: 5, outcome: 'redirect', status: null },
    ],
    ['400', { status: 400 }, { state: 'pending', waits: 5, outcome: 'status-4xx', status: 400 }],
    ['410 ends it', { status: 410 }, { state: 'refused', reason: 'gone', outcome: 'gone', status: 410 }],
    [
      '429 with Retry-After',
      { status: 429, headers: { 'retry-after': '120' } },
      { state: 'pending', waits: 120, outcome: 'status-4xx', status: 429 },
    ],
    ['500', { status: 500 }, { state: 'pending', waits: 5, outcome: 'status-5xx', status: 500 }],
    [
      '503 with Retry-After shorter than the schedule',
      { status: 503, headers: { 'retry-after': '1' } },
      { state: 'pending', waits: 5, outcome: 'status-5xx', status: 503 },
    ],
    ['no answer', { status: 200, hang: true }, { state: 'pending', waits: 5, outcome: 'timeout', status: null }],
    ['10 MB', { status: 200, body: tenMegabytes }, { state: 'pending', waits: 5, outcome: 'too-large', status: null }],
  ])('%s', async (_, answer, expected) => {
    peer.answer = () => answer;
    const { now, attempts } = await webhookTo();
    await h.sendDue();
    const delivery = await now();
    expect(delivery).toMatchObject({ state: expected.state, reason: expected.reason ?? null, attempts: 1 });
    if (expected.waits) expect(delivery.due_at.since(h.clock.now()).total('seconds')).toBe(expected.waits);
    expect(await attempts()).toMatchObject([{ number: 1, outcome: expected.outcome, status: expected.status }]);
    expect(peer.received).toHaveLength(1);
  });

  it('a refused connection', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await h.webhook('savera', `http://127.0.0.1:${port}/hook`);
    const { now, attempts } = await webhookTo();
    await h.sendDue();
    expect(await now()).toMatchObject({ state: 'pending' });
    expect(await attempts()).toMatchObject([{ outcome: 'connect' }]);
  });

  it('an address in a private network is never called', async () => {
    await h.webhook('savera', 'https://10.0.0.1/hook');
    const { now, attempts } = await webhookTo();
    await h.sendDue();
    expect(await now()).toMatchObject({ state: 'pending' });
    expect(await attempts()).toMatchObject([{ outcome: 'refused-address' }]);
  });
});

describe('G3: every delivery ends', () => {
  it('is dead after ten attempts on schedule, with the same id in each; replayed it begins again and arrives', async () => {
    peer.answer = () => ({ status: 500 });
    const { now, attempts, leadId } = await webhookTo();
    for (const wait of retrySeconds) {
      later(wait);
      // The breaker is another matter, with tests of its own.
      await h.ctx.db.updateTable('brokerage.supplier').set({ breaker_failures: 0, breaker_retry_at: null }).execute();
      await h.sendDue();
    }
    expect(await now()).toMatchObject({ state: 'dead', reason: 'status-5xx', attempts: 10 });
    expect(new Set(peer.received.map((r) => r.headers['webhook-id']))).toEqual(new Set([(await now()).id]));
    expect(peer.received).toHaveLength(10);
    later(86_400);
    await h.sendDue();
    expect(peer.received).toHaveLength(10);

    peer.answer = () => ({ status: 204 });
    await transact(h.ctx.db, async (tx) => replay(h.ctx, tx, (await now()).id));
    await h.sendDue();
    expect(await now()).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(peer.received.at(-1)?.headers['webhook-id']).toBe(peer.received[0]?.headers['webhook-id']);
    expect((await attempts()).map((a) => a.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect((await h.referral(leadId, 'savera')).sent_at).not.toBeNull();
  });

  it('a 410 takes the endpoint out of use and tells staff once, however many were on their way', async () => {
    const waiting = await Promise.all([webhookTo(), webhookTo(), webhookTo()]);
    // Each answer is written down on its own, as when they come one after another.
    peer.answer = (i) => ({ status: 410, delayMs: i * 30 });
    await h.sendDue();
    expect((await supplier()).webhook_disabled_at).not.toBeNull();
    for (const { now } of waiting) expect(await now()).toMatchObject({ state: 'refused', reason: 'gone' });
    expect(await h.deliveries('staff.endpoint-gone')).toHaveLength(1);
    expect(h.mails.filter((m) => m.to === 'info@allkontrakt.se')).toHaveLength(1);
  });

  it('what waits for an endpoint that is out of use is dead at the next sweep, and its referral is undeliverable', async () => {
    await h.ctx.db.updateTable('brokerage.supplier').set({ email: null }).where('id', '=', 'savera').execute();
    const { now, leadId } = await webhookTo();
    await transact(h.ctx.db, (tx) => disableEndpoints(h.ctx, tx, ['savera']));
    await h.sendDue();
    expect(peer.received).toHaveLength(0);
    await sweep(h.ctx);
    expect(await now()).toMatchObject({ state: 'dead', reason: 'no-endpoint' });
    expect((await h.referral(leadId, 'savera')).state).toBe('undeliverable');
    await h.ctx.db
      .updateTable('brokerage.supplier')
      .set({ email: 'offert@savera.example' })
      .where('id', '=', 'savera')
      .execute();
  });

  it('one that can not be put into words does not hold up its neighbours', async () => {
    const good = await h.ask({ company: { organisationNumber: organisationNumber(++n), email: 'good@mail.example' } });
    const bad = await h.ask({ company: { organisationNumber: organisationNumber(++n), email: 'bad@mail.example' } });
    await h.ctx.db
      .updateTable('brokerage.lead')
      .set({ service: 'no-such-service' })
      .where('id', '=', bad.leadId)
      .execute();
    await h.sendDue();
    const states = Object.fromEntries((await h.deliveries('customer.received')).map((d) => [d.lead_id, d.state]));
    expect(states[good.leadId]).toBe('delivered');
    expect(states[bad.leadId]).toBe('pending');
    expect(h.errors.length).toBeGreaterThan(0);
  });
});

describe('G3: the breaker of a supplier', () => {
  it('opens after ten failures in a row, probes once a minute, and closes when one arrives', async () => {
    peer.answer = () => ({ status: 500 });
    for (let i = 0; i < breakerAfter; i += 1) await webhookTo();
    await h.sendDue();
    expect(peer.received).toHaveLength(breakerAfter);
    expect((await supplier()).breaker_failures).toBe(breakerAfter);

    const fresh = await webhookTo();
    await h.sendDue();
    later(59);
    await h.sendDue();
    expect(peer.received).toHaveLength(breakerAfter);
    later(1);
    await h.sendDue();
    expect(peer.received).toHaveLength(breakerAfter + 1);
    later(59);
    await h.sendDue();
    expect(peer.received).toHaveLength(breakerAfter + 1);

    peer.answer = () => ({ status: 204 });
    later(1);
    await h.sendDue();
    expect((await supplier()).breaker_failures).toBe(0);
    expect(await fresh.now()).toMatchObject({ state: 'delivered' });
    later(86_400);
    await h.sendDue();
    expect(
      new Set(
        (await h.deliveries('supplier.referral.webhook')).filter((d) => d.state === 'pending').map((d) => d.lane),
      ),
    ).toEqual(new Set());
  });

  it('does not let anything wait behind it for ever: after a whole retry schedule it is dead, with the reason', async () => {
    const { now, leadId } = await webhookTo();
    await h.ctx.db
      .updateTable('brokerage.supplier')
      .set({ breaker_failures: 20, breaker_retry_at: h.clock.now().add({ hours: 999 }) })
      .where('id', '=', 'savera')
      .execute();
    const schedule = retrySeconds.reduce<number>((sum, s) => sum + s, 0);
    later(schedule);
    await sweep(h.ctx);
    expect(await now()).toMatchObject({ state: 'pending' });
    later(1);
    await sweep(h.ctx);
    expect(await now()).toMatchObject({ state: 'dead', reason: 'endpoint-down' });
    await transact(h.ctx.db, async (tx) => replay(h.ctx, tx, (await now()).id));
    await h.sendDue();
    expect(await now()).toMatchObject({ state: 'delivered' });
    expect(leadId).toBeDefined();
  });
});
