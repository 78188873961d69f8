import { randomBytes } from 'node:crypto';
import { configureSupplier, seedRegistry } from '#domain/supplier/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { manualClock } from '#platform/clock.ts';
import { sql, transact } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { createLog } from '#platform/log.ts';
import {
  ask,
  logIn,
  openAsSupplier,
  openRequest,
  portalPath,
  quoteAs,
  tellOfQuotes,
} from '../../e2e/support/journey.ts';
import { linkIn, mailbox, type TestProduct } from '../../e2e/support/product.ts';
import { Visitor } from '../../e2e/support/visitor.ts';
import { startProduct } from '../product.ts';
import { boss, caller, helper, letter, noted, planned, viewName, wholeConsole, written } from './console-journey.ts';
import { doubter, listed, reader, signedUp, wholeNewsletter } from './newsletter-journey.ts';
import { asking } from './privacy-journey.ts';
import { filler, sender } from './sources-journey.ts';

/** Everything the customers of the journey say about themselves; none of it is a word that code or a log would use. */
export const bullsson = {
  companyName: 'Bullssons Surdegar AB',
  organisationNumber: '559900-0006',
  contactName: 'Berta Bullsson',
  email: 'berta@bullsson.example',
  phone: '070-174 06 05',
  postcode: '352 30',
  currentSupplier: 'Forna Kraft AB',
  message: 'Ring helst efter ugnsvilan.',
  installationId: '735999000000012344',
} as const;
export const tolvan = {
  companyName: 'Tolvans Taxi',
  organisationNumber: '121212-1212',
  contactName: 'Tolvan Tolvansson',
  email: 'tolvan@tolvans.example',
  phone: '070-174 06 99',
} as const;
const colleague = {
  ...bullsson,
  contactName: 'Bo Bullsson',
  email: 'bo@bullsson.example',
  annualKwh: '91 000',
} as const;
const question = 'Ingår mätarbytet i priset?';

/** Each personal value as it was typed and as it is stored. */
export const personalValues: readonly string[] = [
  ...[bullsson, tolvan, caller, sender, filler].flatMap((who): string[] => Object.values(who)),
  ...[colleague.contactName, colleague.email],
  ...Object.values(written),
  ...[...Object.values(reader), ...Object.values(doubter), ...Object.values(signedUp), ...Object.values(listed)],
  ...[boss.name, boss.email, boss.phone, helper.name, helper.email, noted, planned],
  ...Object.values(letter),
  viewName,
  asking,
  ...[bullsson, tolvan, caller, sender, filler].flatMap(({ organisationNumber, phone }) => {
    const digits = phone.replaceAll(/\D/g, '');
    return [organisationNumber.replace('-', ''), digits, `+46${digits.slice(1)}`];
  }),
  '19121212-1212',
  '191212121212',
  '35230',
  question,
  '127.0.0.1',
];

export interface Watched extends TestProduct {
  /** Every line the product has written to its log, from the level debug. */
  readonly lines: string[];
  /** Every page that was answered, and the address it was asked for by. */
  readonly pages: { readonly address: string; readonly html: string }[];
}

/** The whole product in this process, with everything it logs and every page it answers kept. */
export async function watchedProduct(): Promise<Watched> {
  const db = await testDatabase();
  const clock = manualClock('2026-03-12T08:14:00Z');
  await seedRegistry(db.db, clock.now(), true);
  const post = await mailbox();
  const lines: string[] = [];
  const none = { styles: [], scripts: [], fonts: [] };
  const product = await startProduct({
    connection: db.connection,
    role: 'all',
    clock,
    secret: randomBytes(32),
    baseUrl: 'http://localhost:0',
    production: false,
    smtpUrl: post.url,
    mailFrom: { name: 'Allkontrakt', address: 'info@allkontrakt.se' },
    trust: { hops: 0 },
    log: createLog('debug', { write: (line) => void lines.push(line) }),
    host: '127.0.0.1',
    port: 0,
    assets: { site: none, portal: none, console: none, embed: none, google: none, folder: undefined },
  });
  const url = `http://127.0.0.1:${product.port}`;
  const pages: { address: string; html: string }[] = [];
  const plain = globalThis.fetch;
  globalThis.fetch = async (target, init) => {
    const answer = await plain(target, init);
    pages.push({ address: String(target).replace(url, ''), html: await answer.clone().text() });
    return answer;
  };
  atEnd(async () => {
    globalThis.fetch = plain;
    await product.stop();
    await post.close();
  });
  return { product, db, clock, url, post, lines, pages };
}

/** Fails on purpose, each time with personal data in the error itself, and mends what it broke. */
async function breakdowns(house: Watched): Promise<void> {
  const { db, clock, url, product, lines } = house;
  const owner = db.owner.db;
  await sql`alter table brokerage.lead add constraint broken check (email <> ${sql.lit(bullsson.email)}) not valid`.execute(
    owner,
  );
  const refused = await ask(new Visitor(url), () => clock.advance('PT5S'), bullsson);
  if (refused.status !== 503) throw new Error(`a request that can't be stored was answered with ${refused.status}`);
  await sql`alter table brokerage.lead drop constraint broken`.execute(owner);

  await sql`create function brokerage.broken() returns trigger language plpgsql as $$ begin raise exception '%', to_jsonb(new); end $$`.execute(
    owner,
  );
  for (const [table, event] of [
    ['referral', 'intake.error'],
    ['delivery_attempt', 'dispatch.error'],
  ] as const) {
    await sql`create trigger broken before insert on ${sql.table(`brokerage.${table}`)} for each row execute function brokerage.broken()`.execute(
      owner,
    );
    if (table === 'referral') await ask(new Visitor(url), () => clock.advance('PT5S'), bullsson);
    await until(() => lines.some((line) => line.includes(event)));
    await sql`drop trigger broken on ${sql.table(`brokerage.${table}`)}`.execute(owner);
    // A request that failed is left alone for a minute.
    clock.advance('PT1M');
  }
  // The outcome of what had left by then was not written down: the lease runs out, and it is made again.
  clock.advance('PT2M');
  await product.run('sweep-deliveries');
  await product.settle();
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited ten seconds in vain');
}

const pdf = Buffer.from('%PDF-1.7\n%%EOF\n');

/** From the form to the contract, with everything that may happen on the way, and things going wrong before it. */
export async function wholeJourney(house: Watched): Promise<void> {
  const { product, clock, url, post } = house;
  const wait = () => clock.advance('PT5S');
  await breakdowns(house);
  await ask(new Visitor(url), wait, bullsson, ['savera', 'tallmo-energi']);
  await product.settle();

  const savera = await openAsSupplier(house, 'savera');
  await savera.post(`${portalPath(savera)}/svar`, { action: 'accept' }, false);
  await quoteAs(savera, {}, pdf);
  await quoteAs(savera, { monthlyFee: '199' });
  const tallmo = await openAsSupplier(house, 'tallmo-energi');
  await quoteAs(tallmo);
  await tallmo.upload(`${portalPath(tallmo)}/offert`, { action: 'withdraw' });
  await quoteAs(tallmo);
  const ljusakra = await openAsSupplier(house, 'ljusakra-kraft');
  await ljusakra.post(`${portalPath(ljusakra)}/svar`, { action: 'decline', reason: 'no-capacity' }, false);
  await tellOfQuotes(house);
  await new Visitor(url).get(linkIn(post.find(/Nu finns \d offerter/), '/min-sida/offerter/'));

  const customer = await logIn(house, bullsson.email);
  // Newest first; the others were joined to the oldest.
  const request = [...customer.html.matchAll(/href="(\/min-sida\/forfragan\/[^"]+)"/g)].at(-1)?.[1] ?? '';
  await customer.post(`${request}/fraga`, { question }, false);
  const choose = async () => {
    await customer.get(request);
    const choice = /href="([^"]+\/val\?quoteId=[^"]+)"/.exec(customer.html)?.[1] ?? '';
    await customer.get(choice);
    await customer.post(`${request}/val`, { quoteId: choice.split('=')[1] ?? '' }, false);
    await product.settle();
  };
  // The one that was chosen may report; the other is told that things have changed, and the next is asked.
  const report = async (outcome: 'none' | 'contract') => {
    for (const supplier of [savera, tallmo]) {
      await supplier.post(`${portalPath(supplier)}/utfall`, { outcome }, false);
      if (supplier.status === 200) return;
    }
    throw new Error(`nobody could report ${outcome}`);
  };
  await choose();
  await report('none');
  await choose();
  await report('contract');
  await product.settle();
  await customer.get(request);
  await customer.get('/min-sida');
  const archived = /href="(\/min-sida\/arkiv\/[^"]+)"/.exec(customer.html)?.[1] ?? '';
  await customer.get(archived);
  await customer.get('/min-sida/uppgifter');
  for (const format of ['json', 'pdf']) await customer.post(`/min-sida/uppgifter/fil/${format}`, {}, false);
  await customer.get(`${archived}/rattelse`);
  await customer.post(`${archived}/rattelse`, { contactName: 'Rättad Person' }, false);
  for (const restriction of ['on', 'off']) {
    await customer.get(`${archived}/begransning`);
    await customer.post(`${archived}/begransning`, { restriction }, false);
  }
  // What suppliers are told of that leaves now: the refusals below are for another mail.
  await product.settle();

  // A sole trader, whose only supplier can't be reached, ends the request; another waits because nobody has room.
  post.refuse = { code: 550, times: 2 };
  await ask(new Visitor(url), wait, tolvan, ['savera']);
  await product.settle();
  const trader = await logIn(house, tolvan.email);
  const own = await openRequest(trader);
  await trader.get(`${own}/avslut`);
  await trader.post(`${own}/avslut`, {}, false);
  await transact(house.db.db, (tx) => configureSupplier(product.ctx, tx, 'savera', { dailyCap: 0 }));
  await ask(new Visitor(url), wait, tolvan, ['savera']);
  clock.advance('P14D');
  await product.run('remind-outcomes');
  await product.settle();
  await wholeNewsletter(house);
  await wholeConsole(house);
  await useRights(house);
  await letTimePass(house);
}

/** A customer corrects, stops and starts the use of what we hold, and objects; the supplier that had something confirms. */
async function useRights(house: Watched): Promise<void> {
  const { product, url, post, clock } = house;
  const trader = await logIn(house, tolvan.email);
  const own = await openRequest(trader);
  const { companyName, contactName, phone } = tolvan;
  await trader.get(`${own}/rattelse`);
  await trader.post(`${own}/rattelse`, { companyName, contactName, phone, postcode: '352 31' }, false);
  for (const restriction of ['on', 'off']) {
    await trader.get(`${own}/begransning`);
    await trader.post(`${own}/begransning`, { restriction }, false);
  }
  await trader.get('/min-sida/nyhetsbrev');
  await trader.get('/min-sida/invandning');
  await trader.get('/min-sida/invandning?objection=security');
  await trader.post('/min-sida/invandning', { objection: 'security' }, false);
  await trader.get('/min-sida/radering');
  await trader.get('/min-sida/adress');
  await trader.post('/min-sida/adress', { newEmail: 'ny@tolvan.example' }, false);
  await product.settle();
  const confirm = linkIn(post.find(/^Bekräfta din nya e-postadress/), '/min-sida/arende/');
  await trader.get(confirm);
  await trader.post(confirm, {}, false);
  await product.settle();

  await transact(house.db.db, (tx) => configureSupplier(product.ctx, tx, 'savera', { dailyCap: null }));
  await ask(new Visitor(url), () => clock.advance('PT5S'), { ...bullsson, annualKwh: '91 000' }, ['savera']);
  await product.settle();
  // A colleague's request is merged into it, and goes on by itself when it is gone.
  await ask(new Visitor(url), () => clock.advance('PT5S'), colleague, ['savera']);
  await product.settle();
  const customer = await logIn(house, bullsson.email);
  await customer.get('/min-sida/invandning');
  await customer.post('/min-sida/invandning', { objection: 'brokerage' }, false);
  await product.settle();
  const supplier = new Visitor(url);
  const address = linkIn(post.find(/^Radera förfrågan/), '/leverantor/radering/');
  await supplier.get(address);
  await supplier.post(address, {}, false);
}

/** Until the last clock has run out: the waiting request's, and two years later the archived one's. */
async function letTimePass({ product, clock }: Watched): Promise<void> {
  for (const pause of ['P13D', 'P4D', 'P24M']) {
    clock.advance(pause);
    await product.run('sweep');
    await product.settle();
  }
}
