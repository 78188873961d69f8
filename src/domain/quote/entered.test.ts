import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { aQuote, house } from '../../../e2e/support/house.ts';
import type { Context } from '../context.ts';
import { enterQuote } from './index.ts';

it('a quote that is entered twice by the same form is one, and its supplier is told once', async () => {
  const h = await house();
  const staff: Context = { ...h.ctx, actor: `staff:${randomUUID()}` };
  const { leadId } = await h.ask({ ticked: ['savera'] });
  await h.sendDue();
  const referral = await h.referral(leadId, 'savera');
  const pdf = (text: string) => new TextEncoder().encode(`%PDF-1.7 ${text}`);
  const enter = (changes: Record<string, number> = {}, file?: Uint8Array) =>
    transact(h.ctx.db, (tx) => enterQuote(staff, tx, referral, { ...aQuote, ...changes }, file));
  const told = async () => (await h.deliveries('supplier.quote-entered')).length;
  const revision = async () =>
    (await h.ctx.db.selectFrom('brokerage.quote').select('revision').executeTakeFirstOrThrow()).revision;
  const [first, second] = await Promise.all([enter({}, pdf('ett')), enter({}, pdf('ett'))]);
  expect(first).toBe(second);
  expect([await told(), await revision()]).toEqual([1, 1]);
  await enter({}, pdf('två'));
  await enter({ monthlyFee: 199 });
  await enter({ monthlyFee: 199 });
  expect([await told(), await revision()]).toEqual([3, 3]);
});
