import { messages } from '../../ui/i18n.ts';
import { en } from './sending.texts.en.ts';
import { sv } from './sending.texts.sv.ts';

export const sendingWords = messages(sv, en);
