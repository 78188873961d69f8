import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueLoginToken, logIn, noteLoginRequest, withinLimit } from '#domain/access/index.ts';
import { askQuestion, keepText, logCall, makeTask, noteReport, writeLetter, writeNote } from '#domain/contact/index.ts';
import { reportContract, reportLost } from '#domain/contract/index.ts';
import {
  answerSignUp,
  changePreferences,
  confirmSignUp,
  issueConfirmToken,
  noteSignUp,
  restrictSubscriber,
} from '#domain/newsletter/index.ts';
import {
  checkExport,
  exportPerson,
  findPerson,
  openWaiting,
  type PersonExport,
  withheld,
} from '#domain/privacy/index.ts';
import { giveQuote } from '#domain/quote/index.ts';
import { declineReferral } from '#domain/referral/index.ts';
import { sql, transact } from '#platform/db/index.ts';
import { personalColumns, personalTables } from '#policy/personal-data.ts';
import { aQuote, type House, house, organisationNumber } from './support/house.ts';
import { plantMail } from './support/mails.ts';
import { plantSubmission } from './support/sources.ts';

const email = 'inkop@norrgarden.example';
let h: House;
let key: Buffer;
let data: PersonExport;

/** One person with a row in every table that can hold any of it. */
beforeAll(async () => {
  h = await house();
  key = h.ctx.vault.keyedHash('email', email);
  const company = { email, currentSupplier: 'Gamla Kraft AB', contractEnds: '2026-09-30', message: 'Gärna i maj.' };
  const done = await h.ask({ company: { ...company, organisationNumber: organisationNumber(1) } });
  await h.quote(done.leadId, 'savera');
  await transact(h.ctx.db, async (tx) =>
    reportContract(h.ctx, tx, (await h.referral(done.leadId, 'savera')).id, 'customer'),
  );
  await h.sendDue();
  await h.retain();
  const { leadId } = await h.ask({ company: { ...company, organisationNumber: organisationNumber(2) } });
  await h.sendDue();
  const pdf = Buffer.from('%PDF-1.7\n%%EOF\n');
  const savera = await h.referral(leadId, 'savera');
  await transact(h.ctx.db, (tx) => giveQuote(h.ctx, tx, savera, { ...aQuote, comment: 'Hela året' }, pdf));
  await transact(h.ctx.db, async (tx) =>
    declineReferral(h.ctx, tx, await h.referral(leadId, 'tallmo-energi'), 'terms'),
  );
  await transact(h.ctx.db, (tx) => reportLost(h.ctx, tx, savera.id));
  await transact(h.ctx.db, (tx) => askQuestion(h.ctx, tx, leadId, 'Kan ni börja i maj?'));
  const staff = { ...h.ctx, actor: `staff:${randomUUID()}` } as const;
  await transact(h.ctx.db, async (tx) => {
    await writeNote(staff, tx, leadId, 'Vill helst byta före midsommar.');
    await makeTask(staff, tx, leadId, { body: 'Ring om anläggningen', dueOn: Temporal.PlainDate.from('2026-12-24') });
    await writeLetter(staff, tx, leadId, { channel: 'mail', template: null, subject: 'Om mätaren', body: 'Hej!' }, 'a');
    await writeLetter(staff, tx, leadId, { channel: 'sms', template: null, subject: null, body: 'Kort fråga' }, 'b');
    await logCall(staff, tx, leadId, { outcome: 'reached', note: 'Ville veta mer', next: null }, 'c');
  });
  const files = [{ name: 'anlaggning.png', type: 'image/png', content: Buffer.from('89504e470d0a1a0a', 'hex') }];
  await plantMail(h.ctx, { from: `Inköp <${email}>`, subject: 'En sak till', text: 'Vi har två mätare.', files });
  await plantSubmission(h.ctx, [{ key: 'email', label: 'E-post', values: [email] }]);
  const { id } = await h.ctx.db
    .selectFrom('brokerage.message')
    .select('id')
    .where('channel', '=', 'sms')
    .executeTakeFirstOrThrow();
  await sql`update brokerage.call set carrier_id = 'c0123456789'`.execute(h.ctx.db);
  await noteReport(h.ctx, h.ctx.db, id, 's0123456789', 'delivered');
  await keepText(h.ctx.db, h.clock, { reference: id, to: '+46701740605', text: 'Kort fråga' });
  await transact(h.ctx.db, async (tx) => {
    await noteLoginRequest(h.ctx, tx, key);
    await openWaiting(h.ctx, tx, { right: 'access', channel: 'mail', locale: 'sv' }, { email });
    await logIn(h.ctx, tx, await issueLoginToken(h.ctx, tx, key));
  });
  await withinLimit(h.ctx, h.ctx.db, 'login.email', key.toString('hex'), 5, 3600);
  const [delivery] = await h.deliveries('customer.received');
  // What no single history has at once.
  await sql`update brokerage.lead set restricted_at = ${h.clock.now()}, closing_reason = 'no-contract' where id = ${leadId}`.execute(
    h.ctx.db,
  );
  await h.db.owner.pool.query(`update archive.request set restricted_at = $1`, [h.clock.now()]);
  await transact(h.ctx.db, async (tx) => {
    const wanted = {
      email,
      name: 'Norrgårdens inköp',
      locale: 'sv',
      channel: 'form',
      interests: ['electricity'],
    } as const;
    await answerSignUp(h.ctx, tx, await noteSignUp(h.ctx, tx, wanted));
    const { id } = await tx.selectFrom('newsletter.subscriber').select('id').executeTakeFirstOrThrow();
    await confirmSignUp(h.ctx, tx, await issueConfirmToken(h.ctx, tx, id));
    const chosen = { name: wanted.name, locale: 'sv', interests: ['electricity'] } as const;
    await changePreferences(tx, id, chosen);
    await restrictSubscriber(h.ctx, tx, id, true);
    // As one that came in a list has it.
    await tx.updateTable('newsletter.consent').set({ stated: 'Mässan i Växjö, i mars' }).execute();
  });
  await sql`insert into privacy.suppression (address_hash, at) values (${h.ctx.vault.keyedHash('suppression', email)}, ${h.clock.now()})`.execute(
    h.ctx.db,
  );
  const mine = (await h.deliveries('customer.received')).find((d) => d.lead_id === leadId) ?? delivery;
  await sql`insert into caught.mail (id, at, message_id, recipient, subject, html, body, headers)
    values (${mine?.id}, ${h.clock.now()}, ${`<${mine?.id}@allkontrakt.se>`}, ${email}, 'Ett ämne', '<p>Ett mejl</p>', 'Ett mejl', '{}')`.execute(
    h.ctx.db,
  );
  data = checkExport(await exportPerson(h.ctx, h.ctx.db, key));
});

/** The person’s own rows of each table that has personal columns; the world above holds nobody else. */
const mine = async (table: string): Promise<Record<string, unknown>[]> =>
  (await h.db.owner.pool.query(`select * from ${table}`)).rows as Record<string, unknown>[];

/** A value as it would stand in the file, in as many pieces as it has. */
function texts(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return [value.toString('hex')];
  if (value instanceof Temporal.Instant || value instanceof Temporal.PlainDate) return [value.toString()];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(texts);
  return [JSON.stringify(typeof value === 'string' ? value : String(value)).slice(1, -1)];
}

/** Files stand in it as base64, fingerprints as hex. */
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64') || hex;

describe('P28: a copy of everything', () => {
  it.each(personalTables.flatMap((table) => personalColumns(table).map(({ column }) => [table, column] as const)))(
    '%s.%s is in the file, or the file says why not',
    async (table, column) => {
      const why = withheld[`${table}.${column}`];
      if (why) {
        expect(data.withheld).toContainEqual({ column: `${table}.${column}`, why });
        expect(why.sv.length * why.en.length).toBeGreaterThan(400);
        return;
      }
      const values = (await mine(table)).map((row) => row[column]).filter((v) => v !== null && v !== undefined);
      // Nothing would be proved of a column that nobody has filled in.
      expect(values.length).toBeGreaterThan(0);
      const { withheld: _, ...rest } = data;
      const held = JSON.stringify(rest);
      for (const text of values.flatMap(texts)) expect(held.includes(text) || held.includes(base64(text))).toBe(true);
    },
  );

  it('nothing is withheld that does not exist', () => {
    const all = personalTables.flatMap((table) => personalColumns(table).map(({ column }) => `${table}.${column}`));
    expect(Object.keys(withheld).filter((column) => !all.includes(column))).toEqual([]);
  });

  it('is counted as the database has it: each archived request, the counters, and a block against mailings (D4)', async () => {
    for (const id of ['b', 'c'])
      await h.db.owner.pool.query(
        `insert into archive.request select * from jsonb_populate_record(null::archive.request, (select to_jsonb(r) from archive.request r limit 1)
          || jsonb_build_object('id', $1::text, 'reference', $2::text))`,
        [`00000000-0000-4000-8000-00000000000${id}`, `AAAA-AA${id}`],
      );
    const counts = await transact(h.ctx.db, (tx) => findPerson(h.ctx, tx, key));
    expect(counts).toMatchObject({ 'archive.request': 3, 'access.rate_limit': 2, 'privacy.suppression': 1 });
    expect(data.tables['privacy.suppression']).toHaveLength(1);
    // Of somebody of whom nothing else is left, it is found by the address itself.
    const gone = 'borta@norrgarden.example';
    const none = h.ctx.vault.keyedHash('email', gone);
    await sql`insert into privacy.suppression (address_hash, at) values (${h.ctx.vault.keyedHash('suppression', gone)}, ${h.clock.now()})`.execute(
      h.ctx.db,
    );
    expect((await transact(h.ctx.db, (tx) => findPerson(h.ctx, tx, none, gone)))['privacy.suppression']).toBe(1);
    expect((await exportPerson(h.ctx, h.ctx.db, none, gone)).tables['privacy.suppression']).toHaveLength(1);
  });
});
