import { describe, expect, it } from 'vitest';
import { policyDiff } from './diff.ts';
import type { Block, PolicyDocument } from './document.ts';
import { editions } from './editions.ts';

const document = (sections: Readonly<Record<string, readonly Block[]>>): PolicyDocument => ({
  locale: 'sv',
  title: 't',
  intro: 'i',
  sections: Object.entries(sections).map(([id, blocks]) => ({ id, anchor: id, heading: id, blocks })),
});
const lines = (before: Readonly<Record<string, readonly Block[]>>, after: typeof before) =>
  policyDiff(document(before), document(after)).flatMap(({ sentences }) =>
    sentences.map(({ kind, text }) => `${{ same: '=', added: '+', removed: '-' }[kind]} ${text}`),
  );

describe('P26: what differs between two editions', () => {
  it('is shown sentence by sentence', () => {
    const before = { a: [{ p: 'Vi sparar i 30 dagar. Sedan raderas det, t.ex. av programmet. Klart.' }] };
    const after = { a: [{ p: 'Vi sparar i 20 dagar. Sedan raderas det, t.ex. av programmet. Genast. Klart.' }] };
    expect(lines(before, after)).toEqual([
      '- Vi sparar i 30 dagar.',
      '+ Vi sparar i 20 dagar.',
      '= Sedan raderas det, t.ex. av programmet.',
      '+ Genast.',
      '= Klart.',
    ]);
  });

  it('keeps the row of a table together, and reads lists and definitions', () => {
    const row = (period: string) => ({ a: [{ table: { head: ['Vad', 'Tid'], rows: [['En kopia', period]] } }] });
    expect(lines(row('35 dagar'), row('30 dagar'))).toEqual(['- En kopia · 35 dagar', '+ En kopia · 30 dagar']);
    expect(lines({ a: [] }, { a: [{ list: ['Ett.'] }, { definitions: [{ term: 'T', text: 'två.' }] }] })).toEqual([
      '+ Ett.',
      '+ T: två.',
    ]);
  });

  it('tells sections that came, went and stayed', () => {
    const kinds = policyDiff(
      document({ a: [{ p: 'A.' }], b: [{ p: 'B.' }] }),
      document({ a: [{ p: 'A.' }], c: [{ p: 'C.' }] }),
    ).map(({ id, kind }) => `${id} ${kind}`);
    expect(kinds).toEqual(['a same', 'c added', 'b removed']);
  });

  it('gives back both editions: nothing is left out of the two that are published', () => {
    const [now, before] = editions;
    for (const locale of ['sv', 'en'] as const) {
      const old = before!.document[locale];
      const diff = policyDiff(old, now!.document[locale]);
      expect(diff.some(({ kind }) => kind !== 'same')).toBe(true);
      const kept = diff.flatMap(({ sentences }) => sentences.filter(({ kind }) => kind !== 'added'));
      const whole = policyDiff(old, old).flatMap(({ sentences }) => sentences);
      expect(kept.map(({ text }) => text).toSorted()).toEqual(whole.map(({ text }) => text).toSorted());
    }
  });
});
