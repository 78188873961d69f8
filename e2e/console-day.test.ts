import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addPeriod } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { browser, openPage } from './support/browser.ts';
import { type Elks, elksAccount, elksPeer } from './support/elks.ts';
import { type ImapPeer, imapPeer } from './support/imap-peer.ts';
import {
  ask,
  bakery,
  chooseFirst,
  logIn,
  openAsSupplier,
  openRequest,
  quoteAs,
  tellOfQuotes,
} from './support/journey.ts';
import { raw } from './support/mails.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { appWith, staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

/** One working day in the console, in Chromium: from the invitation to a contract, over mail, text message and telephone. */
let house: TestProduct;
let peer: ImapPeer;
let elks: Elks;
beforeAll(async () => {
  [peer, elks] = [await imapPeer(), await elksPeer()];
  house = await testProduct({
    named: true,
    elks: elksAccount(elks.url),
    imap: { url: peer.url, folder: 'Allkontrakt', marksReplies: true, restMs: 50, retryMs: [20] },
  });
  return () => peer.stop();
});

/** Invited by an administrator. @returns the link that is mailed */
async function invited(boss: Visitor, name: string, email: string, roles: readonly string[]): Promise<string> {
  await boss.get('/konsol/personal');
  await boss.post('/konsol/personal', { personName: name, staffEmail: email, locale: 'sv', roles });
  await house.product.settle();
  return house.url + linkIn(house.post.find(email), '/konsol/lank/');
}

async function withPasskey(page: Page, link: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await page.goto(link);
  await press(page, 'Fortsätt');
  await press(page, 'Skapa en säkerhetsnyckel');
  await page.getByRole('link', { name: 'Jag har sparat dem' }).click();
}

async function withCodes(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await press(page, 'Fortsätt');
  await press(page, 'Koppla en app');
  const secret = (await page.locator('code').first().innerText()).replaceAll(' ', '');
  await page.getByLabel('Kod ur appen').fill(await appWith(secret).totp());
  await press(page, 'Fortsätt');
  await page.getByRole('link', { name: 'Jag har sparat dem' }).click();
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Mail reaches the mail server, and the product has fetched it. */
async function arrives(source: Buffer): Promise<void> {
  await peer.deliver(source, house.clock.now());
  await expect.poll(() => peer.count('INBOX'), { timeout: 10_000 }).toBe(0);
}

it('P5, P17, P27: a request is worked from its arrival to a contract, and mail that comes in does what it must', async () => {
  const { ctx } = house.product;
  const boss = await staffVisitor(house, 'administrator');
  const chromium = await browser();
  const { page } = await openPage(chromium);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

  await withPasskey(page, await invited(boss, 'Hanna Hand', 'hanna@huset.example', ['case-worker']));
  await sees(page, 'Hej Hanna Hand');

  // It appears in the list that is open.
  await page.getByRole('link', { name: 'Förfrågningar', exact: true }).first().click();
  await sees(page, 'Ingen förfrågan än');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  await page.getByRole('link', { name: bakery.company.companyName }).click();
  const lead = page.url();

  await page.getByRole('link', { name: 'Mejla', exact: true }).click();
  await page.getByLabel('Ämne').fill('Om er elmätare');
  await page.getByLabel('Meddelande').fill('Hej!\n\nSitter mätaren i bageriet eller i butiken?');
  await press(page, 'Förhandsvisa');
  await page.frameLocator('iframe').getByRole('article').getByText('Sitter mätaren i bageriet').waitFor();
  await press(page, 'Skicka mejlet');
  await sees(page, 'Mejlet är på väg.');
  await house.product.settle();
  const asked = house.post.mails.find(({ subject }) => subject === 'Om er elmätare');
  const replyTo = [asked?.replyTo].flat()[0]?.value[0]?.address ?? '';

  // The reply lands on the page that is open, by itself.
  const reply = { from: bakery.company.email, to: replyTo, subject: 'Sv: Om er elmätare', text: 'I bageriet.' };
  await arrives(raw({ ...reply, headers: [`In-Reply-To: ${asked?.messageId}`] }));
  await sees(page, 'Sv: Om er elmätare');

  await page.getByRole('link', { name: 'Skicka sms', exact: true }).click();
  await page.getByLabel('Meddelande').fill('Tack! Vi ringer i eftermiddag. /Allkontrakt');
  await sees(page, /\d+ tecken, ett sms/);
  await press(page, 'Förhandsvisa');
  await press(page, 'Skicka sms:et');
  await house.product.settle();
  expect(elks.asked.map(({ fields }) => [fields.to, fields.message])).toEqual([
    ['+46701740605', 'Tack! Vi ringer i eftermiddag. /Allkontrakt'],
  ]);

  await page.getByRole('link', { name: 'Ring', exact: true }).click();
  await page.getByLabel('Nådde kunden').check();
  await page.getByLabel('Anteckning').fill('Vill ha fast pris.');
  await press(page, 'Spara samtalet');
  await sees(page, 'Samtal: Nådde kunden');

  // The supplier's quote shows by itself; the customer chooses, and the supplier tells of the contract.
  const supplier = await openAsSupplier(house, 'savera');
  await quoteAs(supplier);
  await tellOfQuotes(house);
  await sees(page, '57 504 kr');
  const customer = await logIn(house);
  await chooseFirst(customer, await openRequest(customer));
  await house.product.settle();
  await page.goto(`${house.url}/konsol/ringlista`);
  await page.goto(lead);
  await sees(page, 'Har valt');
  await supplier.get(supplier.path);
  await supplier.post(
    `${/\/leverantor\/forfragan\/[0-9a-f-]+/.exec(supplier.path)?.[0]}/utfall`,
    { outcome: 'contract' },
    false,
  );
  await house.product.settle();
  expect(errors).toEqual([]);
  // In the archive it is out of Hanna's reach (P9).
  expect((await page.goto(lead))?.status()).toBe(404);

  await arrives(raw({ from: 'Nils Nejtack <nils@nejtack.example>', subject: 'Avregistrera mig', text: '' }));
  await house.product.settle();
  const hash = sql<{ n: number }>`select count(*)::int as n from privacy.suppression`;
  expect((await hash.execute(ctx.db)).rows[0]?.n).toBe(1);
  expect(house.post.find('nils@nejtack.example')?.subject).toBe('Du är avregistrerad');

  // A right is answered by whoever answers for them, who comes in by codes of an app.
  const { page: officer } = await openPage(chromium);
  await withCodes(officer, await invited(boss, 'Disa Dataskydd', 'disa@huset.example', ['privacy-officer']));
  await sees(officer, 'Hej Disa Dataskydd');
  const arrived = house.clock.now();
  await arrives(
    raw({ from: 'Rut Rätt <rut@ratt.example>', subject: 'Mina uppgifter', text: 'Vilka uppgifter har ni om mig?' }),
  );
  await officer
    .getByRole('link', { name: /^Inkorg/ })
    .first()
    .click();
  await officer.getByRole('link', { name: 'Rut Rätt' }).click();
  await press(officer, 'Öppna ärendet');
  await sees(officer, 'Ärendet är öppnat');
  const { rows } = await sql<{ due: Temporal.Instant }>`
    select due_at as due from privacy.rights_case`.execute(ctx.db);
  expect(rows.map(({ due }) => due.toString())).toEqual([addPeriod(arrived, 'P1M').toString()]);
  await house.product.settle();
  expect(linkIn(house.post.find('rut@ratt.example'), '/min-sida/arende/')).toBeTruthy();
}, 300_000);
