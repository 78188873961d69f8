import { messages } from '../ui/i18n.ts';
import { en } from './live.texts.en.ts';
import { sv } from './live.texts.sv.ts';

export const liveWords = messages(sv, en);
