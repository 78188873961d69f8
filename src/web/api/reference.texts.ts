import { messages } from '../ui/i18n.ts';
import { en } from './reference.texts.en.ts';
import { sv } from './reference.texts.sv.ts';

export const referenceWords = messages(sv, en);
