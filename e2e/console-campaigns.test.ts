import { beforeAll, describe, expect, it } from 'vitest';
import { campaignById, imagesOf, saveCampaign } from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import { sql, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { asMarketer, pixel, plantSubscriber, words } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import type { Visitor } from './support/visitor.ts';

let house: TestProduct;
let writer: Visitor;
let other: Context;
const zone: Record<string, string[][]> = {};
beforeAll(async () => {
  house = await testProduct({ resolveTxt: async (name) => zone[name] ?? [] });
  await mailReady();
  other = await asMarketer(house.product.ctx);
  await plantSubscriber(house.product.ctx, house.db.owner.db);
  writer = await staffVisitor(house, 'marketer');
});

const ctx = () => house.product.ctx;
const idIn = (path: string) => /nyhetsbrev\/([0-9a-f-]{36})/.exec(path)?.[1] ?? '';
const of = async (id: string) => (await campaignById(ctx().db, id))!;
const fields = {
  ...{ campaignName: 'Hösten', campaignLanguage: 'sv', campaignSubject: 'Nytt om el', preheader: 'Så blev det' },
  ...{ campaignBody: 'Läs [mer](/el).', segmentLocale: '', segmentInterest: '', view: 'phone' },
};

/** A draft that says what `changes` say, saved through its page. @returns its address */
async function draft(changes: Partial<typeof fields> = {}): Promise<string> {
  await writer.post('/konsol/nyhetsbrev', {}, false);
  const at = writer.path;
  await save(at, changes);
  return at.split('?')[0] ?? '';
}
const save = (at: string, changes: Record<string, string> = {}) =>
  writer.post(at, { ...fields, ...hidden(), action: 'save', ...changes }, false);
const hidden = () => Object.fromEntries(writer.hidden().filter(([name]) => name === 'version'));

describe('writing a newsletter', () => {
  it('begins from the list, is saved, and is in the list', async () => {
    const at = await draft();
    expect(writer.text).toContain('Sparat.');
    expect(writer.text).toContain('En prenumerant får det nu.');
    expect(await of(idIn(at))).toMatchObject({ subject: 'Nytt om el', body: 'Läs [mer](/el).', state: 'draft' });
    await writer.get('/konsol/nyhetsbrev');
    expect(writer.text).toMatch(/Hösten Nytt om el Utkast/);
  });

  it('counts whom it goes to as the choice is made, before it is saved (P14)', async () => {
    const at = await draft();
    const ask = async (segmentLocale: string) => {
      const body = new URLSearchParams({ ...fields, segmentLocale });
      const headers = { cookie: writer.cookieHeader('/konsol'), 'x-part': 'count' };
      return (await fetch(house.url + at, { method: 'POST', body, headers })).text();
    };
    expect(await ask('sv')).toBe('<strong>En prenumerant får det nu.</strong>');
    expect(await ask('en')).toBe('<strong>Ingen får det nu.</strong>');
    expect((await of(idIn(at))).version).toBe(2);
  });

  it('shows what another has saved meanwhile, and writes over it only when it is sent again', async () => {
    const at = await draft();
    await transact(ctx().db, (tx) => saveCampaign(other, tx, idIn(at), 2, { ...words, body: 'Den andras text.' }));
    await save(at, { campaignBody: 'Min text.' });
    expect(writer.status).toBe(409);
    expect(writer.html).toMatch(/<ins>Den andras text\.\s*<\/ins>/);
    expect(writer.html).toMatch(/<textarea[^>]*>Min text\.<\/textarea>/);
    expect((await of(idIn(at))).body).toBe('Den andras text.');
    await save(at, { campaignBody: 'Min text.' });
    expect((await of(idIn(at))).body).toBe('Min text.');
  });

  it('writes blocks by buttons without script, where the caret was or last, and saves nothing by it', async () => {
    const at = await draft();
    await writer.post(at, { ...fields, ...hidden(), insert: 'button', caret: '' }, false);
    expect(writer.html).toContain('Läs [mer](/el).\n\n:::knapp\n[Text](https://)\n:::</textarea>');
    await writer.post(at, { ...fields, ...hidden(), campaignBody: 'Ett. Två.', insert: 'line', caret: '4' }, false);
    expect(writer.html).toContain('>Ett.\n\n---\n\nTvå.</textarea>');
    expect((await of(idIn(at))).body).toBe('Läs [mer](/el).');
  });

  it('takes a picture with its description, and no file that is none', async () => {
    const at = await draft();
    const upload = async (bytes: Uint8Array, imageAlt: string) => {
      await writer.get(at);
      const body = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...hidden(), imageAlt, action: 'image' }))
        body.append(name, value);
      body.append('image', new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' }), 'x.png');
      const headers = { cookie: writer.cookieHeader('/konsol') };
      return fetch(house.url + at, { method: 'POST', body, headers, redirect: 'manual' });
    };
    expect((await upload(pixel, 'En [röd] punkt')).status).toBe(303);
    const [image] = await imagesOf(ctx().db, idIn(at));
    expect((await of(idIn(at))).body).toBe(`Läs [mer](/el).\n\n![En röd punkt](bild:${image?.id.slice(0, 8)})`);
    const refused = await upload(Buffer.from('<svg onload="alert(1)">'), 'x');
    expect([refused.status, (await refused.text()).includes('ingen bild av de slag som går')]).toEqual([422, true]);
    await writer.get(at);
    await save(at, { removeImage: image?.id ?? '' });
    expect(await imagesOf(ctx().db, idIn(at))).toEqual([]);
  });

  it('is looked at in a frame that nothing acts in, as light, dark and plain text, before it is saved', async () => {
    const at = await draft();
    const look = async (view: string) => {
      const body = new URLSearchParams({ ...fields, campaignBody: '<script>alert(1)</script> **fet**', view });
      const answer = await fetch(`${house.url}${at}/utseende`, {
        method: 'POST',
        body,
        headers: { cookie: writer.cookieHeader('/konsol') },
      });
      return { csp: answer.headers.get('content-security-policy') ?? '', html: await answer.text() };
    };
    const [light, dark, text] = [await look('phone'), await look('dark'), await look('text')];
    for (const { csp, html } of [light, dark, text]) {
      expect(csp).toMatch(
        /^default-src 'none'; style-src 'unsafe-inline'; img-src 'self' \S+; frame-ancestors 'self'; sandbox allow-same-origin$/,
      );
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(html).not.toMatch(/<script|[\uE000\uE001]/);
    }
    expect(light.html).toContain('@media not all');
    expect(dark.html).toContain('@media all');
    expect(text.html).toMatch(/<pre[^>]*>Allkontrakt/);
    await writer.get(at);
    expect(writer.headers.get('content-security-policy')).toContain("frame-src 'self'");
  });

  it('sends a test to whoever asks, at their own address, and counts nothing of it (P19)', async () => {
    const at = await draft({ campaignSubject: 'Bara ett prov' });
    await save(at, { campaignSubject: 'Bara ett prov', action: 'test' });
    expect(writer.text).toContain('Provet är på väg');
    await house.product.settle();
    const mail = house.post.find(/^\[Prov\] Bara ett prov/);
    expect([mail?.to].flat().map((one) => one?.text)).toEqual([expect.stringMatching(/^person\d+@huset\.example$/)]);
    expect(mail?.headers.has('list-unsubscribe')).toBe(false);
    expect(mail?.text).toMatch(/Läs mer\.\nhttp:\/\/localhost:0\/el\n/);
    expect(String(mail?.html)).not.toMatch(/nyhetsbrev\/l\/|[\uE000\uE001]/);
    const sealed =
      await sql`select 1 from brokerage.delivery where kind = 'staff.campaign-test' and sealed is not null`.execute(
        house.db.owner.db,
      );
    expect(sealed.rows).toHaveLength(0);
  });

  it('is copied, and deleted after a question', async () => {
    const at = await draft();
    await writer.post(`${at}/kopia`, {}, false);
    expect(writer.html).toContain('value="Hösten, kopia"');
    const copy = writer.path.split('?')[0] ?? '';
    await writer.get(`${copy}/borttagning`);
    expect(writer.text).toContain('Radera utkastet?');
    await writer.post(`${copy}/borttagning`, {}, false);
    expect(writer.text).toContain('Utkastet är raderat.');
    await writer.get(copy);
    expect(writer.status).toBe(404);
  });

  it('P16: is for those who write newsletters: nobody else comes near', async () => {
    const at = await draft();
    for (const role of ['case-worker', 'administrator', 'privacy-officer', 'archivist'] as const) {
      const visitor = await staffVisitor(house, role);
      for (const path of ['/konsol/nyhetsbrev', at, `${at}/kontroll`, `${at}/utskick`, '/konsol/nyhetsbrev/avsandare'])
        expect([(await visitor.get(path)).status, path]).toEqual([403, path]);
    }
  });
});

describe('before it leaves', () => {
  it('is checked: errors stop it, warnings ask', async () => {
    const at = await draft({
      campaignSubject: 'KÖP NU ELLER ALDRIG!!',
      preheader: '',
      campaignBody: 'Se [priset](/finns-inte) och [x](javascript:alert(1)).',
    });
    await writer.get(`${at}/kontroll`);
    for (const said of [
      'Bara versaler läses som ett rop',
      'Flera utropstecken',
      'Förhandstext Saknas. Varning',
      'Ingen sida hos oss: http://localhost:0/finns-inte',
      'Går inte att följa: «javascript:alert(1)»',
      'SPF stämmer inte.',
      'Finns i både HTML och ren text',
    ])
      expect(writer.text).toContain(said);
    expect(writer.text).not.toContain('Skicka nu …');
    await writer.get(`${at}/utskick`);
    expect(writer.path).toBe(`${at}/kontroll`);
    await writer.post(`${at}/utskick`, { people: '1' }, false);
    expect((await of(idIn(at))).state).toBe('draft');
  });

  it('asks once more, with how many and whom, and begins', async () => {
    const at = await draft({ preheader: '' });
    await writer.get(`${at}/kontroll`);
    expect(writer.text).toContain('Skicka nu …');
    await writer.get(`${at}/utskick`);
    expect(writer.text).toContain('Skicka till en prenumerant nu?');
    expect(writer.text).toContain('kan inte kallas tillbaka');
    expect(writer.text).toContain('Förhandstext: Saknas.');
    await writer.post(`${at}/utskick`, { people: '50' }, false);
    expect([writer.status, (await of(idIn(at))).state]).toEqual([409, 'draft']);
    await writer.post(`${at}/utskick`, { people: '1' }, false);
    expect(writer.text).toContain('Nu skickas det.');
    expect((await of(idIn(at))).startedAt).not.toBeNull();
    await save(at);
    expect(writer.status).toBe(409);
    await writer.get(`${at}/utseende?view=text`);
    expect(writer.text).toMatch(/Läs mer\. http:\/\/localhost:0\/nyhetsbrev\/l\//);
    await writer.get(`${at}/kontroll`);
    expect(writer.status).toBe(409);
  });

  it('is planned for a time in Sweden, and not for one that has been', async () => {
    const at = await draft();
    await writer.post(`${at}/tid`, { action: 'plan', startsOn: '2026-03-12', startsAt: '09:14' }, false);
    expect([writer.status, writer.text.includes('som inte har varit')]).toEqual([422, true]);
    await writer.post(`${at}/tid`, { action: 'plan', startsOn: '2026-03-12', startsAt: '09:15' }, false);
    expect(writer.text).toContain('Planerat. Du kan ångra');
    expect(await of(idIn(at))).toMatchObject({
      state: 'scheduled',
      startsAt: Temporal.Instant.from('2026-03-12T08:15:00Z'),
    });
    await writer.post(`${at}/tid`, { action: 'plan', startsOn: '2026-03-13', startsAt: '09:15' }, false);
    expect(writer.status).toBe(409);
    await writer.post(`${at}/tid`, { action: 'unplan' }, false);
    expect((await of(idIn(at))).state).toBe('draft');
  });
});

describe('a newsletter whose time has come', () => {
  it('is held back when a link leads nowhere, and its page, the list and a mail say so until it is saved', async () => {
    const at = await draft({ campaignBody: 'Läs [mer](/el) och [här](/snart).' });
    // A page that was there when it was planned.
    await sql`update newsletter.campaign set state = 'scheduled', starts_at = ${house.clock.now().add({ minutes: 5 })} where id = ${idIn(at)}`.execute(
      house.db.owner.db,
    );
    house.clock.advance('PT5M');
    await house.product.settle();
    expect((await of(idIn(at))).state).toBe('draft');
    const mail = house.post.find('huset.example');
    expect(mail?.subject).toBe('Nyhetsbrevet skickades inte: Hösten');
    expect(mail?.text).toContain('http://localhost:0/snart');
    expect(mail?.text).toContain(at);
    await writer.get('/konsol/nyhetsbrev');
    expect(writer.text).toContain('Hölls tillbaka');
    await writer.get(at);
    expect(writer.text).toMatch(
      /hölls tillbaka och ingen har fått det.*Länkar: Ingen sida hos oss: http:\/\/localhost:0\/snart/,
    );
    await save(at);
    expect(writer.text).not.toContain('hölls tillbaka');
  });
});

describe('the sender', () => {
  it('is told which records to add, and when they are right', async () => {
    await writer.get('/konsol/nyhetsbrev/avsandare');
    expect(writer.text).toMatch(
      /SPF: vilka servrar som får skicka Saknas Lägg till Namn allkontrakt\.se Typ TXT Värde v=spf1 a:127\.0\.0\.1 -all|v=spf1 a:localhost -all/,
    );
    expect(writer.text).toMatch(
      /Namn _dmarc\.allkontrakt\.se Typ TXT Värde v=DMARC1; p=none; rua=mailto:info@allkontrakt\.se/,
    );
    expect(writer.text).toContain('DKIM_SELECTOR');
    zone['allkontrakt.se'] = [['v=spf1 include:post.example -all']];
    zone['_dmarc.allkontrakt.se'] = [['v=DMARC1; p=reject']];
    await writer.get('/konsol/nyhetsbrev/avsandare');
    expect(writer.text.match(/Stämmer/g)).toHaveLength(2);
  });
});
