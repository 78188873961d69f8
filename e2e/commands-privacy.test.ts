import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, type Terminal, terminal } from './support/terminal.ts';

let t: Terminal;
beforeAll(async () => {
  t = await terminal(40);
});

describe('sweep', () => {
  let due: Person;

  it('P10: a dry run tells what is due, by rule, and changes nothing', async () => {
    due = await t.person('forfallen@norrgarden.example');
    t.h.clock.set(t.now);
    await t.person('kvar@norrgarden.example');
    const before = await t.everything();
    const said = await t.run('sweep', '--dry-run');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/1 to erase\n/);
    expect(said.out).toMatch(/lead\.no-quote\s+1\n/);
    expect(await t.everything()).toBe(before);
  });

  it('is told another time only outside production, and only one that is a time', async () => {
    const later = t.now.add({ hours: 24 * 31 }).toString();
    expect((await t.run('sweep', '--dry-run', '--now', later)).out).toMatch(/2 to erase\n/);
    const production = {
      NODE_ENV: 'production',
      BASE_URL: 'https://www.allkontrakt.example',
      SMTP_URL: 'smtps://user:password@mail.example:465',
      PROCESSOR_HOSTING: 'own',
      PROCESSOR_MAIL: 'own',
      MAIL_FROM: 'Allkontrakt <info@allkontrakt.example>',
    };
    const refused = await t.run.with({ env: production })('sweep', '--now', later);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('--now is refused in production');
    for (const wrong of ['2027-03-01', 'tomorrow', '2027-03-01T00:00:00']) {
      const said = await t.run('sweep', '--now', wrong);
      expect(said).toMatchObject({ code: 1, out: '' });
      expect(said.err).toContain('--now takes an instant');
    }
    expect(await t.count('brokerage.lead')).toBe(2);
  });

  it('P10: deletes what is due, and the count reported is the count deleted', async () => {
    const tables = ['brokerage.lead', 'brokerage.referral', 'brokerage.delivery', 'brokerage.routing_decision'];
    const before = await Promise.all(
      tables.map((name) => t.count(`${name} where ${name.endsWith('.lead') ? 'id' : 'lead_id'} = $1`, due.id)),
    );
    const said = await t.run('sweep');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/1 requests erased\n/);
    for (const [i, name] of tables.entries()) {
      expect(said.out).toMatch(new RegExp(`^${name.replace('.', '\\.')}\\s+${before[i]}$`, 'm'));
      expect(await t.count(`${name} where ${name.endsWith('.lead') ? 'id' : 'lead_id'} = $1`, due.id)).toBe(0);
    }
    expect(await t.count('brokerage.lead')).toBe(1);
    expect(await t.count("privacy.run where kind = 'sweep'")).toBe(1);
    expect(t.listed()).toContain(due.id);
  });
});

describe('archive', () => {
  let kept: Person;
  const reads = () => t.count("ledger.audit where action = 'archive.read'");

  it('D1: lists ids and times, and nothing about anybody', async () => {
    expect((await t.run('archive', 'list')).out).toBe('Nothing is archived.\n');
    kept = await t.archived('arkiv@norrgarden.example');
    const said = await t.run('archive', 'list');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain(`${kept.id}  ${kept.reference}`);
    for (const word of [kept.email, 'Norrgården', 'Inköps']) expect(said.out).not.toContain(word);
  });

  it('P9: the product itself may not read it, by table or by function', async () => {
    const app = (text: string) => t.h.db.pool.query(text);
    await expect(app('select * from archive.request')).rejects.toMatchObject({ code: '42501' });
    await expect(app('select * from archive.entries()')).rejects.toMatchObject({ code: '42501' });
    await expect(app(`select * from archive.read('${kept.id}', 'audit', 'x', now())`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('P9, D5: is read for a reason of the list, and each reading writes one row in the audit log', async () => {
    for (const args of [[], ['--reason', 'curiosity']]) {
      const said = await t.run('archive', 'read', kept.id, ...args);
      expect(said).toMatchObject({ code: 1, out: '' });
      expect(said.err).toContain('--reason');
    }
    const none = await t.run('archive', 'read', '00000000-0000-0000-0000-000000000000', '--reason', 'audit');
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toContain('There is no archived request');
    expect((await t.run('archive', 'read', 'x', '--reason', 'audit')).err).toContain('There is no archived request');
    expect(await reads()).toBe(0);
    const said = await t.run('archive', 'read', kept.id, '--reason', 'invoice');
    expect(said).toMatchObject({ code: 0, err: '' });
    for (const word of [kept.reference, kept.email, 'Norrgårdens Bageri AB', '64.9', 'companyName'])
      expect(said.out).toContain(word);
    expect(said.out).not.toContain('[object');
    expect(await t.rows("select actor, subject, detail from ledger.audit where action = 'archive.read'")).toEqual([
      { actor: 'archivist', subject: kept.id, detail: { reason: 'invoice' } },
    ]);
  });

  it('P28: what is restricted is not read until that is lifted', async () => {
    expect(await kept.run('subject', 'restrict')).toMatchObject({ code: 0, err: '' });
    const said = await t.run('archive', 'read', kept.id, '--reason', 'dispute');
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('restricted');
    expect(await reads()).toBe(1);
    expect(await kept.run('subject', 'lift')).toMatchObject({ code: 0, err: '' });
    expect(await t.run('archive', 'read', kept.id, '--reason', 'dispute')).toMatchObject({ code: 0 });
    expect(await reads()).toBe(2);
  });
});

describe('scrub', () => {
  it('P30: scrub rewrites the tables that lost rows', async () => {
    expect(await t.count('privacy.erasure where scrubbed_at is null')).toBeGreaterThan(0);
    const said = await t.run('scrub');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('rewritten  brokerage.lead\n');
    expect(said.out).toMatch(/Rewrote \d+ tables in \d+ ms/);
    expect(await t.count('privacy.erasure where scrubbed_at is null')).toBe(0);
    expect(await t.count("privacy.run where kind = 'scrub'")).toBe(1);
  });
});
