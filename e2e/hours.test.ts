import { beforeEach, describe, expect, it } from 'vitest';
import { endRequest } from '#domain/contract/index.ts';
import { erasePerson, objectTo, restrictRequest, withdrawSupplier } from '#domain/privacy/index.ts';
import { chooseQuote } from '#domain/quote/index.ts';
import { addSupplier, remindSuppliers } from '#domain/referral/index.ts';
import { addPause, configureSupplier, type SupplierChange } from '#domain/supplier/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import type { HttpOut } from '#platform/http-out/index.ts';
import { aQuote, type House, house } from './support/house.ts';

const office = { openDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' };
const bothTicked = { ticked: ['savera', 'ljusakra-kraft'] };

let h: House;
let posted: number;
const set = (id: string, change: SupplierChange) =>
  transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, id, change));
/** Savera is open on weekdays from eight to five, Ljusåkra Kraft always. */
beforeEach(async () => {
  posted = 0;
  const post: HttpOut['post'] = async () => {
    posted += 1;
    return { kind: 'answer', status: 204, headers: {}, body: '' } as never;
  };
  h = await house({ ports: { httpOut: { post } as HttpOut } });
  await set('savera', { hours: office });
});

const mailsTo = (id: string) => h.mails.filter(({ to }) => to === `offert@${id}.example`);
const toCustomer = () => h.mails.filter(({ to }) => to === 'inkop@norrgarden.example');
const words = (text = '') => text.replace(/\s+/g, ' ');
/** Sends what is due at an instant. */
async function at(instant: string): Promise<void> {
  h.clock.set(instant);
  await h.sendDue();
}
async function asked(instant: string, changes: Parameters<House['ask']>[0] = bothTicked): Promise<string> {
  h.clock.set(instant);
  const { leadId } = await h.ask(changes);
  await h.sendDue();
  return leadId;
}
const stands = async (leadId: string) => {
  const { state, sent_at } = await h.referral(leadId, 'savera');
  return [state, sent_at?.toString() ?? null];
};

describe('P3: hours decide when a request goes, and not whether', () => {
  it.each([
    ['in the evening: the next morning', '2026-03-12T19:00:00Z', '2026-03-13T07:00:00Z'],
    ['on Friday night: on Monday', '2026-03-13T22:30:00Z', '2026-03-16T07:00:00Z'],
    ['before the night that is an hour short', '2026-03-27T20:00:00Z', '2026-03-30T06:00:00Z'],
    ['before the night that is an hour long', '2026-10-23T20:00:00Z', '2026-10-26T07:00:00Z'],
  ])('%s, and at once to the one that is open', async (_, evening, opens) => {
    await h.webhook('savera', 'https://savera.example/hook');
    const leadId = await asked(evening);
    expect([mailsTo('ljusakra-kraft').length, mailsTo('savera').length, posted]).toEqual([1, 0, 0]);
    expect(await stands(leadId)).toEqual(['queued', null]);
    await at(Temporal.Instant.from(opens).subtract({ seconds: 1 }).toString());
    expect([mailsTo('savera').length, posted]).toEqual([0, 0]);
    await at(opens);
    expect([mailsTo('savera').length, posted]).toEqual([1, 1]);
    expect(await stands(leadId)).toEqual(['sent', opens]);
  });

  it('the link is good for thirty days from when it went', async () => {
    await asked('2026-03-13T22:30:00Z');
    await at('2026-03-16T07:00:00Z');
    const [mail] = mailsTo('savera');
    const token = /supplier\/([^"\s]+)/.exec(mail!.text)![1]!;
    expect(h.ctx.vault.open('supplier', token, Temporal.Instant.from('2026-04-15T05:59:00Z'))).toBeDefined();
    expect(h.ctx.vault.open('supplier', token, Temporal.Instant.from('2026-04-15T06:01:00Z'))).toBeUndefined();
  });

  it('a pause of a week keeps it from being chosen', async () => {
    h.clock.set('2026-03-12T19:00:00Z');
    await transact(h.ctx.db, (tx) => addPause(h.ctx, tx, 'savera', { from: '2026-03-13', to: '2026-03-19' }));
    const leadId = await asked('2026-03-12T19:00:00Z');
    await at('2026-03-20T07:00:00Z');
    expect(mailsTo('savera')).toEqual([]);
    await expect(h.referral(leadId, 'savera')).rejects.toThrow();
  });

  it('a pause, or other hours, that come while it waits move it', async () => {
    const leadId = await asked('2026-03-13T22:30:00Z');
    await transact(h.ctx.db, (tx) => addPause(h.ctx, tx, 'savera', { from: '2026-03-16', to: '2026-03-20' }));
    await at('2026-03-16T07:00:00Z');
    expect(mailsTo('savera')).toEqual([]);
    const [waiting] = await h.deliveries('supplier.referral').then((all) => all.filter((d) => d.state === 'pending'));
    expect([waiting?.due_at.toString(), waiting?.attempts]).toEqual(['2026-03-23T07:00:00Z', 0]);
    await set('savera', { hours: { ...office, opensAt: '09:00' } });
    await at('2026-03-23T07:00:00Z');
    expect(mailsTo('savera')).toEqual([]);
    await at('2026-03-23T08:00:00Z');
    expect(await stands(leadId)).toEqual(['sent', '2026-03-23T08:00:00Z']);
  });

  it('what has begun to leave is tried again outside its hours, too', async () => {
    h.mailAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'connect' }) as never;
    await asked('2026-03-12T15:59:00Z', { ticked: ['savera'] });
    await at('2026-03-12T15:59:10Z');
    h.mailAnswer = async () => ({ kind: 'sent' });
    await at('2026-03-12T16:10:00Z');
    expect((await h.deliveries('supplier.referral'))[0]).toMatchObject({ state: 'delivered', attempts: 3 });
  });

  it('an added supplier gets it when it opens, and its customer is told when that is', async () => {
    const leadId = await asked('2026-03-13T22:30:00Z', { ticked: ['ljusakra-kraft'] });
    await transact(h.ctx.db, (tx) => addSupplier(h.ctx, tx, leadId, 'savera'));
    await h.sendDue();
    expect(words(toCustomer().at(-1)?.text)).toContain('så förfrågan går dit måndag 08.00, när de öppnar');
    expect(mailsTo('savera')).toEqual([]);
    await at('2026-03-16T07:00:00Z');
    expect(mailsTo('savera')).toHaveLength(1);
  });

  it('nobody is reminded of what they have not got; the clocks run from the request as before', async () => {
    const leadId = await asked('2026-03-13T22:30:00Z', { ticked: ['savera'] });
    const { clock_at } = await h.lead(leadId);
    await expect(transact(h.ctx.db, (tx) => remindSuppliers(h.ctx, tx, leadId))).rejects.toThrow(NotAllowed);
    await at('2026-03-16T07:00:00Z');
    expect((await h.lead(leadId)).clock_at).toEqual(clock_at);
    await transact(h.ctx.db, (tx) => remindSuppliers(h.ctx, tx, leadId));
  });
});

describe('the receipt says when it goes', () => {
  it('now, and on Monday', async () => {
    await asked('2026-03-13T22:30:00Z');
    const text = words(toCustomer()[0]?.text);
    expect(text).toContain('Den går nu till Ljusåkra Kraft.');
    expect(text).toContain('Till Savera går den måndag 08.00, när de öppnar.');
  });

  it('in English, and when nobody is open', async () => {
    await asked('2026-03-13T03:00:00Z', { ticked: ['savera'], locale: 'en' });
    const text = words(toCustomer()[0]?.text);
    expect(text).toContain('To Savera it goes today 08:00, when they open.');
    expect(text).not.toContain('It now goes');
    expect(text).not.toContain('No supplier');
  });
});

const key = () => h.ctx.vault.keyedHash('email', 'inkop@norrgarden.example');
const restrict = (tx: Tx, leadId: string, on: boolean) => restrictRequest(h.ctx, tx, key(), leadId, on, 'page');
/** What stops a request that waits for its supplier to open. */
const stops: readonly (readonly [string, (tx: Tx, leadId: string) => Promise<unknown>])[] = [
  ['P8: an objection', (tx) => objectTo(h.ctx, tx, key(), 'brokerage', 'page')],
  ['P8: its end', (tx, leadId) => endRequest(h.ctx, tx, leadId, 'withdrawn')],
  ['P28: an erasure', (tx) => erasePerson(h.ctx, tx, key(), 'page')],
  ['P28: a restriction', (tx, leadId) => restrict(tx, leadId, true)],
  [
    'P3: that it is taken back',
    async (tx, leadId) => withdrawSupplier(h.ctx, tx, leadId, (await h.referral(leadId, 'savera')).id),
  ],
];

describe('what waits for a supplier to open is stopped by', () => {
  it.each(stops)('%s', async (_, stop) => {
    await h.webhook('savera', 'https://savera.example/hook');
    const leadId = await asked('2026-03-13T22:30:00Z');
    h.clock.set('2026-03-15T12:00:00Z');
    await transact(h.ctx.db, (tx) => stop(tx, leadId));
    await h.sendDue();
    await at('2026-03-16T07:00:00Z');
    await h.retain();
    await at('2026-03-16T08:00:00Z');
    expect([mailsTo('savera').length, posted], 'it has got nothing and is told nothing').toEqual([0, 0]);
    const left = await h.deliveries('supplier.referral');
    expect(left.filter((d) => d.supplier_id === 'savera' && d.state === 'pending')).toEqual([]);
  });

  it('P28: a restriction that is lifted in the night lets it go in the morning', async () => {
    const leadId = await asked('2026-03-13T22:30:00Z');
    await transact(h.ctx.db, (tx) => restrict(tx, leadId, true));
    await at('2026-03-16T20:00:00Z');
    await transact(h.ctx.db, (tx) => restrict(tx, leadId, false));
    await h.sendDue();
    expect(mailsTo('savera')).toEqual([]);
    await at('2026-03-17T07:00:00Z');
    expect(mailsTo('savera')).toHaveLength(1);
  });

  it('the customer’s choice of another', async () => {
    const leadId = await asked('2026-03-13T22:30:00Z');
    const quoteId = await h.quote(leadId, 'ljusakra-kraft', aQuote);
    await transact(h.ctx.db, (tx) => chooseQuote(h.ctx, tx, leadId, quoteId));
    await at('2026-03-16T07:00:00Z');
    expect(mailsTo('savera')).toEqual([]);
  });
});
