import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeNote } from '#domain/contact/index.ts';
import { endSessions } from '#domain/staff/index.ts';
import { throwSubmission, waitingSubmissions } from '#domain/submission/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { organisationNumber } from './support/house.ts';
import { ask, bakery, openAsSupplier, quoteAs } from './support/journey.ts';
import { EventListener, liveOn } from './support/listener.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { plantSource } from './support/sources.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let worker: Visitor;
const open: EventListener[] = [];

beforeAll(async () => {
  house = await testProduct();
  worker = await staffVisitor(house, 'case-worker');
});
afterEach(() => {
  for (const listener of open.splice(0)) listener.close();
});

let asked = 0;
/** A request of a company of its own, so that no two become one. */
const request = async (company: string) => {
  asked += 1;
  const changes = { companyName: company, organisationNumber: organisationNumber(asked) };
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), changes);
  const { id, reference } = await house.db.db
    .selectFrom('brokerage.lead')
    .select(['id', 'reference'])
    .where('company_name', '=', company)
    .executeTakeFirstOrThrow();
  return { id, page: `/konsol/forfragningar/${reference}` };
};

async function listen(who: Visitor, address: string, after?: string): Promise<EventListener> {
  const listener = await EventListener.to(house.url, who, address, after);
  open.push(listener);
  return listener;
}

const idOf = async (name: string) => {
  const { id } = await house.db.db
    .selectFrom('access.staff')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return id;
};
const nameOn = (page: Visitor) => /<strong>(Person \d+)<\/strong>/.exec(page.html)?.[1] ?? '';

describe('the console’s pages hear what happens', () => {
  it('the list hears of a new request, in words of ours, and nothing of the customer’s', async () => {
    await worker.get('/konsol/forfragningar');
    const list = await listen(worker, liveOn(worker));
    expect(list.headers.get('content-type')).toContain('text/event-stream');
    expect(list.headers.get('content-encoding')).toBeNull();
    expect(list.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(list.headers.get('x-accel-buffering')).toBe('no');
    await request('Första Bageriet AB');
    await list.until(({ text }) => text.includes('En ny förfrågan har kommit'));
    for (const words of ['Bageriet', ...Object.values(bakery.company)]) expect(list.text).not.toContain(words);
  });

  it('what happened between the page and its listening is not missed, nor while it was away; what it has seen is not said again', async () => {
    await worker.get('/konsol/forfragningar');
    const from = liveOn(worker);
    await request('Andra Bageriet AB');
    await house.product.settle();
    const late = await listen(worker, from);
    await late.until(({ lastId }) => lastId !== '');
    late.close();
    await worker.get('/konsol/forfragningar');
    const same = await listen(worker, liveOn(worker));
    const back = await listen(worker, from, late.lastId);
    await request('Tredje Bageriet AB');
    for (const listener of [same, back]) {
      await listener.until(({ events }) => events.length > 0);
      expect(listener.events[0]).toContain('förfrågan');
    }
    const stranger = await listen(worker, from, 'a-mark-that-nobody-knows');
    await stranger.until(({ events }) => events.length > 0);
  });

  it('a request hears of its own quotes, notes and deliveries, and of no other’s', async () => {
    const [mine, other] = [await request('Fjärde Bageriet AB'), await request('Femte Bageriet AB')];
    await house.product.settle();
    await worker.get(mine.page);
    const here = await listen(worker, liveOn(worker));
    await worker.get(other.page);
    const there = await listen(worker, liveOn(worker));
    const author = await idOf(nameOn(worker));
    const { ctx } = house.product;
    await transact(ctx.db, (tx) => writeNote({ ...ctx, actor: `staff:${author}` }, tx, other.id, 'Hemligt ord.'));
    await there.until(({ events }) => events.length > 0);
    expect(there.text).not.toContain('Hemligt');
    await quoteAs(await openAsSupplier(house, 'savera'));
    await there.until(({ text }) => text.includes('En ny offert har kommit'));
    await sql`update brokerage.delivery set state = 'pending', ended_at = null where lead_id = ${mine.id}`.execute(
      ctx.db,
    );
    await here.until(({ events }) => events.length > 0);
    expect(here.text).not.toContain('offert');
  });

  it('what waits from other sites’ forms changes by itself, and the first page with it; nothing of what was sent is said', async () => {
    const { ctx } = house.product;
    await worker.get('/konsol/inskickat');
    const waits = await listen(worker, liveOn(worker));
    await worker.get('/konsol');
    const first = await listen(worker, liveOn(worker));
    await worker.get('/konsol/forfragningar');
    const leads = await listen(worker, liveOn(worker));
    const { secret } = await plantSource(ctx, 'elementor', 'Formuläret');
    const sent = await fetch(`${house.url}/hooks/elementor/${secret}`, {
      method: 'POST',
      body: new URLSearchParams({ Namn: 'Berta Bullsson' }),
    });
    expect(sent.status).toBe(200);
    await house.product.settle();
    for (const one of [waits, first]) await one.until(({ text }) => text.includes('Det som väntar från formulären'));
    const [{ id } = { id: '' }] = await waitingSubmissions(ctx.db);
    const author = await idOf(nameOn(worker));
    const before = waits.events.length;
    await transact(ctx.db, (tx) => throwSubmission({ ...ctx, actor: `staff:${author}` }, tx, id));
    await waits.until(({ events }) => events.length > before);
    expect(waits.text).not.toMatch(/Berta|Namn/);
    expect(leads.events).toEqual([]);
  });

  it('nobody without lead.read hears anything of a request, whatever they ask for', async () => {
    const { id } = await request('Sjätte Bageriet AB');
    const marketer = await staffVisitor(house, 'marketer');
    const address = (om: string) => `/konsol/handelser?${new URLSearchParams({ om, efter: 'unknown' })}`;
    const deaf = await Promise.all(['overview', 'leads', `lead:${id}`].map((om) => listen(marketer, address(om))));
    const hears = await listen(worker, address('leads'));
    await request('Sjunde Bageriet AB');
    await hears.until(({ text }) => text.includes('förfrågan'));
    // Ended only to know that everything before it has been said.
    const ending = await idOf(nameOn(await marketer.get('/konsol')));
    await transact(house.product.ctx.db, (tx) => endSessions(house.product.ctx, tx, ending, { allBut: null }));
    for (const one of deaf) {
      await one.until(({ ended }) => ended);
      expect(one.events).toEqual(['event: end\ndata: end']);
    }
  });

  it('a role that is taken away is deaf from the next event on', async () => {
    const leaver = await staffVisitor(house, 'case-worker', 'marketer');
    await leaver.get('/konsol/forfragningar');
    const stream = await listen(leaver, liveOn(leaver));
    const id = await idOf(nameOn(leaver));
    await sql`update access.staff set roles = '{marketer}' where id = ${id}`.execute(house.product.ctx.db);
    await request('Åttonde Bageriet AB');
    await transact(house.product.ctx.db, (tx) => endSessions(house.product.ctx, tx, id, { allBut: null }));
    await stream.until(({ ended }) => ended);
    expect(stream.text).not.toContain('change');
  });

  it('listening, and the refreshing it leads to, keep no session alive: after an hour it ends', async () => {
    const idle = await staffVisitor(house, 'case-worker');
    await idle.get('/konsol/forfragningar');
    const stream = await listen(idle, liveOn(idle));
    idle.extra['x-live'] = 'refresh';
    house.clock.advance('PT50M');
    expect((await idle.get('/konsol/forfragningar')).path).toBe('/konsol/forfragningar');
    house.clock.advance('PT11M');
    expect((await idle.get('/konsol/forfragningar')).path).toContain('/konsol/in');
    worker = await staffVisitor(house, 'case-worker');
    await request('Nionde Bageriet AB');
    await stream.until(({ ended }) => ended);
    expect(stream.events).toEqual(['event: end\ndata: end']);
  });

  it('somebody who opens too many is told not to ask again, and gets in when one is closed', async () => {
    await worker.get('/konsol');
    const address = liveOn(worker);
    const all = await Promise.all(Array.from({ length: 10 }, () => listen(worker, address)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await listen(worker, address)).status).toBe(204);
    all[0]?.close();
    let status = 204;
    while (status === 204) status = (await listen(worker, address)).status;
    expect(status).toBe(200);
  });

  it('what is not a page’s, or has no session, has no stream; the answer to a form listens to nothing', async () => {
    expect((await listen(worker, '/konsol/handelser')).status).toBe(404);
    expect((await listen(worker, '/konsol/handelser?om=lead:x')).status).toBe(404);
    expect((await listen(new Visitor(house.url), '/konsol/handelser?om=leads')).status).toBe(303);
    const { page } = await request('Tionde Bageriet AB');
    await worker.post(`${page}/anteckningar`, { note: ' ' }, false);
    expect(worker.status).toBe(422);
    expect(liveOn(worker)).toBe('');
  });

  it('what happens to many at once is said once', async () => {
    await worker.get('/konsol');
    const stream = await listen(worker, liveOn(worker));
    await sql`insert into ledger.event (at, type, lead_id) select now(), 'lead.erased', gen_random_uuid() from generate_series(1, 1000)`.execute(
      house.product.ctx.db,
    );
    await stream.until(({ events }) => events.length > 0);
    expect(stream.events).toHaveLength(1);
  });

  it('G5: when the process is told to stop, every stream ends at once', async () => {
    await worker.get('/konsol');
    const stream = await listen(worker, liveOn(worker));
    const listeners = house.product.live.listeners;
    expect(listeners).toBeGreaterThan(0);
    await house.product.stop();
    await stream.until(({ ended }) => ended);
    expect(house.product.live.listeners).toBe(0);
  });
});
