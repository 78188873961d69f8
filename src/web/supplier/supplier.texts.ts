import { messages } from '../ui/i18n.ts';
import { en } from './supplier.texts.en.ts';
import { sv } from './supplier.texts.sv.ts';

export const supplierWords = messages(sv, en);
