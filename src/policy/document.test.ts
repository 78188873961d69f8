import { describe, expect, it } from 'vitest';
import { cookies } from './consents.ts';
import { controller } from './controller.ts';
import { asKept, type PolicyDocument, type PolicyInput, type Processor, policyDocument } from './document.ts';
import { periodText } from './period.ts';
import { decisions, promises } from './promises.ts';
import { purposeIds, purposes } from './purposes.ts';
import { retentionRules } from './retention.ts';
import { complaintLine, rights } from './rights.ts';
import { locales } from './text.ts';
import { canonicalJson, policyFingerprintSource } from './version.ts';

const input: PolicyInput = {
  suppliers: [
    { name: 'Tallmo Energi', services: ['El'] },
    { name: 'Ljusåkra Kraft', services: ['El', 'Telefoni'] },
    { name: 'Stilla Handel', services: [] },
  ],
  processors: [
    { kind: 'hosting', name: 'Exempel Drift' },
    { kind: 'mail', name: 'vi', own: true },
  ],
};

const textOf = (document: PolicyDocument): string =>
  [
    document.title,
    document.intro,
    ...document.sections.flatMap(({ heading, blocks }) => [
      heading,
      ...blocks.flatMap((block) => {
        if ('p' in block) return [block.p];
        if ('list' in block) return block.list;
        if ('table' in block) return [block.table.head, ...block.table.rows].flat();
        return block.definitions.flatMap(({ term, text }) => [term, text]);
      }),
    ]),
  ].join('\n');

const section = (locale: 'sv' | 'en', id: string, from: PolicyInput = input) => {
  const document = policyDocument(locale, from);
  return textOf({ ...document, sections: document.sections.filter((one) => one.id === id) });
};

const shape = (document: PolicyDocument) =>
  document.sections.map(({ id, blocks }) => [
    id,
    ...blocks.map((block) => {
      if ('p' in block) return 'p';
      if ('list' in block) return `list ${block.list.length}`;
      if ('table' in block)
        return `table ${block.table.rows.length} × ${block.table.rows.map((row) => row.length)} under ${block.table.head.length}`;
      return `definitions ${block.definitions.length}`;
    }),
  ]);

describe.each(locales)('P26 the policy in %s', (locale) => {
  const text = textOf(policyDocument(locale, input));

  it('P1: names the controller exactly', () => {
    const { name, organisationNumber, street, postcode, city, email, site } = controller;
    for (const fact of [name, organisationNumber, `${street}, ${postcode} ${city}`, email, site])
      expect(text).toContain(fact);
  });

  it('P29: says how to complain', () => expect(text).toContain(complaintLine[locale]));

  it('P28: lists every right, what it is and how to use it', () => {
    for (const right of Object.values(rights)) {
      for (const part of [right.name, right.what, right.how]) expect(text).toContain(part[locale]);
    }
  });

  it('lists every retention rule with its period, but for those of development', () => {
    const long = section(locale, 'retention').split('\n');
    for (const rule of retentionRules) {
      const at = long.indexOf(rule.condition[locale]);
      if (rule.status === 'development') {
        expect(at).toBe(-1);
        continue;
      }
      expect(at, rule.id).toBeGreaterThan(0);
      if (rule.duration) expect(rule.period).toBe('PT0S');
      else if (rule.period) expect(long[at + 1], rule.id).toBe(periodText(rule.period, locale));
      expect(long[at + 2], rule.id).toBe(rule.text[locale]);
    }
  });

  it('states D1–D4 and every promise about newsletter and statistics', () => {
    const { D2, D3, D4 } = decisions;
    for (const decision of [D2, D3, D4]) expect(text).toContain(decision[locale]);
    for (let n = 14; n <= 25; n++) expect(text).toContain(promises[`P${n}` as 'P14'].text[locale]);
  });

  it('gives the legal basis of every purpose', () => {
    for (const id of purposeIds) expect(text, id).toContain(purposes[id].because[locale]);
  });

  it('names suppliers by service, those without one, and processors', () => {
    const who = section(locale, 'recipients');
    expect(who).toContain(`El\nTallmo Energi ${locale === 'sv' ? 'och' : 'and'} Ljusåkra Kraft`);
    expect(who).toContain('Telefoni\nLjusåkra Kraft');
    expect(who).toMatch(/(utan förfrågningar|without requests): Stilla Handel\./);
    expect(who).toContain(': Exempel Drift');
  });

  it('lists the cookies', () => {
    for (const { name } of cookies) expect(section(locale, 'cookies')).toContain(name);
  });

  it('says what is measured of visits, and that the newsletter exists', () => {
    expect(section(locale, 'newsletter')).not.toMatch(/Vi skickar inget nyhetsbrev i dag|We send no newsletter today/);
    expect(section(locale, 'analytics')).not.toMatch(/Vi mäter inga besök i dag|We measure no visits today/);
    expect(section(locale, 'analytics')).toMatch(/26 månader|26 months/);
  });

  it('has neither empty nor broken text', () => {
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\n\n|\.\.| {2}/);
    for (const { blocks } of policyDocument(locale, input).sections) expect(blocks.length).toBeGreaterThan(0);
  });
});

describe('the two languages', () => {
  it('have the same sections, blocks, rows and columns', () => {
    for (const one of [input, asKept, { suppliers: [], processors: [] }]) {
      expect(shape(policyDocument('sv', one))).toEqual(shape(policyDocument('en', one)));
    }
  });

  it('have unique anchors of their own', () => {
    for (const locale of locales) {
      const anchors = policyDocument(locale, input).sections.map(({ anchor }) => anchor);
      expect(new Set(anchors).size).toBe(anchors.length);
      for (const anchor of anchors) expect(anchor).toMatch(/^[a-z-]+$/);
    }
  });
});

describe('what the operator has engaged', () => {
  it('shows text messages only where a sender is engaged', () => {
    expect(section('sv', 'recipients')).not.toContain('Sms och telefoni');
    const sms = { ...input, processors: [{ kind: 'sms', name: 'Exempel Sms' }] as const };
    expect(section('sv', 'recipients', sms)).toContain('Sms och telefoni: Exempel Sms');
  });

  it('says who does it by themselves', () => {
    expect(section('sv', 'recipients')).toContain('E-post: det sköter vi själva');
    expect(section('en', 'recipients')).toContain('E-mail: we do it ourselves');
  });

  const outsideEea = { country: 'Exempelland', safeguard: 'Standardavtalsklausuler' };
  const [hosting, mail] = input.processors as [Processor, Processor];
  const denial = /Vi för inte över uppgifter|We do not transfer data/;

  it.each(locales)('denies transfers outside the EU in %s only when everybody who must be is stated', (locale) => {
    expect(section(locale, 'transfers')).toMatch(denial);
    for (const processors of [[], [hosting], [mail]]) {
      const text = section(locale, 'transfers', { suppliers: [], processors });
      expect(text).not.toMatch(denial);
      expect(text).toMatch(/är inte angivet här|is not stated here/);
    }
    expect(section('sv', 'transfers', { suppliers: [], processors: [hosting] })).toContain(
      'Vem som sköter e-post är inte',
    );
    expect(section('sv', 'recipients', { suppliers: [], processors: [hosting] })).toContain('E-post: inte angivet');
  });

  it('names a transfer that somebody makes', () => {
    const abroad = { ...input, processors: [hosting, { kind: 'mail', name: 'Exempel Post', outsideEea } as const] };
    const text = section('sv', 'transfers', abroad);
    expect(text).not.toMatch(denial);
    expect(text).toContain('Exempel Post, Exempelland\nStandardavtalsklausuler');
  });

  it.each(locales)('a kept edition in %s claims nothing about transfers, and says where it stands', (locale) => {
    const text = section(locale, 'transfers', asKept);
    expect(text).not.toMatch(denial);
    expect(text).toMatch(/bland policyns versioner|among the versions of the policy/);
  });
});

describe('the fingerprint', () => {
  it('is the same every time and holds what matters', () => {
    expect(policyFingerprintSource()).toBe(policyFingerprintSource());
    const content = JSON.parse(policyFingerprintSource());
    expect(content.retention['lead.no-quote'].period).toBe('P30D');
    expect(content.document).toHaveLength(2);
  });

  it('does not depend on the order of keys, only of lists', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":[2,1]}');
  });
});
