// Long because it leaves behind each kind of value in each way in which it may be written down.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { keepMail, makeTask, writeNote } from '#domain/contact/index.ts';
import { endRequest, reportContract } from '#domain/contract/index.ts';
import { renderers } from '#domain/flow.ts';
import { erasePerson, type Folder, portionQuery, retentionPass, type ScanResult } from '#domain/privacy/index.ts';
import { giveQuote } from '#domain/quote/index.ts';
import { inviteStaff } from '#domain/staff/index.ts';
import { createVault } from '#platform/crypto.ts';
import { sql, transact } from '#platform/db/index.ts';
import { createMailer } from '#platform/mail/index.ts';
import { aQuote, type House, house, type LeadChanges, organisationNumber } from './support/house.ts';

const root = mkdtempSync(join(tmpdir(), 'ak-scan-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let h: House;
let staffId: string;
const employ = (name: string) => {
  const email = `${name.toLowerCase().replace(' ', '.')}@allkontrakt.example`;
  return transact(h.ctx.db, (tx) =>
    inviteStaff(h.ctx, tx, { name, email, locale: 'sv', roles: ['case-worker'] }, false),
  );
};
beforeEach(async () => {
  h = await house({ start: '2026-01-01T09:00:00Z' });
  staffId = await employ('Asta Alm');
});

const file = Buffer.from('%PDF-1.7\n% Kvistlunds offert\n%%EOF\n');
const months = [410, 380, 395, 300, 260, 220, 210, 230, 270, 320, 390, 415];
/** Somebody whose every value is nobody else's; quotation marks, signs of HTML and line breaks among them. */
const person: LeadChanges = {
  company: {
    companyName: 'Kvist & "Lund" <Glas> AB',
    organisationNumber: organisationNumber(77),
    contactName: 'Kvistina Kvistlund',
    email: 'kvistina@kvistlund.example',
    phone: '+46701740605',
    currentSupplier: 'Elbas',
    message: 'Ring efter glasugnens vila.\nHelst före lunch.',
  },
  answers: {
    ...{ annualKwh: 84_000, meters: 1, priceArea: 'SE4', contractType: 'mixed' },
    ...{ gridCompany: 'Kvistnät', installationId: '735999000000012344', monthlyKwh: months },
  },
  ip: '203.0.113.7',
};
const other = (n: number, changes: LeadChanges['company'] = {}): LeadChanges => ({
  company: { email: `kund${n}@norrgarden.example`, organisationNumber: organisationNumber(n), ...changes },
});

async function asked(changes: LeadChanges = person): Promise<string> {
  const { leadId } = await h.ask(changes);
  await h.sendDue();
  const referral = await h.referral(leadId, 'savera');
  const values = { ...aQuote, comment: 'Enligt vårt samtal om ugnen' };
  await transact(h.ctx.db, (tx) => giveQuote(h.ctx, tx, referral, values, file));
  await h.react();
  await sql`insert into brokerage.question (id, lead_id, body, asked_at) values (gen_random_uuid(), ${leadId}, 'Ingår mätarbytet?', now())`.execute(
    h.db.owner.db,
  );
  await transact(h.ctx.db, async (tx) => {
    const ctx = { ...h.ctx, actor: `staff:${staffId}` as const };
    await writeNote(ctx, tx, leadId, 'Ringde: vill ha besked om mätaren');
    await makeTask(ctx, tx, leadId, { body: 'Påminn om mätaren', dueOn: Temporal.PlainDate.from('2026-02-01') });
  });
  return leadId;
}

/** Erases one request and proves it. @returns what the scan found */
async function erased(leadId: string, folders: readonly Folder[] = []): Promise<ScanResult> {
  await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
  while ((await retentionPass(h.ctx, { renderers, folders })) > 0);
  return certificate(leadId);
}

async function certificate(id: string): Promise<ScanResult> {
  const { rows } = await sql<{ scan: ScanResult }>`
    select scan from privacy.certificate where ${id}::uuid = any(lead_ids) order by id desc limit 1`.execute(
    h.db.owner.db,
  );
  return rows[0]!.scan;
}

/** A table of one row, that nobody erases from; each column holds what has been left behind. */
async function leftBehind(columns: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  await h.db.owner.pool.query(
    `create table caught.stray as select ${Object.entries(columns).map(([name, value]) => `${value} as "${name}"`)};
     grant select on caught.stray to app`,
  );
  return names.map((name) => `caught.stray.${name.replaceAll('"', '')}`).sort();
}
const cutOff = (): never => {
  throw new Error('cut off');
};
const text = (value: string) => `'${value.replaceAll("'", "''")}'::text`;
const json = (value: string) => `jsonb_build_object('x', ${text(value)})`;

describe('P30: the scan finds a value that has been left behind', () => {
  it('whichever of the person’s it is', async () => {
    const leadId = await asked();
    const lead = await h.lead(leadId);
    const places = await leftBehind({
      company: text('kvist & "lund" <glas> ab'),
      number: text(organisationNumber(77)),
      'number with its century': text(`16${organisationNumber(77)}`),
      name: text('Hälsa till KVISTINA KVISTLUND.'),
      email: text('Kvistina@kvistlund.example'),
      phone: text('070-174 06 05'),
      'phone from abroad': text('0046 70 174 06 05'),
      message: text('Ring efter glasugnens vila. Helst före lunch.'),
      'grid company': text('KVISTNÄT'),
      installation: text('735 999 000 000 012 344'),
      months: `'${JSON.stringify({ months })}'::jsonb`,
      ip: text('203.0.113.7'),
      'address key': text(lead.email_key.toString('hex')),
      'address key in bytes': `decode('${lead.email_key.toString('hex')}', 'hex')`,
      'organisation key': text(lead.organisation_key.toString('base64')),
      'body hash': text(lead.body_hash.toString('hex')),
      'one-time number': text(lead.idempotency_key),
      question: text('Ingår mätarbytet?'),
      note: text('ringde: vill ha besked om mätaren'),
      task: text('Att göra: påminn om mätaren'),
      'quote’s comment': text('enligt vårt samtal om ugnen'),
      'quote’s file': `'\\x${createHash('sha256').update(file).digest('hex')}'::bytea`,
    });
    const result = await erased(leadId);
    expect(result.places).toEqual(places);
    expect(result).toMatchObject({ found: places.length, shared: 0 });
  });

  it('however it is written down where it is', async () => {
    const [company, message] = ['Kvist & "Lund" <Glas> AB', 'Ring efter glasugnens vila.\nHelst före lunch.'];
    const html = company
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
    const places = await leftBehind({
      'a json': json(company),
      'a json in a json': json(JSON.stringify({ company })),
      'json as text': text(JSON.stringify({ message })),
      'an array': `array[${text(company)}]`,
      'an array of codes': `array['x', ${text('Kvistina Kvistlund')}]::varchar[]`,
      'a row': `row(1, ${text(company)})::text`,
      html: text(`<p>${html}</p>`),
      'numbered html': text('Kvist &#38; &#x22;Lund&#34; &lt;Glas&gt; AB'),
      'html in a json': json(`<b>${html}</b>`),
      'lines of html': text('<p>Ring efter<br>glasugnens vila.</p>\n<p>Helst före lunch.</p>'),
      'an address': text('/sok?q=Kvistina%20Kvistlund&x=1'),
      'quoted-printable': text('Hej Kvistina =\r\nKvistlund'),
      decomposed: text('Kvistnät'.normalize('NFD')),
      'a name': `'kvistina@kvistlund.example'::name`,
      'a character string': `'kvistina@kvistlund.example'::varchar(80)`,
      'padded characters': `'kvistina@kvistlund.example'::char(80)`,
      xml: `xmlparse(content '<x>Kvistina Kvistlund</x>')`,
      inet: `'203.0.113.7'::inet`,
      'a list of inet': `'{203.0.113.7}'::inet[]`,
      'a number': `701740605::bigint`,
      'a decimal': `46701740605::numeric`,
      'bytes that are text': `convert_to('till Kvistina Kvistlund', 'UTF8')`,
      'a list of bytes': `array[convert_to('kvistina@kvistlund.example', 'UTF8')]`,
    });
    // 70 174 06 05 without its zero is not how anybody is dialled.
    expect((await erased(await asked())).places).toEqual(places.filter((place) => !place.endsWith('a number')));
  });

  it('in the planner’s statistics', async () => {
    await leftBehind({ a: text('x') });
    await sql`insert into caught.stray select 'Kvistina Kvistlund' from generate_series(1, 50)`.execute(h.db.owner.db);
    await sql`analyze caught.stray`.execute(h.db.owner.db);
    await sql`delete from caught.stray`.execute(h.db.owner.db);
    expect((await erased(await asked())).places).toEqual(['pg_stats.caught.stray.a']);
  });

  it('in the request itself, if it is not deleted: then nothing that it holds counts as a remaining one’s', async () => {
    await sql`create function brokerage.keep() returns trigger language plpgsql as $$ begin old.clock_at := null; insert into brokerage.lead select old.*; return null; end $$`.execute(
      h.db.owner.db,
    );
    await sql`create trigger keep after delete on brokerage.lead for each row execute function brokerage.keep()`.execute(
      h.db.owner.db,
    );
    const { places } = await erased(await asked());
    for (const column of [
      'company_name',
      'contact_name',
      'email',
      'phone',
      'message',
      'answers',
      'ip',
      'email_key',
      'id',
    ])
      expect(places).toContain(`brokerage.lead.${column}`);
    // Nor for the next one who is erased, and had the same name.
    const later = await erased(await asked({ ...other(2, { contactName: 'Kvistina Kvistlund' }), ip: '203.0.113.9' }));
    expect(later.places).toContain('brokerage.lead.contact_name');
  });

  it('in mail that was caught afterwards, unless it is the last message and says no more than the address', async () => {
    const caught = createMailer({ from: 'info@allkontrakt.se', keep: (mail) => keepMail(h.db.db, h.clock, mail) });
    h = await house({ start: '2026-01-01T09:00:00Z', ports: { mailer: caught } });
    const [first, second, third] = [
      await asked(),
      await asked({ ...other(3, { contactName: 'Gunde Granbacka' }), ip: null }),
      await asked({ ...other(4, { contactName: 'Berta Bullsson' }), ip: null }),
    ];
    const prove = async (leadId: string, between: () => Promise<unknown>) => {
      await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
      const broken = { ...h.ctx, vault: { ...h.ctx.vault, unseal: cutOff } };
      await retentionPass(broken, { renderers }).catch(() => undefined);
      await h.sendDue();
      await between();
      h.clock.advance('PT20M');
      await h.retain();
      return certificate(leadId);
    };
    expect(await prove(first!, async () => {})).toMatchObject({ found: 0 });
    expect(
      (await sql`select 1 from caught.mail where recipient = 'kvistina@kvistlund.example'`.execute(h.db.owner.db)).rows,
    ).toHaveLength(1);
    const more = () =>
      sql`update caught.mail set body = body || ' Gunde Granbacka' where recipient = 'kund3@norrgarden.example'`.execute(
        h.db.owner.db,
      );
    expect((await prove(second!, more)).places).toEqual(['caught.mail.body']);
    const another = () =>
      keepMail(h.db.db, h.clock, {
        ...{ to: 'kund4@norrgarden.example', from: 'info@allkontrakt.se', subject: 'Hej', html: '', text: '' },
        messageId: '<another@allkontrakt.se>',
      });
    expect((await prove(third!, another)).places).toEqual(['caught.mail.recipient']);
  });

  it('in a table of ours that it may not read: that is not clean', async () => {
    await leftBehind({ a: text('x') });
    await sql`revoke all on caught.stray from app`.execute(h.db.owner.db);
    expect(await erased(await asked())).toMatchObject({ found: 1, places: ['caught.stray (could not be read)'] });
  });
});

describe('P30: the scan of files', () => {
  it('finds a value in any of them, and does not take one that it cannot read for clean', async () => {
    const path = mkdtempSync(join(root, 'data-'));
    const [cluster, list] = [join(path, 'postgres'), join(path, 'erasures')];
    for (const folder of [cluster, list, join(path, 'logs', 'old')]) mkdirSync(folder, { recursive: true });
    const leadId = await asked();
    const key = (await h.lead(leadId)).email_key.toString('hex');
    writeFileSync(join(path, 'logs', 'old', 'one.log'), `{"msg":"Kvist & \\"Lund\\" <Glas> AB"}\n`);
    writeFileSync(join(path, 'long.log'), `${'x '.repeat((1 << 19) - 5)}Kvistina Kvistlund ${'y '.repeat(1 << 19)}`);
    writeFileSync(join(path, 'key.txt'), key);
    writeFileSync(
      join(path, 'clean.txt'),
      `Johanna Kvistina Kvistlundsson kvistina@kvistlund.examples 1${organisationNumber(77)}1`,
    );
    // The database's own files are rewritten by the scrub, and the list holds keyed hashes by right.
    writeFileSync(join(cluster, 'base'), 'Kvistina Kvistlund');
    writeFileSync(join(list, '2026-01.jsonl'), `{"emailKeys":["${key}"]}`);
    writeFileSync(join(list, 'note.txt'), 'kvistina@kvistlund.example');
    // Whoever may read everything is stopped by what is no file only when it reads.
    symlinkSync('/nowhere', join(path, 'dangling'));
    const result = await erased(leadId, [
      { path, but: [cluster, list] },
      { path: list, keys: true },
      { path: join(path, 'none') },
    ]);
    expect(result).toMatchObject({ files: 6, places: ['key.txt', 'logs/old/one.log', 'long.log', 'note.txt'] });
  });

  it.skipIf(process.getuid?.() === 0)('an unreadable one counts', async () => {
    const path = mkdtempSync(join(root, 'data-'));
    writeFileSync(join(path, 'closed.log'), 'x');
    chmodSync(join(path, 'closed.log'), 0);
    expect(await erased(await asked(), [{ path }])).toMatchObject({
      found: 1,
      places: ['closed.log (could not be read)'],
    });
  });

  it('a folder that can’t be listed counts', async () => {
    const path = join(mkdtempSync(join(root, 'data-')), 'file');
    writeFileSync(path, 'x');
    expect(await erased(await asked(), [{ path }])).toMatchObject({ found: 1, places: ['. (could not be read)'] });
  });
});

describe('P30: the scan leaves alone what is somebody else’s', () => {
  it('a longer name, address or number that holds the person’s, and what another has said in the same words', async () => {
    await asked({
      ...other(5, {
        contactName: 'Johan-Kvistina Kvistlundsson',
        email: 'a.kvistina@kvistlund.example',
        phone: '+467017406051',
        currentSupplier: 'Elbas',
        message: 'Vi har Kvistnät. Ring efter glasugnens vila.\nHelst före lunch.',
      }),
      ip: '203.0.113.77',
    });
    const leadId = await asked();
    const result = await erased(leadId);
    expect(result).toMatchObject({ found: 0, places: [] });
    expect(result.shared).toBeGreaterThan(3);
    expect(result.needles).toBeGreaterThan(8);
  });

  it('but a name, an address or a number of the person’s in what another has said is found', async () => {
    await asked(other(6, { message: 'Kvistina Kvistlund känner till det.' }));
    const { places } = await erased(await asked());
    expect(places).toContain('brokerage.lead.message');
  });

  it('whoever works here and has the same name, and what has been noted in the same words about another', async () => {
    await employ('Kvistina Kvistlund');
    await asked(other(7));
    expect(await erased(await asked())).toMatchObject({ found: 0, places: [] });
  });

  it('the same person’s other request', async () => {
    const first = await asked();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, first, 'no-contract'));
    h.clock.advance('P8D');
    await asked();
    expect(await erased(first)).toMatchObject({ found: 0, places: [] });
  });
});

describe('P30: the archive', () => {
  const archived = async (changes: LeadChanges = person): Promise<string> => {
    const leadId = await asked(changes);
    const { id } = await h.referral(leadId, 'savera');
    await transact(h.ctx.db, (tx) => reportContract(h.ctx, tx, id, 'customer'));
    await h.sendDue();
    await h.retain();
    return leadId;
  };
  const erasedFromArchive = async (leadId: string, emailKey: Buffer) => {
    await transact(h.ctx.db, (tx) => erasePerson(h.ctx, tx, emailKey, 'page'));
    await h.retain();
    return certificate(leadId);
  };
  let key: Buffer;
  const keyOf = async (leadId: string) =>
    (
      await sql<{ email_key: Buffer }>`select email_key from archive.request where id = ${leadId}`.execute(
        h.db.owner.db,
      )
    ).rows[0]!.email_key;

  it('its values are looked for, the quote’s among them', async () => {
    const leadId = await archived();
    key = await keyOf(leadId);
    const places = await leftBehind({
      comment: text('Enligt vårt samtal om ugnen'),
      name: text('Kvistina Kvistlund'),
      key: text(key.toString('hex')),
    });
    expect((await erasedFromArchive(leadId, key)).places).toEqual(places);
  });

  it('is looked through: a value in it is found, whoever’s row it stands in, and the row that was not deleted', async () => {
    const kept = await archived({ ...other(8), ip: null });
    const comment = JSON.stringify({ comment: 'Se offerten till "KVISTINA\n Kvistlund"' });
    await h.db.owner.pool.query('update archive.request set quote_values = quote_values || $1::jsonb where id = $2', [
      comment,
      kept,
    ]);
    expect((await erased(await asked())).places).toEqual(['archive.request']);
    await sql`create function archive.keep() returns trigger language plpgsql as $$ begin old.asked_at := null; insert into archive.request select old.*; return null; end $$`.execute(
      h.db.owner.db,
    );
    const again = await archived({ ...person, ip: null });
    await sql`create trigger keep after delete on archive.request for each row execute function archive.keep()`.execute(
      h.db.owner.db,
    );
    expect((await erasedFromArchive(again, await keyOf(again))).places).toContain('archive.request');
  });

  it('what an archived request has as its own is its own', async () => {
    await archived();
    h.clock.advance('P8D');
    expect(await erased(await asked())).toMatchObject({ found: 0 });
    const rows = await sql<{ held: string[] | null; whole: string[] | null }>`
      select held, whole from archive.look(array['kvistina kvistlund', 'kvistina', 'kvistin', 'vistina kvistlund'], '{}',
        '00000000-0000-0000-0000-000000000000', 10)`.execute(h.db.db);
    expect(rows.rows[0]).toMatchObject({ held: [1, 2].map(String), whole: ['1'] });
  });
});

describe('P30: nothing is called proved that could not be looked for', () => {
  it('values that were sealed with another key: found is not 0, and says so', async () => {
    const leadId = await asked();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    const vault = { ...h.ctx.vault, seal: createVault(Buffer.alloc(32, 7)).seal };
    while ((await retentionPass({ ...h.ctx, vault }, { renderers })) > 0);
    expect(await certificate(leadId)).toMatchObject({ needles: 0, found: null });
  });

  it('the values are encrypted while they wait, and forgotten when the certificate is written', async () => {
    const leadId = await asked();
    await transact(h.ctx.db, (tx) => endRequest(h.ctx, tx, leadId, 'erasure'));
    const needles = async () =>
      (await sql<{ needles: string | null }>`select needles from privacy.erasure`.execute(h.db.owner.db)).rows[0]!
        .needles;
    const broken = { ...h.ctx, vault: { ...h.ctx.vault, unseal: cutOff } };
    await retentionPass(broken, { renderers }).catch(() => undefined);
    expect(await needles()).toMatch(/^1\.[\w-]+\.[\w-]+\.[\w-]+$/);
    h.clock.advance('PT20M');
    await h.retain();
    expect(await needles()).toBeNull();
    expect(await certificate(leadId)).toMatchObject({ found: 0 });
  });
});

it('a portion of a table is read by the place of its rows, without looking at or sorting the others', async () => {
  await h.db.owner.pool.query(
    `create table caught.many as select i as n, repeat('x', 500) as a from generate_series(1, 5000) i; grant select on caught.many to app`,
  );
  const table = { name: 'caught.many', room: 'caught', table: 'many', texts: ['a'], bytes: [] };
  const { rows } = await portionQuery(table, 10, 20).execute(h.ctx.db);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.length).toBeLessThan(200);
  const { rows: plan } = await sql<{ 'QUERY PLAN': string }>`explain ${portionQuery(table, 10, 20)}`.execute(h.ctx.db);
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toMatch(/^Tid Range Scan/);
  expect(lines).not.toMatch(/Sort|Seq Scan/);
});
