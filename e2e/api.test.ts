import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { serviceIds } from '#catalog/index.ts';
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
    const inEnglish = await send({ ...lead, locale: 'en' }, { idempotency });
    expect([inEnglish.status, kindOf((await problemIn(inEnglish)).type)]).toEqual([409, 'key-reused']);
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
      ...['#/company/organisationNumber', '#/locale', '#/suppliers/0', '#/told', '#/utm'],
    ]);
    expect(sv.errors!.find(({ pointer }) => pointer === '#/answers/annualKwh')?.detail).toMatch(
      /heltal mellan 1 och .* kWh, inte text/,
    );
    expect(sv.errors!.find(({ pointer }) => pointer === '#/answers/fuse')?.detail).toMatch(/^Skicka en av: 16, 20/);
    // What another answer makes necessary, too.
    const { claimCount: _, ...insured } = exampleLeads.insurance.answers;
    const claims = await problemIn(
      await send({ ...exampleLeads.insurance, answers: { ...insured, turnover: '8500000' } }),
    );
    expect(claims.errors!.map(({ pointer }) => pointer).sort()).toEqual(['#/answers/claimCount', '#/answers/turnover']);
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
