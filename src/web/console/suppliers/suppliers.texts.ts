import { messages } from '../../ui/i18n.ts';
import { en } from './suppliers.texts.en.ts';
import { sv } from './suppliers.texts.sv.ts';

export const supplierPageWords = messages(sv, en);
