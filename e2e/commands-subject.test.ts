// Long because every right is used from the terminal, as those who ask by mail have it used for them.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkExport, confirmCase, openWaiting } from '#domain/privacy/index.ts';
import { addPeriod, stockholmDate, systemClock } from '#platform/clock.ts';
import { transact } from '#platform/db/index.ts';
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

/** Sends what is due by the clock of the machine, which the commands go by. */
const sendNow = (): Promise<void> => {
  t.h.clock.set(systemClock.now().toString());
  return t.h.sendDue();
};

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

  it('P28: corrects and restricts one archived request of several, and its recipients are told', async () => {
    const address = 'arkiv@norrgarden.example';
    const [first, second] = [await t.archived(address), await t.archived(address)];
    const given = t.run.with({ input: `${address}\ncontactName=Rättad Person\n` });
    const said = await given('subject', 'rectify', '--request', first.reference);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('of 1 archived requests; 3 suppliers are told');
    await cased(said.out, 'rectification', 'done');
    const names = () =>
      t.rows<{ name: string; restricted: boolean }>(
        `select contact_name as name, restricted_at is not null as restricted from archive.request where id = any($1::uuid[]) order by id = $2 desc`,
        [first.id, second.id],
        first.id,
      );
    expect((await names()).map((row) => row.name)).toEqual(['Rättad Person', 'Inköpsansvarig']);
    await sendNow();
    await cased(
      (await first.run('subject', 'restrict', '--request', first.reference)).out,
      'restriction',
      'restricted',
    );
    expect((await names()).map((row) => row.restricted)).toEqual([true, false]);
    const again = await first.run('subject', 'restrict', '--request', first.reference);
    expect(again.out).toContain('restricted already');
    await sendNow();
    const told = t.h.mails.filter((m) => m.to === 'offert@savera.example' && m.subject.includes(first.reference));
    expect(told.map((m) => m.subject).slice(-2)).toEqual([
      `Uppgifter har rättats i förfrågan ${first.reference}`,
      `Använd inte uppgifterna i förfrågan ${first.reference}`,
    ]);
    for (const { text } of told) expect(text).not.toContain('Rättad Person');
  });

  it('P27, P29: a waiting case is answered or refused, with how to complain', async () => {
    const address = 'fragar@norrgarden.example';
    const asks = t.run.with({ input: `${address}\n` });
    const opened = async (...more: string[]) => {
      const said = await asks('subject', 'case', 'open', ...more);
      expect(said).toMatchObject({ code: 0, err: '' });
      await sendNow();
      return caseNumber(said.out);
    };
    expect((await asks('subject', 'case', 'open', '--right', 'objection')).err).toContain('--purpose');
    const first = await opened('--right', 'access');
    expect(stockholmDate((await t.caseOf(first))!.due_at).toString()).toBe(
      stockholmDate(addPeriod(t.now, 'P1M')).toString(),
    );
    const link = t.h.mails.find((m) => m.to === address);
    expect(link?.subject).toBe('Bekräfta ditt ärende: tillgång');
    expect(link?.text).toContain('http://house.example/case/');
    expect((await t.run('subject', 'case', 'answer', first)).err).toContain('waits for the person to confirm');
    expect((await t.run('subject', 'case', 'list')).out).toMatch(new RegExp(`${first}.*not confirmed`));
    await transact(t.h.ctx.db, (tx) => confirmCase(t.h.ctx, tx, first));
    expect((await t.run('subject', 'case', 'list')).out).toMatch(
      new RegExp(`${first}  access  by mail  .*  confirmed`),
    );
    expect(await t.run('subject', 'case', 'answer', first)).toMatchObject({ code: 0, err: '' });
    expect(await t.caseOf(first)).toMatchObject({ state: 'answered', outcome: 'nothing-held' });
    expect((await t.run('subject', 'case', 'answer', first)).err).toContain('No case');
    await sendNow();
    const answer = t.h.mails.filter((m) => m.to === address).at(-1);
    expect(answer?.subject).toBe('Svar på ditt ärende: tillgång');
    expect(answer?.text).toContain('Integritetsskyddsmyndigheten');
    expect(await t.count('privacy.rights_case where id = $1 and sealed is null', first)).toBe(1);

    const second = await opened('--right', 'erasure', '--locale', 'en');
    expect((await t.run('subject', 'case', 'refuse', second)).err).toContain('--ground');
    const said = await t.run('subject', 'case', 'refuse', second, '--ground', 'not-identified');
    expect(said.out).toContain('The person is mailed why');
    expect(await t.caseOf(second)).toMatchObject({ state: 'refused', outcome: 'not-identified' });
    await sendNow();
    const no = t.h.mails.filter((m) => m.to === address).at(-1);
    expect(no?.subject).toBe('We can’t do what you asked for: erasure');
    expect(no?.text).toContain('not been able to confirm');
    expect(no?.text).toContain('www.imy.se');
    expect(await placesOf(t.h.db, address)).toEqual([]);
    expect((await t.run('subject', 'case', 'list')).out).toBe('No case waits for an answer.\n');
    expect((await t.run('subject', 'case', 'answer', 'x')).err).toContain('No case "x"');
  });

  it('P27: the right that is carried out answers the case that waits for it; one nobody confirmed is left', async () => {
    const who = await t.person('vantar@norrgarden.example');
    const id = caseNumber((await who.run('subject', 'case', 'open', '--right', 'erasure')).out);
    expect((await who.run('subject', 'erase')).err).toContain('waits for the person to confirm');
    expect((await t.h.lead(who.id)).state).toBe('open');
    await transact(t.h.ctx.db, (tx) => confirmCase(t.h.ctx, tx, id));
    expect((await t.run('subject', 'case', 'answer', id)).err).toContain('subject erase');
    const said = await who.run('subject', 'erase');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(caseNumber(said.out)).toBe(id);
    expect(await t.caseOf(id)).toMatchObject({ state: 'answered', outcome: 'erased' });
  });

  it('P27: a case past its deadline breaks the promise, in verify as on the page', async () => {
    const state = async () =>
      (JSON.parse((await t.run('verify', '--json')).out) as Verified).promises.find((p) => p.id === 'P27');
    expect((await state())?.state).toBe('kept');
    const past = { ...t.h.ctx, clock: { now: () => t.now.subtract({ hours: 24 * 40 }) } };
    const about = { right: 'access', channel: 'mail', locale: 'sv' } as const;
    const id = await transact(t.h.ctx.db, (tx) => openWaiting(past, tx, about, { email: 'sen@norrgarden.example' }));
    expect((await state())?.state).toBe('broken');
    expect((await t.run('verify')).code).not.toBe(0);
    expect((await t.run('subject', 'case', 'list')).out).toMatch(new RegExp(`${id}.*OVERDUE`));
  });
});

interface Verified {
  readonly promises: readonly { readonly id: string; readonly state: string }[];
}

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
