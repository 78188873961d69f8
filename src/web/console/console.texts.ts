import { messages } from '../ui/i18n.ts';
import { en } from './console.texts.en.ts';
import { sv } from './console.texts.sv.ts';

export type { ConsoleWords } from './console.texts.sv.ts';
export const consoleWords = messages(sv, en);
