// Long because it follows a subscriber through every way in and every way out.
import { hash, randomUUID } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { emailKeyOf } from '#domain/lead/index.ts';
import { consentsOf, endToken, isSuppressed, subscriberAt, suppressionOf, withdraw } from '#domain/newsletter/index.ts';
import { exportPerson } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { consentSource, consents } from '#policy/consents.ts';
import type { Text } from '#policy/text.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { ask, bakery, logIn } from './support/journey.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

// Each withdrawal is proved by a scan of everything, and scans take turns with pauses.
vi.setConfig({ testTimeout: 180_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});
/** Somebody who writes the newsletter, just logged in. */
const marketing = () => staffVisitor(house, 'marketer');

let n = 0;
const address = () => {
  n += 1;
  // They all come from one machine, which may sign up twenty in an hour.
  house.clock.advance('PT10M');
  return `lasare${n}@brevby.example`;
};
const own = (email: string) => subscriberAt(house.product.ctx, house.db.db, email);
const suppressed = (email: string) => isSuppressed(house.product.ctx, house.db.db, email);
const to = (email: string): ParsedMail[] =>
  house.post.mails.filter((mail) => [mail.to].flat().some((one) => one?.text === email));
const newest = (email: string): ParsedMail | undefined => to(email).at(-1);

async function signUp(email = address(), fields: Record<string, string> = {}): Promise<Visitor> {
  const visitor = new Visitor(house.url);
  await visitor.get('/nyhetsbrev');
  await visitor.post('/nyhetsbrev', { email, ...fields });
  await house.product.settle();
  return visitor;
}
const confirmLink = (email: string) => linkIn(newest(email), '/nyhetsbrev/bekrafta/');

async function subscribe(email = address(), fields: Record<string, string> = {}): Promise<string> {
  const visitor = await signUp(email, fields);
  await visitor.post(confirmLink(email), {}, false);
  expect(visitor.status).toBe(200);
  await house.product.settle();
  return email;
}

/** A header of a mail as it was sent, unfolded: what a mail program reads. */
const header = (mail: ParsedMail | undefined, name: string): string =>
  (mail?.headerLines.find(({ key }) => key === name.toLowerCase())?.line ?? '')
    .replace(/\r?\n\s+/g, ' ')
    .replace(/^[^:]+:\s*/, '');

/** What a mail program does with «Avsluta prenumerationen»: RFC 8058, from the headers and nothing else. */
async function clickOnce(mail: ParsedMail | undefined, multipart = false): Promise<Response> {
  expect(header(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  const url = new URL(/<(https?:[^>]+)>/.exec(header(mail, 'List-Unsubscribe'))?.[1] ?? '');
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return fetch(house.url + url.pathname, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'https://webmail.example', 'sec-fetch-site': 'cross-site' },
    body: multipart ? form : new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
}

/** Everything that is left when somebody has ended it. */
async function left(email: string, id: string) {
  const { ctx } = house.product;
  await house.product.settle();
  const { rows: erasures } = await sql<{ rule: string; proved: boolean; found: number; needles: string | null }>`
    select e.rule, e.certified_at is not null as proved, (c.scan ->> 'found')::int as found, e.needles from privacy.erasure e
    left join privacy.certificate c on c.erasure_id = e.id where e.scope = 'subscriber' and ${id}::uuid = any(e.lead_ids)`.execute(
    house.db.owner.db,
  );
  return {
    subscriber: await own(email),
    rows: (await placesOf(house.db, id)).filter(
      (place) => place !== 'privacy.erasure' && place !== 'privacy.certificate',
    ),
    address: (await placesOf(house.db, email)).filter((place) => place.startsWith('newsletter')),
    suppressed: await suppressed(email),
    fingerprints: (
      await sql`select 1 from privacy.suppression where address_hash = ${suppressionOf(ctx.vault, email)}`.execute(
        house.db.owner.db,
      )
    ).rows.length,
    erasures,
  };
}
const nothingButTheHash = {
  subscriber: undefined,
  rows: [],
  address: [],
  suppressed: true,
  fingerprints: 1,
  erasures: [{ rule: 'subscriber.withdrawn', proved: true, found: 0, needles: null }],
};

describe('P14: signing up', () => {
  it('nobody subscribes by a form, a box or a link that is opened: only by the button behind the mailed link, once', async () => {
    const email = address();
    const visitor = await signUp(email, { contactName: 'Lena Läsare' });
    expect(visitor.text).toContain('Titta i inkorgen');
    expect(await own(email)).toMatchObject({ state: 'pending', name: 'Lena Läsare', channel: 'form', locale: 'sv' });
    const link = confirmLink(email);
    // Programs that look at mail open its links, more than once.
    for (let i = 0; i < 3; i += 1) {
      await visitor.get(link);
      expect(visitor.status).toBe(200);
    }
    expect(visitor.text).toContain(consents['newsletter-form'].text.sv);
    expect((await own(email))?.state).toBe('pending');
    await visitor.post(link, {}, false);
    expect(visitor.path).toBe('/nyhetsbrev/klart/confirmed');
    expect((await own(email))?.state).toBe('confirmed');
    await visitor.post(link, {}, false);
    expect(visitor.status).toBe(410);
    await visitor.get(link);
    expect(visitor.status).toBe(410);
    await visitor.post(`${link.slice(0, -3)}abc`, {}, false);
    expect(visitor.status).toBe(410);
  });

  it('the box in a request is never ticked beforehand; ticked, it makes a sign-up that leads to no request', async () => {
    const email = address();
    const company = { email, organisationNumber: organisationNumber(800 + n) };
    const visitor = new Visitor(house.url);
    await visitor.get('/el');
    await visitor.post('/el', { ...bakery.need, action: 'next' });
    await visitor.post('/el', { ...bakery.company, ...company, action: 'next' });
    const box = /<input[^>]*name="newsletter"[^>]*>/.exec(visitor.html)?.[0] ?? '';
    expect(box).toContain('value="yes"');
    expect(box).not.toContain('checked');
    expect(visitor.text).toContain(consents['newsletter-tick'].text.sv);
    house.clock.advance('PT5S');
    await visitor.post('/el', { suppliers: ['savera'], newsletter: 'yes', action: 'send' });
    expect(visitor.text).toContain('Om nyhetsbrevet har du fått ett eget mejl');
    await house.product.settle();
    expect(await own(email)).toMatchObject({ state: 'pending', channel: 'request' });
    const { rows } = await sql<{ lead: string | null; detail: object }>`
      select lead_id as lead, detail from ledger.event where type = 'newsletter.requested' order by id desc limit 1`.execute(
      house.db.owner.db,
    );
    expect(rows).toEqual([{ lead: null, detail: { channel: 'request' } }]);
    const { id } = await house.db.db
      .selectFrom('brokerage.lead')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect((await placesOf(house.db, id)).filter((place) => place.startsWith('newsletter'))).toEqual([]);
    const without = address();
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), {
      email: without,
      organisationNumber: organisationNumber(800 + n),
    });
    await house.product.settle();
    expect(await own(without)).toBeUndefined();
  });

  it('is answered alike whether the address is unknown, known, or has said no', async () => {
    const [unknown, known, refused] = [address(), await subscribe(), await subscribe()];
    await transact(house.db.db, (tx) => withdraw(house.product.ctx, tx, refused, 'mail'));
    const answers = [];
    for (const email of [unknown, known, refused]) {
      const visitor = await signUp(email);
      answers.push([visitor.status, visitor.html, visitor.headers.get('location'), visitor.headers.get('set-cookie')]);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(newest(known)?.subject).toBe('Du prenumererar redan');
    // A fresh double opt-in is the person's own way to lift it (D4).
    expect(newest(refused)?.subject).toBe('Bekräfta att du vill ha nyhetsbrevet');
  });

  it('is limited for each address, in the database; a robot and half an address get nowhere', async () => {
    const email = address();
    for (let i = 0; i < 3; i += 1) expect((await signUp(email)).status).toBe(200);
    const fourth = await signUp(email);
    expect(fourth.status).toBe(429);
    expect(fourth.text).toContain('många anmälningar');
    expect(to(email)).toHaveLength(3);
    expect((await signUp(address(), { website: 'x' })).status).toBe(422);
    const half = await signUp('lasare@');
    expect(half.status).toBe(422);
    expect(half.html).toContain('value="lasare@"');
  });

  it('that nobody confirms vanishes after seven days, and nothing is left of it', async () => {
    const email = address();
    await signUp(email, { contactName: 'Vanda Vankelmod' });
    const id = (await own(email))?.id ?? '';
    house.clock.advance('P7D');
    await house.product.settle();
    expect(await own(email)).toBeUndefined();
    expect(await placesOf(house.db, email)).toEqual([]);
    expect(await placesOf(house.db, 'Vanda Vankelmod')).toEqual([]);
    expect(await suppressed(email)).toBe(false);
    expect((await left(email, id)).erasures).toEqual([
      { rule: 'subscriber.unconfirmed', proved: true, found: 0, needles: null },
    ]);
  });
});

describe('P15: the proof of a consent', () => {
  it('is the text as it was shown, with version and hash, time and channel, and who wrote it down', async () => {
    const email = address();
    const marketer = await marketing();
    await marketer.post(
      '/konsol/prenumeranter/ny',
      { email, contactName: 'Tora Telefon', askedBy: 'phone', language: 'sv' },
      false,
    );
    expect(marketer.text).toContain('Länken är på väg');
    await house.product.settle();
    const asked = house.clock.now();
    await new Visitor(house.url).post(confirmLink(email), {}, false);
    const subscriber = await own(email);
    const proof = await house.db.db
      .selectFrom('newsletter.consent')
      .selectAll()
      .where('subscriber_id', '=', subscriber?.id ?? '')
      .executeTakeFirstOrThrow();
    const text = consentSource('newsletter-form', 'sv');
    expect(proof).toMatchObject({ text, consent_version: consents['newsletter-form'].version, channel: 'phone' });
    expect(proof.text_hash.toString('hex')).toBe(hash('sha256', text));
    expect([proof.given_at, proof.confirmed_at].map(String)).toEqual([String(asked), String(house.clock.now())]);
    const staff = await house.db.db
      .selectFrom('access.staff')
      .select('id')
      .where('id', '=', proof.recorded_by ?? '')
      .execute();
    expect(staff).toHaveLength(1);
    await marketer.get(`/konsol/prenumerant/${subscriber?.id}`);
    expect(marketer.text).toContain(consents['newsletter-form'].text.sv);
    expect(marketer.text).toContain(hash('sha256', text));
    const { rows } = await sql<{ actor: string; detail: object }>`
      select actor, detail from ledger.audit where action = 'subscriber.added' and subject = ${subscriber?.id}`.execute(
      house.db.owner.db,
    );
    expect(rows).toEqual([{ actor: expect.stringMatching(/^staff:/), detail: { channel: 'phone' } }]);
  });

  /** The same product with other words, as after a release. */
  async function withOtherWords(
    id: 'newsletter-form' | 'newsletter-tick',
    then: () => Promise<unknown>,
  ): Promise<void> {
    const consent = consents[id] as { version: number; text: Text };
    const { version, text } = consent;
    Object.assign(consent, { version: version + 1, text: { sv: 'Andra ord.', en: 'Other words.' } });
    try {
      await then();
    } finally {
      Object.assign(consent, { version, text });
    }
  }
  const proofOf = async (email: string) =>
    (await consentsOf(house.db.db, (await own(email))?.id ?? randomUUID())).map(({ text, version }) => ({
      text,
      version,
    }));

  it('is never of words that weren’t shown: who filled in a form with others is asked again', async () => {
    const email = address();
    const visitor = new Visitor(house.url);
    await visitor.get('/nyhetsbrev');
    await withOtherWords('newsletter-form', async () => {
      await visitor.post('/nyhetsbrev', { email });
      expect([visitor.status, visitor.text.includes('har ändrats'), visitor.text.includes('Andra ord.')]).toEqual([
        422,
        true,
        true,
      ]);
      await house.product.settle();
      expect(await proofOf(email)).toEqual([]);
      await visitor.post('/nyhetsbrev', { email });
      expect(visitor.status).toBe(200);
      await house.product.settle();
      expect((await proofOf(email))[0]?.text).toContain('Andra ord.');
    });
    await visitor.post('/nyhetsbrev', { email: address() }, false);
    expect(visitor.status).toBe(422);
  });

  it('keeps the words that were shown when others have come since, and they stand beside the button that confirms', async () => {
    const email = address();
    await signUp(email);
    const said = consents['newsletter-form'].text.sv;
    await withOtherWords('newsletter-form', async () => {
      const visitor = await new Visitor(house.url).get(confirmLink(email));
      expect([visitor.text.includes(said), visitor.text.includes('Andra ord.')]).toEqual([true, false]);
      // In the page's other language they are what they were, and marked as that.
      await visitor.get(confirmLink(email).replace('/nyhetsbrev/bekrafta/', '/en/newsletter/confirm/'));
      expect(visitor.html).toContain(`<p lang="sv">${said}</p>`);
      await visitor.post(confirmLink(email), {}, false);
      expect(visitor.path).toBe('/nyhetsbrev/klart/confirmed');
    });
    expect(await proofOf(email)).toEqual([
      { text: consentSource('newsletter-form', 'sv'), version: consents['newsletter-form'].version },
    ]);
  });

  it('a box that was ticked beside other words is asked about again, unticked, and nothing is sent meanwhile', async () => {
    const email = address();
    const visitor = new Visitor(house.url);
    await visitor.get('/el');
    await visitor.post('/el', { ...bakery.need, action: 'next' });
    const company = { email, organisationNumber: organisationNumber(800 + n) };
    const review = { ...bakery.company, ...company, action: 'next' };
    await visitor.post('/el', review);
    const ticked = () => /<input[^>]*name="newsletter"[^>]*>/.exec(visitor.html)?.[0].includes('checked');
    house.clock.advance('PT5S');
    await withOtherWords('newsletter-tick', async () => {
      await visitor.post('/el', { suppliers: ['savera'], newsletter: 'yes', action: 'send' });
      expect([visitor.status, visitor.text.includes('har ändrats'), visitor.text.includes('Andra ord.')]).toEqual([
        422,
        true,
        true,
      ]);
      expect([ticked(), await placesOf(house.db, email)]).toEqual([false, []]);
      // A tick is kept by going back and forth, beside the same words.
      await visitor.post('/el', { suppliers: ['savera'], newsletter: 'yes', action: 'back' });
      const before = visitor.html;
      await withOtherWords('newsletter-tick', () => visitor.post('/el', review));
      expect(ticked()).toBe(false);
      visitor.html = before;
      await visitor.post('/el', review);
      expect(ticked()).toBe(true);
      await visitor.post('/el', { suppliers: ['savera'], newsletter: 'yes', action: 'send' });
      await house.product.settle();
      expect((await proofOf(email))[0]?.text).toContain('Andra ord.');
    });
  });

  it('P28: is in the copy that the person gets, and the copy follows its published schema', async () => {
    const email = await subscribe(undefined, { contactName: 'Kaj Kopia' });
    const { ctx } = house.product;
    const data = await exportPerson(ctx, ctx.db, emailKeyOf(ctx.vault, email), email);
    expect(data.tables['newsletter.subscriber']).toMatchObject([{ email, name: 'Kaj Kopia', state: 'confirmed' }]);
    expect(data.tables['newsletter.consent']).toMatchObject([
      { consent: 'newsletter-form', text: consentSource('newsletter-form', 'sv'), channel: 'form' },
    ]);
    expect(data.purposes.map(({ name }) => name.en)).toContain('Newsletter');
  });
});

describe('P16: subscribers are nobody else’s', () => {
  it('who writes the newsletter sees no request, and who sees requests no subscriber', async () => {
    const email = await subscribe();
    const worker = await staffVisitor(house, 'case-worker', 'administrator', 'privacy-officer', 'archivist');
    const marketer = await marketing();
    const id = (await own(email))?.id ?? '';
    for (const path of ['/konsol/prenumeranter', '/konsol/prenumeranter/ny', `/konsol/prenumerant/${id}`]) {
      await worker.get(path);
      expect([worker.status, worker.html.includes(email)], path).toEqual([403, false]);
    }
    await worker.post(`/konsol/prenumerant/${id}/avslut`, {}, false);
    expect(await own(email)).toBeTruthy();
    await marketer.get('/konsol/forfragningar');
    expect(marketer.status).toBe(403);
  });

  it('what is looked for stands sealed in the address, and finds by a part of a name or an address', async () => {
    const email = await subscribe(undefined, { contactName: 'Sixten Sökbar' });
    const marketer = await marketing();
    for (const q of [email.slice(0, 9), 'xten sök']) {
      await marketer.post('/konsol/prenumeranter', { q }, false);
      expect(marketer.html, q).toContain(email);
      expect(decodeURIComponent(marketer.path)).not.toContain(q);
    }
    await marketer.post('/konsol/prenumeranter', { q: 'zzzzzz' }, false);
    expect(marketer.text).toContain('Ingen passar');
  });
});

describe('P17: withdrawing', () => {
  it('from the sign-up to one click in the mail program: nothing is left but the hash', async () => {
    const email = address();
    const visitor = await signUp(email, { contactName: 'Hela Vägen' });
    await visitor.post(confirmLink(email), {}, false);
    await house.product.settle();
    const id = (await own(email))?.id ?? '';
    const welcome = newest(email);
    expect(welcome?.subject).toBe('Du prenumererar på nyhetsbrevet');
    const choices = linkIn(welcome, '/nyhetsbrev/val/');
    await visitor.get(choices);
    expect(visitor.html).toContain('value="Hela Vägen"');
    await visitor.post(
      choices,
      { contactName: 'Hela Vägen', language: 'en', interests: ['electricity', 'legal'] },
      false,
    );
    expect(visitor.text).toContain('Dina val är sparade');
    expect(await own(email)).toMatchObject({ locale: 'en', interests: ['electricity', 'legal'] });
    await visitor.post(choices, { contactName: 'Hela Vägen', language: 'xx' }, false);
    expect(visitor.status).toBe(422);
    const answer = await clickOnce(welcome);
    expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
      200,
      null,
      null,
    ]);
    // At once: nothing waits for anybody.
    expect(await own(email)).toBeUndefined();
    expect(await left(email, id)).toEqual(nothingButTheHash);
    expect(await placesOf(house.db, email)).toEqual([]);
    expect(await placesOf(house.db, 'Hela Vägen')).toEqual([]);
    await visitor.get(choices);
    expect(visitor.status).toBe(410);
    expect((await clickOnce(welcome, true)).status).toBe(200);
  });

  it('by link, by one click, on «Min sida», by mail and by staff: all end in the same state', async () => {
    const { ctx } = house.product;
    const ways: Readonly<Record<string, (email: string, id: string) => Promise<unknown>>> = {
      link: async (email) => {
        const visitor = new Visitor(house.url);
        const link = linkIn(newest(email), '/nyhetsbrev/avslut/');
        await visitor.get(link);
        expect(visitor.html).not.toContain(email);
        expect(await own(email)).toBeTruthy();
        await visitor.post(link, {}, false);
        expect(visitor.path).toBe('/nyhetsbrev/klart/ended');
      },
      'one-click': async (email) => expect((await clickOnce(newest(email), true)).status).toBe(200),
      page: async (email) => {
        await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), {
          email,
          organisationNumber: organisationNumber(900 + n),
        });
        await house.product.settle();
        const customer = await logIn(house, email);
        await customer.get('/min-sida/nyhetsbrev');
        expect(customer.text).toContain('Du prenumererar med samma adress');
        await customer.post('/min-sida/nyhetsbrev', {}, false);
      },
      mail: (email) => transact(ctx.db, (tx) => withdraw(ctx, tx, email, 'mail')),
      staff: async (_, id) => {
        const marketer = await marketing();
        await marketer.get(`/konsol/prenumerant/${id}/avslut`);
        await marketer.post(`/konsol/prenumerant/${id}/avslut`, {}, false);
        expect(marketer.text).toContain('Prenumerationen är avslutad');
      },
    };
    for (const [way, end] of Object.entries(ways)) {
      const email = await subscribe();
      const id = (await own(email))?.id ?? '';
      await end(email, id);
      const state = await left(email, id);
      const rows = way === 'staff' ? state.rows.filter((place) => place !== 'ledger.audit') : state.rows;
      expect({ ...state, rows }, way).toEqual(nothingButTheHash);
      const { rows: events } = await sql<{ channel: string }>`
        select detail ->> 'channel' as channel from ledger.event where type = 'consent.withdrawn' order by id desc limit 1`.execute(
        house.db.owner.db,
      );
      expect(events).toEqual([{ channel: way }]);
    }
  });

  it('RFC 8058: needs no cookie and takes it from anywhere; what is not meant as one click ends nothing', async () => {
    const email = await subscribe();
    const id = (await own(email))?.id ?? '';
    const token = endToken(house.product.ctx.vault, id, randomUUID());
    const address = `${house.url}/nyhetsbrev/ett-klick/${token}`;
    const post = (body: string, url = address) => fetch(url, { method: 'POST', body, redirect: 'manual' });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    expect((await post('')).status).toBe(400);
    expect((await post('List-Unsubscribe=One-Click', `${address}x`)).status).toBe(404);
    // A form of another site's may not be posted anywhere else.
    const elsewhere = `${house.url}/nyhetsbrev/avslut/${token}`;
    const foreign = await fetch(elsewhere, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
    expect(await own(email)).toBeTruthy();
    expect((await post('List-Unsubscribe=One-Click')).status).toBe(200);
    expect(await own(email)).toBeUndefined();
  });

  it('«Min sida» says so when the address has no subscription', async () => {
    const email = address();
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), {
      email,
      organisationNumber: organisationNumber(950 + n),
    });
    await house.product.settle();
    const customer = await logIn(house, email);
    await customer.get('/min-sida/nyhetsbrev');
    expect(customer.text).toContain('Du prenumererar inte med den här adressen');
  });
});
