import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkExport } from '#domain/privacy/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import { placesOf } from './support/house.ts';
import { caseNumber, type Person, type Terminal, terminal } from './support/terminal.ts';

/** What is known of one person, and of nobody else in this world. */
const canaries = [
  'Kvistlunds Glasblåseri AB',
  'Kvistina Kvistlund',
  'kvistina@kvistlund.example',
  '+46701740688',
  'Ring efter glasugnens vila',
];
// Each command is a process of its own: on a busy machine some tests start a dozen.
vi.setConfig({ testTimeout: 120_000 });

let t: Terminal;
beforeAll(async () => {
  t = await terminal();
});

describe('subject', () => {
  let one: Person;
  const cased = async (out: string, right: string, outcome: string) => {
    const found = await t.caseOf(caseNumber(out));
    expect(found).toMatchObject({ right_id: right, channel: 'terminal', state: 'answered', outcome });
    expect(out).toContain(`to be answered by ${stockholmDate(found!.due_at)}`);
    expect(stockholmDate(found!.due_at).toString()).toBe(stockholmDate(addPeriod(t.now, 'P1M')).toString());
  };

  it('takes no address as an argument, and says where it is read', async () => {
    one = await t.person('person@norrgarden.example');
    for (const verb of ['find', 'erase']) {
      const said = await t.run('subject', verb, one.email);
      expect(said, verb).toMatchObject({ code: 1, out: '' });
      expect(said.err).toContain('too many arguments');
      expect((await t.run('subject', verb, '--help')).out.replaceAll('\n', ' ')).toContain('standard input');
    }
    expect((await t.run('subject', 'find')).err).toContain('first line of the standard input');
  });

  it('knows nobody by an unknown address: exit 1, and nothing is written', async () => {
    const before = await t.everything();
    const nobody = t.run.with({ input: 'nobody@norrgarden.example\n' });
    for (const args of [['find'], ['export'], ['erase'], ['object', '--purpose', 'brokerage']])
      expect(await nobody('subject', ...args), args[0]!).toEqual({
        code: 1,
        out: '',
        err: 'Nothing is held about that address.\n',
      });
    expect((await nobody('subject', 'cases')).code).toBe(1);
    expect(await t.everything()).toBe(before);
  });

  it('finds what is held, whatever the case of the address', async () => {
    const said = await t.run.with({ input: ` ${one.email.toUpperCase()}\n` })('subject', 'find');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain(one.reference);
    expect(said.out).toMatch(/brokerage\.referral\s+3\n/);
    expect(await t.count('privacy.rights_case where lead_id = $1', one.id)).toBe(0);
  });

  it('P28: exports to the standard output, or to a file that only its owner reads', async () => {
    const said = await one.run('subject', 'export');
    expect(said.code).toBe(0);
    const data = checkExport(JSON.parse(said.out));
    expect(data.requests.map((r) => r.reference)).toEqual([one.reference]);
    await cased(said.err, 'access', 'done');
    const file = join(t.folder, 'person.json');
    expect((await one.run('subject', 'export', '--output', file)).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ requests: [{ reference: one.reference }] });
    expect((await one.run('subject', 'export', '--output', file)).err).toContain('is there already');
  });

  it('P28: rectifies, and tells the suppliers that have the request', async () => {
    const given = (lines: string) => t.run.with({ input: `${one.email}\n${lines}\n` });
    for (const wrong of ['', 'email=inte en adress', 'phone=12', 'ip=192.0.2.9', 'annualKwh=många'])
      expect((await given(wrong)('subject', 'rectify')).code, wrong).toBe(1);
    expect(await t.count("privacy.rights_case where right_id = 'rectification'")).toBe(0);
    const said = await given(
      'contactName=Rättad Person\nphone=070-174 06 77\norganisationNumber=559900-0006\ncontractEnds=2027-03-31\nannualKwh=91 000',
    )('subject', 'rectify');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('3 suppliers are told');
    expect(said.out).not.toContain('Rättad');
    await cased(said.out, 'rectification', 'done');
    expect(await t.h.lead(one.id)).toMatchObject({
      contact_name: 'Rättad Person',
      phone: '+46701740677',
      organisation_number: '5599000006',
      organisation_key: t.h.ctx.vault.keyedHash('organisation', '5599000006'),
      contract_ends: Temporal.PlainDate.from('2027-03-31'),
      answers: expect.objectContaining({ annualKwh: 91_000 }),
    });
    expect((await given('phone=070-174 06 77')('subject', 'rectify')).err).toContain('stands already');
    expect(await t.count("brokerage.delivery where kind = 'supplier.rectified' and lead_id = $1", one.id)).toBe(3);
  });

  it('P28: restricts one request, and lifts that', async () => {
    const on = await one.run('subject', 'restrict', '--request', one.reference);
    expect(on).toMatchObject({ code: 0, err: '' });
    await cased(on.out, 'restriction', 'restricted');
    expect((await t.h.lead(one.id)).restricted_at).not.toBeNull();
    expect((await one.run('subject', 'restrict', '--request', one.reference)).out).toContain('restricted already');
    expect(await t.count("privacy.rights_case where right_id = 'restriction'")).toBe(1);
    expect((await one.run('subject', 'restrict', '--request', 'AAAA-AAA')).err).toContain('has no request');
    await cased((await one.run('subject', 'lift')).out, 'restriction', 'lifted');
    expect((await t.h.lead(one.id)).restricted_at).toBeNull();
  });

  it('P8, P28: an objection stops for its purpose', async () => {
    expect((await one.run('subject', 'object')).err).toContain('--purpose');
    expect((await t.h.lead(one.id)).ip).not.toBeNull();
    const security = await one.run('subject', 'object', '--purpose', 'security');
    await cased(security.out, 'objection', 'done');
    expect((await t.h.lead(one.id)).ip).toBeNull();
    const listed = await one.run('subject', 'cases');
    expect(listed.out.match(/^Case /gm)).toHaveLength(6);
    const said = await one.run('subject', 'object', '--purpose', 'brokerage', '--yes');
    expect(said).toMatchObject({ code: 0, err: '' });
    await cased(said.out, 'objection', 'ended');
    expect(await t.count('brokerage.lead where id = $1', one.id)).toBe(0);
    expect(await t.count('privacy.suppression')).toBe(1);
  });
});

describe('subject erase', () => {
  it('P30: is complete when it returns: nothing of the person is left, and the certificate says so', async () => {
    const [companyName, contactName, email, phone, message] = canaries as [string, string, string, string, string];
    const mine = await t.person(email, { companyName, contactName, phone, message });
    await t.quote(mine);
    const kept = await t.archived(email);
    await t.h.sendDue();
    for (const value of canaries) expect(await placesOf(t.h.db, value), value).not.toEqual([]);
    const said = await mine.run('subject', 'erase');
    expect(said).toMatchObject({ code: 0, err: '' });
    for (const value of canaries) expect(await placesOf(t.h.db, value), value).toEqual([]);
    for (const value of canaries) expect(said.out, value).not.toContain(value);
    for (const id of [mine.id, kept.id]) expect(t.listed()).toContain(id);
    for (const value of canaries) expect(t.listed(), value).not.toContain(value);
    expect(await t.caseOf(caseNumber(said.out))).toMatchObject({ state: 'answered', outcome: 'erased' });
    expect(said.out).toContain('Erased 1 requests and 1 archived ones.');
    const certificates = await t.rows<{ rule: string; found: number; hash: string }>(
      `select rule, (scan ->> 'found')::int as found, encode(hash, 'hex') as hash from privacy.certificate where lead_ids && $1::uuid[]`,
      [mine.id, kept.id],
    );
    expect(certificates).toHaveLength(2);
    for (const { rule, found, hash } of certificates) {
      expect({ rule, found }).toEqual({ rule: 'lead.erasure', found: 0 });
      expect(said.out).toContain(hash);
    }
    // The suppliers that had it are told (art. 19).
    const own = await t.run('subject', 'certificate', mine.id);
    expect(own).toMatchObject({ code: 0, err: '' });
    expect(own.out).toMatch(/recipient\s+savera: is to be told/);
    const erasureId = /^erasure\s+(\S+)$/m.exec(own.out)?.[1] ?? '';
    expect((await t.run('subject', 'certificate', erasureId)).out).toBe(own.out);
    expect((await t.run('subject', 'certificate', kept.reference)).err).toContain('There is no erasure');
    expect((await mine.run('subject', 'erase')).err).toBe('Nothing is held about that address.\n');
  });

  it('P28: erases one request and leaves the person’s others', async () => {
    const first = await t.person('tva@norrgarden.example');
    const second = await t.person('tva@norrgarden.example');
    const said = await first.run('subject', 'erase', '--request', first.reference, '--yes');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(await t.count('brokerage.lead where id = any($1::uuid[])', [first.id, second.id])).toBe(1);
    expect((await t.h.lead(second.id)).state).toBe('open');
  });

  it('P30: a request whose contract has just been reported goes, too', async () => {
    const one = await t.person('just@norrgarden.example');
    await t.contract(one);
    expect(await one.run('subject', 'erase')).toMatchObject({ code: 0, err: '' });
    expect(await placesOf(t.h.db, one.email)).toEqual([]);
  });

  it('P30: says so, and exits with 1, when the scan finds a value that is left', async () => {
    const one = await t.person('kvarglomd@norrgarden.example');
    writeFileSync(join(t.ledger, 'note.txt'), `Ring ${one.email}`);
    const said = await one.run('subject', 'erase');
    rmSync(join(t.ledger, 'note.txt'));
    expect(said.code).toBe(1);
    expect(said.err).toContain('The scan found values');
    expect(said.out).toMatch(/found in\s+note\.txt/);
    expect(await t.count('brokerage.lead where id = $1', one.id)).toBe(0);
  });
});
