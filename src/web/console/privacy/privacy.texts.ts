import { messages } from '../../ui/i18n.ts';
import { en } from './privacy.texts.en.ts';
import { sv } from './privacy.texts.sv.ts';

export const privacyWords = messages(sv, en);
