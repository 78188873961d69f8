import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { editable } from '../src/web/console/texts/wording.view.ts';
import { organisationNumber } from './support/house.ts';
import { ask } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let writer: Visitor;
const guest = () => new Visitor(house.url);
const at = (key: string) => `/konsol/texter/${key}`;

beforeAll(async () => {
  house = await testProduct();
  writer = await staffVisitor(house, 'marketer');
});

/** Saves a text as the page that is open would. */
const save = (who: Visitor, key: string, fields: { textSv?: string; textEn?: string }) => {
  const value = (name: string) =>
    new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)</textarea>`).exec(who.html)?.[1] ?? '';
  const plain = (text: string) => text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return who.post(at(key), {
    textSv: plain(value('textSv')),
    textEn: plain(value('textEn')),
    action: 'save',
    ...fields,
  });
};
const edit = async (key: string, fields: { textSv?: string; textEn?: string }) => {
  await writer.get(at(key));
  return save(writer, key, fields);
};
/** The site says it as soon as it has heard: a moment after the commit. */
async function until(path: string, words: string): Promise<Visitor> {
  const visitor = guest();
  while (!(await visitor.get(path)).text.includes(words));
  return visitor;
}
/** Presses a button of the history: what brings back a version. */
async function press(version: number): Promise<Visitor> {
  const form = [...writer.html.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)].find(
    ([, , inner]) => inner?.includes(`name="version" value="${version}"`),
  );
  const hidden = [...(form?.[2] ?? '').matchAll(/name="([^"]+)" value="([^"]+)"/g)];
  return writer.post(form?.[1] ?? '', Object.fromEntries(hidden.map(([, name, value]) => [name, value])), false);
}

describe('texts that staff edit', () => {
  it('a help text is said on the service’s page, in its language only, and the other language is told to be older', async () => {
    await edit('help.electricity.annualKwh', { textSv: 'Står längst ned på räkningen.' });
    expect(writer.text).toContain('Sparat');
    expect(writer.text).toContain('Svenskan har ändrats sedan engelskan skrevs');
    await until('/el', 'Står längst ned på räkningen.');
    expect((await guest().get('/en/electricity')).text).toContain('On the electricity bill, as yearly consumption.');
    await writer.get('/konsol/texter');
    expect(writer.text).toContain('Engelskan är äldre');
    await writer.get(at('help.electricity.annualKwh'));
    const confirm = /<input type="hidden" name="textLocale" value="en"\/>/.test(writer.html);
    expect(confirm).toBe(true);
    await writer.post(at('help.electricity.annualKwh'), { textLocale: 'en', versionEn: '0', action: 'confirm' }, false);
    expect(writer.text).toContain('de stämmer');
    expect(writer.text).not.toContain('Stämmer de ännu överens');
  });

  it('what is answered is judged as before: an edited help text changes no question', async () => {
    const visitor = await ask(guest(), () => house.clock.advance('PT5S'));
    expect(visitor.path).toContain('/kvitto/');
  });

  it('questions and answers are said on the first page, with the policy’s own periods in them', async () => {
    await edit('home.nobody.answer', {
      textSv: 'Då raderas förfrågan efter {noQuote}.\n\nVi säger till {notice} innan.',
    });
    const page = await until('/', 'Då raderas förfrågan efter 30 dagar.');
    expect(page.html).toContain('<p>Då raderas förfrågan efter 30 dagar.</p><p>Vi säger till 3 dagar innan.</p>');
  });

  it('a text whose places don’t agree is refused, said so, and kept in the field', async () => {
    await edit('home.nobody.answer', { textSv: 'Förfrågan raderas {snart}.' });
    expect(writer.status).toBe(422);
    expect(writer.text).toContain('{noQuote}, {notice} måste vara med');
    expect(writer.text).toContain('{snart} finns inte att fylla i');
    expect(writer.html).toContain('Förfrågan raderas {snart}.');
    expect((await guest().get('/')).text).not.toContain('{snart}');
    await edit('home.nobody.answer', { textSv: ' ' });
    expect(writer.status).toBe(422);
  });

  it('a mail says what is edited from the next that leaves; who writes, why and when data disappears can’t be taken away', async () => {
    await edit('mail.received.subject', { textSv: 'Tack! Förfrågan {reference} är här' });
    await edit('mail.received.sent', { textSv: 'Nu läser {suppliers} den.\n\nHör av dig om något ändras.' });
    await ask(guest(), () => house.clock.advance('PT5S'), {
      email: 'ny@norrgarden.example',
      organisationNumber: organisationNumber(1),
    });
    await house.product.settle();
    const mail = house.post.find('ny@norrgarden.example');
    expect(mail?.subject).toMatch(/^Tack! Förfrågan \S+ är här$/);
    expect(mail?.text).toMatch(/Nu läser .*Savera.* den\./);
    expect(mail?.text).toContain('Hör av dig om något ändras.');
    for (const words of [
      'raderas förfrågan',
      'Du får mejlet för att du har en förfrågan hos oss',
      'Allkontrakt Sverige AB',
    ])
      expect(mail?.text).toContain(words);
  });

  it('a draft is shown as it would look, on the page and in the mail, and is neither saved nor can be sent from', async () => {
    await writer.get(at('service.electricity.lead'));
    const en = 'Compare them all.';
    await writer.post(`${at('service.electricity.lead')}/utkast`, {
      textSv: 'Utkast till inledning.',
      textEn: en,
      textLocale: 'sv',
    });
    expect(writer.text).toContain('Utkast till inledning.');
    expect(writer.text).toContain('Vilken avtalsform vill du ha?');
    expect(writer.headers.get('content-security-policy')).toContain("form-action 'none'");
    await writer.get(at('service.electricity.lead'));
    await writer.post(`${at('service.electricity.lead')}/utkast`, { textSv: 'x', textEn: en, textLocale: 'en' });
    expect(writer.text).toContain(en);
    expect((await guest().get('/el')).text).not.toContain('Utkast till inledning.');
    await writer.get(at('mail.outcome.body'));
    await writer.post(`${at('mail.outcome.body')}/utkast`, {
      textSv: 'Blev det något av {reference}?',
      textEn: 'And {reference}?',
      textLocale: 'sv',
    });
    expect(writer.text).toContain('Blev det något av AB3D-E7K?');
    expect(writer.text).toContain('Du får mejlet för att');
    expect(writer.headers.get('content-security-policy')).toContain('sandbox');
    await writer.get(at('mail.outcome.body'));
    await writer.post(`${at('mail.outcome.body')}/utkast`, {
      textSv: 'Utan',
      textEn: 'And {reference}?',
      textLocale: 'sv',
    });
    expect(writer.status).toBe(422);
  });

  it('every text can be looked at as it stands', async () => {
    for (const { key, words } of editable) {
      const text =
        words.sv && words.en ? { textSv: words.sv, textEn: words.en } : { textSv: 'Hjälp.', textEn: 'Help.' };
      await writer.post(`${at(key)}/utkast`, { ...text, textLocale: 'en' }, false);
      expect(writer.status, key).toBe(200);
      expect(writer.html, key).not.toMatch(/\{\w+\}/);
    }
  });

  it('hostile text is only text, in the page, the history, the mail and its subject', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'--> &lt;b&gt; $& $1';
    await edit('home.calls.question', { textSv: hostile });
    await until('/', 'onerror=alert(1)');
    const { html } = await guest().get('/');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&amp;lt;b&amp;gt;');
    await writer.get(at('home.calls.question'));
    expect(writer.html).not.toContain('<img src=x');
    await edit('mail.received.subject', { textSv: 'Hej\r\nBcc: alla@elak.example {reference}' });
    await edit('mail.received.sent', { textSv: `${hostile} {suppliers}` });
    await ask(guest(), () => house.clock.advance('PT5S'), {
      email: 'tredje@norrgarden.example',
      organisationNumber: organisationNumber(2),
    });
    await house.product.settle();
    const mail = house.post.find('tredje@norrgarden.example');
    expect(mail?.subject).toMatch(/^Hej Bcc: alla@elak\.example/);
    expect(mail?.bcc).toBeUndefined();
    expect(String(mail?.html)).not.toContain('<img src=x');
  });

  it('two editors: the second is asked, with both texts on the page, and nothing is lost', async () => {
    const key = 'service.legal.lead';
    const other = await staffVisitor(house, 'administrator');
    await writer.get(at(key));
    await other.get(at(key));
    await save(other, key, { textSv: 'Den andras inledning.' });
    await save(writer, key, { textSv: 'Min egen inledning.', textEn: 'My own.' });
    expect(writer.status).toBe(409);
    expect(writer.html).toContain('Min egen inledning.');
    expect(writer.text).toContain('Någon annan har ändrat texten');
    expect(writer.html).toMatch(/<ins>Den<\/ins>/);
    expect(writer.html).toContain('My own.');
    await save(writer, key, {});
    expect(writer.text).toContain('Sparat');
    expect(writer.text).toContain('Den andras inledning.');
    await until('/juridik', 'Min egen inledning.');
    // Whoever changes the other language only is not in the way of anybody.
    await other.get(at(key));
    await writer.get(at(key));
    await save(other, key, { textSv: 'Tredje.' });
    await save(writer, key, { textEn: 'Theirs is the Swedish.' });
    expect(writer.text).toContain('Sparat');
    expect(writer.html).toContain('Tredje.');
  });

  it('what it said before comes back, from the history or by «Ångra»; so does the text in the code', async () => {
    const key = 'service.legal.bring';
    await edit(key, { textSv: 'Första.' });
    await edit(key, { textSv: 'Andra.' });
    await press(1);
    expect(writer.text).toContain('Texten är tillbaka');
    expect(writer.html).toMatch(/name="textSv"[^>]*>Första\./);
    await press(0);
    const original = editable.find((text) => text.key === key)?.words.sv ?? '-';
    expect(writer.html).toContain(`>${original}</textarea>`);
    await edit(key, { textSv: 'Femte.' });
    await press(4);
    expect(writer.html).toContain(`>${original}</textarea>`);
    const { rows } = await sql<{ body: string | null }>`
      select body from brokerage.text_version where key = ${key} order by version`.execute(house.db.db);
    expect(rows.map(({ body }) => body)).toEqual(['Första.', 'Andra.', 'Första.', null, 'Femte.', null]);
    await expect(sql`update brokerage.text_version set body = 'x'`.execute(house.db.db)).rejects.toThrow(
      'permission denied',
    );
    await expect(sql`delete from brokerage.text_version`.execute(house.db.db)).rejects.toThrow('permission denied');
  });

  it('a template that staff begin a mail with says it', async () => {
    const body = editable.find(({ key }) => key === 'letter.looking.body')?.words.sv ?? '';
    await edit('letter.looking.body', { textSv: `${body}\n\nPS. Ring gärna.` });
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get('/konsol/forfragningar');
    const lead = /href="(\/konsol\/forfragningar\/(?!ny)[^"?]+)"/.exec(worker.html)?.[1] ?? '';
    await worker.get(`${lead}/mejl?template=looking`);
    expect(worker.text).toContain('PS. Ring gärna.');
  });

  it('a template that a text message is begun with says it, and is shown as a telephone shows it', async () => {
    const { sv: body = '', en: textEn = '' } = editable.find(({ key }) => key === 'sms.missed')?.words ?? {};
    await edit('sms.missed', { textSv: `${body} Vi hörs <i>snart</i>!` });
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get('/konsol/forfragningar');
    const lead = /href="(\/konsol\/forfragningar\/(?!ny)[^"?]+)"/.exec(worker.html)?.[1] ?? '';
    await worker.get(`${lead}/sms?template=missed`);
    expect(worker.text).toContain('Vi hörs');
    expect(worker.html).toContain('Vi hörs &lt;i&gt;snart');
    const draft = { textSv: `${body} <i>Ring</i>`, textEn, textLocale: 'sv' };
    await writer.post(`${at('sms.missed')}/utkast`, draft, false);
    expect(writer.text).toContain('Hej Inköpsansvarig!');
    expect(writer.text).toContain('<i>Ring</i>');
    expect(writer.text).toMatch(/\d+ tecken, .*sms, \d+ kvar/);
    expect(writer.html).not.toContain('<i>');
  });

  it('only those whose role says so, and every edit is in the log, by key and version', async () => {
    const worker = await staffVisitor(house, 'case-worker');
    for (const path of ['/konsol/texter', at('home.lead')]) expect((await worker.get(path)).status).toBe(403);
    await worker.post(at('home.lead'), { textSv: 'Kapad', action: 'save' }, false);
    expect(worker.status).toBe(403);
    expect((await writer.get(at('nothing.such'))).status).toBe(404);
    const line = await house.db.db
      .selectFrom('ledger.audit')
      .select(['actor', 'detail'])
      .where('action', '=', 'text.edited')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    expect(line.actor).toMatch(/^staff:/);
    expect(line.detail).toEqual({ key: 'help.electricity.annualKwh', locale: 'sv', version: 1 });
  });
});
