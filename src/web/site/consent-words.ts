import { createHash } from 'node:crypto';
import { type ConsentId, consentSource } from '#policy/consents.ts';
import type { Locale } from '#policy/text.ts';

/** What the words of now are known by in a form, so that a yes is a yes to the words that stood there (P15). */
export const wordingOf = (id: ConsentId, locale: Locale): string =>
  createHash('sha256').update(consentSource(id, locale)).digest('base64url').slice(0, 22);
