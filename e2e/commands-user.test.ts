import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openStaffLink, staffMembers } from '#domain/staff/index.ts';
import { systemClock } from '#platform/clock.ts';
import { type Terminal, terminal } from './support/terminal.ts';

vi.setConfig({ testTimeout: 120_000 });

let t: Terminal;
const first = 'asta@allkontrakt.example';
const second = 'bo@allkontrakt.example';
const user = (input: string, ...args: string[]) => t.run.with({ input })('user', ...args);
const tokenIn = (out: string): string => /\/lank\/([\w-]+)/.exec(out)?.[1] ?? '';
/** Whose a link is, by the clock of the machine, which the commands go by. */
const opens = (out: string) => {
  t.h.clock.set(systemClock.now().toString());
  return openStaffLink(t.h.ctx, t.h.ctx.db, tokenIn(out));
};

beforeAll(async () => {
  t = await terminal();
});

describe('user', () => {
  it('says that nobody has an account yet, and how one is made', async () => {
    expect(await user('', 'list')).toMatchObject({ code: 0, out: expect.stringContaining('user add --help') });
  });

  it('takes no address as an argument, and a role that there is', async () => {
    expect((await user('', 'add', first, '--role', 'administrator')).err).toContain('too many arguments');
    expect((await user(`${first}\n`, 'add', '--role', 'king')).err).toContain('Allowed choices');
    expect((await user('not an address\n', 'add', '--role', 'administrator')).code).toBe(1);
    expect(await staffMembers(t.h.ctx.db)).toEqual([]);
  });

  it('invites by a link that is printed, in the language asked for, and lists who there is', async () => {
    const made = await user(`${first}\nAsta Alm\n`, 'add', '--role', 'administrator', 'case-worker');
    expect(made).toMatchObject({ code: 0, err: '' });
    const english = await user(`${second}\nBo Bark\n`, 'add', '--role', 'privacy-officer', '--locale', 'en');
    expect(english.out).toContain('/en/console/');
    const [asta] = await staffMembers(t.h.ctx.db);
    expect(asta).toMatchObject({ name: 'Asta Alm', email: first, roles: ['case-worker', 'administrator'] });
    expect(await opens(made.out)).toMatchObject({ kind: 'invitation', staffId: asta?.id });
    const { out } = await user('', 'list');
    expect(out).toMatch(new RegExp(`${first} +Asta Alm +case-worker, administrator +\\(invited\\)`));
    expect(out).toContain(second);
  });

  it('does not make a second account of an address, and prints a new link for it, after which the old is no good', async () => {
    const again = await user(`${first.toUpperCase()}\nAsta\n`, 'add', '--role', 'administrator');
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain('user link');
    const one = await user(`${first}\n`, 'link');
    expect(await opens(one.out)).toBeDefined();
    const two = await user(`${first}\n`, 'link');
    expect(await opens(one.out)).toBeUndefined();
    expect(await opens(two.out)).toBeDefined();
    expect(await user('nobody@allkontrakt.example\n', 'link')).toMatchObject({ code: 1, out: '' });
  });

  it('removes an account at once, but not the last administrator’s', async () => {
    const last = await user(`${first}\n`, 'remove');
    expect(last).toMatchObject({ code: 1, out: '' });
    expect(last.err).toContain('the last administrator: add another first');
    expect(await user(`${second}\n`, 'remove')).toMatchObject({ code: 0, err: '' });
    expect((await staffMembers(t.h.ctx.db)).map(({ email }) => email)).toEqual([first]);
    const trail = await t.rows<{ action: string; actor: string }>(
      "select action, actor from ledger.audit where action like 'staff.%' order by id",
    );
    expect(trail).toContainEqual({ action: 'staff.removed', actor: 'terminal' });
  });
});
