import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonQuestions, services } from '#catalog/index.ts';
import { catalogTexts, catalogueIn } from './catalogue.ts';
import { bodyKey, type Editable, faultOf, filled, placesIn, tidied, unedited } from './text.ts';

const subject: Editable = {
  key: 'mail.x.subject',
  group: 'mail',
  label: { sv: 'Ämne', en: 'Subject' },
  words: { sv: 'Förfrågan {reference} om {service}', en: 'Request {reference} about {service}' },
  kind: 'line',
  most: 60,
};
const help: Editable = { ...subject, words: { sv: '', en: '' } };

describe('what may be written in a text', () => {
  it('has the places that the code’s text has, in any order and number, and no others', () => {
    expect(faultOf(subject, 'sv', '{service}: {reference}, {service}')).toBeUndefined();
    expect(faultOf(subject, 'sv', 'Om {service}')).toEqual({ kind: 'places', missing: ['reference'], unknown: [] });
    expect(faultOf(subject, 'sv', '{service} {reference} {email} {}')).toEqual({
      kind: 'places',
      missing: [],
      unknown: ['', 'email'],
    });
  });

  it('is not empty where the code says something, and no longer than there is room for', () => {
    expect(faultOf(subject, 'en', '')).toEqual({ kind: 'empty' });
    expect(faultOf(help, 'en', '')).toBeUndefined();
    expect(faultOf(help, 'en', 'x'.repeat(60))).toBeUndefined();
    expect(faultOf(help, 'en', 'x'.repeat(61))).toEqual({ kind: 'too-long', most: 60 });
  });

  it('is kept without what turns text round or ends a header', () => {
    expect(tidied(subject, ' Hej\r\nBcc: alla@x.example\u202E \u0000då ')).toBe('Hej Bcc: alla@x.example då');
    expect(tidied({ kind: 'paragraphs' }, 'Ett \r\n\r\n\r\n\r\nTvå\u2066 ')).toBe('Ett\n\nTvå');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const line = tidied(subject, typed);
        expect(line).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
        expect(tidied(subject, line)).toBe(line);
      }),
    );
  });

  it('is filled once: what fills a place is not looked through for others', () => {
    expect(filled('{a} {b} {c}', { a: '{b}', b: 'två' })).toBe('{b} två {c}');
    expect(filled('{constructor}', {})).toBe('{constructor}');
    expect(placesIn('{b} {a} {b}')).toEqual(['a', 'b']);
  });
});

describe('the catalogue in other words', () => {
  it('is the catalogue itself when nothing is edited', () => {
    expect(catalogueIn(unedited)).toEqual({ services, commonQuestions });
  });

  it('shows help that is edited, added or taken away, and changes neither question nor formula', () => {
    const bodies = new Map([
      [bodyKey('sv', 'help.electricity.annualKwh'), 'Nytt.'],
      [bodyKey('sv', 'help.electricity.origin'), 'Tillagd.'],
      [bodyKey('en', 'service.electricity.lead'), 'Why.'],
    ]);
    const [electricity] = catalogueIn({ revision: 1, bodies }).services;
    const hint = (id: string) => electricity?.questions.find((q) => q.id === id)?.hint?.sv;
    expect(hint('annualKwh')).toBe('Nytt.');
    expect(hint('origin')).toBe('Tillagd.');
    expect(electricity?.lead).toEqual({ sv: services[0]?.lead.sv, en: 'Why.' });
    const rest = (all: typeof services) =>
      all.map(({ questions }) => questions.map(({ hint: _, ...question }) => question));
    expect(rest(catalogueIn({ revision: 1, bodies }).services)).toEqual(rest(services));
    expect(electricity?.cost).toBe(services[0]?.cost);
  });

  it('every text has a key of its own, and room for what the code says', () => {
    expect(new Set(catalogTexts.map(({ key }) => key)).size).toBe(catalogTexts.length);
    for (const text of catalogTexts)
      for (const locale of ['sv', 'en'] as const)
        expect(faultOf(text, locale, tidied(text, text.words[locale])), text.key).toBeUndefined();
  });
});
