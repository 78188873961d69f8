import { beforeEach, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import { endRequest, reportLost } from '../contract/index.ts';
import { chooseQuote } from '../quote/index.ts';
import { remindOutcomes } from './actions.ts';

let h: House;
let leadId: string;
let quoteId: string;
beforeEach(async () => {
  h = await house({ start: '2026-03-02T09:00:00Z' });
  ({ leadId } = await h.ask());
  await h.sendDue();
  quoteId = await h.quote(leadId, 'savera');
});

/** Lives through some days as the schedule does, and tells who was asked on which of them. */
async function days(from: number, to: number, every = 1): Promise<string[]> {
  const asked: string[] = [];
  for (let day = from; day <= to; day += every) {
    h.clock.set(
      Temporal.Instant.from('2026-03-02T09:00:00Z')
        .toZonedDateTimeISO('Europe/Stockholm')
        .add({ days: day })
        .toInstant(),
    );
    const before = h.mails.length;
    await remindOutcomes(h.ctx, h.ctx.db);
    await remindOutcomes(h.ctx, h.ctx.db);
    await h.sendDue();
    const who = h.mails
      .slice(before)
      .filter((m) => m.subject.startsWith('Hur gick det'))
      .map((m) => (m.to.startsWith('inkop') ? 'customer' : 'supplier'));
    asked.push(...who.sort().map((one) => `${one} ${day}`));
  }
  return asked;
}

describe('D2: asking how it went', () => {
  it('asks the customer after 14, 30 and 90 days and the supplier after 14 and 30, each once', async () => {
    expect(await days(1, 100)).toEqual(['customer 14', 'supplier 14', 'customer 30', 'supplier 30', 'customer 90']);
  });

  it('asks once, for the latest day passed, when the program has stood still', async () => {
    expect(await days(40, 42)).toEqual(['customer 40', 'supplier 40']);
    expect(await days(120, 121)).toEqual(['customer 120']);
  });

  it('asks on the day after when the exact day was missed', async () => {
    expect(await days(1, 13)).toEqual([]);
    expect(await days(17, 29)).toEqual(['customer 17', 'supplier 17']);
  });

  it('asks a customer with several quotes of one day once, and each supplier', async () => {
    await h.quote(leadId, 'tallmo-energi');
    expect(await days(14, 15)).toEqual(['customer 14', 'supplier 14', 'supplier 14']);
  });

  it('asks only those still in play when one was chosen', async () => {
    await h.quote(leadId, 'tallmo-energi');
    await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, leadId, quoteId));
    expect(await days(14, 15)).toEqual(['customer 14', 'supplier 14']);
    expect(h.mails.filter((m) => m.subject.startsWith('Hur gick det') && m.to.includes('tallmo'))).toEqual([]);
  });

  it('P5: asks nobody when the request has ended', async () => {
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'withdrawn'));
    expect(await days(14, 95, 3)).toEqual([]);
  });

  it('asks no supplier that has answered, and P12: its answer, not silence, is what is noted', async () => {
    const { id } = await h.referral(leadId, 'savera');
    expect(await days(14, 14)).toEqual(['customer 14', 'supplier 14']);
    expect(await h.ctx.db.selectFrom('brokerage.outcome').selectAll().execute()).toEqual([]);
    await transact(h.ctx.db, (tx) => reportLost(h.ctx, tx, id));
    expect(await days(30, 95, 5)).toEqual([]);
    expect(await h.ctx.db.selectFrom('brokerage.outcome').select(['reported_by', 'outcome']).execute()).toEqual([
      { reported_by: 'supplier', outcome: 'none' },
    ]);
  });
});
