import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import {
  applyPolicy,
  checkPromises,
  ensurePolicyApplied,
  policyApplied,
  previewPolicy,
  rulesFingerprint,
} from '#domain/privacy/index.ts';
import { chooseQuote } from '#domain/quote/index.ts';
import { systemClock } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import type { Period } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import { cli } from './support/cli.ts';
import { type House, house, organisationNumber } from './support/house.ts';

/** The rules in force but for one period. */
const withPeriod = (period: 'P10D' | 'P60D') => ({
  ...retention,
  'lead.no-quote': { ...retention['lead.no-quote'], period },
});

describe('P26: a changed period', () => {
  let own: House;
  const ids: string[] = [];
  const clocks = async () =>
    (await Promise.all(ids.map((id) => own.lead(id)))).map((lead) => lead.clock_at?.toString());
  const fingerprints = async () =>
    (await sql`select fingerprint, moved, due from privacy.policy_applied order by at`.execute(own.ctx.db)).rows;

  beforeAll(async () => {
    own = await house();
    await ensurePolicyApplied(own.ctx);
    // Four that are twenty days old, one that is new, one with a quote.
    for (let i = 0; i < 6; i += 1) {
      if (i === 4) own.clock.advance('P20D');
      const company = { organisationNumber: organisationNumber(100 + i), email: `andra${i}@norrgarden.example` };
      ids.push((await own.ask({ company })).leadId);
    }
    await own.quote(ids[5] ?? '', 'savera');
  });

  it('a database that is new has the rules in force from the start, with nothing moved', async () => {
    expect(await fingerprints()).toEqual([{ fingerprint: rulesFingerprint(), moved: 0, due: 0 }]);
    expect(await ensurePolicyApplied(own.ctx)).toEqual({ kind: 'current' });
  });

  it('is shown before it is done: how many move, how many fall due, and nothing is changed', async () => {
    const before = await clocks();
    const shorter = await previewPolicy(own.ctx.db, own.clock.now(), withPeriod('P10D'));
    expect(shorter).toMatchObject({ leads: 6, moved: 5, due: 4 });
    expect(shorter.rules.find(({ rule }) => rule === 'lead.no-quote')).toEqual({
      rule: 'lead.no-quote',
      before: 5,
      after: 5,
      moved: 5,
      due: 4,
    });
    expect(shorter.rules.find(({ rule }) => rule === 'lead.no-contract')).toMatchObject({
      before: 1,
      after: 1,
      moved: 0,
      due: 0,
    });
    expect(await previewPolicy(own.ctx.db, own.clock.now(), withPeriod('P60D'))).toMatchObject({ moved: 5, due: 0 });
    expect(await previewPolicy(own.ctx.db, own.clock.now())).toMatchObject({ moved: 0, due: 0, earliest: null });
    expect(await clocks()).toEqual(before);
  });

  it('moves every clock it concerns when it is applied, and P26 says that another edition than the one in force runs', async () => {
    const before = await clocks();
    const applied = await applyPolicy(own.ctx, withPeriod('P60D'));
    expect(applied).toMatchObject({ moved: 5, due: 0, fingerprint: rulesFingerprint(withPeriod('P60D')) });
    expect(applied.fingerprint).not.toBe(rulesFingerprint());
    const after = await clocks();
    expect(after.slice(0, 5)).toEqual(
      ids.slice(0, 5).map((_, i) => (i < 4 ? '2026-05-11T07:14:00Z' : '2026-05-31T07:14:00Z')),
    );
    expect(after[5]).toBe(before[5]);
    const found = await checkPromises(own.ctx);
    expect(found.filter(({ state }) => state === 'broken').map(({ id }) => id)).toEqual(['P10', 'P11', 'P26']);
  });

  it('back again by itself at the next start, when nothing falls due at once', async () => {
    own.clock.advance('PT1M');
    expect(await ensurePolicyApplied(own.ctx)).toMatchObject({ kind: 'applied', applied: { moved: 5, due: 0 } });
    expect((await policyApplied(own.ctx.db))?.fingerprint).toBe(rulesFingerprint());
    expect((await clocks()).slice(0, 4)).toEqual(Array(4).fill('2026-04-11T07:14:00Z'));
  });

  it('waits for somebody to say so when many would fall due at once', async () => {
    own.clock.advance('PT1M');
    await applyPolicy(own.ctx, withPeriod('P60D'));
    own.clock.advance('P15D');
    const before = await clocks();
    expect(await ensurePolicyApplied(own.ctx)).toMatchObject({
      kind: 'waiting',
      preview: { leads: 6, moved: 5, due: 4 },
    });
    expect(await clocks()).toEqual(before);
    await own.retain();
    expect(await clocks()).toEqual(before);
    expect(await applyPolicy(own.ctx)).toMatchObject({ moved: 5, due: 4 });
    await own.retain();
    const { rows } = await sql`select id from brokerage.lead`.execute(own.ctx.db);
    expect(rows.length).toBe(2);
  });
});

describe('P26, D1: a changed period of the archive', () => {
  it('is counted apart, moves what is archived already, and what falls due by it is erased', async () => {
    const own = await house();
    await ensurePolicyApplied(own.ctx);
    const { leadId } = await own.ask();
    await own.quote(leadId, 'savera');
    const { rows } = await sql<{ id: string }>`select id from brokerage.quote`.execute(own.ctx.db);
    await transact(own.ctx.db, (tx) => chooseQuote(own.ctx, tx, leadId, rows[0]?.id ?? ''));
    const referral = await own.referral(leadId, 'savera');
    await transact(own.ctx.db, (tx) => reportContract(own.ctx, tx, referral.id, 'customer'));
    await own.retain();
    own.clock.advance('P7M');
    const ends = async () =>
      (
        await sql<{ erase_at: Temporal.Instant }>`select erase_at from archive.request`.execute(own.db.owner.db)
      ).rows.map((row) => row.erase_at.toString());
    expect(await ends()).toEqual(['2028-03-12T08:14:00Z']);
    const shorter = (period: Period) => ({
      ...retention,
      'archive.contract': { ...retention['archive.contract'], period },
    });
    const preview = await previewPolicy(own.ctx.db, own.clock.now(), shorter('P6M'));
    expect(preview).toMatchObject({ moved: 0, due: 0, archived: { kept: 1, moved: 1, due: 1 } });
    expect(await ends()).toEqual(['2028-03-12T08:14:00Z']);
    expect(await applyPolicy(own.ctx, shorter('P12M'))).toMatchObject({ moved: 1, due: 0 });
    expect(await ends()).toEqual(['2027-03-12T08:14:00Z']);
  });
});

describe('from a terminal', () => {
  let run: Awaited<ReturnType<typeof cli>>;
  let own: House;
  const asOwner = (query: ReturnType<typeof sql>) => query.execute(own.db.owner.db);

  // A command reads the machine's clock: here the world is as old as it says.
  beforeAll(async () => {
    const secret = randomBytes(32);
    own = await house({ start: systemClock.now().subtract({ minutes: 5 }).round('millisecond').toString(), secret });
    await ensurePolicyApplied(own.ctx);
    await own.ask();
    const company = { organisationNumber: organisationNumber(200), email: 'tredje@norrgarden.example' };
    const { leadId } = await own.ask({ company });
    await transact(own.ctx.db, (tx) => endRequest(own.ctx, tx, leadId, 'objected'));
    await own.retain();
    own.clock.advance('PT1S');
    run = await cli(own.db, { SECRET_KEY: secret.toString('base64') });
  });

  it('verify says how each stands and ends with 0 when none is broken', async () => {
    const { code, out, err } = await run('verify');
    expect(err).toBe('');
    expect(out).toMatch(/^P1 {3}kept/m);
    expect(out).toMatch(/^P14 {2}kept/m);
    expect(out).toMatch(/^P20 {2}kept/m);
    expect(out).toMatch(/^P25 {2}not in use/m);
    expect(out).toContain('No promise is broken.');
    expect(code).toBe(0);
  });

  it('ends with 1 and names the row of each chain that somebody has changed', async () => {
    const { rows } = await sql<{ certificate: number; audit: number }>`
      select (select max(id) from privacy.certificate) as certificate, (select min(id) from ledger.audit) as audit`.execute(
      own.ctx.db,
    );
    const { certificate, audit } = rows[0]!;
    await asOwner(sql`update privacy.certificate set rule = rule || '-' where id = ${certificate}`);
    await asOwner(sql`update ledger.audit set detail = detail || '{"more": 1}' where id = ${audit}`);
    const { code, out } = await run('verify');
    expect(out).toContain(`the chain is broken, first at row ${certificate}.`);
    expect(out).toContain(`the chain is broken, first at row ${audit}.`);
    expect(out).toContain('Broken: P30, D5.');
    expect(code).toBe(1);
    const json = await run('verify', '--json');
    expect(json.code).toBe(1);
    const found = JSON.parse(json.out);
    expect(found.broken).toEqual(['P30', 'D5']);
    expect(found.chains).toEqual([
      expect.objectContaining({ table: 'privacy.certificate', broken: certificate }),
      expect.objectContaining({ table: 'ledger.audit', broken: audit }),
    ]);
    await asOwner(sql`update privacy.certificate set rule = rtrim(rule, '-') where id = ${certificate}`);
    await asOwner(sql`update ledger.audit set detail = detail - 'more' where id = ${audit}`);
  });

  it('policy diff changes nothing, and policy apply does what it showed', async () => {
    await applyPolicy(own.ctx, withPeriod('P60D'));
    const diff = await run('policy', 'diff');
    expect(diff.err).toBe('');
    expect(diff.out).toMatch(/^lead\.no-quote +\d+ +\d+ +[1-9]\d* +0$/m);
    expect((await policyApplied(own.ctx.db))?.fingerprint).toBe(rulesFingerprint(withPeriod('P60D')));
    const apply = await run('policy', 'apply');
    expect(apply.out).toMatch(/Applied: [1-9]\d* clocks moved/);
    expect(apply.code).toBe(0);
    expect((await policyApplied(own.ctx.db))?.fingerprint).toBe(rulesFingerprint());
  });
});
