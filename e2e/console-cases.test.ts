// Long because each right has its case, and each is short.
import { beforeAll, describe, expect, it } from 'vitest';
import { emailKeyOf } from '#domain/lead/index.ts';
import { staffRoles } from '#domain/staff/index.ts';
import { sql } from '#platform/db/index.ts';
import { may } from '#policy/roles.ts';
import { archivedPerson, putArchived } from './support/archived.ts';
import { placesOf } from './support/house.ts';
import { ask, bakery } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

const { email } = bakery.company;
let house: TestProduct;
let officer: Visitor;
let reference = '';

beforeAll(async () => {
  house = await testProduct();
  await staffVisitor(house, 'administrator');
  officer = await staffVisitor(house, 'privacy-officer');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  const lead = await house.product.ctx.db.selectFrom('brokerage.lead').select('reference').executeTakeFirstOrThrow();
  reference = lead.reference;
});

/** Somebody has written or rung. @returns the address of the case */
async function open(caseRight: string, more: Record<string, string> = {}): Promise<string> {
  await officer.get('/konsol/arenden');
  await officer.post(
    '/konsol/arenden',
    { caseRight, caseEmail: email, caseChannel: 'mail', locale: 'sv', ...more },
    false,
  );
  expect(officer.status).toBe(200);
  await house.product.settle();
  return officer.path.replace(/\?.*/, '');
}

/** The person uses the link that was mailed. */
async function confirm(to: string = email): Promise<void> {
  await new Visitor(house.url).post(linkIn(house.post.find(to), '/min-sida/arende/'), {}, false);
}

const idOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);
const stored = (address: string) =>
  house.product.ctx.db
    .selectFrom('privacy.rights_case')
    .selectAll()
    .where('id', '=', idOf(address))
    .executeTakeFirstOrThrow();
const trail = async (address: string) => {
  const { rows } = await sql<{ action: string; actor: string }>`
    select action, actor from ledger.audit where subject = ${idOf(address)} order by id`.execute(house.product.ctx.db);
  return rows.map(({ action, actor }) => `${action} by ${actor.split(':')[0]}`);
};
const newest = () => house.post.mails.at(-1);

describe('P27: a right that is used by mail or telephone is a case with a month’s deadline', () => {
  it('is opened by whoever may, counted from today, and the person is asked whether it was they', async () => {
    const own = await open('access', { caseChannel: 'phone' });
    expect(officer.text).toContain('länken att bekräfta mejlas nu');
    expect(officer.text).toContain('12 april 2026 31 dagar kvar');
    expect(officer.text).toContain('per telefon');
    expect(officer.text).toContain('Väntar på bekräftelse');
    expect(officer.html).not.toContain(email);
    expect(await stored(own)).toMatchObject({ channel: 'phone', state: 'open', confirmed_at: null });
    expect(await trail(own)).toEqual(['case.opened by staff']);
    expect(house.post.find(email)?.subject).toContain('Bekräfta ditt ärende');
    await officer.get('/konsol/arenden');
    expect(officer.text).toContain('31 dagar kvar');
    await officer.post(`${own}/avslag`, { ground: 'not-identified' }, false);
  });

  it.each([
    ['no right', { caseRight: '' }],
    ['no such right', { caseRight: 'revenge' }],
    ['no address', { caseEmail: 'inte en adress' }],
    ['an objection to nothing', { caseRight: 'objection', objection: '' }],
    ['no channel', { caseChannel: 'page' }],
  ])('is not opened: %s', async (_, change) => {
    const before = (await house.product.ctx.db.selectFrom('privacy.rights_case').select('id').execute()).length;
    const form = { caseRight: 'access', caseEmail: email, caseChannel: 'mail', locale: 'sv', ...change };
    await officer.post('/konsol/arenden', form, false);
    expect(officer.status).toBe(422);
    expect((await house.product.ctx.db.selectFrom('privacy.rights_case').select('id').execute()).length).toBe(before);
  });

  it('what has passed its deadline says so, and comes first', async () => {
    const late = await open('portability');
    await sql`update privacy.rights_case set opened_at = opened_at - interval '40 days', due_at = due_at - interval '40 days' where id = ${idOf(late)}`.execute(
      house.product.ctx.db,
    );
    const next = await open('access');
    await officer.get('/konsol/arenden');
    expect(officer.text).toContain('försenat 9 dagar');
    expect(officer.html.indexOf(late)).toBeLessThan(officer.html.indexOf(next));
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toContain('Öppna ärenden 2');
    await officer.get('/konsol');
    for (const own of [late, next]) await officer.post(`${own}/avslag`, { ground: 'not-identified' }, false);
  });
});

describe('who may do what about a case', () => {
  const acts = {
    svar: 'case.write',
    avslag: 'case.write',
    kopia: 'data.export',
    radering: 'data.erase',
    begransning: 'data.restrict',
    adress: 'data.rectify',
    'rattelse/2222-222': 'data.rectify',
  } as const;

  it('each act takes a right of its own, to be asked and to be done', () => {
    for (const [act, permission] of Object.entries(acts)) {
      const pattern = `/konsol/arenden/:id/${act.replace('2222-222', ':reference')}`;
      const found = house.product.routes.filter((route) => route.pattern === pattern);
      expect(
        found.map((route) => `${route.method} ${route.permission}`),
        act,
      ).toEqual([`GET ${permission}`, `POST ${permission}`]);
    }
  });

  it.each(staffRoles)('%s: only what the table of roles says', async (role) => {
    const own = await open('erasure');
    const who = await staffVisitor(house, role);
    await who.get(own);
    expect(who.status).toBe(may(role, 'case.read') ? 200 : 403);
    for (const [act, permission] of Object.entries(acts)) {
      for (const page of [await who.get(`${own}/${act}`), await who.post(`${own}/${act}`, {}, false)])
        if (!may(role, permission)) expect(page.status, `${role} ${act}`).toBe(403);
        else expect([200, 409, 422], `${role} ${act} ${page.status}`).toContain(page.status);
    }
    expect((await stored(own)).state).toBe('open');
    await officer.post(`${own}/avslag`, { ground: 'not-identified' }, false);
  });
});

describe('P28: nothing is handed out or changed before the person has confirmed', () => {
  it.each([
    ['access', 'svar', {}, {}],
    ['access', 'kopia', { format: 'json' }, {}],
    ['erasure', 'radering', { scope: 'all' }, {}],
    ['objection', 'radering', {}, { objection: 'brokerage' }],
    ['restriction', 'begransning', { restriction: 'on', scope: 'all' }, {}],
    ['rectification', 'adress', { newEmail: 'ny@norrgarden.example' }, {}],
  ] as const)('%s by %s', async (right, act, form, more: Record<string, string> = {}) => {
    const own = await open(right, more);
    await officer.get(`${own}/${act}`);
    expect(officer.status).toBe(409);
    await officer.post(`${own}/${act}`, form, false);
    expect(officer.status).toBe(409);
    expect(officer.text).toContain('har inte bekräftat');
    expect((await stored(own)).state).toBe('open');
    expect(officer.html).not.toContain(email);
    await officer.post(`${own}/avslag`, { ground: 'not-identified' }, false);
  });
});

describe('P29: a refusal says why and how to complain', () => {
  it('asks for a ground, and mails it', async () => {
    const own = await open('access');
    await officer.get(`${own}/avslag`);
    expect(officer.text).toContain('www.imy.se');
    await officer.post(`${own}/avslag`, { ground: 'because' }, false);
    expect(officer.status).toBe(422);
    await officer.post(`${own}/avslag`, { ground: 'legal-claims' }, false);
    expect(officer.text).toContain('Avslaget');
    await house.product.settle();
    expect(newest()?.text).toContain('rättsliga anspråk');
    expect(newest()?.text).toContain('www.imy.se');
    expect(await trail(own)).toEqual(['case.opened by staff', 'case.refused by staff']);
    await officer.post(`${own}/avslag`, { ground: 'unfounded' }, false);
    expect(officer.status).toBe(409);
  });
});

describe('P28: each right is carried out from its case', () => {
  it('access: the person is mailed where everything can be read; nothing of it is shown to staff', async () => {
    const own = await open('access');
    await confirm();
    await officer.get(`${own}/svar`);
    expect(officer.text).toContain('Min sida, under Dina uppgifter');
    await officer.post(`${own}/svar`, {}, false);
    expect(officer.text).toContain('svaret mejlas nu');
    await house.product.settle();
    expect(newest()?.text).toContain('/min-sida');
    expect(await stored(own)).toMatchObject({ state: 'answered', outcome: 'done', sealed: null });
    expect(await trail(own)).toEqual(['case.opened by staff', 'case.confirmed by customer', 'case.answered by staff']);
    for (const page of officer.seen) expect(page.path).not.toContain('norrgarden');
  });

  it('access: a copy is taken out by whoever may, against a line in the log, and the case stays open', async () => {
    const own = await open('access');
    await confirm();
    await officer.get(`${own}/kopia`);
    expect(officer.text).toContain('loggas');
    await officer.post(`${own}/kopia`, { format: 'json' }, false);
    expect(officer.headers.get('content-disposition')).toContain('uppgifter.json');
    expect(officer.headers.get('cache-control')).toBe('no-store');
    expect(officer.html).toContain(bakery.company.contactName);
    await officer.post(`${own}/kopia`, { format: 'pdf' }, false);
    expect(officer.headers.get('content-type')).toBe('application/pdf');
    expect((await trail(own)).filter((line) => line === 'data.exported by staff')).toHaveLength(2);
    expect((await stored(own)).state).toBe('open');
    await officer.post(`${own}/svar`, {}, false);
  });

  it('rectification: of this person’s request and no other’s, and who received it is told', async () => {
    const own = await open('rectification');
    await confirm();
    expect((await officer.get(`${own}/rattelse/2222-222`)).status).toBe(404);
    await officer.get(own);
    expect(officer.html).toContain(`${own}/rattelse/${reference}`);
    await officer.get(`${own}/rattelse/${reference}`);
    expect(officer.html).toContain(bakery.company.contactName);
    await officer.post(`${own}/rattelse/${reference}`, {}, false);
    expect(officer.text).toContain('Inget är ändrat');
    await officer.post(`${own}/rattelse/${reference}`, { contactName: '' }, false);
    expect(officer.status).toBe(422);
    const before = house.post.mails.length;
    await officer.post(`${own}/rattelse/${reference}`, { contactName: 'Rättad Inköpare' }, false);
    expect(officer.text).toContain('Rättat. Leverantörer');
    await house.product.settle();
    const told = house.post.mails.slice(before).map((mail) => [mail.to].flat()[0]?.text);
    expect(told).toContain('offert@savera.example');
    expect(await placesOf(house.db, 'Rättad Inköpare')).toContain('brokerage.lead');
    expect(await stored(own)).toMatchObject({ state: 'answered', fields: ['contactName'] });
  });

  it('rectification of what is archived: opened against a line in the log', async () => {
    const { ctx } = house.product;
    const archived = ctx.vault.reference();
    const archiveId = await putArchived({ ctx }, { reference: archived });
    const own = await open('rectification', { caseEmail: archivedPerson.email });
    await confirm(archivedPerson.email);
    await officer.get(own);
    expect(officer.text).not.toContain(archivedPerson.contact_name);
    await officer.get(`${own}/rattelse/${archived}`);
    expect(officer.html).toContain(archivedPerson.contact_name);
    const { rows } = await sql<{ actor: string }>`
      select actor from ledger.audit where action = 'archive.own' and subject = ${archiveId}`.execute(ctx.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ actor }) => actor.startsWith('staff:'))).toBe(true);
    await officer.post(`${own}/rattelse/${archived}`, { phone: '070-174 06 98' }, false);
    expect((await stored(own)).state).toBe('answered');
  });

  it('the e-mail address: by a link to the new one, and nothing changes before that', async () => {
    const own = await open('rectification');
    await confirm();
    await officer.post(`${own}/adress`, { newEmail: 'inte en adress' }, false);
    expect(officer.status).toBe(422);
    await officer.post(`${own}/adress`, { newEmail: email }, false);
    expect(officer.status).toBe(422);
    await officer.post(`${own}/adress`, { newEmail: 'ny@norrgarden.example' }, false);
    await house.product.settle();
    expect(newest()?.subject).toBe('Bekräfta din nya e-postadress');
    expect(await placesOf(house.db, 'ny@norrgarden.example')).toEqual([]);
    await officer.post(`${own}/svar`, {}, false);
  });

  it('restriction and lifting: all of it, or one request', async () => {
    const { db } = house.product.ctx;
    const restricted = async () =>
      (await db.selectFrom('brokerage.lead').select('restricted_at').executeTakeFirstOrThrow()).restricted_at !== null;
    for (const [restriction, scope] of [
      ['on', reference],
      ['on', 'all'],
      ['off', 'all'],
    ] as const) {
      const own = await open('restriction');
      await confirm();
      await officer.get(`${own}/begransning`);
      await officer.post(`${own}/begransning`, { restriction }, false);
      expect(officer.status).toBe(422);
      await officer.post(`${own}/begransning`, { restriction, scope }, false);
      expect(officer.status).toBe(200);
      expect(await restricted()).toBe(restriction === 'on');
      expect(await stored(own)).toMatchObject({ outcome: restriction === 'on' ? 'restricted' : 'lifted' });
    }
  });

  it('an answer that would be untrue is not given: erasure and restriction while the data is held', async () => {
    for (const right of ['erasure', 'restriction']) {
      const own = await open(right);
      await confirm();
      for (const page of [await officer.get(`${own}/svar`), await officer.post(`${own}/svar`, {}, false)]) {
        expect(page.status).toBe(409);
        expect(page.text).toContain('svaret skulle vara osant');
      }
      await officer.post(`${own}/avslag`, { ground: 'unfounded' }, false);
    }
  });

  it('somebody of whom nothing is held is answered so', async () => {
    const own = await open('erasure', { caseEmail: 'okand@okand.example' });
    await confirm('okand@okand.example');
    await officer.get(own);
    expect(officer.text).toContain('Vi har inga uppgifter om personen');
    await officer.post(`${own}/svar`, {}, false);
    expect(await stored(own)).toMatchObject({ state: 'answered', outcome: 'nothing-held' });
  });

  it('objection to one purpose', async () => {
    const own = await open('objection', { objection: 'security' });
    await confirm();
    await officer.get(`${own}/radering`);
    expect(officer.text).toContain('IP-adresserna i personens förfrågningar raderas');
    await officer.post(`${own}/radering`, {}, false);
    expect(officer.text).toContain('Invändningen är genomförd');
    const { ip } = await house.product.ctx.db.selectFrom('brokerage.lead').select('ip').executeTakeFirstOrThrow();
    expect(ip).toBeNull();
  });

  it('P30: erasure says what goes, asks once, and leaves a certificate that is found by the number the person got', async () => {
    const own = await open('erasure');
    await confirm();
    await officer.get(`${own}/radering`);
    expect(officer.text).toContain('Det här går inte att ångra');
    expect(officer.text).toContain('brokerage.referral 3');
    await officer.post(`${own}/radering`, {}, false);
    expect(officer.status).toBe(422);
    await officer.post(`${own}/radering`, { scope: 'all' }, false);
    expect(officer.text).toContain('Uppgifterna raderas nu');
    await house.product.settle();
    expect(await placesOf(house.db, email)).toEqual([]);
    const number = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(house.post.find(email)?.text ?? '')?.[0] ?? '';
    await officer.get(`/konsol/dataskydd/intyg?number=${number.toUpperCase()}`);
    expect(officer.path).toBe(`/konsol/dataskydd/intyg/${number}`);
    expect(officer.text).toMatch(/Intyg \d+/);
    expect(officer.text).toContain('Inget fanns kvar.');
    expect(officer.text).toContain('Intyget är som det skrevs');
    expect(officer.text).toContain('Savera');
    expect((await officer.get(`/konsol/dataskydd/intyg?number=${idOf(own)}`)).status).toBe(404);
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toContain('Leverantörer som inte har bekräftat');
    expect(officer.text).toContain(reference);
  });

  it('a certificate that has been changed says so', async () => {
    await officer.get('/konsol/dataskydd/intyg');
    const one = /href="(\/konsol\/dataskydd\/intyg\/[^"]+)"/.exec(officer.html)?.[1] ?? '';
    await sql`update privacy.certificate set rule = 'lead.no-quote' where erasure_id = ${idOf(one)}`.execute(
      house.db.owner.db,
    );
    await officer.get(one);
    expect(officer.text).toContain('Intyget är ändrat');
    await officer.post('/konsol/dataskydd/loften', {}, false);
    expect(officer.text).toMatch(/Intygen \d+ Bruten vid rad/);
  });
});

describe('G4: what is late is seen', () => {
  it('nothing is, and one that the sweep has missed is', async () => {
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toContain('Försenat 0');
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), { email: 'sen@norrgarden.example' });
    await house.product.settle();
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toMatch(/inte har fått någon offert P10 1 /);
    const { db } = house.product.ctx;
    const key = emailKeyOf(house.product.ctx.vault, 'sen@norrgarden.example');
    await sql`update brokerage.lead set clock_at = ${house.clock.now().subtract({ hours: 2 })}, restricted_at = ${house.clock.now()} where email_key = ${key}`.execute(
      db,
    );
    await officer.get('/konsol/dataskydd');
    expect(officer.text).toContain('Försenat 1');
    expect(officer.text).toContain('Det här sparas längre än en timme efter sin tid');
  });
});
