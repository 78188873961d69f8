import { messages } from '../../ui/i18n.ts';
import { en } from './bulk.texts.en.ts';
import { sv } from './bulk.texts.sv.ts';

export const bulkWords = messages(sv, en);
