import type { Block, PolicyDocument, Section } from './document-parts.ts';

/** A sentence of a section: as it was, new, or gone. */
export interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export interface SectionChange {
  readonly id: string;
  readonly heading: string;
  readonly kind: 'same' | 'changed' | 'added' | 'removed';
  readonly sentences: readonly Change[];
}

/** A sentence ends before a space and a capital letter; an abbreviation in the middle of one does not end it. */
const split = (text: string): string[] => text.split(/(?<=[.!?])\s+(?=[\p{Lu}«“])/u).filter(Boolean);

function sentencesOf(block: Block): string[] {
  if ('p' in block) return split(block.p);
  if ('list' in block) return block.list.flatMap(split);
  if ('definitions' in block) return block.definitions.flatMap(({ term, text }) => split(`${term}: ${text}`));
  // A row is read as one line: what it is about and how long it is kept must not come apart.
  return block.table.rows.map((row) => row.map((cell) => cell.replace(/\.$/, '')).join(' · '));
}

const linesOf = (section: Section | undefined): string[] => section?.blocks.flatMap(sentencesOf) ?? [];

/** The longest common subsequence, so that what only moved past an insertion is not shown as new. */
export function compare(before: readonly string[], after: readonly string[]): Change[] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i]![j] =
        before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      changes.push({ kind: 'same', text: before[i]! });
      i++;
      j++;
    } else if (i < before.length && (j === after.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changes.push({ kind: 'removed', text: before[i++]! });
    } else changes.push({ kind: 'added', text: after[j++]! });
  }
  return changes;
}

function sectionChange(before: Section | undefined, after: Section | undefined): SectionChange[] {
  const section = after ?? before;
  if (!section) return [];
  const sentences = compare(linesOf(before), linesOf(after));
  const renamed: Change[] =
    before && after && before.heading !== after.heading
      ? [
          { kind: 'removed', text: before.heading },
          { kind: 'added', text: after.heading },
        ]
      : [];
  const all = [...renamed, ...sentences];
  const changed = all.some(({ kind }) => kind !== 'same') ? 'changed' : 'same';
  const kind = !before ? 'added' : !after ? 'removed' : changed;
  return [{ id: section.id, heading: section.heading, kind, sentences: all }];
}

/**
 * What differs between two editions, sentence by sentence within each section; the newer one's order, and sections that
 * are gone last. Sections are the same when their ids are.
 */
export function policyDiff(before: PolicyDocument, after: PolicyDocument): SectionChange[] {
  const find = ({ sections }: PolicyDocument, id: string) => sections.find((section) => section.id === id);
  const gone = before.sections.filter(({ id }) => !find(after, id));
  return [
    ...after.sections.flatMap((section) => sectionChange(find(before, section.id), section)),
    ...gone.flatMap((section) => sectionChange(section, undefined)),
  ];
}
