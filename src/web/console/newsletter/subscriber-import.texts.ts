import { messages } from '../../ui/i18n.ts';
import { en } from './subscriber-import.texts.en.ts';
import { sv } from './subscriber-import.texts.sv.ts';

export const importWords = messages(sv, en);
