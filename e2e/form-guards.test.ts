import { beforeAll, describe, expect, it } from 'vitest';
import { withinLimit } from '#domain/access/index.ts';
import { Intake } from '#domain/lead/index.ts';
import { addSource, sourceById, switchSource } from '#domain/source/index.ts';
import { keepSubmission, switchOn, tieFields, workSubmission } from '#domain/submission/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { readPayload } from '#web/hooks/form-payload.ts';
import { leadOfService } from '#web/request-form.ts';
import { eraseRooms } from '../src/domain/privacy/erase.ts';
import { newLead } from './support/house.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { cf7, mappings, type SentForm } from './support/sent-forms.ts';
import { staffVisitor } from './support/staff.ts';

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});

const tied = { suppliers: ['bjorfjall-legal'], locale: 'sv' as const, told: true };
/** A form of Contact Form 7's that is on, whose fields are tied as the recorded posts have them. */
async function form() {
  const { ctx } = house.product;
  const made = await transact(ctx.db, (tx) =>
    addSource(ctx, tx, { name: 'Formuläret', kind: 'cf7', service: 'legal' }),
  );
  await transact(ctx.db, async (tx) => {
    await tieFields(ctx, tx, made.id, { mapping: mappings.cf7, ...tied });
    await switchSource(ctx, tx, made.id, true);
  });
  return { ...made, address: `/hooks/cf7/${made.secret}` };
}
const post = (address: string, { type, body }: SentForm) =>
  fetch(house.url + address, { method: 'POST', body, headers: { 'content-type': type } });
const statesOf = async (id: string) =>
  (
    await sql<{
      state: string;
    }>`select state from brokerage.submission where source_id = ${id} order by received_at, id`.execute(
      house.db.owner.db,
    )
  ).rows.map(({ state }) => state);

/** A post that has come and nobody has worked on, with an address in it. */
async function plant(email: string) {
  const { ctx } = house.product;
  const { id: sourceId } = await form();
  const { type, body } = cf7({ email });
  const read = readPayload('cf7', type, Buffer.from(body));
  const content = read.ok ? read.fields : [];
  return (await transact(ctx.db, (tx) => keepSubmission(ctx, tx, sourceId, content))) ?? '';
}
/** Everything that is kept by an address. */
const erase = (email: string) => {
  const { ctx } = house.product;
  const whose = { leadIds: [], emailKeys: [ctx.vault.keyedHash('email', email)] };
  return transact(ctx.db, (tx) => eraseRooms(ctx, tx, whose));
};
const leadsOf = async (email: string) =>
  (
    await sql<{ state: string; closing_reason: string | null }>`
      select state, closing_reason from brokerage.lead where email = ${email}`.execute(house.db.owner.db)
  ).rows;

describe('G2, P8: an erasure is not undone by whoever was making a request of the post', () => {
  it('erased after it was read and before the request is stored: nothing is stored', async () => {
    const { ctx } = house.product;
    const [email, own] = ['fore@solbergs.example', new Intake(ctx)];
    const id = await plant(email);
    const intake = {
      store: async (...given: Parameters<Intake['store']>) => {
        await erase(email);
        return own.store(...given);
      },
    } as unknown as Intake;
    await workSubmission(ctx, { intake, leadFrom: leadOfService }, id);
    expect(await leadsOf(email)).toEqual([]);
    // By itself, and among others that are let in.
    const [gone, other] = await Promise.all([
      own.store(newLead({ source: 'site', sourceId: (await form()).id, submissionId: id, idempotencyKey: 'gone' }), ''),
      own.store(newLead({ idempotencyKey: 'beside it' }), 'x'),
    ]);
    expect([gone, other.kind]).toEqual([{ kind: 'dropped', reason: 'gone' }, 'stored']);
  });

  it('erased after the request was stored and before that was written down: the request ends and is erased', async () => {
    const { ctx } = house.product;
    const [email, own] = ['efter@solbergs.example', new Intake(ctx)];
    const id = await plant(email);
    const intake = {
      store: async (...given: Parameters<Intake['store']>) => {
        const result = await own.store(...given);
        await sql`delete from brokerage.submission where id = ${id}`.execute(house.db.owner.db);
        return result;
      },
    } as unknown as Intake;
    await workSubmission(ctx, { intake, leadFrom: leadOfService }, id);
    expect(await leadsOf(email)).toEqual([{ state: 'closed', closing_reason: 'erasure' }]);
    await house.product.settle();
    house.clock.advance('PT1H');
    await house.product.run('sweep');
    expect(await leadsOf(email)).toEqual([]);
  });

  it('one whose time is up this moment is not taken from whoever has made a request of it', async () => {
    const { ctx } = house.product;
    const [email, own] = ['tid@solbergs.example', new Intake(ctx)];
    const id = await plant(email);
    const intake = {
      store: async (...given: Parameters<Intake['store']>) => {
        const result = await own.store(...given);
        house.clock.advance('P14D');
        await house.product.run('sweep-submissions');
        return result;
      },
    } as unknown as Intake;
    await workSubmission(ctx, { intake, leadFrom: leadOfService }, id);
    expect((await leadsOf(email)).map(({ closing_reason }) => closing_reason)).toEqual([null]);
  });
});

describe('what is turned away says what to do', () => {
  it.each([
    ['nothing of its own', { type: 'application/json', body: '{"_x":"1"}' }, 422, 'set the plugin to send all'],
    ['half of a JSON', { type: 'application/json', body: '{"a":' }, 422, 'not valid JSON'],
    ['deep', { type: 'application/json', body: `${'{"a":'.repeat(9)}1${'}'.repeat(9)}` }, 422, '200 fields'],
    ['another type', { type: 'text/xml', body: '<a/>' }, 415, 'application/json'],
    ['another encoding', { type: 'application/json; charset=utf-16', body: '{}' }, 415, 'UTF-8'],
    ['huge', { type: 'application/json', body: JSON.stringify({ a: 'x'.repeat(70_000) }) }, 413, '64 kB'],
  ])('%s', async (_, sent, status, words) => {
    const answer = await post((await form()).address, sent);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  it('a form may hold a thousand posts that wait, and then what it has sent before is known still; nobody can fill the disk', async () => {
    const { id, address } = await form();
    await sql`insert into brokerage.submission (id, source_id, received_at, state, content, content_hash)
      select gen_random_uuid(), ${id}, ${house.clock.now()}, 'waiting', '[]', decode(md5(n::text || ${id}::text), 'hex')
      from generate_series(1, 999) as n`.execute(house.db.owner.db);
    const last = cf7({ email: 'tusende@solbergs.example', hours: 'ca 7' });
    expect((await post(address, last)).status).toBe(200);
    await house.product.settle();
    const more = await post(address, cf7({ email: 'fler@solbergs.example' }));
    expect([more.status, more.headers.get('retry-after'), await more.text()]).toEqual([
      ...[429, '3600', expect.stringContaining('1000 posts of this form wait')],
    ]);
    expect((await post(address, last)).status).toBe(200);
    expect(await statesOf(id)).toHaveLength(1000);
    const boss = await staffVisitor(house, 'administrator');
    await boss.get(`/konsol/kallor/${id}`);
    expect(boss.text).toMatch(/Väntar\s*1\s000 av högst 1\s000/);
    await sql`delete from brokerage.submission where source_id = ${id}`.execute(house.db.owner.db);
  });

  it('too many in an hour are told when to try again', async () => {
    const { ctx } = house.product;
    const { id, address } = await form();
    for (let n = 0; n < 2; n += 1) await withinLimit(ctx, ctx.db, 'form-hook', id, 2000, 3600);
    await sql`update access.rate_limit set hits = 2000 where key = ${ctx.vault.keyedHash('limit.form-hook', id)}`.execute(
      house.db.owner.db,
    );
    const answer = await post(address, cf7());
    const left = 3600 - (Math.floor(house.clock.now().epochMilliseconds / 1000) % 3600);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, String(left)]);
    expect(await answer.text()).toContain('2000 posts');
  });
});

describe('a form on another site, when it is not to be believed', () => {
  it('a form that is on goes off when nobody vouches for it any more or a question has lost its field, and what comes waits (P3)', async () => {
    const { ctx } = house.product;
    const withoutEmail = Object.fromEntries(Object.entries(mappings.cf7).filter(([, target]) => target !== 'email'));
    for (const [n, change] of [{ told: false }, { suppliers: [] }, { mapping: withoutEmail }].entries()) {
      const { id, address } = await form();
      const off = await transact(ctx.db, (tx) => tieFields(ctx, tx, id, { mapping: mappings.cf7, ...tied, ...change }));
      expect([off, (await sourceById(ctx.db, id))?.switchedOnAt]).toEqual([true, null]);
      await expect(transact(ctx.db, (tx) => switchOn(ctx, tx, id))).rejects.toThrow('switched on');
      await post(address, cf7({ email: `nej${n}@solbergs.example` }));
      await house.product.settle();
      expect(await statesOf(id)).toEqual(['waiting']);
    }
    // Also where it was on while the word was taken away by other means.
    const { id, address } = await form();
    await sql`update brokerage.source set told = false where id = ${id}`.execute(house.db.owner.db);
    await post(address, cf7({ email: 'sist@solbergs.example' }));
    await house.product.settle();
    expect(await statesOf(id)).toEqual(['waiting']);
  });
});
