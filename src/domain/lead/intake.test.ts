import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { type House, house, newLead } from '../../../e2e/support/house.ts';
import { Intake, type IntakeLimits, intakeLimits } from './intake.ts';
import type { IntakeResult } from './lead.ts';

let h: House;
beforeAll(async () => {
  h = await house();
});

const limited = (limits: Partial<IntakeLimits>) =>
  new Intake(h.ctx, { perAddressHour: 1e6, perEmailDay: 1e6, allMinute: 1e6, ...limits });
const reference = (result: IntakeResult) => (result.kind === 'stored' ? result.receipt.reference : result.reason);
const kinds = (results: readonly IntakeResult[]) => results.map((r) => (r.kind === 'stored' ? 'stored' : r.reason));
const known = async (keys: readonly string[]) =>
  h.ctx.db
    .selectFrom('brokerage.lead')
    .select(['id', 'idempotency_key as key', 'reference'])
    .where('idempotency_key', 'in', keys)
    .execute();

describe('G1: one request for one key, however often and at once it is sent', () => {
  it('stores 50 of 200 sent in parallel, four to a key and from three processes, with the same receipt for the same key', async () => {
    const processes = [
      h.intake,
      new Intake(h.ctx, { ...intakeLimits, perAddressHour: 1e6, perEmailDay: 1e6 }),
      limited({}),
    ];
    const keys = Array.from({ length: 50 }, (_, i) => `many-${i}`);
    const sent = [...keys, ...keys, ...keys, ...keys];
    const results = await Promise.all(
      sent.map(async (idempotencyKey, i) => {
        const result = await processes[i % 3]!.store(newLead({ idempotencyKey }), '192.0.2.1/32');
        return { idempotencyKey, result };
      }),
    );
    const stored = await known(keys);
    expect(stored).toHaveLength(50);
    for (const { idempotencyKey, result } of results) {
      expect(reference(result)).toBe(stored.find((row) => row.key === idempotencyKey)?.reference);
    }
    const fresh = results.filter(({ result }) => result.kind === 'stored' && !result.receipt.repeated);
    expect(fresh).toHaveLength(50);
    const events = await h.ctx.db
      .selectFrom('ledger.event')
      .select('id')
      .where('type', '=', 'lead.received')
      .where(
        'lead_id',
        'in',
        stored.map((s) => s.id),
      )
      .execute();
    expect(events).toHaveLength(50);
  });

  it('refuses the same key with another content, also in the same moment, and keeps the first', async () => {
    const first = newLead({ idempotencyKey: 'changed' });
    const other = newLead({ idempotencyKey: 'changed', company: { postcode: '11122' } });
    const results = await Promise.all([
      h.intake.store(first, 'x'),
      h.intake.store(other, 'x'),
      h.intake.store(first, 'x'),
    ]);
    expect(kinds(results).sort()).toEqual(['key-reused', 'stored', 'stored']);
    expect(kinds([await h.intake.store(other, 'x')])).toEqual(['key-reused']);
    expect(await known(['changed'])).toHaveLength(1);
    expect(
      (
        await h.ctx.db
          .selectFrom('brokerage.lead')
          .select('postcode')
          .where('idempotency_key', '=', 'changed')
          .executeTakeFirstOrThrow()
      ).postcode,
    ).toBe('35230');
  });

  it('G5: rejects what the database can not store, and a bad row does not take its neighbours', async () => {
    const batch = Array.from({ length: 9 }, (_, i) =>
      newLead({ idempotencyKey: `batch-${i}`, company: { message: i === 4 ? 'a zero byte: \u0000' : 'fine' } }),
    );
    // The first runs alone; the others wait for it and share a statement.
    const results = await Promise.allSettled(batch.map((lead) => h.intake.store(lead, 'x')));
    expect(results.map((r) => r.status)).toEqual(batch.map((_, i) => (i === 4 ? 'rejected' : 'fulfilled')));
    expect(await known(batch.map((lead) => lead.idempotencyKey))).toHaveLength(8);
  });

  it('G5: rejects when the database refuses to write, stores nothing, and takes the same key afterwards', async () => {
    await sql`revoke insert on brokerage.lead from app`.execute(h.db.owner.db);
    const lead = newLead({ idempotencyKey: 'refused' });
    await expect(h.intake.store(lead, 'x')).rejects.toThrow();
    await sql`grant insert on brokerage.lead to app`.execute(h.db.owner.db);
    expect(await known(['refused'])).toEqual([]);
    expect(await h.intake.store(lead, 'x')).toMatchObject({ kind: 'stored', receipt: { repeated: false } });
  });
});

describe('G1: limits are counted in the database, the same for every process', () => {
  const send = (limits: Partial<IntakeLimits>, n: number, rateKey: string, email = 'a@b.example') =>
    Promise.all(Array.from({ length: n }, () => limited(limits).store(newLead({ company: { email } }), rateKey)));

  it('per sender’s address, until the hour is over', async () => {
    const results = await send({ perAddressHour: 3 }, 5, 'address-a');
    expect(kinds(results).sort()).toEqual(['rate-limited', 'rate-limited', 'stored', 'stored', 'stored']);
    expect(kinds(await send({ perAddressHour: 3 }, 1, 'address-b'))).toEqual(['stored']);
    h.clock.advance('PT1H');
    expect(kinds(await send({ perAddressHour: 3 }, 1, 'address-a'))).toEqual(['stored']);
  });

  it('per e-mail, until the day is over, whatever the address', async () => {
    const results = await Promise.all(
      ['p', 'q', 'r'].map((key) => send({ perEmailDay: 2 }, 1, key, 'one@mail.example')),
    );
    expect(kinds(results.flat()).sort()).toEqual(['rate-limited', 'stored', 'stored']);
    h.clock.advance('PT24H');
    expect(kinds(await send({ perEmailDay: 2 }, 1, 's', 'one@mail.example'))).toEqual(['stored']);
  });

  it('of all together, per minute', async () => {
    h.clock.advance('PT2M');
    const results = await Promise.all(Array.from({ length: 4 }, (_, i) => send({ allMinute: 3 }, 1, `minute-${i}`)));
    expect(kinds(results.flat()).filter((k) => k === 'stored')).toHaveLength(3);
  });

  it('and a request that is stored already is answered again beyond every limit', async () => {
    const lead = newLead({ idempotencyKey: 'again' });
    const intake = limited({ perAddressHour: 1 });
    const [first, second] = [await intake.store(lead, 'again'), await intake.store(lead, 'again')];
    expect(second).toMatchObject({ kind: 'stored', receipt: { repeated: true, reference: reference(first) } });
    expect(kinds([await intake.store(newLead(), 'again')])).toEqual(['rate-limited']);
  });

  it('what its sender may not send, or has sent already, takes no room from others', async () => {
    h.clock.advance('PT2M');
    const limits = { perAddressHour: 2, perEmailDay: 3, allMinute: 4 };
    const intake = limited(limits);
    const flood = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        intake.store(newLead({ idempotencyKey: `flood-${i % 10}`, company: { email: 'same@mail.example' } }), 'flood'),
      ),
    );
    expect(kinds(flood).filter((kind) => kind === 'stored').length).toBeGreaterThanOrEqual(2);
    for (let n = 0; n < 5; n += 1)
      await intake.store(newLead({ idempotencyKey: 'flood-0', company: { email: 'same@mail.example' } }), 'flood');
    const others = await Promise.all([
      intake.store(newLead({ company: { email: 'same@mail.example' } }), 'one'),
      intake.store(newLead({ company: { email: 'other@mail.example' } }), 'two'),
    ]);
    expect(kinds(others)).toEqual(['stored', 'stored']);
    expect(kinds([await intake.store(newLead({ company: { email: 'third@mail.example' } }), 'three')])).toEqual([
      'rate-limited',
    ]);
  });

  it('and says when there is room again, by the limit that was reached', async () => {
    h.clock.advance('PT2M');
    const ends = async (limits: Partial<IntakeLimits>, email: string) => {
      await send(limits, 1, `until-${email}`, email);
      const [refused] = await send(limits, 1, `until-${email}`, email);
      return refused?.kind === 'dropped' && refused.reason === 'rate-limited' ? refused.until : undefined;
    };
    const now = h.clock.now().toZonedDateTimeISO('UTC');
    const next = (unit: 'minute' | 'hour' | 'day') =>
      now
        .round({ smallestUnit: unit, roundingMode: 'floor' })
        .add({ [`${unit}s`]: 1 })
        .toInstant();
    expect(await ends({ perAddressHour: 1 }, 'u1@mail.example')).toEqual(next('hour'));
    expect(await ends({ perEmailDay: 1 }, 'u2@mail.example')).toEqual(next('day'));
    h.clock.advance('PT1M');
    const minute = await ends({ allMinute: 1 }, 'u3@mail.example');
    expect(minute).toEqual(next('minute').add({ minutes: 1 }));
  });

  it('as keyed hashes, never as the address itself', async () => {
    await limited({}).store(newLead({ company: { email: 'counted@mail.example' } }), '203.0.113.77/32');
    const { rows } = await sql<{ t: string }>`select encode(key, 'escape') as t from access.rate_limit`.execute(
      h.db.owner.db,
    );
    expect(rows.some(({ t }) => t.includes('203.0.113') || t.includes('counted'))).toBe(false);
  });
});
