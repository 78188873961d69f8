import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendLoginLink } from '#domain/access/index.ts';
import { askQuestion, remindOutcomes, writeLetter } from '#domain/contact/index.ts';
import { reportContract, reportLost } from '#domain/contract/index.ts';
import { type DeliveryKind, deliveryKinds, enqueue } from '#domain/delivery/index.ts';
import { retryWaiting } from '#domain/flow.ts';
import { joinIfOpen } from '#domain/lead/index.ts';
import { restrictRequest } from '#domain/privacy/index.ts';
import { chooseQuote, giveQuote, withdrawQuote } from '#domain/quote/index.ts';
import { acceptReferral, declineReferral, noteOpened, referLead } from '#domain/referral/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { sql, type Tx, transact } from '#platform/db/index.ts';
import { aQuote, type House, house, organisationNumber } from './support/house.ts';
import { supplierEndpoint } from './support/product.ts';

let h: House;
let hook: Awaited<ReturnType<typeof supplierEndpoint>>;
beforeAll(async () => {
  h = await house();
  hook = await supplierEndpoint();
  hook.answer = () => ({ status: 204 });
  await h.webhook('tallmo-energi', hook.url);
});

let n = 0;
let email = '';
let leadId = '';
let quoteId = '';
/** A request that three suppliers have, with two quotes, and its customer asks that it be restricted. */
beforeEach(async () => {
  n += 1;
  email = `kund${n}@norrgarden.example`;
  ({ leadId } = await h.ask({ company: { email, organisationNumber: organisationNumber(n) } }));
  await h.sendDue();
  quoteId = await h.quote(leadId, 'savera');
  await h.quote(leadId, 'tallmo-energi');
  h.clock.advance('PT11M');
  await h.sendDue();
});

const restrict = (on: boolean) =>
  transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, h.ctx.vault.keyedHash('email', email), leadId, on, 'page'));

/** Everything about the request as one text: what an act has changed shows. */
async function asItStands(): Promise<string> {
  const tables = ['lead', 'referral', 'quote', 'outcome', 'question', 'delivery'];
  const parts = await Promise.all(
    tables.map(async (table) => {
      const key = table === 'lead' ? 'id' : 'lead_id';
      const { rows } = await sql<{ t: string }>`
        select t::text from ${sql.table(`brokerage.${table}`)} t where ${sql.ref(key)} = ${leadId} order by 1`.execute(
        h.ctx.db,
      );
      return rows.map((row) => row.t).join('\n');
    }),
  );
  return parts.join('\n');
}
const own = (supplierId: string) => h.referral(leadId, supplierId);

/** Every way in which a request is used by somebody who isn't its person exercising a right. */
const uses: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['is forwarded to another supplier', (tx) => referLead(h.ctx, tx, leadId, ['select-telecom'])],
  ['is accepted by a supplier', async (tx) => acceptReferral(h.ctx, tx, await own('ljusakra-kraft'))],
  ['is declined by a supplier', async (tx) => declineReferral(h.ctx, tx, await own('ljusakra-kraft'), 'terms')],
  ['is opened by a supplier', async (tx) => noteOpened(h.ctx, tx, await own('ljusakra-kraft'))],
  ['is quoted', async (tx) => giveQuote(h.ctx, tx, await own('ljusakra-kraft'), aQuote)],
  ['has its quote corrected', async (tx) => giveQuote(h.ctx, tx, await own('savera'), { ...aQuote, monthlyFee: 1 })],
  ['has its quote withdrawn', async (tx) => withdrawQuote(h.ctx, tx, await own('savera'), quoteId)],
  ['has a quote chosen', (tx) => chooseQuote(h.ctx, tx, leadId, quoteId)],
  ['has a contract reported', async (tx) => reportContract(h.ctx, tx, (await own('savera')).id, 'supplier')],
  ['has no contract reported', async (tx) => reportLost(h.ctx, tx, (await own('savera')).id)],
  ['is asked about', (tx) => askQuestion(h.ctx, tx, leadId, 'Kan ni börja i maj?')],
  [
    'is reminded of',
    async () => {
      h.clock.advance('P15D');
      await remindOutcomes(h.ctx, h.ctx.db);
    },
  ],
  ['is tried again with suppliers', () => retryWaiting(h.ctx)],
];

describe('P28: a restricted request is kept and not used', () => {
  it.each(uses)('it can’t be what %s', async (_, use) => {
    await restrict(true);
    const before = await asItStands();
    await transact(h.ctx.db, use).catch((error: unknown) => {
      if (!(error instanceof NotAllowed)) throw error;
    });
    expect(await asItStands()).toBe(before);
    // The same act has an effect once the restriction is lifted, so that the test can fail.
    await restrict(false);
    const free = await asItStands();
    await transact(h.ctx.db, use).catch((error: unknown) => {
      if (!(error instanceof NotAllowed)) throw error;
    });
    if (_ !== 'is tried again with suppliers') expect(await asItStands()).not.toBe(free);
  });

  it('a new request of the same company does not join it, and stands on its own', async () => {
    await restrict(true);
    const again = { company: { email, organisationNumber: organisationNumber(n) } };
    const twin = await h.ask(again);
    expect((await h.lead(twin.leadId)).state).toBe('open');
    const ask = { id: twin.leadId, service: 'electricity', state: 'received', ticked: [], receivedAt: h.clock.now() };
    await sql`update brokerage.lead set state = 'received' where id = ${twin.leadId}`.execute(h.ctx.db);
    expect(await transact(h.ctx.db, (tx) => joinIfOpen(h.ctx, tx, ask))).toBeUndefined();
    await restrict(false);
    expect(await transact(h.ctx.db, (tx) => joinIfOpen(h.ctx, tx, ask))).toBe(leadId);
  });

  /** About somebody's right and not about the request, or about no request at all; every other kind must stay at home. */
  const mayLeave: readonly DeliveryKind[] = [
    ...(['customer.login', 'supplier.restricted', 'supplier.restricted.webhook'] as const),
    ...([
      'customer.case',
      'customer.case-answer',
      'customer.erased',
      'customer.withdrawn',
      'staff.case',
      'staff.endpoint-gone',
      'staff.link',
      'staff.campaign-test',
      'staff.campaign-held',
      'staff.sms-stopped',
    ] as const),
    ...(['supplier.erased', 'supplier.erased.webhook'] as const),
    // A subscription is about no request, and is restricted by itself: src/domain/newsletter/newsletter.test.ts.
    ...(['subscriber.confirm', 'subscriber.known', 'subscriber.welcome'] as const),
  ];
  it.each((Object.keys(deliveryKinds) as DeliveryKind[]).filter((kind) => !mayLeave.includes(kind)))(
    'nothing of the kind %s leaves',
    async (kind) => {
      const { id } = await own('tallmo-energi');
      const staff = { ...h.ctx, actor: `staff:${randomUUID()}` } as const;
      await transact(h.ctx.db, async (tx) => {
        await askQuestion(h.ctx, tx, leadId, 'Kan ni börja i maj?');
        await writeLetter(staff, tx, leadId, { channel: 'mail', template: null, subject: 'Hej', body: 'Hej!' }, kind);
        await writeLetter(
          staff,
          tx,
          leadId,
          { channel: 'sms', template: null, subject: null, body: 'Hej!' },
          `${kind}-`,
        );
      });
      const [asked] = await h.ctx.db
        .selectFrom('brokerage.question')
        .select('id')
        .where('lead_id', '=', leadId)
        .execute();
      const written = await h.ctx.db
        .selectFrom('brokerage.message')
        .select(['id', 'channel'])
        .where('lead_id', '=', leadId)
        .execute();
      const channel = kind.endsWith('.webhook') ? 'webhook' : kind === 'customer.sms' ? 'sms' : 'mail';
      const about: Partial<Record<DeliveryKind, string | undefined>> = {
        'staff.question': asked?.id,
        'customer.message': written.find((one) => one.channel === 'mail')?.id,
        'customer.sms': written.find((one) => one.channel === 'sms')?.id,
      };
      await restrict(true);
      await h.sendDue();
      const [mails, posts] = [h.mails.length, hook.received.length];
      await transact(h.ctx.db, (tx) =>
        enqueue(h.ctx, tx, [
          {
            kind,
            channel,
            leadId,
            ...(kind.startsWith('supplier.') ? { referralId: id, supplierId: 'tallmo-energi' } : {}),
            subjectId: about[kind] ?? quoteId,
          },
        ]),
      );
      await h.sendDue();
      expect([h.mails.length, hook.received.length]).toEqual([mails, posts]);
      const { rows } = await sql<{ state: string; reason: string }>`
        select state, reason from brokerage.delivery where lead_id = ${leadId} and kind = ${kind} order by created_at desc, id limit 1`.execute(
        h.ctx.db,
      );
      expect(rows[0]).toEqual({ state: 'cancelled', reason: 'restricted' });
    },
  );

  it('its person can still log in, with the link that was on its way too', async () => {
    const key = h.ctx.vault.keyedHash('email', email);
    const id = '00000000-0000-4000-8000-0000000000aa';
    await sql`insert into access.login_request (id, email_key, created_at) values (${id}, ${key}, ${h.clock.now()})`.execute(
      h.ctx.db,
    );
    await transact(h.ctx.db, (tx) => sendLoginLink(h.ctx, tx, id));
    await restrict(true);
    await h.sendDue();
    expect(h.mails.filter((m) => m.to === email && m.subject.startsWith('Logga in'))).toHaveLength(1);
  });

  it('what the restriction stopped is sent once when it is lifted, with the id it had, unless it no longer holds', async () => {
    await h.quote(leadId, 'ljusakra-kraft');
    await transact(h.ctx.db, (tx) => askQuestion(h.ctx, tx, leadId, 'Kan ni börja i maj?'));
    const waiting = (await h.deliveries()).filter((d) => d.lead_id === leadId && d.state === 'pending');
    expect(waiting.map((d) => d.kind).sort()).toEqual(['customer.quotes', 'staff.question']);
    await restrict(true);
    await restrict(true);
    await h.sendDue();
    expect((await h.deliveries()).filter((d) => d.lead_id === leadId && d.state === 'pending')).toEqual([]);
    await restrict(false);
    await restrict(false);
    await restrict(true);
    await restrict(false);
    h.clock.advance('PT15M');
    await h.sendDue();
    const after = await h.deliveries();
    for (const { id } of waiting) expect(after.find((d) => d.id === id)?.state).toBe('delivered');
    expect(after.filter((d) => d.lead_id === leadId && d.kind === 'staff.question')).toHaveLength(1);
    // Four changes of mind were asked for that changed something, of six.
    const { rows } =
      await sql`select 1 from privacy.rights_case where lead_id = ${leadId} and right_id = 'restriction'`.execute(
        h.ctx.db,
      );
    expect(rows).toHaveLength(4);
  });

  it('art. 19: a supplier that gets it after all, because it was on its way, hears that it may not use it', async () => {
    n += 1;
    email = `kund${n}@norrgarden.example`;
    let restrictNow: (() => Promise<unknown>) | undefined = () => restrict(true);
    h.mailAnswer = async (mail) => {
      // In the middle of the first mail's way to its supplier.
      if (mail.to === 'offert@savera.example' && restrictNow) {
        const now = restrictNow;
        restrictNow = undefined;
        await now();
      }
      return { kind: 'sent' };
    };
    ({ leadId } = await h.ask({ company: { email, organisationNumber: organisationNumber(n) }, ticked: ['savera'] }));
    await h.sendDue();
    h.mailAnswer = async () => ({ kind: 'sent' });
    const about = h.mails.filter((m) => m.to === 'offert@savera.example').at(-1);
    expect(about?.subject).toMatch(/^Använd inte uppgifterna/);
  });
});
