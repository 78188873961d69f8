import { messages } from '../ui/i18n.ts';
import { en } from './newsletter.texts.en.ts';
import { sv } from './newsletter.texts.sv.ts';

export const newsletterWords = messages(sv, en);
