import { messages } from '../../ui/i18n.ts';
import { en } from './enter.texts.en.ts';
import { sv } from './enter.texts.sv.ts';

export const enterWords = messages(sv, en);
