import { beforeEach, describe, expect, it } from 'vitest';
import { sql, transact } from '#platform/db/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import { sweep } from '../flow.ts';
import { withdrawQuote } from '../quote/index.ts';
import { NotAllowed } from '../transitions.ts';
import { replay } from './actions.ts';
import { leaseSeconds } from './delivery.ts';

let h: House;
let leadId: string;
beforeEach(async () => {
  h = await house();
  ({ leadId } = await h.ask());
  await h.sendDue();
  h.mails.length = 0;
});

const gathering = () => h.deliveries('customer.quotes');
const toCustomer = () => h.mails.filter((m) => m.to === 'inkop@norrgarden.example').map((m) => m.subject);

describe('quotes that come within ten minutes are told of in one mail', () => {
  it('ten minutes after the first, with all that came by then', async () => {
    await h.quote(leadId, 'savera');
    h.clock.advance('PT9M59S');
    await h.quote(leadId, 'tallmo-energi');
    await h.sendDue();
    expect(toCustomer()).toEqual([]);
    h.clock.advance('PT1S');
    await h.sendDue();
    expect(toCustomer()).toEqual(['Nu finns 2 offerter på el']);
    expect(await gathering()).toHaveLength(1);
  });

  it('one that comes while the mail is being sent gets another mail', async () => {
    await h.quote(leadId, 'savera');
    h.clock.advance('PT10M');
    const { promise: held, resolve: letGo } = Promise.withResolvers<{ kind: 'sent' }>();
    h.mailAnswer = () => held;
    await h.dispatcher.pass();
    await h.quote(leadId, 'tallmo-energi');
    letGo({ kind: 'sent' });
    h.mailAnswer = async () => ({ kind: 'sent' });
    await h.dispatcher.idle();
    h.clock.advance('PT10M');
    await h.sendDue();
    expect(toCustomer()).toEqual(['Savera har lämnat offert på el', 'Nu finns 2 offerter på el']);
  });

  it('one that must be tried again gives way to a newer that waits', async () => {
    await h.quote(leadId, 'savera');
    h.clock.advance('PT10M');
    const { promise: held, resolve: letGo } = Promise.withResolvers<{
      kind: 'refused';
      permanent: false;
      reason: 'timeout';
    }>();
    h.mailAnswer = () => held;
    await h.dispatcher.pass();
    await h.quote(leadId, 'tallmo-energi');
    letGo({ kind: 'refused', permanent: false, reason: 'timeout' });
    await h.dispatcher.idle();
    expect((await gathering()).map((d) => [d.state, d.reason])).toEqual([
      ['cancelled', 'gathered'],
      ['pending', null],
    ]);
  });

  it('G3: two whose workers died do not block the sweep: the newer is sent', async () => {
    await h.quote(leadId, 'savera');
    await h.ctx.db
      .updateTable('brokerage.delivery')
      .set({ state: 'sending', leased_until: h.clock.now() })
      .where('kind', '=', 'customer.quotes')
      .execute();
    h.clock.advance('PT1M');
    await h.quote(leadId, 'tallmo-energi');
    await h.ctx.db
      .updateTable('brokerage.delivery')
      .set({ state: 'sending', leased_until: h.clock.now() })
      .where('kind', '=', 'customer.quotes')
      .execute();
    h.clock.advance(`PT${leaseSeconds + 1}S`);
    await sweep(h.ctx);
    expect((await gathering()).map((d) => [d.state, d.reason])).toEqual([
      ['cancelled', 'gathered'],
      ['pending', null],
    ]);
    await h.sendDue();
    expect(toCustomer()).toEqual(['Nu finns 2 offerter på el']);
  });

  it('G3: a dead one is not replayed beside a newer that tells the same', async () => {
    await h.quote(leadId, 'savera');
    const [first] = await gathering();
    await sql`update brokerage.delivery set state = 'dead', reason = 'timeout', ended_at = ${h.clock.now()} where id = ${first?.id}`.execute(
      h.ctx.db,
    );
    await h.quote(leadId, 'tallmo-energi');
    await expect(transact(h.ctx.db, (tx) => replay(h.ctx, tx, first?.id ?? ''))).rejects.toBeInstanceOf(NotAllowed);
  });

  it('a quote that was taken back meanwhile is not told of', async () => {
    const quote = await h.quote(leadId, 'savera');
    const referral = await h.referral(leadId, 'savera');
    await transact(h.ctx.db, (tx) => withdrawQuote(h.ctx, tx, referral, quote));
    h.clock.advance('PT10M');
    await h.sendDue();
    expect(toCustomer()).toEqual([]);
    expect((await gathering()).map((d) => d.state)).toEqual(['cancelled']);
  });

  it('a reaction that is carried out twice books one mail', async () => {
    await h.quote(leadId, 'savera');
    h.clock.advance('PT10M');
    await h.sendDue();
    await h.reactAgain();
    expect(await gathering()).toHaveLength(1);
  });
});
