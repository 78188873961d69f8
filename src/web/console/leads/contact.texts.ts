import { messages } from '../../ui/i18n.ts';
import { en } from './contact.texts.en.ts';
import { sv } from './contact.texts.sv.ts';

export const contactWords = messages(sv, en);
