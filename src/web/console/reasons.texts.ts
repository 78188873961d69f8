import type { Locale } from '#policy/text.ts';
import { messages } from '../ui/i18n.ts';
import { en } from './reasons.texts.en.ts';
import { sv } from './reasons.texts.sv.ts';

const words = messages(sv, en);

/** Why a delivery stands as it does, in words; a code that has none (a later version's) as it is. */
export const reasonWords = (code: string, locale: Locale): string => words(locale).known[code] ?? code;
