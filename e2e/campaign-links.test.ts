import { beforeAll, describe, expect, it } from 'vitest';
import { beginCampaign, imagesOf, linkToken } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import { sql, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { asMarketer, pixel, plantDraft, plantImage, plantSubscriber } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';

let house: TestProduct;
let staff: Context;
let id: string;
beforeAll(async () => {
  house = await testProduct();
  const { ctx } = house.product;
  staff = await asMarketer(ctx);
  await mailReady();
  await plantSubscriber(ctx, house.db.owner.db);
  id = await plantDraft(staff, { body: 'Läs [om el](/el?a=1&b=2) eller [hos dem](https://a.example/x#y).' });
  await transact(ctx.db, (tx) => beginCampaign(staff, tx, id));
});

const clicks = async () =>
  (
    await sql<{ link: number; n: number }>`select link, sum(n)::int as n from newsletter.tally
      where campaign_id = ${id} and kind = 'clicked' group by link order by link`.execute(house.db.owner.db)
  ).rows;
const at = (n: number, campaign = id) => `${house.url}/nyhetsbrev/l/${linkToken(staff.vault, campaign, n)}`;
const get = (address: string, method = 'GET') =>
  fetch(address, { method, redirect: 'manual', headers: { cookie: 'ak_kund=x', referer: 'https://webmail.example/' } });

describe('P19: a link of a campaign', () => {
  it('leads on to where it was written to lead, and adds one to its number; nothing is set and nothing is kept of who came', async () => {
    const answer = await get(at(1));
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('http://localhost:0/el?a=1&b=2');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    await Promise.all([get(at(2)), get(at(2)), get(at(2))]);
    expect(await clicks()).toEqual([
      { link: 1, n: 1 },
      { link: 2, n: 3 },
    ]);
    const columns = await sql<{ name: string }>`select column_name as name from information_schema.columns
      where table_schema = 'newsletter' and table_name = 'tally' order by 1`.execute(house.db.owner.db);
    expect(columns.rows.map(({ name }) => name)).toEqual(['campaign_id', 'hour', 'kind', 'link', 'n']);
  });

  it('is not counted when a program only asks whether it is there', async () => {
    const before = await clicks();
    const answer = await get(at(1), 'HEAD');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'http://localhost:0/el?a=1&b=2']);
    expect(await clicks()).toEqual(before);
  });

  it('leads nowhere when it is forged, of another kind, or of a link that there isn’t', async () => {
    const before = await clicks();
    const end = staff.vault.sign({
      kind: 'newsletter-end',
      id: `${id}.1`,
      expires: house.clock.now().add({ hours: 1 }),
    });
    for (const token of ['x', `${linkToken(staff.vault, id, 1)}x`, end, linkToken(staff.vault, id, 9)]) {
      const answer = await get(`${house.url}/nyhetsbrev/l/${token}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
    }
    expect((await get(at(1, '00000000-0000-4000-8000-000000000000'))).status).toBe(404);
    expect(await clicks()).toEqual(before);
  });
});

describe('a picture of a campaign', () => {
  it('is there for everybody, for ever, as a picture and nothing else; nobody counts who looks (P19)', async () => {
    const draft = await plantDraft(staff);
    await plantImage(staff, draft);
    const [image] = await imagesOf(staff.db, draft);
    const answer = await get(`${house.url}/nyhetsbrev/bild/${image?.id}`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pixel);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
    const counted = await sql`select from newsletter.tally where campaign_id = ${draft}`.execute(house.db.owner.db);
    expect(counted.rows).toHaveLength(0);
  });

  it.each(['x', '00000000-0000-4000-8000-000000000000', '%27%20or%201=1'])('is not found at %s', async (name) => {
    expect((await get(`${house.url}/nyhetsbrev/bild/${name}`)).status).toBe(404);
  });
});
