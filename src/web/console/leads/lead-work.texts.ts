import { messages } from '../../ui/i18n.ts';
import { en } from './lead-work.texts.en.ts';
import { sv } from './lead-work.texts.sv.ts';

export const workWords = messages(sv, en);
