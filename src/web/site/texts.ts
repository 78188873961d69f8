import { messages } from '../ui/i18n.ts';
import { en } from './texts.en.ts';
import { sv } from './texts.sv.ts';

export const t = messages(sv, en);
