import { messages } from '../../ui/i18n.ts';
import { en } from './visits.texts.en.ts';
import { sv } from './visits.texts.sv.ts';

export const visitWords = messages(sv, en);
