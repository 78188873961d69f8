// Long because one request is reached in all three ways, one after the other.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Elks, elksAccount, elksPeer } from './support/elks.ts';
import { placesOf } from './support/house.ts';
import { ask, bakery, logIn, openRequest } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let elks: Elks;
let worker: Visitor;
let officer: Visitor;
let lead = '';

beforeAll(async () => {
  elks = await elksPeer();
  house = await testProduct({ elks: { ...elksAccount(elks.url), callFrom: '+46101234567' } });
  await staffVisitor(house, 'administrator');
  worker = await staffVisitor(house, 'case-worker');
  officer = await staffVisitor(house, 'privacy-officer');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  await worker.get('/konsol/forfragningar');
  lead = /href="(\/konsol\/forfragningar\/\w{4}-\w{3})"/.exec(worker.html)?.[1] ?? '';
});

const messages = () => house.db.db.selectFrom('brokerage.message').selectAll().orderBy('written_at').execute();
const mails = () =>
  house.post.mails.filter(({ to }) => [to].flat().some((one) => one?.text.includes(bakery.company.email)));

describe('an e-mail to the customer about its own request', () => {
  const letter = { messageSubject: 'Om er förbrukning', messageBody: 'Hej!\n\nEn fråga <b>till</b>.\nEn rad till.' };

  it('begins with a template in the customer’s language, with the facts of the request in it', async () => {
    await worker.get(lead);
    expect(worker.html).toContain(`href="${lead}/mejl"`);
    await worker.get(`${lead}/mejl?template=missing`);
    expect(worker.text).toContain(`Till ${bakery.company.contactName}, ${bakery.company.email}`);
    for (const words of [`Hej ${bakery.company.contactName}!`, bakery.company.companyName, '[skriv här]', 'Person 2'])
      expect(worker.text).toContain(words);
    await worker.get(`${lead}/mejl?template=constructor`);
    expect(worker.status).toBe(200);
  });

  it('says what is wrong and keeps what was written', async () => {
    await worker.get(`${lead}/mejl?template=missing`);
    const written = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(worker.html)?.[1] ?? '';
    await worker.post(`${lead}/mejl`, { messageSubject: 'Kvar', messageBody: written, action: 'send' });
    expect(worker.status).toBe(422);
    expect(worker.text).toContain('Byt ut det som står inom hakparentes.');
    expect(worker.html).toContain('value="Kvar"');
    await worker.post(`${lead}/mejl`, {
      messageSubject: 'Ett\r\nBcc: alla@andra.example',
      messageBody: 'x',
      action: 'send',
    });
    expect(worker.text).toContain('Skriv ämnet på en enda rad.');
    await worker.post(`${lead}/mejl`, { ...letter, idempotencyKey: 'x', action: 'send' }, false);
    expect(worker.text).toContain('Sidan hade varit öppen för länge.');
    expect(worker.html).toContain('En rad till.');
    expect(await messages()).toEqual([]);
  });

  it('is shown in a frame just as it leaves, and the page lets no other style in', async () => {
    await worker.get(`${lead}/mejl`);
    await worker.post(`${lead}/mejl`, { ...letter, action: 'preview' });
    expect(worker.status).toBe(200);
    expect(worker.html).toContain('sandbox=""');
    expect(worker.html).toContain('&amp;lt;b&amp;gt;till&amp;lt;/b&amp;gt;');
    const policy = worker.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("style-src 'self' 'unsafe-hashes' 'sha256-");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy.length).toBeLessThan(3500);
    expect(await messages()).toEqual([]);
  });

  it('leaves once, however often the form is sent, and stands in the history with how it went', async () => {
    await worker.get(`${lead}/mejl`);
    await worker.post(`${lead}/mejl`, { ...letter, action: 'preview' });
    const form = Object.fromEntries(worker.hidden());
    for (let n = 0; n < 3; n += 1) await worker.post(`${lead}/mejl`, { ...form, action: 'send' }, false);
    expect(worker.text).toContain('Mejlet är på väg.');
    await worker.post(`${lead}/mejl`, { ...form, messageBody: 'Något annat', action: 'send' }, false);
    expect(worker.status).toBe(409);
    await house.product.settle();
    const sent = mails().filter(({ subject }) => subject === letter.messageSubject);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toContain('En fråga <b>till</b>.\nEn rad till.');
    expect(sent[0]?.html).toContain('En fråga &lt;b&gt;till&lt;/b&gt;.<br>En rad till.');
    await worker.get(lead);
    expect(worker.text).toContain(`Mejl till kunden: ${letter.messageSubject}`);
    expect(worker.text).toContain('En fråga <b>till</b>. En rad till. Framme Av Person 2.');
    expect(await messages()).toMatchObject([{ direction: 'out', channel: 'mail', template: null }]);
  });

  it('one that never arrived can be sent again', async () => {
    house.post.refuse = { code: 550, times: 1 };
    await worker.get(`${lead}/mejl`);
    await worker.post(`${lead}/mejl`, { messageSubject: 'Studsar', messageBody: 'Hej igen.', action: 'send' });
    await house.product.settle();
    await worker.get(lead);
    const again = /action="(\/konsol\/utskick\/[^"]+)"/.exec(worker.html)?.[1] ?? '';
    expect(worker.text).toContain('Avvisad');
    await worker.post(again, {}, false);
    await house.product.settle();
    expect(mails().filter(({ subject }) => subject === 'Studsar')).toHaveLength(1);
  });

  it('is for those with the right to it, leaves a line in the log without a word of it, and is in the customer’s own copy', async () => {
    await officer.get(lead);
    expect(officer.html).not.toContain(`${lead}/mejl`);
    expect((await officer.get(`${lead}/mejl`)).status).toBe(403);
    const { rows } = await house.db.owner.pool.query("select detail from ledger.audit where action = 'mail.written'");
    expect(rows).toEqual([{ detail: {} }, { detail: {} }]);
    expect(await placesOf(house.db, 'En fråga <b>till')).toEqual(['brokerage.message']);
    const customer = await logIn(house, bakery.company.email);
    await customer.get('/min-sida/uppgifter');
    expect(customer.text).toContain('Om er förbrukning');
  });
});

describe('a text message to the customer about its own request', () => {
  const texts = () => house.db.db.selectFrom('brokerage.message').selectAll().where('channel', '=', 'sms').execute();

  it('begins with a template, is counted as it is written, and says when it leaves', async () => {
    await worker.get(`${lead}/sms?template=missed`);
    expect(worker.text).toContain(`Hej ${bakery.company.contactName}! Vi sökte dig om förfrågan`);
    expect(worker.text).toMatch(/\d+ tecken, ett sms, \d+ kvar i det sista/);
    expect(worker.text).toContain('Det går iväg på en gång.');
    const part = await fetch(`${house.url}${lead}/sms`, {
      method: 'POST',
      headers: { cookie: worker.cookieHeader('/konsol'), 'x-part': 'count' },
      body: new URLSearchParams({ messageBody: '€'.repeat(81) }),
    });
    expect(await part.text()).toContain('162 tecken, 2 sms');
    await worker.post(`${lead}/sms`, { messageBody: 'Ett tankstreck –', action: 'preview' });
    expect(worker.text).toContain('rymmer 70 i stället för 160');
    await worker.get(`${lead}/sms`);
    await worker.post(`${lead}/sms`, { messageBody: '€'.repeat(460), action: 'send' });
    expect(worker.status).toBe(422);
    expect(worker.text).toContain('Korta ner texten.');
    expect(await texts()).toEqual([]);
  });

  it('leaves once to the request’s own number, by the carrier, and stands in the history as it is told to go', async () => {
    await worker.get(`${lead}/sms`);
    await worker.post(`${lead}/sms`, {
      messageBody: 'Vi ringer i eftermiddag. /Allkontrakt',
      action: 'preview',
      phone: '+46701740699',
    });
    const form = Object.fromEntries(worker.hidden());
    for (let n = 0; n < 2; n += 1) await worker.post(`${lead}/sms`, { ...form, action: 'send' }, false);
    await house.product.settle();
    expect(elks.asked.map(({ fields }) => [fields.to, fields.message])).toEqual([
      ['+46701740605', 'Vi ringer i eftermiddag. /Allkontrakt'],
    ]);
    const [asked] = elks.asked;
    await worker.get(lead);
    expect(worker.text).toContain('Sms till kunden 09.14 Vi ringer i eftermiddag. /Allkontrakt Framme Av Person 2.');
    const at = (url: string) => url.replace('http://localhost:0', house.url);
    const told = { ...asked!, fields: { ...asked!.fields, whendelivered: at(asked!.fields.whendelivered ?? '') } };
    expect(await elks.report(told, 'delivered')).toBe(204);
    expect(await elks.report(told, 'sent')).toBe(204);
    await worker.get(lead);
    expect(worker.text).toContain('Framme i telefonen');
    expect(worker.text).not.toContain('På väg till telefonen');
  });

  it('what a stranger tells of it is answered alike and changes nothing', async () => {
    const before = await texts();
    const [message] = before;
    const now = house.clock.now();
    const sign = (kind: string, id: string, hours: number) =>
      house.product.ctx.vault.sign({ kind, id, expires: now.add({ hours }) });
    const own = sign('sms-report', message!.id, 1);
    const knocks: readonly (readonly [string, Record<string, string>])[] = [
      ['made-up', { id: message!.carrier_id ?? '', status: 'failed' }],
      [sign('file', message!.id, 1), { id: message!.carrier_id ?? '', status: 'failed' }],
      [sign('sms-report', message!.id, 0), { id: message!.carrier_id ?? '', status: 'failed' }],
      [own, { id: 'another', status: 'failed' }],
      [own, { id: message!.carrier_id ?? '', status: 'exploded' }],
      [own, {}],
    ];
    for (const [token, body] of knocks) {
      const answer = await fetch(`${house.url}/hooks/46elks/sms/${token}`, {
        method: 'POST',
        body: new URLSearchParams(body),
      });
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    expect(await texts()).toEqual(before);
  });

  it('written in the evening can be stopped until the morning, once, and by nobody for another request', async () => {
    house.clock.set('2026-03-11T20:30:00Z');
    const before = elks.asked.length;
    await worker.get(`${lead}/sms`);
    await worker.post(`${lead}/sms`, { messageBody: 'Skrivet för sent.', action: 'preview' });
    await worker.post(`${lead}/sms`, { messageBody: 'Skrivet för sent.', action: 'send' });
    const messageId = (await texts()).find(({ body }) => body === 'Skrivet för sent.')?.id ?? '';
    const stop = `${lead}/sms/${messageId}/stopp`;
    expect(worker.html).toContain(`action="${stop}"`);
    await officer.post(stop, {}, false);
    expect(officer.status).toBe(403);
    await worker.post(stop, {}, false);
    expect(worker.text).toContain('Sms:et är stoppat');
    expect(worker.text).toContain('Skrivet för sent.');
    expect(worker.html).not.toContain(stop);
    await worker.post(stop, {}, false);
    expect(worker.status).toBe(409);
    house.clock.set('2026-03-12T07:00:00Z');
    await house.product.settle();
    expect(elks.asked.slice(before).filter(({ path }) => path === '/a1/sms')).toEqual([]);
  });

  it('written in the evening waits for the morning, and the page says so', async () => {
    const { clock } = house;
    const day = clock.now();
    clock.set('2026-03-12T19:30:00Z');
    // An hour's silence has ended the session.
    worker = await staffVisitor(house, 'case-worker');
    await worker.get(`${lead}/sms`);
    expect(worker.text).toContain('Det här går iväg 13 mars 2026, 08.00.');
    await worker.post(`${lead}/sms`, { messageBody: 'God morgon.', action: 'send' });
    await house.product.settle();
    expect(worker.text).toContain('Går iväg 13 mars 2026, 08.00');
    expect(elks.asked).toHaveLength(1);
    clock.set(day);
    worker = await staffVisitor(house, 'case-worker');
  });
});

describe('a call to the customer about its own request', () => {
  const dialKey = () => /uppringning[\s\S]*?name="idempotencyKey" value="([^"]+)"/.exec(worker.html)?.[1] ?? '';

  it('is dialled from the own phone to the request’s own number, once, and its end is told by a signed address', async () => {
    elks.asked.length = 0;
    await worker.get(`${lead}/samtal`);
    expect(worker.html).toContain('href="tel:+46701740605"');
    const idempotencyKey = dialKey();
    await worker.post(`${lead}/uppringning`, { idempotencyKey, staffPhone: 'inget nummer' }, false);
    expect(worker.status).toBe(422);
    const fields = { idempotencyKey, staffPhone: '070-174 06 98', phone: '+46701740699' };
    for (let n = 0; n < 2; n += 1) await worker.post(`${lead}/uppringning`, fields, false);
    expect(worker.text).toContain('Det ringer hos dig nu.');
    expect(worker.html).toContain('value="+46701740698"');
    expect(elks.asked).toHaveLength(1);
    const [asked] = elks.asked;
    expect(asked).toMatchObject({ path: '/a1/calls', fields: { from: '+46101234567', to: '+46701740698' } });
    expect(JSON.parse(asked!.fields.voice_start ?? '')).toEqual({ connect: '+46701740605', callerid: '+46101234567' });
    const url = (asked!.fields.whenhangup ?? '').replace('http://localhost:0', house.url);
    const tell = (address: string, body: Record<string, string>) =>
      fetch(address, { method: 'POST', body: new URLSearchParams({ id: asked!.id, ...body }) }).then(
        ({ status }) => status,
      );
    expect(await tell(url.slice(0, -2), { state: 'failed' })).toBe(204);
    expect(await tell(url, { state: 'success', duration: '83' })).toBe(204);
    expect(await tell(url, { state: 'failed', duration: '0' })).toBe(204);
    await worker.get(lead);
    expect(worker.text).toContain('Uppringd av programmet, inte uppskrivet än');
    expect(worker.text).toContain('Besvarat, 1 min 23 s');
  });

  it('that can’t be dialled was none, and the page says why', async () => {
    elks.refuse = { status: 403, text: 'Not enough credits' };
    await worker.get(`${lead}/samtal`);
    await worker.post(`${lead}/uppringning`, { idempotencyKey: dialKey(), staffPhone: '+46701740698' }, false);
    elks.refuse = undefined;
    expect(worker.text).toContain('Det gick inte att ringa upp (Kontot hos operatören är tomt).');
    expect(await house.db.db.selectFrom('brokerage.call').selectAll().execute()).toHaveLength(1);
  });

  it('is logged with what comes next, and stands on the call list until then', async () => {
    await worker.get(`${lead}/samtal`);
    await worker.post(`${lead}/samtal`, { callOutcome: 'call-back', callNote: 'Var i bageriet.' });
    expect(worker.status).toBe(422);
    expect(worker.text).toContain('Välj en dag för nästa steg.');
    expect(worker.html).toContain('Var i bageriet.');
    await worker.post(`${lead}/samtal`, {
      callOutcome: 'call-back',
      callNote: 'Var i bageriet.',
      nextOn: '2026-03-16',
    });
    expect(worker.text).toContain('Samtalet är sparat.');
    expect(worker.text).toContain('Samtal: Ring igen');
    expect(worker.text).toContain('Nästa steg: Ring igen, 16 mars 2026.');
    await worker.get('/konsol/ringlista');
    expect(worker.text).toContain(
      `${bakery.company.companyName} ${bakery.company.contactName} +46 70 174 06 05 Ring igen`,
    );
    expect((await officer.get('/konsol/ringlista')).status).toBe(403);
  });
});

describe('P5: who may not be reached', () => {
  it('P5: nothing is written to anybody whose request is restricted, nor when it is over', async () => {
    await worker.get(`${lead}/mejl`);
    const form = Object.fromEntries(worker.hidden());
    const customer = await logIn(house, bakery.company.email);
    const own = await openRequest(customer);
    const tries = async () => {
      for (const page of ['mejl', 'sms', 'samtal'])
        expect((await worker.get(`${lead}/${page}`)).status, page).toBe(409);
      expect(worker.text).toContain('Då får vi inte kontakta kunden om den.');
      await worker.post(`${lead}/mejl`, { ...form, messageSubject: 'Nej', messageBody: 'Nej.', action: 'send' }, false);
      expect(worker.status).toBe(409);
      await worker.get(lead);
      expect(worker.html).not.toContain(`${lead}/mejl`);
      expect(worker.html).not.toContain(`${lead}/sms`);
    };
    await customer.post(`${own}/begransning`, { restriction: 'on' }, false);
    await tries();
    await customer.post(`${own}/begransning`, { restriction: 'off' }, false);
    await customer.get(`${own}/avslut`);
    await customer.post(`${own}/utfall`, { outcome: 'none' }, false);
    await tries();
    expect(await messages()).toHaveLength(5);
    // What waited for the morning was stopped when the request was restricted, and again when it ended.
    house.clock.set('2026-03-13T07:30:00Z');
    await house.product.settle();
    expect(elks.asked.filter(({ path }) => path === '/a1/sms')).toEqual([]);
  });
});
