import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isSuppressed, subscriberAt, subscriberById, withdraw } from '#domain/newsletter/index.ts';
import { checkPromises } from '#domain/privacy/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { placesOf } from './support/house.ts';
import { plantSubscriber } from './support/newsletter.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

vi.setConfig({ testTimeout: 180_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});
const page = '/konsol/prenumeranter/import';
const own = (email: string) => subscriberAt(house.product.ctx, house.db.db, email);
const mailsTo = (email: string) =>
  house.post.mails.filter((mail) => [mail.to].flat().some((one) => one?.text === email));
const marketing = () => staffVisitor(house, 'marketer');

/** A list as a spreadsheet writes it. */
const list = (
  rows: readonly (readonly string[])[],
  head = ['E-post', 'Namn', 'Språk', 'Samtycke från', 'Samtyckesdatum'],
) => [head, ...rows].map((row) => row.join(';')).join('\r\n');
const row = (email: string, source = 'Mässan i Växjö', date = '2026-01-20', name = 'Nora Namn', language = 'sv') => [
  email,
  name,
  language,
  source,
  date,
];
const bytes = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;
const tokenOn = (visitor: Visitor) => /name="token" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
async function tryOut(visitor: Visitor, content: string | Uint8Array): Promise<string> {
  await visitor.upload(page, {}, bytes(content), 'lista.csv');
  return tokenOn(visitor);
}
/** Tried and carried out. */
async function bring(content: string | Uint8Array): Promise<Visitor> {
  const visitor = await marketing();
  const token = await tryOut(visitor, content);
  await visitor.upload(page, { token }, bytes(content), 'lista.csv');
  await house.product.settle();
  return visitor;
}
const held = async () =>
  (
    await sql<{
      n: number;
    }>`select (select count(*) from newsletter.subscriber) + (select count(*) from newsletter.consent)
      + (select count(*) from brokerage.delivery) + (select count(*) from ledger.audit where action like 'subscribers.%') as n`.execute(
      house.db.db,
    )
  ).rows[0]?.n;

describe('P14: a list that is imported', () => {
  it('makes nobody a subscriber: each confirms by the mailed link, and sees what is stated of them', async () => {
    const email = 'nora@lista.example';
    await bring(list([row(email)]));
    expect(await own(email)).toMatchObject({ state: 'pending', channel: 'import', name: 'Nora Namn', locale: 'sv' });
    const [mail] = mailsTo(email);
    expect(mail?.text?.replace(/\s+/g, ' ')).toContain(
      'har du sagt ja till nyhetsbrevet: «Mässan i Växjö», 20 januari 2026',
    );
    await new Visitor(house.url).post(linkIn(mail, '/nyhetsbrev/bekrafta/'), {}, false);
    expect(await own(email)).toMatchObject({ state: 'confirmed' });
  });

  it('is erased where nobody confirms it for seven days', async () => {
    const email = 'tyst@lista.example';
    await bring(list([row(email, 'Telefonen, hösten')]));
    house.clock.advance('P7D');
    await house.product.settle();
    expect(await own(email)).toBeUndefined();
    expect(await placesOf(house.db, email)).toEqual([]);
    expect(await placesOf(house.db, 'Telefonen, hösten')).toEqual([]);
  });
});

describe('P15: the proof of an imported consent', () => {
  it('is what was stated, when, and by whom, beside the words that were confirmed', async () => {
    const email = 'bevis@lista.example';
    await bring(list([row(email, 'Kundträff i mars', '2026-03-01 10:15')]));
    const { id } = (await own(email))!;
    const proof = await house.db.db
      .selectFrom('newsletter.consent')
      .selectAll()
      .where('subscriber_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(proof).toMatchObject({ stated: 'Kundträff i mars', channel: 'import', confirmed_at: null });
    expect(String(proof.given_at)).toBe('2026-02-28T23:00:00Z');
    expect(proof.recorded_by).toBeTruthy();
    await new Visitor(house.url).post(linkIn(mailsTo(email).at(-1), '/nyhetsbrev/bekrafta/'), {}, false);
    const visitor = await marketing();
    await visitor.get(`/konsol/prenumerant/${id}`);
    expect(visitor.text).toContain('Uppgivet av den som importerade Kundträff i mars');
    const verdicts = (await checkPromises(house.product.ctx)).filter(({ id: promise }) => /^P1[4-9]$/.test(promise));
    expect(verdicts.map(({ state }) => state)).toEqual(Array(6).fill('kept'));
  });

  it('must be stated row by row: what is not is told by its line, and the rest is imported', async () => {
    const visitor = await bring(
      list([
        row('god@lista.example'),
        row('inte en adress'),
        row('utan@lista.example', ''),
        row('datum@lista.example', 'Mässan', 'i våras'),
        row('framtid@lista.example', 'Mässan', '2027-01-01'),
        row('gammal@lista.example', 'Mässan', '2024-03-01'),
        row('sprak@lista.example', 'Mässan', '2026-01-20', 'X', 'de'),
        row('GOD@lista.example'),
        row('langt@lista.example', 'Mässan', '2026-01-20', 'N'.repeat(81)),
      ]),
    );
    for (const said of [
      'Adressen går inte att mejla till 3 1',
      'Det står inte var personen sa ja, eller står med mer än 200 tecken 4 1',
      'Dagen då personen sa ja saknas eller går inte att läsa 5 1',
      'Dagen då personen sa ja har inte varit än 6 1',
      'Personen sa ja för mer än 24 månader sedan 7 1',
      'Språket är varken sv eller en 8 1',
      'Adressen står tidigare i filen 9 1',
      'Namnet är längre än 80 tecken 10 1',
    ])
      expect(visitor.text).toContain(said);
    expect(visitor.html).not.toContain('lista.example');
    expect(await own('god@lista.example')).toBeTruthy();
    for (const name of ['utan', 'datum', 'framtid', 'gammal', 'sprak', 'langt'])
      expect(await own(`${name}@lista.example`), name).toBeUndefined();
  });

  it('without the columns for it nothing is imported', async () => {
    const visitor = await marketing();
    await tryOut(visitor, 'E-post;Namn\r\nx@lista.example;X');
    expect(visitor.status).toBe(422);
    expect(visitor.text).toContain('Filen saknar kolumnen «Samtycke från» och «Samtyckesdatum»');
  });
});

describe('D4: an address in a list', () => {
  it('that has said no is passed over, told by its line and never lifted; one that is known stays as it is', async () => {
    const { ctx } = house.product;
    const [no, known] = ['nej@lista.example', 'kand@lista.example'];
    await transact(ctx.db, (tx) => withdraw(ctx, tx, no, 'mail'));
    const id = await plantSubscriber(ctx, house.db.owner.db, 'en', known);
    const visitor = await bring(list([row(no), row(known), row('ny@lista.example')]));
    expect(visitor.text).toContain('Bara personen själv kan ändra det 2 1');
    expect(visitor.text).toContain('Adressen prenumererar eller väntar på att bekräfta 3 1');
    expect([await own(no), await isSuppressed(ctx, ctx.db, no)]).toEqual([undefined, true]);
    expect(await subscriberById(ctx.db, id)).toMatchObject({ state: 'confirmed', locale: 'en', channel: 'form' });
    expect([mailsTo(no), mailsTo(known)]).toEqual([[], []]);
  });
});

describe('a list is tried first', () => {
  it('with nothing stored and nothing sent; the same file carried out again adds nobody', async () => {
    const content = list([row('prov@lista.example'), row('prov2@lista.example')]);
    const visitor = await marketing();
    const before = await held();
    const token = await tryOut(visitor, content);
    expect(visitor.text).toContain('Får ett mejl 2');
    expect(await held()).toBe(before);
    expect(await placesOf(house.db, 'prov@lista.example')).toEqual([]);
    await visitor.upload(page, { token }, bytes(content), 'lista.csv');
    expect(visitor.text).toContain('Har fått eller får ett mejl 2');
    await visitor.upload(page, { token }, bytes(content), 'lista.csv');
    expect(visitor.text).toContain('Har fått eller får ett mejl 0');
    const { rows } = await sql<{ actor: string; action: string; detail: object }>`
      select actor, action, detail from ledger.audit where action like 'subscribers.%' order by id desc limit 4`.execute(
      house.db.db,
    );
    expect(rows.map(({ action, detail }) => [action, detail]).reverse()).toEqual([
      ['subscribers.import', {}],
      ['subscribers.imported', { rows: 2, added: 2, known: 0, suppressed: 0, twice: 0, faults: 0 }],
      ['subscribers.import', {}],
      ['subscribers.imported', { rows: 2, added: 0, known: 2, suppressed: 0, twice: 0, faults: 0 }],
    ]);
    expect(rows[0]?.actor).toMatch(/^staff:/);
  });

  it('and another file than the one that was tried is refused, as is one without a trial', async () => {
    const visitor = await marketing();
    const token = await tryOut(visitor, list([row('ett@lista.example')]));
    await visitor.upload(page, { token }, bytes(list([row('tva@lista.example')])), 'lista.csv');
    expect(visitor.text).toContain('Det är inte filen som du provade');
    await visitor.upload(page, { token: `${token}x` }, bytes(list([row('tre@lista.example')])), 'lista.csv');
    expect(visitor.text).toContain('Så här skulle det gå');
    for (const name of ['ett', 'tva', 'tre']) expect(await own(`${name}@lista.example`)).toBeUndefined();
    await visitor.upload(page, { token });
    expect(visitor.text).toContain('Välj en CSV-fil');
  });

  it('only by those who may', async () => {
    const worker = await staffVisitor(house, 'case-worker', 'administrator', 'privacy-officer', 'archivist');
    for (const path of [page, `${page}/mall`]) expect((await worker.get(path)).status).toBe(403);
    const visitor = await marketing();
    await visitor.get(`${page}/mall`);
    expect(visitor.html.replace('\uFEFF', '')).toBe('E-post;Namn;Språk;Samtycke från;Samtyckesdatum\r\n');
  });
});

describe('a list is read as spreadsheets write it', () => {
  const english = ['Consent date', 'E-mail', 'Consent source', 'Language', 'Name'];
  const windows = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
  it.each([
    [
      'commas, English heads in any order, and quotation marks',
      `${english.join(',')}\n2026-02-01,a1@form.example,"A fair, in ""Växjö""\nwith a list",en,"Öst, Åsa"\n`,
      { name: 'Öst, Åsa', locale: 'en' },
    ],
    ['a mark at the beginning', `\uFEFF${list([row('a2@form.example')])}`, { name: 'Nora Namn', locale: 'sv' }],
    [
      'Windows-1252',
      windows(list([row('a3@form.example', 'Mässan', '20260201', 'Åsa Öst', 'Svenska')])),
      { name: 'Åsa Öst', locale: 'sv' },
    ],
    [
      'empty lines, tabs and spaces',
      `E-post\tSamtycke från\tSamtyckesdatum\n\n  a4@form.example \t Mässan \t2026-02-01\n\n`,
      { name: null, locale: 'sv' },
    ],
  ] as const)('%s', async (_, content, expected) => {
    const visitor = await bring(content);
    expect(visitor.text).toContain('Har fått eller får ett mejl 1');
    const [, address = ''] =
      /(a\d@form\.example)/.exec(typeof content === 'string' ? content : Buffer.from(content).toString('latin1')) ?? [];
    expect(await own(address)).toMatchObject(expected);
  });

  it('what is no table is refused with the line from which it isn’t, and nothing of it is imported', async () => {
    const visitor = await marketing();
    await tryOut(visitor, `${list([row('b1@form.example')])}\r\n"b2@form.example;${'x'.repeat(70_000)}`);
    expect([visitor.status, visitor.text.includes('går inte att läsa från rad')]).toEqual([422, true]);
    await tryOut(visitor, list([]));
    expect(visitor.text).toContain('inga rader under rubrikerna');
    await tryOut(
      visitor,
      Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256),
    );
    expect(visitor.status).toBe(422);
    expect(await own('b1@form.example')).toBeUndefined();
  });
});
