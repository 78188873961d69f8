import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { organisationNumber } from './support/house.ts';
import { ask, bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

/** Behind a proxy, so that a test can come from many addresses; its limits are small enough to meet. */
const limits = { perAddressHour: 12, perEmailDay: 6, allMinute: 100_000 };
let house: TestProduct;
beforeAll(async () => {
  house = await testProduct({ trust: { hops: 1 }, limits });
});

let n = 0;
/** A visitor with an address, an e-mail and a company of its own. */
function somebody() {
  n += 1;
  const visitor = new Visitor(house.url);
  visitor.extra['x-forwarded-for'] = `198.51.${Math.floor(n / 250)}.${n % 250}`;
  return { visitor, own: { email: `kund${n}@norrgarden.example`, organisationNumber: organisationNumber(n) } };
}
const wait = () => house.clock.advance('PT5S');
const stored = async (email: string) =>
  (await house.db.db.selectFrom('brokerage.lead').select('reference').where('email', '=', email).execute()).map(
    (l) => l.reference,
  );

/** Fills in the form up to its last step. @returns the fields that sending it takes */
async function lastStep(visitor: Visitor, own: Record<string, string>): Promise<Record<string, string>> {
  await visitor.get('/el');
  await visitor.post('/el', { ...bakery.need, action: 'next' });
  await visitor.post('/el', { ...bakery.company, ...own, action: 'next' });
  wait();
  return { ...Object.fromEntries(visitor.hidden()), suppliers: 'savera', action: 'send' };
}
/** Sends a form as it stands, and nothing of the page it came from. */
const send = async (visitor: Visitor, fields: Record<string, string>) => visitor.post('/el', fields, false);
const referenceOn = (visitor: Visitor) => /[2-9C-X]{4}-[2-9C-X]{3}/.exec(visitor.text)?.[0];

describe('G1: a request that got a receipt is stored, once', () => {
  it('gives one lead and the same receipt, however often and at once a form is sent', async () => {
    const people = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const { visitor, own } = somebody();
        return { own, visitor, fields: await lastStep(visitor, own) };
      }),
    );
    const copies = people.flatMap(({ own, visitor, fields }) =>
      [1, 2, 3, 4].map(async () => {
        const copy = new Visitor(house.url);
        Object.assign(copy.extra, visitor.extra);
        await send(copy, fields);
        return { email: own.email, reference: referenceOn(copy), path: copy.path, status: copy.status };
      }),
    );
    for (const { email, reference, path, status } of await Promise.all(copies)) {
      expect(status).toBe(200);
      expect(path).toMatch(/^\/kvitto\//);
      expect(await stored(email)).toEqual([reference]);
    }
  });

  it('gives the same receipt after the back button and a reload', async () => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    await send(visitor, fields);
    const [first, receipt] = [referenceOn(visitor), visitor.path];
    await send(visitor, fields);
    expect([referenceOn(visitor), visitor.path]).toEqual([first, receipt]);
    await visitor.get(receipt);
    expect(referenceOn(visitor)).toBe(first);
  });

  it('answers 409 to the same key with another content, keeps the answers, and takes them with a new key', async () => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    await send(visitor, fields);
    const again = await send(visitor, { ...fields, annualKwh: '99 000' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('redan skickad med andra svar');
    expect(await stored(own.email)).toHaveLength(1);
    wait();
    await visitor.post('/el', { suppliers: 'savera', action: 'send' });
    expect(visitor.path).toMatch(/^\/kvitto\//);
    expect(await stored(own.email)).toHaveLength(2);
  });

  it('G5: answers 503 and not a receipt when the database can not store it; the same form works afterwards', async () => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    await sql`revoke insert on brokerage.lead from app`.execute(house.db.owner.db);
    await send(visitor, fields);
    await sql`grant insert on brokerage.lead to app`.execute(house.db.owner.db);
    expect(visitor.status).toBe(503);
    expect(visitor.text).toContain('Ingenting har skickats');
    expect(await stored(own.email)).toEqual([]);
    await visitor.post('/el', { suppliers: 'savera', action: 'send' });
    expect(await stored(own.email)).toEqual([referenceOn(visitor)]);
  });

  it('forwards what it gave a receipt for, also when nobody was there to handle it at the time', async () => {
    const web = await testProduct({ role: 'web' });
    const customer = new Visitor(web.url);
    await ask(customer, () => web.clock.advance('PT5S'), {}, ['savera']);
    expect(customer.path).toMatch(/^\/kvitto\//);
    expect(await web.db.db.selectFrom('brokerage.lead').select('state').execute()).toEqual([{ state: 'received' }]);
    expect(await web.db.db.selectFrom('ledger.event').select('type').execute()).toEqual([{ type: 'lead.received' }]);
  });
});

describe('G1: what is not taken is not stored, and the sender is told', () => {
  it.each<[string, Record<string, string>, number, RegExp]>([
    ['a field that only robots fill in', { website: 'http://robots.example' }, 422, /dolt fält/],
    ['a key that was not made here', { idempotencyKey: 'made.up.key' }, 422, /legat öppet länge/],
    ['no key', { idempotencyKey: '' }, 422, /legat öppet länge/],
    ['answers that are not valid', { annualKwh: 'mycket' }, 422, /./],
    [
      'an organisation number that is not right',
      { organisationNumber: '559900-0007' },
      422,
      /Organisationsnumret stämmer inte/,
    ],
  ])('%s', async (_, changes, status, text) => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    await send(visitor, { ...fields, ...changes });
    expect(visitor.status).toBe(status);
    expect(visitor.text).toMatch(text);
    expect(await stored(own.email)).toEqual([]);
  });

  it('a form that was sent faster than anybody can read it', async () => {
    const { visitor, own } = somebody();
    await ask(visitor, () => house.clock.advance('PT2S'), own);
    expect(visitor.status).toBe(422);
    expect(visitor.text).toContain('Det gick väldigt fort');
    wait();
    await visitor.post('/el', { suppliers: 'savera', action: 'send' });
    expect(await stored(own.email)).toHaveLength(1);
  });

  it('a form that lay open for more than a day; its answers stand and can be sent again', async () => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    house.clock.advance('PT24H');
    await send(visitor, fields);
    expect(visitor.status).toBe(422);
    expect(await stored(own.email)).toEqual([]);
    wait();
    await visitor.post('/el', { suppliers: 'savera', action: 'send' });
    expect(await stored(own.email)).toHaveLength(1);
  });

  it('a form that another site sent', async () => {
    const { visitor, own } = somebody();
    const fields = await lastStep(visitor, own);
    visitor.extra['sec-fetch-site'] = 'cross-site';
    await send(visitor, fields);
    expect(visitor.status).toBe(403);
    expect(await stored(own.email)).toEqual([]);
  });
});

describe('G1: how many requests one sender may make', () => {
  /** Sends as many valid forms from an address as asked, each for another company. @returns the answers' statuses */
  async function sendMany(
    times: number,
    address: string | ((i: number) => string),
    email = () => `${randomUUID()}@norrgarden.example`,
  ) {
    const statuses: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const { visitor, own } = somebody();
      visitor.extra['x-forwarded-for'] = typeof address === 'string' ? address : address(i);
      await send(visitor, await lastStep(visitor, { ...own, email: email() }));
      statuses.push(visitor.status);
    }
    return statuses;
  }

  it('is counted per address, and an IPv6 subscriber is its /64', async () => {
    house.clock.advance('PT1H');
    const statuses = await sendMany(13, (i) => `2001:db8:7:7::${i + 1}`);
    expect(statuses.filter((s) => s === 200)).toHaveLength(limits.perAddressHour);
    expect(statuses.at(-1)).toBe(429);
    expect(await sendMany(1, '2001:db8:7:8::1')).toEqual([200]);
  });

  it('is counted per e-mail, whatever the address', async () => {
    const statuses = await sendMany(
      7,
      (i) => `203.0.113.${i + 1}`,
      () => 'same@norrgarden.example',
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(await stored('same@norrgarden.example')).toHaveLength(limits.perEmailDay);
  });

  it('can not be got round by writing an address into the header oneself', async () => {
    house.clock.advance('PT1H');
    const statuses = await sendMany(13, (i) => `10.0.0.${i + 1}, 198.51.100.200`);
    expect(statuses.at(-1)).toBe(429);
  });

  it('is counted in the database, so that another process goes on counting', async () => {
    const { rows } = await sql<{ hits: number }>`select max(hits)::integer as hits from access.rate_limit`.execute(
      house.db.owner.db,
    );
    expect(rows[0]?.hits).toBeGreaterThanOrEqual(13);
  });
});
