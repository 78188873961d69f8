import { beforeAll, describe, expect, it } from 'vitest';
import { questionsOf, serviceById } from '#catalog/index.ts';
import { sql } from '#platform/db/index.ts';
import { bakery, fixedQuote, logIn, openAsSupplier, openRequest, portalPath } from './support/journey.ts';
import { plantMail } from './support/mails.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

let house: TestProduct;
let worker: Visitor;
const form = '/konsol/forfragningar/ny';
const pdf = Buffer.from('%PDF-1.7\n%%EOF\n');

beforeAll(async () => {
  house = await testProduct();
  worker = await staffVisitor(house, 'case-worker');
});

const leads = () => house.db.db.selectFrom('brokerage.lead').selectAll().orderBy('received_at').execute();
const audited = async (action: string) =>
  (
    await sql<{ actor: string; subject: string; detail: object }>`
      select actor, subject, detail from ledger.audit where action = ${action} order by id`.execute(house.db.owner.db)
  ).rows;

const told = { leadSource: 'phone', customerLanguage: 'sv', suppliers: ['savera', 'tallmo-energi'], told: 'yes' };
/** A request as somebody fills it in with the customer on the telephone. */
async function register(changes: Record<string, string | readonly string[]> = {}): Promise<Visitor> {
  await worker.get(`${form}?service=electricity`);
  return worker.post(form, { ...bakery.need, ...bakery.company, ...told, ...changes });
}

const mailIn = (id: string) =>
  house.db.db
    .selectFrom('brokerage.mail_in')
    .select(['kind', 'lead_id', 'dealt_by'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

describe('P6: a request that comes by telephone or mail', () => {
  it('is asked for by the questions of the site’s form, on one page', async () => {
    await worker.get(form);
    expect(worker.text).toContain('Vad gäller det?');
    await worker.get(`${form}?service=electricity`);
    for (const { id } of questionsOf(serviceById('electricity')))
      expect(worker.html, id).toMatch(new RegExp(`name="${id}["\\.]`));
    expect(worker.text).toContain('Vem får vad?');
    // They answer for somebody else.
    expect(worker.text).toContain('Kontaktperson');
    expect(worker.text).toContain('ägarens personnummer');
    expect(worker.text).not.toMatch(/Ditt namn|ditt personnummer/);
    expect((await worker.get(`${form}?service=nonsense`)).text).toContain('Vad gäller det?');
  });

  it('is not registered before the customer is said to know who gets what (P3), nor without a source or a supplier', async () => {
    await register({ told: 'no' });
    expect(worker.status).toBe(422);
    expect(worker.text).toContain('Bocka i när kunden har sagt ja');
    expect(worker.html).toContain('href="#f-told"');
    expect(worker.html).toContain(`value="${bakery.company.companyName}"`);
    await register({ leadSource: 'bought' });
    expect(worker.status).toBe(422);
    await register({ suppliers: [] });
    expect(worker.text).toContain('Lämna minst en leverantör ikryssad');
    await register({ annualKwh: 'många', phone: '1' });
    expect(worker.status).toBe(422);
    expect(await leads()).toEqual([]);
  });

  it('is stored once by the same door as all others, with how it came and who took it, and nobody’s IP address', async () => {
    await register();
    const address = worker.path;
    expect(worker.text).toContain('Förfrågan är registrerad');
    expect(worker.text).toContain('Telefon,');
    await house.product.settle();
    const [lead, ...others] = await leads();
    expect(others).toEqual([]);
    expect(lead).toMatchObject({ source: 'phone', ip: null, locale: 'sv', ticked: ['savera', 'tallmo-energi'] });
    expect(await audited('lead.registered')).toEqual([
      { actor: `staff:${lead?.registered_by}`, subject: lead?.id, detail: { source: 'phone', told: true } },
    ]);
    await worker.get(address);
    for (const name of ['Savera', 'Tallmo Energi']) expect(worker.text).toContain(name);
    const sent = await house.db.db.selectFrom('brokerage.referral').select('supplier_id').execute();
    expect(sent.map((r) => r.supplier_id).sort()).toEqual(['savera', 'tallmo-energi']);
  });

  it('sent twice is registered once; the same form with other answers is not', async () => {
    await worker.get(`${form}?service=electricity`);
    const key = /name="idempotencyKey" value="([^"]+)"/.exec(worker.html)?.[1] ?? '';
    const company = {
      ...bakery.company,
      companyName: 'Annans Bageri AB',
      organisationNumber: '559900-0014',
      email: 'inkop@annan.example',
    };
    const all = { ...bakery.need, ...company, ...told, service: 'electricity', idempotencyKey: key };
    await worker.post(form, all, false);
    const first = worker.path.replace('registered', '');
    await worker.post(form, all, false);
    expect(worker.path.replace('again', '')).toBe(first);
    expect(worker.text).toContain('hade redan registrerats');
    await worker.post(form, { ...all, annualKwh: '1 000' }, false);
    expect(worker.status).toBe(409);
    expect((await leads()).length).toBe(2);
    expect((await audited('lead.registered')).length).toBe(2);
  });

  it('tells the customer what was written down, and how to correct it and to object', async () => {
    await house.product.settle();
    const receipts = house.post.mails.filter((m) => /tagit emot/.test(m.subject ?? ''));
    const mail = receipts.find((m) => m.text?.includes(bakery.company.email))?.text?.replaceAll(/\s+/g, ' ');
    for (const words of ['Du ringde oss', bakery.company.contactName, '84 000', 'Rätta, invänd eller radera'])
      expect(mail).toContain(words);
    const customer = await logIn(house);
    await openRequest(customer);
    expect(customer.text).toContain('Tallmo Energi');
    await customer.get('/min-sida/uppgifter');
    expect(customer.text).toMatch(/Kom genom\s+phone/);
  });

  it('joins the request that the company has open, as one from the site does', async () => {
    await register({ leadSource: 'email', suppliers: ['savera', 'ljusakra-kraft'], annualKwh: '85 000' });
    await house.product.settle();
    await worker.get(worker.path);
    expect(worker.text).toContain('Hopslagen med');
    const joined = (await leads()).filter(({ state }) => state === 'joined');
    expect(joined).toMatchObject([{ source: 'email' }]);
  });

  it('is counted by who registers it, not by where they sit', async () => {
    const limited = await testProduct({
      limits: { perAddressHour: 0, perEmailDay: 9, allMinute: 99, perStaffHour: 1 },
    });
    const other = await staffVisitor(limited, 'case-worker');
    for (const [n, status] of [[0, 200] as const, [1, 429] as const]) {
      await other.get(`${form}?service=electricity`);
      await other.post(form, { ...bakery.need, ...bakery.company, ...told, email: `inkop${n}@norrgarden.example` });
      expect(other.status).toBe(status);
    }
  });

  it('is for those whose role it is', async () => {
    const officer = await staffVisitor(house, 'privacy-officer');
    expect((await officer.get(form)).status).toBe(403);
    await officer.get('/konsol/forfragningar');
    expect(officer.html).not.toContain(`href="${form}"`);
  });
});

describe('a quote that came by mail or telephone', () => {
  let lead = '';
  let address = '';
  const own = () => lead.slice(lead.lastIndexOf('/') + 1);
  beforeAll(async () => {
    await worker.get('/konsol/forfragningar?state=open');
    lead = /href="(\/konsol\/forfragningar\/\w{4}-\w{3})">Norrgårdens/.exec(worker.html)?.[1] ?? '';
    await worker.get(lead);
    address =
      /href="([^"]+\/offert\/[0-9a-f-]+)"[^<]*Lägg in offert<span class="vh"> Savera/.exec(worker.html)?.[1] ?? '';
  });

  it('is entered by the supplier’s own form and rules', async () => {
    await worker.get(address);
    expect(worker.text).toContain('Offert från Savera');
    await worker.upload(address, { ...fixedQuote, fixedPrice: 'dyrt', action: 'give' });
    expect(worker.status).toBe(422);
    await worker.upload(address, { ...fixedQuote, action: 'give' }, Buffer.from('GIF89a'));
    expect(worker.text).toContain('ingen PDF');
    await worker.upload(address, { ...fixedQuote, action: 'preview' });
    expect(worker.text).toContain('57 504 kr');
    await worker.upload(address, { ...fixedQuote, action: 'give' }, pdf);
    expect(worker.text).toContain('Offerten är inlagd');
    expect(worker.text).toContain('Inlagd av oss');
    expect(worker.text).toContain('57 504 kr');
    const [entry] = await audited('quote.entered');
    expect(entry).toMatchObject({ actor: expect.stringMatching(/^staff:/), detail: { supplier: 'savera' } });
  });

  it('is told to the supplier, who sees it as ours, and whose own correction is its own again', async () => {
    await house.product.settle();
    expect(house.post.find(/^Vi har lagt in er offert/)?.text).toContain('rätta den');
    const supplier = await openAsSupplier(house, 'savera');
    expect(supplier.text).toContain('Inlagd av Allkontrakt');
    await supplier.upload(`${portalPath(supplier)}/offert`, { ...fixedQuote, monthlyFee: '199', action: 'give' });
    expect(supplier.text).not.toContain('Inlagd av');
    await worker.get(lead);
    expect(worker.text).not.toContain('Inlagd av oss');
  });

  it('reaches the customer as any other', async () => {
    house.clock.advance('PT11M');
    await house.product.settle();
    const customer = await logIn(house);
    await openRequest(customer, own());
    expect(customer.text).toContain('Savera');
    expect(house.post.find(/Savera har lämnat offert|Nu finns/)).toBeDefined();
  });

  it('P28: is not entered while the request is restricted, and not for another’s referral', async () => {
    const customer = await logIn(house);
    await customer.post(`${await openRequest(customer, own())}/begransning`, { restriction: 'on' }, false);
    const others = (await leads()).filter(({ reference }) => reference !== own());
    const strange = address.replace(/forfragningar\/[^/]+/, `forfragningar/${others[0]?.reference}`);
    expect((await worker.get(strange)).status).toBe(404);
    const all = await leads();
    const restricted = all.find(({ restricted_at }) => restricted_at !== null);
    expect(restricted).toBeDefined();
    await worker.get(`/konsol/forfragningar/${restricted?.reference}`);
    expect(worker.html).not.toContain('Rätta offerten');
    expect(worker.html).not.toContain('Lägg in offert');
    const referral = await house.db.db
      .selectFrom('brokerage.referral')
      .select('id')
      .where('lead_id', '=', restricted?.id ?? '')
      .executeTakeFirstOrThrow();
    await worker.upload(`/konsol/forfragningar/${restricted?.reference}/offert/${referral.id}`, {
      ...fixedQuote,
      action: 'give',
    });
    expect(worker.status).toBe(409);
  });
});

describe('P6, P27: a mail that asks for quotes', () => {
  const writer = {
    from: 'Vera Villgärna <vera@villgarna.example>',
    subject: 'Billigare el?',
    text: 'Vad kan ni göra?',
  };
  const answers = { ...bakery.company, organisationNumber: '559900-0022', contactName: 'Vera Villgärna' };
  const begin = async (mail: string) => {
    await worker.get(`/konsol/inkorg/${mail}`);
    await worker.get(`${form}?service=electricity&mail=${mail}`);
  };

  it('begins a request with who wrote filled in and the words beside it, and goes with the request then', async () => {
    const mail = await plantMail(house.product.ctx, writer);
    await worker.get(`/konsol/inkorg/${mail}`);
    expect(worker.html).toContain(`href="${form}?mail=${mail}"`);
    await worker.get(`${form}?mail=${mail}`);
    expect(worker.html).toContain(`?service=electricity&amp;mail=${mail}`);
    await begin(mail);
    expect(worker.text).toContain('Vad kan ni göra?');
    expect(worker.html).toMatch(/name="email"[^>]*value="vera@villgarna\.example"/);
    expect(worker.html).toMatch(/name="contactName"[^>]*value="Vera Villgärna"/);
    expect(worker.path).not.toContain('vera');
    const sent = { ...bakery.need, ...answers, email: 'vera@villgarna.example', ...told, leadSource: 'email' };
    await worker.post(form, { ...sent, told: 'no' });
    expect(worker.status).toBe(422);
    expect(worker.text).toContain('Vad kan ni göra?');
    await worker.post(form, sent);
    expect(worker.text).toContain('Förfrågan är registrerad');
    expect(worker.text).toContain('Billigare el?');
    const lead = (await leads()).at(-1);
    expect(lead?.source).toBe('email');
    expect(await mailIn(mail)).toMatchObject({ kind: 'new-request', lead_id: lead?.id });
  });

  it('that somebody else has decided about meanwhile stays where it is, and the request is registered all the same', async () => {
    const mail = await plantMail(house.product.ctx, { ...writer, subject: 'En gång till' });
    await begin(mail);
    const other = await staffVisitor(house, 'case-worker');
    await other.post(`/konsol/inkorg/${mail}/sortering`, { action: 'done', kind: 'other' }, false);
    await worker.post(form, { ...bakery.need, ...answers, organisationNumber: '559900-0030', ...told });
    expect(worker.text).toContain('Förfrågan är registrerad');
    expect(await mailIn(mail)).toMatchObject({ kind: 'other', lead_id: null });
    await begin(mail);
    expect(worker.text).not.toContain('Vad kan ni göra?');
  });

  it('is not shown to who may not read mail, whatever the address says', async () => {
    const mail = await plantMail(house.product.ctx, { ...writer, subject: 'Bara för vissa' });
    const other = await staffVisitor(house, 'marketer');
    expect((await other.get(`${form}?mail=${mail}`)).status).toBe(403);
    expect(other.text).not.toContain('Vad kan ni göra?');
    expect((await worker.get(`${form}?mail=nonsense`)).status).toBe(200);
  });
});
