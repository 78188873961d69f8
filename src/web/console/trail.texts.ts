import { messages } from '../ui/i18n.ts';
import { en } from './trail.texts.en.ts';
import { sv } from './trail.texts.sv.ts';

export const trailWords = messages(sv, en);
