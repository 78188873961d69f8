import { messages } from '../../ui/i18n.ts';
import { en } from './results.texts.en.ts';
import { sv } from './results.texts.sv.ts';

export const resultWords = messages(sv, en);
