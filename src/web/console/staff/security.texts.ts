import { messages } from '../../ui/i18n.ts';
import { en } from './security.texts.en.ts';
import { sv } from './security.texts.sv.ts';

export const securityWords = messages(sv, en);
