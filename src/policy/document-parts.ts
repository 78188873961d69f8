import type { ProcessorId } from './recipients.ts';
import type { Locale } from './text.ts';

export type Block =
  | { readonly p: string }
  | { readonly list: readonly string[] }
  | { readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } }
  | { readonly definitions: readonly { readonly term: string; readonly text: string }[] };

export interface Section {
  /** The same in every language. */
  readonly id: string;
  /** What stands after # in the address, in the document's language. */
  readonly anchor: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export interface PolicyDocument {
  readonly locale: Locale;
  readonly title: string;
  readonly intro: string;
  readonly sections: readonly Section[];
}

/** What the policy can't know by itself: the registry of suppliers, and who the operator has engaged. */
export interface PolicyInput {
  /** `services`: names in the document's language; empty for a supplier that receives nothing. */
  readonly suppliers: readonly { readonly name: string; readonly services: readonly string[] }[];
  /** Left out in an edition that is kept: who was engaged when is listed by itself. A kind that nobody is named for is not stated. */
  readonly processors?: readonly Processor[];
}

/** The policy as it is kept and cited: without what changes while it stays the same. */
export const asKept: PolicyInput = { suppliers: [] };

export interface Processor {
  readonly kind: ProcessorId;
  readonly name: string;
  /** Nobody: the controller does it by itself. */
  readonly own?: true;
  /** In the document's language. */
  readonly country?: string;
  /** Only for one that handles data outside the EU and EEA: where, and by which safeguard (art. 46), in the document's language. */
  readonly outsideEea?: { readonly country: string; readonly safeguard: string };
}

/** Picks the language once, so that the two languages can't get different structures. */
export type Say = (sv: string, en: string) => string;
export const sayer = (locale: Locale): Say => (locale === 'sv' ? (sv) => sv : (_, en) => en);

/** "A, B och C" / "A, B and C". */
export function enumerate(items: readonly string[], locale: Locale): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${locale === 'sv' ? 'och' : 'and'} ${last}`;
}

/** Makes one section. */
export type Build = (locale: Locale, input: PolicyInput) => Section;

/** "6.1 b" in Swedish law text is "6(1)(b)" in English. */
export const articleEn = (article: string) => article.replace(/^(\d+)\.(\d+)/, '$1($2)').replace(/ (\w)$/, '($1)');
