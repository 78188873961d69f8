import { randomUUID } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IntakeLimits } from '#domain/lead/index.ts';
import { editText } from '#domain/text/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { exampleLeads } from '#web/api/examples.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { kindOf, plantSource, problemIn, type Sent, sendLead } from './support/sources.ts';
import { plantStaff } from './support/staff.ts';

const lead = exampleLeads.electricity;

let house: TestProduct;
let key: string;
beforeAll(async () => {
  house = await testProduct({
    limits: { perAddressHour: 3, perEmailDay: 1000, allMinute: 10_000, perSourceHour: 500 },
  });
  ({ secret: key } = await plantSource(house.product.ctx));
});

const send = (body: unknown, sent: Sent = {}) => sendLead(house.url, body, { key, ...sent });
const leads = async () =>
  (await sql<{ n: number }>`select count(*) as n from brokerage.lead`.execute(house.db.owner.db)).rows[0]!.n;

describe('what is turned away', () => {
  it('a key that is missing, made up, of another kind, or shut', async () => {
    const form = await plantSource(house.product.ctx, 'elementor', 'Ett formulär');
    const before = await leads();
    for (const own of [
      '',
      'ak_',
      `ak_${'x'.repeat(43)}`,
      `${key}x`,
      key.slice(0, -1),
      key.toUpperCase(),
      form.secret,
    ]) {
      const answer = await send(lead, { key: own });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect([answer.status, kindOf((await problemIn(answer)).type)], own).toEqual([401, 'unauthorized']);
    }
    expect(await leads()).toBe(before);
  });

  it.each([
    ['no idempotency key', () => send(lead, { idempotency: null }), 400, 'key-missing'],
    ['one that is too short', () => send(lead, { idempotency: 'x' }), 400, 'key-missing'],
    ['one that is too long', () => send(lead, { idempotency: 'x'.repeat(201) }), 400, 'key-missing'],
    [
      'a form',
      () => send('a=1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'media-type',
    ],
    [
      'another encoding',
      () => send(lead, { headers: { 'content-type': 'application/json; charset=utf-16' } }),
      415,
      'media-type',
    ],
    ['nothing', () => send(''), 400, 'malformed'],
    ['half of it', () => send(JSON.stringify(lead).slice(0, -1)), 400, 'malformed'],
    [
      'bytes that are no UTF-8',
      () => send(Buffer.concat([Buffer.from('{"service":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])),
      400,
      'malformed',
    ],
    ['a list', () => send([lead]), 422, 'invalid'],
    ['null', () => send('null'), 422, 'invalid'],
    ['a deep nest', () => send(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), 422, 'invalid'],
    ['a prototype', () => send('{"__proto__":{"service":"electricity"},"constructor":1}'), 422, 'invalid'],
    [
      'more than fits',
      () => send({ ...lead, company: { ...lead.company, message: 'x'.repeat(70_000) } }),
      413,
      'too-large',
    ],
    [
      'NUL in a name',
      () => send({ ...lead, company: { ...lead.company, contactName: 'Berta\u0000' } }),
      422,
      'invalid',
    ],
    [
      'a line break in a name',
      () => send({ ...lead, company: { ...lead.company, contactName: 'Berta\r\nBcc: x@y.z' } }),
      422,
      'invalid',
    ],
    ['an address of another page', () => fetch(`${house.url}/api/v1/else`), 404, 'not-found'],
  ] as const)('%s', async (_, what, status, kind) => {
    const before = await leads();
    const answer = await what();
    expect([answer.status, kindOf((await problemIn(answer)).type)]).toEqual([status, kind]);
    expect(await leads()).toBe(before);
  });

  it.each(['company', 'answers'])(
    'a prototype in %s is a key that nobody asked for, whatever else is left out',
    async (part) => {
      const before = await leads();
      for (const body of [{ ...lead, [part]: {} }, lead]) {
        const text = JSON.stringify(body).replace(`"${part}":{`, `"${part}":{"__proto__":{"x":1},`).replace(',}', '}');
        const answer = await problemIn(await send(text));
        expect([answer.status, answer.errors?.map(({ pointer }) => pointer)]).toEqual([
          422,
          expect.arrayContaining([`#/${part}/__proto__`]),
        ]);
      }
      expect(await leads()).toBe(before);
    },
  );

  it('an address by another method is told which it takes', async () => {
    for (const [method, address, allow] of [
      ['GET', '/api/v1/leads', 'POST'],
      ['PUT', '/api/v1/leads', 'POST'],
      ['POST', '/api/v1/services/electricity/suppliers', 'GET, HEAD'],
      ['DELETE', '/api/v1/openapi.json', 'GET, HEAD'],
    ] as const) {
      const answer = await fetch(house.url + address, { method });
      expect([answer.status, answer.headers.get('allow')], address).toEqual([405, allow]);
      expect(kindOf((await problemIn(answer)).type)).toBe('not-allowed');
    }
  });

  it('G5: a full disk is 503, to be tried again; a fault of ours is 500, with what the log has it under', async () => {
    const { db } = house.db.owner;
    const before = await leads();
    try {
      for (const [code, status, kind] of [
        ['53100', 503, 'unavailable'],
        ['57P01', 503, 'unavailable'],
        ['22012', 500, 'failed'],
      ] as const) {
        await sql`create or replace function brokerage.refuse() returns trigger language plpgsql as
          ${sql.raw(`$$ begin raise exception 'no' using errcode = '${code}'; end $$`)}`.execute(db);
        await sql`create or replace trigger refuse before insert on brokerage.lead for each statement execute function brokerage.refuse()`.execute(
          db,
        );
        const answer = await send(lead);
        const told = (await problemIn(answer)) as { type: string; reference?: string };
        expect([answer.status, kindOf(told.type)], code).toEqual([status, kind]);
        expect(told.reference).toMatch(/^[0-9a-f]{8}$/);
      }
    } finally {
      await sql`drop trigger refuse on brokerage.lead`.execute(db);
    }
    expect(await leads()).toBe(before);
  });

  it('the description may be kept for five minutes, and is of the words of the moment when it is asked for', async () => {
    const { ctx } = house.product;
    const description = async () => {
      const answer = await fetch(`${house.url}/api/v1/openapi.json`);
      return [answer.headers.get('content-type'), answer.headers.get('cache-control'), await answer.text()];
    };
    const before = await description();
    expect(before.slice(0, 2)).toEqual(['application/json; charset=UTF-8', 'public, max-age=300']);
    const words = 'The sum of the last twelve invoices.';
    const editor = { ...ctx, actor: `staff:${await plantStaff(ctx)}` as const };
    await transact(ctx.db, (tx) =>
      editText(editor, tx, 'help.electricity.annualKwh', [{ locale: 'en', body: words, from: 0 }]),
    );
    expect(before[2]).not.toContain(words);
    // Every process hears of it a moment later.
    await expect.poll(async () => (await description())[2], { timeout: 10_000 }).toContain(words);
  });

  it('a body that is told to be short and is long, sent in pieces', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(house.url);
      const call = plainRequest(
        {
          hostname,
          port,
          path: '/api/v1/leads',
          method: 'POST',
          headers: {
            'transfer-encoding': 'chunked',
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
            authorization: `Bearer ${key}`,
          },
        },
        (answer) => resolve(answer.statusCode ?? 0),
      );
      call.on('error', reject);
      for (let n = 0; n < 20; n += 1) call.write('x'.repeat(8192));
      call.end();
    });
    expect(status).toBe(413);
  });

  it('text that turns around, markup and formulas are stored as text, and a lone surrogate is mended', async () => {
    const contactName = '=HYPERLINK("x") <b>Berta</b>\u202E \uD800';
    const answer = await send({ ...lead, company: { ...lead.company, contactName } });
    expect(answer.status).toBe(201);
    const { reference } = (await answer.json()) as { reference: string };
    const row = await house.db.db
      .selectFrom('brokerage.lead')
      .select('contact_name')
      .where('reference', '=', reference)
      .executeTakeFirst();
    expect(row?.contact_name).toBe('=HYPERLINK("x") <b>Berta</b> \uFFFD');
  });

  it('too many from one source, while others get in; not the address, which is many customers’', async () => {
    const own = await testProduct({
      limits: { perAddressHour: 1, perEmailDay: 1000, allMinute: 10_000, perSourceHour: 2 },
    });
    const [one, two] = [await plantSource(own.product.ctx), await plantSource(own.product.ctx, 'api', 'Två')];
    const post = (secret: string) =>
      fetch(`${own.url}/api/v1/leads`, {
        method: 'POST',
        body: JSON.stringify(lead),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          authorization: `Bearer ${secret}`,
        },
      });
    expect([(await post(one.secret)).status, (await post(one.secret)).status]).toEqual([201, 201]);
    const third = await post(one.secret);
    expect([third.status, kindOf((await problemIn(third)).type)]).toEqual([429, 'rate-limited']);
    expect(Number(third.headers.get('retry-after'))).toBe(46 * 60);
    expect((await post(two.secret)).status).toBe(201);
    own.clock.advance('PT46M');
    expect((await post(one.secret)).status).toBe(201);
  });

  it('is told how long by the limit that was reached: an e-mail’s until midnight, and everybody’s for the rest of the minute', async () => {
    const waits = async (limits: Partial<IntakeLimits>) => {
      const own = await testProduct({
        limits: { perAddressHour: 1, perEmailDay: 1000, allMinute: 1000, perSourceHour: 1000, ...limits },
      });
      const { secret } = await plantSource(own.product.ctx);
      expect((await sendLead(own.url, lead, { key: secret })).status).toBe(201);
      own.clock.advance('PT10S');
      return Number((await sendLead(own.url, lead, { key: secret })).headers.get('retry-after'));
    };
    expect(await waits({ perEmailDay: 1 })).toBe((24 - 8) * 3600 - 14 * 60 - 10);
    expect(await waits({ allMinute: 1 })).toBe(50);
  });
});
