import { beforeAll, describe, expect, it } from 'vitest';
import { policyEdition } from '#platform/policy-edition.ts';
import { controller, controllerAddress } from '#policy/controller.ts';
import { editions } from '#policy/editions.ts';
import { periodText } from '#policy/period.ts';
import { purposeIds, purposes } from '#policy/purposes.ts';
import { retention } from '#policy/retention.ts';
import { rights } from '#policy/rights.ts';
import { endpoint, path } from '#web/paths.ts';
import { ask, bakery } from './support/journey.ts';
import { pdfText } from './support/pdf-text.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

const locales = ['sv', 'en'] as const;
const processors = [
  { kind: 'hosting', name: 'Exempel Drift AB', country: 'SE' },
  { kind: 'mail', name: 'Exempel Post Inc', country: 'US', safeguard: 'clauses' },
] as const;

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct({ processors });
});
const open = async (address: string) => {
  const visitor = new Visitor(house.url);
  const links: string[] = [];
  await visitor.get(address);
  expect(visitor.status, address).toBe(200);
  // A link within a sentence does not part its words.
  visitor.html = visitor.html.replace(/<\/?a\b[^>]*>/g, (tag) => {
    links.push(tag);
    return '';
  });
  return { text: visitor.text, html: visitor.html + links.join('') };
};
const words = (text: string) => text.replace(/[\s\u00a0]+/g, ' ');
/** Of a PDF, where a line may end anywhere. */
const bare = (text: string) => text.replace(/[\s\u00a0\u200b]+/g, '');

describe.each(locales)('P26: the published policy in %s', (locale) => {
  it('P1: names one controller, P29: says how to complain, and gives every right a way on «Min sida» and by mail', async () => {
    const { text, html } = await open(path('policy', locale));
    for (const fact of [controller.name, controller.organisationNumber, controllerAddress, controller.email])
      expect(text).toContain(words(fact));
    expect(text).toContain(controller.authority.site);
    expect(html).toContain(`href="${controller.authority.url}"`);
    expect(html).toContain(`href="${path('mineData', locale)}"`);
    for (const { name, what, how } of Object.values(rights))
      for (const part of [name, what, how]) expect(text).toContain(words(part[locale]));
  });

  it('says what runs: backups, the archive, the ledger, the notice, in the numbers of the rules', async () => {
    const { text } = await open(path('policy', locale));
    for (const id of ['backup', 'archive.contract', 'erasure-ledger', 'lead.no-quote', 'login-link'] as const) {
      expect(text).toContain(words(retention[id].condition[locale]));
      expect(text).toContain(words(periodText(retention[id].period, locale)));
    }
  });

  it('shows the version that requests cite, and leads to all versions, the register and the promises', async () => {
    const { text, html } = await open(path('policy', locale));
    expect(policyEdition).toBe(editions[0]?.name);
    expect(text).toContain(policyEdition);
    for (const page of ['policyEditions', 'register', 'promises'] as const)
      expect(html).toContain(`href="${path(page, locale)}"`);
  });

  it('names the processors that are engaged, where they are, and by what right', async () => {
    const { text } = await open(path('policy', locale));
    expect(text).toContain(locale === 'sv' ? 'Exempel Drift AB (Sverige)' : 'Exempel Drift AB (Sweden)');
    expect(text).toContain(locale === 'sv' ? 'Exempel Post Inc, USA' : 'Exempel Post Inc, United States');
    expect(text).toMatch(/standardavtalsklausuler|standard contractual clauses/);
    expect(text).not.toMatch(/Vi för inte över uppgifter|We do not transfer data/);
  });

  it('lists the versions with what differs, in marks and in words', async () => {
    const { html, text } = await open(path('policyEditions', locale));
    for (const { name } of editions) expect(text).toContain(name);
    const added = [...html.matchAll(/<strong>([^<]+)<\/strong> <ins>([^<]+)<\/ins>/g)];
    const removed = [...html.matchAll(/<strong>([^<]+)<\/strong> <del>([^<]+)<\/del>/g)];
    expect([added.length, removed.length].every((n) => n > 0)).toBe(true);
    expect(new Set(added.map(([, word]) => word))).toEqual(new Set([locale === 'sv' ? 'Nytt:' : 'New:']));
    expect(new Set(removed.map(([, word]) => word))).toEqual(new Set([locale === 'sv' ? 'Borttaget:' : 'Removed:']));
    expect(text).toContain(words(retention.backup.condition[locale]));
  });
});

describe('P7, P26: the register of article 30', () => {
  const file = async (format: string, lang = '') => fetch(`${house.url}${endpoint('registerFile', { format })}${lang}`);

  it.each(locales)('is a page in %s with every activity', async (locale) => {
    const { text } = await open(path('register', locale));
    for (const id of purposeIds) {
      expect(text).toContain(words(purposes[id].name[locale]));
      expect(text).toContain(words(purposes[id].because[locale]));
      for (const rule of purposes[id].retention) expect(text).toContain(words(retention[rule].condition[locale]));
    }
    expect(text).toContain('Exempel Drift AB');
    expect(text).toContain('Savera');
  });

  it('is JSON, the same in content', async () => {
    const answer = await file('json');
    expect(answer.headers.get('content-type')).toContain('application/json');
    const register = await answer.json();
    expect(register.edition).toBe(policyEdition);
    expect(register.controller.name).toBe(controller.name);
    expect(register.activities.map((one: { id: string }) => one.id)).toEqual(purposeIds);
    const brokerage = register.activities[0];
    expect(brokerage.retention[0]).toMatchObject({ rule: 'lead.no-quote', period: '30 dagar' });
    expect(brokerage.transfers).toEqual([expect.objectContaining({ name: 'Exempel Post Inc', country: 'USA' })]);
    expect((await (await file('json', '?lang=en')).json()).activities[0].name).toBe('Brokerage');
  });

  it('is CSV with a row for each activity', async () => {
    const answer = await file('csv');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = new TextDecoder().decode(bytes);
    expect(text.split('\r\n')[0]).toBe(
      'Behandling;Används;Ändamål;Rättslig grund;Vems uppgifter;Uppgifter;Mottagare;Utanför EU och EES;Tidsfrister för radering;Löften',
    );
    expect(text.split('\r\n').filter(Boolean)).toHaveLength(purposeIds.length + 1);
  });

  it('is PDF with the same words', async () => {
    const answer = await file('pdf');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const { text, unknown } = pdfText(new Uint8Array(await answer.arrayBuffer()));
    expect(unknown).toBe(0);
    const read = bare(text);
    for (const said of ['Behandlingsregister', controller.name, 'Förmedling', 'Exempel Drift AB, Sverige', '30 dagar'])
      expect(read.includes(bare(said)), said).toBe(true);
  });

  it('is nothing else', async () => {
    expect((await file('xlsx')).status).toBe(404);
  });
});

describe('P26, P28: what a request cites, and what its person takes along', () => {
  it('is the version shown on the page, and the PDF holds everything', async () => {
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
    await house.product.settle();
    const lead = await house.db.db
      .selectFrom('brokerage.lead')
      .select(['policy_version', 'reference'])
      .executeTakeFirstOrThrow();
    expect(lead.policy_version).toBe(policyEdition);
    expect((await open(path('policy', 'sv'))).text).toContain(lead.policy_version);

    const customer = new Visitor(house.url);
    await customer.post('/min-sida/lank', { email: bakery.company.email }, false);
    await house.product.settle();
    const login = linkIn(house.post.find(/Logga in/), '/min-sida/lank/');
    await customer.get(login);
    await customer.post(login, {}, false);
    await customer.get(path('mineData', 'sv'));
    expect(customer.html).toContain(path('mineDataFile', 'sv', { format: 'pdf' }));
    expect(customer.text).toContain(lead.reference);

    const cookie = customer.cookieHeader(path('mineDataFile', 'sv', { format: 'pdf' }));
    const answer = await fetch(`${house.url}${path('mineDataFile', 'sv', { format: 'pdf' })}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { text, unknown } = pdfText(new Uint8Array(await answer.arrayBuffer()));
    expect(unknown).toBe(0);
    const read = bare(text);
    const held = [bakery.company.companyName, bakery.company.contactName, bakery.company.email, bakery.company.message];
    const clock = [words(retention['lead.no-quote'].text.sv), '11 april 2026', 'P10'];
    const others = ['Savera', 'Skickat 12 mars 2026', '84 000 kWh', policyEdition, purposes.brokerage.because.sv];
    for (const said of [...held, ...clock, ...others, lead.reference, controller.authority.site])
      expect(read.includes(bare(said)), said).toBe(true);
  });
});
