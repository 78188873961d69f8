import { messages } from '../../ui/i18n.ts';
import { en } from './sources.texts.en.ts';
import { sv } from './sources.texts.sv.ts';

export const sourceWords = messages(sv, en);
