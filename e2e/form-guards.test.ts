import { beforeAll, describe, expect, it } from 'vitest';
import { addSource, sourceById, switchSource } from '#domain/source/index.ts';
import { switchOn, tieFields } from '#domain/submission/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { cf7, mappings, type SentForm } from './support/sent-forms.ts';

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
