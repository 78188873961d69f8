import { generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { expect, it, vi } from 'vitest';
import { progressOf } from '#domain/campaign/index.ts';
import { isSuppressed, subscriberAt, suppressionOf } from '#domain/newsletter/index.ts';
import { atEnd } from '#platform/at-end.ts';
import { sql } from '#platform/db/index.ts';
import { placesOf } from './support/house.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { smtpPeer } from './support/smtp-peer.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

// What is erased is proved by a scan of everything, and scans take turns with pauses.
vi.setConfig({ testTimeout: 300_000 });

const words = {
  ...{ campaignName: 'Hösten', campaignLanguage: 'sv', campaignSubject: 'Nytt om el – läs före vintern' },
  ...{ preheader: 'Så blev det', campaignBody: '# Hej\n\nLäs [mer](/el).', segmentLocale: '', segmentInterest: '' },
};

/** Somebody signs up on the site, and opens the link that comes. */
async function subscribe(house: TestProduct, email: string, mailTo: () => Promise<string>): Promise<void> {
  const visitor = new Visitor(house.url);
  await visitor.get('/nyhetsbrev');
  await visitor.post('/nyhetsbrev', { email });
  await house.product.settle();
  const link = /https?:\/\/\S+?(\/nyhetsbrev\/bekrafta\/\S+)/.exec(await mailTo())?.[1] ?? '';
  await visitor.post(link, {}, false);
  expect(visitor.path).toBe('/nyhetsbrev/klart/confirmed');
  await house.product.settle();
}

/** Marketing writes a newsletter and plans it for an hour from now. @returns its id */
async function plan(house: TestProduct): Promise<string> {
  const writer = await staffVisitor(house, 'marketer');
  await writer.post('/konsol/nyhetsbrev', {}, false);
  const at = writer.path.split('?')[0] ?? '';
  const version = Object.fromEntries(writer.hidden()).version ?? '';
  await writer.post(at, { ...words, version, view: 'phone', action: 'save' }, false);
  expect(writer.text).toContain('Sparat.');
  await writer.get(`${at}/kontroll`);
  const then = house.clock.now().add({ hours: 1 }).toZonedDateTimeISO('Europe/Stockholm');
  const chosen = { startsOn: then.toPlainDate().toString(), startsAt: then.toPlainTime().toString().slice(0, 5) };
  await writer.post(`${at}/tid`, { action: 'plan', ...chosen }, false);
  expect(writer.text).toContain('Planerat.');
  return /nyhetsbrev\/([0-9a-f-]{36})/.exec(at)?.[1] ?? '';
}

it('P14–P19: from the sign-up to one click in the mail program, after which nothing is left but the hash', async () => {
  const peer = await smtpPeer();
  atEnd(() => peer.close());
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const dkim = { domain: 'allkontrakt.se', selector: 'nyhet', key };
  const house = await testProduct({ smtpUrl: peer.url, campaigns: { lanes: 2, dkim } });
  const { ctx } = house.product;
  const [email, other] = ['lena.lasare@brevby.example', 'olle.lasare@brevby.example'];
  const newest = (to: string) => peer.taken.findLast((mail) => mail.to === to)?.raw ?? '';
  for (const one of [email, other])
    await subscribe(house, one, async () => (await simpleParser(newest(one))).text ?? '');
  const { id } = (await subscriberAt(ctx, house.db.db, email))!;

  const campaign = await plan(house);
  const before = peer.taken.length;
  house.clock.advance('PT59M');
  await house.product.settle();
  expect(peer.taken).toHaveLength(before);
  // Nobody is there at its hour but the product itself.
  house.clock.advance('PT1M');
  await house.product.settle();
  expect(
    peer.taken
      .slice(before)
      .map(({ to }) => to)
      .sort(),
  ).toEqual([email, other]);
  expect(await progressOf(house.db.db, campaign, house.clock.now())).toMatchObject({ left: 0, outcomes: { sent: 2 } });

  // From here on as a mail program would, from the raw mail and nothing else (RFC 8058).
  const head =
    newest(email)
      .split('\r\n\r\n')[0]
      ?.replace(/\r\n[ \t]+/g, ' ') ?? '';
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  expect(header('DKIM-Signature')).toMatch(/ h=[a-z:-]*:list-unsubscribe:list-unsubscribe-post:/);
  expect(header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  const { pathname } = new URL(/<(https?:[^>]+)>/.exec(header('List-Unsubscribe'))?.[1] ?? '');
  const answer = await fetch(house.url + pathname, {
    ...{ method: 'POST', redirect: 'error', body: 'List-Unsubscribe=One-Click' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.getSetCookie()).toEqual([]);

  // At once, before anything else has run (P17).
  expect(await subscriberAt(ctx, house.db.db, email)).toBeUndefined();
  await house.product.settle();
  expect((await placesOf(house.db, id)).filter((place) => !/^privacy\.(erasure|certificate)$/.test(place))).toEqual([]);
  expect(await placesOf(house.db, email)).toEqual([]);
  const { rows } = await sql<{ hash: Buffer }>`select address_hash as hash from privacy.suppression`.execute(
    house.db.owner.db,
  );
  expect(rows.map(({ hash }) => hash.toString('hex'))).toEqual([suppressionOf(ctx.vault, email).toString('hex')]);
  const { rows: proof } = await sql<{ found: number }>`
    select (c.scan ->> 'found')::int as found from privacy.certificate c join privacy.erasure e on e.id = c.erasure_id where ${id}::uuid = any(e.lead_ids)`.execute(
    house.db.owner.db,
  );
  expect(proof).toEqual([{ found: 0 }]);

  // The next one goes to whoever is left, and a fresh yes of their own is what lifts a no (D4).
  await plan(house);
  house.clock.advance('PT1H');
  const then = peer.taken.length;
  await house.product.settle();
  expect(peer.taken.slice(then).map(({ to }) => to)).toEqual([other]);
  await subscribe(house, email, async () => (await simpleParser(newest(email))).text ?? '');
  expect(await isSuppressed(ctx, house.db.db, email)).toBe(false);
});

it('where there is no mail server a campaign is caught, with its pictures and its ways out', async () => {
  const house = await testProduct({ smtp: false });
  const email = 'lena.lasare@brevby.example';
  const caught = async () =>
    (await (await fetch(`${house.url}/dev/mail.json`)).json()) as {
      id: string;
      to: string;
      subject: string;
      text: string;
    }[];
  const to = async (who: string) => (await caught()).filter((mail) => mail.to === who);
  await subscribe(house, email, async () => (await to(email))[0]?.text ?? '');
  await plan(house);
  house.clock.advance('PT1H');
  await house.product.settle();
  const mail = (await to(email)).find(({ subject }) => subject === words.campaignSubject);
  expect(mail?.text).toMatch(/HEJ|Hej/);
  const visitor = new Visitor(house.url);
  await visitor.get('/dev/mail');
  expect(visitor.text).toContain(words.campaignSubject);
  await visitor.get(`/dev/mail/${mail?.id}`);
  expect(visitor.headers.get('content-security-policy')).toContain("img-src 'self'");
  // Its links are as real as in any mail.
  const end = /href="https?:\/\/[^/]+(\/nyhetsbrev\/avslut\/[^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.get(end);
  await visitor.post(end, {}, false);
  expect(visitor.path).toBe('/nyhetsbrev/klart/ended');
  await house.product.settle();
  // What was caught about them goes as they do (P30).
  expect(await to(email)).toEqual([]);
});
