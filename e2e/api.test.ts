import { randomUUID } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { serviceIds } from '#catalog/index.ts';
import type { IntakeLimits } from '#domain/lead/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { exampleLeads } from '#web/api/examples.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { kindOf, plantSource, problemIn, type Sent, sendLead } from './support/sources.ts';
import { Visitor } from './support/visitor.ts';

const lead = exampleLeads.electricity;

let house: TestProduct;
let key: string;
let sourceId: string;
beforeAll(async () => {
  house = await testProduct({
    limits: { perAddressHour: 3, perEmailDay: 1000, allMinute: 10_000, perSourceHour: 500 },
  });
  ({ id: sourceId, secret: key } = await plantSource(house.product.ctx));
});

const send = (body: unknown, sent: Sent = {}) => sendLead(house.url, body, { key, ...sent });
const leads = async () =>
  (await sql<{ n: number }>`select count(*) as n from brokerage.lead`.execute(house.db.owner.db)).rows[0]!.n;

describe('a request by the API', () => {
  it.each(serviceIds)('is stored, forwarded and acknowledged as one by the form is: %s (G1, P6)', async (service) => {
    const { ctx } = house.product;
    const answer = await send(exampleLeads[service]);
    const body = (await answer.json()) as Record<string, string>;
    expect(answer.status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      service,
      suppliers: exampleLeads[service].suppliers,
      erasedWithoutQuote: '2026-04-11',
    });
    expect(answer.headers.get('location')).toBe(body.receipt);
    await house.product.settle();
    const row = await ctx.db
      .selectFrom('brokerage.lead')
      .select(['id', 'source', 'source_id', 'ip', 'email', 'phone', 'state', 'answers', 'ticked'])
      .where('reference', '=', body.reference!)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      ...{ source: 'api', source_id: sourceId, ip: null, state: 'open' },
      ...{ email: 'berta@bullssons.example', phone: '+46701740605', answers: exampleLeads[service].answers },
    });
    const sent = await sql<{
      supplier_id: string;
    }>`select supplier_id from brokerage.referral where lead_id = ${row.id}`.execute(ctx.db);
    expect(sent.rows.map((one) => one.supplier_id)).toEqual(exampleLeads[service].suppliers);
    const mail = house.post.find(new RegExp(body.reference!)) ?? house.post.find('berta@bullssons.example');
    expect(mail?.text).toContain(body.reference);
    const receipt = new Visitor(house.url);
    await receipt.get(new URL(body.receipt!).pathname);
    expect(receipt.text).toContain(body.reference);
    const told = await sql<{ actor: string; detail: object }>`
      select actor, detail from ledger.audit where subject = ${row.id} and action = 'lead.registered'`.execute(ctx.db);
    expect(told.rows).toEqual([{ actor: `source:${sourceId}`, detail: { source: 'api', told: true } }]);
  });

  it('the same key and body are answered byte by byte the same, and stored once, twenty at a time and when the supplier has gone home', async () => {
    const { ctx } = house.product;
    const idempotency = 'berta@bullssons.example 2026-03-12'.replaceAll(' ', '_');
    const before = await leads();
    const many = await Promise.all(Array.from({ length: 20 }, () => send(lead, { idempotency })));
    const texts = new Set(await Promise.all(many.map((one) => one.text())));
    expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(texts.size).toBe(1);
    expect(many.filter((one) => one.headers.get('idempotent-replayed') === 'true')).toHaveLength(19);
    await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'savera', { active: false }));
    const late = await send(lead, { idempotency: `"${idempotency}"` });
    expect([late.status, await late.text()]).toEqual([201, [...texts][0]]);
    const fresh = await problemIn(await send(lead));
    expect(fresh.errors).toEqual([{ pointer: '#/suppliers/0', detail: expect.stringContaining('right now') }]);
    await transact(ctx.db, (tx) => configureSupplier(ctx, tx, 'savera', { active: true }));
    expect(await leads()).toBe(before + 1);
    const other = await send({ ...lead, answers: { ...lead.answers, annualKwh: 1 } }, { idempotency });
    expect([other.status, kindOf((await problemIn(other)).type)]).toEqual([409, 'key-reused']);
    // What the caller wrote in the key stands nowhere.
    const { rows } = await sql`select 1 from brokerage.lead where idempotency_key like '%berta%'`.execute(ctx.db);
    expect(rows).toEqual([]);
  });

  it('a key belongs to its source: another system may use the same one', async () => {
    const other = await plantSource(house.product.ctx, 'api', 'Det andra');
    const idempotency = randomUUID();
    const [one, two] = [await send(lead, { idempotency }), await send(lead, { idempotency, key: other.secret })];
    const [a, b] = [(await one.json()) as { reference: string }, (await two.json()) as { reference: string }];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(a.reference).not.toBe(b.reference);
  });

  it('everything that is wrong is told at once, each with where it stands, in the language that is asked for', async () => {
    const wrong = {
      ...{ service: 'electricity', locale: 'fi', suppliers: ['nobody'], told: 'yes', utm: 1 },
      company: { ...lead.company, email: 'berta', organisationNumber: '559900-0007', 'a/b~c': 1 },
      answers: { ...lead.answers, annualKwh: '84000', fuse: '17', monthlyKwh: [1, 2] },
    };
    const sv = await problemIn(await send(wrong, { headers: { 'accept-language': 'sv-SE,sv;q=0.9,en;q=0.5' } }));
    expect(sv).toMatchObject({ status: 422, title: 'Något behöver rättas' });
    expect(sv.errors!.map(({ pointer }) => pointer).sort()).toEqual([
      ...['#/answers/annualKwh', '#/answers/fuse', '#/answers/monthlyKwh', '#/company/a~1b~0c', '#/company/email'],
      ...['#/company/organisationNumber', '#/locale', '#/told', '#/utm'],
    ]);
    const en = await problemIn(await send(wrong));
    expect(en.errors!.find(({ pointer }) => pointer === '#/told')?.detail).toContain('Must be true');
    expect(await (await fetch(`${house.url}/en/api`)).text()).toContain('id="problem-invalid"');
    expect(en.type).toMatch(/\/en\/api#problem-invalid$/);
  });

  it('who may get it, and what the customer is to see, is told to whoever has a key', async () => {
    const ask = (service: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) =>
      fetch(`${house.url}/api/v1/services/${service}/suppliers`, { headers });
    const told = (await (
      await ask('electricity', { authorization: `Bearer ${key}`, 'accept-language': 'sv' })
    ).json()) as {
      suppliers: { id: string; receives: string[] }[];
      show: { text: string[]; policy: string };
    };
    expect(told.suppliers.map(({ id }) => id)).toContain('savera');
    const ljusakra = told.suppliers.find(({ id }) => id === 'ljusakra-kraft');
    expect(ljusakra?.receives).not.toContain('phone');
    expect(told.show.text.join(' ')).toMatch(/raderas den 11\sapril\s2026/);
    expect(new URL(told.show.policy).pathname).toBe('/personuppgiftspolicy');
    expect((await ask('gas')).status).toBe(404);
    expect((await ask('electricity', {})).status).toBe(401);
  });
});

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
