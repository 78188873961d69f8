import { messages } from '../ui/i18n.ts';
import { en } from './trail-detail.texts.en.ts';
import { sv } from './trail-detail.texts.sv.ts';

export const trailDetailWords = messages(sv, en);
