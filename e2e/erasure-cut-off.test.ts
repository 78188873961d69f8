import { beforeAll, describe, expect, it } from 'vitest';
import { endRequest } from '#domain/contract/index.ts';
import { renderers } from '#domain/flow.ts';
import { erasePerson, Proofs, type ScanResult, sweepNow } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { type Person, type Terminal, terminal } from './support/terminal.ts';

let t: Terminal;
beforeAll(async () => {
  t = await terminal();
  await t.h.db.owner.pool.query('create table caught.stray (a text); grant select on caught.stray to app');
});

const leave = (value: string) => t.rows('insert into caught.stray values ($1)', `till ${value}`);
const standing = async ({ id }: Person) =>
  (
    await t.rows<{ needles: string | null; certified_at: unknown; scan: ScanResult | null }>(
      `select e.needles, e.certified_at, c.scan from privacy.erasure e left join privacy.certificate c on c.erasure_id = e.id
       where $1 = any(e.lead_ids)`,
      id,
    )
  )[0];
/** Until the scan waits for the table that is locked here: what it looks for has been deleted, and that has been committed. */
async function scanning(): Promise<void> {
  while ((await t.count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
/** Does something while the scan after an erasure can't get on. */
async function amid(erasing: () => Promise<unknown>, then: () => Promise<unknown>): Promise<void> {
  const { db } = t.h.db.owner;
  let ended: Promise<unknown> = Promise.resolve();
  await db.transaction().execute(async (tx) => {
    await sql`lock table privacy.policy_applied in access exclusive mode`.execute(tx);
    ended = erasing();
    await scanning();
    await then();
  });
  await ended;
}

/** A sweep as a process of its own, that is killed with -9 at a signal. */
function killed(signal: AbortSignal) {
  const sweep = t.run.begin('sweep');
  signal.addEventListener('abort', () => sweep.kill('SIGKILL'));
  return sweep.ended;
}

describe('P30: an erasure whose process ends before its certificate is written', () => {
  it('with kill -9: the next one finds what has been left behind', async () => {
    const one = await t.person('borta@norrgarden.example');
    await leave(one.email);
    await transact(t.h.ctx.db, (tx) => endRequest(t.h.ctx, tx, one.id, 'erasure'));
    const kill = new AbortController();
    let code: number | null = 0;
    const sweep = async () => {
      ({ code } = await killed(kill.signal));
    };
    await amid(sweep, async () => kill.abort());
    expect(code).toBeNull();
    expect(await t.count('brokerage.lead where id = $1', one.id)).toBe(0);
    expect(await standing(one)).toMatchObject({
      certified_at: null,
      needles: expect.stringMatching(/^1\./),
      scan: null,
    });
    const later = t.now.add({ minutes: 30 });
    expect(await t.run('sweep', '--now', later.toString())).toMatchObject({ code: 0, err: '' });
    expect(await standing(one)).toMatchObject({ needles: null, scan: { found: 1, places: ['caught.stray.a'] } });
  }, 120_000);

  it('with kill -9, from the archive: the same', async () => {
    const one = await t.archived('arkiv@norrgarden.example');
    await leave(one.email);
    const { email_key } = (
      await t.rows<{ email_key: Buffer }>('select email_key from archive.request where id = $1', one.id)
    )[0]!;
    await transact(t.h.ctx.db, (tx) => erasePerson(t.h.ctx, tx, email_key, 'page'));
    const kill = new AbortController();
    await amid(
      () => killed(kill.signal),
      async () => kill.abort(),
    );
    expect(await t.count('archive.request where id = $1', one.id)).toBe(0);
    await t.run('sweep', '--now', t.now.add({ minutes: 30 }).toString());
    expect(await standing(one)).toMatchObject({ needles: null, scan: { found: 1, places: ['caught.stray.a'] } });
  }, 120_000);

  it('a scan that fails leaves what it looked for to the next one of the same process, at once', async () => {
    const one = await t.person('avbruten@norrgarden.example');
    await leave(one.email);
    await transact(t.h.ctx.db, (tx) => endRequest(t.h.ctx, tx, one.id, 'erasure'));
    let failed: unknown;
    const sweep = () => sweepNow(t.h.ctx, { renderers }).catch((error) => (failed = error));
    await amid(sweep, () =>
      t.rows(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      ),
    );
    expect(failed).toBeInstanceOf(Error);
    // The pool hands a connection out once more that has just been ended, until it has heard so.
    while (!(await sql`select 1`.execute(t.h.ctx.db).catch(() => undefined)));
    expect(await standing(one)).toMatchObject({ certified_at: null, scan: null });
    const proofs = new Proofs();
    const { id } = (
      await t.rows<{ id: string }>('select id from privacy.erasure where $1 = any(lead_ids)', one.id)
    )[0]!;
    // Another process leaves it alone for a while: its own may still be at it.
    expect(await proofs.prove(t.h.ctx, [], true)).toBeUndefined();
    proofs.add([{ erasureId: id, rule: 'lead.erasure', leadIds: [one.id], counts: {} }]);
    expect(await proofs.prove(t.h.ctx, [], true)).toMatchObject({ found: 1, places: ['caught.stray.a'] });
    expect(await standing(one)).toMatchObject({ needles: null, scan: { found: 1 } });
  });
});
