import { messages } from '../ui/i18n.ts';
import { en } from './consent.texts.en.ts';
import { sv } from './consent.texts.sv.ts';

export const consentWords = messages(sv, en);
