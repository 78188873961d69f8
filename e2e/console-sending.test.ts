import { beforeAll, describe, expect, it } from 'vitest';
import { atEnd } from '#platform/at-end.ts';
import { sql } from '#platform/db/index.ts';
import { faultsOf } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { addSubscribers, beginPlain } from './support/campaigns.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { type SmtpPeer, smtpPeer } from './support/smtp-peer.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

let house: TestProduct;
let peer: SmtpPeer;
let marketer: Visitor;
let open = () => {};
beforeAll(async () => {
  peer = await smtpPeer();
  atEnd(() => peer.close());
  house = await testProduct({ smtpUrl: peer.url, campaigns: { lanes: 2 } });
  marketer = await staffVisitor(house, 'marketer');
});

/** A campaign of which a third has left, and whose server has stopped in the middle of a word. */
async function underWay(): Promise<string> {
  const { ctx } = house.product;
  await sql`update newsletter.campaign set state = 'cancelled', ended_at = now() where state in ('sending', 'paused')`.execute(
    house.db.owner.db,
  );
  await sql`delete from newsletter.subscriber`.execute(house.db.owner.db);
  await sql`update newsletter.sender set waits_until = null`.execute(house.db.owner.db);
  const addresses = Array.from({ length: 30 }, (_, i) => `lasare${i}@brevby.example`);
  await addSubscribers(house.db.db, ctx.vault, house.clock.now(), addresses);
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  let n = 0;
  const stopped = new Promise<void>((resolve) => {
    peer.manners = {
      data: async () => {
        n += 1;
        if (n === 12) resolve();
        if (n > 10) await held;
        return undefined;
      },
    };
  });
  const id = await beginPlain(house.db.db, house.clock.now());
  await stopped;
  return id;
}
const left = async () => (await house.db.db.selectFrom('newsletter.recipient').select('attempts').execute()).length;
const actions = () =>
  house.db.db
    .selectFrom('ledger.audit')
    .select('action')
    .where('action', 'like', 'campaign.%')
    .orderBy('id')
    .execute()
    .then((rows) => rows.map(({ action }) => action));

describe('the page of a mailing that leaves', () => {
  it('says how far it has come, and pauses, resumes and cancels it, with a question before the last', async () => {
    const id = await underWay();
    const page = `/konsol/nyhetsbrev/${id}/gang`;
    await marketer.get(page);
    expect(marketer.text).toContain('Skickas');
    expect(marketer.text).toContain('10 av 30');
    await marketer.post(`/konsol/nyhetsbrev/${id}/paus`, { action: 'pause' }, false);
    expect(marketer.text).toContain('Pausat');
    open();
    // The two in hand are written down when they are answered, and a pause waits for nobody.
    await expect.poll(left, { timeout: 30_000 }).toBe(18);
    await marketer.post(`/konsol/nyhetsbrev/${id}/paus`, { action: 'pause' }, false);
    expect(marketer.status).toBe(409);
    expect(marketer.text).toContain('läget har ändrats');
    await marketer.get(`/konsol/nyhetsbrev/${id}/avbrott`);
    expect(marketer.text).toContain('18 får då aldrig brevet');
    await marketer.post(`/konsol/nyhetsbrev/${id}/avbrott`, {}, false);
    expect(marketer.path).toBe(`${page}?done=cancelled`);
    expect(marketer.text).toContain('Avbrutet');
    expect(peer.taken).toHaveLength(12);
    expect(await actions()).toEqual(['campaign.paused', 'campaign.cancelled']);
  });

  it('goes on to the rest, and says in the end how it went', async () => {
    const id = await underWay();
    await marketer.post(`/konsol/nyhetsbrev/${id}/paus`, { action: 'pause' }, false);
    await marketer.post(`/konsol/nyhetsbrev/${id}/paus`, { action: 'resume' }, false);
    open();
    await house.product.settle();
    await marketer.get(`/konsol/nyhetsbrev/${id}/gang`);
    expect(marketer.text).toContain('30 av 30');
    expect(marketer.text).toContain('Skickat');
  });

  it('says why nothing leaves', async () => {
    const waits = await underWay();
    peer.manners = { mail: () => '451 4.3.2 later' };
    open();
    await house.product.settle();
    await marketer.get(`/konsol/nyhetsbrev/${waits}/gang`);
    expect(marketer.text).toContain('tar inte emot brev från vår adress');
    expect(marketer.text).toContain('Ingens försök räknas bort');
  });

  it('is for those who may send, and there is none before it has begun', async () => {
    const id = await underWay();
    const other = await staffVisitor(house, 'case-worker');
    for (const address of ['gang', 'avbrott']) {
      await other.get(`/konsol/nyhetsbrev/${id}/${address}`);
      expect(other.status).toBe(403);
    }
    await marketer.get('/konsol/nyhetsbrev/0190b3a2-7c1e-4d9a-8f00-0123456789ab/gang');
    expect(marketer.status).toBe(404);
    open();
  });

  it('follows what happens in an open browser, and is clean by axe', async () => {
    const id = await underWay();
    const { page, context } = await openPage(await browser());
    const [name = '', value = ''] = marketer.cookieHeader('/konsol').split('; ')[0]?.split('=') ?? [];
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
    await page.goto(`${house.url}/konsol/nyhetsbrev/${id}/gang`);
    expect(await faultsOf(page)).toEqual([]);
    if (process.env.SHOTS)
      for (const [width, scheme] of [
        [390, 'light'],
        [390, 'dark'],
        [1280, 'light'],
        [1280, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme });
        await page.screenshot({ path: `${process.env.SHOTS}/sending-${width}-${scheme}.png`, fullPage: true });
      }
    open();
    await page.getByText('30 av 30').waitFor();
    await page.goto(`${house.url}/konsol/nyhetsbrev/${id}/avbrott`);
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  });
});
