import { describe, expect, it } from 'vitest';
import { categories } from './categories.ts';
import { fieldUse, isLoggable, logKeys } from './fields.ts';
import { categoriesHeld, isDeclared, personalColumns, personalTables, table, tables } from './personal-data.ts';
import { purposes } from './purposes.ts';
import { retention } from './retention.ts';

describe('P2 the closed list', () => {
  it('knows the declared columns and no others', () => {
    expect(isDeclared('brokerage.lead', 'email')).toBe(true);
    expect(isDeclared('brokerage.lead', 'state')).toBe(true);
    expect(isDeclared('brokerage.lead', 'shoe_size')).toBe(false);
    expect(isDeclared('brokerage.lead', 'toString')).toBe(false);
    expect(isDeclared('brokerage.nothing', 'email')).toBe(false);
    expect(isDeclared('constructor', 'name')).toBe(false);
  });

  it('tells personal columns with category and purposes', () => {
    expect(personalColumns('brokerage.lead')).toContainEqual({ column: 'ip', category: 'ip', purposes: ['security'] });
    expect(personalColumns('ledger.event')).toEqual([]);
    expect(personalTables).toContain('access.session');
    expect(personalTables).not.toContain('ledger.event');
  });

  it('gives every personal row a clock, and no clock to a table without personal columns (law 4)', () => {
    for (const [name, { clocks }] of Object.entries(tables)) {
      expect(clocks.length > 0, name).toBe(personalTables.includes(name));
      for (const clock of clocks) expect(Object.keys(retention), name).toContain(clock);
    }
  });

  it('uses a column only for a purpose that declares its category, with the development mailbox as the exception', () => {
    for (const name of personalTables.filter((one) => one !== 'caught.mail')) {
      for (const { column, category, also = [], purposes: uses } of personalColumns(name)) {
        for (const use of uses) {
          if (category === 'answers' && use === 'security') continue; // body_hash: only compared, to find a reused key
          for (const one of [category, ...also])
            expect(purposes[use].categories as readonly string[], `${name}.${column}`).toContain(one);
        }
      }
    }
  });

  it('holds only what the policy page says is collected today', () => {
    expect(categoriesHeld.filter((id) => !categories[id].inUse)).toEqual([]);
    expect(categoriesHeld).toEqual(
      expect.arrayContaining(['identity', 'contact', 'company', 'organisation-number', 'answers', 'ip']),
    );
  });

  it('a post of another site’s form is said to hold all that a request does, until it is one', () => {
    const lead = personalColumns('brokerage.lead').filter(({ purposes: uses }) => uses.includes('brokerage'));
    const post = personalColumns('brokerage.submission').find(({ column }) => column === 'content');
    const kinds = new Set(lead.map(({ category }) => category).filter((one) => one !== 'quotes'));
    expect([post?.category, ...(post?.also ?? [])].sort()).toEqual([...kinds].sort());
  });

  it('P4: the IP address of a request is in one column, apart from what is forwarded', () => {
    const withIp = personalTables.filter((name) => personalColumns(name).some((column) => column.category === 'ip'));
    expect(withIp).toEqual(['brokerage.lead', 'access.rate_limit']);
  });
});

describe('table', () => {
  it('reads a compact declaration', () => {
    const made = table({
      plain: `id
        state`,
      personal: { email: ['contact', 'brokerage', 'rights'] },
      clock: 'lead.no-quote',
    });
    expect(made).toEqual({
      columns: {
        id: { personal: false },
        state: { personal: false },
        email: { personal: true, category: 'contact', purposes: ['brokerage', 'rights'] },
      },
      clocks: ['lead.no-quote'],
    });
  });

  it('refuses a column that is named twice', () => {
    expect(() => table({ plain: 'id id' })).toThrow('id');
    expect(() =>
      table({ plain: 'email', personal: { email: ['contact', 'brokerage'] }, clock: 'lead.no-quote' }),
    ).toThrow('email');
  });
});

describe('fields and log keys', () => {
  it('covers common questions by name and the rest of the catalogue by kind', () => {
    expect(fieldUse('contactName', 'common-question')).toBe('identity');
    expect(fieldUse('shoeSize', 'common-question')).toBeUndefined();
    expect(fieldUse('annualKwh', 'service-question')).toBe('answers');
    expect(fieldUse('monthlyFee', 'quote-field')).toBe('quotes');
    expect(fieldUse('idempotencyKey', 'form')).toBeNull();
    expect(fieldUse('constructor', 'form')).toBeUndefined();
  });

  it('P30, D6: no column or field that is personal may be a log key', () => {
    expect(new Set(logKeys).size).toBe(logKeys.length);
    for (const key of [
      'email',
      'phone',
      'ip',
      'organisationNumber',
      'url',
      'body',
      'contactName',
      'message',
      'token',
    ]) {
      expect(isLoggable(key), key).toBe(false);
    }
    for (const key of ['event', 'leadId', 'path', 'err']) expect(isLoggable(key), key).toBe(true);
  });
});
