import { messages } from '../../ui/i18n.ts';
import { en } from './new-lead.texts.en.ts';
import { sv } from './new-lead.texts.sv.ts';

export const newLeadWords = messages(sv, en);
