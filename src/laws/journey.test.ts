import { beforeAll, describe, expect, it } from 'vitest';
import { commonQuestions, type Field, quoteFieldsOf, services } from '#catalog/index.ts';
import { eventTypes } from '#domain/ledger/index.ts';
import { sql } from '#platform/db/index.ts';
import { fieldUse, formFields } from '#policy/fields.ts';
import { isLoggable } from '#policy/personal-data.ts';
import { namesOf } from '#web/forms.ts';
import { everyForm } from './forms.ts';
import { bullsson, personalValues, tolvan, type Watched, watchedProduct, wholeJourney } from './journey.ts';
import { sourceFiles } from './source.ts';

let house: Watched;
beforeAll(async () => {
  house = await watchedProduct();
  await wholeJourney(house);
  await everyForm(house);
});

/** Personal values in a text. One of digits alone counts only as a number of its own, not inside an id or a time. */
const personalIn = (text: string): string[] =>
  personalValues.filter((value) =>
    /^\d+$/.test(value)
      ? new RegExp(`(?<![\\w.-])${value}(?![\\w.-])`).test(text)
      : text.toLowerCase().includes(value.toLowerCase()),
  );

describe('law 3: every form field is declared (P2)', () => {
  const catalogued = new Set(
    [
      ...services.flatMap((service): readonly Field[] => [...service.questions, ...quoteFieldsOf(service)]),
      ...commonQuestions,
    ].flatMap(namesOf),
  );
  const undeclared = (names: Iterable<string>) =>
    [...new Set(names)].filter((name) => !catalogued.has(name) && fieldUse(name, 'form') === undefined);
  const namesIn = (html: string) =>
    [...html.matchAll(/<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]*)"/g)].map(([, name]) => name ?? '');

  it('on every page that was shown', () => {
    const names = house.pages.flatMap(({ html }) => namesIn(html));
    for (const name of [
      'annualKwh',
      'monthlyFee',
      'suppliers',
      'idempotencyKey',
      'outcome',
      'question',
      'reason',
      'file',
      'quoteId',
    ])
      expect(names).toContain(name);
    for (const service of services)
      for (const field of service.questions) expect(names, service.id).toEqual(expect.arrayContaining(namesOf(field)));
    for (const service of services)
      for (const field of quoteFieldsOf(service))
        expect(names, service.id).toEqual(expect.arrayContaining(namesOf(field)));
    expect(undeclared(names)).toEqual([]);
  });

  it('and every one that is read from a form', () => {
    const read = sourceFiles('src/web').flatMap(({ text }) =>
      [...text.matchAll(/\bone\(\w+, '(\w+)'\)|\b(?:form|data)\.get\('(\w+)'\)|\bform\??\.(\w+)\?/g)].map(
        ([, a, b, c]) => a ?? b ?? c ?? '',
      ),
    );
    expect(read).toEqual(expect.arrayContaining(['idempotencyKey', 'outcome', 'file', 'suppliers']));
    expect(undeclared(read)).toEqual([]);
  });

  it('and none is declared that no page has', () => {
    const names = new Set(house.pages.flatMap(({ html }) => namesIn(html)));
    expect(Object.keys(formFields).filter((name) => !names.has(name))).toEqual([]);
  });

  it('would find one that is not', () => {
    expect(
      undeclared(namesIn('<input type="hidden" name="shoeSize" value="1"><input class="x" name="email">')),
    ).toEqual(['shoeSize']);
  });
});

describe('law 7: no job, log line or event holds anything about a person', () => {
  it('the journey was whole: everything that can happen did', async () => {
    const { rows } = await sql<{ type: string }>`select distinct type from ledger.event`.execute(house.db.db);
    expect(rows.map((row) => row.type).sort()).toEqual([...eventTypes].sort());
  });

  /** What the payload of each queue may have. Jobs of the calendar carry nothing. */
  const payloads: Readonly<Record<string, readonly string[]>> = {
    reactions: ['type', 'reaction', 'eventId', 'leadId', 'referralId', 'quoteId', 'supplierId'],
    'login-links': ['requestId'],
    'staff-links': ['requestId'],
    'sign-ups': ['requestId'],
    submissions: ['submissionId'],
  };

  it('jobs carry ids and names of things, by a closed list', async () => {
    const { rows } = await sql<{ name: string; keys: string[]; data: string }>`
      select name, data::text as data, array(select jsonb_object_keys(case jsonb_typeof(data::jsonb) when 'object' then data::jsonb else '{}' end)) as keys
      from jobs.job where name not like '\\_\\_pgboss%'`.execute(house.db.owner.db);
    expect(rows.length).toBeGreaterThan(8);
    for (const queue of Object.keys(payloads)) {
      const keys = new Set(rows.filter((row) => row.name === queue).flatMap((row) => row.keys));
      expect([...keys].sort(), queue).toEqual([...payloads[queue]!].sort());
    }
    for (const row of rows) if (!payloads[row.name]) expect(row.keys, row.name).toEqual([]);
    for (const row of rows) expect(personalIn(row.data), row.name).toEqual([]);
  });

  it('nor a fingerprint of an address: in the policy it counts as what it was made of', async () => {
    const { vault } = house.product.ctx;
    const prints = [bullsson.email, tolvan.email].map((email) => vault.keyedHash('email', email).toString('hex'));
    const { rows } = await sql<{
      data: string;
    }>`select data::text as data from jobs.job where data is not null`.execute(house.db.owner.db);
    expect(rows.filter(({ data }) => prints.some((print) => data.includes(print)))).toEqual([]);
  });

  /** What the detail of each type of event may have; a type that isn't here has none. */
  const details: Readonly<Record<string, readonly string[]>> = {
    'lead.received': ['service'],
    'lead.joined': ['into'],
    'lead.routed': ['suppliers'],
    'referral.sent': ['service'],
    'referral.declined': ['reason'],
    'quote.received': ['by'],
    'quote.corrected': ['by', 'revision'],
    'contract.reported': ['by'],
    'contract.denied': ['by', 'chosen'],
    'lead.closed': ['reason'],
    'lead.erased': ['rule'],
    'lead.rectified': ['fields'],
    'newsletter.requested': ['channel'],
    'consent.given': ['channel'],
    'consent.withdrawn': ['channel', 'mailing'],
    'campaign.sent': ['mailing'],
    'subscriber.erased': ['rule'],
  };

  it('events explain themselves with counts, codes and ids, by a closed list', async () => {
    const { rows } = await sql<{
      type: string;
      detail: Record<string, unknown>;
    }>`select type, detail from ledger.event`.execute(house.db.db);
    for (const type of eventTypes) {
      const keys = new Set(rows.filter((row) => row.type === type).flatMap((row) => Object.keys(row.detail)));
      expect([...keys].sort(), type).toEqual([...(details[type] ?? [])].sort());
    }
    for (const value of rows.flatMap((row) => Object.values(row.detail)))
      expect(String(value)).toMatch(/^[a-z0-9.-]{1,36}$/);
    expect(personalIn(JSON.stringify(rows))).toEqual([]);
  });

  it('log lines hold nothing of what the customers wrote, not even when an error quotes it', () => {
    const said = house.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const event of ['http.error', 'intake.error', 'dispatch.error'])
      expect(said.map((line) => line.event)).toContain(event);
    for (const line of said) expect(Object.keys(line).filter((key) => !isLoggable(key))).toEqual([]);
    expect(personalIn(house.lines.join('\n'))).toEqual([]);
  });

  it('addresses of pages hold nothing of it either', () => {
    expect(house.pages.length).toBeGreaterThan(80);
    expect(personalIn(house.pages.map(({ address }) => decodeURIComponent(address)).join('\n'))).toEqual([]);
  });

  it('would find it: in the pages themselves it stands', () => {
    const shown = personalIn(house.pages.map(({ html }) => html).join('\n'));
    expect(shown).toEqual(
      expect.arrayContaining([
        bullsson.contactName,
        bullsson.email,
        bullsson.phone,
        bullsson.postcode,
        bullsson.organisationNumber,
      ]),
    );
    expect(personalIn('{"phone":"+46701740605"}')).toEqual(['+46701740605']);
    expect(personalIn('{"at":35230}')).toEqual(['35230']);
    expect(personalIn('{"id":"a35230b"}')).toEqual([]);
  });
});
