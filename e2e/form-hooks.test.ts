import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Intake } from '#domain/lead/index.ts';
import { addSource, mapSource, type SourceKind, switchSource } from '#domain/source/index.ts';
import { keepSubmission, tieFields, workSubmission } from '#domain/submission/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { testDatabase } from '#platform/db/test-db.ts';
import { readPayload } from '#web/hooks/form-payload.ts';
import { leadOfService } from '#web/request-form.ts';
import { eraseRooms } from '../src/domain/privacy/erase.ts';
import { logIn } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import {
  asForm,
  asJson,
  type Changes,
  cf7,
  elementorAdvanced,
  elementorSimple,
  gravity,
  mappings,
  type SentForm,
  visitTraces,
} from './support/sent-forms.ts';
import { staffVisitor } from './support/staff.ts';

type FormKind = Exclude<SourceKind, 'api'>;
let house: TestProduct;
beforeAll(async () => {
  house = await testProduct({
    limits: { perAddressHour: 1, perEmailDay: 1000, allMinute: 10_000, perSourceHour: 500 },
  });
});

/** What is decided beside the fields; Gravity's box sends its own words. */
const tied = {
  suppliers: ['bjorfjall-legal'],
  locale: 'sv' as const,
  told: true,
  toldWords: ['Jag vet vem som får uppgifterna'],
};

/** A form on another site, whose fields are tied as the recorded posts have them. */
async function form(kind: FormKind, on = true, mapping: Readonly<Record<string, string>> = mappings[kind]) {
  const { ctx } = house.product;
  const made = await transact(ctx.db, (tx) =>
    addSource(ctx, tx, { name: `Formuläret, ${kind}`, kind, service: 'legal' }),
  );
  await transact(ctx.db, async (tx) => {
    await tieFields(ctx, tx, made.id, { mapping, ...tied });
    if (on) await switchSource(ctx, tx, made.id, true);
  });
  return { ...made, address: `/hooks/${kind}/${made.secret}` };
}
const post = (address: string, { type, body }: SentForm) =>
  fetch(house.url + address, { method: 'POST', body, headers: { 'content-type': type } });
const rows = async () =>
  (
    await sql<{ id: string; state: string; content: unknown; lead_id: string | null; source_id: string }>`
      select id, state, content, lead_id, source_id from brokerage.submission order by received_at, id`.execute(
      house.db.owner.db,
    )
  ).rows;
const ofSource = async (id: string) => (await rows()).filter((row) => row.source_id === id);
const leadOf = async (id: string | null) =>
  house.db.db.selectFrom('brokerage.lead').selectAll().where('id', '=', id).executeTakeFirst();

const kinds = [
  ['Elementor with advanced data', 'elementor', elementorAdvanced],
  ['Elementor without', 'elementor', elementorSimple],
  ['Contact Form 7', 'cf7', cf7],
  ['Gravity Forms', 'gravity', gravity],
] as const;

describe('a form on another site', () => {
  it.each(kinds)(
    '%s: what is clear becomes a request, forwarded and acknowledged, and what was sent is gone (G1, P6)',
    async (name, kind, sent) => {
      const email = `${name.replaceAll(/\W/g, '').toLowerCase()}@solbergs.example`;
      const own = name === 'Elementor without' ? { mapping: simple } : {};
      const { id, address } = await form(kind, true, own.mapping);
      const answer = await post(address, sent({ email }));
      expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
      await house.product.settle();
      const [row] = await ofSource(id);
      expect(row).toMatchObject({ state: 'registered', content: null });
      const lead = await leadOf(row!.lead_id);
      expect(lead).toMatchObject({
        ...{ source: 'site', source_id: id, service: 'legal', ip: null, locale: 'sv', ticked: ['bjorfjall-legal'] },
        ...{ email, contact_name: 'Sigrid Solberg', phone: '+46701740644', postcode: '35230' },
        ...{ message: 'Ring gärna\nefter lunch.', organisation_number: '5599000006' },
        answers: { matter: 'employment', extent: 'ongoing', hours: 7.5, legalCover: false },
      });
      expect(house.post.find('offert@bjorfjall-legal.example')).toBeTruthy();
      const receipt = house.post.find(email);
      expect(receipt?.text).toContain('Du fyllde i ett formulär på en annan sajt');
      expect(receipt?.text).toContain('Arbetsrätt');
      const told = await sql<{
        actor: string;
      }>`select actor from ledger.audit where action = 'lead.registered' and subject = ${lead!.id}`.execute(
        house.db.db,
      );
      expect(told.rows).toEqual([{ actor: `source:${id}` }]);
    },
  );

  const simple = {
    ...{ Namn: 'contactName', Företag: 'companyName', 'Org.nr': 'organisationNumber', 'E-post': 'email' },
    ...{ Telefon: 'phone', Postnummer: 'postcode', 'Vad gäller det?': 'matter', 'En gång eller löpande?': 'extent' },
    ...{
      'Uppskattat behov': 'hours',
      'Har du rättsskydd i försäkringen?': 'legalCover',
      Meddelande: 'message',
      Samtycke: 'told',
    },
  };

  it('the same post again, also twenty at once, is one request; another one is another', async () => {
    const { id, address } = await form('elementor');
    const sent = elementorAdvanced({ email: 'sven@solbergs.example' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(address, sent)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await house.product.settle();
    await post(address, sent);
    await house.product.settle();
    expect(await ofSource(id)).toHaveLength(1);
    await post(address, elementorAdvanced({ email: 'sven@solbergs.example', hours: '9' }));
    await house.product.settle();
    expect(await ofSource(id)).toHaveLength(2);
    // Remembered for a day.
    house.clock.advance('P1D');
    await house.product.run('sweep-submissions');
    expect(await ofSource(id)).toHaveLength(0);
    await post(address, sent);
    await house.product.settle();
    expect(await ofSource(id)).toHaveLength(1);
  });

  it('what is not clear waits with what was written, and goes after 14 days', async () => {
    const { id, address } = await form('gravity');
    for (const changes of [{ hours: 'ca 7' }, { email: '' }, { cover: 'vet ej' }] satisfies Changes[])
      expect((await post(address, gravity(changes))).status).toBe(200);
    await house.product.settle();
    expect((await ofSource(id)).map(({ state, lead_id }) => [state, lead_id])).toEqual([
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
    ]);
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get('/konsol');
    expect(worker.html).toMatch(/href="\/konsol\/inskickat">\d+<\/a><\/dd><dd>Väntar på att registreras/);
    house.clock.advance('P13DT23H59M');
    await house.product.run('sweep-submissions');
    expect(await ofSource(id)).toHaveLength(3);
    house.clock.advance('PT1M');
    await house.product.run('sweep-submissions');
    expect(await ofSource(id)).toHaveLength(0);
  });

  it('while a form is off everything waits, and nothing of the visit is stored (P2, P4)', async () => {
    const { id, address } = await form('cf7', false);
    await post(address, cf7({ email: 'karl@solbergs.example' }));
    await house.product.settle();
    const [row] = await ofSource(id);
    expect(row?.state).toBe('waiting');
    const told = JSON.stringify(row);
    expect(told).toContain('karl@solbergs.example');
    for (const trace of Object.values(visitTraces)) expect(told).not.toContain(trace);
    const all = await sql<{ text: string }>`
      select string_agg(j.data::text, '') as text from jobs.job j where name = 'submissions'`.execute(
      house.db.owner.db,
    );
    expect(all.rows[0]!.text).not.toContain('solbergs');
  });

  it('what is hostile is stored as text and waits, or becomes a request that is harmless', async () => {
    const { id, address } = await form('elementor');
    const name = '<script>alert(1)</script>\u202Egro.elpmaxe =cmd|x';
    await post(address, elementorAdvanced({ email: 'ester@solbergs.example', name }));
    await post(address, elementorAdvanced({ email: 'nul@solbergs.example', name: 'Nul\u0000a' }));
    await post(address, elementorAdvanced({ email: 'crlf@solbergs.example', name: 'Rad\r\nBcc: x@y.example' }));
    await house.product.settle();
    const found = await ofSource(id);
    expect(found.map(({ state }) => state).sort()).toEqual(['registered', 'waiting', 'waiting']);
    const lead = await leadOf(found.find(({ state }) => state === 'registered')!.lead_id);
    expect(lead!.contact_name).toBe('<script>alert(1)</script>gro.elpmaxe =cmd|x');
    expect(house.post.find('ester@solbergs.example')?.html).not.toContain('<script>alert');
  });

  it.each([
    ['huge', () => asForm({ a: 'x'.repeat(70_000) }), 413],
    ['deep', () => ({ type: 'application/json', body: `${'{"a":'.repeat(9)}1${'}'.repeat(9)}` }), 422],
    ['of another type', () => ({ type: 'text/xml', body: '<a/>' }), 415],
    ['in another encoding', () => ({ type: 'application/json; charset=utf-16', body: '{}' }), 415],
    ['no form', () => asJson(['a']), 422],
  ] as const)('%s: refused, and nothing stored', async (_, sent, status) => {
    const { id, address } = await form('elementor');
    expect((await post(address, sent())).status).toBe(status);
    expect(await ofSource(id)).toEqual([]);
  });

  it('another secret, another plugin’s door, an intake key and a form that is shut are no doors', async () => {
    const { ctx } = house.product;
    const one = await form('elementor');
    const key = await transact(ctx.db, (tx) => addSource(ctx, tx, { name: 'Nyckel', kind: 'api' }));
    const before = (await rows()).length;
    for (const address of [
      '/hooks/elementor/x',
      `/hooks/elementor/ak_${'x'.repeat(43)}`,
      `${one.address}x`,
      one.address.slice(0, -1),
      one.address.replace('elementor', 'cf7'),
      `/hooks/elementor/${key.secret}`,
      `/hooks/other/${one.secret}`,
    ])
      expect((await post(address, elementorAdvanced())).status, address).toBe(404);
    expect((await fetch(house.url + one.address)).status).toBe(404);
    expect((await rows()).length).toBe(before);
  });

  it('a worker that dies in between makes one request all the same; a post whose job is lost is shown to somebody', async () => {
    const { ctx } = house.product;
    const { id, address } = await form('elementor');
    const sent = elementorAdvanced({ email: 'nils@solbergs.example' });
    await post(address, sent);
    await house.product.settle();
    const [row] = await ofSource(id);
    // As if it had died after the request was stored and before that was written down.
    const content = JSON.stringify(contentOf(sent));
    await sql`update brokerage.submission set state = 'new', content = ${content}::jsonb, dealt_at = null, lead_id = null
      where id = ${row!.id}`.execute(house.db.owner.db);
    for (let n = 0; n < 2; n += 1)
      await workSubmission(ctx, { intake: new Intake(ctx), leadFrom: leadOfService }, row!.id);
    expect(await ofSource(id)).toEqual([row]);
    const other = await form('elementor');
    await transact(ctx.db, (tx) => keepSubmission(ctx, tx, other.id, contentOf(sent)));
    house.clock.advance('PT14M');
    await house.product.run('sweep-submissions');
    expect((await ofSource(other.id))[0]?.state).toBe('new');
    house.clock.advance('PT1M');
    await house.product.run('sweep-submissions');
    expect((await ofSource(other.id))[0]?.state).toBe('waiting');
  });

  it('what comes while no worker runs is worked on when one does', async () => {
    const [db, secret] = [await testDatabase(), randomBytes(32)];
    const web = await testProduct({ on: db, secret, role: 'web' });
    const { ctx } = web.product;
    const made = await transact(ctx.db, (tx) =>
      addSource(ctx, tx, { name: 'Formuläret', kind: 'cf7', service: 'legal' }),
    );
    await transact(ctx.db, async (tx) => {
      const tied = { mapping: mappings.cf7, suppliers: ['bjorfjall-legal'], locale: 'sv', told: true } as const;
      await mapSource(ctx, tx, made.id, tied);
      await switchSource(ctx, tx, made.id, true);
    });
    const { type, body } = cf7();
    const answer = await fetch(`${web.url}/hooks/cf7/${made.secret}`, {
      ...{ method: 'POST', body, headers: { 'content-type': type } },
    });
    expect(answer.status).toBe(200);
    await web.product.stop();
    const worker = await testProduct({ on: db, secret });
    await worker.product.settle();
    const { rows: found } = await sql`select 1 from brokerage.lead where source = 'site'`.execute(db.db);
    expect(found).toHaveLength(1);
  });

  it('P28: it is in the copy that its person gets, and goes with everything else of theirs', async () => {
    const { ctx } = house.product;
    const { id, address } = await form('cf7', false, {});
    const email = 'rut@solbergs.example';
    await post(address, cf7({ email }));
    const on = await form('cf7');
    await post(on.address, cf7({ email, hours: '3' }));
    await house.product.settle();
    const customer = await logIn(house, email);
    await customer.post('/min-sida/uppgifter/fil/json', {}, false);
    const held = JSON.parse(customer.html) as { tables: Record<string, { content?: { values: string[] }[] }[]> };
    const mine = held.tables['brokerage.submission'] ?? [];
    expect(mine.flatMap(({ content }) => content ?? []).flatMap(({ values }) => values)).toContain(email);
    const emailKeys = [ctx.vault.keyedHash('email', email)];
    const lead = await ctx.db
      .selectFrom('brokerage.lead')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const counts = await transact(ctx.db, (tx) => eraseRooms(ctx, tx, { leadIds: [lead.id], emailKeys }));
    expect(counts['brokerage.submission']).toBe(2);
    expect(await ofSource(id)).toEqual([]);
  });
});

function contentOf({ type, body }: SentForm) {
  const read = readPayload('elementor', type, Buffer.from(body));
  return read.ok ? read.fields : [];
}
