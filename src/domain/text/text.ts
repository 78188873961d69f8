import { clean } from '#platform/mail/index.ts';
import type { Locale, Text } from '#policy/text.ts';

/** A text of ours that staff may edit. What stands in the code is said until they do, and again when they want it back. */
export interface Editable {
  /** Stable: what has been edited is found by it. */
  readonly key: string;
  /** Where it is said. */
  readonly group: string;
  /** What it is, for whoever edits it. */
  readonly label: Text;
  readonly words: Text;
  /** One line, or paragraphs with an empty line between them. */
  readonly kind: 'line' | 'paragraphs';
  /** Most characters. */
  readonly most: number;
}

/** What has been edited, as it is now. The revision grows with every edit. */
export interface Edited {
  readonly revision: number;
  readonly bodies: ReadonlyMap<string, string>;
}

export const unedited: Edited = { revision: 0, bodies: new Map() };

export const bodyKey = (locale: Locale, key: string): string => `${locale} ${key}`;

/** A text as it is said now. */
export const saying = (edited: Edited, { key, words }: Pick<Editable, 'key' | 'words'>, locale: Locale): string =>
  edited.bodies.get(bodyKey(locale, key)) ?? words[locale];

export const sayingBoth = (edited: Edited, text: Pick<Editable, 'key' | 'words'>): Text => ({
  sv: saying(edited, text, 'sv'),
  en: saying(edited, text, 'en'),
});

/** The places in a text that are filled when it is said, each written `{name}`. */
export const placesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ''))].sort();

/** A text with its places filled, each once: what fills one is not looked through for others. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole));

/** What was typed, as it is kept: without control characters and marks that turn the direction of text, a line as one line. */
export function tidied({ kind }: Pick<Editable, 'kind'>, typed: string): string {
  const text = clean(typed);
  if (kind === 'line') return text.replace(/\s+/g, ' ').trim();
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

export type TextFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long'; readonly most: number }
  | { readonly kind: 'places'; readonly missing: readonly string[]; readonly unknown: readonly string[] };

/** What is wrong with an edited text, or undefined. It must have the places that the text in the code has, and no others. */
export function faultOf({ words, most }: Editable, locale: Locale, body: string): TextFault | undefined {
  if (body === '' && words[locale] !== '') return { kind: 'empty' };
  if (body.length > most) return { kind: 'too-long', most };
  const [wanted, given] = [placesIn(words[locale]), placesIn(body)];
  const missing = wanted.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !wanted.includes(name));
  return missing.length + unknown.length > 0 ? { kind: 'places', missing, unknown } : undefined;
}
