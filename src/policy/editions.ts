import type { PolicyDocument } from './document-parts.ts';
import { editionFiles } from './editions/list.ts';
import type { Locale } from './text.ts';

/** The policy as it was published, kept word for word, so that what a request cites can always be read. */
export interface Edition {
  /** As it is cited: date and fingerprint. */
  readonly name: string;
  /** ISO date from which it applies. */
  readonly date: string;
  /** Without suppliers and processors, which change without the policy changing. */
  readonly document: Readonly<Record<Locale, PolicyDocument>>;
}

/** Every published edition, the newest first; the first is the one in force. */
export const editions: readonly Edition[] = (editionFiles as unknown as readonly Edition[]).toSorted((a, b) =>
  a.date < b.date ? 1 : -1,
);
