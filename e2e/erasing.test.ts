import { beforeEach, describe, expect, it } from 'vitest';
import { keepMail } from '#domain/contact/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { renderers } from '#domain/flow.ts';
import { chaseNotices, erasePerson, restrictRequest, sweepNow } from '#domain/privacy/index.ts';
import { configureSupplier } from '#domain/supplier/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { createMailer } from '#platform/mail/index.ts';
import { type House, house, type LeadChanges, organisationNumber } from './support/house.ts';
import { supplierEndpoint } from './support/peers.ts';

let h: House;
beforeEach(async () => {
  h = await house({ start: '2026-01-01T09:00:00Z' });
});
const from = (email: string, n = 1): LeadChanges => ({ company: { email, organisationNumber: organisationNumber(n) } });
const isThere = async (id: string): Promise<boolean> =>
  (await sql`select 1 from brokerage.lead where id = ${id}`.execute(h.db.owner.db)).rows.length > 0;
const notices = async () =>
  (
    await sql<{
      supplier_id: string;
      chases: number;
    }>`select * from privacy.erasure_notice order by supplier_id`.execute(h.db.owner.db)
  ).rows;

describe('G2: nothing leaves once a request has been erased', () => {
  it('not what a dispatcher would have claimed while it was being erased', async () => {
    const { leadId } = await h.ask();
    expect((await h.deliveries()).filter((d) => d.state === 'pending').length).toBeGreaterThan(3);
    h.clock.advance('P30D');
    // Held up in the middle of the erasure, where it looks for what the customer has asked.
    const gate = Promise.withResolvers<void>();
    const held = h.db.owner.db.transaction().execute(async (tx) => {
      await sql`lock table brokerage.question in access exclusive mode`.execute(tx);
      const erasing = h.retain();
      await waiting(1);
      expect(await h.dispatcher.pass()).toBe(0);
      gate.resolve();
      return { erasing };
    });
    await gate.promise;
    await (await held).erasing;
    expect(await isThere(leadId)).toBe(false);
    await h.sendDue();
    expect(h.mails.map((mail) => mail.to)).toEqual(['inkop@norrgarden.example']);
    expect(h.mails[0]?.subject).toMatch(/^Förfrågan .* är raderad$/);
  });

  it('one that is being sent keeps its request, and the request that it was merged into, until it is settled', async () => {
    const first = await h.ask(from('a@norrgarden.example'));
    await h.sendDue();
    const second = await h.ask(from('a@norrgarden.example'));
    const gate = Promise.withResolvers<void>();
    h.mailAnswer = async () => {
      await gate.promise;
      return { kind: 'sent' };
    };
    await h.dispatcher.pass();
    expect((await h.deliveries()).filter((d) => d.state === 'sending').map((d) => d.lead_id)).toContain(second.leadId);
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, first.leadId, 'erasure'));
    await h.retain();
    expect([await isThere(first.leadId), await isThere(second.leadId)]).toEqual([true, true]);
    gate.resolve();
    await h.dispatcher.idle();
    await h.retain();
    expect([await isThere(first.leadId), await isThere(second.leadId)]).toEqual([false, false]);
  });

  /** Until so many sessions wait for a lock. */
  async function waiting(n: number): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        h.db.owner.db,
      );
      if ((rows[0]?.n ?? 0) >= n) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
});

describe('G4: nothing stays late', () => {
  it('because clocks that were stored too early stand before it', async () => {
    const late = await h.store(from('sen@norrgarden.example'));
    h.clock.advance('P29D');
    for (let i = 0; i < 205; i += 1) await h.store(from(`tidig${i}@norrgarden.example`, i + 2));
    await sql`update brokerage.lead set clock_at = '2026-01-02T00:00:00Z' where id <> ${late.leadId}`.execute(
      h.db.owner.db,
    );
    h.clock.advance('P1D');
    await h.retain();
    expect(await isThere(late.leadId)).toBe(false);
    const { rows } = await sql<{ n: number; early: number }>`
      select count(*) as n, count(*) filter (where clock_at < '2026-02-01') as early from brokerage.lead`.execute(
      h.db.owner.db,
    );
    expect(rows[0]).toEqual({ n: 205, early: 0 });
  });

  it('a sweep that is given a time begins nothing after it, and wakes the loop for the rest', async () => {
    await Promise.all(Array.from({ length: 205 }, (_, i) => h.store(from(`kund${i}@norrgarden.example`, i + 1))));
    h.clock.advance('P30D');
    const woken: string[] = [];
    const ctx = { ...h.ctx, wake: async (_: unknown, loop: string) => void woken.push(loop) };
    const first = await sweepNow(ctx, { renderers }, { seconds: 0.001 });
    expect(first.erased).toBe(200);
    expect(woken).toContain('retention');
    expect((await sweepNow(ctx, { renderers })).erased).toBe(5);
  }, 300_000);
});

describe('a colleague’s request that was merged into another', () => {
  it('G4, P28: goes on by itself when the other is erased, and is sent to the suppliers that it ticked', async () => {
    const first = await h.ask(from('anna@norrgarden.example'));
    await h.sendDue();
    const other = await h.ask({ ...from('bo@norrgarden.example'), ticked: ['savera'] });
    expect((await h.lead(other.leadId)).joined_to).toBe(first.leadId);
    const { email_key } = await h.lead(first.leadId);
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, email_key, 'page'));
    await h.retain();
    expect(await isThere(first.leadId)).toBe(false);
    expect(await h.lead(other.leadId)).toMatchObject({ state: 'received', joined_to: null });
    await h.route();
    expect(await h.lead(other.leadId)).toMatchObject({ state: 'open' });
    expect((await h.referral(other.leadId, 'savera')).state).toBe('queued');
  });

  it('one’s own goes with it, and is told of once', async () => {
    const first = await h.ask(from('anna@norrgarden.example'));
    const second = await h.ask(from('Anna@norrgarden.example'));
    await h.sendDue();
    h.mails.length = 0;
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, first.leadId, 'objected'));
    await h.retain();
    await h.sendDue();
    expect([await isThere(first.leadId), await isThere(second.leadId)]).toEqual([false, false]);
    expect(h.mails.filter((mail) => mail.to === 'anna@norrgarden.example')).toHaveLength(1);
  });

  it('G4: goes once when both are due in the same sweep, by rules of their own', async () => {
    const pairs: [string, string][] = [];
    // Which of the two comes first is their ids' chance.
    for (let n = 1; n <= 6; n += 1) {
      const first = await h.ask(from(`anna${n}@norrgarden.example`, n));
      const other = await h.ask(from(`bo${n}@norrgarden.example`, n));
      pairs.push([first.leadId, other.leadId]);
    }
    h.clock.advance('P30D');
    for (const [first] of pairs) await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, first, 'erasure'));
    await h.retain();
    for (const id of pairs.flat()) expect(await isThere(id)).toBe(false);
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from privacy.erasure, unnest(lead_ids) as id`.execute(h.db.owner.db);
    expect(rows[0]?.n).toBe(12);
  });

  it('P28: one’s own that is restricted stays until that is lifted, whatever ends the other', async () => {
    const restricted: string[] = [];
    for (const [n, end] of (['erased', 'contract'] as const).entries()) {
      const first = await h.ask(from(`anna${n}@norrgarden.example`, n + 1));
      const second = await h.ask(from(`anna${n}@norrgarden.example`, n + 1));
      const { email_key } = await h.lead(second.leadId);
      await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, email_key, second.leadId, true, 'page'));
      restricted.push(second.leadId);
      if (end === 'erased') await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, first.leadId, 'erasure'));
      else {
        await h.quote(first.leadId, 'savera');
        const { id } = await h.referral(first.leadId, 'savera');
        await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, id, 'customer'));
      }
      await h.retain();
      expect(await isThere(first.leadId)).toBe(false);
    }
    h.clock.advance('P60D');
    await h.retain();
    for (const id of restricted) {
      expect(await isThere(id)).toBe(true);
      const { email_key } = await h.lead(id);
      await transact(h.ctx.db, (tx) => restrictRequest(h.ctx, tx, email_key, id, false, 'page'));
    }
    await h.retain();
    for (const id of restricted) expect(await isThere(id)).toBe(false);
  });

  it('D3: ends with the other’s contract, is announced, and erased by its own clock', async () => {
    const first = await h.ask(from('anna@norrgarden.example'));
    await h.sendDue();
    h.clock.advance('P1D');
    const other = await h.ask(from('bo@norrgarden.example'));
    await h.quote(first.leadId, 'savera');
    const { id } = await h.referral(first.leadId, 'savera');
    await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, id, 'customer'));
    await h.retain();
    expect(await isThere(first.leadId)).toBe(false);
    expect(await h.lead(other.leadId)).toMatchObject({ state: 'closed', joined_to: null });
    await h.sendDue();
    h.mails.length = 0;
    h.clock.set('2026-01-29T09:00:00Z');
    await h.retain();
    await h.sendDue();
    expect(h.mails.map((mail) => [mail.to, mail.text.includes('Den är avslutad och behövs inte längre.')])).toEqual([
      ['bo@norrgarden.example', true],
    ]);
    h.clock.set('2026-02-01T08:59:59Z');
    await h.retain();
    expect(await isThere(other.leadId)).toBe(true);
    h.clock.set('2026-02-01T09:00:00Z');
    await h.retain();
    expect(await isThere(other.leadId)).toBe(false);
  });
});

describe('P30: mail that was caught for want of a server', () => {
  it('goes with the request, and with the archived one when nothing else of the person remains', async () => {
    const caught = createMailer({ from: 'info@allkontrakt.se', keep: (mail) => keepMail(h.db.db, h.clock, mail) });
    h = await house({ start: '2026-01-01T09:00:00Z', ports: { mailer: caught } });
    const { leadId } = await h.ask();
    await h.sendDue();
    await h.quote(leadId, 'savera');
    const lead = await h.lead(leadId);
    const { id } = await h.referral(leadId, 'savera');
    await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, id, 'customer'));
    await h.sendDue();
    await h.retain();
    const left = async () =>
      (
        await sql<{ subject: string }>`select subject from caught.mail where recipient = ${lead.email}`.execute(
          h.db.owner.db,
        )
      ).rows;
    expect(await left()).toEqual([]);
    await keepMail(h.db.db, h.clock, {
      ...{ to: lead.email, from: 'info@allkontrakt.se', subject: 'Logga in', html: '', text: '' },
      messageId: '<another@allkontrakt.se>',
    });
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, lead.email_key, 'page'));
    await h.retain();
    expect(await left()).toEqual([]);
  });
});

describe('art. 19: suppliers are told of an erasure', () => {
  it('also one whose server took the request and then hung, and one that no notice reaches is asked for', async () => {
    const endpoint = await supplierEndpoint();
    endpoint.answer = () => ({ status: 200, hang: true });
    await h.webhook('savera', endpoint.url);
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { email: null }));
    const { leadId } = await h.ask({ ticked: ['savera'] });
    await h.sendDue();
    expect(await h.referral(leadId, 'savera')).toMatchObject({ sent_at: null, opened_at: null });
    expect(endpoint.received).toHaveLength(1);
    await transact(h.ctx.db, (tx) => configureSupplier(h.ctx, tx, 'savera', { webhook: null }));
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    await h.retain();
    expect(await notices()).toMatchObject([{ supplier_id: 'savera', chases: 0 }]);
    h.clock.advance('P7D');
    expect(await chaseNotices(h.ctx)).toBe(1);
  });

  it('not one to which nothing has left', async () => {
    h.mailAnswer = async () => ({ kind: 'refused', permanent: false, reason: 'connect' });
    const { leadId } = await h.ask({ ticked: ['savera'] });
    await h.sendDue();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    await h.retain();
    expect(await notices()).toEqual([]);
  });

  it('and asked again 7, 14 and 28 days after they were told, and no more', async () => {
    const { leadId } = await h.ask({ ticked: ['savera'] });
    await h.sendDue();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    await h.retain();
    await h.sendDue();
    const chased: number[] = [];
    for (let day = 1; day <= 60; day += 1) {
      h.clock.advance('P1D');
      if ((await chaseNotices(h.ctx)) > 0) chased.push(day);
      await h.sendDue();
    }
    expect(chased).toEqual([7, 14, 28]);
  });
});
