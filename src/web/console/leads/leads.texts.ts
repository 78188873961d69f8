import { messages } from '../../ui/i18n.ts';
import { en } from './leads.texts.en.ts';
import { sv } from './leads.texts.sv.ts';

export const leadWords = messages(sv, en);
