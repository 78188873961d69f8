import { messages } from '../../ui/i18n.ts';
import { en } from './wording.texts.en.ts';
import { sv } from './wording.texts.sv.ts';

export const wordingWords = messages(sv, en);
