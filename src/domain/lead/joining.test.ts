import { beforeAll, describe, expect, it } from 'vitest';
import { transact } from '#platform/db/index.ts';
import { type House, house, type LeadChanges, organisationNumber } from '../../../e2e/support/house.ts';
import { endRequest, reportContract } from '../contract/index.ts';
import { chooseQuote } from '../quote/index.ts';
import { openTwin } from './queries.ts';

let h: House;
beforeAll(async () => {
  h = await house();
});

let companies = 0;
/** Requests of one company that no other test has. */
function company(): (changes?: LeadChanges) => LeadChanges {
  companies += 1;
  const own = organisationNumber(companies);
  return ({ company: more, ...changes } = {}) => ({ ...changes, company: { organisationNumber: own, ...more } });
}

const joinedTo = async (id: string) => (await h.lead(id)).joined_to;
const receivers = async (leadId: string) =>
  (
    await h.ctx.db
      .selectFrom('brokerage.referral')
      .select('supplier_id')
      .where('lead_id', '=', leadId)
      .orderBy('supplier_id')
      .execute()
  ).map((r) => r.supplier_id);

describe('a request of the same company for the same service within seven days', () => {
  it('joins the open one, and the suppliers do not get it twice', async () => {
    const of = company();
    const first = await h.ask(of());
    h.clock.advance('P6DT23H');
    const second = await h.ask(of());
    expect(await joinedTo(second.leadId)).toBe(first.leadId);
    expect(await receivers(second.leadId)).toEqual([]);
    expect(await receivers(first.leadId)).toHaveLength(3);
  });

  it('brings the suppliers that the same person newly ticked, and only those', async () => {
    const of = company();
    const first = await h.ask(of({ ticked: ['savera'] }));
    await h.ask(of({ ticked: ['tallmo-energi'] }));
    expect(await receivers(first.leadId)).toEqual(['savera', 'tallmo-energi']);
  });

  it('P3: brings none when another person sent it: nobody’s data goes to a supplier that it left out', async () => {
    const of = company();
    const first = await h.ask(of({ ticked: ['savera'] }));
    const second = await h.ask(of({ ticked: ['tallmo-energi'], company: { email: 'colleague@norrgarden.example' } }));
    expect(await joinedTo(second.leadId)).toBe(first.leadId);
    expect(await receivers(first.leadId)).toEqual(['savera']);
    expect((await h.lead(first.leadId)).ticked).toEqual(['savera']);
  });

  it('tells the receipt whether it was the same person, so that only that one is shown the reference', async () => {
    const of = company();
    await h.ask(of());
    const own = await h.store(of());
    const other = await h.store(of({ company: { email: 'colleague@norrgarden.example' } }));
    const since = h.clock.now().subtract({ hours: 168 });
    expect(await openTwin(h.ctx.db, own.leadId, since)).toMatchObject({ sameSender: true });
    expect(await openTwin(h.ctx.db, other.leadId, since)).toMatchObject({ sameSender: false });
    await h.route();
    expect(await openTwin(h.ctx.db, other.leadId, since)).toMatchObject({ sameSender: false });
  });

  it('is joined by a twin that was sent in the same moment', async () => {
    const of = company();
    const twins = await Promise.all([h.store(of()), h.store(of()), h.store(of())]);
    await Promise.all([h.route(), h.route(), h.route()]);
    const states = await Promise.all(twins.map(async (t) => (await h.lead(t.leadId)).state));
    expect(states.sort()).toEqual(['joined', 'joined', 'open']);
  });
});

describe('a request stands on its own', () => {
  it.each<[string, (first: string) => Promise<unknown>, LeadChanges]>([
    ['for another service', async () => {}, { service: 'legal', answers: {}, ticked: ['bjorfjall-legal'] }],
    ['after seven days', async () => h.clock.advance('P7D'), {}],
    ['when the other is closed', (id) => transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, id, 'withdrawn')), {}],
    [
      'when the other ended in a contract',
      async (id) => {
        await h.quote(id, 'savera');
        const { id: referral } = await h.referral(id, 'savera');
        await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, referral, 'customer'));
      },
      {},
    ],
    [
      'when the customer has chosen in the other: no supplier could quote there any more',
      async (id) => {
        const quote = await h.quote(id, 'savera');
        await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, id, quote));
      },
      {},
    ],
  ])('%s', async (_, meanwhile, changes) => {
    const of = company();
    const first = await h.ask(of());
    await meanwhile(first.leadId);
    const second = await h.ask(of(changes));
    expect(await joinedTo(second.leadId)).toBeNull();
    expect((await receivers(second.leadId)).length).toBeGreaterThan(0);
  });

  it('of another company', async () => {
    const first = await h.ask(company()());
    const second = await h.ask(company()());
    expect(await joinedTo(second.leadId)).toBeNull();
    expect(second.leadId).not.toBe(first.leadId);
  });
});
